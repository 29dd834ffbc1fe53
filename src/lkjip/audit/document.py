"""A document as text with places and tables: what every reader makes and every later stage reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

CELLS = "  "  # between the cells of a row in the text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its number from 1, its page (0 where the format has none), and its offset in the whole text."""

    number: int
    page: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that names the figure or rule it prints (`data-figure` of our own HTML)."""

    start: int
    end: int
    figure: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its stretch of the text, its column from 0, and how many columns it spans."""

    start: int
    end: int
    column: int
    span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that the format itself states: rows of cells, in the order of the text."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line, column from 1, page (0: none), the words there, and its offsets in the text."""

    line: int
    column: int
    page: int
    quote: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"p. {self.page}, line {self.line}" if self.page else f"line {self.line}"


@dataclass(frozen=True)
class Document:
    """The text of a document. `text` is its lines joined by newlines; offsets everywhere count in it."""

    name: str
    format: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = field(default=())
    grids: tuple[Grid, ...] = field(default=())

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_at(self, offset: int) -> Line:
        """The line that an offset of `text` falls in."""
        return self.lines[max(bisect_right(self._starts, offset) - 1, 0)]

    def place(self, start: int, end: int, around: int = 28) -> Place:
        """The place of a stretch, quoted with a few words around it."""
        line = self.line_at(start)
        quote = " ".join(self.text[max(start - around, 0) : end + around // 2].split())
        return Place(line.number, start - line.start + 1, line.page, quote, start, end)


def document_of(
    name: str,
    format: str,
    pages: Iterable[tuple[int, str]],
    marks: tuple[Mark, ...] = (),
    grids: tuple[Grid, ...] = (),
) -> Document:
    """A document from its pages (number, text)."""
    lines: list[Line] = []
    start = 0
    for page, text in pages:
        for content in text.split("\n"):
            lines.append(Line(len(lines) + 1, page, content, start))
            start += len(content) + 1
    return Document(name, format, tuple(lines), marks, grids)
