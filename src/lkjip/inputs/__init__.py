"""Tables in: find, read and check them against their declared schema, exactly."""

from lkjip.inputs.check import InputTable, Tables, read_tables

__all__ = ["InputTable", "Tables", "read_tables"]
