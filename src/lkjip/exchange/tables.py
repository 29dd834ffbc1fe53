"""What is handed out of a year, as tables: figures and their parts, cells, values of the rules, citations, members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from lkjip.decimals import finite_decimals, plain
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.guards import as_text
from lkjip.messages import speaking
from lkjip.scenarios.names import of_rules

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.trace.explain import Trace

TEXT, NUMBER, COUNT = "string", "number", "integer"
FIGURE, CELL, VALUE = "figure", "cell", "value"  # what a figure can be made of


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, type (`string`, `number`: a decimal of any length, `integer`), title; `required`: never empty."""

    name: str
    type: str
    title: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns and rows of exact text, in which an empty text is no value; `key` names a row.

    `refers` are the columns that name a row of another table: (columns, table, its columns).
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


@speaking("id")
def tables(project: Project) -> tuple[Table, ...]:
    """The tables of a year, of its one office or of all. Their titles are Indonesian, as those of the rules.

    Raises:
        UserError: the rules or tables have errors.
    """
    figures = [value for value in project.evaluate() if project.satker in (None, value.satker)]
    told = _Told(project)
    for value in figures:
        told.add(value)
    rows = {
        "figures": told.figures,
        "links": told.links,
        "cells": list(told.cells.values()),
        "rules": list(_rules(project)),
        "citations": list(_citations(project)),
        "members": list(_members(project)),
    }
    return tuple(
        Table(name, title, columns, _KEYS[name], rows[name], _REFERS.get(name, ())) for name, title, columns in _described()
    )


_KEY = ("satker", "figure", "key")
_KEYS: dict[str, tuple[str, ...]] = {
    "figures": _KEY,
    "links": (),
    "cells": ("satker", "cell", "key"),
    "rules": ("name",),
    "citations": ("id",),
    "members": ("dimension", "code"),
}
_REFERS = {
    "figures": ((("citation",), "citations", ("id",)),),
    "links": ((_KEY, "figures", _KEY),),
}


@cache
def _described() -> tuple[tuple[str, str, tuple[Column, ...]], ...]:
    """Name, title and columns of every table, as `tables.yaml` has them."""
    text = resources.files(__package__).joinpath("tables.yaml").read_text(encoding="utf-8")
    return tuple(
        (name, table["title"], tuple(_column(column, entry) for column, entry in table["columns"].items()))
        for name, table in yaml.safe_load(text).items()
    )


def _column(name: str, entry: dict[str, Any]) -> Column:
    kind, choices = entry.get("type", TEXT), tuple(entry.get("choices", ()))
    return Column(name, kind, entry["title"], not entry.get("optional", False), choices)


class _Told:
    """The figures and all that they were made of, as rows."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.figures: list[tuple[str, ...]] = []
        self.links: list[tuple[str, ...]] = []
        self.cells: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, value: Value) -> None:
        trace = self.project.traces(value.satker)(value.at)
        key = _key(value.at)
        is_number = value.value is not None and not value.label and not self._coded(value.id)
        calculation = " = ".join(trace.steps) if value.status == "ok" else ""
        self.figures.append(
            (
                value.satker,
                value.id,
                key,
                as_text(value.title),
                value.value or "",
                value.value or "" if is_number else "",
                as_text(value.label),
                value.unit,
                value.status,
                as_text(value.reason),
                as_text(calculation),
                str(trace.location),
                trace.citation.id if trace.citation else "",
            )
        )
        links = dict.fromkeys((self._kind(part), part.id, _key(part.at)) for part in trace.parts)
        self.links += [(value.satker, value.id, key, *link) for link in links]
        for part in trace.parts:
            if self._kind(part) == CELL:
                self._cell(value.satker, part)

    def _coded(self, figure: str) -> bool:
        """Whether a figure's values are codes."""
        found = self.project.plan.resolved.figures[figure]
        return bool(found.listing or found.bands)

    def _kind(self, trace: Trace) -> str:
        if trace.formula:
            return FIGURE
        return CELL if trace.is_cell else VALUE

    def _cell(self, satker: str, trace: Trace) -> None:
        at = (satker, trace.id, _key(trace.at))
        self.cells.setdefault(
            at, (*at, as_text(trace.exact or ""), trace.unit, trace.location.file, str(trace.location.line))
        )


def _key(at: FigureKey) -> str:
    return ",".join(at.pairs)


def _rules(project: Project) -> Iterator[tuple[str, ...]]:
    for entry in of_rules(project.root, project.rules, project.changed).values():
        yield (entry.name, entry.kind, as_text(entry.title), _text(entry.value), entry.unit, str(entry.location))


def _text(value: Fraction | None) -> str:
    return "" if value is None else plain(value, finite_decimals(value) or 0)


def _citations(project: Project) -> Iterator[tuple[str, ...]]:
    for cited in project.rules.citations.values():
        yield (cited.id, as_text(cited.title), cited.certainty, cited.valid_from, cited.valid_to)


def _members(project: Project) -> Iterator[tuple[str, ...]]:
    for dimension in project.rules.dimensions.values():
        for member in dimension.members:
            yield (dimension.name, member.code, as_text(member.title), as_text(member.short or ""), member.parent)
