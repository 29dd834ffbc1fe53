"""Printed numbers against each other: whether one follows from others, given that all of them were rounded.

A number with decimals, a scale word or a per cent sign stands for everything that prints like it; a whole number is exact.
What follows from the printed digits, or from anything that prints like them, is right; what is merely cut off is a matter
of rounding; the rest is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal

from lkjip.audit.numerals import Numeral
from lkjip.decimals import round_half_away

Verdict = Literal["exact", "near", "rounding", "off"]
VERDICTS: tuple[Verdict, ...] = ("exact", "near", "rounding", "off")
Rule = Callable[..., Fraction]
MOST = 2  # readings of one number that are tried


@dataclass(frozen=True, slots=True)
class Span:
    """A value as printed, and the least and largest that print like it. `step` is its last printed place."""

    value: Fraction
    low: Fraction
    high: Fraction
    step: Fraction
    decimals: int
    scale: int


def spans(numeral: Numeral) -> Iterator[Span]:
    """The values that a number may stand for, likeliest first."""
    sign = -1 if numeral.negative else 1
    for reading in numeral.readings[:MOST]:
        value = sign * reading.value * numeral.scale
        step = Fraction(numeral.scale, 10**reading.decimals)
        loose = reading.decimals > 0 or numeral.scale > 1 or numeral.unit == "%"
        half = step / 2 if loose else Fraction(0)
        yield Span(value, value - half, value + half, step, reading.decimals, numeral.scale)


def verdict(printed: Numeral, rule: Rule, parts: Sequence[Numeral]) -> tuple[Verdict, Fraction | None]:
    """How a printed number stands to what a rule makes of others, by the kindest reading; and that value.

    The value is that of the likeliest reading; None where the rule has none (nothing is divided by nought).
    """
    best: Verdict = "off"
    first: Fraction | None = None
    for each in product(*(tuple(spans(part)) for part in parts)):
        exact = _value(rule, [part.value for part in each])
        if exact is None:
            continue
        first = exact if first is None else first
        for shown in spans(printed):
            found = _judged(shown, exact, rule, each)
            if VERDICTS.index(found) < VERDICTS.index(best):
                best = found
    return best, first


def _value(rule: Rule, values: Sequence[Fraction]) -> Fraction | None:
    try:
        return rule(*values)
    except ZeroDivisionError:
        return None


def _judged(shown: Span, exact: Fraction, rule: Rule, parts: Sequence[Span]) -> Verdict:
    scaled = exact / shown.scale
    if round_half_away(scaled, shown.decimals) * shown.scale == shown.value:
        return "exact"
    if Fraction(int(scaled * 10**shown.decimals), 10**shown.decimals) * shown.scale == shown.value:
        return "rounding"
    corners = [v for ends in product(*((p.low, p.high) for p in parts)) if (v := _value(rule, ends)) is not None]
    half = shown.step / 2
    if corners and min(corners) - half <= shown.value <= max(corners) + half:
        return "near"
    return "rounding" if abs(shown.value - exact) <= shown.step and shown.decimals else "off"


def summed(total: Numeral, parts: Sequence[Numeral]) -> tuple[Verdict, Fraction]:
    """How a printed total stands to the sum of its parts, and that sum.

    Each rounded part may be off by half its last place, so that shares which sum to 100,1 are no mistake.
    """
    values = [next(spans(part)) for part in parts]
    added = sum((part.value for part in values), Fraction(0))
    slack = sum((part.high - part.value for part in values), Fraction(0))
    for shown in spans(total):
        if shown.value == added:
            return "exact", added
        if slack and abs(shown.value - added) <= slack + shown.step / 2:
            return "near", added
    return "off", added


def rounded_shares(total: Numeral, parts: Sequence[Numeral]) -> bool:
    """Whether whole parts may be rounded shares of a total of exactly 100, which the rounding of each explains."""
    miss = abs(sum((part.amount for part in parts), Fraction(0)) - 100)
    whole = not any(part.decimals or part.scale > 1 for part in (total, *parts))
    return whole and total.amount == 100 and 2 * miss < len(parts)
