"""A block of cells from a spreadsheet to the cells it is meant for: by its heads, or from where it was put."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lkjip.editing.cells import Cell, bounds_of
from lkjip.editing.edits import Edit
from lkjip.editing.scalars import number
from lkjip.rules.model import RuleSet
from lkjip.studio.layout import Layout, fold
from lkjip.studio.taking import Taken, into_cell
from lkjip.studio.texts import say
from lkjip.workbook.blocks import Block, Text

MAX_CELLS = 50_000


@dataclass(frozen=True, slots=True)
class Pasted:
    """A cell that a block fills: what it is called, the text for it, and what that is taken for.

    `exact` texts are numbers as a workbook stores them, in plain notation; nothing about them is ambiguous.
    """

    label: str
    cell: Cell
    text: str
    taken: Taken


def from_clipboard(text: str) -> list[list[Text]]:
    """What a spreadsheet puts on the clipboard: lines of cells with tabs between them, quoted where a cell has lines."""
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n").removesuffix("\n"), newline=""), delimiter="\t")
    return [[Text(cell.strip()) for cell in row] for row in rows]


def placed(layout: Layout, block: Block, rules: RuleSet, start: tuple[int, int] | None = None) -> list[Pasted]:
    """The cells that a block fills, each with what it is taken for; those that stay as they are left out.

    Args:
        layout: where it goes.
        block: lines of texts.
        rules: the year's.
        start: line and place of the cell it was put into, for a block without heads.
    """
    pairs = list(_by_heads(layout, block))
    if not pairs and start is not None:
        pairs = list(_by_place(layout, block, start))
    found = []
    for label, cell, text in pairs[:MAX_CELLS]:
        taken = _taken(layout, cell, text, rules)
        if taken.edit is not None or taken.reason:
            found.append(Pasted(label, cell, text.text, taken))
    return found


def _taken(layout: Layout, cell: Cell, text: Text, rules: RuleSet) -> Taken:
    column = layout.grid.table.columns[cell.column]
    if not text.exact or column.type in ("text", "ordinal"):
        return into_cell(layout.grid, cell, text.text, rules)
    value = Decimal(text.text)
    fault = bounds_of(column, rules).fault(value)
    if fault:
        return into_cell(layout.grid, cell, text.text.replace(".", ","), rules)
    return into_cell(layout.grid, cell, number(value).replace(".", ",") if "." in number(value) else number(value), rules)


def _by_place(layout: Layout, block: Block, start: tuple[int, int]) -> Iterator[tuple[str, Cell, Text]]:
    for down, texts in enumerate(block):
        for across, text in enumerate(texts):
            row, place = start[0] + down, start[1] + across
            if row < len(layout.lines) and place < len(layout.heads):
                line = layout.lines[row]
                if (cell := line.cells[place]) is not None:
                    yield layout.label(line, place), cell, text


def _by_heads(layout: Layout, block: Block) -> Iterator[tuple[str, Cell, Text]]:
    """The cells of a block whose first lines name the columns and whose lines name their keys."""
    for top, texts in enumerate(block[:30]):
        heads = [fold(text.text) for text in texts]
        keys = [next((n for n, head in enumerate(heads) if head in known), None) for known in layout.first_names]
        if layout.crossed and keys == [None] and heads:
            keys = [0]
        columns = {
            n: place for n, head in enumerate(heads) for place, known in enumerate(layout.head_names) if head in known
        }
        if not columns or None in keys:
            continue
        for line_texts in block[top + 1 :]:
            given = [fold(line_texts[key].text) if key is not None and key < len(line_texts) else "" for key in keys]
            line = next((ln for ln in layout.lines if all(g in k for g, k in zip(given, ln.names, strict=True))), None)
            for n, place in columns.items() if line else ():
                assert line is not None
                cell = line.cells[place]
                if cell is not None and n < len(line_texts):
                    yield layout.label(line, place), cell, line_texts[n]
        return


def edits(pasted: Sequence[Pasted]) -> list[Edit]:
    """The edits of a block: cells of one new row together."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    found = []
    for entry in pasted:
        edit = entry.taken.edit
        if edit is None:
            continue
        if edit.action == "add" and isinstance(edit.value, dict):
            rows.setdefault((edit.file, str(edit.path[0])), {}).update({n: str(v) for n, v in edit.value.items()})
        else:
            found.append(edit)
    return found + [Edit(file, (key,), "add", dict(cells)) for (file, key), cells in rows.items()]


def summary(pasted: Sequence[Pasted]) -> str:
    """How many cells are taken, and how many are not."""
    good = sum(entry.taken.edit is not None for entry in pasted)
    return say("pasted_counts", good=good, bad=len(pasted) - good)
