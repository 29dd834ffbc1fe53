"""What rests on numbers that extraction broke: never certain where they were put together, not said where unread."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from lkjip.audit.document import Place
from lkjip.audit.finding import Finding
from lkjip.audit.model.bands import scales_of
from lkjip.audit.model.tables import Contents

ABOVE = 40  # lines above a total in which the rows of a flattened table stand
BELOW = 3
SUMS = frozenset({"total", "mean", "row", "survey"})  # findings that rest on a whole column, or on rows above
FORM = frozenset(
    {
        "placeholder",
        "bracket",
        "no_table",
        "nothing_follows",
        "fewer_listed",
        "unread_pages",
        "decimal_point",
        "same_code",
        "after_signature",
    }
)  # findings that rest on no number

_Kinds = dict[object, set[str]]


def read_well(contents: Contents, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without those that an unread number may explain; what a repaired number bears is likely at most."""
    if not any(numeral.noise for numeral in contents.text.numerals):
        return tuple(findings)
    return tuple(_settled(_Noise(contents), findings))


def _settled(noise: _Noise, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        near = noise.near(finding)
        if "unread" in near and finding.code not in FORM:
            continue
        yield replace(finding, level="warning", certainty="likely") if near and finding.level == "error" else finding


class _Noise:
    """Where the broken numbers of a document stand: by line, column of a table and sentence."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._grids = contents.text.document.grids
        self._places: _Kinds = {}
        for numeral in (n for n in contents.text.numerals if n.noise):
            line = contents.text.document.line_at(numeral.start).number
            column = self._column(numeral.start)
            keys = [("line", line), column or ("sentence", *contents.text.sentence(numeral.start))]
            for key in keys:
                self._places.setdefault(key, set()).add(numeral.noise)

    @cached_property
    def _cells(self) -> list[tuple[int, int, int, int]]:
        return sorted((c.start, c.end, n, c.column) for n, grid in enumerate(self._grids) for row in grid.rows for c in row)

    def _column(self, offset: int) -> tuple[str, int, int] | None:
        """The table and the column that an offset lies in."""
        place = bisect_right(self._cells, (offset, 1 << 62)) - 1
        if place < 0 or self._cells[place][1] < offset:
            return None
        return "column", *self._cells[place][2:]

    @cached_property
    def _scales(self) -> set[str]:
        """The noise between the bands of categories."""
        found: set[str] = set()
        for scale in scales_of(self._contents.text):
            start, end = min(b.start for b in scale.bands) - 60, max(b.end for b in scale.bands) + 60
            for index in self._contents.text.inside(start, end):
                found.add(self._contents.text.numerals[index].noise)
        return found - {""}

    def near(self, finding: Finding) -> set[str]:
        """The noise that a finding rests on: of its lines and sentences, its column, the rows above its total."""
        parts = finding.values.get("parts")
        places = [*finding.places, *(p for p in (parts if isinstance(parts, tuple) else ()) if isinstance(p, Place))]
        low, high = min(p.line for p in places), max(p.line for p in places)
        lines = {*range(low, min(high, low + ABOVE) + 1), high}
        keys: list[object] = []
        for place in places:
            column = self._column(place.start)
            keys.append(column or ("sentence", *self._contents.text.sentence(place.start)))
            if column is None and finding.code in SUMS:
                lines |= set(range(place.line - ABOVE, place.line + BELOW + 1))
        keys += [("line", line) for line in lines]
        found = {kind for key in keys for kind in self._places.get(key, ())}
        return found | self._scales if finding.code == "category_band" else found
