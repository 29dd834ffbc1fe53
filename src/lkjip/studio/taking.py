"""What was typed into a field to an edit, or to the reason why it is none. Schema and engine judge it later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from lkjip.decimals import fraction_text, indonesian
from lkjip.editing.cells import Cell, Grid, bounds_of
from lkjip.editing.edits import Edit
from lkjip.editing.numbers import Bounds, Understood, understood, unmistakable
from lkjip.editing.scalars import number
from lkjip.editing.values import CHOICE, NUMBER, Editable
from lkjip.rules import schema
from lkjip.rules.model import Column, RuleSet
from lkjip.rules.source import Scalar
from lkjip.studio.texts import say

_DASHED = ("–", "-", "—")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things that a text could mean: as it is shown, and as it would be typed without a doubt."""

    shown: str
    typed: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The edit that a text is; or the reason why not, with the numbers it could mean; neither where nothing changes."""

    edit: Edit | None = None
    reason: str = ""
    choices: tuple[Choice, ...] = ()


def shown(value: Scalar) -> str:
    """A value as it stands in its field: numbers in Indonesian notation without thousands, so that nothing is ambiguous."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return number(Decimal(value)).replace(".", ",")
    return str(value)


def into_value(field: Editable, text: str) -> Taken:
    """A text typed into a field of rules or narrative."""
    if field.form == NUMBER:
        found = understood(text, field.bounds)
        if found.value is None:
            return _refused(found, field.bounds)
        value: Scalar = int(found.value) if found.value == found.value.to_integral_value() else found.value
        if isinstance(field.value, Decimal | int) and Decimal(field.value) == found.value:
            return Taken()
        return Taken(Edit(field.file, field.path, "set", value))
    plain = " ".join(text.split())
    if not plain and field.kind not in ("note",):
        return Taken(reason=say("empty_text"))
    if field.form == CHOICE and plain not in choices(field):
        return Taken(reason=say("no_choice"))
    return Taken() if plain == field.value else Taken(Edit(field.file, field.path, "set", plain))


def into_cell(grid: Grid, cell: Cell, text: str, rules: RuleSet) -> Taken:
    """A text typed into a cell of a table."""
    column = grid.table.columns[cell.column]
    plain = " ".join(text.split())
    if column.type in ("text", "ordinal"):
        return _cell(cell, plain, column)
    limits = bounds_of(column, rules)
    found = understood(plain, limits)
    if found.missing or plain.lower() == say("not_measured"):
        return _cell(cell, plain, column)
    if found.value is None:
        return _refused(found, limits)
    decimals = column.decimals if column.type == "decimal" else 0
    return _cell(cell, number(found.value, _decimals(cell, decimals)), column)


def shown_cell(cell: Cell, column: Column) -> str:
    """A cell's text as an Indonesian reader writes it."""
    text = cell.text or ""
    return indonesian(text) if column.type not in ("text", "ordinal") else text


def _decimals(cell: Cell, declared: int) -> int:
    """As many decimals as the cell had, or as its column declares."""
    return len((cell.text or "").partition(".")[2]) if cell.text else declared


def _cell(cell: Cell, text: str, column: Column) -> Taken:
    explicit = text in _DASHED or text.lower() == say("not_measured")
    text = "" if explicit else text
    if not text and not column.empty:
        return Taken(reason=say("empty_cell"))
    if not text and cell.text and not explicit:  # emptied, perhaps by accident: the reason is chosen
        return Taken(reason=say("emptied", reason=column.empty), choices=(Choice(say("not_measured"), say("not_measured")),))
    if text == (cell.text or "") and cell.text is not None:
        return Taken()
    return Taken(cell.edit(text))


def _refused(found: Understood, limits: Bounds) -> Taken:
    if found.missing:
        return Taken(reason=say("empty_number"))
    if found.choices:
        readings = [Choice(indonesian(number(choice)), unmistakable(choice)) for choice in found.choices]
        return Taken(reason=say("ambiguous"), choices=tuple(readings))
    low, high = ("…" if end is None else fraction_text(end) for end in (limits.minimum, limits.maximum))
    return Taken(reason=say(f"number_{found.fault}", decimals=limits.decimals or 0, low=low, high=high))


def choices(field: Editable) -> Mapping[str, str]:
    """The codes that a field can have, with their titles: those that the schema names."""
    found = _enums().get(str(field.path[-1]), ())
    return {code: say(f"choice_{code}") if code in _NAMED else code for code in found}


_NAMED = (
    "higher_is_better",
    "lower_is_better",
    "stabilise",
    "within_range",
    "note",
    "warning",
    "error",
    "regulation",
    "arithmetic",
    "unverified",
    "report",
)


@cache
def _enums() -> dict[str, tuple[str, ...]]:
    """Every property of the schemas that has a fixed list of values."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(schema.folder().glob("*.json")):
        for name, entry in _properties(json.loads(path.read_bytes())):
            if (listed := _enum(entry)) is not None:
                found[name] = listed
    return found


def _enum(entry: Any) -> tuple[str, ...] | None:
    """The list of a property that is one value, or may be one value for all."""
    if not isinstance(entry, dict):
        return None
    return tuple(map(str, entry["enum"])) if "enum" in entry else _enum(entry.get("else"))


def _properties(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ()
        for value in node.values():
            yield from _properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from _properties(value)


def code_from(title: str, taken: frozenset[str] = frozenset()) -> str:
    """A code made of a title: small letters, digits and underscores; numbered where it is taken.

    >>> code_from("Layanan Siber & Data", frozenset({"layanan_siber_data"}))
    'layanan_siber_data_2'
    """
    code = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40] or "baru"
    code = code if code[0].isalpha() else f"n_{code}"
    found, count = code, 2
    while found in taken:
        found, count = f"{code}_{count}", count + 1
    return found
