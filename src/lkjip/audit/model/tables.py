"""Tables as the checks see them: rows with a label and one number a column, column heads, and formulas of column numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lkjip.audit.context import Text
from lkjip.audit.document import Cell, Grid, Place
from lkjip.audit.model.flat import flat_tables
from lkjip.audit.model.heads import columns_by_number
from lkjip.audit.model.rows import Entry, Table
from lkjip.audit.numbering import is_numbering
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import flat

_AROUND = re.compile(r"[\s|Rp.,:;%()\-–−*+]*(?:[A-Za-z./]+\s?){0,2}[\s.,:;%()\-–]*")
_BEFORE = re.compile(r"(?:Rp|IDR|USD|[\s.,:;()\-–−+±≥≤<>=])*")
HEAD_ROWS = 6
TITLE = 240  # characters above a table that may be its title


@dataclass(frozen=True)
class Contents:
    """What the checks look at: the text of a document with its numbers, and its tables."""

    text: Text
    tables: tuple[Table, ...]

    @cached_property
    def stated_lines(self) -> frozenset[int]:
        """The lines, by number, that are rows of tables which the format states."""
        return frozenset(_stated_lines(self.text))

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of the text."""
        return self.text.document.place(start, end)

    def at(self, *numerals: int) -> Place:
        """The place of numbers, from the first to the last of them."""
        found = [self.text.numerals[index] for index in numerals]
        return self.place(found[0].start, found[-1].end)


def contents_of(text: Text) -> Contents:
    """A document's text with its tables."""
    return Contents(text, tables_of(text))


def tables_of(text: Text) -> tuple[Table, ...]:
    """Every table: those the format states, then those flattened to lines, each group in the order of the text."""
    stated = [table for grid in _joined(text) if (table := _stated(text, grid)) is not None]
    return (*stated, *flat_tables(text, _stated_lines(text)))


def _stated_lines(text: Text) -> set[int]:
    return {text.document.line_at(row[0].start).number for grid in text.document.grids for row in grid.rows if row}


def _joined(text: Text) -> Iterator[Grid]:
    """The grids of a document, those of one width that follow each other with nothing between as one."""
    current: Grid | None = None
    for grid in text.document.grids:
        if current is not None and _goes_on(text, current, grid):
            current = Grid((*current.rows, *grid.rows))
            continue
        if current is not None:
            yield current
        current = grid
    if current is not None:
        yield current


def _goes_on(text: Text, above: Grid, below: Grid) -> bool:
    """Whether a table goes on in the next one, as where pages or rows were divided."""
    if not above.rows[-1] or not below.rows or not below.rows[0]:
        return False
    between = text.document.text[above.rows[-1][-1].end : below.rows[0][0].start]
    return not between.strip(" |\n") and _width(above) == _width(below)


def _width(grid: Grid) -> int:
    return max((cell.column + cell.span for row in grid.rows for cell in row), default=0)


def _stated(text: Text, grid: Grid) -> Table | None:
    """A table of a grid; None where it has no numbers."""
    rows = [(row, _numbers(text, row)) for row in grid.rows]
    body = next((i for i, (row, numbers) in enumerate(rows) if _is_body(text, row, numbers)), None)
    if body is None or body > HEAD_ROWS:
        return None
    numbering = next((row for row, _ in rows[:body] if _numbering(text, row)), None)
    heads = _heads(text, [row for row, _ in rows[:body] if row is not numbering])
    counted = _counted(text, rows[body:])
    width = 1 + max((cell.column for row, _ in rows for cell in row), default=0)
    entries = []
    for row, numbers in rows[body:]:
        if not row:
            continue
        cells = tuple(None if column in counted else numbers.get(column) for column in range(width))
        words = " ".join(flat(text.document.text[c.start : c.end]) for c in row if c.column not in numbers)
        entries.append(Entry(f" {words} ", row[0].start, row[-1].end, cells))
    columns = [cell.column for cell in numbering] if numbering else []
    formulas = columns_by_number(_texts(text, numbering or ()), columns)
    start = grid.rows[0][0].start if grid.rows and grid.rows[0] else 0
    title = text.between(max(start - TITLE, 0), start)
    return Table(tuple(heads.get(column, "") for column in range(width)), tuple(entries), True, formulas, title)


def _texts(text: Text, row: Sequence[Cell]) -> list[str]:
    return [text.document.text[cell.start : cell.end] for cell in row]


def _numbers(text: Text, row: Sequence[Cell]) -> dict[int, int]:
    """The cells of a row that are one number, by column."""
    found = {}
    for cell in row:
        inside = text.inside(cell.start, cell.end)
        if len(inside) != 1:
            continue
        numeral = text.numerals[inside[0]]
        before, after = text.document.text[cell.start : numeral.start], text.document.text[numeral.end : cell.end]
        if (
            numeral.readings
            and numeral.kind not in ("date", "name")
            and _BEFORE.fullmatch(before)
            and _AROUND.fullmatch(after)
        ):
            found[cell.column] = inside[0]
    return found


def _is_body(text: Text, row: Sequence[Cell], numbers: Mapping[int, int]) -> bool:
    """Whether a row holds results: numbers that are neither years nor the numbers of columns."""
    results = [i for i in numbers.values() if text.numerals[i].kind not in ("year", "formula")]
    return bool(results) and not _numbering(text, row) and any(c.end > c.start for c in row)


def _numbering(text: Text, row: Sequence[Cell]) -> bool:
    return len(row) > 2 and is_numbering(" ".join(_texts(text, row)))


def _heads(text: Text, rows: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """The words above each column; a cell that spans columns stands above all of them."""
    found: dict[int, list[str]] = {}
    for row in rows:
        for cell in row:
            words = flat(text.document.text[cell.start : cell.end])
            for column in range(cell.column, cell.column + cell.span):
                if words:
                    found.setdefault(column, []).append(words)
    return {column: " ".join(words) for column, words in found.items()}


def _counted(text: Text, rows: Sequence[tuple[Sequence[Cell], Mapping[int, int]]]) -> set[int]:
    """The columns that only number the rows, or name years."""
    found = set()
    for column in {column for _, numbers in rows for column in numbers}:
        numerals = [text.numerals[numbers[column]] for _, numbers in rows if column in numbers]
        if all(n.kind == "year" for n in numerals) or (column == 0 and _counts(numerals)):
            found.add(column)
    return found


def _counts(numerals: Sequence[Numeral]) -> bool:
    values = [n.value for n in numerals]
    return all(not n.decimals and not n.unit for n in numerals) and (
        values == list(range(1, len(values) + 1)) or (len(values) > 2 and all(0 <= b - a <= 1 for a, b in pairwise(values)))
    )
