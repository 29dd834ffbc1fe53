"""What a group of exact numbers gives, where Polars' fixed-width integers cannot hold what lies in between.

A result is a fraction, or the code of the reason why there is none; a result that is rounded here is one of 10^-decimals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from lkjip.errors import Defect
from lkjip.plan.roots import log, power, root
from lkjip.rules.tree import Log, Node, Power, Reduce, Statistic, Window

Outcome = Fraction | str
Numbers = Sequence[Fraction]


def statistic(node: Reduce, values: Numbers, weights: Numbers) -> Outcome:
    """The statistic of the measured members of a group, in their printed order; at least one."""
    options = node.options if isinstance(node, Statistic) else ()
    match node.fn:
        case "sum":
            return sum(values, Fraction(0))
        case "mean":
            return sum(values, Fraction(0)) / len(values)
        case "weighted_mean":
            total = sum(weights, Fraction(0))
            return sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / total if total else "no_weight"
        case "median":
            ranked = sorted(values)
            return (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2
        case "last":
            return values[-1]
        case "selected":
            return values[0] if len(values) == 1 else "several_members"
        case "quantile":
            share, method = options
            return _quantile(sorted(values), Fraction(share), str(method))
        case "stdev":
            return _deviation(values, sample=options == ("sample",), decimals=node.decimals or 0)
        case "geometric_mean":
            return _geometric(values, node.decimals or 0)
        case "weighted_geometric_mean":
            return _weighted_geometric(values, weights, node.decimals or 0)
    raise Defect(f"no statistic {node.fn}")


def _quantile(ranked: Numbers, share: Fraction, method: str) -> Fraction:
    """By position: inclusive counts from the first to the last value, exclusive leaves room outside both."""
    count = len(ranked)
    if method == "lower":
        return ranked[max(0, math.ceil(share * count) - 1)]
    place = share * (count - 1) if method == "inclusive" else share * (count + 1) - 1
    place = min(max(place, Fraction(0)), Fraction(count - 1))
    below = math.floor(place)
    above = min(below + 1, count - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def _deviation(values: Numbers, *, sample: bool, decimals: int) -> Outcome:
    count = len(values)
    if count <= sample:
        return "too_few"
    total, squares = sum(values, Fraction(0)), sum((v * v for v in values), Fraction(0))
    variance = (squares - total * total / count) / (count - sample)
    return Fraction(root(variance, 2, decimals), 10**decimals)


def _geometric(values: Numbers, decimals: int) -> Outcome:
    if any(value < 0 for value in values):
        return "negative_factor"
    product = Fraction(math.prod(v.numerator for v in values), math.prod(v.denominator for v in values))
    return Fraction(root(product, len(values), decimals), 10**decimals)


def _weighted_geometric(values: Numbers, weights: Numbers, decimals: int) -> Outcome:
    total = sum(weights, Fraction(0))
    if any(value < 0 for value in values) or any(weight < 0 for weight in weights):
        return "negative_factor"
    if not total:
        return "no_weight"
    if any(weight and not value for value, weight in zip(values, weights, strict=True)):
        return Fraction(0)
    factors = [(value, weight / total) for value, weight in zip(values, weights, strict=True) if weight]
    return Fraction(power(factors, decimals), 10**decimals)


def single(node: Node, value: Fraction) -> Outcome:
    """A power, root or logarithm of one number."""
    decimals = node.decimals or 0
    if isinstance(node, Log):
        return Fraction(log(value, decimals), 10**decimals) if value > 0 else "log_of_none"
    if not isinstance(node, Power):
        raise Defect(f"{type(node).__name__} is not of one number")
    exponent = node.exponent
    if value < 0 and exponent.denominator % 2 == 0:
        return "even_root"
    if not value:
        return "division_by_zero" if exponent < 0 else Fraction(not exponent)
    sign = -1 if value < 0 and exponent.numerator % 2 else 1
    if exponent.denominator <= 60 and abs(exponent.numerator) <= 60:
        found = root(abs(value) ** exponent.numerator, exponent.denominator, decimals)
    else:
        found = power([(abs(value), exponent)], decimals)
    return Fraction(sign * found, 10**decimals)


def window(node: Window, values: Sequence[Fraction | int]) -> list[Fraction | int | str]:
    """For every member, in printed order, its value among the others.

    A member without a value comes as the number of its reason, below 0 where a rule foresees it.
    """
    if node.fn == "lag":
        count = min(int(node.options[0]), len(values))
        return [*["no_earlier_period"] * count, *values[: len(values) - count]]
    if node.fn == "rank":
        return _ranks(values, descending=node.options[0] == "descending", ties=str(node.options[1]))
    return list(_cumulated(values, str(node.options[0])))


def _ranks(values: Sequence[Fraction | int], *, descending: bool, ties: str) -> list[Fraction | int | str]:
    ranked = sorted((value for value in values if isinstance(value, Fraction)), reverse=descending)
    first: dict[Fraction, int] = {}
    last: dict[Fraction, int] = {}
    for place, value in enumerate(ranked, 1):
        first.setdefault(value, place)
        last[value] = place
    pick: Callable[[Fraction], Fraction] = {
        "min": lambda value: Fraction(first[value]),
        "max": lambda value: Fraction(last[value]),
        "mean": lambda value: Fraction(first[value] + last[value], 2),
    }[ties]
    return [pick(value) if isinstance(value, Fraction) else value for value in values]


def _cumulated(values: Sequence[Fraction | int], fn: str) -> Iterator[Fraction | int]:
    """Results over the members up to each. One that a rule leaves out is passed over; another missing one has no result,
    and a sum none after it either."""
    lost, absent, count, total, greatest = 0, 0, 0, Fraction(0), Fraction(0)
    for value in values:
        if isinstance(value, Fraction):
            count, total = count + 1, total + value
            greatest = value if fn == "last" or count == 1 else max(greatest, value)
        elif value > 0:
            lost = lost or value if fn == "sum" else lost
            yield value
            continue
        else:
            absent = absent or value
        if lost or not count:
            yield lost or absent
        else:
            yield {"sum": total, "mean": total / count}.get(fn, greatest)
