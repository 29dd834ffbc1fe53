"""The first files of a project, and of an indicator in it: what a person would otherwise write by hand."""
