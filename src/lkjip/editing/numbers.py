"""What a person typed or pasted as a number. What could be two numbers is asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lkjip.decimals import DIGITS

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007 \t'", ""))
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})
_DASHES = ("-", "–", "—")
_SHAPE = re.compile(r"[-+]?[0-9][0-9.,]*|[-+]?[.,][0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be: how many decimals (None = any), its limits, and what a per cent sign means there.

    `percent` is what one per cent is worth: 1 where numbers are per cents, 1/100 where they are shares, None where the sign
    makes no sense.
    """

    decimals: int | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    percent: Fraction | None = None

    def fault(self, value: Decimal) -> str:
        """Why a number cannot stand here: a code of the catalogue; empty where it can."""
        if len(value.as_tuple().digits) > DIGITS:
            return "too_many_digits"
        exponent = value.normalize().as_tuple().exponent
        if self.decimals is not None and isinstance(exponent, int) and -exponent > self.decimals:
            return "too_many_decimals"
        low = self.minimum is not None and Fraction(value) < self.minimum
        return "out_of_range" if low or (self.maximum is not None and Fraction(value) > self.maximum) else ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means. Exactly one of these holds: `value`; `missing`; `choices` to ask about; a `fault`."""

    value: Decimal | None = None
    missing: bool = False
    choices: tuple[Decimal, ...] = ()
    fault: str = ""


def understood(text: str, bounds: Bounds) -> Understood:
    """The number that a text means in a place with these bounds.

    >>> [str(understood(text, Bounds(2)).value) for text in ("0,5", "33,3", "3.25", "1.234,5", "Rp 1.000.000", "20 %")]
    ['0.5', '33.3', '3.25', '1234.5', '1000000', 'None']
    >>> str(understood("475.962", Bounds(0)).value), understood("1.234", Bounds(3)).choices
    ('475962', (Decimal('1.234'), Decimal('1234')))
    >>> understood("–", Bounds()).missing, understood("33,333", Bounds(2, maximum=Fraction(100))).fault
    (True, 'too_many_decimals')
    """
    plain = text.translate(_BLANKS)
    if not plain or plain in _DASHES:
        return Understood(missing=True)
    plain = re.sub(r"^([-+]?)rp\.?", r"\1", plain.translate(_MINUS), flags=re.I)
    share = plain.endswith("%")
    plain = plain.removesuffix("%")
    if not _SHAPE.fullmatch(plain):
        return Understood(fault="not_a_number")
    if share and bounds.percent is None:
        return Understood(fault="percent_here")
    readings = [_bare(Decimal(reading)) for reading in dict.fromkeys(_readings(plain))]
    if share and bounds.percent is not None:
        factor = Decimal(bounds.percent.numerator) / Decimal(bounds.percent.denominator)
        readings = [reading * factor for reading in readings]
    if not readings:
        return Understood(fault="not_a_number")
    faults = [bounds.fault(reading) for reading in readings]
    fitting = [reading for reading, fault in zip(readings, faults, strict=True) if not fault]
    if len(fitting) == 1:
        return Understood(fitting[0])
    return Understood(choices=tuple(fitting)) if fitting else Understood(fault=faults[0])


def _bare(value: Decimal) -> Decimal:
    """A number without zeros behind the point that say nothing."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def unmistakable(value: Decimal) -> str:
    """A number as a text that has no second reading: `1234`, `1,2340`.

    >>> [unmistakable(Decimal(text)) for text in ("1234", "1.234", "3.25")]
    ['1234', '1,2340', '3,25']
    """
    text = f"{value:f}"
    return (f"{text}0" if len(text.partition(".")[2]) == 3 else text).replace(".", ",")


def _readings(text: str) -> Iterator[str]:
    """Every number that the digits, points and commas can mean, in plain notation, the likeliest first.

    >>> list(_readings("1.234")), list(_readings("1.234,5")), list(_readings("1,234,567")), list(_readings("3.25"))
    (['1.234', '1234'], ['1234.5'], ['1234567'], ['3.25'])
    """
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-")
    for mark, other in ((",", "."), (".", ",")):  # the mark as a decimal sign, the other between thousands
        whole, found, fraction = digits.rpartition(mark)
        if found and mark not in whole and fraction.isdigit() and _grouped(whole, other):
            yield f"{sign}{whole.replace(other, '') or '0'}.{fraction}"
    for mark in (".", ","):
        if mark in digits and _grouped(digits, mark):
            yield sign + digits.replace(mark, "")
    if digits.isdigit():
        yield sign + digits


def _grouped(text: str, mark: str) -> bool:
    """Whether a whole number is written with this mark between thousands, or without any."""
    if mark not in text:
        return text.isdigit() or not text
    return bool(re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", text, re.ASCII))
