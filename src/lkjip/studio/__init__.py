"""The studio: a local page in the browser that shows a project's rules, data and narrative and edits them.

It reads and edits through the rooms below and decides nothing: what is valid, schema and engine say.
"""
