"""Single numbers as claims: what is known around each, candidates by value and by words, the best of them by points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from lkjip.audit.context import Around, Text
from lkjip.audit.facts import Fact
from lkjip.audit.linking.links import Link, Supported
from lkjip.audit.linking.matching import LONG, resembles
from lkjip.audit.linking.scoring import TELLING, Scene, Score, score_of, telling_of
from lkjip.audit.linking.tables import Row
from lkjip.rules.model import YEAR

ENOUGH = 3.6  # points for a link to a fact of the same value
ENOUGH_ELSE = 4.2  # points for a link to a fact of another value: there the words must carry it
HEAD_START = 1.6  # points by which a fact of another value must be ahead of one of the same value
UNNAMED, NAMED = 1.0, 1.8  # the same, where only the other one is named by words worth so many points
EXCHANGED = 2.5  # points where the number is the same figure's of another year or element
RECENT = 160  # characters within which an earlier link is near
ECHO = 60  # numbers among which the same one may be printed again
_NAMING = {"words", "key", "digits", "rounding", "unit"}  # reasons without which nothing says which figure a number is
_RESULT = re.compile(r"=\s*$")
_QUOTIENT = re.compile(r"100\s?%\s*=\s*$")


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


def _scene(text: Text, index: int, row: Row, done: Mapping[int, Link]) -> Scene:
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
    return Scene(
        numeral=numeral,
        around=around,
        members=members,
        recent=recent,
        said=said,
        term=term,
        result=result,
        quotient=quotient,
        echoes=echoes,
    )


def _named_behind(codes: Mapping[str, Sequence[str]], around: Around, units: Sequence[str]) -> str:
    """The member named behind the number: "5 orang Eselon IV", "dan 44 Jabatan Fungsional"."""
    found = [(len(p), code) for code, phrases in codes.items() for p in phrases if around.after.startswith(f" {p} ")]
    counted = bool(found) and (around.after.split()[0] in units or around.before.endswith((" dan ", " serta ")))
    return max(found)[1] if counted else ""


def _named_before(codes: Mapping[str, Sequence[str]], before: str) -> str:
    """The member with the longest name among the words before the number."""
    found = [(len(p), code) for code, phrases in codes.items() for p in phrases if f" {p} " in before]
    return max(found)[1] if found else ""


def _claim(supported: Supported, index: int, scene: Scene) -> Link | None:
    facts = list(_candidates(supported, scene))
    scores = [score for fact in facts if (score := score_of(supported, scene, fact)) is not None]
    stale = [score.fact for score in scores if score.stale]
    same = [score for score in scores if score.same and score.points >= ENOUGH and not score.stale]
    if stale and not same:
        scores = list(_exchanged(supported, scene, facts, stale)) or scores
    other = [score for score in scores if not score.same and score.points >= ENOUGH_ELSE - 0.6 * scene.result]
    other = [score for score in other if _NAMING & set(score.reasons)]
    other = [] if scene.term else other  # the parts of a written-out sum are named by nothing but their value
    best = max(same, key=lambda score: score.points, default=None)
    rival = max(other, key=lambda score: score.points, default=None)
    if rival is not None and (best is None or rival.points > best.points + _head_start(scene, best, rival)):
        contested = any(_may_stand(supported, scene, score, rival) for score in scores)
        best = best if contested and "exchanged" not in rival.reasons else rival
    if best is None:
        return None
    rivals = {
        score.fact.same_as: score.fact.id
        for score in (same if best.same else other)
        if score.points > best.points - 0.25 and score.fact.same_as != best.fact.same_as
    }
    return Link(index, best.fact, best.same, best.points, tuple(best.reasons), tuple(rivals.values()))


def _may_stand(supported: Supported, scene: Scene, score: Score, rival: Score) -> bool:
    """Whether a number is that of another figure of the rival's unit, whose words and keys stand there as well as its.

    Such a number cannot be called a wrong value of the rival.
    """
    fact = score.fact
    if not score.same or score.stale or fact.unit != rival.fact.unit or telling_of(scene.numeral) < TELLING:
        return False
    named = all(name == YEAR or scene.members.get(name) == code for name, code in fact.key.items())
    title, other = supported.titles[fact.figure], supported.titles[rival.fact.figure]
    mean = any(
        title.startswith(f"{word} ") and not other.startswith(f"{word} ") and f" {word} " in scene.around.sentence
        for word in supported.vocabulary.general["means"]
    )
    return named and (mean or score.words >= max(rival.words, 1))


def _head_start(scene: Scene, best: Score, rival: Score) -> float:
    """By how much a fact of another value must be ahead: less where the words name it, and not that of the same value."""
    named = scene.around.named[:1] == (rival.fact.measure,) and bool(scene.numeral.decimals)
    return UNNAMED if named and best.words <= 0 and rival.words >= NAMED else HEAD_START


def _exchanged(supported: Supported, scene: Scene, facts: Sequence[Fact], stale: Sequence[Fact]) -> Iterator[Score]:
    """What is meant where the number is that of another year or element than the one written beside it."""
    for fact in facts:
        if fact.value is not None and any(supported.exchanged(fact, other) for other in stale):
            score = score_of(supported, scene, fact, meant=True)
            if score is not None and not score.same:
                score.give(EXCHANGED, "exchanged")
                yield score


def _candidates(supported: Supported, scene: Scene) -> Iterable[Fact]:
    """The facts of the same value, the long ones that resemble it, and those the passage is about."""
    numeral, around = scene.numeral, scene.around
    found: dict[tuple[str, Fraction | None], Fact] = {}
    for reading in numeral.readings if numeral.scale == 1 else ():
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
