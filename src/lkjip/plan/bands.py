"""A value's band in a group of categories, and the value that a band or level stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from lkjip.plan.context import Context, exact
from lkjip.plan.exact import (
    WIDE,
    Exact,
    because,
    expression,
    first_reason,
    guard,
    lit,
    rounded,
)
from lkjip.rules.model import Band, Categories
from lkjip.rules.tree import (
    Classify,
    Score,
)


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
