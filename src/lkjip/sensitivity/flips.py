"""The smallest change of one weight or target that makes a category or state another one: the values of a grid are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkjip.sensitivity.draws import Factor, divided

LAST = Fraction(1, 100)  # the finest grid of values that are not small
FAR = 10  # a value without a total is tried up to so many times what it is
MOST = 20_000  # values of one grid

Changed = Callable[[Sequence[Fraction]], Fraction | None]  # the first of some values with which the figure is another one


@dataclass(frozen=True, slots=True)
class Flip:
    """Where a factor's change, with the others of its group in proportion, first makes a figure another one.

    `value` is the factor's then, None where no value that was tried does; `then` is the figure's title there. `refused`
    is why values further away were not tried: the rules or a check of the project accept none. Empty where all were.
    """

    name: str
    title: str
    now: Fraction
    value: Fraction | None
    then: str
    refused: str = ""

    @property
    def share(self) -> Fraction | None:
        """The change as a share of what it is now; None where there is none."""
        return None if self.value is None else abs(self.value - self.now) / abs(self.now)


def nearest(factor: Factor, changed: Changed) -> Fraction | None:
    """The value of a factor, nearest to what it is, with which the figure is another one.

    Values of a weight from 0 to the total of its group, else up to ten times what it is, are tried, at most `MOST` of them;
    from the one that is found the grid is refined towards the present value, ten times each, down to hundredths.
    """
    unit = coarsest(factor)
    found = changed(steps(factor, unit))
    while found is not None and unit > LAST:
        unit /= 10
        values = _towards(factor.now, found, unit)
        nearer = changed(values) if values else None
        found = found if nearer is None else nearer
    return found


def accepted(values: Sequence[Fraction], now: Fraction, works: Callable[[Sequence[Fraction]], bool]) -> list[Fraction]:
    """Of values in the order of their distance, on either side of the present one those before the first that is refused.

    `works` says whether some values are all accepted.

    >>> accepted([Fraction(v) for v in (4, 6, 3, 7, 2, 8)], Fraction(5), lambda some: max(some) < 7)
    [Fraction(4, 1), Fraction(6, 1), Fraction(3, 1), Fraction(2, 1)]
    """
    kept: set[Fraction] = set()
    for side in ([value for value in values if value < now], [value for value in values if value > now]):
        low, high = 0, len(side)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if works(side[:middle]) else (low, middle - 1)
        kept.update(side[:low])
    return [value for value in values if value in kept]


def _highest(factor: Factor) -> Fraction:
    return FAR * abs(factor.now) if factor.total is None else factor.total


def coarsest(factor: Factor) -> Fraction:
    """The distance of the values that are tried first: the power of ten with which they are not too many."""
    unit = LAST
    while _highest(factor) > unit * MOST:
        unit *= 10
    while _highest(factor) * 10 <= unit * MOST:
        unit /= 10
    return unit


def steps(factor: Factor, unit: Fraction) -> list[Fraction]:
    """The values of a grid between the bounds, nearest to the present one first. Only a weight is tried at 0."""
    away = 1 if factor.now >= 0 else -1
    found = (away * number * unit for number in range(0 if factor.group else 1, int(_highest(factor) // unit) + 1))
    return sorted((value for value in found if value != factor.now), key=lambda value: (abs(value - factor.now), value))


def _towards(now: Fraction, found: Fraction, unit: Fraction) -> list[Fraction]:
    """The values of a finer grid between the present value and one that was found on the grid before, nearest first."""
    away = 1 if found > now else -1
    inner = (found - away * number * unit for number in range(9, 0, -1))
    return [value for value in inner if (value - now) * away > 0]


def alternatives(factors: Sequence[Factor], at: int, values: Sequence[Fraction], unit: int) -> list[list[int]]:
    """All factors when one has other values, in steps of one `unit`th.

    Those of its group share what each value leaves of their total in proportion to what they are now, to the last place.
    """
    one, columns = factors[at], [[int(factor.now * unit)] * len(values) for factor in factors]
    columns[at] = [int(value * unit) for value in values]
    if one.total is None:
        return columns
    places = [place for place, factor in enumerate(factors) if factor.group == one.group and place != at]
    parts = [int(factors[place].now * unit) for place in places]
    shared = [divided(parts, int(one.total * unit) - number) for number in columns[at]]
    for place, column in zip(places, zip(*shared, strict=True), strict=True):
        columns[place] = list(column)
    return columns
