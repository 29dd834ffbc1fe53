"""Sentences as the checks see them: their numbers in order, each with the words since the one before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lkjip.audit.context import Text
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import flat

_YEARS = re.compile(r"\b(?:tahun|ta|year|fy)?\s*\b(?:19|20)\d\d\b")
_SPOKEN = re.compile(r"\s?\([^()\d]{3,160}\)")  # "(tiga puluh satu juta rupiah)"
REACH = 160  # characters before the first number of a sentence that may name it


@dataclass(frozen=True, slots=True)
class Said:
    """A number of a sentence: its index, the flat words before it since the number before, and those right behind it."""

    index: int
    numeral: Numeral
    before: str
    after: str

    def has(self, words: Sequence[str]) -> bool:
        """Whether one of some phrases stands before the number."""
        return any(f" {word} " in self.before for word in words)


def sentences(text: Text) -> Iterator[list[Said]]:
    """The numbers of each sentence that may be results; rows of stated tables are none."""
    rows = sorted((row[0].start, row[-1].end) for grid in text.document.grids for row in grid.rows if row)
    starts = [start for start, _ in rows]
    current: list[Said] = []
    low = -1
    for index, numeral in enumerate(text.numerals):
        if numeral.kind or not numeral.readings:
            continue
        row = bisect_right(starts, numeral.start) - 1
        if row >= 0 and numeral.start < rows[row][1]:
            continue
        start, end = text.sentence(numeral.start)
        start = max(start, text.paragraphs[bisect_right(text.paragraphs, numeral.start) - 1])
        if row >= 0:
            start = max(start, rows[row][1])  # a sentence does not begin in the table above it
        if start != low:
            if current:
                yield current
            current, low = [], start
        since = current[-1].numeral.end if current else max(start, numeral.start - REACH)
        current.append(
            Said(index, numeral, _words(text, since, numeral.start), _words(text, numeral.end, min(end, numeral.end + 60)))
        )
    if current:
        yield current


def _words(text: Text, start: int, end: int) -> str:
    """The flat words of a stretch without years and without numbers in words."""
    shown = _SPOKEN.sub(" ", text.document.text[start:end])
    return f" {_YEARS.sub(' ', flat(shown))} ".replace("  ", " ").replace("  ", " ")
