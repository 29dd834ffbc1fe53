"""Where in the studio a place of the files is shown: the page and the field that an issue or a figure leads to."""

from __future__ import annotations

from collections.abc import Iterator

from lkjip.editing.cells import Cell, Grid
from lkjip.editing.values import Editable
from lkjip.errors import Location
from lkjip.rules.folder import kind_of
from lkjip.studio.view import View, field_id

PAGES = {
    "indicator": "/aturan/u/{owner}",
    "measure": "/aturan/u/{owner}",
    "categories": "/aturan/kategori",
    "dimensions": "/aturan/anggota",
    "standard": "/aturan/baku",
    "ruleset": "/aturan/dasar",
    "scales": "/aturan/dasar",
    "table": "/data/{owner}",
}


def of_value(value: Editable) -> str:
    """The address of a field."""
    return f"{page_of(value.file, value.owner)}#{field_id(value.file, value.path)}"


def of_cell(cell: Cell, table: str) -> str:
    """The address of a cell."""
    return f"/data/{table}#{field_id(cell.file, (cell.key, cell.column))}"


def page_of(file: str, owner: str = "") -> str:
    """The page on which a file is shown."""
    stem = file.rsplit("/", 1)[-1].rpartition(".")[0]
    kind = kind_of(file)
    if kind:
        return PAGES[kind].format(owner=owner or stem)
    return "/narasi" if file.endswith(".yaml") else f"/data/{stem}" if file.startswith("data/") else "/"


def of_location(view: View, place: Location) -> str:
    """The address of the field that stands at a place of a file, or of the page that shows the file."""
    if kind_of(place.file) or place.file.endswith(".yaml"):
        own = [value for value in view.values if value.file == place.file]
        at = [value for value in own if value.location.line == place.line]
        near = next((value for value in at if value.location.column >= place.column), None) or next(iter(at), None)
        if near is None:  # the value around the place: the last one that starts before it
            near = next((value for value in reversed(own) if value.location.line <= place.line), None)
        return of_value(near) if near else page_of(place.file)
    found = next((cell for grid, cell in cells(view) if cell.file == place.file and cell.line == place.line), None)
    return of_cell(found, place.file.rsplit("/", 1)[-1].rpartition(".")[0]) if found else page_of(place.file)


def cells(view: View) -> Iterator[tuple[Grid, Cell]]:
    """Every cell of the office's tables."""
    for grid in view.grids:
        for _, row in grid.rows:
            for cell in row:
                yield grid, cell
