"""Words that the numbers contradict: trends, targets reached or not, categories, and lists of members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.audit.audited import Audited
from lkjip.audit.facts import Fact
from lkjip.audit.finding import Finding
from lkjip.audit.vocabulary import Words, flat
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.rules.model import YEAR
from lkjip.rules.tree import Classify

TOPIC = 0.3  # the least share of a passage's mentions that make it about a measure
REACH = 260  # characters before a phrase in which its list of members stands


def statements(audited: Audited) -> Iterator[Finding]:
    """Every sentence that states another code of a category figure than the computed one."""
    for name, codes in audited.text.vocabulary.statements.items():
        for code, phrases in codes.items():
            found: dict[str, list[tuple[int, int]]] = {}
            values: dict[str, Value] = {}
            for start, end in sorted({place for phrase in phrases for place in audited.find(phrase)}):
                value = _meant(audited, name, start)
                if value is not None and value.value not in (None, code) and _is_claim(audited, code, start, end):
                    found.setdefault(value.id, []).append((start, end))
                    values[value.id] = value
            for id, places in found.items():
                yield _contradiction(audited, values[id], places, "statement")


def _meant(audited: Audited, name: str, start: int) -> Value | None:
    """The figure that a sentence speaks of: that of the measure it names, or else of the passage's measure."""
    if "." in name:
        measure = name.partition(".")[0]
        about = measure in _named(audited, start) or audited.text.topics(start).get(measure, 0) >= TOPIC / 2
        return audited.single(name) if about else None
    measure = _subject(audited, start)
    return audited.single(f"{measure}.{name}") if measure else None


def _named(audited: Audited, start: int) -> tuple[str, ...]:
    return audited.text.named(audited.text.sentence(start)[0], start)


def _subject(audited: Audited, start: int) -> str:
    umbrellas = audited.text.vocabulary.umbrellas
    named = [measure for measure in _named(audited, start) if measure not in umbrellas]
    if named:
        return named[0]
    topics = {m: share for m, share in audited.text.topics(start).items() if m not in umbrellas}
    best = max(topics, key=lambda measure: topics[measure], default="")
    return best if topics.get(best, 0) >= TOPIC else ""


def _is_claim(audited: Audited, code: str, start: int, end: int) -> bool:
    """Whether a phrase states something: no code of a rule, no definition, and a trend only where years are compared."""
    general, text = audited.text.vocabulary.general, audited.text.document.text
    behind = audited.text.between(end, end + 20)
    if "_" in text[start:end] or any(behind.startswith(f" {flat(word)} ") for word in general["definitions"]):
        return False
    if code not in general["trends"]:
        return True
    low, high = audited.text.sentence(start)
    sentence = audited.text.between(low, high)
    return any(f" {flat(word)} " in sentence for word in general["comparisons"])


def _contradiction(audited: Audited, value: Value, places: list[tuple[int, int]], code: str) -> Finding:
    fact = Fact(
        figure=value.id,
        key={name: str(c) for name, c in value.key.items()},
        value=None,
        decimals=0,
        unit=value.unit,
        title=value.title,
        root=FigureKey(value.id),
    )
    quoted = [" ".join(audited.text.document.text[start:end].split()) for start, end in places]
    return Finding(
        code=code,
        severity="conclusion",
        level="error",
        places=tuple(audited.at(*place) for place in places),
        printed=" · ".join(dict.fromkeys(quoted)),
        computed=str(value),
        figures=(value.id,),
        working=audited.working(fact),
        values={"title": f"{value.title} ({value.id})", "correction": str(value)},
    )


def categories(audited: Audited) -> Iterator[Finding]:
    """Every "kategori X" whose X is another band than the one the value falls in."""
    for figure in audited.project.plan.resolved.figures.values():
        value = audited.single(figure.id)
        if not isinstance(figure.node, Classify) or value is None or value.value is None:
            continue
        for band in figure.bands:
            if band.code == value.value:
                continue
            for lead in audited.text.vocabulary.general["category_leads"]:
                for start, end in audited.find(f"{flat(lead)} {flat(band.title)}"):
                    if _subject(audited, start) == figure.measure:
                        yield _contradiction(audited, value, [(start, end)], "category")


def lists(audited: Audited) -> Iterator[Finding]:
    """Every sentence that names other members than those the rules list."""
    for name, phrases in audited.text.vocabulary.lists.items():
        figure = audited.project.plan.resolved.figures.get(name)
        value = audited.single(name)
        if figure is None or value is None or value.value is None:
            continue
        members = audited.text.vocabulary.members[figure.listing]
        computed = set(filter(None, value.value.split(", ")))
        for phrase in phrases:
            for start, end in audited.find(phrase):
                low, high = _stretch(audited, start, end)
                said = _members(members, audited.text.between(low, high))
                if said and said != computed and _subject(audited, start) == figure.measure:
                    yield _list_finding(audited, value, figure.listing, said, computed, start, end)


def _stretch(audited: Audited, start: int, end: int) -> tuple[int, int]:
    """Where the members of a sentence's list stand: around the phrase, not beyond the numbers next to it."""
    low, high = audited.text.sentence(start)
    low, high = max(low, start - REACH), min(high, end + REACH // 2)
    numbers = [numeral for numeral in audited.text.numerals if not numeral.kind]
    before = max((n.end for n in numbers if n.end <= start), default=0)
    behind = min((n.start for n in numbers if n.start >= end), default=high)
    return max(low, before), min(high, behind)


def _members(members: Mapping[str, Words], words: str) -> set[str]:
    return {code for code, phrases in members.items() if any(f" {phrase} " in words for phrase in phrases)}


def _list_finding(
    audited: Audited, value: Value, dimension: str, said: set[str], computed: set[str], start: int, end: int
) -> Finding:
    def titles(codes: set[str]) -> str:
        members = audited.project.rules.dimensions[dimension].members
        return ", ".join(member.title for member in members if member.code in codes) or "–"

    fact = Fact(
        figure=value.id, key={}, value=None, decimals=0, unit=value.unit, title=value.title, root=FigureKey(value.id)
    )
    values = {"title": f"{value.title} ({value.id})", "missing": titles(computed - said), "extra": titles(said - computed)}
    return Finding(
        code="list",
        severity="conclusion",
        level="error",
        places=(audited.at(start, end),),
        printed=titles(said),
        computed=titles(computed),
        figures=(value.id,),
        working=audited.working(fact),
        values=values,
    )


def unsupported(audited: Audited) -> Iterator[Finding]:
    """Every trend of the members of a dimension of which the rules have no figure over the years."""
    text, general = audited.text, audited.text.vocabulary.general
    dimensions = audited.project.rules.dimensions
    for phrases in general["trends"].values():
        for start, end in (place for phrase in phrases for place in audited.find(flat(phrase))):
            low, _ = text.sentence(start)
            before = text.between(low, start)
            if not any(f" {flat(word)} " in before for word in general["comparisons"]):
                continue
            topics = {*_named(audited, start), _subject(audited, start)}
            subject = " ".join(before.split()[-4:])
            for name, dimension in dimensions.items():
                if (
                    name != YEAR
                    and flat(dimension.title).split()[0] in subject.split()
                    and _never_yearly(audited, topics, name)
                ):
                    quoted = " ".join(text.document.text[start:end].split())
                    yield Finding(
                        "unsupported_trend",
                        "conclusion",
                        "warning",
                        (audited.at(start, end),),
                        quoted,
                        "–",
                        values={"dimension": dimension.title},
                    )
                    break


def _never_yearly(audited: Audited, measures: set[str], dimension: str) -> bool:
    """Whether these measures have figures by the dimension, but none of them by year."""
    figures = audited.project.plan.resolved.figures.values()
    own = [figure for figure in figures if figure.measure in measures and dimension in figure.grain]
    return bool(own) and not any(YEAR in figure.grain for figure in own)
