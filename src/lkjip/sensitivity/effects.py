"""Variance-based effects by Saltelli's design and Jansen's estimators.

These are estimates from a sample and are told as such; they are the only numbers here that are not exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """A factor's share of the variance: by itself, and together with all others that it acts with."""

    name: str
    title: str
    first: float
    total: float


def crossed(a: Sequence[tuple[int, ...]], b: Sequence[tuple[int, ...]], at: int) -> list[tuple[int, ...]]:
    """The rows of A with one factor from B."""
    return [(*one[:at], other[at], *one[at + 1 :]) for one, other in zip(a, b, strict=True)]


def estimated(a: Sequence[int], b: Sequence[int], ab: Sequence[int]) -> tuple[float, float]:
    """First-order and total effect of the factor that AB took from B (Jansen 1999, as in Saltelli et al. 2010, table 2).

    Both are 0 where the factor moves the figure in no row: then AB is A.

    >>> a, b = [0, 1, 0, 1], [0, 0, 1, 1]
    >>> estimated(a, b, b), estimated(a, b, a)
    ((1.0, 1.0), (0.0, 0.0))
    """
    count, both = len(a), [*a, *b]
    if list(a) == list(ab):
        return 0.0, 0.0
    squares, whole = sum(value * value for value in both), sum(both)
    variance = Fraction(squares * len(both) - whole * whole, len(both) ** 2)
    of_b = Fraction(sum((y - x) ** 2 for x, y in zip(ab, b, strict=True)), 2 * count)
    of_a = Fraction(sum((y - x) ** 2 for x, y in zip(ab, a, strict=True)), 2 * count)
    return float(1 - of_b / variance), float(of_a / variance)
