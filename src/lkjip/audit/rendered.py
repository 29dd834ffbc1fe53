"""The project's own rendered reports: every number by the figure id it carries, and the other formats by the HTML.

In the HTML each number stands in an element that names its figure or rule; it must be that value as printed now. Numbers
without such a name were typed by hand. PDF and Word carry no ids: there, a number must be the one that the HTML has between
the same words, and where the HTML has no such place (annexes, charts), a number that the engine printed somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path

from lkjip.audit.audited import Finding
from lkjip.audit.document import Document, Mark
from lkjip.audit.facts import Fact, facts_of
from lkjip.audit.kinds import classified
from lkjip.audit.numerals import Numeral, numerals
from lkjip.audit.reading import read
from lkjip.audit.reading.html import WORKED
from lkjip.audit.vocabulary import Vocabulary, vocabulary
from lkjip.decimals import indonesian, plain
from lkjip.project import Project

_TRACES = re.compile(r'<script[^>]*\bid="jejak"[^>]*>(.*?)</script>', re.DOTALL)
_ENDS = re.compile(r"^\D+|\D+$")  # a sign of currency or per cent, a unit
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
Reach = tuple[int, int]  # so many words before and behind a number make its place
REACHES: tuple[Reach, ...] = ((6, 4), (4, 2), (3, 1), (1, 3))
LEAST = 1000  # smaller whole numbers without a sign may be anything


@dataclass(frozen=True)
class Printed:
    """What the engine prints now: the values by id, and every number of the HTML and its traces."""

    project: Project
    satker: str
    words: Vocabulary

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The numbers by every id that a report may use for them."""
        found: dict[str, Fact] = {}
        for fact in facts_of(self.project, self.satker):
            found.setdefault(fact.root, fact)
            found[fact.id] = fact
        return found

    @cached_property
    def others(self) -> frozenset[str]:
        """The figures that are words, by id with and without key."""
        resolved = self.project.plan.resolved
        return frozenset(name for name, figure in resolved.figures.items() if figure.bands or figure.listing)


def rendered_findings(
    project: Project, satker: str, paths: Mapping[str, Path]
) -> Iterator[tuple[Path, int, tuple[Finding, ...]]]:
    """For each rendered file: how many numbers were checked, and what is wrong with them."""
    printed = Printed(project, satker, vocabulary(project))
    page = read(paths["html"])
    traces = _TRACES.search(paths["html"].read_text(encoding="utf-8"))
    known = known_numbers(printed, page, traces[1] if traces else "")
    yield paths["html"], len(page.marks), tuple(by_ids(printed, page))
    for kind, path in paths.items():
        if kind != "html":
            other = read(path)
            checked = [n for n in classified(other, printed.words) if _result(n)]
            yield path, len(checked), tuple(by_places(page, other, known, printed.words))


def by_ids(printed: Printed, page: Document) -> Iterator[Finding]:
    """Numbers that are not the value of the figure they name, that name none of the rules, or that name none at all."""
    covered: list[tuple[int, int]] = []
    for mark in page.marks:
        covered.append((mark.start, mark.end))
        if mark.figure != f".{WORKED}":
            yield from _mark(printed, page, mark)
    covered.sort()
    starts = {position for start, end in covered for position in range(start, end)}
    for numeral in classified(page, printed.words):
        if numeral.start not in starts and _result(numeral):
            yield _finding("hand_typed", page, numeral.start, numeral.end, numeral.text)


def _mark(printed: Printed, page: Document, mark: Mark) -> Iterator[Finding]:
    shown = page.text[mark.start : mark.end].strip()
    fact = printed.facts.get(mark.figure)
    name = mark.figure.partition("[")[0]
    if fact is None and name not in printed.others:
        if name not in printed.project.plan.resolved.figures and any(c.isdigit() for c in shown):
            yield _finding("unknown_figure_id", page, mark.start, mark.end, shown, figure=mark.figure)
        return
    if fact is None:
        return
    found = list(numerals(shown))
    expected = _as_printed(fact)
    if fact.value is None:
        if any(numeral.readings and numeral.value for numeral in found):
            yield _finding("stale", page, mark.start, mark.end, shown, "–", mark.figure)
    elif not _says(shown, found, fact):
        yield _finding("stale", page, mark.start, mark.end, shown, expected, mark.figure)


def _says(shown: str, found: list[Numeral], fact: Fact) -> bool:
    """Whether a marked text is the fact's number and nothing else; a dash or a word without digits is no number."""
    if not found:
        return bool(shown)
    return len(found) == 1 and found[0].text == _ENDS.sub("", shown) and _is(found[0], fact)


def _is(numeral: Numeral, fact: Fact) -> bool:
    """Whether a number is the fact or its size, with no fewer decimals than it is printed with as a share."""
    value = abs(fact.value or Fraction(0))
    return any(
        r.value == value or (r.decimals < fact.decimals and r.scaled == abs(fact.scaled[r.decimals]))
        for r in numeral.readings
    )


def _as_printed(fact: Fact) -> str:
    return "–" if fact.value is None else indonesian(plain(fact.value, fact.decimals))


def known_numbers(printed: Printed, page: Document, traces: str) -> frozenset[str]:
    """Every number that the engine prints somewhere: in figures, in the page, and in the traces of both."""
    found = {numeral.text for numeral in numerals(page.text)} | {numeral.text for numeral in numerals(traces)}
    return frozenset(found | {_as_printed(fact).lstrip("-") for fact in printed.facts.values()})


def by_places(page: Document, other: Document, known: frozenset[str], words: Vocabulary) -> Iterator[Finding]:
    """Numbers of another format that differ from the HTML's at the same place, or that are known nowhere."""
    tiers = [(reach, _places(page, reach)) for reach in REACHES]
    results = {numeral.start for numeral in classified(other, words) if _result(numeral)}
    for start, shown, around in _numbers(other):
        found = (places.get(around(reach)) for reach, places in tiers)
        expected = next((numbers for numbers in found if numbers), None)
        if expected and shown not in expected:
            yield _finding("formats_differ", other, start, start + len(shown), shown, " / ".join(sorted(expected)))
        elif not expected and start in results and shown not in known:
            yield _finding("unsupported", other, start, start + len(shown), shown)


def _places(document: Document, reach: Reach) -> dict[tuple[str, ...], set[str]]:
    """The numbers that stand between the same words."""
    found: dict[tuple[str, ...], set[str]] = {}
    for _, shown, around in _numbers(document):
        found.setdefault(around(reach), set()).add(shown)
    return found


def _numbers(document: Document) -> Iterator[tuple[int, str, Callable[[Reach], tuple[str, ...]]]]:
    """Every number with its offset and the words before and behind it, as many as asked for."""
    found = [(match[0], match.start()) for match in _WORD.finditer(document.text)]
    texts = [text.lower() for text, _ in found]
    for index, (shown, start) in enumerate(found):
        if shown[0].isdigit():
            yield start, shown, partial(_around, texts, index)


def _around(texts: list[str], index: int, reach: Reach) -> tuple[str, ...]:
    before, behind = reach
    return (*texts[max(index - before, 0) : index], "#", *texts[index + 1 : index + 1 + behind])


def _result(numeral: Numeral) -> bool:
    """Whether a number looks like a result: with decimals, a sign, or thousands."""
    return not numeral.kind and bool(numeral.readings) and bool(numeral.decimals or numeral.unit or numeral.value >= LEAST)


def _finding(
    code: str, document: Document, start: int, end: int, shown: str, computed: str = "", figure: str = ""
) -> Finding:
    figures = (figure,) if figure else ()
    place = document.place(start, end)
    return Finding(
        code, "result", "error", (place,), shown, computed, figures, values={"figure": figure, "correction": computed}
    )
