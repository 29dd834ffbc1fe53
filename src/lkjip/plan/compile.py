"""Steps to Polars expressions, exactly: every quantity is an integer numerator over a positive integer denominator.

Denominators that are the same for every row are plain Python integers, so ordinary decimals cost one integer column. Every
expression carries the largest magnitude it can reach, worked out from the largest magnitudes of the columns it reads:
128-bit integers wrap silently, so a step that could leave them is refused before it runs.

A column `x` has no value exactly where its companion `x?` holds a reason: positive for missing, negative for absent by
rule. `x?` is left out where the column cannot be empty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, singledispatch
from typing import Literal

import polars as pl

from lkjip.errors import Defect
from lkjip.plan.build import Step
from lkjip.rules.model import SATKER, YEAR, RuleSet
from lkjip.rules.tree import (
    Abs,
    Apportion,
    Arith,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Gather,
    Grain,
    Keyed,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Ref,
    Scale,
    Select,
)

LIMIT = 2**126
WIDE = pl.Int128
Number = pl.Expr | int


class TooLarge(Exception):
    """A step could leave 128-bit integers; `bound` is the magnitude it could reach."""

    def __init__(self, bound: int) -> None:
        super().__init__(str(bound))
        self.bound = bound


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a column that exists: its grain, scale (None: a fraction) and largest magnitudes."""

    grain: Grain
    decimals: int | None
    bound: int
    denominator: int = 1
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """A rational expression: numerator, positive denominator, their largest magnitudes, and why it has no value."""

    num: Number
    den: Number
    bound: int
    den_bound: int
    why: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition, and why it can be neither true nor false."""

    holds: pl.Expr
    why: pl.Expr | None = None


@dataclass(slots=True)
class Context:
    """What a compilation needs to know: the columns there are, the rules, and how reasons are numbered."""

    rules: RuleSet
    stored: Mapping[str, Stored]
    reason: Callable[[str, str], int]
    step: Step = field(init=False)

    def code(self, dimension: str, member: str) -> int:
        """A member's number in its dimension."""
        return self.rules.dimensions[dimension].codes.index(member)


@cache
def lit(value: int) -> pl.Expr:
    """A 128-bit constant. Expressions are immutable, and making one costs more than looking it up."""
    return pl.lit(value, dtype=WIDE)


@cache
def because(number: int) -> pl.Expr:
    """The constant number of a reason."""
    return pl.lit(number, dtype=pl.Int16)


def guard(bound: int) -> int:
    """The bound, if 128-bit integers hold it. Raises TooLarge otherwise."""
    if bound >= LIMIT:
        raise TooLarge(bound)
    return bound


def times(left: Number, right: Number) -> Number:
    """A product; a factor of 1 costs nothing."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if isinstance(left, int):
        left, right = right, left
    if isinstance(right, int):
        return left if right == 1 else left * lit(right)
    return left * right


def expression(value: Number) -> pl.Expr:
    """A number as an expression."""
    return lit(value) if isinstance(value, int) else value


def first_reason(*reasons: pl.Expr | None) -> pl.Expr | None:
    """The first reason that there is, in the order of the operands."""
    found = [reason for reason in reasons if reason is not None]
    return None if not found else found[0] if len(found) == 1 else pl.coalesce(found)


def why_of(name: str) -> str:
    """The column of reasons that goes with a column of values."""
    return f"{name}?"


def denominator_of(name: str) -> str:
    """The column of denominators that goes with a column of fractions."""
    return f"{name}/"


@singledispatch
def exact(node: Node, context: Context) -> Exact:
    """The rational expression of a row-wise quantity."""
    raise Defect(f"no compilation for {type(node).__name__}")


@exact.register
def _(node: Const, context: Context) -> Exact:
    if node.value is None:
        return Exact(pl.lit(None, dtype=WIDE), 1, 1, 1, because(context.reason("undefined", node.reason)))
    return Exact(node.value.numerator, node.value.denominator, max(1, abs(node.value.numerator)), node.value.denominator)


@exact.register
def _(node: Keyed, context: Context) -> Exact:
    codes = context.rules.dimensions[node.grain[0]].codes
    den = math.lcm(*(value.denominator for value in node.values.values()))
    numbers = [int(node.values[code] * den) if code in node.values else None for code in codes]
    bound = guard(max([1, *(abs(n) for n in numbers if n is not None)]))
    num = pl.lit(pl.Series(numbers, dtype=WIDE)).gather(pl.col(node.grain[0]))
    why = None
    if None in numbers:
        why = pl.when(num.is_null()).then(because(context.reason("undefined", "no_target")))
    return Exact(num, den, bound, den, why)


@exact.register
def _(node: Ref, context: Context) -> Exact:
    stored = context.stored[node.id]
    why = pl.col(why_of(node.id)) if stored.nullable else None
    if stored.decimals is None:
        return Exact(pl.col(node.id), pl.col(denominator_of(node.id)), stored.bound, stored.denominator, why)
    den = 10**stored.decimals
    return Exact(pl.col(node.id), den, stored.bound, den, why)


@exact.register
def _(node: Scale, context: Context) -> Exact:
    inner = exact(node.operand, context)
    return _times_constant(inner, node.factor)


def _times_constant(inner: Exact, factor: Fraction) -> Exact:
    up, down = factor.numerator, factor.denominator
    if isinstance(inner.den, int):  # cancel what the fixed denominator shares with the factor
        shared = math.gcd(inner.den, abs(up))
        up, inner_den, den_bound = up // shared, inner.den // shared, inner.den_bound // shared
        return Exact(
            times(inner.num, up), inner_den * down, guard(inner.bound * abs(up)), guard(den_bound * down), inner.why
        )
    return Exact(
        times(inner.num, up), times(inner.den, down), guard(inner.bound * abs(up)), guard(inner.den_bound * down),
        inner.why,
    )  # fmt: skip


@exact.register
def _(node: Arith, context: Context) -> Exact:
    left, right = exact(node.left, context), exact(node.right, context)
    match node.operator:
        case "*":
            return _multiply(left, right)
        case "/":
            return divide(left, right, context.reason("undefined", "division_by_zero"))
        case sign:
            left, right, den, den_bound = _common(left, right)
            a, b = expression(left.num), expression(right.num)
            num = a + b if sign == "+" else a - b
            return Exact(num, den, guard(left.bound + right.bound), den_bound, first_reason(left.why, right.why))


def _multiply(left: Exact, right: Exact) -> Exact:
    for one, other in ((left, right), (right, left)):
        if isinstance(one.num, int) and isinstance(one.den, int):
            return _times_constant(other, Fraction(one.num, one.den))
    return Exact(
        times(left.num, right.num), times(left.den, right.den), guard(left.bound * right.bound),
        guard(left.den_bound * right.den_bound), first_reason(left.why, right.why),
    )  # fmt: skip


def divide(left: Exact, right: Exact, zero: int) -> Exact:
    """The quotient; where the divisor is 0 it has no value, for the reason numbered `zero`."""
    if isinstance(right.num, int) and isinstance(right.den, int) and right.num:
        return _times_constant(left, Fraction(right.den, right.num))
    divisor = expression(right.num)
    num = expression(times(times(left.num, right.den), divisor.sign()))
    den = pl.when(divisor != 0).then(divisor.abs())
    why = first_reason(left.why, right.why, pl.when(divisor == 0).then(because(zero)))
    return Exact(
        pl.when(divisor != 0).then(num), times(den, left.den), guard(left.bound * right.den_bound),
        guard(right.bound * left.den_bound), why,
    )  # fmt: skip


def _common(left: Exact, right: Exact) -> tuple[Exact, Exact, Number, int]:
    """Both over one denominator: the least where both are fixed, else the product."""
    if isinstance(left.den, int) and isinstance(right.den, int):
        den = math.lcm(left.den, right.den)
        up, down = den // left.den, den // right.den
        den_bound = guard(den)
        return (
            Exact(times(left.num, up), den, guard(left.bound * up), den, left.why),
            Exact(times(right.num, down), den, guard(right.bound * down), den, right.why),
            den,
            den_bound,
        )
    product, den_bound = times(left.den, right.den), guard(left.den_bound * right.den_bound)
    return (
        Exact(times(left.num, right.den), product, guard(left.bound * right.den_bound), den_bound, left.why),
        Exact(times(right.num, left.den), product, guard(right.bound * left.den_bound), den_bound, right.why),
        product,
        den_bound,
    )


@exact.register
def _(node: Abs, context: Context) -> Exact:
    inner = exact(node.operand, context)
    num = abs(inner.num) if isinstance(inner.num, int) else inner.num.abs()
    return Exact(num, inner.den, inner.bound, inner.den_bound, inner.why)


@exact.register
def _(node: Clamp, context: Context) -> Exact:
    found = exact(node.operand, context)
    for bound, below in ((node.low, True), (node.high, False)):
        if bound is None:
            continue
        value, limit, den, den_bound = _common(found, exact(bound, context))
        a, b = expression(value.num), expression(limit.num)
        outside = a < b if below else a > b
        why = first_reason(value.why, limit.why)
        found = Exact(pl.when(outside).then(b).otherwise(a), den, max(value.bound, limit.bound), den_bound, why)
        if limit.why is not None:  # a missing bound leaves no value
            found = Exact(pl.when(b.is_not_null()).then(expression(found.num)), den, found.bound, den_bound, why)
    return found


@exact.register
def _(node: Previous, context: Context) -> Exact:
    inner = exact(node.operand, context)
    others = [SATKER, *(key for key in node.grain if key != YEAR)]

    def shift(value: Number) -> Number:
        return value if isinstance(value, int) else value.shift(node.years).over(others, order_by=YEAR)

    early = because(context.reason("not_measured", "no_earlier_year"))
    why: pl.Expr = pl.when(pl.col(YEAR) < node.years).then(early)
    if inner.why is not None:
        why = pl.coalesce(why, inner.why.shift(node.years).over(others, order_by=YEAR))
    return Exact(shift(expression(inner.num)), shift(inner.den), inner.bound, inner.den_bound, why)


@exact.register
def _(node: OverYears, context: Context) -> Exact:
    current, history, den, den_bound = _common(exact(node.current, context), exact(node.history, context))
    now = pl.col(YEAR) == context.code(YEAR, str(context.rules.year))
    num = pl.when(now).then(expression(current.num)).otherwise(expression(history.num))
    nothing = pl.lit(None, dtype=pl.Int16)
    why: pl.Expr | None = None
    if current.why is not None or history.why is not None:
        reasons = [nothing if part.why is None else part.why for part in (current, history)]
        why = pl.when(now).then(reasons[0]).otherwise(reasons[1])
    return Exact(num, den, max(current.bound, history.bound), den_bound, why)


@exact.register
def _(node: Gather, context: Context) -> Exact:
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
def _(node: Apportion, context: Context) -> Exact:
    """Whole units of 10^-decimals per cent: floors first, then one more for the largest remainders."""
    inner = exact(node.operand, context)
    part = expression(inner.num)
    if not isinstance(inner.den, int):
        raise Defect("shares of a fraction")
    rows = math.prod(len(context.rules.dimensions[key].codes) for key in node.grain)
    whole = 100 * 10 ** (node.decimals or 0)
    total = part.sum().over(SATKER)
    usable = (part.is_not_null().all() & (part >= 0).all() & (part.sum() > 0)).over(SATKER)
    guard(inner.bound * inner.bound * rows * whole)
    floor, rest = (part * lit(whole)) // total, (part * lit(whole)) % total
    order = rest * lit(inner.bound + 1) + part  # the larger remainder first, then the larger part, then printed order
    rank = (lit(0) - order).rank("ordinal").over(SATKER)
    missing = lit(whole) - floor.sum().over(SATKER)
    num = pl.when(usable).then(floor + (rank.cast(WIDE) <= missing).cast(WIDE))
    cannot = because(context.reason("undefined", "no_total"))
    reasons = [gravest(inner.why).over(SATKER)] if inner.why is not None else []
    why = pl.when(~usable).then(pl.coalesce(*reasons, cannot))
    return Exact(num, 10 ** (node.decimals or 0), whole, 10 ** (node.decimals or 0), why)


@exact.register
def _(node: Classify, context: Context) -> Exact:
    inner = exact(node.operand, context)
    group = node.categories
    value = rounded(inner, group.round)
    scale = 10**group.round
    above = []
    for band in group.bands:
        assert band.lower is not None
        scaled = band.lower * scale
        edge = math.floor(scaled) + 1 if band.open else math.ceil(scaled)  # the lowest value inside, at the rounding
        above.append(value >= lit(edge))
    inside = above[0] if group.upper is None else above[0] & (value <= lit(math.floor(group.upper * scale)))
    num = pl.when(inside).then(pl.sum_horizontal([a.cast(WIDE) for a in above]).cast(WIDE) - lit(1))
    outside = pl.when(~inside).then(because(context.reason("undefined", "out_of_scale")))
    return Exact(num, 1, len(group.bands), 1, first_reason(inner.why, outside))


@exact.register
def _(node: Choose, context: Context) -> Exact:
    conditions = [truth(condition, context) for condition in node.conditions]
    num = lit(len(conditions))
    for number, condition in reversed(list(enumerate(conditions))):
        chosen = pl.when(condition.holds).then(lit(number)).otherwise(num)
        num = chosen if condition.why is None else pl.when(condition.holds.is_not_null()).then(chosen)
    why = first_reason(*(condition.why for condition in conditions))
    return Exact(num, 1, len(conditions) + 1, 1, None if why is None else pl.when(num.is_null()).then(why))


@singledispatch
def truth(node: Node, context: Context) -> Truth:
    """The expression of a condition."""
    raise Defect(f"no condition in {type(node).__name__}")


_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@truth.register
def _(node: Compare, context: Context) -> Truth:
    left, right, _, _ = _common(exact(node.left, context), exact(node.right, context))
    holds = _COMPARE[node.operator](expression(left.num), expression(right.num))
    return Truth(holds, first_reason(left.why, right.why))


@truth.register
def _(node: Logic, context: Context) -> Truth:
    left, right = truth(node.left, context), truth(node.right, context)
    both = left.holds & right.holds if node.operator == "and" else left.holds | right.holds
    why = first_reason(left.why, right.why)
    return Truth(both if why is None else pl.when(why.is_null()).then(both), why)


@truth.register
def _(node: Not, context: Context) -> Truth:
    inner = truth(node.operand, context)
    return Truth(~inner.holds, inner.why)


@truth.register
def _(node: Ref, context: Context) -> Truth:
    """A condition that has been computed: 1 or 0."""
    why = pl.col(why_of(node.id)) if context.stored[node.id].nullable else None
    return Truth(pl.col(node.id) == lit(1), why)


def rounded(value: Exact, decimals: int) -> pl.Expr:
    """The value times 10^decimals as an integer, half away from zero."""
    scale = 10**decimals
    if isinstance(value.den, int):
        if scale % value.den == 0:
            guard(value.bound * (scale // value.den))
            return expression(times(value.num, scale // value.den))
        shared = math.gcd(scale, value.den)
        scale, den = scale // shared, value.den // shared
        guard(2 * value.bound * scale + den)
        if isinstance(value.num, int):
            return lit(_half_away(value.num * scale, den))
        return ((value.num.abs() * lit(2 * scale) + lit(den)) // lit(2 * den)) * value.num.sign()
    guard(2 * value.bound * scale + value.den_bound)
    guard(2 * value.den_bound)
    num = expression(value.num)
    return ((num.abs() * lit(2 * scale) + value.den) // (value.den * lit(2))) * num.sign()


def _half_away(num: int, den: int) -> int:
    return (2 * abs(num) + den) // (2 * den) * (1 if num >= 0 else -1)


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
    context.step = step
    if isinstance(step.node, (Compare, Logic, Not)):
        condition = truth(step.node, context)
        return columns(step, Exact(condition.holds.cast(WIDE), 1, 1, 1, condition.why))
    return columns(step, exact(step.node, context))


Phase = Literal["prepare", "aggregate", "finish"]


def gravest(why: pl.Expr) -> pl.Expr:
    """Of a group's reasons the one to tell: the first that no rule foresees, else the first."""
    return pl.coalesce(why.filter(why > 0).first(), why.drop_nulls().first())


def reduce_step(step: Step, context: Context, members: int) -> dict[Phase, list[pl.Expr]]:
    """The expressions of a reduction, in three phases.

    `prepare` adds the operand's columns to the source frame, `aggregate` runs per group of the target's keys, `finish`
    turns the aggregates into the step's columns. `members` is the largest number of rows a group can have.
    """
    context.step = step
    match step.node:
        case Select():
            return _select(step, step.node, context)
        case MembersWhere():
            return _members_where(step, step.node, context)
        case Reduce():
            return _reduce(step, step.node, context, members)
    raise Defect(f"{type(step.node).__name__} does not reduce")


def _select(step: Step, node: Select, context: Context) -> dict[Phase, list[pl.Expr]]:
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


def _members_where(step: Step, node: MembersWhere, context: Context) -> dict[Phase, list[pl.Expr]]:
    condition = truth(node.condition, context)
    n, w = f"{step.id}:n", f"{step.id}:w"
    prepare = [condition.holds.alias(n)]
    aggregate = [pl.col(node.dimension).filter(pl.col(n)).alias(step.id)]
    if condition.why is None:
        return {"prepare": prepare, "aggregate": aggregate, "finish": [pl.col(step.id)]}
    prepare.append(condition.why.cast(pl.Int16).alias(w))
    aggregate += [gravest(pl.col(w)).alias(w), *_coverage(step, pl.col(n))]
    some = pl.col(f"{step.id}#") > 0
    finish = [
        pl.when(some).then(pl.col(step.id)).alias(step.id),
        pl.when(~some).then(pl.col(w)).alias(why_of(step.id)),
        pl.col(f"{step.id}#", f"{step.id}%"),
    ]
    return {"prepare": prepare, "aggregate": aggregate, "finish": finish}


def _coverage(step: Step, value: pl.Expr) -> list[pl.Expr]:
    """How many members have a value (`#`), of how many (`%`)."""
    return [value.count().cast(pl.Int64).alias(f"{step.id}#"), pl.len().cast(pl.Int64).alias(f"{step.id}%")]


def _reduce(step: Step, node: Reduce, context: Context, members: int) -> dict[Phase, list[pl.Expr]]:
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
        product = _multiply(value, weight)
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
    match node.fn:
        case "sum" | "mean" | "weighted_mean" | "count_where":
            aggregate = [expression(numerator.num).sum().alias(n)]
            found = Exact(pl.col(n), numerator.den, total, numerator.den_bound)
        case "count":
            aggregate = [operand.count().cast(WIDE).alias(n)]
            found = Exact(pl.col(n), 1, members, 1)
        case _:
            pick = expression(numerator.num)
            aggregate = [(pick.min() if node.fn == "min" else pick.max()).alias(n)]
            found = Exact(pl.col(n), numerator.den, numerator.bound, numerator.den_bound)
    if not isinstance(numerator.den, int) and node.fn != "count":
        aggregate.append(numerator.den.alias(d))
        found = Exact(found.num, pl.col(d), found.bound, found.den_bound)
    counted = f"{step.id}#"
    if why is not None or node.fn == "mean":
        aggregate += _coverage(step, operand)
    if why is not None:
        aggregate += [gravest(pl.col(w)).alias(w), (pl.col(w) > 0).any().alias(f"{step.id}:m")]
    if node.fn == "mean":
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
        finish.append(pl.col(counted, f"{step.id}%"))
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
