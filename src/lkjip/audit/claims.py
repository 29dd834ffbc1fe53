"""Single numbers as claims: candidates by value and by words, the best of them by points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lkjip.audit.context import Around, Text
from lkjip.audit.facts import Fact
from lkjip.audit.linking import Link, Supported
from lkjip.audit.matching import LONG, agrees, almost, fits_unit, near, resembles
from lkjip.audit.numerals import Numeral
from lkjip.audit.tables import Row
from lkjip.rules.model import YEAR

ENOUGH = 3.6  # points for a link to a fact of the same value
ENOUGH_ELSE = 4.2  # points for a link to a fact of another value: there the words must carry it
HEAD_START = 1.6  # points by which a fact of another value must be ahead of one of the same value
RECENT = 160  # characters within which an earlier link is near
SIZE = 5  # a number so many times larger or smaller means something else
ECHO = 60  # numbers among which the same one may be printed again
CLOSE, CLOSER = Fraction(1, 10), Fraction(1, 100)
_RESULT = re.compile(r"=\s*$")
_QUOTIENT = re.compile(r"100\s?%\s*=\s*$")


@dataclass(frozen=True, slots=True)
class _Scene:
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
class _Score:
    fact: Fact
    same: bool
    points: float = 0.0
    words: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def give(self, amount: float, reason: str) -> None:
        self.points += amount
        if amount > 0:
            self.reasons.append(reason)


def claims(text: Text, supported: Supported, rows: Sequence[Row], found: Mapping[int, Link]) -> Iterator[Link]:
    """The links of the numbers that no table has linked."""
    row_of = {cell: row for row in rows for cell in row.cells}
    done = dict(found)
    for index, numeral in enumerate(text.numerals):
        if numeral.kind or index in found:
            continue
        scene = _scene(text, index, row_of[index], done)
        link = _claim(supported, index, scene)
        if link is not None:
            done[index] = link
            yield link


def _scene(text: Text, index: int, row: Row, done: Mapping[int, Link]) -> _Scene:
    numeral, around = text.numerals[index], text.around(index)
    recent = [
        done[i] for i in range(max(index - 8, 0), index) if i in done and text.numerals[i].start >= numeral.start - RECENT
    ]
    beside = [done[cell] for cell in row.cells if cell in done]
    recent += [link for link in beside if link not in recent]
    low = text.sentence(numeral.start)[0]
    said = [link for link in recent if link in beside or text.numerals[link.numeral].start >= low]
    before = text.document.text[max(numeral.start - 20, 0) : numeral.start]
    members = {member.dimension: member.code for member in row.members}
    units = text.vocabulary.general["units"]
    for dimension, codes in text.vocabulary.members.items():
        if code := _named_behind(codes, around, units) or members.get(dimension) or _named_before(codes, around.before):
            members[dimension] = code
    echoes = [
        done[i]
        for i in range(max(index - ECHO, 0), index)
        if i in done and text.numerals[i].readings == numeral.readings and numeral.decimals
    ]
    term = numeral.start in text.factors
    result, quotient = bool(_RESULT.search(before)), bool(_QUOTIENT.search(before))
    return _Scene(numeral, around, members, recent, said, term, result, quotient, echoes)


def _named_behind(codes: Mapping[str, Sequence[str]], around: Around, units: Sequence[str]) -> str:
    """The member named behind the number: "5 orang Eselon IV", "dan 44 Jabatan Fungsional"."""
    found = [(len(p), code) for code, phrases in codes.items() for p in phrases if around.after.startswith(f" {p} ")]
    counted = bool(found) and (around.after.split()[0] in units or around.before.endswith((" dan ", " serta ")))
    return max(found)[1] if counted else ""


def _named_before(codes: Mapping[str, Sequence[str]], before: str) -> str:
    """The member with the longest name among the words before the number."""
    found = [(len(p), code) for code, phrases in codes.items() for p in phrases if f" {p} " in before]
    return max(found)[1] if found else ""


def _claim(supported: Supported, index: int, scene: _Scene) -> Link | None:
    scores = [score for fact in _candidates(supported, scene) if (score := _score(supported, scene, fact)) is not None]
    same = [score for score in scores if score.same and score.points >= ENOUGH]
    other = [score for score in scores if not score.same and score.points >= ENOUGH_ELSE - 0.6 * scene.result]
    other = [] if scene.term else other  # the parts of a written-out sum are named by nothing but their value
    best = max(same, key=lambda score: score.points, default=None)
    rival = max(other, key=lambda score: score.points, default=None)
    if rival is not None and (best is None or rival.points > best.points + HEAD_START):
        best = rival
    if best is None:
        return None
    rivals = {
        score.fact.same_as: score.fact.id
        for score in (same if best.same else other)
        if score.points > best.points - 0.25 and score.fact.same_as != best.fact.same_as
    }
    return Link(index, best.fact, best.same, best.points, tuple(best.reasons), tuple(rivals.values()))


def _candidates(supported: Supported, scene: _Scene) -> Iterable[Fact]:
    """The facts of the same value, the long ones that resemble it, and those the passage is about."""
    numeral, around = scene.numeral, scene.around
    found: dict[tuple[str, Fraction | None], Fact] = {}
    for reading in numeral.readings:
        for fact in supported.of_value(reading.scaled, reading.decimals):
            found[fact.id, fact.value] = fact
    if len(numeral.text) > LONG:
        found |= {(fact.id, fact.value): fact for fact in supported.long if resembles(numeral, fact)}
    topical = {measure for measure, weight in around.topics.items() if weight >= 0.2} | set(around.named)
    for measure in sorted(topical):
        for fact in supported.by_measure.get(measure, ()):
            if all(name == YEAR or scene.members.get(name) == code for name, code in fact.key.items()):
                found[fact.id, fact.value] = fact
    return found.values()


def _score(supported: Supported, scene: _Scene, fact: Fact) -> _Score | None:
    numeral = scene.numeral
    if not fits_unit(numeral, fact):
        return None
    score = _Score(fact, fact.value is not None and agrees(numeral, fact))
    alike = not score.same and resembles(numeral, fact)
    score.words = _said(supported, scene, fact)
    if score.same:
        score.give(_telling(numeral), "value")
    elif alike:
        score.give(4.5, "digits")
    elif not _arguable(supported, scene, fact, score.words):
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


def _arguable(supported: Supported, scene: _Scene, fact: Fact, words: float) -> bool:
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
    ):
        return False
    if numeral.unit == "" and fact.decimals and not numeral.decimals:
        return False
    if fact.value and not numeral.unit and not Fraction(1, SIZE) <= numeral.value / fact.value <= SIZE:
        return False
    read = len(_read(supported, scene, fact))
    return words >= 1 or scene.result or _echoes(scene, fact) or read > 1 or (read == 1 and near(numeral, fact, CLOSER))


def _echoes(scene: _Scene, fact: Fact) -> bool:
    """Whether the same number was linked to this fact a little before."""
    return any(link.fact.same_as == fact.same_as for link in scene.echoes)


def _read(supported: Supported, scene: _Scene, fact: Fact) -> frozenset[str]:
    """Which of the numbers before it the figure is computed from."""
    reads = supported.reads.get(fact.figure, frozenset())
    return reads & {name.partition("[")[0] for link in scene.recent for name in (link.fact.root, link.fact.same_as)}


def _telling(numeral: Numeral) -> float:
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


def _said(supported: Supported, scene: _Scene, fact: Fact) -> float:
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


def _keyed(scene: _Scene, fact: Fact) -> float:
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


def _year(scene: _Scene, code: str) -> float:
    """Points for the year: named before the number, or that of the number before."""
    if scene.around.years:
        return 1.2 if scene.around.years[-1] == code else -1.5
    if scene.members.get(YEAR):
        return 1.2 if scene.members[YEAR] == code else -1.5
    earlier = [link.fact.key[YEAR] for link in scene.said if YEAR in link.fact.key]
    if earlier:
        return 0.8 if earlier[-1] == code else -1.2
    return -0.8


def _beside(supported: Supported, scene: _Scene, fact: Fact) -> float:
    """Points for what the numbers before it are: of the same measure, or what the figure is computed from."""
    if not scene.recent:
        return 0
    points = (1.6 if fact.measure == "categories" else 0.5) * (scene.recent[-1].fact.measure == fact.measure)
    read = _read(supported, scene, fact)
    return (
        points + len(read) * (1.6 if scene.result else 0.7) + 1.0 * (scene.quotient and fact.unit == "persen" and bool(read))
    )
