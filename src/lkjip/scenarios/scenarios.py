"""Alternatives side by side: for each name a value in every scenario, as whole numbers over one denominator."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import polars as pl

from lkjip.decimals import finite_decimals
from lkjip.plan.exact import LIMIT, WIDE, TooLarge, guard

Number = Fraction | Decimal | int


@dataclass(frozen=True, slots=True)
class Varied:
    """A value in every scenario: whole numbers (128 bits, null = an empty cell) over one denominator."""

    numerators: pl.Series
    denominator: int = 1

    @property
    def decimals(self) -> int | None:
        """How many decimals write it in every scenario; None where none do."""
        return finite_decimals(Fraction(1, self.denominator))

    def at(self, number: int) -> Fraction | None:
        """The value in one scenario."""
        found = self.numerators[number]
        return None if found is None else Fraction(int(found), self.denominator)

    def over(self, denominator: int) -> pl.Series:
        """The numerators over a multiple of the denominator.

        Raises:
            TooLarge: 128 bits do not hold them.
        """
        factor = denominator // self.denominator
        guard(largest(self.numerators) * factor)
        return pl.select(self.numerators * pl.lit(factor, WIDE)).to_series() if factor > 1 else self.numerators


def largest(series: pl.Series) -> int:
    """The largest magnitude of a series, at least 1."""
    found = series.abs().max()
    return max(1, int(str(found))) if found is not None else 1


@dataclass(frozen=True, slots=True)
class Scenarios:
    """So many alternatives: name → its values, and what each alternative is called (its number from 1 where it has no name).

    >>> found = Scenarios.of({"ipk.bobot.a": [Decimal("12.5"), 20], "ipk.bobot.b": [Fraction(175, 2), 80]})
    >>> len(found), found.of_one(0)
    (2, {'ipk.bobot.a': Fraction(25, 2), 'ipk.bobot.b': Fraction(175, 2)})
    """

    values: Mapping[str, Varied]
    count: int
    labels: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, values: Mapping[str, Sequence[Number | None]], labels: Sequence[str] = ()) -> Scenarios:
        """Scenarios from exact values, all names with as many.

        Raises:
            ValueError: the names have different numbers of values.
        """
        found = {name: _varied(given) for name, given in values.items()}
        return cls.scaled({name: (one.numerators, one.denominator) for name, one in found.items()}, labels)

    @classmethod
    def scaled(cls, values: Mapping[str, tuple[pl.Series, int]], labels: Sequence[str] = ()) -> Scenarios:
        """Scenarios from whole numbers and the denominator they stand over: the way in for many at once."""
        counts = {len(series) for series, _ in values.values()} | ({len(labels)} if labels else set())
        if len(counts) > 1:
            raise ValueError("every name needs a value in every scenario")
        found = {name: Varied(series.cast(WIDE), denominator) for name, (series, denominator) in values.items()}
        return cls(found, counts.pop() if counts else 1, tuple(labels))

    def __len__(self) -> int:
        return self.count

    def label(self, number: int) -> str:
        """What a scenario is called; numbers count from 0."""
        return self.labels[number] if self.labels else str(number + 1)

    def of_one(self, number: int) -> dict[str, Fraction | None]:
        """The values of one scenario."""
        return {name: one.at(number) for name, one in self.values.items()}


def _varied(given: Sequence[Number | None]) -> Varied:
    values = [None if value is None else Fraction(value) for value in given]
    denominator = math.lcm(1, *(value.denominator for value in values if value is not None))
    whole = [None if v is None else v.numerator * (denominator // v.denominator) for v in values]
    largest = max([denominator, *(abs(n) for n in whole if n is not None)])
    if largest >= LIMIT:
        raise TooLarge(largest)
    return Varied(pl.Series(whole, dtype=WIDE), denominator)
