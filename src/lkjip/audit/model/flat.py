"""Tables flattened to lines: lines that end in numbers, as pages and scans give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from lkjip.audit.context import Text
from lkjip.audit.document import Line
from lkjip.audit.model.heads import columns_by_number
from lkjip.audit.model.rows import Entry, Formula, Table
from lkjip.audit.numbering import numbering
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import flat

_BETWEEN = re.compile(r"(?:Rp\.?|[\s%|:;,.\-–−*()]){1,14}")
_TAIL = re.compile(r"[\s%|:;,.\-–−*()]*(?:[A-Za-z./]{1,14}[\s.)]*)?")
_LEAD = re.compile(r"(?:Rp|IDR|[\s.:;|()\-–−])*$")
_SENTENCE = re.compile(r"[a-z)]\.\s+[A-Z]|[.;]$")
ROW = 600  # characters of a row
LABEL = 110  # characters of a label
WORDS = 16
GAP = 4  # lines of words between two rows of one table (a label that was wrapped)
HEAD = 8  # lines above the first row that may be its head
TITLE = 240


def flat_tables(text: Text, covered: AbstractSet[int]) -> Iterator[Table]:
    """Rows of as many numbers, one below the other. `covered` are the lines that belong to tables already known."""
    rows: list[tuple[int, Entry]] = []  # with their place among the lines
    lines = [line for line in text.document.lines if line.text.strip()]
    for place, line in enumerate(lines):
        entry = None if line.number in covered else _row(text, line)
        if entry is None:
            if rows and (place - rows[-1][0] > GAP or _ends_table(text, line)):
                yield _table(text, lines, rows)
                rows = []
            continue
        if rows and len(entry.cells) != len(rows[-1][1].cells):
            yield _table(text, lines, rows)
            rows = []
        rows.append((place, entry))
    if rows:
        yield _table(text, lines, rows)


def _ends_table(text: Text, line: Line) -> bool:
    """Whether a line between rows is no wrapped label: a caption, a column of numbers, a long sentence."""
    shown = line.text.strip()
    caption = shown.split(" ", 1)[0].lower() in text.vocabulary.general["table_captions"]
    return caption or len(shown) > LABEL or bool(_SENTENCE.search(shown)) or numbering(shown) is not None


def _row(text: Text, line: Line) -> Entry | None:
    """The row that a line is: a label and the numbers behind it; None where it is none."""
    inside = text.inside(line.start, line.start + len(line.text))
    if not inside or len(line.text) > ROW or numbering(line.text) is not None:
        return None
    cells: list[int] = []
    end = line.start + len(line.text)
    for index in reversed(inside):
        numeral = text.numerals[index]
        behind = text.document.text[numeral.end : end]
        fits = (_BETWEEN if cells else _TAIL).fullmatch(behind) is not None
        if numeral.kind not in ("", "page") or not numeral.readings or not fits:
            break
        cells.append(index)
        end = numeral.start
    cells.reverse()
    if not cells or _counts([text.numerals[index] for index in cells]):
        return None
    label = _LEAD.sub("", text.document.text[line.start : text.numerals[cells[0]].start])
    words = f" {flat(label)} "
    tail = text.document.text[text.numerals[cells[-1]].end : line.start + len(line.text)]
    return (
        Entry(words, line.start, line.start + len(line.text), tuple(cells))
        if _labels(text, label, words, cells, tail)
        else None
    )


def _counts(numbers: Sequence[Numeral]) -> bool:
    """Whether numbers only count columns: 1 2 3 4."""
    values = [number.value for number in numbers if not number.decimals and not number.unit]
    return len(values) == len(numbers) > 2 and values[0] <= 3 and all(b - a == 1 for a, b in pairwise(values))


def _labels(text: Text, label: str, words: str, cells: Sequence[int], tail: str) -> bool:
    """Whether the words before the numbers can be a label, and not the end of a sentence."""
    if len(label) > LABEL or len(words.split()) > WORDS or _SENTENCE.search(label.strip()):
        return False
    last = words.split()[-1:] or [""]
    if last[0] in text.vocabulary.general["leads"]:
        return False
    sentence = tail.strip().endswith((".", ";", ",")) or (bool(re.search(r"[A-Za-z]", tail)) and "%" not in tail)
    return len(cells) > 1 or (bool(words.strip()) and not sentence and not label.strip()[:1].islower())


def _table(text: Text, lines: Sequence[Line], rows: Sequence[tuple[int, Entry]]) -> Table:
    """The table of rows, with the lines above as its head."""
    first = rows[0][0]
    above = lines[max(first - HEAD, 0) : first]
    width = len(rows[0][1].cells)
    formulas: tuple[Formula, ...] = ()
    head = ""
    for line in above:
        tokens = numbering(line.text)
        if tokens is not None:
            formulas = columns_by_number(tokens, range(width - len(tokens), width))
    shown = [line.text for line in above if numbering(line.text) is None and not _SENTENCE.search(line.text.strip())]
    head = flat(" ".join(shown))
    formulas = tuple(f for f in formulas if min(f.result, f.above, f.below) >= 0)
    return Table(("",) * width, tuple(row for _, row in rows), False, formulas, f" {head} ")
