"""Whether a printed number is a fact's value: exactly at its printed precision, almost, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lkjip.audit.facts import PLACES, Fact
from lkjip.audit.numerals import Numeral
from lkjip.decimals import round_half_away

LONG = 6  # numbers of so many digits can be recognised although a digit or two are wrong
UNITS = {"%": "persen", "Rp": "rupiah"}


def agrees(numeral: Numeral, fact: Fact) -> bool:
    """Whether the number is the fact's size at the number's precision (a fall is printed as "turun sebesar 0,08").

    What is not measured agrees with a printed nought.
    """
    scaled, scale = fact.scaled, numeral.scale
    for reading in numeral.readings:
        if scaled and scale > 1:
            if round_half_away(abs(fact.value or Fraction(0)) / numeral.scale, reading.decimals) == reading.value:
                return True
        elif scaled:
            if reading.decimals < PLACES and abs(scaled[reading.decimals]) == reading.scaled:
                return True
        elif reading.scaled == 0:
            return True
    return False


def almost(numeral: Numeral, fact: Fact) -> bool:
    """Whether the number is off by one in its last decimal: truncated, or rounded from rounded values."""
    for r in numeral.readings if fact.scaled else ():
        if 0 < r.decimals < PLACES and abs(fact.scaled[r.decimals] - r.scaled) == 1:
            return True
    return False


def fits_unit(numeral: Numeral, fact: Fact) -> bool:
    """Whether the sign printed with the number does not contradict the fact's unit."""
    return not numeral.unit or UNITS[numeral.unit] == fact.unit or (numeral.unit == "%" and not fact.unit)


def resembles(numeral: Numeral, fact: Fact) -> bool:
    """Whether a long number differs from the fact by a digit in four at most."""
    if len(numeral.text) < LONG or not numeral.readings or numeral.decimals:
        return False
    if fact.value is None or fact.value.denominator != 1:
        return False
    mine, its = str(numeral.value), str(fact.value)
    if len(its) < LONG or abs(len(mine) - len(its)) > 1:
        return False
    allowed = (len(its) + 1) // 4
    return distance(mine, its, allowed) <= allowed


def near(numeral: Numeral, fact: Fact, share: Fraction) -> bool:
    """Whether the number is within a share of the fact's value."""
    if not fact.value:
        return False
    return any(abs(r.value * numeral.scale - fact.value) <= abs(fact.value) * share for r in numeral.readings)


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance, or `limit + 1` where it is larger.

    >>> distance("8815238065", "9815238065", 2), distance("12", "12345", 2)
    (1, 3)
    """
    row: Sequence[int] = range(len(other) + 1)
    for number, left in enumerate(one, 1):
        below = [number]
        for column, right in enumerate(other, 1):
            below.append(min(row[column] + 1, below[-1] + 1, row[column - 1] + (left != right)))
        if min(below) > limit:
            return limit + 1
        row = below
    return min(row[-1], limit + 1)
