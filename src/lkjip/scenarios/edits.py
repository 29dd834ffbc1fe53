"""A scenario as edits of the project's files: what must be written down for it to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.decimals import finite_decimals, fraction_text, plain
from lkjip.editing import cells as files
from lkjip.editing.edits import Edit
from lkjip.errors import Issue, UserError
from lkjip.rules.model import SATKER
from lkjip.scenarios.evaluated import meant
from lkjip.scenarios.names import Cell, Changeable
from lkjip.scenarios.scenarios import Scenarios

if TYPE_CHECKING:
    from lkjip.project import Project


def edits(project: Project, values: Mapping[str, Fraction | None]) -> Iterator[Edit]:
    """One edit per value, in the order given.

    Raises:
        UserError: a name is unknown, a value has no end as a decimal, or a cell stands in no CSV file.
    """
    named, cells = meant(project, Scenarios.of({name: [value] for name, value in values.items()}))
    for name, value in values.items():
        if name in cells:
            place = _file_cell(project, cells[name])
            yield Edit(place.file, (place.key, place.column), "set", _written(value, cells[name].entry.column.decimals))
        else:
            entry = named[name]
            yield Edit(entry.file, entry.path, "set", _decimal(value, entry))


def _decimal(value: Fraction | None, entry: Changeable) -> Decimal:
    decimals = None if value is None else finite_decimals(value)
    if value is None or decimals is None:
        raise UserError(
            [Issue("scenario_number", entry.location, {"given": "–" if value is None else fraction_text(value)})]
        )
    return Decimal(plain(value, decimals))


def _written(value: Fraction | None, decimals: int) -> str:
    return "" if value is None else plain(value, max(decimals, finite_decimals(value) or 0))


def _file_cell(project: Project, cell: Cell) -> files.Cell:
    """The cell of a file that holds a cell of the plan."""
    table, column = cell.entry.table, cell.entry.column
    office = project.tables.offices[cell.office]
    for grid in files.grids(project.root, project.rules, office, project.changed):
        codes = {**cell.codes, SATKER: office}
        if grid.table.name == table.name and grid.satker in ("", office):
            wanted = tuple(codes[key] for key in grid.keys)
            for place, row in grid.rows:
                if place == wanted:
                    return next(each for each in row if each.column == column.name)
    raise UserError([Issue("scenario_cell", table.location, {"table": table.name})])
