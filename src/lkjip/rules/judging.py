"""How a realisation is judged against its target: achievement, `meets`, `beats`. The polarity may vary by member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeVar

from lkjip.decimals import finite_decimals
from lkjip.rules.formula import FormulaError
from lkjip.rules.grains import join, ordered
from lkjip.rules.model import BETWEEN, SATKER, Judgement
from lkjip.rules.scope import most
from lkjip.rules.tree import Abs, Among, Arith, Cases, Clamp, Const, Logic, Node, Not, Scale
from lkjip.units import NUMBER, Unit

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope

PERCENT = Unit(Fraction(1, 100))
Said = TypeVar("Said", Judgement, str)


def percentage(scope: Scope, part: Node, whole: Node, offset: int) -> Node:
    """A part of a whole in per cent."""
    scope.same_unit("/", part, whole, offset, bare=False)
    quotient = scope.arith("/", part, whole, offset)
    return Scale(quotient.grain, PERCENT, quotient.decimals, quotient, Fraction(100))


def achievement(scope: Scope, realised: Node, target: Node, offset: int) -> Node:
    """How far a target is met, in per cent."""
    scope.same_unit("achievement", realised, target, offset, bare=False)
    return by_member(scope, lambda judgement: _achieved(scope, judgement, realised, target, offset))


def by_member(scope: Scope, make: Callable[[Judgement], Node]) -> Node:
    """What each member's judgement makes; one node where all are judged alike."""
    measure = scope.measure
    groups = _alike(scope, measure.judged, measure.judgement, each=measure.judged_each)
    if len(groups) < 2:
        return make(next(iter(groups)))
    return _by_group(scope, groups, make)


def _by_group(scope: Scope, groups: Mapping[Said, tuple[str, ...]], make: Callable[[Said], Node]) -> Node:
    """A value for each group of members; the last group is what is left."""
    conditions = [_among(scope, codes) for codes in list(groups.values())[:-1]]
    return cases(scope, conditions, [make(said) for said in groups])


def _alike(scope: Scope, given: Mapping[str, Said], otherwise: Said, *, each: bool) -> dict[Said, tuple[str, ...]]:
    """The members that the file varies by, those of which it says the same together; one group without any, if none.

    A member that is not named has what the file says of all. Of offices only those are known that are named: the others
    make the last group, without members, unless each must be named.
    """
    measure, dimensions = scope.measure, scope.rules.dimensions
    keys = tuple(filter(None, measure.judged_by.split(BETWEEN)))
    if not given or not all(key in dimensions or key == SATKER for key in keys):
        return {otherwise: ()}
    place = keys.index(SATKER) if SATKER in keys else -1
    named = dict.fromkeys(code.split(BETWEEN)[place] for code in given) if SATKER in keys else ()
    groups: dict[Said, tuple[str, ...]] = {}
    for parts in product(*(named if key == SATKER else dimensions[key].codes for key in keys)):
        code = BETWEEN.join(parts)
        same: Said = given.get(code, otherwise)
        groups[same] = (*groups.get(same, ()), code)
    if SATKER in keys and not each:
        groups.pop(otherwise, None)
        groups[otherwise] = ()
    return groups


def cases(scope: Scope, conditions: list[Node], values: list[Node]) -> Node:
    """A value by cases; the last case is what is left."""
    grain = join(scope.rules, *(node.grain for node in (*conditions, *values)))
    decimals = most(*(value.decimals for value in values))
    return Cases(grain, values[0].unit, decimals, tuple(conditions), tuple(values))


def _among(scope: Scope, codes: tuple[str, ...]) -> Node:
    """Whether the members at hand are among some."""
    given = tuple(scope.measure.judged_by.split(BETWEEN))
    keys = ordered(scope.rules, set(given))
    turn = [given.index(key) for key in keys]
    turned = tuple(BETWEEN.join(code.split(BETWEEN)[place] for place in turn) for code in codes)
    return Among(scope.within(keys), NUMBER, 0, keys, turned)


def _achieved(scope: Scope, judgement: Judgement, realised: Node, target: Node, offset: int) -> Node:
    match judgement.formula:
        case "T/R":
            node = percentage(scope, target, realised, offset)
        case "(2T-R)/T":
            node = percentage(scope, _twice_less(target, realised, scope, offset), target, offset)
        case "1-|R-T|/T":
            gap = scope.arith("-", realised, target, offset)
            distance = Abs(gap.grain, gap.unit, gap.decimals, gap)
            node = percentage(scope, scope.arith("-", target, distance, offset), target, offset)
        case "range":
            node = _in_range(scope, judgement, realised, target, offset)
        case _:
            node = percentage(scope, realised, target, offset)
    floor = judgement.floor
    if floor is None and judgement.formula in ("(2T-R)/T", "1-|R-T|/T", "range"):
        floor = Fraction(0)
    if floor is None and judgement.cap is None:
        return node
    low, high = _bound(floor, "0" if floor == 0 else "floor"), _bound(judgement.cap, "cap")
    inner = node if low is None else Clamp(node.grain, PERCENT, most(node.decimals, low.decimals), node, low, None)
    return inner if high is None else Clamp(inner.grain, PERCENT, most(inner.decimals, high.decimals), inner, None, high)


def _bound(value: Fraction | None, label: str) -> Const | None:
    return None if value is None else Const((), PERCENT, finite_decimals(value), value, label)


def _twice_less(target: Node, realised: Node, scope: Scope, offset: int) -> Node:
    two = Const((), NUMBER, 0, Fraction(2), "2", bare=True)
    twice = Arith(target.grain, target.unit, target.decimals, "*", two, target)
    return scope.arith("-", twice, realised, offset)


def _in_range(scope: Scope, judgement: Judgement, realised: Node, target: Node, offset: int) -> Node:
    """100 within the range around the target; outside it as against the nearer end."""
    low, high = ends(scope, judgement, target, offset)
    under = scope.arith("<", realised, low, offset)
    over = scope.arith(">", realised, high, offset)
    values = [
        percentage(scope, realised, low, offset),
        percentage(scope, _twice_less(high, realised, scope, offset), high, offset),
        Const((), PERCENT, 0, Fraction(100), "100"),
    ]
    return cases(scope, [under, over], values)


def ends(scope: Scope, judgement: Judgement, target: Node, offset: int) -> tuple[Node, Node]:
    """The least and the greatest value that keeps within the range."""
    found = []
    for sign, width in (("-", judgement.below), ("+", judgement.above)):
        room = Const((), target.unit, finite_decimals(width), width, "range")
        found.append(target if not width else scope.arith(sign, target, room, offset))
    return found[0], found[1]


def judged(scope: Scope, function: str, realised: Node, target: Node, offset: int) -> Node:
    """The condition of `meets` or `beats`: by the polarity of the file."""
    measure = scope.measure
    groups = _alike(scope, measure.judged, measure.judgement, each=measure.judged_each)
    if len(groups) < 2:
        return _holds(scope, function, next(iter(groups)), realised, target, offset)
    found: Node | None = None
    for judgement, codes in groups.items():
        others = tuple(code for other in groups.values() for code in other)
        among = _among(scope, codes) if codes else _not(_among(scope, others))
        one = _logic(scope, "and", among, _holds(scope, function, judgement, realised, target, offset))
        found = one if found is None else _logic(scope, "or", found, one)
    assert found is not None
    return found


def _holds(scope: Scope, function: str, judgement: Judgement, realised: Node, target: Node, offset: int) -> Node:
    match judgement.polarity:
        case "within_range" | "stabilise" if function == "beats":  # nothing is better than being there
            return scope.arith("<", realised, realised, offset)
        case "within_range":
            low, high = ends(scope, judgement, target, offset)
            return _logic(scope, "and", scope.arith(">=", realised, low, offset), scope.arith("<=", realised, high, offset))
        case "stabilise":
            return scope.arith("==", realised, target, offset)
        case polarity:
            sign = "<" if polarity == "lower_is_better" else ">"
            return scope.arith(f"{sign}=" if function == "meets" else sign, realised, target, offset)


def _not(condition: Node) -> Node:
    return Not(condition.grain, NUMBER, 0, condition)


def _logic(scope: Scope, operator: Literal["and", "or"], left: Node, right: Node) -> Node:
    return Logic(join(scope.rules, left.grain, right.grain), NUMBER, 0, operator, left, right)


def running(scope: Scope, offset: int, make: Callable[[str], Node]) -> Node:
    """`cumulate(x, bulan)`: by the file's `cumulation`, which may vary by member."""
    measure = scope.measure
    groups = _alike(scope, measure.cumulated, measure.cumulation, each=not measure.cumulation)
    if "" in groups:
        raise FormulaError("no_cumulation", offset)
    if len(groups) < 2:
        return make(next(iter(groups)))
    return _by_group(scope, groups, make)
