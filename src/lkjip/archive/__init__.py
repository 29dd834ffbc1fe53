"""Years that never change: freeze one, replay all, show what a change of rules does.

An archived version is a folder of plain files (YAML, CSV, JSON) that is a project of its own: rules, tables, the figures
of earlier years that it read, its figures with their calculations, and a manifest of SHA-256 checksums.
"""
