"""Tables that were flattened to lines: runs of numbers with a label, and blocks of such rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lkjip.audit.context import Text
from lkjip.rules.model import YEAR

_GAP = re.compile(r"(?:Rp\s?\.?|[\s%|;:.,\-–∗*x×+()\[\]])*")
_BREAK = re.compile(r"=|\)\s*\n|\)\s*/")
LABEL = 12  # words of a label


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a dimension that a row is labelled with."""

    dimension: str
    code: str


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers that follow each other without words, by their indices; what labels them; whether they are a sum."""

    cells: tuple[int, ...]
    label: str
    members: tuple[Member, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one length, one below the other, whose labels are members of one dimension."""

    dimension: str
    rows: tuple[Row, ...]
    codes: tuple[str, ...]


def rows_of(text: Text) -> tuple[Row, ...]:
    """Every run of numbers that may be results, single ones too."""
    return tuple(_row(text, cells) for cells in _runs(text))


def _runs(text: Text) -> Iterator[tuple[int, ...]]:
    run: list[int] = []
    for index, numeral in enumerate(text.numerals):
        if numeral.kind:
            if numeral.kind != "formula" and run:
                yield tuple(run)
                run = []
            continue
        if run:
            gap = text.document.text[text.numerals[run[-1]].end : numeral.start]
            if not _GAP.fullmatch(gap) or _BREAK.search(gap) or run[-1] != index - 1:
                yield tuple(run)
                run = []
        run.append(index)
    if run:
        yield tuple(run)


def _row(text: Text, cells: tuple[int, ...]) -> Row:
    first = text.numerals[cells[0]]
    label = text.around(cells[0]).label
    words = label.split()[-LABEL:]
    while words and words[-1] in ("rp", "%"):
        words = words[:-1]
    ending = f" {' '.join(words)} "
    members = list(_members(text, ending))
    before = text.numerals[cells[0] - 1] if cells[0] else None
    if before is not None and before.kind == "year" and not text.between(before.end, first.start).strip():
        members = [Member(YEAR, before.text)]
    totals = text.vocabulary.general["totals"]
    return Row(cells, ending, tuple(members), any(ending.endswith(f" {word} ") for word in totals))


def _members(text: Text, ending: str) -> Iterator[Member]:
    """The members whose name ends the label; only those with the longest name."""
    words, named = ending.split(), text.vocabulary.named
    for start in range(len(words)):
        if found := named.get(" ".join(words[start:])):
            yield from (Member(*member) for member in found)
            return


def blocks_of(rows: Sequence[Row]) -> Iterator[Block]:
    """Rows that follow each other and are labelled with different members of one dimension."""
    for dimension in dict.fromkeys(member.dimension for row in rows for member in row.members):
        block: list[tuple[Row, str]] = []
        used: set[str] = set()
        for row in rows:
            codes = [member.code for member in row.members if member.dimension == dimension]
            code = next((code for code in codes if code not in used), "")
            fits = bool(code) and (not block or len(row.cells) == len(block[0][0].cells))
            if not fits and len(block) > 1:
                yield Block(dimension, tuple(r for r, _ in block), tuple(c for _, c in block))
            if not fits:
                block, used = [], set()
            if codes:
                block.append((row, code or codes[0]))
                used.add(code or codes[0])
        if len(block) > 1:
            yield Block(dimension, tuple(r for r, _ in block), tuple(c for _, c in block))
