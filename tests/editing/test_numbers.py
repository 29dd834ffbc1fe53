"""What a pasted or typed number means where it stands: never another number than the person meant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from lkjip.editing.numbers import Bounds, Understood, understood

COUNT = Bounds(0, Fraction(0))
INDEX = Bounds(2, Fraction(1), Fraction(4))
PERCENT = Bounds(2, percent=Fraction(1))
SHARE = Bounds(percent=Fraction(1, 100))
LONG = Bounds(3)


@pytest.mark.parametrize(
    ("text", "bounds", "value"),
    [
        ("0,5", PERCENT, "0.5"),
        ("33,3", PERCENT, "33.3"),
        ("33.3", PERCENT, "33.3"),
        ("475.962", COUNT, "475962"),
        ("475,962", COUNT, "475962"),
        ("19.433.300.000", COUNT, "19433300000"),
        ("19,433,300,000", COUNT, "19433300000"),
        ("1.234,5", LONG, "1234.5"),
        ("1,234.5", LONG, "1234.5"),
        ("3,91", INDEX, "3.91"),
        ("3.91", INDEX, "3.91"),
        (" 1 234 ", COUNT, "1234"),
        ("Rp1.187.860", COUNT, "1187860"),
        ("120,31%", PERCENT, "120.31"),
        ("20%", SHARE, "0.2"),
        ("\u22120,09", PERCENT, "-0.09"),
        ("-5", LONG, "-5"),
        ("007", COUNT, "7"),
    ],
)
def test_understood(text: str, bounds: Bounds, value: str) -> None:
    assert understood(text, bounds) == Understood(Decimal(value))


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_what_could_be_two_numbers_is_asked(text: str) -> None:
    assert understood(text, LONG).choices == (Decimal("1.234"), Decimal("1234"))


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "\u00a0"])
def test_no_number_is_missing_and_not_zero(text: str) -> None:
    assert understood(text, COUNT) == Understood(missing=True)


@pytest.mark.parametrize(
    ("text", "bounds", "fault"),
    [
        ("3,915", INDEX, "too_many_decimals"),
        ("4,01", INDEX, "out_of_range"),
        ("-1", COUNT, "out_of_range"),
        ("dua", COUNT, "not_a_number"),
        ("1e5", COUNT, "not_a_number"),
        ("=A1", COUNT, "not_a_number"),
        ("1.2.3", LONG, "not_a_number"),
        ("1,2,3", LONG, "not_a_number"),
        ("(5)", COUNT, "not_a_number"),
        ("12%", COUNT, "percent_here"),
        ("٣", COUNT, "not_a_number"),
        ("1" * 19, COUNT, "too_many_digits"),
    ],
)
def test_what_cannot_stand_there_is_refused_with_the_reason(text: str, bounds: Bounds, fault: str) -> None:
    assert understood(text, bounds) == Understood(fault=fault)
