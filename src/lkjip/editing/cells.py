"""The cells of a year's tables as editable values: every combination of keys that a table has or must have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

from lkjip.editing import csv_text
from lkjip.editing.edits import Edit, row_key
from lkjip.editing.numbers import Bounds
from lkjip.errors import Location
from lkjip.inputs import sources
from lkjip.layout import data_of
from lkjip.rules.folder import NOTHING, Changed
from lkjip.rules.model import SATKER, Column, RuleSet, Table

_Found = dict[tuple[str, ...], tuple[int, dict[str, str]]]  # codes of a row → its line and cells


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table file: an `Edit` of it takes `file` and `(key, column)`. `text` is None where no row is."""

    file: str
    key: str
    column: str
    text: str | None
    line: int

    def edit(self, text: str) -> Edit:
        """What writes a text into it: a row that is not there yet is added."""
        if self.text is None:
            return Edit(self.file, (self.key,), "add", {self.column: text})
        return Edit(self.file, (self.key, self.column), "set", text)


@dataclass(frozen=True, slots=True)
class Grid:
    """One file of a table as rows: the codes of their keys, and the cells of each in the order of the columns.

    `editable` is false of a file that is no CSV, and of one that cannot be read as it must be: then there are no rows.
    """

    table: Table
    file: str
    satker: str
    keys: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Cell, ...]], ...]
    editable: bool = True


def grids(root: Path, rules: RuleSet, satker: str | None = None, changed: Changed = NOTHING) -> Iterator[Grid]:
    """Every file of every table of a year; of an office, its own and the shared ones with its rows."""
    folder = root / data_of(rules.year)
    folders = sources.offices(folder, data_of(rules.year), []) if folder.is_dir() else []
    for table in rules.tables.values():
        if table.archived or table.many:
            continue
        for source in sources.sources(root, rules.year, table.name, folders, changed):
            if satker is None or source.satker in ("", satker):
                yield grid(rules, table, source, satker)


def grid(rules: RuleSet, table: Table, source: sources.Source, satker: str | None = None) -> Grid:
    """One file as rows: those it has, and those that a complete table must have."""
    keys = (*([] if source.satker else [SATKER]), *table.keys)
    bare = Grid(table, source.shown, source.satker, keys, (), editable=False)
    if not source.shown.endswith(".csv"):
        return bare
    try:
        text = source.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return bare
    records = csv_text.records(text)
    if not records and not csv_text.rows(text):
        return bare
    found = {tuple(record.get(key, "") for key in keys): (number, record) for number, record in enumerate(records, 2)}
    if len(found) != len(records):
        return bare
    places = [place for place in found if satker is None or source.satker or place[0] == satker]
    places += [place for place in _wanted(rules, table, source.satker or satker or "", keys) if place not in found]
    order = {key: rules.dimensions[key].codes for key in table.keys}
    ranked = sorted(places, key=lambda place: [_rank(order.get(k, ()), code) for k, code in zip(keys, place, strict=True)])
    rows = tuple((place, tuple(_cells(source.shown, table, keys, place, found))) for place in ranked)
    return Grid(table, source.shown, source.satker, keys, rows)


def _rank(codes: tuple[str, ...], code: str) -> tuple[int, str]:
    return (codes.index(code), "") if code in codes else (len(codes), code)


def _wanted(rules: RuleSet, table: Table, satker: str, keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    if table.complete is None or (SATKER in keys and not satker):
        return []
    limits = [(satker,) if key == SATKER else table.complete.get(key) or rules.dimensions[key].codes for key in keys]
    return list(product(*limits))


def _cells(
    file: str,
    table: Table,
    keys: tuple[str, ...],
    place: tuple[str, ...],
    found: _Found,
) -> Iterator[Cell]:
    key = row_key(dict(zip(keys, place, strict=True)))
    line, record = found.get(place, (0, None))
    for name in table.columns:
        yield Cell(file, key, name, None if record is None else record.get(name, ""), line)


def bounds_of(column: Column, rules: RuleSet) -> Bounds:
    """What a number in a column of the year's tables may be."""
    scale = rules.scales.get(column.unit)
    return bounds(column, scale.symbol if scale else "")


def bounds(column: Column, symbol: str = "") -> Bounds:
    """What a number in a column may be; `symbol` is the sign of its unit."""
    share = Fraction(1) if symbol == "%" else None
    return Bounds(column.decimals, column.minimum, column.maximum, share)


def place(cell: Cell) -> Location:
    """Where a cell stands."""
    return Location(cell.file, cell.line)
