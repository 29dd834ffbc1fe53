"""Text to coded, exact columns: keys become member numbers, values become scaled integers.

Everything that a declared schema can refuse is refused here, with the cell it stands in.
"""

from __future__ import annotations

import polars as pl

from lkjip.dates import impossible
from lkjip.decimals import DIGITS
from lkjip.errors import Issue
from lkjip.inputs.mistakes import flagged, incomplete, unfilled
from lkjip.inputs.sources import FILE, LINE, Source
from lkjip.rules.model import SATKER, Column, RuleSet, Table
from lkjip.rules.source import CONTROL


class Check:
    """The check of one table: the queries that judge its rows, and the issues that come of them."""

    def __init__(self, table: Table, sources: list[Source], offices: list[str], rules: RuleSet) -> None:
        self.table, self.sources, self.rules = table, sources, rules
        self.keys = [SATKER, *table.keys]
        self.codes = {SATKER: offices, **{key: list(rules.dimensions[key].codes) for key in table.keys}}
        self.flags: dict[str, pl.Expr] = {f"unknown {key}": pl.col(f"{key}#").is_null() for key in self.keys}
        for name, column in table.columns.items():
            self.flags |= _value_flags(pl.col(name), column)
        position = pl.col(f"{SATKER}#").cast(pl.Int64)
        for key in table.keys:
            position = position * len(self.codes[key]) + pl.col(f"{key}#")
        self.flags["duplicate"] = position.is_duplicated()
        values = [name for name, column in table.columns.items() if column.type != "text"] or list(table.columns)
        self.bare = pl.all_horizontal(pl.col(name).is_null() for name in values)  # a row without any value

    def judged(self, raw: pl.LazyFrame) -> pl.LazyFrame:
        """The rows as text, with numbers (`name#`) and whether each rule is broken (`!rule`)."""
        names = [*self.keys, *self.table.columns]
        filled = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names]
        numbers = [_code(pl.col(key), self.codes[key]).alias(f"{key}#") for key in self.keys]
        for name, column in self.table.columns.items():
            numbers.append(_value(pl.col(name), column, self.rules).alias(f"{name}#"))
        return (
            raw.with_columns(pl.col(name).str.strip_chars().alias(name) for name in names)
            .with_columns(filled)
            .with_columns(numbers)
            .with_columns(flag.fill_null(False).alias(f"!{name}") for name, flag in self.flags.items())
        )

    def coded(self, judged: pl.DataFrame) -> pl.LazyFrame:
        """The rows as numbers."""
        names = [*self.keys, *self.table.columns]
        return judged.lazy().select(*(pl.col(f"{name}#").alias(name) for name in names), FILE, LINE)

    def summary(self, judged: pl.DataFrame) -> pl.LazyFrame:
        """Which rules are broken at all."""
        return judged.lazy().select(pl.col(f"!{name}").any() for name in self.flags)

    def issues(self, judged: pl.DataFrame, coded: pl.DataFrame, summary: pl.DataFrame, told: list[Issue]) -> list[Issue]:
        """What is wrong with the rows; where nothing is, which rows a complete table lacks."""
        bad = dict(zip(self.flags, summary.row(0), strict=True))
        found: list[Issue] = []
        lost = [f"!{name}" for name, state in bad.items() if state and name.startswith("empty ")]
        bare = self.bare & pl.any_horizontal(lost) if lost else pl.lit(False)
        if (rows := judged.filter(bare)).height > 1 or 0 < rows.height == judged.height:
            found += unfilled(self.table, rows)
        else:
            bare = pl.lit(False)
        unknown_keys = any(state for name, state in bad.items() if name.startswith("unknown "))
        for name, state in bad.items():
            if state and not (name == "duplicate" and unknown_keys):
                wrong = judged.filter(pl.col(f"!{name}") & ~(bare if f"!{name}" in lost else pl.lit(False)))
                found += flagged(self.table, wrong, name, self.codes, self.rules)
        lacking = any(issue.code in ("missing_table", "table_format") for issue in told)
        if not found and not lacking and self.table.complete is not None:
            found += incomplete(self.table, coded, self.codes, judged, self.sources)
        return found

    def untouched(self, judged: pl.DataFrame) -> list[Issue]:
        """Of a table in which no cell has a value, that it is not filled in yet."""
        bare = judged.filter(self.bare)
        return list(unfilled(self.table, bare)) if 0 < bare.height == judged.height else []


def _code(text: pl.Expr, codes: list[str]) -> pl.Expr:
    """The number of each member; null where the text is none of them."""
    return text.cast(pl.Enum(codes), strict=False).to_physical().cast(pl.UInt32)


def _value(text: pl.Expr, column: Column, rules: RuleSet) -> pl.Expr:
    if column.type == "text":
        return text
    if column.type == "ordinal":
        ranks = [band.code for band in rules.categories[column.categories].bands]
        return _code(text, ranks).cast(pl.Int64) + 1
    whole, fraction = _parts(text)
    return (whole + fraction.fill_null("").str.pad_end(column.decimals, "0")).cast(pl.Int64, strict=False)


def _parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A number's text before and after the point (null: no point)."""
    parts = text.str.splitn(".", 2)
    return parts.struct.field("field_0"), parts.struct.field("field_1")


def _misdated(texts: pl.Series) -> pl.Series:
    return pl.Series([text is not None and any(impossible(text)) for text in texts], dtype=pl.Boolean)


def _value_flags(text: pl.Expr, column: Column) -> dict[str, pl.Expr]:
    name, value = column.name, pl.col(f"{column.name}#")
    flags = {} if column.empty else {f"empty {name}": text.is_null()}
    if column.type == "text":
        lines = text.str.contains("\n", literal=True)
        return flags | {
            f"lines {name}": lines,
            f"control {name}": text.str.contains(CONTROL.pattern) & ~lines,
            f"date {name}": text.map_batches(_misdated, pl.Boolean),
        }
    if column.type == "ordinal":
        return flags | {f"level {name}": text.is_not_null() & value.is_null()}
    whole, fraction = _parts(text)
    size = whole.str.strip_prefix("-").str.len_bytes()
    flags[f"number {name}"] = text.is_not_null() & (
        value.is_null()
        | text.str.contains("+", literal=True)
        | ~size.is_between(1, DIGITS - column.decimals)
        | ~fraction.str.len_bytes().is_between(1, column.decimals).fill_null(True)
    )
    scale = 10**column.decimals
    outside = [
        value < int(column.minimum * scale) if column.minimum is not None else None,
        value > int(column.maximum * scale) if column.maximum is not None else None,
    ]
    bounds = [condition for condition in outside if condition is not None]
    legible = ~flags[f"number {name}"].fill_null(False)  # else the scaled value means nothing
    return flags | ({f"range {name}": pl.any_horizontal(bounds) & legible} if bounds else {})
