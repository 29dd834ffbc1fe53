"""Table cells of one office as exact fractions with their places: what the oracle and a trace read."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from lkjip.errors import Location
from lkjip.inputs import Tables
from lkjip.inputs.files import FILE, LINE
from lkjip.plan.oracle import Cell
from lkjip.rules.model import OBSERVATION, SATKER
from lkjip.rules.resolve import Resolved

Cells = dict[str, dict[tuple[str, ...], Cell]]


def cells_of(resolved: Resolved, tables: Tables, satker: str) -> Cells:
    """Every cell that the inputs of a rule set read, for one office: input id → key in the input's grain → cell."""
    office = tables.offices.index(satker)
    return {
        name: {}
        if entry.table.many
        else _of_input(resolved, name, tables.tables[entry.table.name].frame.filter(pl.col(SATKER) == office))
        for name, entry in resolved.inputs.items()
    }


def _of_input(resolved: Resolved, name: str, rows: pl.DataFrame) -> dict[tuple[str, ...], Cell]:
    entry = resolved.inputs[name]
    dimensions = resolved.rules.dimensions
    for key, code in entry.rule.where.items():
        rows = rows.filter(pl.col(key) == dimensions[key].codes.index(code))
    keys = [key for key in entry.grain if key != OBSERVATION]
    codes = [dimensions[key].codes for key in keys]
    found = {}
    for *numbers, value, file, line in rows.select(*keys, entry.column.name, FILE, LINE).iter_rows():
        place = tuple(members[number] for members, number in zip(codes, numbers, strict=True))
        exact = None if value is None else Fraction(value, 10**entry.column.decimals)
        found[place] = Cell(exact, Location(file, line))
    return found
