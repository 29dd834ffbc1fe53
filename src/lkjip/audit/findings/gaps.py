"""What is missing by the rules: promises not kept, targets never reported on, sections about what nobody measured."""

from __future__ import annotations

from collections.abc import Iterator

from lkjip.audit.audited import Audited
from lkjip.audit.finding import Finding
from lkjip.audit.vocabulary import flat
from lkjip.figure_key import FigureKey

LATER = 200  # characters behind a promise before it can be kept
NEAR_TARGET = 400  # characters around a target within which its name is only its label


def promises(audited: Audited) -> Iterator[Finding]:
    """Analyses and annexes that the report says it has, and of which there is no sign behind that."""
    for promise in audited.text.vocabulary.general["promises"]:
        made = [place for phrase in promise["promise"] for place in audited.find(flat(phrase))]
        if not made:
            continue
        kept = [flat(phrase.format(next=audited.project.year + 1)) for phrase in promise["kept"]]
        last = max(end for _, end in made)
        if not any(start > last + LATER for phrase in kept for start, _ in audited.find(phrase)):
            place = audited.at(*made[0])
            yield Finding(
                "promise", "result", "warning", (place,), place.quote, values={"title": promise["title"]}, certainty="likely"
            )


def targets(audited: Audited) -> Iterator[Finding]:
    """Targets of the agreement whose indicator is not mentioned anywhere but beside its target."""
    figure = audited.text.vocabulary.targets.get("figure", "")
    groups: dict[str, list[int]] = {}
    for link in audited.links:
        if link.fact.figure == figure:
            groups.setdefault(next(iter(link.fact.key.values())), []).append(link.numeral)
    dimension = next((f.grain[0] for f in audited.project.plan.resolved.figures.values() if f.id == figure), "")
    for code, numerals in groups.items():
        phrases = audited.text.vocabulary.members[dimension][code]
        beside = [audited.text.numerals[index].start for index in numerals]
        mentioned = [start for phrase in phrases for start, _ in audited.find(phrase)]
        if all(min(abs(start - target) for target in beside) < NEAR_TARGET for start in mentioned):
            member = audited.project.rules.dimensions[dimension].member(code)
            places = tuple(audited.at(audited.text.numerals[i].start, audited.text.numerals[i].end) for i in numerals)
            printed = audited.text.numerals[numerals[0]].text
            ids = (str(FigureKey(figure, ((dimension, code),))),)
            yield Finding(
                code="target_unreported",
                severity="result",
                level="warning",
                places=places,
                printed=printed,
                computed="",
                figures=ids,
                values={"title": member.title},
            )


def silent(audited: Audited) -> Iterator[Finding]:
    """Sections about something that nobody measured, without a number of it."""
    linked = {link.fact.measure for link in audited.links}
    for measure in audited.project.rules.measures.values():
        values = [v for name in measure.figures for v in audited.figures.get(f"{measure.id}.{name}", ())]
        mentions = [start for start, name, _ in audited.text.mentions if name == measure.id]
        if values and mentions and measure.id not in linked and all(value.status != "ok" for value in values):
            start = mentions[0]
            reason = {"title": measure.title, "reason": values[0].reason}
            yield Finding(
                code="no_data",
                severity="result",
                level="warning",
                places=(audited.at(start, start + 12),),
                printed=measure.title,
                computed="–",
                figures=(values[0].id,),
                values=reason,
            )
