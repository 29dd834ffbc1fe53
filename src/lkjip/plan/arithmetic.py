"""Constants, columns and arithmetic within a row, as exact expressions."""

from __future__ import annotations

import math
from itertools import product

import polars as pl

from lkjip.plan.context import Context, exact
from lkjip.plan.exact import (
    WIDE,
    Exact,
    because,
    common,
    divide,
    expression,
    first_reason,
    guard,
    multiply,
    times_constant,
)
from lkjip.plan.marks import denominator_of, why_of
from lkjip.rules.model import BETWEEN
from lkjip.rules.tree import (
    Abs,
    Arith,
    Clamp,
    Const,
    Extreme,
    Grain,
    Here,
    Keyed,
    Ref,
    Scale,
)


@exact.register
def _exact_const(node: Const, context: Context) -> Exact:
    if node.value is None:
        return Exact(pl.lit(None, dtype=WIDE), 1, 1, 1, because(context.reason("undefined", node.reason)))
    return Exact(node.value.numerator, node.value.denominator, max(1, abs(node.value.numerator)), node.value.denominator)


@exact.register
def _exact_keyed(node: Keyed, context: Context) -> Exact:
    codes = [BETWEEN.join(part) for part in product(*(context.members(key) for key in node.by))]
    den = math.lcm(*(value.denominator for value in node.values.values()))
    numbers = [int(node.values[code] * den) if code in node.values else None for code in codes]
    bound = guard(max([1, *(abs(n) for n in numbers if n is not None)]))
    num = pl.lit(pl.Series(numbers, dtype=WIDE)).gather(index(node.by, context))
    why = None
    if None in numbers:
        why = pl.when(num.is_null()).then(because(context.reason("undefined", node.reason)))
    return Exact(num, den, bound, den, why)


def index(grain: Grain, context: Context) -> pl.Expr:
    """The number of a combination of members, in printed order."""
    first, *others = grain
    number = pl.col(first).cast(pl.UInt32)
    for key in others:
        number = number * len(context.members(key)) + pl.col(key).cast(pl.UInt32)
    return number


@exact.register
def _exact_here(node: Here, context: Context) -> Exact:
    most = len(context.members(node.dimension))
    return Exact(pl.col(node.dimension).cast(WIDE), 1, most, 1)


@exact.register
def _exact_ref(node: Ref, context: Context) -> Exact:
    stored = context.stored[node.id]
    why = pl.col(why_of(node.id)) if stored.nullable else None
    if stored.shared:
        return Exact(pl.col(node.id), stored.denominator, stored.bound, stored.denominator, why)
    if stored.decimals is None:
        return Exact(pl.col(node.id), pl.col(denominator_of(node.id)), stored.bound, stored.denominator, why)
    den = 10**stored.decimals
    return Exact(pl.col(node.id), den, stored.bound, den, why)


@exact.register
def _exact_scale(node: Scale, context: Context) -> Exact:
    inner = exact(node.operand, context)
    return times_constant(inner, node.factor)


@exact.register
def _exact_arith(node: Arith, context: Context) -> Exact:
    left, right = exact(node.left, context), exact(node.right, context)
    match node.operator:
        case "*":
            return multiply(left, right)
        case "/":
            return divide(left, right, context.reason("undefined", "division_by_zero"))
        case sign:
            left, right, den, den_bound = common(left, right)
            a, b = expression(left.num), expression(right.num)
            num = a + b if sign == "+" else a - b
            return Exact(num, den, guard(left.bound + right.bound), den_bound, first_reason(left.why, right.why))


@exact.register
def _exact_abs(node: Abs, context: Context) -> Exact:
    inner = exact(node.operand, context)
    num = abs(inner.num) if isinstance(inner.num, int) else inner.num.abs()
    return Exact(num, inner.den, inner.bound, inner.den_bound, inner.why)


@exact.register
def _exact_clamp(node: Clamp, context: Context) -> Exact:
    found = exact(node.operand, context)
    for bound, below in ((node.low, True), (node.high, False)):
        if bound is None:
            continue
        value, limit, den, den_bound = common(found, exact(bound, context))
        a, b = expression(value.num), expression(limit.num)
        outside = a < b if below else a > b
        why = first_reason(value.why, limit.why)
        found = Exact(pl.when(outside).then(b).otherwise(a), den, max(value.bound, limit.bound), den_bound, why)
        if limit.why is not None:  # a missing bound leaves no value
            found = Exact(pl.when(b.is_not_null()).then(expression(found.num)), den, found.bound, den_bound, why)
    return found


@exact.register
def _exact_extreme(node: Extreme, context: Context) -> Exact:
    found, *others = (exact(operand, context) for operand in node.operands)
    for operand in others:
        here, other, den, den_bound = common(found, operand)
        a, b = expression(here.num), expression(other.num)
        better = b < a if node.fn == "min" else b > a
        num = pl.when(better).then(b).otherwise(pl.when(b.is_not_null()).then(a))
        found = Exact(num, den, max(here.bound, other.bound), den_bound, first_reason(here.why, other.why))
    return found
