"""The text of a page of a PDF whose tables are ruled: each row of a table a line, its cells in the order of the columns."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from lkjip.audit.document import Cell
from lkjip.audit.reading.lines import UNSEEN, Writer
from lkjip.audit.reading.ruled import Box, Ruled

RUNNING, SHORT_LINE = 4, 120  # lines between the parts of a table that may be running heads, and how long they are
SLIP = 3.0  # points by which the columns of its parts may differ
_TITLE = re.compile(r"\s*(?:tabel|table|gambar|grafik|diagram|figure|chart)\b", re.IGNORECASE)
_AGAIN = re.compile(r"lanjut|samb(?:ungan)?|continued|cont\.", re.IGNORECASE)
_NUMBER = re.compile(r"\d+,\d+|\d{1,3}(?:\.\d{1,3})+(?:,\d+)?|\d+\.\d+|\d{1,3}(?:,\d{1,3})+(?:\.\d+)?")
_LAST, _FIRST = re.compile(r"[\d.,]+$"), re.compile(r"[\d.,]+(?=\s?%?$)")
BREAK = "\u200b"  # where a line may end; nobody sees it
FULL, ROOM = "\v", 2.0  # a line that is full: what is left is less than so many of its heights
_BREAK = re.compile(r"([\n\v])")
FILLED = 2  # of so many cells at least one must hold words, or the lines are those of a drawing


@dataclass(frozen=True, slots=True)
class Laid:
    """A table in the text of a page: its rows, and where its columns are drawn."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[float, ...]


@dataclass(slots=True)
class _Character:
    """A character that is drawn: its number on the page, and its outline in points."""

    number: int
    text: str
    left: float
    right: float
    low: float
    high: float


@dataclass(slots=True, eq=False)
class _Filled:
    """The words in the cells of a ruled table; `size` is how high characters are on its page."""

    table: Ruled
    size: float
    words: dict[Box, str] = field(default_factory=dict)
    last: dict[Box, _Character] = field(default_factory=dict)

    def add(self, box: Box, character: _Character) -> None:
        before = self.last.get(box)
        text = self.words.get(box, "")
        if before is not None:
            if before.low - character.low > self.size:
                text += self._break(box, before)
            elif character.number > before.number + 1:  # PDFium has a space there, or the words of another cell
                text += " "
        self.words[box], self.last[box] = text + character.text, character

    def _break(self, box: Box, before: _Character) -> str:
        """The end of a line in a cell: `FULL` where there was no room for one more character."""
        room = self.table.columns[box.column + box.columns] - before.right
        return FULL if room < ROOM * self.size else "\n"

    @property
    def holds(self) -> bool:
        """Whether these are the words of a table: in half of its cells, and in two cells of two rows, or of its only one."""
        told = [box for box, text in self.words.items() if text.strip()]
        rows = [box.row for box in told]
        full = sum(rows.count(row) > 1 for row in set(rows))
        return len(told) * FILLED >= len(self.table.boxes) and full >= min(2, len(self.table.rows) - 1)

    def lines(self) -> Iterator[list[tuple[str, int, int]]]:
        """Every row: text, column and span of its cells; a cell that goes on from above is empty."""
        for row in range(len(self.table.rows) - 1):
            here = [box for box in self.table.boxes if box.row <= row < box.row + box.rows]
            yield [
                (" ".join(_joined(self.words.get(box, "")).split()) if box.row == row else "", box.column, box.columns)
                for box in sorted(here, key=lambda box: box.column)
            ]


def laid(words: Any, tables: Sequence[Ruled]) -> tuple[str, tuple[Laid, ...]] | None:
    """The text of a page and its tables in it; None where no ruled table holds words."""
    characters = list(_characters(words))
    heights = [each.high - each.low for each in characters if each is not None and each.text.isalnum()]
    filled = [_Filled(table, median(heights) if heights else 1.0) for table in tables]
    inner = sorted(filled, key=lambda one: one.table.area)
    places = [None if each is None or not each.text.strip() else _place(each, inner) for each in characters]
    for each, place in zip(characters, places, strict=True):
        if each is not None and place is not None:
            place[0].add(place[1], each)
    kept = [one for one in filled if one.holds]
    if not kept:
        return None
    return _written(words, characters, [place if place and place[0] in kept else None for place in places])


def _place(character: _Character, tables: Sequence[_Filled]) -> tuple[_Filled, Box] | None:
    x, y = (character.left + character.right) / 2, (character.low + character.high) / 2
    for one in tables:
        if (box := one.table.box_at(x, y)) is not None:
            return one, box
    return None


def _written(
    words: Any, characters: Sequence[_Character | None], places: Sequence[tuple[_Filled, Box] | None]
) -> tuple[str, tuple[Laid, ...]]:
    """The text with each table where its first word stands. What PDFium adds between words of a table is left out."""
    writer, found, line, inside = Writer(), [], "", False
    done: list[_Filled] = []
    for number, (character, place) in enumerate(zip(characters, places, strict=True)):
        if place is not None:
            inside = True
            if not any(place[0] is one for one in done):
                done.append(place[0])
                if line.strip():
                    writer.line(line.rstrip())
                line = ""
                rows = tuple(writer.row(cells) for cells in place[0].lines())
                found.append(Laid(rows, place[0].table.columns))
            continue
        text = character.text if character is not None else _added(words, number)
        if inside and not text.strip():
            continue
        inside = False
        if text == "\n":
            writer.line(line)
            line = ""
        elif text != "\r":
            line += text
    writer.line(line)
    return writer.text, tuple(found)


def _characters(words: Any) -> Iterator[_Character | None]:
    """The characters of a page in PDFium's order; None for one that it adds, such as the end of a line."""
    import pypdfium2.raw as pdfium

    sides = [ctypes.c_double() for _ in range(4)]
    left, right, low, high = sides
    for number in range(pdfium.FPDFText_CountChars(words.raw)):
        if pdfium.FPDFText_IsGenerated(words.raw, number) == 1:
            yield None
            continue
        pdfium.FPDFText_GetCharBox(words.raw, number, *(ctypes.byref(side) for side in sides))
        text = _seen(pdfium.FPDFText_GetUnicode(words.raw, number))
        yield _Character(number, text, left.value, right.value, low.value, high.value)


def _added(words: Any, number: int) -> str:
    import pypdfium2.raw as pdfium

    return _seen(pdfium.FPDFText_GetUnicode(words.raw, number))


def _seen(code: int) -> str:
    """A character as it is seen; PDFium's mark of a word divided at a line's end is the hyphen that stands there."""
    text = "-" if code in (0xFFFE, 2) else chr(code) if code else ""
    return "" if text in UNSEEN or text == BREAK else text


def _joined(text: str) -> str:
    """The lines of a cell as one; a number that was broken where its line was full is whole again.

    >>> _joined("36.045.853.0\\v00"), _joined("Belanja\\vModal"), _joined("1.200\\n300"), _joined("63,7\\v5 %")
    ('36.045.853.000', 'Belanja Modal', '1.200 300', '63,75 %')
    """
    found, *others = _BREAK.split(text)
    for end, line in zip(others[::2], others[1::2], strict=True):
        left, right = _LAST.search(found), _FIRST.match(line)
        broken = end == FULL and left and right and _NUMBER.fullmatch(left[0] + right[0])
        found += line if broken else f" {line}"
    return found


Rows = tuple[tuple[Cell, ...], ...]


def continued(tables: Sequence[Laid], text: str) -> Iterator[Rows]:
    """The rows of every table of a document; those of a table that goes on over pages together, its repeated head once.

    A table goes on where the next has the same columns and nothing stands between but running heads, or its head again. A
    table of which a page's end divides a row of numbers is left out: it is text.
    """
    rows: Rows = ()
    columns: tuple[float, ...] = ()
    whole = True
    for table in tables:
        if rows and _same(columns, table.columns) and _goes_on(rows, table.rows, text):
            more = table.rows[_repeated(rows, table.rows, text) :]
            rest = _texts(more[0], text) if more else []
            if rest and not rest[0] and any(rest):  # what is left of the row that the page's end divided
                whole = whole and not any(character.isdigit() for cell in rest[2:] for character in cell)
                more = more[1:]
            rows += more
            continue
        if len(rows) > 1 and whole:
            yield rows
        rows, columns, whole = table.rows, table.columns, True
    if len(rows) > 1 and whole:
        yield rows


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= SLIP for a, b in zip(one, other, strict=True))


def _goes_on(above: Rows, below: Rows, text: str) -> bool:
    between = [line for line in text[above[-1][-1].end : below[0][0].start].splitlines() if line.strip()]
    if len(between) > RUNNING or any(len(line) > SHORT_LINE for line in between):
        return False
    return not any(_TITLE.match(line) and not _AGAIN.search(line) for line in between)


def _repeated(above: Rows, below: Rows, text: str) -> int:
    """How many rows at the top of the next part repeat the head of the table."""
    count = 0
    for one, other in zip(above, below, strict=False):
        if _texts(one, text) != _texts(other, text):
            return count
        count += 1
    return count


def _texts(row: Sequence[Cell], text: str) -> list[str]:
    return [text[cell.start : cell.end] for cell in row]
