"""Goal seek: which value some cells or rules must have so that a figure reaches a goal, found exactly on their own grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from lkjip.decimals import finite_decimals, indonesian, plain
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.figures import ALL_OFFICES
from lkjip.layout import rules_of
from lkjip.rules.forms import Status
from lkjip.rules.model import SATKER
from lkjip.scenarios.evaluated import evaluated, meant
from lkjip.scenarios.outcomes import Outcomes
from lkjip.scenarios.scenarios import Scenarios
from lkjip.scenarios.what_if import present

if TYPE_CHECKING:
    from lkjip.project import Project

REACHED = ("tercapai", "melampaui")  # the states of an indicator that has met its target
MOST = 20_000  # values that are tried at once; of a longer range, so many and then those between two of them


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure shall be: at least or at most a number, or one of some codes."""

    at: FigureKey
    satker: str
    least: Fraction | None = None
    most: Fraction | None = None
    codes: tuple[str, ...] = ()

    def met(self, value: Fraction | None, code: str | None) -> bool:
        """Whether a value meets the goal; a missing one does not."""
        if self.codes:
            return code in self.codes
        if value is None:
            return False
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Range:
    """The values that are tried: from `low` to `high` in steps of 10^-decimals."""

    low: Fraction
    high: Fraction
    decimals: int

    @property
    def count(self) -> int:
        return int((self.high - self.low) * 10**self.decimals) + 1

    def value(self, number: int) -> Fraction:
        return self.low + Fraction(number, 10**self.decimals)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found. `value` is that nearest to what is there now that meets the goal, None where none does.

    `since` and `until` are the ends of the values around it that meet it too; `at_low` and `at_high` what the figure is at
    the ends of the range, as it is shown. `complete`: every value of the range was tried, rather than every so many.
    """

    goal: Goal
    vary: tuple[str, ...]
    now: Fraction | None  # of the first of `vary`
    all_now: tuple[Fraction | None, ...]
    range: Range
    value: Fraction | None
    since: Fraction | None
    until: Fraction | None
    figure_now: str
    figure_then: str
    at_low: str
    at_high: str
    complete: bool


def goal(
    project: Project,
    figure: str,
    satker: str | None = None,
    *,
    least: Fraction | None = None,
    most: Fraction | None = None,
    code: str = "",
) -> Goal:
    """The goal that is meant: that of an indicator is its target, as its own state says whether it is met.

    Raises:
        UserError: there is no such figure, key, office or code, or nothing says what the figure shall be.
    """
    at = FigureKey.parse(figure)
    figures = project.plan.resolved.figures
    if at.id in project.rules.measures and at.id not in figures:
        own = project.rules.measures[at.id].figures.items()
        states = [f"{at.id}.{name}" for name, rule in own if isinstance(rule.form, Status)]
        at = FigureKey.parse(states[0]) if states else at
        if states and not (code or least is not None or most is not None):
            return Goal(at, project.office(satker), codes=REACHED)
    project.known(at)
    found = figures[at.id]
    if code:
        codes = [band.code for band in found.bands]
        if code not in codes:
            near, known = nearest(code, codes), ", ".join(codes)
            raise _refused(project, "goal_code", figure=at.id, given=code, nearest=near, known=known)
        return Goal(at, project.office(satker), codes=(code,))
    if (least is None and most is None) or found.bands or found.listing:
        raise _refused(project, "goal_none", figure=at.id)
    return Goal(at, project.office(satker), least, most)


def seek(
    project: Project,
    meant_goal: Goal,
    vary: Sequence[str],
    low: Fraction | None = None,
    high: Fraction | None = None,
) -> Sought:
    """The value that all of `vary` must have together.

    Args:
        project: a year that can be evaluated.
        meant_goal: what is to be reached.
        vary: names of cells or values of the rules, as scenarios have them.
        low: where the range begins; without it where the column does.
        high: where it ends.

    Raises:
        UserError: a name is unknown, the range has no end, or a value in it is one that `check` would refuse.
    """
    scope, now = _range(project, vary, low, high), present(project, vary)
    first = now[vary[0]]

    def tried(numbers: Sequence[int]) -> tuple[list[bool], list[str]]:
        values = [scope.value(number) for number in numbers]
        outcomes = evaluated(project, Scenarios.of(dict.fromkeys(vary, values)), [meant_goal.at.id])
        found = [_at(project, outcomes, meant_goal, number) for number in range(len(values))]
        return [meant_goal.met(value, code) for value, code, _ in found], [text for *_, text in found]

    numbers, met, texts = _met(scope, tried)
    hits = [number for number, reached in zip(numbers, met, strict=True) if reached]
    whole = len(numbers) == scope.count
    value = since = until = None
    then = ""
    if hits:
        best = min(hits, key=lambda n: (abs(scope.value(n) - (first if first is not None else scope.low)), n))
        place = numbers.index(best)
        value, then = scope.value(best), texts[place]
        since, until = (scope.value(numbers[_run(met, place, step)]) for step in (-1, 1))
    before = (v for v in project.evaluate().all(meant_goal.at.id) if v.at == meant_goal.at)
    shown = next((str(value) for value in before if value.satker in (meant_goal.satker, ALL_OFFICES)), "–")
    return Sought(
        goal=meant_goal,
        vary=tuple(vary),
        now=first,
        all_now=tuple(now[name] for name in vary),
        range=scope,
        value=value,
        since=since,
        until=until,
        figure_now=shown,
        figure_then=then,
        at_low=texts[0],
        at_high=texts[-1],
        complete=whole,
    )


def _run(met: Sequence[bool], place: int, step: int) -> int:
    """The last place in a direction up to which all meet the goal."""
    while 0 <= place + step < len(met) and met[place + step]:
        place += step
    return place


def _met(
    scope: Range, tried: Callable[[Sequence[int]], tuple[list[bool], list[str]]]
) -> tuple[list[int], list[bool], list[str]]:
    """Which values were tried and whether they meet the goal: all, or so many and all between two that differ.

    Where a range is longer than `MOST`, what happens between two values that agree is not seen.
    """
    count = scope.count
    numbers = list(range(count)) if count <= MOST else [*(count * part // MOST for part in range(MOST)), count - 1]
    met, texts = tried(numbers)
    known = dict(zip(numbers, zip(met, texts, strict=True), strict=True))
    while True:
        ordered = sorted(known)
        turns = [(a, b) for a, b in pairwise(ordered) if known[a][0] != known[b][0] and b - a > 1]
        if not turns:
            break
        more = sorted({a + (b - a) * part // 16 for a, b in turns[:100] for part in range(1, 16)} - known.keys())
        more = more or [a + 1 for a, _ in turns]
        found = tried(more)
        known |= dict(zip(more, zip(*found, strict=True), strict=True))
    return sorted(known), [known[n][0] for n in sorted(known)], [known[n][1] for n in sorted(known)]


def _at(project: Project, outcomes: Outcomes, meant_goal: Goal, number: int) -> tuple[Fraction | None, str | None, str]:
    """The figure in one scenario: its number, its code, and either as exact text."""
    for row in outcomes.frame(meant_goal.at.id, number, 1).rows(named=True):
        here = {key: str(row[key]) for key in meant_goal.at.codes}
        if row.get(SATKER, meant_goal.satker) == meant_goal.satker and here == meant_goal.at.codes:
            if row["value"] is None:
                return None, None, "–"
            bands = outcomes.figures[meant_goal.at.id].figure.bands
            if bands:
                return None, row["code"], next(band.title for band in bands if band.code == row["code"])
            value = Fraction(int(row["value"]), 10 ** outcomes.figures[meant_goal.at.id].decimals)
            return value, None, indonesian(plain(value, outcomes.figures[meant_goal.at.id].decimals))
    raise _refused(project, "goal_none", figure=str(meant_goal.at))


def _range(project: Project, vary: Sequence[str], low: Fraction | None, high: Fraction | None) -> Range:
    """The range of what varies: given, or that of the column; on the coarsest grid of all names."""
    named, cells = meant(project, Scenarios.of({name: [None] for name in vary}))
    grids = [cell.entry.column.decimals for cell in cells.values()]
    for entry in named.values():
        grids.append(finite_decimals(entry.value or Fraction(0)) or 0)
    for end in (low, high):
        grids.append((finite_decimals(end) or 0) if end is not None and named else 0)
    lows = [c.entry.column.minimum for c in cells.values()] if low is None else [low]
    highs = [c.entry.column.maximum for c in cells.values()] if high is None else [high]
    known_low, known_high = [v for v in lows if v is not None], [v for v in highs if v is not None]
    if (low is None and (named or len(known_low) < len(lows))) or (high is None and (named or len(known_high) < len(highs))):
        raise _refused(project, "goal_range", names=", ".join(vary))
    decimals = min(c.entry.column.decimals for c in cells.values()) if cells else max(grids)
    found = Range(max(known_low), min(known_high), decimals)
    if found.low > found.high:
        raise _refused(project, "goal_range", names=", ".join(vary))
    return found


def _refused(project: Project, code: str, **values: object) -> UserError:
    return UserError([Issue(code, Location(rules_of(project.year)), values)])
