"""All offices together: the figures of the roll-up, and the report of the head office."""
