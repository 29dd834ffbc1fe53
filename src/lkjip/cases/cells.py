"""A year as it is with a case's own cells in its tables; the files stay as they are."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from lkjip.cases.written import Case, Cell
from lkjip.errors import Issue, Location, UserError, nearest, unknown
from lkjip.figure_key import FigureKey
from lkjip.inputs.sources import sources
from lkjip.project import Project
from lkjip.rules.folder import Changed
from lkjip.rules.model import SATKER

if TYPE_CHECKING:
    pass


def with_cells(project: Project, case: Case, office: str) -> Project:
    """The year with the case's own cells; what the rules refuse of them is said at the case's line."""
    places: dict[str, Location] = {}
    changed: dict[str, bytes | None] = {}
    for cell in case.cells:
        file, content = _replaced(project, case.year, cell, office, changed)
        changed[file] = content
        places.setdefault(file, cell.place)
    again = Project(project.root, case.year, changed=changed)
    if problems := [issue for issue in again.check() if issue.level == "error"]:
        raise UserError(replace(issue, location=places.get(issue.location.file, issue.location)) for issue in problems)
    return again


def _replaced(project: Project, year: int, cell: Cell, office: str, changed: Changed) -> tuple[str, bytes]:
    """The file of a cell, with the cell written anew; `changed` holds what cells before it have changed."""
    own = {name: table for name, table in project.rules.tables.items() if not table.archived}
    if cell.table not in own:
        raise UserError([unknown("unknown_table", cell.place, cell.table, own)])
    columns = own[cell.table].columns
    if cell.column not in columns:
        values = {"table": cell.table, "given": cell.column, "known": ", ".join(columns)}
        raise UserError([Issue("unknown_column", cell.place, {**values, "nearest": nearest(cell.column, columns)})])
    for source in sources(project.root, year, cell.table, [office], changed):
        if not source.shown.endswith(".csv"):
            raise UserError([Issue("case_not_csv", cell.place, {"file": source.shown})])
        header, *rows = csv.reader(io.StringIO(source.read().decode("utf-8-sig"), newline=""))
        here = dict(cell.key) if source.satker else {SATKER: office, **dict(cell.key)}
        at = [row for row in rows if len(row) == len(header) and here.items() <= dict(zip(header, row, strict=True)).items()]
        if len(at) == 1 and cell.column in header:
            at[0][header.index(cell.column)] = cell.text
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([header, *rows])
            return source.shown, text.getvalue().encode()
    key = FigureKey(cell.table, cell.key)
    raise UserError([Issue("case_no_row", cell.place, {"row": str(key), "table": cell.table, "satker": office})])
