"""Correctly rounded roots, powers and logarithms: two methods that share nothing, ties and perfect powers included."""

from __future__ import annotations

import os
import random
from fractions import Fraction

from lkjip.plan import roots as engine
from lkjip.trace import roots as oracle

CASES = int(os.environ.get("LKJIP_ROOTS", "1500"))  # 100,000 were run when this was written


def test_both_methods_agree() -> None:
    source = random.Random(11)
    for _ in range(CASES):
        decimals, degree = source.randrange(0, 10), source.randrange(2, 12)
        size = source.randrange(1, 16)
        value = Fraction(source.randrange(1, 10**size), source.choice([1, 10**5, 7, source.randrange(1, 10**6)]))
        scale = 10**decimals
        assert Fraction(engine.root(value, degree, decimals), scale) == oracle.rounded_root([(value, 1)], degree, decimals)
        assert Fraction(engine.log(value, decimals), scale) == oracle.rounded_log(value, decimals)
        top = source.randrange(-30, 31)
        assert Fraction(engine.power([(value, Fraction(top, degree))], decimals), scale) == oracle.rounded_root(
            [(value, top)], degree, decimals
        )


def test_ties_are_rounded_away_from_zero_and_perfect_powers_are_exact() -> None:
    source = random.Random(12)
    for _ in range(CASES // 5):
        decimals, degree = source.randrange(0, 6), source.randrange(2, 9)
        count = source.randrange(1, 10**6)
        half = Fraction(2 * count + 1, 2 * 10**decimals)
        whole = Fraction(count, 10**decimals)
        for value, wanted in ((half, count + 1), (whole, count)):
            assert engine.root(value**degree, degree, decimals) == wanted
            assert engine.power([(value**degree, Fraction(1, degree))], decimals) == wanted
            assert oracle.rounded_root([(value**degree, 1)], degree, decimals) == Fraction(wanted, 10**decimals)
        near = half**degree * (1 - Fraction(1, 10**60))
        assert engine.power([(near, Fraction(1, degree))], decimals) == engine.root(near, degree, decimals) == count


def test_logarithms_close_to_a_border() -> None:
    """e^0.5 cut off below and above: the logarithm lies within 10^-40 of a half."""
    digits = "1.6487212707001281468486507878141635716537761007101480"
    below, above = Fraction(digits), Fraction(digits) + Fraction(1, 10**50)
    assert (engine.log(below, 0), engine.log(above, 0)) == (0, 1)
    assert [oracle.rounded_log(value, 0) for value in (below, above)] == [Fraction(0), Fraction(1)]


def test_the_largest_groups_stay_quick() -> None:
    """Ten thousand factors of nine digits, and what comes near one."""
    source = random.Random(13)
    factors = [source.randrange(10**8, 10**9) for _ in range(10_000)]
    product = 1
    for factor in factors:
        product *= factor
    found = engine.root(Fraction(product), len(factors), 0)
    assert (2 * found - 1) ** len(factors) <= product * 2 ** len(factors) < (2 * found + 1) ** len(factors)
    assert engine.root(Fraction(2), 100, 12) == 1006955550057
    assert engine.whole_root(2**100 - 1, 100) == 1
