"""A year for those who work on with it elsewhere: figures, their origins and the rules as a data package or a database."""

from lkjip.exchange.database import database
from lkjip.exchange.package import package
from lkjip.exchange.tables import Table, tables

__all__ = ["Table", "database", "package", "tables"]
