"""A year as one DuckDB file, with types, keys and what each column is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.errors import Issue, Location, UserError
from lkjip.exchange.package import MOST, as_csv, places
from lkjip.exchange.tables import COUNT, NUMBER, Table, tables

if TYPE_CHECKING:
    from lkjip.project import Project


def database(project: Project) -> bytes:
    """The content of a DuckDB file with the tables of `lkjip.exchange.tables`; their columns are described in it.

    Numbers are decimals with as many places as the longest has, so that each is exact.

    Raises:
        UserError: DuckDB is not installed, or the rules or tables have errors.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise UserError([Issue("extra_missing", Location("duckdb"), {"package": "duckdb", "extra": "duckdb"})]) from None
    found = tables(project)
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        path = Path(folder) / "lkjip.duckdb"
        connection = duckdb.connect(str(path))
        try:
            for table in found:
                _put(connection, table, Path(folder))
        finally:
            connection.close()
        return path.read_bytes()


def _put(connection: Any, table: Table, folder: Path) -> None:
    """Creates one table and fills it. Its names are our own; what its cells say is only read as data."""
    kinds = {column.name: _kind(table, at) for at, column in enumerate(table.columns)}
    columns = ", ".join(f'"{c.name}" {kinds[c.name]}{" NOT NULL" if c.required else ""}' for c in table.columns)
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    source = folder / f"{table.name}.csv"
    source.write_bytes(as_csv(table))
    asked = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items()) + "}"
    connection.execute(
        f"INSERT INTO {table.name} SELECT * FROM read_csv(?, header=true, auto_detect=false, delim=',', quote='\"', "
        f"escape='\"', nullstr='', columns={asked})",
        [str(source)],
    )
    for column in table.columns:
        told = column.title.replace("'", "''")
        connection.execute(f"COMMENT ON COLUMN {table.name}.\"{column.name}\" IS '{told}'")


def _kind(table: Table, at: int) -> str:
    column = table.columns[at]
    if column.type == NUMBER:
        return f"DECIMAL({MOST}, {places([row[at] for row in table.rows])})"
    return "BIGINT" if column.type == COUNT else "VARCHAR"
