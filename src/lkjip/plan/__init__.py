"""Resolved rules to steps, expressions, exact reference values and traces."""
