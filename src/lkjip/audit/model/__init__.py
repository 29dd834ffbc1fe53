"""The model of a document: its tables, stated or flattened to lines, with labels, column heads and numbers."""
