"""What a workbook holds: every value that policy staff change, row by row, each under a token that says what it is.

A token names a value by what it is, never by where it stands, so rows may be moved and sheets renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lkjip.editing.cells import Cell, Grid, bounds_of, grids
from lkjip.editing.numbers import Bounds
from lkjip.editing.scalars import number
from lkjip.editing.values import NUMBER, Documents, Editable, entries, of_documents
from lkjip.editing.year import documents
from lkjip.figure_key import FigureKey, parse_key
from lkjip.messages import filed
from lkjip.project import Project
from lkjip.rules.model import RuleSet
from lkjip.rules.source import KeyPath

VALUE = "nilai"  # the name of the one value column of the sheets of rules
SHEETS = {  # by the code of its name
    "target": ("target",),
    "weight": ("weight",),
    "parameter": ("parameter", "cap"),
    "categories": ("band", "band_title", "band_end"),
}
TEXTS = "narrative"


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of the workbook: the value of `file` at `path`, exported as `text` (plain notation; empty = no value).

    `numeric` values have `bounds`; `choices` are the codes that a cell may have, where they are listed; `absent` is true
    where the table has no such row yet, `empty` the reason that a cell may have no value.
    """

    column: str
    file: str
    path: KeyPath
    text: str
    numeric: bool
    bounds: Bounds
    decimals: int = 0
    choices: tuple[str, ...] = ()
    absent: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its token, the texts that tell what it is, its cells, and what stands behind them."""

    token: str
    about: tuple[str, ...]
    cells: tuple[Entry, ...]
    after: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: name, title, the heads of its columns (about, values, after) and its rows; `long`: its values are texts."""

    name: str
    title: str
    about: tuple[str, ...]
    values: Mapping[str, str]
    after: tuple[str, ...]
    rows: tuple[Row, ...]
    long: bool = False


def pages(project: Project, satker: str) -> list[Page]:
    """Every sheet of a year and office.

    Raises:
        UserError: the rules cannot be read.
    """
    rules = project.rules
    found = documents(project.root, project.year, satker, project.changed)
    values = of_documents(found)
    made = [_rules_page(code, kinds, values, found, rules) for code, kinds in SHEETS.items()]
    made += _tables(project.root, rules, satker, project)
    made.append(_rules_page(TEXTS, (TEXTS,), values, found, rules))
    return [page for page in made if page.rows]


def _rules_page(code: str, kinds: tuple[str, ...], values: list[Editable], found: Documents, rules: RuleSet) -> Page:
    rows = tuple(_row(value, found, rules) for value in values if value.kind in kinds)
    heads = ("file", "part", "text") if code == TEXTS else ("belongs", "name", "value")
    first, second, value = (filed(f"workbook.{head}") for head in heads)
    name, after = filed(f"workbook.{code}"), (filed("workbook.unit"), filed("workbook.basis"))
    return Page(name, name, (first, second), {VALUE: value}, after, rows, code == TEXTS)


def _row(value: Editable, found: Documents, rules: RuleSet) -> Row:
    decimals = len(str(value.value).partition(".")[2]) if isinstance(value.value, Decimal) else 0
    text = number(Decimal(value.value)) if isinstance(value.value, int | Decimal) else str(value.value or "")
    cell = Entry(
        column=VALUE,
        file=value.file,
        path=value.path,
        text=text,
        numeric=value.form == NUMBER,
        bounds=value.bounds,
        decimals=decimals,
    )
    citation = rules.citations.get(value.citation)
    source = "; ".join(filter(None, (citation.title if citation else value.citation, value.note)))
    return Row(token(value, found), _about(value, found), (cell,), (value.unit, source), source)


def _about(value: Editable, found: Documents) -> tuple[str, str]:
    data: Any = found[value.file].data
    if value.kind == "narrative":
        return value.file.rsplit("/", 1)[-1], ".".join(
            str(int(part) + 1) if isinstance(part, int) else part for part in value.path
        )
    if value.kind.startswith("band"):
        group = entries(data, value.path[0])
        named = {
            "band": filed("workbook.band_from", band=value.title),
            "band_title": filed("workbook.band_title", band=value.title),
            "band_end": filed("workbook.band_end"),
        }
        return str(group.get("title", value.path[0])), named[value.kind]
    name = filed("workbook.target_of", year=value.title) if value.kind == "target" else value.title
    return str(data.get("title", value.owner)), name


def token(value: Editable, found: Documents) -> str:
    """What a value of rules or narrative is called: its file and path, a category by its code."""
    path = list(value.path)
    if len(path) > 2 and path[1] == "bands":
        data: Any = found[value.file].data
        path[2] = str(entries(data, *value.path[:3]).get("code", path[2]))
    top = value.file.split("/", 2)[2].removesuffix(".yaml")
    return "/".join([top, *map(str, path)])


def _tables(root: Path, rules: RuleSet, satker: str, project: Project) -> Iterator[Page]:
    for grid in grids(root, rules, satker, project.changed):
        if grid.editable:
            about = tuple(
                rules.dimensions[key].title if key in rules.dimensions else filed("workbook.office") for key in grid.keys
            )
            heads = {name: f"{column.title} ({name})" for name, column in grid.table.columns.items()}
            rows = tuple(_table_row(grid, codes, cells, rules) for codes, cells in grid.rows)
            yield Page(grid.table.name, grid.table.title, about, heads, (), rows)


def _table_row(grid: Grid, codes: tuple[str, ...], cells: tuple[Cell, ...], rules: RuleSet) -> Row:
    about = tuple(_member(rules, key, code) for key, code in zip(grid.keys, codes, strict=True))
    key = cells[0].key if cells else ""
    entries = tuple(_cell(grid, cell, rules) for cell in cells)
    return Row(
        str(FigureKey(grid.table.name, parse_key(key))),
        about,
        entries,
        (),
        " – ".join(filter(None, (grid.table.system, grid.table.place))),
    )


def _member(rules: RuleSet, key: str, code: str) -> str:
    known = rules.dimensions.get(key)
    return known.member(code).title if known and code in known.codes else code


def _cell(grid: Grid, cell: Cell, rules: RuleSet) -> Entry:
    column = grid.table.columns[cell.column]
    levels = tuple(band.code for band in rules.categories[column.categories].bands) if column.categories else ()
    numeric = column.type not in ("text", "ordinal")
    limits = bounds_of(column, rules)
    return Entry(
        column=cell.column,
        file=cell.file,
        path=(cell.key, cell.column),
        text=cell.text or "",
        numeric=numeric,
        bounds=limits,
        decimals=column.decimals,
        choices=levels,
        absent=cell.text is None,
        empty=column.empty,
    )
