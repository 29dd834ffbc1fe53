"""Resolved rules to steps and exact Polars expressions."""
