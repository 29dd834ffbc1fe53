"""Fractions in lowest terms: what later steps multiply is no larger than the data make it.

A column that stays a fraction gets one denominator for all its rows where 128-bit integers hold that, which is the rule for
means; else every row is reduced by itself.
"""

from __future__ import annotations

import math

import polars as pl

from lkjip.plan.build import Step
from lkjip.plan.exact import LIMIT, WIDE
from lkjip.plan.marks import denominator_of


def lowest_terms(steps: list[Step], frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The frame with its fractions reduced, and the denominators that all rows of a column share, by step.

    A shared denominator has no column any more.
    """
    shared: dict[str, int] = {}
    for step in steps:
        name = denominator_of(step.id)
        if step.decimals is not None or name not in frame.columns:
            continue
        numerators, denominators = frame.get_column(step.id).to_list(), frame.get_column(name).to_list()
        common = _common(numerators, denominators)
        if common is None:
            numerators, denominators = _reduced(numerators, denominators)
            frame = frame.with_columns(pl.Series(step.id, numerators, WIDE), pl.Series(name, denominators, WIDE))
        else:
            numerators, shared[step.id] = common
            frame = frame.with_columns(pl.Series(step.id, numerators, WIDE)).drop(name)
    return frame, shared


def _common(numerators: list[int | None], denominators: list[int | None]) -> tuple[list[int | None], int] | None:
    """The numerators over the least common denominator, which follows; None where 128 bits do not hold them."""
    least = 1
    for denominator in {d for n, d in zip(numerators, denominators, strict=True) if n is not None and d is not None}:
        least = math.lcm(least, denominator)
        if least >= LIMIT:
            return None
    over = [None if n is None or not d else n * (least // d) for n, d in zip(numerators, denominators, strict=True)]
    shrink = math.gcd(least, *(n for n in over if n is not None))
    found = [None if n is None else n // shrink for n in over]
    return (found, least // shrink) if all(abs(n) < LIMIT for n in found if n is not None) else None


def _reduced(numerators: list[int | None], denominators: list[int | None]) -> tuple[list[int | None], list[int | None]]:
    """Every fraction in lowest terms."""
    divisors = [math.gcd(n or 0, d or 0) or 1 for n, d in zip(numerators, denominators, strict=True)]
    return (
        [None if n is None else n // divisor for n, divisor in zip(numerators, divisors, strict=True)],
        [None if d is None else d // divisor for d, divisor in zip(denominators, divisors, strict=True)],
    )
