"""Scenarios as a person gives them: pairs on the command line, a table of named alternatives, or a YAML file."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from lkjip.errors import Issue, Location, UserError
from lkjip.rules import source

MOST = 1_000_000  # scenarios of one call
_BYTES = 16  # of one value in one scenario
_NUMBER = re.compile(r"-?\d{1,18}(?:[.,]\d{1,18})?", re.ASCII)
_PAIR = re.compile(r"(?P<name>[^=\[\]]*[^=\[\]\s](?:\[[^\[\]]*\])?)\s*=(?P<value>[^=]*)")  # a name with keys has their signs
_EITHER = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)  # thousands to one reader, decimals to another
_LABELS = ("skenario", "scenario")  # the head of the first column

Value = Fraction | None  # None leaves a cell empty


@dataclass(frozen=True, slots=True)
class Given:
    """Alternatives before their names are known: for each, what it is called and the values that it changes."""

    changes: Sequence[Mapping[str, Value]]
    labels: Sequence[str] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that some alternative changes, in order of first use."""
        return tuple(dict.fromkeys(name for change in self.changes for name in change))


def of_pairs(pairs: Iterable[str]) -> Given:
    """`NAME=VALUE` pairs: one alternative, or all combinations where a name is given several values.

    Raises:
        UserError: a pair is none, a value is no number, or there are more than `MOST` combinations.
    """
    found: dict[str, list[Value]] = {}
    for pair in pairs:
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise _refused("scenario_pair", given=pair)
        found.setdefault(match["name"].strip(), []).append(number(match["value"]))
    return _combined(found)


def _combined(values: Mapping[str, Sequence[Value]]) -> Given:
    count = math.prod(len(each) for each in values.values())
    if count > MOST:
        gigabytes = f"{count * len(values) * _BYTES / 1e9:.1f}"
        raise _refused("scenario_count", count=count, most=MOST, size=gigabytes)
    changes = [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]
    return Given(changes)


def of_mapping(changes: Mapping[str, Any]) -> Given:
    """Alternatives from Python: name → value of one, or the mappings of several by what they are called.

    Raises:
        UserError: a value is no exact number: a binary float is none.
    """
    several = all(isinstance(change, Mapping) for change in changes.values()) and changes
    found = changes if several else {"": changes}
    exact = [{str(name): _scalar(value, Location("")) for name, value in change.items()} for change in found.values()]
    return Given(exact, tuple(map(str, found)) if several else ())


def of_file(path: Path) -> Given:
    """Named alternatives from a file.

    A table (CSV) has a line per alternative: its name under `skenario`, then a column per changed value; an empty cell
    leaves the value as it is. A YAML file has a mapping per alternative (`usulan: {ikm.target: 3.5}`), or `kisi:` with
    lists of values, of which all combinations are meant.

    Raises:
        UserError: the file is no such thing; line and column are told.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise _refused("scenario_file", path.name, problem=error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise _refused("scenario_file", path.name, problem="UTF-8") from None
    return _of_yaml(path.name, content) if path.suffix.lower() in (".yaml", ".yml") else _of_table(path.name, text)


def _of_table(file: str, text: str) -> Given:
    head, _, _ = text.partition("\n")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","))
    if not rows or not rows[0] or rows[0][0].strip().lower() not in _LABELS or len(rows[0]) < 2:
        raise _refused("scenario_head", file, given=", ".join(rows[0]) if rows else "–")
    names = [name.strip() for name in rows[0][1:]]
    labels: list[str] = []
    changes: list[dict[str, Value]] = []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names) + 1:
            raise _refused("scenario_row", file, line, given=len(row), wanted=len(names) + 1)
        labels.append(row[0].strip() or str(len(labels) + 1))
        changes.append({n: number(c, file, line) for n, c in zip(names, row[1:], strict=True) if c.strip()})
    return _named(file, changes, labels)


def _of_yaml(file: str, content: bytes) -> Given:
    issues: list[Issue] = []
    document = source.read(file, content, issues)
    if document is None or issues:
        raise UserError(issues)
    data = document.data
    if not isinstance(data, dict) or not data:
        raise _refused("scenario_yaml", file)
    if set(data) == {"kisi"}:
        return _grid(file, data["kisi"])
    changes = []
    for label, change in data.items():
        if not isinstance(change, dict):
            raise _refused("scenario_yaml", file)
        changes.append({str(name): _scalar(value, document.at(str(label), str(name))) for name, value in change.items()})
    return _named(file, changes, [str(label) for label in data])


def _grid(file: str, grid: object) -> Given:
    """All combinations of lists of values."""
    found: dict[str, list[Value]] = {}
    for name, values in grid.items() if isinstance(grid, dict) else ():
        if not isinstance(values, list) or not values:
            raise _refused("scenario_yaml", file)
        found[str(name)] = [_scalar(value, Location(file)) for value in values]
    if not found:
        raise _refused("scenario_yaml", file)
    return _combined(found)


def _named(file: str, changes: Sequence[Mapping[str, Value]], labels: Sequence[str]) -> Given:
    twice = next((label for label in labels if labels.count(label) > 1), "")
    if twice or not changes:
        raise _refused("scenario_twice" if twice else "scenario_yaml", file, given=twice)
    return Given(changes, tuple(labels))


def _scalar(value: object, place: Location) -> Value:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise UserError([Issue("scenario_number", place, {"given": str(value)})])
    return Fraction(value)


def number(text: str, file: str = "", line: int = 0) -> Value:
    """A number as it is typed, with a decimal comma or point; `-` is a cell left empty.

    Raises:
        UserError: it is none, or two numbers could be meant, as by 1.234.
    """
    text = text.strip()
    if text == "-":
        return None
    if not _NUMBER.fullmatch(text) or _EITHER.fullmatch(text):
        raise _refused("scenario_number", file, line, given=text)
    return Fraction(text.replace(",", "."))


def _refused(code: str, file: str = "", line: int = 0, **values: object) -> UserError:
    return UserError([Issue(code, Location(file, line), values)])
