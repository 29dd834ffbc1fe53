"""The text of WordprocessingML: paragraphs, tables each cell once, footnotes, headers; deleted and moved text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lkjip.audit.document import Cell, Grid, Mark
from lkjip.audit.reading.lines import UNSEEN, Writer

DEPTH = 40  # tables inside tables; what is deeper is read as text
_GONE = {"del", "moveFrom"}
_INSIDE = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body"}
_BOOKMARKS = {"bookmarkStart", "bookmarkEnd"}
_FIGURE = re.compile(r"_F([0-9a-f]{20})(?:_\d+)?")
Character = tuple[str, Any, int]  # the character, its `w:t`, and its place in it (-1: it stands for an element)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the offset of its words in the text."""

    start: int
    element: Any


@dataclass
class Written:
    """What was read from the parts of a Word file."""

    writer: Writer = field(default_factory=Writer)
    paragraphs: list[Paragraph] = field(default_factory=list)

    def marks(self) -> tuple[Mark, ...]:
        """The values of figures that our own reports keep in hidden bookmarks, by the digest of their ids."""
        return tuple(mark for paragraph in self.paragraphs for mark in _marks(paragraph))


def name(node: Any) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Any, key: str) -> str:
    """An attribute by its name without namespace."""
    return next((str(value) for full, value in node.attrib.items() if full.rpartition("}")[2] == key), "")


def read_body(body: Any, written: Written) -> None:
    """Paragraphs and tables in their order, a table row as one line."""
    for block in _blocks(body):
        if name(block) == "p":
            text = text_of(block)
            start = written.writer.line(text)
            written.paragraphs.append(Paragraph(start, block))
        else:
            _table(block, written)


def _blocks(node: Any) -> Iterator[Any]:
    """The paragraphs and tables directly inside an element; its wrappers are opened."""
    for child in node.iterchildren():
        kind = name(child)
        if kind in ("p", "tbl"):
            yield child
        elif kind in _INSIDE:
            yield from _blocks(child)


def _table(table: Any, written: Written) -> None:
    rows = [row for row in _rows(table) if not _deleted_row(row)]
    found: list[tuple[Cell, ...]] = []
    for row in rows:
        cells: list[tuple[str, int, int]] = []
        inside: list[tuple[int, int, Any]] = []  # cell, offset in the cell, paragraph
        column = _number(row, "gridBefore", 0)
        for cell in _cells(row):
            span = _number(cell, "gridSpan", 1)
            pieces, at = [], 0
            for paragraph in [] if _continued(cell) else _paragraphs(cell, 0):
                text = text_of(paragraph).replace("\n", " ")
                if text:
                    inside.append((len(cells), at, paragraph))
                    pieces.append(text)
                    at += len(text) + 1
            cells.append((" ".join(pieces), column, span))
            column += span
        places = written.writer.row(cells)
        written.paragraphs += [Paragraph(places[index].start + at, paragraph) for index, at, paragraph in inside]
        found.append(places)
    if found:
        written.writer.grids.append(Grid(tuple(found)))


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iterchildren():
        if name(child) == "tr":
            yield child
        elif name(child) in _INSIDE:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if name(child) == "tc":
            yield child
        elif name(child) in _INSIDE:
            yield from _cells(child)


def _paragraphs(cell: Any, depth: int) -> Iterator[Any]:
    """The paragraphs of a cell; those of a table inside it in their order, each once."""
    if depth > DEPTH:
        yield from (node for node in cell.iter() if name(node) == "p")
        return
    for block in _blocks(cell):
        if name(block) == "p":
            yield block
            continue
        for row in _rows(block):
            if not _deleted_row(row):
                for inner in _cells(row):
                    yield from _paragraphs(inner, depth + 1)


def _deleted_row(row: Any) -> bool:
    """Whether a tracked change deletes the row."""
    return any(name(child) == "trPr" and any(name(mark) == "del" for mark in child) for child in row.iterchildren())


def _continued(cell: Any) -> bool:
    """Whether a cell only goes on with the one above (its own words are not shown)."""
    merges = [node for child in cell.iterchildren() if name(child) == "tcPr" for node in child if name(node) == "vMerge"]
    return bool(merges) and attribute(merges[0], "val") != "restart"


def _number(node: Any, key: str, otherwise: int) -> int:
    """A property of a row or cell that is a small whole number."""
    for child in node.iterchildren():
        if name(child) in ("tcPr", "trPr"):
            for mark in child:
                if name(mark) == key and attribute(mark, "val").isdecimal():
                    return min(int(attribute(mark, "val")[:4]), 1_000)
    return otherwise


def text_of(paragraph: Any) -> str:
    """The words of a paragraph as a reader sees them."""
    return "".join(character for character, _, _ in characters(paragraph))


def characters(paragraph: Any) -> Iterator[Character]:
    """Every character that is seen: deleted and moved text is left out, a tab is a blank, a break a new line."""
    stack = [iter(paragraph.iterchildren())]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        kind = name(node)
        if kind == "t":
            yield from ((c, node, place) for place, c in enumerate(node.text or "") if c not in UNSEEN)
        elif kind in ("br", "cr"):
            yield "\n", node, -1
        elif kind in ("tab", "ptab"):
            yield " ", node, -1
        elif kind == "noBreakHyphen":
            yield "-", node, -1
        elif kind in _BOOKMARKS:
            yield "", node, -1
        elif kind not in _GONE and kind not in ("p", "tbl", "pPr", "rPr", "instrText", "delText", "Fallback"):
            stack.append(iter(node.iterchildren()))
        elif kind == "p" and len(stack) > 1:  # of a text box
            yield " ", node, -1
            stack.append(iter(node.iterchildren()))


def _marks(paragraph: Paragraph) -> Iterator[Mark]:
    """The bookmarks of figures in a paragraph; digits that were typed right beside one belong to it."""
    text, at = "", paragraph.start
    open_now: dict[str, tuple[str, int]] = {}
    found: list[tuple[str, int, int]] = []
    for character, node, _ in characters(paragraph.element):
        if character:
            text += character
            continue
        kind, number = name(node), attribute(node, "id")
        if kind == "bookmarkStart" and (figure := _FIGURE.fullmatch(attribute(node, "name"))):
            open_now[number] = figure[1], len(text)
        elif kind == "bookmarkEnd" and number in open_now:
            found.append((*open_now.pop(number), len(text)))
    for figure_digest, start, end in found:
        while start > 0 and _digits(text[max(start - 2, 0) : start][::-1]):
            start -= 1
        while end < len(text) and _digits(text[end : end + 2]):
            end += 1
        yield Mark(at + start, at + end, f"#{figure_digest}")


def _digits(beside: str) -> bool:
    """Whether a number goes on: with a digit, or with a point or comma and a digit."""
    return beside[:1].isdigit() or (beside[:1] in ".," and beside[1:].isdigit())
