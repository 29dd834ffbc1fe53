"""Units of measurement: pint reads the definitions, a small exact record is what the rest works with.

A unit is a factor times powers of base dimensions. Two units are the same quantity when their dimensions agree, and the
same unit when the factor agrees, too. pint is imported only when definitions are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lkjip.messages import Later

# No offsets, prefixes or aliases: a unit is a factor and powers, and nothing else.
_DEFINITION = re.compile(r"(?P<name>[a-z]\w*) = [\w\s./*()\[\]-]{1,200}", re.ASCII)
# What a few characters can make too large to compute: powers of numbers and brackets, exponents of several digits, 1e99.
_COSTLY = re.compile(r"(?<!\w)[\d.]+\s*\*\*|\)\s*\*\*|\*\*\s*(?!-?\d(?!\w))|(?<!\w)[\d.]+e|\d{40}", re.ASCII | re.IGNORECASE)
_TWO_POINTS = re.compile(r"\.\d*\.", re.ASCII)
_NAMES = re.compile(r"[a-z]\w*", re.ASCII)
Powers = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A factor to the base units and the powers of the base dimensions, sorted by name. `Unit()` is a bare number."""

    factor: Fraction = Fraction(1)
    powers: Powers = ()

    def __mul__(self, other: Unit) -> Unit:
        """The unit of a product.

        >>> (Unit(powers=(("orang", 1),)) * Unit(powers=(("orang", -1),))) == NUMBER
        True
        """
        return self._combine(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._combine(other, -1)

    def _combine(self, other: Unit, sign: int) -> Unit:
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + sign * power
        kept = tuple(sorted((base, power) for base, power in powers.items() if power))
        return Unit(self.factor * other.factor**sign, kept)

    def power(self, exponent: Fraction) -> Unit | None:
        """The unit of a power; None where it would not be exact.

        >>> Unit(Fraction(1, 10000)).power(Fraction(1, 2)), Unit(powers=(("orang", 1),)).power(Fraction(1, 2))
        (Unit(factor=Fraction(1, 100), powers=()), None)
        """
        whole = [(base, power * exponent) for base, power in self.powers]
        degree = exponent.denominator
        top, bottom = (round(part ** (1 / degree)) for part in (self.factor.numerator, self.factor.denominator))
        exact = top**degree == self.factor.numerator and bottom**degree == self.factor.denominator
        if not exact or any(power.denominator != 1 for _, power in whole):
            return None
        return Unit(Fraction(top, bottom) ** exponent.numerator, tuple((base, int(power)) for base, power in whole if power))

    def factor_to(self, other: Unit) -> Fraction | None:
        """What a value in this unit is multiplied by to stand in `other`; None where the quantities differ.

        >>> Unit(Fraction(1, 25), (("indeks", 1),)).factor_to(Unit(Fraction(1), (("indeks", 1),)))
        Fraction(1, 25)
        """
        return self.factor / other.factor if self.powers == other.powers else None


NUMBER = Unit()


class DefinitionError(Exception):
    """A definition that pint cannot read or that is not an exact unit; a `circular` one rests on the unit itself."""

    def __init__(self, name: str, problem: str | Later, *, circular: bool = False) -> None:
        super().__init__(f"{name}: {problem}")
        self.name, self.problem, self.circular = name, problem, circular


def read(definitions: Mapping[str, str]) -> dict[str, Unit]:
    """The units by name, exact.

    Args:
        definitions: unit name → pint definition, such as ``{"skor": "skor = 1/25 * indeks"}``, in order.

    Raises:
        DefinitionError: a definition is unreadable, names an unknown unit, or has an offset or a fractional power.
    """
    import pint

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    units = {}
    for name, definition in definitions.items():
        match = _DEFINITION.fullmatch(definition)
        if match is None or match["name"] != name or _COSTLY.search(definition) or _TWO_POINTS.search(definition):
            raise DefinitionError(name, definition)
        if name in _NAMES.findall(definition.partition(" = ")[2].replace(f"[{name}]", "")):
            raise DefinitionError(name, definition, circular=True)
        try:
            registry.define(definition)
            base = registry.Quantity(Fraction(1), name).to_root_units()
            units[name] = _exact(base)
        except (pint.errors.PintError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise DefinitionError(name, _problem(error, definition)) from error
    return units


def _problem(error: Exception, definition: str) -> str | Later:
    """What is wrong with a definition: the units that it names and that are not there, or itself."""
    missing = getattr(error, "unit_names", ())
    names = [missing] if isinstance(missing, str) else [str(name) for name in missing]
    return Later("unit_undefined", ", ".join(names)) if names else definition


def _exact(quantity: Any) -> Unit:
    powers = {base: Fraction(power) for base, power in quantity.unit_items()}
    factor = quantity.magnitude
    if any(power.denominator != 1 for power in powers.values()) or not isinstance(factor, (int, Fraction)):
        raise ValueError(str(quantity))
    if factor <= 0:
        raise ValueError(str(quantity))
    return Unit(Fraction(factor), tuple(sorted((base, int(power)) for base, power in powers.items())))
