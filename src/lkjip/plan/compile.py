"""Row-wise steps to Polars expressions.

A column `x` has no value exactly where its companion `x?` holds a reason: positive for missing, negative for absent by
rule. `x?` is left out where the column cannot be empty. A column that stays a fraction has its denominator in `x/`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch
from itertools import product

import polars as pl

from lkjip.errors import Defect
from lkjip.plan.build import Step
from lkjip.plan.exact import (
    WIDE,
    Exact,
    Number,
    Truth,
    because,
    common,
    divide,
    expression,
    first_reason,
    gravest,
    guard,
    lit,
    multiply,
    rounded,
    times,
    times_constant,
)
from lkjip.plan.marks import denominator_of, why_of
from lkjip.rules.model import BETWEEN, SATKER, YEAR, Band, Categories, RuleSet
from lkjip.rules.tree import (
    Abs,
    Apportion,
    Arith,
    Cases,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Extreme,
    FirstPresent,
    Gated,
    Gather,
    Grain,
    Here,
    Keyed,
    Lacking,
    Logic,
    Node,
    Not,
    OverYears,
    Previous,
    Ref,
    Scale,
    Score,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a column that exists: its grain, scale (None: a fraction) and largest magnitudes.

    `denominator` is the largest of a fraction's denominators, or, if it is `shared`, the one of every row.
    """

    grain: Grain
    decimals: int | None
    bound: int
    denominator: int = 1
    nullable: bool = False
    shared: bool = False


@dataclass(slots=True)
class Context:
    """What a compilation needs to know: the columns there are, the rules, and how reasons are numbered."""

    rules: RuleSet
    stored: Mapping[str, Stored]
    reason: Callable[[str, str], int]
    absent: Callable[[str], int]  # of a reason that a rule gives in its own words
    offices: int = 1
    grain: Grain = ()  # of the step at hand, the office included

    def code(self, dimension: str, member: str) -> int:
        """A member's number in its dimension."""
        return self.rules.dimensions[dimension].number(member)


@singledispatch
def exact(node: Node, context: Context) -> Exact:
    """The rational expression of a row-wise quantity."""
    raise Defect(f"no compilation for {type(node).__name__}")


@exact.register
def _exact_const(node: Const, context: Context) -> Exact:
    if node.value is None:
        return Exact(pl.lit(None, dtype=WIDE), 1, 1, 1, because(context.reason("undefined", node.reason)))
    return Exact(node.value.numerator, node.value.denominator, max(1, abs(node.value.numerator)), node.value.denominator)


@exact.register
def _exact_keyed(node: Keyed, context: Context) -> Exact:
    codes = [BETWEEN.join(part) for part in product(*(context.rules.dimensions[key].codes for key in node.grain))]
    den = math.lcm(*(value.denominator for value in node.values.values()))
    numbers = [int(node.values[code] * den) if code in node.values else None for code in codes]
    bound = guard(max([1, *(abs(n) for n in numbers if n is not None)]))
    num = pl.lit(pl.Series(numbers, dtype=WIDE)).gather(_index(node.grain, context))
    why = None
    if None in numbers:
        why = pl.when(num.is_null()).then(because(context.reason("undefined", node.reason)))
    return Exact(num, den, bound, den, why)


def _index(grain: Grain, context: Context) -> pl.Expr:
    """The number of a combination of members, in printed order."""
    first, *others = grain
    index = pl.col(first).cast(pl.UInt32)
    for key in others:
        index = index * len(context.rules.dimensions[key].codes) + pl.col(key).cast(pl.UInt32)
    return index


@exact.register
def _exact_here(node: Here, context: Context) -> Exact:
    most = len(context.rules.dimensions[node.grain[0]].codes)
    return Exact(pl.col(node.grain[0]).cast(WIDE), 1, most, 1)


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


@exact.register
def _exact_classify(node: Classify, context: Context) -> Exact:
    group = node.categories
    edges = {band: lit(lowest(band, group.round)) for band in (*group.bands, *group.gaps)}
    return banded(exact(node.operand, context), group, edges, None if group.upper is None else lit(highest(group)), context)


def banded(value: Exact, group: Categories, edges: Mapping[Band, pl.Expr], upper: pl.Expr | None, context: Context) -> Exact:
    """The number of the band that a value falls in, where each band and gap begins at its edge, in units of the rounding."""
    shown = rounded(value, group.round)
    above = [shown >= edges[band] for band in group.bands]
    inside = above[0] if upper is None else above[0] & (shown <= upper)
    for gap in group.gaps:  # from its start to the next band
        start = lowest(gap, group.round)
        ends = [band for band in group.bands if lowest(band, group.round) > start]
        within = shown >= edges[gap]
        end = min(ends, key=lambda band: lowest(band, group.round), default=None)
        inside = inside & ~(within & (shown < edges[end]) if end else within)
    num = pl.when(inside).then(pl.sum_horizontal([a.cast(WIDE) for a in above]).cast(WIDE) - lit(1))
    outside = pl.when(~inside).then(because(context.reason("undefined", "out_of_scale")))
    return Exact(num, 1, len(group.bands), 1, first_reason(value.why, outside))


def lowest(band: Band, decimals: int) -> int:
    """The lowest value inside a band, at the rounding."""
    assert band.lower is not None
    scaled: Fraction = band.lower * 10**decimals
    return math.floor(scaled) + 1 if band.open else math.ceil(scaled)


def highest(group: Categories) -> int:
    """The highest value inside a group of bands, at the rounding."""
    assert group.upper is not None
    scaled: Fraction = group.upper * 10**group.round
    return math.floor(scaled)


@exact.register
def _exact_score(node: Score, context: Context) -> Exact:
    inner = exact(node.operand, context)
    den = math.lcm(*(value.denominator for value in node.values))
    numbers = [int(value * den) for value in node.values]
    num = pl.lit(pl.Series(numbers, dtype=WIDE)).gather((expression(inner.num) - lit(node.first)).cast(pl.Int64))
    return Exact(num, den, guard(max(1, *(abs(number) for number in numbers))), den, inner.why)


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
def _exact_extreme(node: Extreme, context: Context) -> Exact:
    found, *others = (exact(operand, context) for operand in node.operands)
    for operand in others:
        here, other, den, den_bound = common(found, operand)
        a, b = expression(here.num), expression(other.num)
        better = b < a if node.fn == "min" else b > a
        num = pl.when(better).then(b).otherwise(pl.when(b.is_not_null()).then(a))
        found = Exact(num, den, max(here.bound, other.bound), den_bound, first_reason(here.why, other.why))
    return found


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
def _truth_ref(node: Ref, context: Context) -> Truth:
    """A condition that has been computed: 1 or 0."""
    why = pl.col(why_of(node.id)) if context.stored[node.id].nullable else None
    return Truth(pl.col(node.id) == lit(1), why)


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
    if isinstance(step.node, (Compare, Logic, Not, Lacking)):
        condition = truth(step.node, context)
        return columns(step, Exact(condition.holds.cast(WIDE), 1, 1, 1, condition.why))
    return columns(step, exact(step.node, context))
