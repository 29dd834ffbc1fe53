"""Statistics, ranks, running results and roots, one value at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.errors import Defect
from lkjip.rules.tree import Extreme, FirstPresent, Gated, Log, Power, Statistic, Window
from lkjip.trace.outcome import Key, Missing, Result, gravest
from lkjip.trace.roots import rounded_log, rounded_root
from lkjip.trace.values import value_of

if TYPE_CHECKING:
    from lkjip.trace.oracle import Oracle


def _undefined(code: str) -> Missing:
    return Missing("undefined", phrase=code)


@value_of.register(Statistic)
def _value_statistic(node: Statistic, oracle: Oracle, key: Key) -> Result:
    return oracle.once(node, oracle.place(node.grain, key), lambda: _statistic(node, oracle, key))


def _statistic(node: Statistic, oracle: Oracle, key: Key) -> Result:
    pairs = [(value, weight) for _, value, weight in oracle.members(node, key)]
    if not pairs:
        return Missing("not_measured", phrase="none_selected" if node.fn == "selected" else "no_member")
    missing = [value for value, _ in pairs if isinstance(value, Missing)]
    if len(missing) == len(pairs) or (node.strict and any(not lost.absent for lost in missing)):
        return gravest(missing)
    there = [(Fraction(value), weight) for value, weight in pairs if not isinstance(value, Missing)]
    values = [value for value, _ in there]
    decimals = node.decimals or 0
    match node.fn:
        case "last":
            return values[-1]
        case "selected":
            return values[0] if len(values) == 1 else _undefined("several_members")
        case "median":
            return _at(values, Fraction(len(values) - 1, 2))
        case "quantile":
            return _quantile(values, *node.options)
        case "stdev":
            return _deviation(values, 1 if node.options == ("sample",) else 0, decimals)
        case "geometric_mean":
            return _product([(value, Fraction(1)) for value in values], decimals)
        case "weighted_geometric_mean":
            return _product(there, decimals)
    raise Defect(f"no statistic {node.fn}")


def _at(values: Sequence[Fraction], place: Fraction) -> Fraction:
    """The value at a place among the sorted ones, from 0; between two places, in proportion."""
    ranked = sorted(values)
    place = max(Fraction(0), min(place, Fraction(len(ranked) - 1)))
    part = place - math.floor(place)
    return ranked[math.floor(place)] * (1 - part) + ranked[math.ceil(place)] * part


def _quantile(values: Sequence[Fraction], share: Fraction | str, method: Fraction | str) -> Fraction:
    part, count = Fraction(share), len(values)
    if method == "lower":  # the least value that so many are not above
        return min(v for v in values if sum(1 for other in values if other <= v) >= part * count)
    return _at(values, part * (count - 1) if method == "inclusive" else part * (count + 1) - 1)


def _deviation(values: Sequence[Fraction], lost: int, decimals: int) -> Result:
    count = len(values)
    if count <= lost:
        return _undefined("too_few")
    mean = sum(values, Fraction(0)) / count
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (count - lost)
    return rounded_root([(variance, 1)], 2, decimals) if variance else Fraction(0)


def _product(pairs: Sequence[tuple[Fraction, Fraction]], decimals: int) -> Result:
    if any(value < 0 or weight < 0 for value, weight in pairs):
        return _undefined("negative_factor")
    total = sum((weight for _, weight in pairs), Fraction(0))
    if not total:
        return _undefined("no_weight")
    if any(not value and weight for value, weight in pairs):
        return Fraction(0)
    shared = math.lcm(*(weight.denominator for _, weight in pairs))
    whole = [(value, int(weight * shared)) for value, weight in pairs]
    common = math.gcd(*(weight for _, weight in whole))
    return rounded_root([(v, w // common) for v, w in whole], int(total * shared) // common, decimals)


@value_of.register(Power)
def _value_power(node: Power, oracle: Oracle, key: Key) -> Result:
    value, exponent = oracle.number(node.operand, key), node.exponent
    if isinstance(value, Missing):
        return value
    if not value:
        return _undefined("division_by_zero") if exponent < 0 else Fraction(1 if exponent == 0 else 0)
    if value < 0 and exponent.denominator % 2 == 0:
        return _undefined("even_root")
    found = rounded_root([(abs(value), exponent.numerator)], exponent.denominator, node.decimals or 0)
    return -found if value < 0 and exponent.numerator % 2 else found


@value_of.register(Log)
def _value_log(node: Log, oracle: Oracle, key: Key) -> Result:
    value = oracle.number(node.operand, key)
    if isinstance(value, Missing):
        return value
    return rounded_log(value, node.decimals or 0) if value > 0 else _undefined("log_of_none")


@value_of.register(Window)
def _value_window(node: Window, oracle: Oracle, key: Key) -> Result:
    codes = oracle.members_of(node.dimension)
    here = codes.index(key[node.dimension])
    if node.fn == "lag":
        before = here - int(node.options[0])
        if before < 0:
            return Missing("not_measured", phrase="no_earlier_period")
        return oracle.number(node.operand, {**key, node.dimension: codes[before]})
    own = oracle.number(node.operand, key)
    if node.fn == "cumulate":
        found = [oracle.number(node.operand, {**key, node.dimension: code}) for code in codes[: here + 1]]
        return _running(str(node.options[0]), own, found)
    if isinstance(own, Missing):
        return own
    others = [oracle.number(node.operand, {**key, node.dimension: code}) for code in codes]
    order, ties = node.options
    better = sum(1 for v in others if not isinstance(v, Missing) and (v > own if order == "descending" else v < own))
    equal = sum(1 for value in others if value == own)
    return better + {"min": Fraction(1), "max": Fraction(equal), "mean": Fraction(equal + 1, 2)}[str(ties)]


def _running(fn: str, own: Fraction | Missing, found: Sequence[Fraction | Missing]) -> Result:
    if isinstance(own, Missing) and not own.absent:
        return own
    missing = [value for value in found if isinstance(value, Missing)]
    there = [value for value in found if not isinstance(value, Missing)]
    lost = [value for value in missing if not value.absent]
    if fn == "sum" and lost:
        return lost[0]
    if not there:
        return next(value for value in missing if value.absent)
    match fn:
        case "sum":
            return sum(there, Fraction(0))
        case "mean":
            return sum(there, Fraction(0)) / len(there)
        case "max":
            return max(there)
    return there[-1]


@value_of.register(FirstPresent)
def _value_first_present(node: FirstPresent, oracle: Oracle, key: Key) -> Result:
    found = [oracle.number(operand, key) for operand in node.operands]
    return next((value for value in found if not isinstance(value, Missing)), found[0])


@value_of.register(Extreme)
def _value_extreme(node: Extreme, oracle: Oracle, key: Key) -> Result:
    found = [oracle.number(operand, key) for operand in node.operands]
    missing = [value for value in found if isinstance(value, Missing)]
    if missing:
        return missing[0]
    numbers = [value for value in found if isinstance(value, Fraction)]
    return min(numbers) if node.fn == "min" else max(numbers)


@value_of.register(Gated)
def _value_gated(node: Gated, oracle: Oracle, key: Key) -> Result:
    holds = oracle.truth(node.condition, key)
    if isinstance(holds, Missing):
        return holds
    return oracle.number(node.operand, key) if holds else Missing("not_measured", text=node.reason, absent=True)
