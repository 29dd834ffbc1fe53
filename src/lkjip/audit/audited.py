"""What all rules look at: the text, its links, the facts, and what the project computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lkjip.audit.context import Text
from lkjip.audit.document import Place
from lkjip.audit.facts import Fact
from lkjip.audit.finding import Working
from lkjip.audit.linking.links import Link
from lkjip.audit.vocabulary import flat
from lkjip.figures import Value
from lkjip.project import Project


@dataclass(frozen=True)
class Audited:
    """A document with its links, and the project it is held against."""

    project: Project
    satker: str
    text: Text
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]

    @cached_property
    def figures(self) -> Mapping[str, Sequence[Value]]:
        """The office's computed values by figure."""
        found: dict[str, list[Value]] = {}
        for value in self.project.evaluate():
            if value.satker == self.satker:
                found.setdefault(value.id, []).append(value)
        return found

    @cached_property
    def by_quantity(self) -> Mapping[str, tuple[Link, ...]]:
        """The links of each quantity, whatever id it is printed under."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.fact.same_as, []).append(link)
        return {name: tuple(links) for name, links in found.items()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each figure as flat words."""
        return {fact.figure: flat(fact.title) for fact in self.facts}

    @cached_property
    def by_numeral(self) -> Mapping[int, Link]:
        return {link.numeral: link for link in self.links}

    def single(self, figure: str) -> Value | None:
        """The value of a figure without keys."""
        found = self.figures.get(figure, ())
        return found[0] if len(found) == 1 and not found[0].key else None

    def place(self, link: Link) -> Place:
        """Where a linked number stands."""
        numeral = self.text.numerals[link.numeral]
        return self.text.document.place(numeral.start, numeral.end)

    def at(self, start: int, end: int) -> Place:
        """The place of a stretch of the text."""
        return self.text.document.place(start, end)

    def printed(self, link: Link) -> str:
        """A linked number as it is printed."""
        return self.text.numerals[link.numeral].text

    def working(self, fact: Fact) -> Working | None:
        """How a fact comes about; None for bounds of categories."""
        rules = self.project.rules
        if fact.figure in self.project.plan.resolved.figures:
            trace = self.project.explain(fact.figure, fact.key, self.satker)
            return Working(trace.steps, trace.location)
        measure = rules.measures.get(fact.measure)
        if measure is None:
            return None
        if fact.name in measure.parameters:
            return Working((), measure.parameters[fact.name].location)
        weights = measure.weights.get(fact.name)
        return Working((), weights.places[next(iter(fact.key.values()))]) if weights else None

    def find(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Every place of a phrase in the text."""
        return self.text.find(phrase)
