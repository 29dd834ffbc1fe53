"""A table as a grid of cells, written as one semantic HTML table that every format of the report can take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from lkjip.report import widths as columns
from lkjip.report.printed import Anchor, Markdown, Printed, Stated

Piece = str | Printed | Stated | Anchor
Text = Piece | tuple[Piece, ...] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `head` makes it a heading of its column, row, or group of either, `level` (1 to 5) shades its ground."""

    content: Text
    columns: int = 1
    rows: int = 1
    head: Literal["", "col", "row", "colgroup", "rowgroup"] = ""
    level: int = 0

    @property
    def is_number(self) -> bool:
        if isinstance(self.content, Stated):
            return self.content.kind == "bridge"
        return isinstance(self.content, Printed) and self.content.kind != "word"

    @property
    def text(self) -> str:
        """What the cell says, without its marks."""
        return "".join(map(str, self.content)) if isinstance(self.content, tuple) else str(self.content or "")

    def html(self, side: str) -> str:
        """The cell, aligned to a side."""
        pieces = self.content if isinstance(self.content, tuple) else (self.content or "",)
        inner = "".join(_html(piece) for piece in pieces)
        tag = "th" if self.head else "td"
        attributes = f' scope="{self.head}"' if self.head else ""
        attributes += f' class="tingkat-{self.level}"' if self.level else ""
        attributes += f' colspan="{self.columns}"' if self.columns > 1 else ""
        attributes += f' rowspan="{self.rows}"' if self.rows > 1 else ""
        return f'<{tag}{attributes} style="text-align:{side}">{inner}</{tag}>'


def _html(piece: Piece) -> str:
    """A piece of a cell; of a text, each run of blanks is one."""
    return escape(re.sub(r"\s+", " ", piece)) if isinstance(piece, str) else piece.html()


def headings(*titles: str) -> list[Cell]:
    """The heads of columns, as one row."""
    return [Cell(title, head="col") for title in titles]


Row = Sequence[Cell]
Placed = list[list[tuple[int, Cell]]]


def placed(rows: Sequence[Row]) -> Placed:
    """Every cell of some rows with its first column: a cell that reaches down takes its place in the rows below."""
    left: dict[int, int] = {}  # column → rows below that are still taken
    result: Placed = []
    for row in rows:
        held, line, column = set(left), [], 0
        left = {at: count - 1 for at, count in left.items() if count > 1}
        for cell in row:
            while column in held:
                column += 1
            line.append((column, cell))
            if cell.rows > 1:
                left |= dict.fromkeys(range(column, column + cell.columns), cell.rows - 1)
            column += cell.columns
        result.append(line)
    return result


_LEVEL = 14  # letters of a word that may stand in a column of numbers


def table(
    head: Sequence[Row], body: Sequence[Row], foot: Sequence[Row] = (), *, dense: bool = False, widths: Sequence[float] = ()
) -> Markdown:
    """The table as a block of the document. Columns of numbers are aligned right; widths follow the contents."""
    parts = {"thead": placed(head), "tbody": placed(body), "tfoot": placed(foot)}
    count = sum(cell.columns for cell in head[0])
    numbers = _numbers(parts["tbody"])
    asked = columns.asked(_longest(parts, count), numbers)
    small = dense or columns.dense(asked, numbers)
    shares = widths or columns.shares(asked, numbers, columns.DENSE_LINE if small else columns.LINE)
    whole = "".join(f'<col style="width:{width:g}%">' for width in shares)
    whole = f"<colgroup>{whole}</colgroup>"
    for name, rows in parts.items():
        lines = "".join(f"<tr>{''.join(cell.html(_side(at, cell, numbers)) for at, cell in row)}</tr>" for row in rows)
        whole += f"<{name}>{lines}</{name}>" if lines else ""
    kind = ' class="padat"' if small else ""
    # A fence of backticks would end the block: a backtick is written as a character reference.
    return Markdown(f"\n```{{=html}}\n<table{kind}>{whole.replace('`', '&#96;')}</table>\n```\n")


def _side(at: int, cell: Cell, right: set[int]) -> str:
    if cell.head == "colgroup":
        return "center"
    return "right" if cell.columns == 1 and (at in right or cell.is_number) else "left"


def _numbers(rows: Placed) -> set[int]:
    """The columns that hold numbers, and beside them at most short words, such as the level that another row has."""
    cells = [(at, cell) for row in rows for at, cell in row if cell.columns == 1 and cell.content]
    texts = {at for at, cell in cells if not cell.is_number and len(cell.text) > _LEVEL}
    return {at for at, cell in cells if cell.is_number} - texts


def _longest(parts: dict[str, Placed], count: int) -> list[int]:
    """The length of each column's longest content: of headings the longest word, of texts up to a limit.

    Headings and sums are bold, which takes a little more.
    """
    longest = [0] * count
    for name, rows in parts.items():
        for at, cell in (placed_cell for row in rows for placed_cell in row):
            if cell.columns > 1 or not cell.content:
                continue
            text = cell.text
            length = len(text) if cell.is_number or name != "thead" else max(map(len, text.split()))
            length = length if cell.is_number else min(length, columns.WIDEST)
            longest[at] = max(longest[at], length if name == "tbody" else length + 1 + length // 12)
    return longest
