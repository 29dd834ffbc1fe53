"""The functions of the language: what each call stands for in the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lkjip.decimals import finite_decimals
from lkjip.rules import formula as language
from lkjip.rules import statistics
from lkjip.rules.formula import Call, Formula, FormulaError
from lkjip.rules.grains import join
from lkjip.rules.judging import PERCENT, achievement, judged, percentage
from lkjip.rules.reductions import reduce
from lkjip.rules.scope import most
from lkjip.rules.tree import Abs, Apportion, Clamp, Lacking, Node, Score
from lkjip.rules.years import in_year, over_years
from lkjip.units import NUMBER

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope


def _reduced(scope: Scope, call: Call) -> Node:
    return reduce(scope, call.function, scope.number(call.arguments[0]), None, call.arguments[1:], call.offset)


def _weighted(scope: Scope, call: Call) -> Node:
    value, weight = scope.number(call.arguments[0]), scope.number(call.arguments[1])
    return reduce(scope, call.function, value, weight, call.arguments[2:], call.offset)


def _counted(scope: Scope, call: Call) -> Node:
    return reduce(scope, call.function, scope.truth(call.arguments[0]), None, (), call.offset)


def _growth(scope: Scope, call: Call) -> Node:
    now, before = (scope.number(argument) for argument in call.arguments)
    return percentage(scope, scope.arith("-", now, before, call.offset), before, call.offset)


def _abs(scope: Scope, call: Call) -> Node:
    inner = scope.number(call.arguments[0])
    scope.plain(call.function, call.offset, inner)
    return Abs(inner.grain, inner.unit, inner.decimals, inner)


def _lacking(scope: Scope, call: Call) -> Node:
    inner = scope.number(call.arguments[0])
    return Lacking(inner.grain, NUMBER, 0, inner)


def _scored(scope: Scope, call: Call) -> Node:
    return score(scope, scope.number(call.arguments[0]), call.offset)


def score(scope: Scope, operand: Node, offset: int) -> Node:
    """The declared value of a code."""
    kind = scope.kind(operand)
    if kind is None:
        raise FormulaError("value_of_number", offset)
    if not kind.values:
        raise FormulaError("codes_without_values", offset, codes=", ".join(kind.codes))
    decimals = most(*(finite_decimals(value) for value in kind.values))
    return Score(operand.grain, kind.unit, decimals, operand, kind.values, kind.first)


def _achievement(scope: Scope, realised: Node, target: Node, offset: int) -> Node:
    if scope.kind(realised) is not None or scope.kind(target) is not None:
        scope.same_unit("achievement", realised, target, offset, bare=False)
        realised, target = score(scope, realised, offset), score(scope, target, offset)
    return achievement(scope, realised, target, offset)


def _judged(scope: Scope, call: Call) -> Node:
    realised, target = scope.pair(*call.arguments[:2])
    return judged(scope, call.function, realised, target, call.offset)


def apportion(scope: Scope, operand: Node, offset: int) -> Node:
    """Shares of the total in per cent that sum to 100."""
    scope.plain("apportion", offset, operand)
    if operand.decimals is None:
        raise FormulaError("round_needed", offset, formula="apportion")
    decimals = (scope.rule.round if scope.rule else None) or 0
    return Apportion(operand.grain, PERCENT, decimals, operand)


def conversion(scope: Scope, operand: Node, unit: Formula) -> Node:
    """The same quantity in another unit."""
    name = unit.name if isinstance(unit, language.Name) else ""
    if name not in scope.rules.scales:
        raise FormulaError("unknown_unit", unit.offset, name=name, given=name, known=sorted(scope.rules.scales))
    return scope.typist.convert(operand, scope.rules.scales[name].unit, unit.offset, name)


def clamp(scope: Scope, operand: Node, low: Node, high: Node, offset: int) -> Node:
    """A value kept between two bounds."""
    scope.plain("clamp", offset, operand)
    for bound in (low, high):
        scope.same_unit("clamp", operand, bound, offset, bare=True)
    grain = join(scope.rules, operand.grain, low.grain, high.grain)
    decimals = most(operand.decimals, most(low.decimals, high.decimals))
    return Clamp(grain, operand.unit, decimals, operand, low, high)


def _pair(make: Callable[..., Node]) -> Callable[[Scope, Call], Node]:
    return lambda scope, call: make(scope, *(scope.number(argument) for argument in call.arguments), call.offset)


CALLS: dict[str, Callable[[Scope, Call], Node]] = {
    **dict.fromkeys(("sum", "mean", "count"), _reduced),
    **dict.fromkeys(("min", "max"), statistics.extreme),
    **dict.fromkeys(("median", "stdev", "geometric_mean"), statistics.statistic),
    "weighted_geometric_mean": statistics.weighted,
    "quantile": statistics.quantile,
    "last": statistics.last,
    "selected": statistics.selected,
    "rank": statistics.rank,
    "cumulate": statistics.cumulate,
    "root": statistics.root,
    "power": statistics.power,
    "ln": statistics.ln,
    "first_present": statistics.first_present,
    "weighted_mean": _weighted,
    "count_where": _counted,
    "achievement": _pair(_achievement),
    "percentage": _pair(percentage),
    "growth": _growth,
    "apportion": _pair(apportion),
    "convert": lambda scope, call: conversion(scope, scope.number(call.arguments[0]), call.arguments[1]),
    "abs": _abs,
    "clamp": _pair(clamp),
    "missing": _lacking,
    **dict.fromkeys(("meets", "beats"), _judged),
    "value": _scored,
    "over_years": _pair(over_years),
    **dict.fromkeys(("current", "previous", "medium_term"), in_year),
}
