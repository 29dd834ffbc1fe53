"""Rows that are wrong, as issues: what stands in the cell, what is accepted, and a way out that works."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from fractions import Fraction
from math import prod

import polars as pl

from lkjip.dates import impossible
from lkjip.decimals import DIGITS, plain
from lkjip.errors import Issue, Location, nearest
from lkjip.inputs.numerals import readings
from lkjip.inputs.sources import FILE, LINE, SHOWN, Source
from lkjip.rules.model import SATKER, Column, RuleSet, Table

_PLAIN = re.compile(r"-?\d+(?:\.(?P<fraction>\d+))?", re.ASCII)
_COMMA = re.compile(r"-?[\d.]+,\d+", re.ASCII)


def flagged(table: Table, rows: pl.DataFrame, flag: str, codes: Mapping[str, list[str]], rules: RuleSet) -> Iterator[Issue]:
    """The rows that break one rule, at most `SHOWN` of them; `flag` is the rule's kind and the column."""
    kind, _, name = flag.partition(" ")
    if kind == "duplicate":
        rows = yield from _twice(table, rows)
    for row in rows.head(SHOWN).iter_rows(named=True):
        place = Location(row[FILE], row[LINE])
        given = "" if name == "" or row[name] is None else str(row[name])[:60]
        values: dict[str, object] = {"column": name, "given": given, "table": table.name}
        match kind:
            case "unknown":
                near = nearest(given, codes[name])
                known = ", ".join(codes[name][:20])
                yield Issue("unknown_key_value", place, {**values, "nearest": near, "known": known})
            case "duplicate":
                shown = ", ".join(f"{key}={row[key]}" for key in table.keys) or "–"
                yield Issue("duplicate_row", place, {"key": shown, "table": table.name})
            case "empty":
                yield Issue("empty_cell", place, values)
            case "lines":
                yield Issue("line_in_cell", place, values)
            case "control":
                yield Issue("control_in_cell", place, values)
            case "date":
                yield Issue("impossible_date", place, {**values, "given": next(impossible(str(row[name])))[1]})
            case "level":
                levels = [band.code for band in rules.categories[table.columns[name].categories].bands]
                near, known = nearest(given, levels), ", ".join(levels)
                yield Issue("unknown_key_value", place, {**values, "nearest": near, "known": known})
            case "number":
                yield _not_a_number(place, given, table.columns[name], values)
            case _:
                yield Issue("out_of_range", place, {**values, "range": _range(table.columns[name])})
    if rows.height > SHOWN:
        yield Issue("more_like_this", Location(rows[FILE][SHOWN]), {"count": rows.height - SHOWN, "flag": flag})


def _twice(table: Table, rows: pl.DataFrame) -> Generator[Issue, None, pl.DataFrame]:
    """Rows that two files both have are told once, as two files of one table; what is left stands twice in one file."""
    keys = [SATKER, *table.keys]
    both = pl.col(FILE).n_unique().over(keys) > 1
    for names in (
        rows.filter(both).group_by(keys).agg(pl.col(FILE).unique().sort()).get_column(FILE).unique().sort().to_list()
    ):
        yield Issue("table_twice", Location(names[1]), {"first": names[0], "second": names[1]})
    return rows.filter(~both)


def _not_a_number(place: Location, given: str, column: Column, values: Mapping[str, object]) -> Issue:
    text = given.strip()
    if plain_number := _PLAIN.fullmatch(text):
        if len(plain_number["fraction"] or "") > column.decimals:
            return Issue("too_many_decimals", place, {**values, "decimals": column.decimals})
        return Issue("too_many_digits", place, {**values, "digits": DIGITS - column.decimals})
    meant = readings(text, column)
    if len(meant) > 1:
        return Issue("number_of_two_readings", place, {**values, "first": meant[0], "second": meant[1]})
    if meant:
        comma = _COMMA.fullmatch(text) and meant[0] == text.replace(".", "").replace(",", ".")
        code = "decimal_comma_cell" if comma else "number_notation"
        return Issue(code, place, {**values, "point": meant[0]})
    return Issue("not_a_number_cell", place, {**values, "decimals": column.decimals})


def _range(column: Column) -> str:
    def shown(value: Fraction | None) -> str:
        return "…" if value is None else plain(value, column.decimals)

    return f"{shown(column.minimum)} – {shown(column.maximum)}"


def incomplete(
    table: Table, coded: pl.DataFrame, codes: Mapping[str, list[str]], raw: pl.DataFrame, sources: list[Source]
) -> Iterator[Issue]:
    """Combinations of keys that a complete table must have and that no row holds."""
    assert table.complete is not None
    wanted = {SATKER: list(range(len(codes[SATKER])))}
    for key in table.keys:
        limit = table.complete.get(key) or codes[key]
        wanted[key] = [codes[key].index(code) for code in limit]
    inside = coded.filter(*(pl.col(key).is_in(numbers) for key, numbers in wanted.items() if key in table.complete))
    if inside.height == prod(len(numbers) for numbers in wanted.values()):
        return
    of_office = {source.satker: source.shown for source in sources}  # "" is the shared file
    of_office |= dict(raw.select(SATKER, FILE).unique(SATKER).rows()) if raw.height else {}
    elsewhere = of_office.get("", table.location.file)
    if not coded.height:
        count = prod(len(numbers) for key, numbers in wanted.items() if key != SATKER)
        for office in codes[SATKER]:
            place = Location(of_office.get(office, elsewhere))
            yield Issue(
                "table_without_rows", place, {"table": table.name, "count": count, "keys": ", ".join(table.keys) or "–"}
            )
        return
    grid = pl.DataFrame({SATKER: wanted[SATKER]}, schema={SATKER: coded.schema[SATKER]})
    for key in table.keys:
        grid = grid.join(pl.DataFrame({key: wanted[key]}, schema={key: coded.schema[key]}), how="cross")
    lost = grid.join(coded, on=[SATKER, *table.keys], how="anti")
    for row in lost.head(SHOWN).iter_rows(named=True):
        office = codes[SATKER][row[SATKER]]
        shown = ", ".join(f"{key}={codes[key][row[key]]}" for key in table.keys) or "–"
        place = Location(of_office.get(office, elsewhere))
        yield Issue("missing_row", place, {"key": shown, "satker": office, "table": table.name})
    if lost.height > SHOWN:
        yield Issue("more_like_this", place, {"count": lost.height - SHOWN, "flag": "missing row"})


def unfilled(table: Table, rows: pl.DataFrame) -> Iterator[Issue]:
    """Rows without any value, which are told once per file."""
    for (file,), lines in rows.sort(LINE).group_by([FILE], maintain_order=True):
        first, last = lines[LINE][0], lines[LINE][-1]
        values = {"table": table.name, "count": lines.height, "first": first, "last": last}
        yield Issue("table_unfilled", Location(str(file), first), values)
