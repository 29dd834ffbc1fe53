"""Tables in: find, read and check them against their declared schema, exactly."""

from lkjip.inputs.check import InputTable, Tables, read_tables
from lkjip.inputs.sources import SHOWN

__all__ = ["SHOWN", "InputTable", "Tables", "read_tables"]
