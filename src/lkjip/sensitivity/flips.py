"""The smallest change of one weight or target that makes a category or state another one: every value of a grid is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkjip.sensitivity.draws import STEP, Factor, divided

GRID = 100  # steps of one unit of a weight or of its target's last decimal place


@dataclass(frozen=True, slots=True)
class Flip:
    """Where a factor's change, with the others of its group in proportion, first makes a figure another one.

    `value` is the factor's then, None where no value between its bounds does; `then` is the figure's title there.
    """

    name: str
    title: str
    now: Fraction
    value: Fraction | None
    then: str

    @property
    def change(self) -> Fraction | None:
        return None if self.value is None else self.value - self.now


def steps(factor: Factor) -> list[Fraction]:
    """The values that are tried, nearest to the present one first: up to the total of its group, or to twice what it is."""
    high = 2 * abs(factor.now) if factor.total is None else factor.total
    found = (Fraction(number, GRID) for number in range(1, int(high * GRID)))
    return sorted((value for value in found if value != factor.now), key=lambda value: (abs(value - factor.now), value))


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
