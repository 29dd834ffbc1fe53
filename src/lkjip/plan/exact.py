"""Exact arithmetic on Polars expressions: every quantity is an integer numerator over a positive integer denominator.

Denominators that are the same for every row are plain Python integers, so ordinary decimals cost one integer column. Every
expression carries the largest magnitude it can reach, worked out from the largest magnitudes of the columns it reads:
128-bit integers wrap silently, so an expression that could leave them is refused before it runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import polars as pl

LIMIT = 2**126
WIDE = pl.Int128
Number = pl.Expr | int


class TooLarge(Exception):
    """A step could leave 128-bit integers; `bound` is the magnitude it could reach."""

    def __init__(self, bound: int) -> None:
        super().__init__(str(bound))
        self.bound = bound


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


def gravest(why: pl.Expr) -> pl.Expr:
    """Of a group's reasons the one to tell: the first that no rule foresees, else the first."""
    return pl.coalesce(why.filter(why > 0).first(), why.drop_nulls().first())


def times_constant(inner: Exact, factor: Fraction) -> Exact:
    """A quantity times a fraction, with what a fixed denominator shares with it cancelled."""
    up, down = factor.numerator, factor.denominator
    if isinstance(inner.den, int):  # cancel what the fixed denominator shares with the factor
        shared = math.gcd(inner.den, abs(up))
        up, inner_den, den_bound = up // shared, inner.den // shared, inner.den_bound // shared
        return Exact(
            times(inner.num, up), inner_den * down, guard(inner.bound * abs(up)), guard(den_bound * down), inner.why
        )
    return Exact(
        times(inner.num, up),
        times(inner.den, down),
        guard(inner.bound * abs(up)),
        guard(inner.den_bound * down),
        inner.why,
    )


def multiply(left: Exact, right: Exact) -> Exact:
    """The product."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one.num, int) and isinstance(one.den, int):
            return times_constant(other, Fraction(one.num, one.den))
    return Exact(
        times(left.num, right.num),
        times(left.den, right.den),
        guard(left.bound * right.bound),
        guard(left.den_bound * right.den_bound),
        first_reason(left.why, right.why),
    )


def divide(left: Exact, right: Exact, zero: int) -> Exact:
    """The quotient; where the divisor is 0 it has no value, for the reason numbered `zero`."""
    if isinstance(right.num, int) and isinstance(right.den, int) and right.num:
        return times_constant(left, Fraction(right.den, right.num))
    divisor = expression(right.num)
    num = expression(times(times(left.num, right.den), divisor.sign()))
    den = pl.when(divisor != 0).then(divisor.abs())
    why = first_reason(left.why, right.why, pl.when(divisor == 0).then(because(zero)))
    return Exact(
        pl.when(divisor != 0).then(num),
        times(den, left.den),
        guard(left.bound * right.den_bound),
        guard(right.bound * left.den_bound),
        why,
    )


def common(left: Exact, right: Exact) -> tuple[Exact, Exact, Number, int]:
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
