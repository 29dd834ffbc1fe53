"""The value of every node of a formula, one at a time, in plain fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import singledispatch
from typing import TYPE_CHECKING

from lkjip.decimals import round_half_away
from lkjip.errors import Defect
from lkjip.rules.model import BETWEEN, OBSERVATION, YEAR
from lkjip.rules.tree import (
    Abs,
    Among,
    Apportion,
    Arith,
    Cases,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Gather,
    Here,
    Keyed,
    Lacking,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Ref,
    Scale,
    Score,
    Select,
)
from lkjip.trace.outcome import Key, Missing, Result, gravest

if TYPE_CHECKING:
    from lkjip.trace.oracle import Oracle


@singledispatch
def value_of(node: Node, oracle: Oracle, key: Key) -> Result:
    """The exact, unrounded value of a node at a key."""
    raise Defect(f"no value for {type(node).__name__}")


@value_of.register(Const)
def _value_const(node: Const, oracle: Oracle, key: Key) -> Result:
    return Missing("undefined", phrase=node.reason) if node.value is None else node.value


@value_of.register(Keyed)
def _value_keyed(node: Keyed, oracle: Oracle, key: Key) -> Result:
    code = BETWEEN.join(oracle.place(node.by, key))
    return node.values.get(code, Missing("undefined", phrase=node.reason))


@value_of.register(Here)
def _value_here(node: Here, oracle: Oracle, key: Key) -> Result:
    return Fraction(oracle.members_of(node.dimension).index(oracle.code(node.dimension, key)))


@value_of.register(Among)
def _value_among(node: Among, oracle: Oracle, key: Key) -> Result:
    return BETWEEN.join(oracle.place(node.keys, key)) in node.codes


@value_of.register(Ref)
def _value_ref(node: Ref, oracle: Oracle, key: Key) -> Result:
    return oracle.input(node.id, key) if node.id in oracle.resolved.inputs else oracle.figure(node.id, key)


@value_of.register(Scale)
def _value_scale(node: Scale, oracle: Oracle, key: Key) -> Result:
    inner = oracle.number(node.operand, key)
    return inner if isinstance(inner, Missing) else inner * node.factor


@value_of.register(Abs)
def _value_abs(node: Abs, oracle: Oracle, key: Key) -> Result:
    inner = oracle.number(node.operand, key)
    return inner if isinstance(inner, Missing) else abs(inner)


@value_of.register(Arith)
def _value_arith(node: Arith, oracle: Oracle, key: Key) -> Result:
    left, right = oracle.number(node.left, key), oracle.number(node.right, key)
    if isinstance(left, Missing):
        return left
    if isinstance(right, Missing):
        return right
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else Missing("undefined", phrase="division_by_zero")


@value_of.register(Clamp)
def _value_clamp(node: Clamp, oracle: Oracle, key: Key) -> Result:
    found = oracle.number(node.operand, key)
    for bound, pick in ((node.low, max), (node.high, min)):
        if bound is None:
            continue
        limit = oracle.number(bound, key)
        if isinstance(found, Missing):
            return found
        if isinstance(limit, Missing):
            return limit
        found = pick(found, limit)
    return found


@value_of.register(Compare)
def _value_compare(node: Compare, oracle: Oracle, key: Key) -> Result:
    left, right = oracle.number(node.left, key), oracle.number(node.right, key)
    if isinstance(left, Missing):
        return left
    if isinstance(right, Missing):
        return right
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[node.operator]


@value_of.register(Logic)
def _value_logic(node: Logic, oracle: Oracle, key: Key) -> Result:
    left, right = oracle.truth(node.left, key), oracle.truth(node.right, key)
    if isinstance(left, Missing):
        return left
    if isinstance(right, Missing):
        return right
    return left and right if node.operator == "and" else left or right


@value_of.register(Not)
def _value_not(node: Not, oracle: Oracle, key: Key) -> Result:
    inner = oracle.truth(node.operand, key)
    return inner if isinstance(inner, Missing) else not inner


@value_of.register(Lacking)
def _value_lacking(node: Lacking, oracle: Oracle, key: Key) -> Result:
    return isinstance(oracle.number(node.operand, key), Missing)


@value_of.register(Select)
def _value_select(node: Select, oracle: Oracle, key: Key) -> Result:
    return oracle.value(node.operand, {**key, node.dimension: node.code})


@value_of.register(Previous)
def _value_previous(node: Previous, oracle: Oracle, key: Key) -> Result:
    earlier = oracle.earlier(node, key)
    return Missing("not_measured", phrase="no_earlier_year") if earlier is None else oracle.value(node.operand, earlier)


@value_of.register(OverYears)
def _value_over_years(node: OverYears, oracle: Oracle, key: Key) -> Result:
    return oracle.value(node.current if key[YEAR] == str(oracle.rules.year) else node.history, key)


@value_of.register(Gather)
def _value_gather(node: Gather, oracle: Oracle, key: Key) -> Result:
    part = node.parts.get(oracle.code(node.dimension, key))
    return Missing("not_measured", phrase="no_member") if part is None else oracle.value(part, key)


@value_of.register(Classify)
def _value_classify(node: Classify, oracle: Oracle, key: Key) -> Result:
    inner = oracle.number(node.operand, key)
    if isinstance(inner, Missing):
        return inner
    value = round_half_away(inner, node.categories.round)
    found = -1
    for number, band in enumerate(node.categories.bands):
        assert band.lower is not None
        if value > band.lower or (value == band.lower and not band.open):
            found = number
    upper = node.categories.upper
    starts = [(gap.lower, gap.open) for gap in node.categories.gaps if gap.lower is not None]
    bands = [band.lower for band in node.categories.bands if band.lower is not None]
    if any((value > start or (value == start and not open_)) and bands[found] < start for start, open_ in starts):
        return Missing("undefined", phrase="out_of_scale")
    if found < 0 or (upper is not None and value > upper):
        return Missing("undefined", phrase="out_of_scale")
    return Fraction(found)


@value_of.register(Score)
def _value_score(node: Score, oracle: Oracle, key: Key) -> Result:
    inner = oracle.number(node.operand, key)
    return inner if isinstance(inner, Missing) else node.values[int(inner) - node.first]


@value_of.register(Cases)
def _value_cases(node: Cases, oracle: Oracle, key: Key) -> Result:
    chosen = case_of(node, oracle, key)
    return chosen if isinstance(chosen, Missing) else oracle.number(node.values[chosen], key)


def case_of(node: Cases, oracle: Oracle, key: Key) -> int | Missing:
    """The number of the line that is taken, or why none can be told."""
    for number, condition in enumerate(node.conditions):
        holds = oracle.truth(condition, key)
        if isinstance(holds, Missing):
            return holds
        if holds:
            return number
    return len(node.conditions)


@value_of.register(Choose)
def _value_choose(node: Choose, oracle: Oracle, key: Key) -> Result:
    for number, condition in enumerate(node.conditions):
        holds = oracle.truth(condition, key)
        if isinstance(holds, Missing):
            return holds
        if holds:
            return Fraction(number)
    return Fraction(len(node.conditions))


@value_of.register(Apportion)
def _value_apportion(node: Apportion, oracle: Oracle, key: Key) -> Result:
    shares = oracle.once(node, (), lambda: _shares(node, oracle))
    return shares if isinstance(shares, Missing) else shares[oracle.place(node.grain, key)]


@value_of.register(MembersWhere)
def _value_members_where(node: MembersWhere, oracle: Oracle, key: Key) -> Result:
    grain = node.condition.grain
    states = [(row[node.dimension], oracle.truth(node.condition, row)) for row in oracle.keys(grain, key, node)]
    missing = [state for _, state in states if isinstance(state, Missing)]
    if states and len(missing) == len(states):
        return gravest(missing)
    return tuple(code for code, state in states if state is True)


@value_of.register(Reduce)
def _value_reduce(node: Reduce, oracle: Oracle, key: Key) -> Result:
    return oracle.once(node, oracle.place(node.grain, key), lambda: _reduction(node, oracle, key))


def _shares(node: Apportion, oracle: Oracle) -> Mapping[tuple[str, ...], Fraction] | Missing:
    places = list(oracle.keys(node.grain, {}, node))
    parts = [oracle.number(node.operand, place) for place in places]
    missing = [part for part in parts if isinstance(part, Missing)]
    numbers = [part for part in parts if isinstance(part, Fraction)]
    total = sum(numbers, Fraction(0))
    if missing:
        return gravest(missing)
    if total <= 0 or any(number < 0 for number in numbers):
        return Missing("undefined", phrase="no_total")
    whole = 100 * 10 ** (node.decimals or 0)
    exact = [number * whole / total for number in numbers]
    floors = [math.floor(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], -numbers[i], i))
    for index in order[: whole - sum(floors)]:
        floors[index] += 1
    unit = 10 ** (node.decimals or 0)
    return {oracle.place(node.grain, row): Fraction(floor, unit) for row, floor in zip(places, floors, strict=True)}


def _reduction(node: Reduce, oracle: Oracle, key: Key) -> Result:
    pairs = list(oracle.members(node, key))
    if not pairs:
        return Missing("not_measured", phrase="no_row" if OBSERVATION in oracle.source(node) else "no_member")
    missing = [value for _, value, _ in pairs if isinstance(value, Missing)]
    values = [(value, weight) for _, value, weight in pairs if not isinstance(value, Missing)]
    if node.fn == "count":
        return Fraction(len(values))
    if node.fn == "count_where":
        return Fraction(sum(1 for value, _ in values if value is True or value == 1))
    if not values or (node.strict and any(not lost.absent for lost in missing)):
        return gravest(missing)
    numbers = [Fraction(value) for value, _ in values]
    match node.fn:
        case "sum":
            return sum(numbers, Fraction(0))
        case "mean":
            return sum(numbers, Fraction(0)) / len(numbers)
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
        case _:
            weights = sum((weight for _, weight in values), Fraction(0))
            total = sum((Fraction(value) * weight for value, weight in values), Fraction(0))
            return total / weights if weights else Missing("undefined", phrase="no_weight")
