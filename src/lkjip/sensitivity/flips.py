"""The smallest change of one weight or target that makes a category or state another one: the values of a grid are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkjip.sensitivity.draws import STEP, Factor, divided

LAST = Fraction(1, 100)  # the finest grid
FAR = 10  # a value without a total is tried up to so many times what it is
MOST = 20_000  # values of one grid

Changed = Callable[[Sequence[Fraction]], int | None]  # the first of some values with which the figure is another one


@dataclass(frozen=True, slots=True)
class Flip:
    """Where a factor's change, with the others of its group in proportion, first makes a figure another one.

    `value` is the factor's then, None where no value that was tried does; `then` is the figure's title there.
    """

    name: str
    title: str
    now: Fraction
    value: Fraction | None
    then: str

    @property
    def share(self) -> Fraction | None:
        """The change as a share of what it is now; None where there is none."""
        return None if self.value is None else abs(self.value - self.now) / abs(self.now)


def nearest(factor: Factor, changed: Changed) -> Fraction | None:
    """The value of a factor, nearest to what it is, with which the figure is another one.

    Values from 0 to the total of its group, or to ten times what it is, are tried, at most `MOST` of them; from the one that
    is found the grid is refined towards the present value, ten times each, down to hundredths.
    """
    unit = coarsest(factor)
    values = steps(factor, unit)
    at = changed(values)
    found = None if at is None else values[at]
    while found is not None and unit > LAST:
        unit /= 10
        values = _towards(factor.now, found, unit)
        at = changed(values) if values else None
        found = found if at is None else values[at]
    return found


def _highest(factor: Factor) -> Fraction:
    return FAR * abs(factor.now) if factor.total is None else factor.total


def coarsest(factor: Factor) -> Fraction:
    """The distance of the values that are tried first: a power of ten, hundredths where they are not too many."""
    unit = LAST
    while _highest(factor) > unit * MOST:
        unit *= 10
    return unit


def steps(factor: Factor, unit: Fraction) -> list[Fraction]:
    """The values of a grid between the bounds, nearest to the present one first."""
    found = (number * unit for number in range(1, -(-_highest(factor) // unit)))
    return sorted((value for value in found if value != factor.now), key=lambda value: (abs(value - factor.now), value))


def _towards(now: Fraction, found: Fraction, unit: Fraction) -> list[Fraction]:
    """The values of a finer grid between the present value and one that was found on the grid before, nearest first."""
    away = 1 if found > now else -1
    inner = (found - away * number * unit for number in range(9, 0, -1))
    return [value for value in inner if (value - now) * away > 0]


def alternatives(factors: Sequence[Factor], at: int, values: Sequence[Fraction]) -> list[list[int]]:
    """All factors when one has other values, in steps of the grid of draws.

    Those of its group share what each value leaves of their total in proportion to what they are now, to the last place.
    """
    one, columns = factors[at], [[int(factor.now * STEP)] * len(values) for factor in factors]
    columns[at] = [int(value * STEP) for value in values]
    if one.total is None:
        return columns
    places = [place for place, factor in enumerate(factors) if factor.group == one.group and place != at]
    parts = [int(factors[place].now * STEP) for place in places]
    shared = [divided(parts, int(one.total * STEP) - number) for number in columns[at]]
    for place, column in zip(places, zip(*shared, strict=True), strict=True):
        columns[place] = list(column)
    return columns
