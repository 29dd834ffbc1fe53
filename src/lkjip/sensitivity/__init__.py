"""How much a figure depends on weights and targets: drawn at random, and changed until something flips."""
