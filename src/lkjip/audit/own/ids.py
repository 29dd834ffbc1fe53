"""The project's own rendered reports: every number by the figure id it carries, and the other formats by the HTML.

In the HTML each number stands in an element that names its figure or rule; it must be that value as printed now. Numbers
without such a name were typed by hand. Word has the ids in hidden bookmarks, PDF has links in the HTML's order; what stands
outside of them must be the number that the HTML has between the same words, and where the HTML has no such place (annexes,
charts), a number that the engine printed somewhere; in the working papers of a figure, one of its own traces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from lkjip.archive.bridge import since, texts
from lkjip.audit.document import Document, Mark
from lkjip.audit.facts import Fact, facts_of
from lkjip.audit.finding import Finding
from lkjip.audit.kinds import classified
from lkjip.audit.numerals import Numeral, numerals
from lkjip.audit.own.charts import labels_of
from lkjip.audit.own.formats import by_arithmetic, by_places, is_result, problem, words_of_traces
from lkjip.audit.own.marks import with_ids
from lkjip.audit.own.working_papers import allowed_by_figure, by_entries, by_results, own_numbers
from lkjip.audit.reading import read
from lkjip.audit.reading.html import STATED, WORKED
from lkjip.audit.vocabulary import Vocabulary, flat, vocabulary
from lkjip.decimals import indonesian, plain
from lkjip.errors import UserError
from lkjip.figure_key import id_of
from lkjip.layout import data_of, rules_of
from lkjip.project import Project
from lkjip.rules.model import Categories

_TRACES = re.compile(r'<script[^>]*\bid="jejak"[^>]*>(.*?)</script>', re.DOTALL)
_ENDS = re.compile(r"^\D+|\D+$")  # a sign of currency or per cent, a unit
QUOTED = 3  # words before a quoted number that must be quoted with it


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
            found.setdefault(str(fact.root), fact)
            found[fact.id] = fact
        return found

    @cached_property
    def bounds(self) -> Mapping[str, frozenset[Fraction]]:
        """The bounds of each band of each category, by `category.band`."""
        found: dict[str, frozenset[Fraction]] = {}
        for categories in self.project.rules.categories.values():
            lowers = [band.lower for band in categories.bands]
            for band, upper in zip(categories.bands, [*lowers[1:], categories.upper], strict=True):
                bounds = [bound for bound in (band.lower, upper) if bound is not None]
                found[f"{categories.name}.{band.code}"] = frozenset(self._printed_bounds(categories, bounds))
        return found

    def _printed_bounds(self, categories: Categories, bounds: Sequence[Fraction]) -> Iterator[Fraction]:
        """Bounds as regulations print them: also the last value below, and on the other scales of the same quantity."""
        scales = self.project.rules.scales
        unit = None if categories.ordered else scales[categories.unit].unit
        factors = [Fraction(f) for scale in scales.values() if unit is not None and (f := unit.factor_to(scale.unit))]
        step = Fraction(1, 10**categories.round)
        yield from (
            value * factor for bound in bounds for value in (bound, bound - step) for factor in (*factors, Fraction(1))
        )

    @cached_property
    def quotable(self) -> str:
        """The words of the rules and of the office's own texts: what a report quotes from them is not typed by hand."""
        year = str(self.project.year)
        folders = [self.project.root / rules_of(year), self.project.root / data_of(year, self.satker)]
        files = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
        texts = [path.read_text(encoding="utf-8") for path in files]
        failed = [issue.values for issue in self.project.check() if issue.code == "check_failed"]
        texts += [f"{v['title']} {v['satker']} {v['key']} {v['detail']}" for v in failed]
        return f" {' '.join(flat(text) for text in texts)} "

    def stated(self, name: str) -> str | None:
        """What the engine states now under a name that is no figure: `check:…`, `bridge:…` or `robust:…`."""
        kind, _, of = name.partition(":")
        if kind == "robust":
            figure, _, count = of.rpartition(":")
            try:
                return self.project.sensitivity(figure, n=int(count), satker=self.satker).sentence
            except (UserError, ValueError):
                return None
        return (self._sides if kind == "check" else self._bridged).get(of)

    @cached_property
    def _sides(self) -> Mapping[str, str]:
        """What failed checks hold against each other, by the check's id with its key and the number of the side."""
        found: dict[str, str] = {}
        for issue in self.project.check():
            if issue.satker in ("", self.satker) and (compared := self.project.compared(issue)):
                found |= {f"{issue.key}:{number}": text for number, text in enumerate(compared)}
        return found

    @cached_property
    def _bridged(self) -> Mapping[str, str]:
        """What changed since the year before, by figure and which of its values."""
        try:
            spans = since(self.project.root, self.project.year, self.satker)
        except UserError:
            return {}
        return {f"{span.id}:{name}": text for span in spans for name, text in texts(span).items()}

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
    told = words_of_traces(traces[1] if traces else "")
    allowed = allowed_by_figure(traces[1] if traces else "")
    known = known_numbers(printed, page, told)
    charts = labels_of(paths["html"])
    wrong_labels = (finding for mark in charts.marks for finding in _mark(printed, charts, mark))
    yield paths["html"], len(page.marks) + len(charts.marks), (*by_ids(printed, page), *wrong_labels)
    for kind, path in paths.items():
        if kind != "html":
            other = read(path)
            checked = [n for n in classified(other, printed.words) if is_result(n)]
            found = (  # of one place, the last finding counts: it knows most
                *by_arithmetic(other, printed.words),
                *by_entries(other, allowed, printed.words),
                *by_results(page, other, allowed),
                *by_places(page, other, told, known, printed.words, own_numbers(other, allowed)),
            )
            marked = with_ids(other, page, [*printed.facts, *printed.bounds])
            found = (*found, *(finding for mark in marked.marks for finding in _mark(printed, marked, mark)))
            wrong = {(f.places[0].line, f.places[0].column, f.printed): f for f in found}
            yield path, len(checked), tuple(wrong.values())


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
        if numeral.start not in starts and is_result(numeral) and not _quoted(printed, page, numeral):
            yield problem("hand_typed", page, numeral.start, numeral.end, numeral.text)


def _quoted(printed: Printed, page: Document, numeral: Numeral) -> bool:
    """Whether a number and the words before it stand in the rules or in the office's own texts."""
    before = flat(page.text[max(numeral.start - 60, 0) : numeral.start]).split()[-QUOTED:]
    return f" {' '.join(before)} {flat(numeral.text)} " in printed.quotable


def _mark(printed: Printed, page: Document, mark: Mark) -> Iterator[Finding]:
    shown = page.text[mark.start : mark.end].strip().replace("−", "-")
    fact = printed.facts.get(mark.figure)
    name = id_of(mark.figure)
    kind, _, of = mark.figure.partition(":")
    if kind in STATED:
        expected = printed.stated(mark.figure)
        if expected is None:
            yield problem("unknown_figure_id", page, mark.start, mark.end, shown, figure=of)
        elif shown != expected:
            yield problem("stale", page, mark.start, mark.end, shown, expected, of)
        return
    if mark.figure in printed.bounds:
        if not {numeral.value for numeral in numerals(shown) if numeral.readings} <= printed.bounds[mark.figure]:
            yield problem("stale", page, mark.start, mark.end, shown, figure=mark.figure)
        return
    if fact is None and name not in printed.others:
        if name not in printed.project.plan.resolved.figures and any(c.isdigit() for c in shown):
            yield problem("unknown_figure_id", page, mark.start, mark.end, shown, figure=mark.figure)
        return
    if fact is None:
        return
    found = list(numerals(shown))
    as_printed = _as_printed(fact)
    if fact.value is None:
        if any(numeral.readings and numeral.value for numeral in found):
            yield problem("stale", page, mark.start, mark.end, shown, "–", mark.figure)
    elif not _says(shown, found, fact):
        yield problem("stale", page, mark.start, mark.end, shown, as_printed, mark.figure)


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
