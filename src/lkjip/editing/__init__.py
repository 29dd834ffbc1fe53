"""Editing a project: its editable values as a list, and edits that change nothing but what they name."""
