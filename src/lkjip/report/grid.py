"""A table as a grid of cells, written as one semantic HTML table that every format of the report can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from lkjip.report.printed import Markdown, Printed

# Characters: the most that a column of text asks for, what it can do with, and what a line of the page holds.
_WIDEST, _ENOUGH, _LINE = 44, 24, 92
_LEAST, _NEAR = 4, 3  # the least that a column asks for, and how far lengths may differ that count as the same
Text = str | Printed | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `head` makes it a heading of its column, row, or group of either."""

    content: Text
    columns: int = 1
    rows: int = 1
    head: Literal["", "col", "row", "colgroup", "rowgroup"] = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.content, Printed) and self.content.kind != "word"

    def html(self, side: str) -> str:
        """The cell, aligned to a side."""
        content = self.content
        inner = content.html() if isinstance(content, Printed) else escape(" ".join((content or "").split()))
        tag = "th" if self.head else "td"
        attributes = f' scope="{self.head}"' if self.head else ""
        attributes += f' colspan="{self.columns}"' if self.columns > 1 else ""
        attributes += f' rowspan="{self.rows}"' if self.rows > 1 else ""
        return f'<{tag}{attributes} style="text-align:{side}">{inner}</{tag}>'


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


def table(
    head: Sequence[Row], body: Sequence[Row], foot: Sequence[Row] = (), *, dense: bool = False, widths: Sequence[int] = ()
) -> Markdown:
    """The table as a block of the document. Columns of numbers are aligned right; widths follow the contents."""
    parts = {"thead": placed(head), "tbody": placed(body), "tfoot": placed(foot)}
    count = sum(cell.columns for cell in head[0])
    right = _numbers(parts["tbody"])
    asked = _alike(_lengths(parts, count), right)
    columns = "".join(f'<col style="width:{width}%">' for width in widths or _shares(asked))
    whole = f"<colgroup>{columns}</colgroup>"
    for name, rows in parts.items():
        lines = "".join(f"<tr>{''.join(cell.html(_side(at, cell, right)) for at, cell in row)}</tr>" for row in rows)
        whole += f"<{name}>{lines}</{name}>" if lines else ""
    needed = sum(length if at in right else min(length, _ENOUGH) for at, length in enumerate(asked))
    kind = ' class="padat"' if dense or needed > _LINE else ""
    # A fence of backticks would end the block: a backtick is written as a character reference.
    return Markdown(f"\n```{{=html}}\n<table{kind}>{whole.replace('`', '&#96;')}</table>\n```\n")


def _side(at: int, cell: Cell, right: set[int]) -> str:
    if cell.head == "colgroup":
        return "center"
    return "right" if cell.columns == 1 and (at in right or cell.is_number) else "left"


def _numbers(rows: Placed) -> set[int]:
    """The columns that hold numbers and nothing else."""
    cells = [(at, cell) for row in rows for at, cell in row if cell.columns == 1 and cell.content]
    return {at for at, cell in cells if cell.is_number} - {at for at, cell in cells if not cell.is_number}


def _lengths(parts: dict[str, Placed], count: int) -> list[int]:
    """What each column asks for: its longest number or word, its text up to a limit."""
    lengths = [_LEAST] * count
    for name, rows in parts.items():
        for at, cell in (placed_cell for row in rows for placed_cell in row):
            if cell.columns > 1 or not cell.content:
                continue
            text = str(cell.content)
            whole = len(text) if cell.is_number or name != "thead" else max(map(len, text.split()))
            lengths[at] = max(lengths[at], whole if cell.is_number else min(whole, _WIDEST))
    return [length + 1 for length in lengths]


def _alike(lengths: list[int], right: set[int]) -> list[int]:
    """Neighbouring columns of numbers that ask for about the same get the same."""
    alike, start = list(lengths), 0
    for at in range(1, len(lengths) + 1):
        run = lengths[start:at]
        if at == len(lengths) or not {at - 1, at} <= right or max(*run, lengths[at]) - min(*run, lengths[at]) > _NEAR:
            if at - start > 1:
                alike[start:at] = [max(run)] * len(run)
            start = at
    return alike


def _shares(asked: list[int]) -> list[int]:
    """Widths in whole percents of the page; a small table does not fill it."""
    total, used = sum(asked), 0
    whole = min(100, max(50, 120 * total // _LINE))
    shares = []
    for length in asked:
        shares.append(whole * (used + length) // total - whole * used // total)
        used += length
    return shares
