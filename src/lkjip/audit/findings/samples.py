"""Values impossible for their sample (the GRIM test): means that so many whole answers cannot have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lkjip.audit.audited import Audited
from lkjip.audit.facts import Fact
from lkjip.audit.finding import Finding
from lkjip.audit.linking.links import Link
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import Sample
from lkjip.figure_key import FigureKey

LARGEST = 200  # larger samples give every mean of two decimals


def samples(audited: Audited) -> Iterator[Finding]:
    """For each respondent count, the printed means that it cannot give."""
    by_id = {fact.id: fact for fact in audited.facts}
    for sample in audited.text.vocabulary.samples:
        groups: dict[str, list[Link]] = {}
        for link in audited.links:
            if link.fact.figure == sample.values:
                groups.setdefault(_respondents(by_id, sample, link), []).append(link)
        for id, links in groups.items():
            fact = by_id.get(id)
            if fact is not None and fact.value:
                yield from _impossible(audited, sample, fact, links)


def _respondents(by_id: dict[str, Fact], sample: Sample, link: Link) -> str:
    """The id of the respondent count that goes with a value: the same keys, as far as it has them."""
    wanted = next((fact.key for id, fact in by_id.items() if fact.figure == sample.respondents), {})
    return str(FigureKey.of(sample.respondents, {name: link.fact.key.get(name, "") for name in wanted}))


def _impossible(audited: Audited, sample: Sample, fact: Fact, links: list[Link]) -> Iterator[Finding]:
    step, count = Fraction(sample.step), int(fact.value or 0)
    printed = [(link, audited.text.numerals[link.numeral]) for link in links]
    ties = [(link, numeral) for link, numeral in printed if numeral.value and _halved(numeral, count, step)]
    if ties:
        places = tuple(audited.place(link) for link, _ in ties)
        shown = " · ".join(dict.fromkeys(numeral.text for _, numeral in ties))
        values = {"count": count, "title": ties[0][0].fact.title}
        yield Finding(
            code="half_down",
            severity="rounding",
            level="note",
            places=places,
            printed=shown,
            computed="",
            figures=(ties[0][0].fact.figure,),
            values=values,
        )
    bad = [(link, numeral) for link, numeral in printed if numeral.value and not possible(numeral, count, step)]
    if not bad:
        return
    fitting = next((n for n in range(1, LARGEST) if all(possible(numeral, n, step) for _, numeral in printed)), None)
    values = {"count": count, "fitting": fitting or "–", "title": bad[0][0].fact.title, "sample": fact.title}
    yield Finding(
        code="sample",
        severity="result",
        level="warning",
        places=tuple(audited.place(link) for link, _ in bad),
        printed=" · ".join(dict.fromkeys(numeral.text for _, numeral in bad)),
        computed="–",
        figures=(fact.id, *dict.fromkeys(link.fact.id for link, _ in bad)),
        values=values,
    )


def possible(numeral: Numeral, count: int, step: Fraction) -> bool:
    """Whether a mean of `count` answers in steps of `step` can print as this number, rounded in whatever way.

    >>> from lkjip.audit.numerals import numerals
    >>> [possible(n, 7, Fraction(1)) for n in numerals("3,83 3,86")]
    [False, True]
    """
    unit = Fraction(1, 10**numeral.decimals)
    nearest = round(numeral.value * count / step)
    return abs(nearest * step / count - numeral.value) * 2 <= unit


def _halved(numeral: Numeral, count: int, step: Fraction) -> bool:
    """Whether the number is a mean that lies halfway, rounded down where the rules round up."""
    mean = round(numeral.value * count / step) * step / count
    return (mean - numeral.value) * 2 == Fraction(1, 10**numeral.decimals)
