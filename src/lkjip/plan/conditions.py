"""Conditions, and what depends on them: choices, numbers by cases, what is measured only where something holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from lkjip.plan.arithmetic import index
from lkjip.plan.context import Context, exact, truth
from lkjip.plan.exact import (
    Exact,
    Truth,
    because,
    common,
    expression,
    first_reason,
    lit,
)
from lkjip.plan.marks import why_of
from lkjip.rules.model import BETWEEN
from lkjip.rules.tree import (
    Among,
    Cases,
    Choose,
    Compare,
    FirstPresent,
    Gated,
    Lacking,
    Logic,
    Not,
    Ref,
)


@exact.register
def _exact_cases(node: Cases, context: Context) -> Exact:
    """Only the line that is taken must have a value, and every condition up to it."""
    found = _with_denominator(exact(node.values[-1], context))
    for condition, value in reversed(list(zip(node.conditions, node.values, strict=False))):
        test = truth(condition, context)
        here, other, den, den_bound = common(_with_denominator(exact(value, context)), found)
        nothing = pl.lit(None, dtype=pl.Int16)
        num = pl.when(test.holds).then(expression(here.num)).otherwise(expression(other.num))
        why: pl.Expr | None = None
        if test.why is not None:
            num = pl.when(test.why.is_null()).then(num)
        if any(reason is not None for reason in (test.why, here.why, other.why)):
            reasons = [nothing if reason is None else reason for reason in (here.why, other.why)]
            why = pl.when(test.holds).then(reasons[0]).otherwise(reasons[1])
            why = why if test.why is None else pl.coalesce(test.why, why)
        bound = max(here.bound, other.bound)
        found = Exact(num, den, bound, den_bound, why)
    return found


@exact.register
def _exact_first_present(node: FirstPresent, context: Context) -> Exact:
    """The reason is the first operand's where none has a value."""
    found, *others = (_with_denominator(exact(operand, context)) for operand in node.operands)
    if found.why is None:
        return found
    reason, lost = found.why, found.why.is_not_null()
    for operand in others:
        here, other, den, den_bound = common(found, operand)
        num = pl.when(lost).then(expression(other.num)).otherwise(expression(here.num))
        found = Exact(num, den, max(here.bound, other.bound), den_bound)
        if operand.why is None:
            return found
        lost = lost & operand.why.is_not_null()
    return replace(found, why=pl.when(lost).then(reason))


@exact.register
def _exact_gated(node: Gated, context: Context) -> Exact:
    inner, test = exact(node.operand, context), truth(node.condition, context)
    closed = pl.when(~test.holds).then(because(context.absent(node.reason)))
    why = first_reason(test.why, closed, inner.why)
    return replace(inner, num=pl.when(test.holds).then(expression(inner.num)), why=why)


def _with_denominator(value: Exact) -> Exact:
    """The same with a denominator everywhere, so that a line that is not taken cannot spoil the one that is."""
    den = value.den if isinstance(value.den, int) else value.den.fill_null(lit(1))
    return replace(value, den=den)


@exact.register
def _exact_choose(node: Choose, context: Context) -> Exact:
    conditions = [truth(condition, context) for condition in node.conditions]
    num = lit(len(conditions))
    for number, condition in reversed(list(enumerate(conditions))):
        chosen = pl.when(condition.holds).then(lit(number)).otherwise(num)
        num = chosen if condition.why is None else pl.when(condition.holds.is_not_null()).then(chosen)
    why = first_reason(*(condition.why for condition in conditions))
    return Exact(num, 1, len(conditions) + 1, 1, None if why is None else pl.when(num.is_null()).then(why))


_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@truth.register
def _truth_compare(node: Compare, context: Context) -> Truth:
    left, right, _, _ = common(exact(node.left, context), exact(node.right, context))
    holds = _COMPARE[node.operator](expression(left.num), expression(right.num))
    return Truth(holds, first_reason(left.why, right.why))


@truth.register
def _truth_logic(node: Logic, context: Context) -> Truth:
    left, right = truth(node.left, context), truth(node.right, context)
    both = left.holds & right.holds if node.operator == "and" else left.holds | right.holds
    why = first_reason(left.why, right.why)
    return Truth(both if why is None else pl.when(why.is_null()).then(both), why)


@truth.register
def _truth_not(node: Not, context: Context) -> Truth:
    inner = truth(node.operand, context)
    return Truth(~inner.holds, inner.why)


@truth.register
def _truth_lacking(node: Lacking, context: Context) -> Truth:
    inner = exact(node.operand, context)
    return Truth(pl.lit(False) if inner.why is None else inner.why.is_not_null(), None)


@truth.register
def _truth_among(node: Among, context: Context) -> Truth:
    sets = [{code: number for number, code in enumerate(context.members(key))} for key in node.keys]
    whole = [False] * math.prod(len(known) for known in sets)
    for code in node.codes:
        places = [known.get(part) for known, part in zip(sets, code.split(BETWEEN), strict=True)]
        if None in places:  # an office that is not there
            continue
        found = 0
        for place, known in zip(places, sets, strict=True):
            found = found * len(known) + (place or 0)
        whole[found] = True
    return Truth(pl.lit(pl.Series(whole)).gather(index(node.keys, context)))


@truth.register
def _truth_ref(node: Ref, context: Context) -> Truth:
    """A condition that has been computed: 1 or 0."""
    why = pl.col(why_of(node.id)) if context.stored[node.id].nullable else None
    return Truth(pl.col(node.id) == lit(1), why)
