"""Tables with many rows per combination of keys: never held in memory, summed up in one streaming pass.

The pass gives rows and sums per office and keys, which is all that sums, means and counts need; a reduction of anything
else scans again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from lkjip.decimals import plain
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.inputs.addresses import Address
from lkjip.inputs.elsewhere import ROWS, Elsewhere
from lkjip.inputs.sources import OFFICE, Source, expected
from lkjip.layout import data_of
from lkjip.rules.model import SATKER, Column, RuleSet, Table

NARROW = 2**62  # sums below this stay in 64 bits, which are faster than 128 and as exact


@dataclass(frozen=True, slots=True)
class Survey:
    """A table's rows as a query or elsewhere, and per office and keys their number (`@rows`) and the sum of each column.

    Columns whose sums could leave 64 bits have none.
    """

    table: Table
    scan: pl.LazyFrame | Elsewhere
    summary: pl.DataFrame

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return int(self.summary.get_column(ROWS).sum())

    def counted(self, columns: Collection[str]) -> pl.LazyFrame:
        """Rows of the office, keys and some columns: those elsewhere once, with how often each is there (`@rows`)."""
        return self.scan.counted(list(columns)).lazy() if isinstance(self.scan, Elsewhere) else self.scan

    @property
    def times(self) -> pl.Expr | None:
        """How often each row of `counted` is there; None where each is there once."""
        return pl.col(ROWS) if isinstance(self.scan, Elsewhere) else None

    def of(self, office: str, column: str, most: int) -> pl.DataFrame:
        """The keys and one column of an office's rows, one by one: at most so many and one more."""
        if isinstance(self.scan, Elsewhere):
            return self.scan.rows([column], office, most).drop(SATKER)
        own = self.scan.filter(pl.col(SATKER).cast(pl.String) == office)
        return own.select(*(pl.col(key).cast(pl.String) for key in self.table.keys), column).head(most + 1).collect()

    def offices(self, year: int, issues: list[Issue]) -> set[str]:
        """The offices that the rows name; a name that cannot be one is an issue."""
        names = {str(name or "") for name in self.summary.get_column(SATKER).unique().to_list()}
        for name in sorted(name for name in names if not OFFICE.fullmatch(name)):
            values = {"column": SATKER, "given": name, "table": self.table.name, "known": "a-z 0-9 _ -"}
            issues.append(Issue("unknown_key_value", Location(data_of(year)), values))
        return {name for name in names if OFFICE.fullmatch(name)}


def read_survey(
    table: Table, found: list[Source], limit: Collection[str] | None, issues: list[Issue], *, frozen: bool = False
) -> Survey | None:
    """Reads a table's Parquet files (in an archive: CSV): exact types only, values within the declared range, none empty."""
    frames = [frame for source in found if (frame := _frame(table, source, issues, frozen)) is not None]
    if not frames:
        return None
    scan = pl.concat(frames, how="vertical_relaxed")
    if limit is not None:
        scan = scan.filter(pl.col(SATKER).cast(pl.String).is_in(list(limit)))
    columns = list(table.columns)
    ends = scan.select(
        pl.len().alias(ROWS),
        *(pl.col(name).min().cast(pl.Int64).alias(f"{name}<") for name in columns),
        *(pl.col(name).max().cast(pl.Int64).alias(f"{name}>") for name in columns),
        *(pl.col(name).null_count().alias(f"{name}0") for name in columns),
    ).collect(engine="streaming")
    summed = [pl.col(name).cast(pl.Int64).sum() for name in _summed(table, ends.row(0, named=True), issues)]
    summary = scan.group_by([SATKER, *table.keys]).agg(pl.len().cast(pl.Int64).alias(ROWS), *summed)
    return Survey(table, scan, summary.collect(engine="streaming"))


def read_elsewhere(
    table: Table, address: Address, found: list[Source], limit: Collection[str] | None, issues: list[Issue]
) -> Survey | None:
    """Reads a table whose rows are at an address, with the same checks; a file of the table beside them is a mistake."""
    if found:
        issues.append(Issue("source_and_file", Location(found[0].shown), {"table": table.name, "address": address.shown}))
        return None
    try:
        rows = Elsewhere(table, address, limit)
        bounds = rows.ends()
        summed = _summed(table, bounds, issues)
        return Survey(table, rows, rows.sums(summed))
    except UserError as error:
        issues.extend(error.issues)
        return None


def _summed(table: Table, bounds: Mapping[str, int], issues: list[Issue]) -> list[str]:
    """The columns whose sums fit 64 bits; values outside what is declared, and empty ones, go to `issues`."""
    summed = []
    for name, column in table.columns.items():
        low, high = bounds[f"{name}<"] or 0, bounds[f"{name}>"] or 0
        issues.extend(_outside(table, column, (low, high), bounds[f"{name}0"]))
        if max(abs(low), abs(high), 1) * bounds[ROWS] < NARROW:
            summed.append(name)
    return summed


def _frame(table: Table, source: Source, issues: list[Issue], frozen: bool) -> pl.LazyFrame | None:
    if frozen and source.path.suffix == ".csv":
        types = dict.fromkeys(table.columns, pl.Int64) | dict.fromkeys((SATKER, *table.keys), pl.String)
        frame = pl.scan_csv(source.path, schema_overrides=types, glob=False)
    elif source.path.suffix == ".parquet":
        frame = pl.scan_parquet(source.path)
    else:
        issues.append(Issue("many_needs_parquet", Location(source.shown), {"table": table.name}))
        return None
    schema = frame.collect_schema()
    before = len(issues)
    wanted = expected(table, source)
    for name in wanted:
        if name not in schema:
            values = {"column": name, "found": ", ".join(schema.names()), "nearest": nearest(name, schema.names())}
            issues.append(Issue("missing_column", Location(source.shown), values))
    for name in table.columns:
        if name in schema and not schema[name].is_integer():
            exact = {"column": name, "decimals": table.columns[name].decimals}
            issues.append(Issue("many_needs_integers", Location(source.shown), exact))
    if len(issues) > before:
        return None
    chosen = frame.select(wanted)
    return chosen.with_columns(pl.lit(source.satker).alias(SATKER)) if source.satker else chosen


def value_range(column: Column) -> tuple[Fraction, Fraction]:
    """What a value may be: as the rules say, else as far as sums of many rows stay exact."""
    far = Fraction(2**40, 10**column.decimals)
    low = -far if column.minimum is None else column.minimum
    return low, far if column.maximum is None else column.maximum


def _outside(table: Table, column: Column, ends: tuple[int, int], empty: int) -> Iterator[Issue]:
    values = {"column": column.name, "table": table.name}
    low, high = value_range(column)
    shown = " – ".join(plain(end, column.decimals) for end in (low, high))
    for number in dict.fromkeys(ends):
        value = Fraction(number, 10**column.decimals)
        if not low <= value <= high and not (number == 0 and empty):
            given = plain(value, column.decimals)
            yield Issue("out_of_range", column.location, {**values, "given": given, "range": shown})
    if empty:
        yield Issue("empty_cell", column.location, {**values, "given": str(empty)})


def coded(
    table: Table, grouped: pl.DataFrame, offices: tuple[str, ...], rules: RuleSet, issues: list[Issue]
) -> pl.DataFrame:
    """Groups with their keys as member numbers; a key value that is no member is an issue."""
    known: Mapping[str, tuple[str, ...]] = {
        SATKER: offices,
        **{key: rules.dimensions[key].codes for key in table.keys},
    }
    kept = grouped.filter(pl.col(SATKER).cast(pl.String).is_in(list(offices)))
    numbers = kept.select(
        pl.col(key).cast(pl.String).cast(pl.Enum(list(codes)), strict=False).to_physical().cast(pl.UInt32).alias(key)
        for key, codes in known.items()
    )
    for key, codes in known.items():
        wrong = kept.get_column(key).filter(numbers.get_column(key).is_null()).unique().to_list()
        for value in sorted(map(str, wrong))[:20]:
            near, shown = nearest(value, codes), ", ".join(codes[:20])
            values = {"column": key, "given": value, "table": table.name, "nearest": near, "known": shown}
            issues.append(Issue("unknown_key_value", Location(data_of(rules.year)), values))
    return kept.with_columns(numbers.get_columns())
