"""The second evaluator in plain fractions, and the traces that take their intermediate values from it."""
