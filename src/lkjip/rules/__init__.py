"""Rule files in: strict YAML, shape, records, references."""
