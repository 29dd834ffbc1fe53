"""Dates in texts: those that no calendar has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_NUMBERS = {name.lower(): number for number, name in enumerate((*MONTHS, "Nopember"), 1)} | {"nopember": 11}
_ISO = re.compile(r"(?<![\w.-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])", re.ASCII)
_LONG = re.compile(
    rf"(?<![\w.,/-])(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join((*MONTHS, 'Nopember'))})\s+(?P<year>\d{{4}})(?!\w)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\w./-])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?![\w/-])", re.ASCII)


def impossible(text: str) -> Iterator[tuple[int, str]]:
    """The dates of a text that no calendar has: where each begins, and how it is written.

    Read are the forms 2023-12-31, 31 Desember 2023 and 31/12/2023.

    >>> list(impossible("ditandatangani 31 Februari 2023, berlaku 2023-02-28 s.d. 31/11/2023"))
    [(15, '31 Februari 2023'), (57, '31/11/2023')]
    """
    found = (match for form in (_ISO, _LONG, _SLASHED) for match in form.finditer(text))
    for match in sorted(found, key=re.Match.start):
        month = _NUMBERS.get(match["month"].lower()) or int(match["month"])
        try:
            date(int(match["year"]), month, int(match["day"]))
        except ValueError:
            yield match.start(), match[0]


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2023-12-31.

    >>> is_date("2024-02-29"), is_date("2023-02-29"), is_date("20231231"), is_date("2023-2-1")
    (True, False, False, False)
    """
    return bool(_ISO.fullmatch(text)) and not any(impossible(text))
