"""The text of a document as a reader writes it: lines and rows of cells, each with its offset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lkjip.audit.document import CELLS, Cell, Grid

UNSEEN = frozenset("\u00ad\u2060\ufeff\u200c\u200d")
_UNSEEN = dict.fromkeys(map(ord, UNSEEN))
_DIVIDES = re.compile(r"\s*\|[\s|:=-]*-[\s|:=-]*")
_DIVIDED = re.compile("\u00ad[ ]*\n[ ]*(\\S*)")


def seen(text: str) -> str:
    """A text without the characters that nobody sees: soft hyphens and joiners. A word divided over lines is whole again.

    >>> seen("Kepu\u00adasan"), seen("Kepu\u00ad\\nasan kita")
    ('Kepuasan', 'Kepuasan\\n kita')
    """
    if "\u00ad" in text:
        text = _DIVIDED.sub(r"\1\n", text)
    return text.translate(_UNSEEN)


@dataclass
class Writer:
    """Collects lines and rows. `length` is the offset of the next line."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    grids: list[Grid] = field(default_factory=list)

    def line(self, text: str) -> int:
        """Writes one line, which may hold breaks; gives its offset."""
        start = self.length
        self.lines.append(text)
        self.length += len(text) + 1
        return start

    def row(self, cells: Iterable[tuple[str, int, int]]) -> tuple[Cell, ...]:
        """Writes the cells (text without breaks, column, span) of a row as one line."""
        texts, found, at = [], [], self.length
        for text, column, span in cells:
            found.append(Cell(at, at + len(text), column, span))
            texts.append(text)
            at += len(text) + len(CELLS)
        self.line(CELLS.join(texts))
        return tuple(found)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def cells_of(line: str, start: int) -> tuple[Cell, ...]:
    """The cells of a Markdown row that begins at an offset; none where the line is no row, or only divides.

    >>> [(cell.start, cell.end) for cell in cells_of("| a | 3,25 |", 100)]
    [(102, 103), (106, 110)]
    """
    if not line.lstrip().startswith("|") or not line.rstrip().endswith("|") or _DIVIDES.fullmatch(line):
        return ()
    bars = [place for place, character in enumerate(line) if character == "|" and line[place - 1 : place] != "\\"]
    found = []
    for column, (left, right) in enumerate(pairwise(bars)):
        inner = line[left + 1 : right]
        at = left + 1 + len(inner) - len(inner.lstrip())
        found.append(Cell(start + at, start + max(at, left + 1 + len(inner.rstrip())), column))
    return tuple(found)


def grids_of(text: str) -> Iterator[Grid]:
    """The Markdown tables of a text: rows that follow each other."""
    rows: list[tuple[Cell, ...]] = []
    start = 0
    for line in text.split("\n"):
        cells = cells_of(line, start)
        if cells:
            rows.append(cells)
        elif rows and not _DIVIDES.fullmatch(line):
            yield Grid(tuple(rows))
            rows = []
        start += len(line) + 1
    if rows:
        yield Grid(tuple(rows))
