"""Table files to frames of text: CSV, Parquet and XLSX, one folder per office or one file for many.

Every frame has the declared columns as text (null where a cell is empty), `satker`, and where each row stands: `@file` and
`@line`. What a file says is not judged here; that a file can be read at all is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from lkjip.errors import Issue, Location
from lkjip.inputs import delimited, excel
from lkjip.inputs.sources import LINE, Source, header_fits, placed
from lkjip.rules.model import Table


def read(table: Table, found: Sequence[Source], issues: list[Issue]) -> Iterator[pl.LazyFrame]:
    """The rows of a table's files as text. A file with a fault gives issues and no rows."""
    for source in found:
        if source.path.suffix != ".csv":
            reader = _parquet if source.path.suffix == ".parquet" else excel.read
            if (frame := reader(source, table, issues)) is not None:
                yield placed(frame, source)
    yield from delimited.read(table, [source for source in found if source.path.suffix == ".csv"], issues)


def faults(table: Table, found: Sequence[Source]) -> list[Issue]:
    """Why the files of a table cannot be read, after Polars has failed on them."""
    return delimited.faults(table, [source for source in found if source.path.suffix == ".csv"])


def _parquet(source: Source, table: Table, issues: list[Issue]) -> pl.LazyFrame | None:
    try:
        frame = pl.scan_parquet(source.path)
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        issues.append(Issue("table_unreadable", Location(source.shown), {"problem": str(error).split("\n")[0]}))
        return None
    if not header_fits(schema.names(), table, source, issues):
        return None
    floats = [name for name, kind in schema.items() if kind.is_float()]
    for name in floats:
        issues.append(Issue("parquet_float", Location(source.shown), {"column": name}))
    if floats:
        return None
    return frame.with_columns(pl.all().cast(pl.String)).with_row_index(LINE, offset=1)
