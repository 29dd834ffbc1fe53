"""Edits of a CSV text: one cell or row at a time. Every other character stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lkjip.editing.yaml_text import NotEditable

_FIELD = re.compile(r'\s*"(?:[^"]|"")*"[^,\r\n]*|[^,\r\n]*')
_QUOTED = re.compile(r'[,"\r\n]|^\s|\s$')
Key = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: where it starts and ends (without its line break), and where its cells do."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def rows(text: str) -> list[Row]:
    """The lines of a CSV text, the header first; empty lines are none."""
    found, position = [], 0
    while position < len(text):
        start, cells = position, []
        while True:
            field = _FIELD.match(text, position)
            assert field is not None
            cells.append(field.span())
            position = field.end()
            if not text.startswith(",", position):
                break
            position += 1
        if cells != [(start, start)]:
            found.append(Row(start, position, tuple(cells)))
        position = re.compile(r"\r?\n|\r|$").match(text, position).end() if position < len(text) else position  # type: ignore[union-attr]
        if position == start:
            break
    return found


def cell(text: str, span: tuple[int, int]) -> str:
    r"""What a cell says.

    >>> cell('a,"b",d', (2, 5))
    'b'
    """
    raw = text[slice(*span)].strip()
    return raw[1:-1].replace('""', '"') if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw


def records(text: str) -> list[dict[str, str]]:
    """The rows below the header as cells by column."""
    head, *body = rows(text) or [Row(0, 0, ())]
    names = [cell(text, span) for span in head.cells]
    return [dict(zip(names, (cell(text, span) for span in row.cells), strict=False)) for row in body]


def replaced(text: str, key: Key, column: str, value: str) -> str:
    """The text with another cell in the one row that has the key."""
    row, names = _row(text, key)
    if column not in names:
        raise NotEditable(f"{column}: no such column")
    start, end = row.cells[names.index(column)]
    return text[:start] + _quoted(value) + text[end:]


def added(text: str, values: Key, after: Key | None = None) -> str:
    """The text with a new row, behind the one named, or at the end."""
    names = _names(text)
    line = ",".join(_quoted(values.get(name, "")) for name in names)
    newline = "\r\n" if "\r\n" in text else "\n"
    end = rows(text)[-1].end if after is None else _row(text, after)[0].end
    return text[:end] + newline + line + (text[end:] or newline)


def removed(text: str, key: Key) -> str:
    """The text without the one row that has the key."""
    row, _ = _row(text, key)
    tail = re.compile(r"\r?\n|\r").match(text, row.end)
    if tail:
        return text[: row.start] + text[tail.end() :]
    return re.sub(r"(\r?\n|\r)$", "", text[: row.start])


def written(table: Iterable[Sequence[str]]) -> str:
    """Rows as text; a row of one empty cell is a cell in quotes, not an empty line."""
    return "".join((",".join(map(_quoted, row)) or '""') + "\n" for row in table)


def _names(text: str) -> list[str]:
    found = rows(text)
    return [cell(text, span) for span in found[0].cells] if found else []


def _row(text: str, key: Key) -> tuple[Row, Sequence[str]]:
    head, *body = rows(text) or [Row(0, 0, ())]
    names = [cell(text, span) for span in head.cells]
    places = {names.index(name): code for name, code in key.items() if name in names}
    found = [
        row
        for row in body
        if len(row.cells) == len(names) and all(cell(text, row.cells[at]) == code for at, code in places.items())
    ]
    if len(places) != len(key) or len(found) != 1:
        raise NotEditable(f"{dict(key)}: {len(found)} rows")
    return found[0], names


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value
