"""Codes as values: what a value of an ordered scale, of bands or of a choice is told by, and what it may be used for.

Each kind has a unit of its own, so that codes of different kinds never meet in a formula. Nothing can be added to a code;
where its scale declares values, `value(…)` is a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lkjip.rules.model import Band, Categories, Scale
from lkjip.units import NUMBER, Unit


@dataclass(frozen=True, slots=True)
class Kind:
    """The codes that a value counts through: `first` stands for the first of them.

    `ordered`: whether a code can be greater than another; `ranked`: whether its number is a documented rank (1, 2, 3 …).
    """

    bands: tuple[Band, ...]
    first: int
    ordered: bool
    ranked: bool
    unit: Unit = NUMBER

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(band.code for band in self.bands)

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The declared values, or none unless every code has one."""
        found = tuple(band.value for band in self.bands if band.value is not None)
        return found if len(found) == len(self.bands) else ()

    def number(self, code: str) -> int | None:
        """What stands for a code; None for a code it does not have."""
        return self.codes.index(code) + self.first if code in self.codes else None


def category(name: str) -> Unit:
    """The unit of an ordered scale's levels, or of what is classified in bands."""
    return Unit(powers=((f"kategori {name}", 1),))


def choice(codes: tuple[str, ...]) -> Unit:
    """The unit of a choice: choices among the same codes are of one kind."""
    return Unit(powers=((f"pilihan {', '.join(codes)}", 1),))


def members(dimension: str) -> Unit:
    """The unit of the members of a dimension."""
    return Unit(powers=((f"anggota {dimension}", 1),))


def kinds(categories: Mapping[str, Categories], scales: Mapping[str, Scale]) -> Iterator[tuple[Unit, Kind]]:
    """The kinds of a rule set's categories, by their units."""
    for group in categories.values():
        unit = scales[group.value_unit].unit if group.value_unit in scales else NUMBER
        yield category(group.name), Kind(group.bands, int(group.ordered), True, group.ordered, unit)
