"""Points: how well a fact fits one number, counted from its value and the words and numbers around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lkjip.audit.context import Around
from lkjip.audit.facts import Fact
from lkjip.audit.linking.links import Link, Supported
from lkjip.audit.linking.matching import LONG, agrees, almost, fits_unit, near, resembles
from lkjip.audit.numerals import Numeral
from lkjip.rules.model import YEAR

TELLING = 2.4  # a value worth so many points is hardly another's by chance
SIZE = 5  # a number so many times larger or smaller means something else
CLOSE, CLOSER = Fraction(1, 10), Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known around one number before any fact is looked at."""

    numeral: Numeral
    around: Around
    members: Mapping[str, str]  # dimension → code that the row or the words name
    recent: Sequence[Link]
    said: Sequence[Link]  # of the recent ones, those in the same sentence or row
    term: bool  # it is a factor in a written-out sum
    result: bool  # it stands behind an equals sign
    quotient: bool  # and that behind "x 100%"
    echoes: Sequence[Link]  # links a little before of numbers printed like this one


@dataclass(slots=True)
class Score:
    """A fact with its points so far, why it has them, and whether its value is the number's."""

    fact: Fact
    same: bool
    points: float = 0.0
    words: float = 0.0
    stale: bool = False  # a key written beside the number is another one
    reasons: list[str] = field(default_factory=list)

    def give(self, amount: float, reason: str) -> None:
        self.points += amount
        if amount > 0:
            self.reasons.append(reason)


def score_of(supported: Supported, scene: Scene, fact: Fact, *, meant: bool = False) -> Score | None:
    """The points of a fact; None where it cannot be meant (`meant`: it is known that it may)."""
    numeral = scene.numeral
    if not fits_unit(numeral, fact):
        return None
    score = Score(fact, fact.value is not None and agrees(numeral, fact))
    alike = not score.same and resembles(numeral, fact)
    score.words = _said(supported, scene, fact)
    score.stale = score.same and telling_of(numeral) >= TELLING and _contradicted(scene, fact)
    if score.same:
        score.give(telling_of(numeral), "value")
    elif alike:
        score.give(4.5, "digits")
    elif not meant and not _arguable(supported, scene, fact, score.words):
        return None
    elif almost(numeral, fact):
        score.give(1.6, "rounding")
    elif near(numeral, fact, CLOSE):
        score.give(1.4 if near(numeral, fact, CLOSER) else 1, "close")
    if numeral.unit and fact.unit in ("persen", "rupiah"):
        score.give(0.5, "unit")
    score.give(_about(scene.around, fact), "measure")
    score.give(score.words, "words")
    score.give(_keyed(scene, fact), "key")
    score.give(_beside(supported, scene, fact), "neighbour")
    score.give(1.5 * (not score.same and _echoes(scene, fact)), "again")
    return score


def _contradicted(scene: Scene, fact: Fact) -> bool:
    """Whether the year, month or element written beside the number is another than the fact's."""
    for dimension, code in fact.key.items():
        if dimension == YEAR:
            if scene.around.years and scene.around.years[-1] != code and code not in scene.around.heads:
                return True
        elif scene.members.get(dimension, code) != code:
            return True
    return False


def _arguable(supported: Supported, scene: Scene, fact: Fact, words: float) -> bool:
    """Whether a number may be meant to be a fact of another value at all."""
    numeral = scene.numeral
    if fact.unit == "persen" and numeral.unit != "%":
        return False
    if (
        fact.value is not None
        and not fact.decimals
        and fact.value.denominator == 1
        and numeral.decimals
        and not numeral.unit
        and numeral.scale == 1
    ):
        return False
    if numeral.unit == "" and fact.decimals and not numeral.decimals:
        return False
    if fact.value and not numeral.unit and not Fraction(1, SIZE) <= numeral.value * numeral.scale / fact.value <= SIZE:
        return False
    read = len(_read(supported, scene, fact))
    return words >= 1 or scene.result or _echoes(scene, fact) or read > 1 or (read == 1 and near(numeral, fact, CLOSER))


def _echoes(scene: Scene, fact: Fact) -> bool:
    """Whether the same number was linked to this fact a little before."""
    return any(link.fact.same_as == fact.same_as for link in scene.echoes)


def _read(supported: Supported, scene: Scene, fact: Fact) -> frozenset[str]:
    """Which of the numbers before it the figure is computed from."""
    reads = supported.reads.get(fact.figure, frozenset())
    return reads & {origin for link in scene.recent for origin in link.fact.origins}


def telling_of(numeral: Numeral) -> float:
    """Points for an equal value: few for a small whole number, which may be anything."""
    digits = len(re.sub(r"\D", "", numeral.text).lstrip("0"))
    return (0.5, 0.7, 1.4, 2.4, 3.0, 4.0, 5.0)[min(digits, 6)]


def _about(around: Around, fact: Fact) -> float:
    """Points for the measure: named before the number, or what the passage is about."""
    points = 1.6 * around.topics.get(fact.measure, 0)
    if fact.measure in around.named:
        points += 1.5 if around.named[0] == fact.measure else 0.7
    elif around.named:
        points -= 1.5
    if fact.measure not in around.topics and fact.measure not in around.named:
        points -= 1
    return points


def _said(supported: Supported, scene: Scene, fact: Fact) -> float:
    """Points for the words that name the figure, more the nearer they are; its sentence may be asked for more."""
    around, sayings = scene.around, supported.vocabulary.sayings(fact.figure)
    if any(f" {word} " in around.sentence for word in sayings.without):
        return -2.5
    points = 0.0
    if sayings.also:
        if not any(f" {word} " in around.sentence for word in sayings.also):
            return -3
        points += 0.8
    if any(around.after.startswith(f" {word} ") for word in sayings.after):
        points += 3
    places = [(around.before.rfind(f" {word} "), word) for word in (*sayings.words, supported.titles[fact.figure])]
    found = [(at + len(word) + 1, word) for at, word in places if at >= 0]
    return points + max((_nearness(around.before, end, word, supported) for end, word in found), default=0.0)


def _nearness(before: str, end: int, word: str, supported: Supported) -> float:
    away = len(before[end:].split())
    points = 2.4 if away <= 1 else 1.8 if away <= 4 else 1.1 if away <= 12 else 0.8
    return 0.3 * points if word in supported.weak else points + 0.02 * len(word)


def _keyed(scene: Scene, fact: Fact) -> float:
    """Points for the keys: year, month, element named by the row or the words; a key that nothing names counts against."""
    points = 0.0
    for dimension, code in fact.key.items():
        if dimension == YEAR:
            points += _year(scene, code)
        elif dimension in scene.members:
            points += 2.5 if scene.members[dimension] == code else -2.5
        else:
            points -= 1.6 if len(scene.numeral.text) > LONG else 2.4
    return points


def _year(scene: Scene, code: str) -> float:
    """Points for the year: named before the number, or that of the number before."""
    if scene.around.years:
        return 1.2 if scene.around.years[-1] == code else 0 if code in scene.around.heads else -1.5
    if scene.members.get(YEAR):
        return 1.2 if scene.members[YEAR] == code else -1.5
    earlier = [link.fact.key[YEAR] for link in scene.said if YEAR in link.fact.key]
    if earlier:
        return 0.8 if earlier[-1] == code else -1.2
    return -0.8


def _beside(supported: Supported, scene: Scene, fact: Fact) -> float:
    """Points for what the numbers before it are: of the same measure, or what the figure is computed from."""
    if not scene.recent:
        return 0
    points = (1.6 if fact.measure == "categories" else 0.5) * (scene.recent[-1].fact.measure == fact.measure)
    read = _read(supported, scene, fact)
    return (
        points + len(read) * (1.6 if scene.result else 0.7) + 1.0 * (scene.quotient and fact.unit == "persen" and bool(read))
    )
