"""A year as one Excel workbook, and back: what was changed in it, and nothing else, becomes edits of the files."""
