"""Roots, powers and logarithms as correctly rounded decimals.

Results are whole numbers of 10^-decimals, half away from zero. Roots are proven by comparing whole numbers. For powers and
logarithms an interval of decimals is made narrower until both its ends round alike; where that cannot be, the number lies
on the border itself, and whole numbers decide. A binary float may only say where to start looking.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

_DOUBT = 120  # digits after which an undecided rounding is taken to whole numbers


def whole_root(value: int, degree: int) -> int:
    """The largest whole number whose power is not above a value that is not negative.

    >>> whole_root(26, 3), whole_root(27, 3), whole_root(10**40, 4)
    (2, 3, 10000000000)
    """
    if degree == 2:
        return math.isqrt(value)
    if value < 2 or degree == 1:
        return value
    guess = max(1, _start(value, degree))
    while not guess**degree <= value < (guess + 1) ** degree:
        step = ((degree - 1) * guess + value // int(guess ** (degree - 1))) // degree
        guess = step if step != guess else guess - 1  # Newton; it comes to rest on the root or just above it
    return guess


def _start(value: int, degree: int) -> int:
    bits = math.log2(value) / degree
    return int(math.exp2(bits)) if bits < 1000 else 1 << int(bits)


def root(value: Fraction, degree: int, decimals: int) -> int:
    """The root of a number that is not negative.

    >>> root(Fraction(2), 2, 4), root(Fraction(1, 4), 2, 0), root(Fraction(9), 2, 2)
    (14142, 1, 300)
    """
    scale = (10**decimals) ** degree
    top, bottom = value.numerator * scale, value.denominator
    found = whole_root(top // bottom, degree)
    return found + int(top << degree >= bottom * (2 * found + 1) ** degree)


def power(factors: Iterable[tuple[Fraction, Fraction]], decimals: int) -> int:
    """The product of positive numbers, each to a rational power.

    >>> power([(Fraction(2), Fraction(1, 2))], 4), power([(Fraction(3), Fraction(-1))], 3)
    (14142, 333)
    """
    pairs = [(base, exponent) for base, exponent in factors if exponent and base != 1]

    def estimate(digits: int) -> tuple[Decimal, Decimal]:
        work = Context(digits, ROUND_HALF_EVEN, -(10**9), 10**9)
        logs = [work.multiply(_decimal(e, work), work.ln(_decimal(b, work))) for b, e in pairs]
        total = _sum(logs, work)
        size = 1 + _sum((abs(log) for log in logs), work) + sum(abs(int(e)) + 1 for _, e in pairs)
        error = work.scaleb(size * (len(pairs) + 1), 2 - digits)  # every step loses less than a unit of the last digit
        return _lower(digits).exp(_lower(digits).subtract(total, error)), _upper(digits).exp(
            _upper(digits).add(total, error)
        )

    def reaches(border: Fraction) -> bool:
        shared = math.lcm(*(exponent.denominator for _, exponent in pairs), 1)
        left, right = border**shared, Fraction(1)
        for base, exponent in pairs:
            right *= base ** int(exponent * shared)
        return right >= left

    return _decided(estimate, reaches, decimals)


def log(value: Fraction, decimals: int) -> int:
    """The natural logarithm of a positive number.

    >>> log(Fraction(10), 6), log(Fraction(1, 2), 3), log(Fraction(1), 2)
    (2302585, -693, 0)
    """
    if value == 1:
        return 0  # the only rational logarithm

    def estimate(digits: int) -> tuple[Decimal, Decimal]:
        work = Context(digits, ROUND_HALF_EVEN, -(10**9), 10**9)
        found = work.ln(_decimal(value, work))
        error = work.scaleb(1 + abs(found), 2 - digits)
        return _lower(digits).subtract(found, error), _upper(digits).add(found, error)

    if value < 1:
        return -log(1 / value, decimals)
    return _decided(estimate, None, decimals)


def _sum(terms: Iterable[Decimal], work: Context) -> Decimal:
    """A sum at the precision of a context."""
    total = Decimal(0)
    for term in terms:
        total = work.add(total, term)
    return total


def _decimal(value: Fraction, work: Context) -> Decimal:
    return work.divide(Decimal(value.numerator), Decimal(value.denominator))


def _lower(digits: int) -> Context:
    return Context(digits, ROUND_FLOOR, -(10**9), 10**9)


def _upper(digits: int) -> Context:
    return Context(digits, ROUND_CEILING, -(10**9), 10**9)


def _decided(
    estimate: Callable[[int], tuple[Decimal, Decimal]], reaches: Callable[[Fraction], bool] | None, decimals: int
) -> int:
    """The rounding of a positive number of which there are ever narrower estimates."""
    digits = 25 + decimals
    while True:
        low, high = (_half_up(end, decimals) for end in estimate(digits))
        if low == high:
            return low
        if digits > _DOUBT and reaches is not None and high - low == 1:
            return high if reaches(Fraction(2 * high - 1, 2 * 10**decimals)) else low
        digits *= 2


def _half_up(value: Decimal, decimals: int) -> int:
    scaled = Fraction(value) * Fraction(10) ** decimals
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
