"""Cases as they are written: files of YAML with what an independent source expects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey
from lkjip.layout import CASES
from lkjip.rules import schema
from lkjip.rules.source import Document, read

if TYPE_CHECKING:
    pass


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
    value_at: Location


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
        raise UserError([Issue("no_cases_of_year" if found else "no_cases", Location(CASES), {"year": year})])
    return chosen


def _read(root: Path, path: Path, issues: list[Issue]) -> Case | None:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    document = read(shown, path.read_bytes(), issues, "case")
    if document is None or not schema.validate(document, issues):
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
        file=shown,
        source=data["source"],
        year=data["year"],
        satker=data.get("satker", ""),
        cells=cells,
        figures=figures,
        year_at=document.at("year"),
        satker_at=document.at("satker"),
    )


def _expected(document: Document, number: int, entry: Mapping[str, Any]) -> Expected:
    status, place = entry.get("status", "ok"), document.at("figures", number, "id")
    at = FigureKey.of(entry["id"], entry.get("key", {}))
    text, value_at = _text(entry.get("value", "")), document.at("figures", number, "value")
    return Expected(
        at=at,
        value=text,
        status=status,
        reason=entry.get("reason", ""),
        because=entry.get("because", ""),
        place=place,
        value_at=value_at,
    )


def _cell(document: Document, number: int, entry: Mapping[str, Any]) -> Cell:
    key = FigureKey.of(entry["table"], entry.get("key", {})).key
    return Cell(entry["table"], key, entry["column"], _text(entry["value"]), document.at("cells", number, "table"))


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
