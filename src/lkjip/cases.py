"""Cases of a project's rules: figures that an independent source expects, held against what is computed.

A case is a file `tests/cases/<name>.yaml` that people without a programming language can write. It may put other values into
cells of the tables, for itself alone, to try what the data does not have.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.decimals import NUMBER
from lkjip.errors import Issue, Location, UserError, nearest, unknown
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.inputs.sources import sources
from lkjip.layout import CASES
from lkjip.project import Project
from lkjip.rules import schema
from lkjip.rules.folder import Changed
from lkjip.rules.model import SATKER
from lkjip.rules.source import Document, read

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace


_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table for one case: a column at a key, and where the case says so."""

    table: str
    key: tuple[tuple[str, str], ...]
    column: str
    text: str
    place: Location


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of one figure: a value, or no value with a status. `reason` is empty where any will do."""

    at: FigureKey
    value: str
    status: str
    reason: str
    because: str
    place: Location


@dataclass(frozen=True, slots=True)
class Case:
    """A file of expectations about one office and year."""

    file: str
    source: str
    year: int
    satker: str
    cells: tuple[Cell, ...]
    figures: tuple[Expected, ...]
    year_at: Location
    satker_at: Location


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation and what was computed; the trace where they differ."""

    expected: Expected
    satker: str
    found: Value
    trace: Trace | None = None

    @property
    def holds(self) -> bool:
        return self.trace is None


def read_cases(root: Path, year: int | None = None, files: Sequence[Path] = ()) -> tuple[Case, ...]:
    """The cases of a project by file name, or those of some files; with a year, those of that year.

    Raises:
        UserError: there is none, or files do not have the shape of cases; everything wrong is told at once.
    """
    issues: list[Issue] = []
    paths = [path.resolve() for path in files] or sorted((root / CASES).glob("*.yaml"))
    found = [case for path in paths if (case := _read(root, path, issues)) is not None]
    if issues:
        raise UserError(issues)
    chosen = tuple(case for case in found if year in (None, case.year))
    if not chosen:
        raise UserError([Issue("no_cases", Location(CASES), {"year": year or "–"})])
    return chosen


def _read(root: Path, path: Path, issues: list[Issue]) -> Case | None:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    document = read(shown, path.read_bytes(), issues)
    if document is None or not schema.validate(document, "case", issues):
        return None
    data: dict[str, Any] = document.value()
    figures = tuple(_expected(document, number, entry) for number, entry in enumerate(data["figures"]))
    cells = tuple(_cell(document, number, entry) for number, entry in enumerate(data.get("cells", ())))
    issues.extend(
        Issue("decimal_comma", document.at(part, number, "value"), {"key": "value", "given": given})
        for part in ("figures", "cells")
        for number, entry in enumerate(data.get(part, ()))
        if _COMMA.fullmatch(given := str(entry.get("value", "")))
    )
    return Case(
        shown,
        data["source"],
        data["year"],
        data.get("satker", ""),
        cells,
        figures,
        document.at("year"),
        document.at("satker"),
    )


def _expected(document: Document, number: int, entry: Mapping[str, Any]) -> Expected:
    status, place = entry.get("status", "ok"), document.at("figures", number, "id")
    at = FigureKey.of(entry["id"], entry.get("key", {}))
    return Expected(at, _text(entry.get("value", "")), status, entry.get("reason", ""), entry.get("because", ""), place)


def _cell(document: Document, number: int, entry: Mapping[str, Any]) -> Cell:
    key = FigureKey.of(entry["table"], entry.get("key", {})).key
    return Cell(entry["table"], key, entry["column"], _text(entry["value"]), document.at("cells", number, "table"))


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def outcomes(root: Path, cases: Sequence[Case]) -> Iterator[tuple[Case, tuple[Outcome, ...]]]:
    """Each case with what came of it; a year is computed once for all cases that change no cell.

    Raises:
        UserError: rules or tables have errors, or a case names what they do not have, told at its line.
    """
    years: dict[int, Project] = {}
    for case in cases:
        project = years.setdefault(case.year, Project(root, case.year))
        office = _office(project, case)
        if case.cells:
            project = _with_cells(project, case, office)
        if issues := [issue for expected in case.figures for issue in _unknown(project, expected)]:
            raise UserError(issues)
        yield case, tuple(_outcome(project, office, expected) for expected in case.figures)


def _office(project: Project, case: Case) -> str:
    """The office of a case; that it or the year is not there, or not named, is said at the case's line."""
    if problems := [issue for issue in project.check() if issue.level == "error"]:
        raise UserError(replace(issue, location=case.year_at) if issue.code == "no_rules" else issue for issue in problems)
    try:
        return project.office(case.satker or None)
    except UserError as error:
        raise UserError(replace(issue, location=case.satker_at) for issue in error.issues) from None


def _with_cells(project: Project, case: Case, office: str) -> Project:
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


def _unknown(project: Project, expected: Expected) -> tuple[Issue, ...]:
    """That the rules have no such figure or key, at the case's line."""
    try:
        project.known(expected.at)
    except UserError as error:
        return tuple(replace(issue, location=expected.place) for issue in error.issues)
    return ()


def _outcome(project: Project, office: str, expected: Expected) -> Outcome:
    """One expectation held against the figure."""
    (found,) = [value for value in project.evaluate().all(expected.at.id, office) if value.at == expected.at]
    holds = found.status == expected.status and _same(expected, found)
    return Outcome(expected, office, found, None if holds else project.explain(expected.at, satker=office))


def _same(expected: Expected, found: Value) -> bool:
    """Whether a value is the expected one: as a number whatever zeros it ends in, as a code or a title as written."""
    if found.value is None:
        return expected.reason in ("", found.reason)
    if NUMBER.fullmatch(expected.value) and NUMBER.fullmatch(found.value):
        return Fraction(expected.value) == Fraction(found.value)
    return expected.value in (found.value, found.label or found.value)


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
