"""The project's own rendered reports: every number by the id it carries."""
