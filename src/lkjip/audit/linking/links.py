"""A link, and the facts arranged for finding links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lkjip.audit.facts import PLACES, Fact
from lkjip.audit.linking.matching import LONG
from lkjip.audit.vocabulary import Vocabulary, flat
from lkjip.rules.model import YEAR

SURE, LIKELY = "sure", "likely"


@dataclass(frozen=True, slots=True)
class Link:
    """A number (by index) as the claim of a fact. `rivals` are other facts that fit as well."""

    numeral: int
    fact: Fact
    agrees: bool
    points: float
    reasons: tuple[str, ...]
    rivals: tuple[str, ...] = ()

    @property
    def certainty(self) -> str:
        """`sure`, `likely`, or `ambiguous` where another fact fits as well."""
        if self.rivals:
            return "ambiguous"
        return SURE if self.points >= 5 else LIKELY


@dataclass(frozen=True)
class Supported:
    """The facts, arranged for finding them."""

    facts: tuple[Fact, ...]
    vocabulary: Vocabulary
    reads: Mapping[str, frozenset[str]]  # figure → what its formula reads, without keys

    @cached_property
    def claimable(self) -> tuple[Fact, ...]:
        """The facts that can justify a number: not those that only copy what the document says."""
        return tuple(fact for fact in self.facts if fact.figure not in self.vocabulary.transcripts)

    @cached_property
    def series(self) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
        """Every figure along each of its dimensions, the other keys fixed: (dimension, facts in printed order)."""
        found: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Fact]] = {}
        for fact in self.claimable:
            for dimension in fact.key:
                rest = tuple((name, code) for name, code in fact.key.items() if name != dimension)
                found.setdefault((fact.figure, dimension, rest), []).append(fact)
        return tuple((dimension, tuple(facts)) for (_, dimension, _), facts in found.items() if len(facts) > 1)

    def windows(self, length: int) -> Sequence[tuple[str, tuple[Fact, ...]]]:
        """The series of so many facts; of years also parts of longer ones."""
        if length not in self._windows:
            self._windows[length] = [
                (dimension, facts[start : start + length])
                for dimension, facts in self.series
                if len(facts) == length or (dimension == YEAR and len(facts) > length)
                for start in range(len(facts) - length + 1)
            ]
        return self._windows[length]

    @cached_property
    def _windows(self) -> dict[int, list[tuple[str, tuple[Fact, ...]]]]:
        return {}

    def of_value(self, scaled: int, decimals: int) -> tuple[Fact, ...]:
        """The facts that print as this value at this precision."""
        if decimals not in self._values:
            found: dict[int, list[Fact]] = {}
            for fact in self.claimable:
                if fact.value is not None and decimals < PLACES:
                    found.setdefault(abs(fact.scaled[decimals]), []).append(fact)
            self._values[decimals] = {value: tuple(facts) for value, facts in found.items()}
        return self._values[decimals].get(scaled, ())

    @cached_property
    def _values(self) -> dict[int, dict[int, tuple[Fact, ...]]]:
        return {}

    @cached_property
    def long(self) -> tuple[Fact, ...]:
        """The facts with so many digits that they can be recognised with a wrong one."""
        return tuple(f for f in self.claimable if f.value is not None and not f.decimals and len(str(f.value)) >= LONG)

    @cached_property
    def by_measure(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each measure."""
        found: dict[str, list[Fact]] = {}
        for fact in self.claimable:
            found.setdefault(fact.measure, []).append(fact)
        return {measure: tuple(facts) for measure, facts in found.items()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each figure as flat words."""
        return {fact.figure: flat(fact.title) for fact in self.facts}

    @cached_property
    def weak(self) -> frozenset[str]:
        """Words that stand before many numbers and say little."""
        return frozenset(flat(word) for word in self.vocabulary.general["weak"])

    @cached_property
    def _figures(self) -> Mapping[str, frozenset[str]]:
        """The figures that print each quantity."""
        found: dict[str, set[str]] = {}
        for fact in self.facts:
            found.setdefault(fact.same_as, set()).add(fact.figure)
        return {name: frozenset(figures) for name, figures in found.items()}

    def exchanged(self, fact: Fact, other: Fact) -> bool:
        """Whether two facts are one figure at two keys: another year, another element."""
        return fact.same_as != other.same_as and other.figure in self._figures[fact.same_as]

    @cached_property
    def by_member(self) -> Mapping[tuple[str, str], tuple[Fact, ...]]:
        """The facts of each member of each dimension."""
        found: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.claimable:
            for place in fact.key.items():
                found.setdefault(place, []).append(fact)
        return {place: tuple(facts) for place, facts in found.items()}
