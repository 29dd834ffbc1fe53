"""A sheet of a workbook: the cells that hold something, by row and column, and what is merged or hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lkjip.inputs.excel.parts import Texts, Unreadable, true, unescaped

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # of a sheet in Excel
MAX_CELLS = 2_000_000  # with something in them; a larger table is one for Parquet
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something: `kind` is the format's own letter (`n` number, `s` text …), `text` what is stored.

    `text` is None where nothing is stored, as in a formula that no program has computed.
    """

    row: int
    column: int
    kind: str
    text: str | None
    style: int
    formula: bool


@dataclass(slots=True)
class Sheet:
    """A sheet's cells by row and column, its merged ranges, and the rows and columns that are hidden."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last row, last column
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def place(row: int, column: int) -> str:
    """A cell as Excel names it.

    >>> place(2, 1), place(10, 28), place(1, 16384)
    ('A2', 'AB10', 'XFD1')
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def position(text: str) -> tuple[int, int]:
    """Row and column of a cell's name.

    Raises:
        Unreadable: it names no cell of a sheet.
    """
    found = _PLACE.fullmatch(text)
    row, column = 0, 0
    if found:
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        row = int(found[2])
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise Unreadable("xlsx_damaged", part=text[:20])
    return row, column


class Cells(Texts):
    """The cells of a sheet. A row or cell that does not say where it stands follows the one before."""

    def __init__(self, sheet: Sheet, strings: list[str]) -> None:
        super().__init__()
        self.sheet, self.strings = sheet, strings
        self.row = self.column = self.count = 0
        self.kind, self.style = "n", 0
        self.value: list[str] | None = None
        self.formula = self.reading = self.inline = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "row":
            self._start_row(values)
        elif tag == "c":
            row, self.column = position(values["r"]) if "r" in values else (self.row, self.column + 1)
            if row != self.row or self.column > MAX_COLUMN:
                raise Unreadable("xlsx_damaged", part=values.get("r", "c"))
            self.kind, self.style = values.get("t", "n"), int(values.get("s", "0"))
            self.value, self.formula, self.inline = None, False, False
        elif tag == "v":
            self.value, self.reading = [], True
        elif tag == "f":
            self.formula = True
        elif tag == "is":
            self.inline = True
        elif tag == "mergeCell":
            first, _, last = values["ref"].partition(":")
            self.sheet.merged.append((*position(first), *position(last or first)))
        elif tag == "col" and true(values.get("hidden", "")):
            self.sheet.hidden_columns.append((int(values["min"]), int(values["max"])))
        else:
            super().start(tag, values)

    def _start_row(self, values: dict[str, str]) -> None:
        number = int(values.get("r", str(self.row + 1)))
        if not self.row < number <= MAX_ROW:
            raise Unreadable("xlsx_damaged", part=f"row {number}")
        self.row, self.column = number, 0
        if true(values.get("hidden", "")):
            self.sheet.hidden_rows.add(number)

    def text(self, data: str) -> None:
        if self.reading and self.value is not None:
            self.value.append(data)
        else:
            super().text(data)

    def end(self, tag: str) -> None:
        if tag == "v":
            self.reading = False
        elif tag == "c":
            self._keep()
        else:
            super().end(tag)

    def _keep(self) -> None:
        """A cell with nothing in it but a format is none."""
        stored = None if self.value is None else "".join(self.value)
        if self.kind == "s" and stored:
            number = int(stored)
            if not 0 <= number < len(self.strings):
                raise Unreadable("xlsx_damaged", part=place(self.row, self.column))
            stored = self.strings[number]
        elif self.kind == "inlineStr" or (self.inline and not stored):
            stored, self.kind = self.whole(), "inlineStr"
        elif self.kind == "str" and stored is not None:
            stored = unescaped(stored)
        self.parts.clear()
        if stored or self.formula:
            cell = Cell(self.row, self.column, self.kind, stored, self.style, self.formula)
            if self.column in self.sheet.rows.setdefault(self.row, {}):
                raise Unreadable("xlsx_damaged", part=place(self.row, self.column))
            self.sheet.rows[self.row][self.column] = cell
            self.count += 1
            if self.count > MAX_CELLS:
                raise Unreadable("xlsx_large", limit=MAX_CELLS)
