"""Random alternatives to weights and targets: whole numbers from a seed, the same on every machine."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

STEP = 10**4  # steps of one unit, where the factors need no finer ones
PLACES = 100  # steps that a factor can go either way, at the least


@dataclass(frozen=True, slots=True)
class Factor:
    """A value that is drawn: its name and title, what it is now, and how far it may go either way, as a share of itself.

    Factors of one `group` are weights; with a `total` they are scaled to it after they were drawn.
    """

    name: str
    title: str
    now: Fraction
    spread: Fraction
    group: str = ""
    total: Fraction | None = None


Row = tuple[int, ...]  # for each factor a number of steps


def finest(factors: Sequence[Factor]) -> int:
    """The steps of one unit, a power of ten: factors and totals are whole numbers of them, none has fewer than `PLACES`.

    >>> finest([Factor("a", "A", Fraction(50), Fraction(1, 4))])
    10000
    >>> finest([Factor("a", "A", Fraction(1, 10**4), Fraction(1, 4))])
    10000000
    """
    known = [value for factor in factors for value in (factor.now, factor.total) if value is not None]
    reaches = [abs(factor.now) * factor.spread for factor in factors if factor.now and factor.spread]
    unit, whole = STEP, math.lcm(1, *(value.denominator for value in known))
    while unit % whole or any(reach * unit < PLACES for reach in reaches):
        unit *= 10
    return unit


def drawn(factors: Sequence[Factor], count: int, chance: random.Random, unit: int = STEP) -> list[Row]:
    """So many rows, each factor uniform between its bounds and independent of the others."""
    ends = [_ends(factor, unit) for factor in factors]
    return [tuple(low + _below(high - low + 1, chance) for low, high in ends) for _ in range(count)]


def _ends(factor: Factor, unit: int) -> tuple[int, int]:
    reach = abs(factor.now) * factor.spread
    low, high = (factor.now - reach) * unit, (factor.now + reach) * unit
    return -int(-low // 1), int(high // 1)


def _below(count: int, chance: random.Random) -> int:
    """A whole number below another: from 64 random bits, which every Python draws alike."""
    return chance.getrandbits(64) * count >> 64


def settled(factors: Sequence[Factor], rows: Sequence[Row], unit: int = STEP) -> list[list[int]]:
    """The values of each factor in all rows, in steps: weights with a total are scaled to it, largest remainders first."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for group in dict.fromkeys(factor.group for factor in factors if factor.total is not None):
        places = [at for at, factor in enumerate(factors) if factor.group == group]
        first = factors[places[0]]
        assert first.total is not None
        total = int(first.total * unit)
        shared = [divided(parts, total) for parts in zip(*(columns[at] for at in places), strict=True)]
        for at, column in zip(places, zip(*shared, strict=True), strict=True):
            columns[at] = list(column)
    return columns


def divided(parts: Sequence[int], total: int) -> list[int]:
    """A total divided in proportion, in whole numbers that sum to it."""
    whole = sum(parts)
    if not whole:
        return list(parts)
    floors = [part * total // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] * total % whole), at))
    for at in order[: total - sum(floors)]:
        floors[at] += 1
    return floors
