"""Random alternatives to weights and targets: whole numbers from a seed, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

DECIMALS = 4  # of a drawn value
STEP = 10**DECIMALS


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


Row = tuple[int, ...]  # for each factor a number of steps of 10^-DECIMALS


def drawn(factors: Sequence[Factor], count: int, chance: random.Random) -> list[Row]:
    """So many rows, each factor uniform between its bounds and independent of the others."""
    ends = [_ends(factor) for factor in factors]
    return [tuple(low + _below(high - low + 1, chance) for low, high in ends) for _ in range(count)]


def _ends(factor: Factor) -> tuple[int, int]:
    reach = abs(factor.now) * factor.spread
    low, high = (factor.now - reach) * STEP, (factor.now + reach) * STEP
    return -int(-low // 1), int(high // 1)


def _below(count: int, chance: random.Random) -> int:
    """A whole number below another: from 64 random bits, which every Python draws alike."""
    return chance.getrandbits(64) * count >> 64


def settled(factors: Sequence[Factor], rows: Sequence[Row]) -> list[list[int]]:
    """The values of each factor in all rows, in steps: weights with a total are scaled to it, largest remainders first."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for group in dict.fromkeys(factor.group for factor in factors if factor.total is not None):
        places = [at for at, factor in enumerate(factors) if factor.group == group]
        first = factors[places[0]]
        assert first.total is not None
        total = int((first.total) * STEP)
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
