"""Earlier years as they were archived: figures of `archive/<year>/<version>/figures/<satker>.csv` as rows of text.

They are read like every other table, so an unknown member or a value with too many decimals is told at its line. A year
reads the latest version of every earlier year; an archived year reads the copy that was frozen with it (`history/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lkjip.archived import Version, latest
from lkjip.errors import Issue, Location
from lkjip.inputs import delimited
from lkjip.inputs.sources import FILE, LINE, Source
from lkjip.layout import FIGURES, HEADER, HISTORY, RECORD
from lkjip.rules.model import SATKER, YEAR, RuleSet, Table


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier year's archived figures: the version that was read (None: a copy in an archive), one file per office."""

    year: int
    version: Version | None
    sources: tuple[Source, ...]


def earlier_years(project: Path, rules: RuleSet, offices: list[str]) -> list[Earlier]:
    """What is archived of the years before a rule set's own.

    Raises:
        UserError: an archived version, or one that it rests on, is not as it was archived.
    """
    found = []
    copied = (project / RECORD).exists()
    for code in rules.dimensions[YEAR].codes if YEAR in rules.dimensions else ():
        if int(code) >= rules.year:
            continue
        version = None if copied else latest(project, int(code))
        if version is None and not copied:
            continue
        folder = version.folder / FIGURES if version else project / HISTORY / code
        paths = {office: folder / f"{office}.csv" for office in offices}
        sources = tuple(
            Source(path, path.relative_to(project).as_posix(), office) for office, path in paths.items() if path.is_file()
        )
        found.append(Earlier(int(code), version, sources))
    return found


def read_history(
    project: Path, rules: RuleSet, tables: list[Table], offices: list[str], issues: list[Issue]
) -> dict[str, pl.DataFrame]:
    """The rows of every table that comes from the archive."""
    years = earlier_years(project, rules, offices)
    wanted = sorted({table.archived for table in tables})
    queries = [
        rows.filter(pl.col("id").is_in(wanted)).with_columns(pl.lit(str(year.year)).alias(f"@{YEAR}"))
        for year in years
        for rows in _scans(year, issues)
    ]
    empty = pl.DataFrame(schema=dict.fromkeys((SATKER, *HEADER, FILE, f"@{YEAR}"), pl.String) | {LINE: pl.UInt32})
    found = pl.concat([empty, *(frame.select(empty.columns) for frame in pl.collect_all(queries, engine="in-memory"))])
    by_figure = {str(name): rows for (name,), rows in found.group_by(["id"], maintain_order=True)}
    return {table.name: _rows(table, by_figure.get(table.archived, empty), issues) for table in tables}


def _scans(year: Earlier, issues: list[Issue]) -> Iterator[pl.LazyFrame]:
    good = []
    for source in year.sources:
        with source.path.open("rb") as file:
            header = file.readline(1000).decode("utf-8", "replace").strip()
        if header == ",".join(HEADER):
            good.append(source)
        else:
            issues.append(Issue("archive_foreign", Location(source.shown, 1), {"file": source.shown}))
    if good:
        yield delimited.csv_rows(HEADER, good).with_columns(pl.col(LINE).cast(pl.UInt32))


def _rows(table: Table, rows: pl.DataFrame, issues: list[Issue]) -> pl.DataFrame:
    """One figure's archived values under the keys of the table that reads them. Its own year is the archive's."""
    (column,) = table.columns.values()
    for unit, file, line in rows.filter(pl.col("unit").fill_null("") != column.unit).select("unit", FILE, LINE).rows():
        values = {"figure": table.archived, "given": unit or "–", "wanted": column.unit or "–"}
        issues.append(Issue("archive_unit", Location(file, line), values))
    rows = rows.filter(_key(YEAR).is_null() | (_key(YEAR) == pl.col(f"@{YEAR}")))
    keys = [pl.col(f"@{YEAR}").alias(YEAR) if key == YEAR else _key(key).alias(key) for key in table.keys]
    return rows.select(SATKER, *keys, pl.col("value").alias(column.name), FILE, LINE)


def _key(name: str) -> pl.Expr:
    """The code of one key in a text such as `bulan=1, unsur=respon`; null where it is none of them."""
    return pl.col("key").fill_null("").str.extract(rf"(?:^|, ){name}=([a-z0-9_]+)")
