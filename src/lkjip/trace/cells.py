"""Table cells of one office as exact fractions with their places: what the oracle and a trace read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import polars as pl

from lkjip.errors import Issue, Location, UserError
from lkjip.inputs import InputTable, Tables
from lkjip.inputs.sources import FILE, LINE
from lkjip.inputs.survey import Survey
from lkjip.rules.model import OBSERVATION, SATKER
from lkjip.rules.resolve import Resolved
from lkjip.trace.outcome import Cell

TRACED = 200_000


class CellsOf(dict[str, dict[tuple[str, ...], Cell]]):
    """Every cell that the inputs of a rule set read, for one office: input id → key in the input's grain → cell.

    An input is read when it is asked for, so that a look at many offices costs no more than what it looks at.
    """

    def __init__(self, resolved: Resolved, tables: Mapping[str, InputTable], rows: Mapping[str, pl.DataFrame], satker: str):
        super().__init__()
        self.resolved, self.tables, self.rows, self.satker = resolved, tables, rows, satker

    def __missing__(self, name: str) -> dict[tuple[str, ...], Cell]:
        table = self.tables[self.resolved.inputs[name].table.name]
        if table.survey is None:
            self[name] = _of_input(self.resolved, name, self.rows[table.table.name])
        else:
            self[name] = _of_survey(self.resolved, name, table.survey, self.satker)
        return self[name]


class Rows(dict[str, pl.DataFrame]):
    """The rows of an office in each table; a table is parted by office when it is first asked for."""

    def __init__(self, tables: Tables, office: int, parted: dict[str, dict[tuple[object, ...], pl.DataFrame]]) -> None:
        super().__init__()
        self.tables, self.office, self.parted = tables, office, parted

    def __missing__(self, name: str) -> pl.DataFrame:
        frame = self.tables.tables[name].frame
        if name not in self.parted:
            self.parted[name] = frame.partition_by(SATKER, as_dict=True)
        self[name] = self.parted[name].get((self.office,), frame.clear())
        return self[name]


def cells_of(resolved: Resolved, tables: Tables) -> Callable[[str], CellsOf]:
    """The cells of an office by its name."""
    parted: dict[str, dict[tuple[object, ...], pl.DataFrame]] = {}
    return lambda office: CellsOf(resolved, tables.tables, Rows(tables, tables.offices.index(office), parted), office)


def _of_survey(resolved: Resolved, name: str, survey: Survey, office: str) -> dict[tuple[str, ...], Cell]:
    """The rows of a large table, numbered within their keys. More than a person can follow are not traced."""
    entry = resolved.inputs[name]
    keys = [key for key in entry.grain if key != OBSERVATION]
    rows = survey.of(office, entry.column.name, TRACED).select(*keys, entry.column.name)
    if rows.height > TRACED:
        values = {"table": entry.table.name, "limit": TRACED}
        raise UserError([Issue("too_many_rows_to_trace", entry.rule.location, values)])
    numbers: dict[tuple[str, ...], int] = {}
    found = {}
    for *codes, value in rows.iter_rows():
        place = tuple(codes)
        numbers[place] = numbers.get(place, -1) + 1
        exact = None if value is None else Fraction(value, 10**entry.column.decimals)
        found[*place, str(numbers[place])] = Cell(exact, entry.table.location)
    return found


def _of_input(resolved: Resolved, name: str, rows: pl.DataFrame) -> dict[tuple[str, ...], Cell]:
    entry = resolved.inputs[name]
    dimensions = resolved.rules.dimensions
    for key, code in entry.rule.where.items():
        rows = rows.filter(pl.col(key) == dimensions[key].number(code))
    keys = [key for key in entry.grain if key != OBSERVATION]
    codes = [dimensions[key].codes for key in keys]
    found = {}
    for *numbers, value, file, line in rows.select(*keys, entry.column.name, FILE, LINE).iter_rows():
        place = tuple(members[number] for members, number in zip(codes, numbers, strict=True))
        exact = None if value is None else Fraction(value, 10**entry.column.decimals)
        found[place] = Cell(exact, Location(file, line))
    return found
