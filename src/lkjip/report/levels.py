"""Values in up to five levels with about as many in each: the shades of a chart's map and of a table's cells."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

COUNT = 5


def levels(numbers: Iterable[Fraction]) -> dict[Fraction, int]:
    """The level of each number, from 1 for the lowest to 5: by its rank, equal numbers alike. Few are spread over all.

    >>> levels([Fraction(9), Fraction(4), Fraction(4)])
    {Fraction(4, 1): 1, Fraction(9, 1): 5}
    """
    ordered = sorted(numbers)
    first = {number: place for place, number in reversed(list(enumerate(ordered)))}
    level = {number: first[number] * COUNT // len(ordered) for number in ordered}
    used = sorted(set(level.values()))
    place = {old: 1 + new * (COUNT - 1) // max(len(used) - 1, 1) for new, old in enumerate(used)}
    return {number: place[level[number]] for number in ordered}
