"""Reductions to Polars expressions: sums, means and choices over the members of a group, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from lkjip.errors import Defect
from lkjip.plan.build import Step
from lkjip.plan.compile import columns
from lkjip.plan.context import Context, exact, truth
from lkjip.plan.exact import WIDE, Exact, Number, divide, expression, first_reason, gravest, guard, multiply
from lkjip.plan.marks import covered_of, members_of, why_of
from lkjip.rules.tree import MembersWhere, Reduce, Select

Phase = Literal["prepare", "aggregate", "finish"]
Phases = dict[Phase, list[pl.Expr]]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What a reduction makes of its members: their sum, least, greatest or number, and what that is divided by."""

    of: Literal["sum", "min", "max", "count"]
    over: Literal["nothing", "count", "weights"] = "nothing"


AGGREGATES = {
    "sum": Aggregate("sum"),
    "count_where": Aggregate("sum"),
    "mean": Aggregate("sum", "count"),
    "weighted_mean": Aggregate("sum", "weights"),
    "min": Aggregate("min"),
    "max": Aggregate("max"),
    "count": Aggregate("count"),
}


def reduce_step(step: Step, context: Context, members: int) -> Phases:
    """The expressions of a reduction, in three phases.

    `prepare` adds the operand's columns to the source frame, `aggregate` runs per group of the target's keys, `finish`
    turns the aggregates into the step's columns. `members` is the largest number of rows a group can have.
    """
    match step.node:
        case Select():
            return _select(step, step.node, context)
        case MembersWhere():
            return _members_where(step, step.node, context)
        case Reduce():
            return _reduce(step, step.node, context, members)
    raise Defect(f"{type(step.node).__name__} does not reduce")


def _select(step: Step, node: Select, context: Context) -> Phases:
    value = exact(node.operand, context)
    n, d, w = (f"{step.id}:{part}" for part in "ndw")
    here = pl.col(node.dimension) == context.code(node.dimension, node.code)
    prepare, picked = [expression(value.num).alias(n)], [n]
    if not isinstance(value.den, int):
        prepare.append(value.den.alias(d))
        picked.append(d)
    if value.why is not None:
        prepare.append(value.why.cast(pl.Int16).alias(w))
        picked.append(w)
    den = value.den if isinstance(value.den, int) else pl.col(d)
    found = Exact(pl.col(n), den, value.bound, value.den_bound, None if value.why is None else pl.col(w))
    return {
        "prepare": prepare,
        "aggregate": [pl.col(name).filter(here).first() for name in picked],
        "finish": columns(step, found),
    }


def _members_where(step: Step, node: MembersWhere, context: Context) -> Phases:
    condition = truth(node.condition, context)
    n, w = f"{step.id}:n", f"{step.id}:w"
    prepare = [condition.holds.alias(n)]
    aggregate = [pl.col(node.dimension).filter(pl.col(n)).alias(step.id)]
    if condition.why is None:
        return {"prepare": prepare, "aggregate": aggregate, "finish": [pl.col(step.id)]}
    prepare.append(condition.why.cast(pl.Int16).alias(w))
    aggregate += [gravest(pl.col(w)).alias(w), *_coverage(step, pl.col(n))]
    some = pl.col(covered_of(step.id)) > 0
    finish = [
        pl.when(some).then(pl.col(step.id)).alias(step.id),
        pl.when(~some).then(pl.col(w)).alias(why_of(step.id)),
        pl.col(covered_of(step.id), members_of(step.id)),
    ]
    return {"prepare": prepare, "aggregate": aggregate, "finish": finish}


def _coverage(step: Step, value: pl.Expr) -> list[pl.Expr]:
    """How many members have a value (`#`), of how many (`%`)."""
    return [value.count().cast(pl.Int64).alias(covered_of(step.id)), pl.len().cast(pl.Int64).alias(members_of(step.id))]


def _reduce(step: Step, node: Reduce, context: Context, members: int) -> Phases:
    n, d, w, u, v = (f"{step.id}:{part}" for part in "ndwuv")
    if node.fn == "count_where":
        condition = truth(node.operand, context)
        value, weight = Exact(condition.holds.cast(WIDE), 1, 1, 1, condition.why), None
    else:
        value = exact(node.operand, context)
        weight = exact(node.weight, context) if node.weight is not None else None
    why = first_reason(value.why, weight.why if weight is not None else None)
    prepare: list[pl.Expr] = []
    if weight is not None:
        product = multiply(value, weight)
        masked = weight if why is None else _where(why.is_null(), weight)
        numerator, first = _grouped(_where(why.is_null(), product) if why is not None else product, n, d, members)
        denominator, second = _grouped(masked, u, v, members)
        prepare += first + second
    else:
        numerator, prepare = _grouped(value, n, d, members)
    if why is not None:
        prepare.append(why.cast(pl.Int16).alias(w))
    operand = pl.col(n)
    total = guard(numerator.bound * members)
    aggregate: list[pl.Expr]
    how = AGGREGATES[node.fn]
    match how.of:
        case "sum":
            aggregate = [expression(numerator.num).sum().alias(n)]
            found = Exact(pl.col(n), numerator.den, total, numerator.den_bound)
        case "count":
            aggregate = [operand.count().cast(WIDE).alias(n)]
            found = Exact(pl.col(n), 1, members, 1)
        case _:
            pick = expression(numerator.num)
            aggregate = [(pick.min() if how.of == "min" else pick.max()).alias(n)]
            found = Exact(pl.col(n), numerator.den, numerator.bound, numerator.den_bound)
    if not isinstance(numerator.den, int) and how.of != "count":
        aggregate.append(numerator.den.alias(d))
        found = Exact(found.num, pl.col(d), found.bound, found.den_bound)
    counted = covered_of(step.id)
    if why is not None or how.over == "count":
        aggregate += _coverage(step, operand)
    if why is not None:
        aggregate += [gravest(pl.col(w)).alias(w), (pl.col(w) > 0).any().alias(f"{step.id}:m")]
    if how.over == "count":
        found = divide(found, Exact(pl.col(counted).cast(WIDE), 1, members, 1), 0)
        found = Exact(found.num, found.den, found.bound, found.den_bound)
    if weight is not None:
        aggregate.append(expression(denominator.num).sum().alias(u))
        scale: Number = denominator.den
        if not isinstance(scale, int):
            aggregate.append(scale.alias(v))
            scale = pl.col(v)
        weights = Exact(pl.col(u), scale, guard(denominator.bound * members), denominator.den_bound)
        found = divide(found, weights, context.reason("undefined", "no_weight"))
    if why is not None:
        found = _whether(found, node, counted, w, f"{step.id}:m")
    finish = columns(step, found)
    if why is not None:
        finish.append(pl.col(counted, members_of(step.id)))
    return {"prepare": prepare, "aggregate": aggregate, "finish": finish}


def _where(condition: pl.Expr, value: Exact) -> Exact:
    return Exact(pl.when(condition).then(expression(value.num)), value.den, value.bound, value.den_bound, value.why)


def _whether(found: Exact, node: Reduce, counted: str, w: str, missing: str) -> Exact:
    """A reduction has no value where nothing is measured, or, if it is strict, where a member is missing."""
    none = pl.lit(False) if node.fn in ("count", "count_where") else pl.col(counted) == 0
    lost = none | pl.col(missing) if node.strict else none
    why = pl.when(lost).then(pl.col(w))
    num = pl.when(~lost).then(expression(found.num))
    return Exact(num, found.den, found.bound, found.den_bound, first_reason(why, found.why))


def _grouped(value: Exact, n: str, d: str, members: int) -> tuple[Exact, list[pl.Expr]]:
    """The operand's columns, and the operand over one denominator per group: the product where they differ."""
    if isinstance(value.den, int):
        return Exact(pl.col(n), value.den, value.bound, value.den_bound), [expression(value.num).cast(WIDE).alias(n)]
    den_bound = guard(value.den_bound**members)
    product = pl.col(d).product()
    num = pl.col(n) * (product // pl.col(d))
    columns = [expression(value.num).cast(WIDE).alias(n), value.den.cast(WIDE).alias(d)]
    return Exact(num, product, guard(value.bound * den_bound), den_bound), columns
