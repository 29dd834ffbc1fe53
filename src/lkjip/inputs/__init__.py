"""Tables in: find, read and check them against their declared schema, exactly."""

from lkjip.inputs.sources import SHOWN
from lkjip.inputs.tables import InputTable, Tables, read_tables

__all__ = ["SHOWN", "InputTable", "Tables", "read_tables"]
