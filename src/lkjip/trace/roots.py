"""Roots, powers and logarithms once more, by other means: bisection on whole numbers, and a series between two bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction


def rounded_root(factors: Sequence[tuple[Fraction, int]], degree: int, decimals: int) -> Fraction:
    """The root of a product of powers of positive numbers, half away from zero.

    >>> rounded_root([(Fraction(2), 1)], 2, 3), rounded_root([(Fraction(8), 2)], 3, 0)
    (Fraction(707, 500), Fraction(4, 1))
    """
    top = math.prod(b.numerator**e if e > 0 else b.denominator**-e for b, e in factors)
    bottom = math.prod(b.denominator**e if e > 0 else b.numerator**-e for b, e in factors)
    scale = 10**decimals

    def reaches(count: int) -> bool:
        """Whether the root is at least count − ½ of 10^-decimals."""
        return bool((2 * count - 1) ** degree * bottom <= top * (2 * scale) ** degree)

    return Fraction(_largest(reaches), scale)


def _largest(holds: Callable[[int], bool]) -> int:
    """The largest whole number for which something holds that holds up to some number."""
    above = 1
    while holds(above):
        above *= 2
    below = above // 2
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if holds(middle) else (below, middle)
    return below


def rounded_log(value: Fraction, decimals: int) -> Fraction:
    """The natural logarithm of a positive number, half away from zero.

    >>> rounded_log(Fraction(10), 4), rounded_log(Fraction(1, 10), 1)
    (Fraction(11513, 5000), Fraction(-23, 10))
    """
    if value == 1:
        return Fraction(0)
    if value < 1:
        return -rounded_log(1 / value, decimals)
    digits = decimals + 10
    while True:
        low, high = (_rounded(end, decimals) for end in _bounds(value, 10**digits))
        if low == high:
            return low
        digits *= 2


def _rounded(value: Fraction, decimals: int) -> Fraction:
    return Fraction(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def _bounds(value: Fraction, unit: int) -> tuple[Fraction, Fraction]:
    """Two numbers that a logarithm lies between, by ln x = k·ln 2 + ln m with m between 1 and 2."""
    twos = max(0, value.numerator.bit_length() - value.denominator.bit_length())
    rest = value / 2**twos
    while rest >= 2:
        twos, rest = twos + 1, rest / 2
    while rest < 1:
        twos, rest = twos - 1, rest * 2
    two, two_steps = _series(Fraction(2), unit)
    part, part_steps = _series(rest, unit)
    found = Fraction(twos * two + part, unit)
    doubt = Fraction((abs(twos) * (two_steps + 4) + part_steps + 4) * 2, unit)
    return found - doubt, found + doubt


def _series(value: Fraction, unit: int) -> tuple[int, int]:
    """ln value = 2·(t + t³/3 + t⁵/5 + …) with t = (value − 1)/(value + 1) ≤ ⅓, in units cut off below, and its terms."""
    t = (value - 1) / (value + 1)
    square = t * t
    term, total, steps = t.numerator * unit // t.denominator, 0, 0
    while term:
        total += term // (2 * steps + 1)
        term = term * square.numerator // square.denominator
        steps += 1
    return 2 * total, 2 * steps
