"""Exact decimals: text to scaled integers and back, rounding half away from zero, Indonesian notation."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = 18  # a cell has at most this many digits, so that a scaled cell always fits 64 bits
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def round_half_away(value: Fraction, decimals: int) -> Fraction:
    """`value` at `decimals` places, ties away from zero.

    >>> [float(round_half_away(Fraction(t), 2)) for t in ("3.945", "3.625", "-3.945")]
    [3.95, 3.63, -3.95]
    >>> round_half_away(Fraction("704.51") / 180, 2)
    Fraction(391, 100)
    """
    scaled = abs(value) * 10**decimals
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(rounded if value >= 0 else -rounded, 10**decimals)


def finite_decimals(value: Fraction) -> int | None:
    """How many decimals write `value` exactly, or None where none do.

    >>> finite_decimals(Fraction(1, 25)), finite_decimals(Fraction(7)), finite_decimals(Fraction(1, 3))
    (2, 0, None)
    """
    rest, decimals = value.denominator, 0
    while rest % 10 == 0:
        rest, decimals = rest // 10, decimals + 1
    while rest % 2 == 0 or rest % 5 == 0:
        rest, decimals = rest // (2 if rest % 2 == 0 else 5), decimals + 1
    return decimals if rest == 1 else None


def plain(value: Fraction, decimals: int) -> str:
    """`value` as text with exactly `decimals` places and a point: the notation of files and of the JSON contract.

    >>> plain(Fraction(391, 100), 2), plain(Fraction(-1, 4), 2), plain(Fraction(180), 0)
    ('3.91', '-0.25', '180')
    """
    scaled = value * 10**decimals
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {decimals} decimals")
    digits = str(abs(scaled.numerator)).rjust(decimals + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}" if decimals else sign + digits


def indonesian(text: str) -> str:
    """A plain number in Indonesian notation; any other text as it is.

    >>> indonesian("11006326346"), indonesian("3.91"), indonesian("-1234.5"), indonesian("A")
    ('11.006.326.346', '3,91', '-1.234,5', 'A')
    """
    if not NUMBER.fullmatch(text):
        return text
    whole, _, fraction = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return ("-" if text.startswith("-") else "") + grouped + (f",{fraction}" if fraction else "")


def fraction_text(value: Fraction) -> str:
    """An exact value for a trace: finite decimals in full, else as a fraction; Indonesian notation.

    >>> fraction_text(Fraction(70451, 100)), fraction_text(Fraction(1, 3))
    ('704,51', '1/3')
    """
    decimals = finite_decimals(value)
    if decimals is not None and decimals <= DIGITS:
        return indonesian(plain(value, decimals))
    return f"{indonesian(str(value.numerator))}/{indonesian(str(value.denominator))}"
