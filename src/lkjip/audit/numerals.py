"""Numerals: every number in a text with its readings, printed precision and unit.

Indonesian and English notation are both read; where a text allows two values (`1.172`), both readings are kept and the
later stages decide. A text that is no number in either notation (`2,3,6`, `0229`) has no reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lkjip.decimals import indonesian, plain, round_half_away

_RUPIAH = re.compile(r"Rp\s?\.?\s?(?P<number>\d{1,3}(?: ?\. ?\d{3})+(?!\d)(?:,\d{1,2}(?!\d))?)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_INDONESIAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PERCENT = re.compile(r"\s{0,2}(?:%|persen\b|percent\b)", re.IGNORECASE)
_BEFORE_RUPIAH = re.compile(r"Rp\s?\.?\s*$")
_SCALES = {
    **dict.fromkeys(("ribu", "thousand"), 10**3),
    **dict.fromkeys(("juta", "jt", "million"), 10**6),
    **dict.fromkeys(("miliar", "milyar", "billion"), 10**9),
    **dict.fromkeys(("triliun", "trilyun", "trillion"), 10**12),
}
_SCALE = re.compile(rf"\s{{0,2}}({'|'.join(_SCALES)})\b", re.IGNORECASE)
_SHORT_SCALE = re.compile(r"\s?(M|T)\b(?![.\w])")  # only behind an amount of rupiah
_NEGATIVE = re.compile(r"(?:^|[\s(|=])[-−–]$")
DIGITS = 60  # a longer run is no number of a report
CODE = 3  # longer whole numbers that start with a nought are codes


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a numeral, and how many decimals it was printed with."""

    value: Fraction
    decimals: int
    scaled: int  # the value in units of its last printed place


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in the text: its stretch, its text as printed, its readings (likeliest first) and its unit.

    `unit` is `%`, `Rp` or empty. `kind` says what sort of number it is; empty means that it may be a result. `scale` is
    what a word behind it multiplies it with (juta: 10⁶); `negative`, that a minus stands right before it. Readings are
    those of the printed digits alone. `noise` is `repaired` where extraction broke the number and one reading is left
    (`text` is that), `unread` where more than one is.
    """

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]
    unit: str = ""
    kind: str = ""
    scale: int = 1
    negative: bool = False
    noise: str = ""

    @property
    def value(self) -> Fraction:
        """The likeliest value. Raises IndexError for what is no number."""
        return self.readings[0].value

    @property
    def amount(self) -> Fraction:
        """The likeliest value with its scale word and its sign."""
        return self.value * self.scale * (-1 if self.negative else 1)

    @property
    def decimals(self) -> int:
        """The printed decimals of the likeliest value."""
        return self.readings[0].decimals

    @property
    def point(self) -> bool:
        """Whether the decimals are set off by a point, as in English."""
        return self.decimals > 0 and "," not in self.text


def numerals(text: str) -> Iterator[Numeral]:
    """Every run of digits of a text, in order."""
    rupiah = {match.start("number"): match.end("number") for match in _RUPIAH.finditer(text)}
    position = 0
    while match := _NUMBER.search(text, position):
        start, end = match.span()
        end = max(end, rupiah.get(start, end))
        position = end
        yield numeral_at(text, start, end, text[start:end])


def numeral_at(text: str, start: int, end: int, printed: str, noise: str = "") -> Numeral:
    """The numeral of a stretch that reads `printed`, with the unit, scale and sign that stand around it."""
    known = () if not printed or len(printed) > DIGITS else readings(printed.replace(" ", ""))
    unit = _unit(text, start, end)
    negative = _NEGATIVE.search(text, max(start - 2, 0), start) is not None
    return Numeral(start, end, printed, known, unit, scale=_scale(text, end, unit), negative=negative, noise=noise)


def _scale(text: str, end: int, unit: str) -> int:
    if found := _SCALE.match(text, end):
        return _SCALES[found[1].lower()]
    if unit == "Rp" and (found := _SHORT_SCALE.match(text, end)):
        return 10**9 if found[1] == "M" else 10**12
    return 1


def _unit(text: str, start: int, end: int) -> str:
    if _PERCENT.match(text, end):
        return "%"
    return "Rp" if _BEFORE_RUPIAH.search(text[max(start - 6, 0) : start]) else ""


def amounts(numeral: Numeral) -> Iterator[Fraction]:
    """Every value that a number may have, with its scale word."""
    return (reading.value * numeral.scale for reading in numeral.readings)


def readings(printed: str) -> tuple[Reading, ...]:
    """The values that a text may have, likeliest first.

    >>> readings("99,18")
    (Reading(value=Fraction(4959, 50), decimals=2, scaled=9918),)
    >>> [str(reading.value) for reading in readings("1.172")], readings("0229"), readings("2,3,6")
    (['1172', '293/250'], (), ())
    """
    if printed.isdigit():
        return () if len(printed) > CODE and printed[0] == "0" else (Reading(Fraction(printed), 0, int(printed)),)
    found: list[Reading] = []
    if _INDONESIAN.fullmatch(printed):
        found.append(_plain(printed.replace(".", "").replace(",", ".")))
    if printed.count(",") == 1 and "." not in printed:
        found.append(_plain(printed.replace(",", ".")))
    if printed.count(".") == 1 and "," not in printed:
        found.append(_plain(printed))
    if _ENGLISH.fullmatch(printed):
        found.append(_plain(printed.replace(",", "")))
    if printed[0] == "0" and len(found) > 1:  # 0.125 has no thousands
        found = [reading for reading in found if reading.decimals]
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> Reading:
    decimals = len(text.partition(".")[2])
    return Reading(Fraction(text), decimals, int(text.replace(".", "")))


def shown_as(value: Fraction, like: Numeral, at_most: int = 9) -> str:
    """A value in the notation and precision of a printed number: the correction of it. `at_most`: decimals it has."""
    decimals = min(like.decimals, at_most)
    text = plain(round_half_away(value, decimals), decimals)
    grouped = "." in like.text or like.value < 1000 or like.decimals > 0
    return text if like.point or not grouped else indonesian(text)
