"""Row-wise steps to Polars expressions: the columns that each step adds to the frame of its grain."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lkjip.plan import across, arithmetic, bands, conditions  # noqa: F401  what compiles each node, which registers itself
from lkjip.plan.build import Step
from lkjip.plan.context import Context, exact, truth
from lkjip.plan.exact import (
    WIDE,
    Exact,
    expression,
    rounded,
)
from lkjip.plan.marks import denominator_of, why_of
from lkjip.rules.scope import CONDITIONS


def columns(step: Step, value: Exact) -> list[pl.Expr]:
    """The columns that a finished step leaves: its value, its reason, and its denominator if it stays a fraction."""
    found = []
    if step.decimals is None:
        num = expression(value.num)
        found = [num.cast(WIDE).alias(step.id), expression(value.den).cast(WIDE).alias(denominator_of(step.id))]
    else:
        found = [rounded(value, step.decimals).cast(WIDE).alias(step.id)]
    if value.why is not None:
        found.append(value.why.cast(pl.Int16).alias(why_of(step.id)))
    return found


def row_step(step: Step, context: Context) -> list[pl.Expr]:
    """The columns of a row-wise step, to be added to the frame of its grain."""
    context = replace(context, grain=step.grain)
    if isinstance(step.node, CONDITIONS):
        condition = truth(step.node, context)
        return columns(step, Exact(condition.holds.cast(WIDE), 1, 1, 1, condition.why))
    return columns(step, exact(step.node, context))
