"""Quantities that look at other rows or join several figures: earlier years, members gathered, shares of a whole."""

from __future__ import annotations

import math

import polars as pl

from lkjip.errors import Defect
from lkjip.plan.context import Context, exact
from lkjip.plan.exact import (
    WIDE,
    Exact,
    Number,
    because,
    common,
    expression,
    gravest,
    guard,
    lit,
    times,
)
from lkjip.rules.model import SATKER, YEAR
from lkjip.rules.tree import (
    Apportion,
    Gather,
    OverYears,
    Previous,
)


@exact.register
def _exact_previous(node: Previous, context: Context) -> Exact:
    inner = exact(node.operand, context)
    others: list[str | pl.Expr] = [key for key in context.grain if key != YEAR]
    others = others or [pl.lit(0)]

    def shift(value: Number) -> Number:
        return value if isinstance(value, int) else value.shift(node.years).over(others, order_by=YEAR)

    early = because(context.reason("not_measured", "no_earlier_year"))
    why: pl.Expr = pl.when(pl.col(YEAR) < node.years).then(early)
    if inner.why is not None:
        why = pl.coalesce(why, inner.why.shift(node.years).over(others, order_by=YEAR))
    return Exact(shift(expression(inner.num)), shift(inner.den), inner.bound, inner.den_bound, why)


@exact.register
def _exact_over_years(node: OverYears, context: Context) -> Exact:
    current, history, den, den_bound = common(exact(node.current, context), exact(node.history, context))
    now = pl.col(YEAR) == context.code(YEAR, str(context.rules.year))
    num = pl.when(now).then(expression(current.num)).otherwise(expression(history.num))
    nothing = pl.lit(None, dtype=pl.Int16)
    why: pl.Expr | None = None
    if current.why is not None or history.why is not None:
        reasons = [nothing if part.why is None else part.why for part in (current, history)]
        why = pl.when(now).then(reasons[0]).otherwise(reasons[1])
    return Exact(num, den, max(current.bound, history.bound), den_bound, why)


@exact.register
def _exact_gather(node: Gather, context: Context) -> Exact:
    den = 10 ** (node.decimals or 0)
    num: pl.Expr = pl.lit(None, dtype=WIDE)
    why: pl.Expr = because(context.reason("not_measured", "no_member"))
    bound, nullable = 1, len(node.parts) < len(context.rules.dimensions[node.dimension].codes)
    for code, part in node.parts.items():
        inner = exact(part, context)
        if not isinstance(inner.den, int) or den % inner.den:
            raise Defect("a gathered value is not a finite decimal")
        up = den // inner.den
        here = pl.col(node.dimension) == context.code(node.dimension, code)
        num = pl.when(here).then(expression(times(inner.num, up))).otherwise(num)
        reason = pl.lit(None, dtype=pl.Int16) if inner.why is None else inner.why
        why = pl.when(here).then(reason).otherwise(why)
        bound, nullable = max(bound, guard(inner.bound * up)), nullable or inner.why is not None
    return Exact(num, den, bound, den, why if nullable else None)


@exact.register
def _exact_apportion(node: Apportion, context: Context) -> Exact:
    """Whole units of 10^-decimals per cent: floors first, then one more for the largest remainders."""
    inner = exact(node.operand, context)
    part = expression(inner.num)
    if not isinstance(inner.den, int):
        raise Defect("shares of a fraction")
    rows = math.prod(context.offices if key == SATKER else len(context.rules.dimensions[key].codes) for key in node.grain)
    around = [key for key in context.grain if key not in node.grain]  # the office, of what is shared out within it

    def within(value: pl.Expr) -> pl.Expr:
        return value.over(around) if around else value

    whole = 100 * 10 ** (node.decimals or 0)
    total = within(part.sum())
    usable = within(part.is_not_null().all() & (part >= 0).all() & (part.sum() > 0))
    guard(inner.bound * inner.bound * rows * whole)
    floor, rest = (part * lit(whole)) // total, (part * lit(whole)) % total
    order = rest * lit(inner.bound + 1) + part  # the larger remainder first, then the larger part, then printed order
    rank = within((lit(0) - order).rank("ordinal"))
    missing = lit(whole) - within(floor.sum())
    num = pl.when(usable).then(floor + (rank.cast(WIDE) <= missing).cast(WIDE))
    cannot = because(context.reason("undefined", "no_total"))
    reasons = [within(gravest(inner.why))] if inner.why is not None else []
    why = pl.when(~usable).then(pl.coalesce(*reasons, cannot))
    return Exact(num, 10 ** (node.decimals or 0), whole, 10 ** (node.decimals or 0), why)
