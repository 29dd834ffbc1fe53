"""What people mean by numbers that are not in the notation of tables: the advice to write one that will be accepted."""

from __future__ import annotations

import re
from fractions import Fraction

from lkjip.decimals import DIGITS
from lkjip.rules.model import Column

_DRESS = re.compile(r"^(?:rp\.?|idr|usd|\$|€|£)|(?:rupiah|,-|-)$", re.IGNORECASE)
_MINUS = str.maketrans(
    {"−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"}
)
_FORMS = (  # groups, decimals
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+)(?:,(?P<fraction>\d+))?", re.ASCII),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)(?:\.(?P<fraction>\d+))?", re.ASCII),
    re.compile(r"(?P<whole>\d{1,3}(?:[ ']\d{3})+)(?:[.,](?P<fraction>\d+))?", re.ASCII),
    re.compile(r"(?P<whole>\d+)[.,](?P<fraction>\d+)", re.ASCII),
    re.compile(r"(?P<whole>\d+)(?P<fraction>)", re.ASCII),
)


def readings(text: str, column: Column) -> list[str]:
    """The numbers that a text can mean in a column, in the notation of tables; those in its range, where any is.

    >>> from lkjip.errors import Location
    >>> amount, index = (Column("x", "X", "decimal", Location("t"), decimals=d) for d in (0, 3))
    >>> [readings(text, amount) for text in ("19,433,300,000", "Rp 12.500,-", "(1.000)")]
    [['19433300000'], ['12500'], ['-1000']]
    >>> readings("3,95", index), readings("1,234", index)
    (['3.95'], ['1234', '1.234'])
    """
    text = text.translate(_MINUS).strip()
    while (bare := _DRESS.sub("", text).strip()) != text:
        text, negative = bare, text.endswith("-") and not text.endswith(",-")
        text = f"-{text}" if negative and text[:1].isdigit() else text
    sign = "-" if text.startswith("-") or (text.startswith("(") and text.endswith(")")) else ""
    digits = text.strip("()").removeprefix("-").strip()
    found: dict[str, bool] = {}  # whether it was written with no more decimals than the column has
    for form in _FORMS:
        if (number := _accepted(sign, form.fullmatch(digits), column)) is not None:
            found[number[0]] = found.get(number[0], False) or number[1]
    inside = {number: short for number, short in found.items() if _inside(number, column)} or found
    best = [number for number, short in inside.items() if short] or list(inside)
    return sorted(best, key=lambda number: (len(number), number))


def _accepted(sign: str, found: re.Match[str] | None, column: Column) -> tuple[str, bool] | None:
    """A number as the column takes it, and whether all decimals written fit; None where it has too many digits."""
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"]).lstrip("0") or "0"
    written = found["fraction"] or ""
    fraction = written[: column.decimals] + written[column.decimals :].rstrip("0")
    if len(fraction) > column.decimals or len(whole) > DIGITS - column.decimals:
        return None
    return sign + whole + (f".{fraction}" if fraction else ""), fraction == written


def _inside(number: str, column: Column) -> bool:
    low, high = column.minimum, column.maximum
    return (low is None or Fraction(number) >= low) and (high is None or Fraction(number) <= high)
