"""Form: a decimal point among decimal commas, one account code for two things, dates after the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lkjip.audit.finding import Finding
from lkjip.audit.model.tables import Contents
from lkjip.audit.vocabulary import flat

_SIGNED = re.compile(
    r"^[ \t]*[A-Z][A-Za-z]+,[ \t]+(?P<day>\d{1,2})[ \t]+(?P<month>[A-Za-z]+)[ \t]+(?P<year>\d{4})[ \t]*$", re.MULTILINE
)
_DATE = re.compile(r"\b(?P<day>\d{1,2})\s+(?P<month>[A-Za-z]+)\s+(?P<year>\d{4})\b")
SIGNATURE = 300  # characters behind the place and date within which the signatory stands
ACCOUNT = 6  # digits of an account code
SAME_TABLE = 2_000  # characters between two rows of one table


def notation(contents: Contents) -> Iterator[Finding]:
    """Numbers with a decimal point in a text that writes decimal commas."""
    decimals = [n for n in contents.text.numerals if not n.kind and n.readings and n.decimals and len(n.readings) == 1]
    points = [n for n in decimals if n.point]
    if points and len(points) * 5 < len(decimals):
        places = tuple(contents.place(n.start, n.end) for n in points)
        printed = " · ".join(dict.fromkeys(n.text for n in points))
        again = " · ".join(dict.fromkeys(n.text.replace(".", ",") for n in points))
        yield Finding("decimal_point", "formatting", "note", places, printed, again)


def codes(contents: Contents) -> Iterator[Finding]:
    """One account code in two rows of a table."""
    seen: dict[str, tuple[int, int]] = {}
    for numeral in contents.text.numerals:
        if numeral.kind != "code" or len(numeral.text) != ACCOUNT or not numeral.text.isdigit():
            continue
        before = seen.get(numeral.text)
        seen[numeral.text] = (numeral.start, numeral.end)
        if before is not None and numeral.start - before[1] < SAME_TABLE:
            places = (contents.place(*before), contents.place(numeral.start, numeral.end))
            yield Finding("same_code", "formatting", "note", places, numeral.text, certainty="ask")


def dates(contents: Contents) -> Iterator[Finding]:
    """Dates in the text that lie behind the day on which the report was signed."""
    text, months = contents.text.document.text, contents.text.vocabulary.months
    signed = None
    for match in _SIGNED.finditer(text):
        head = flat(text[match.end() : match.end() + SIGNATURE])
        if match["month"].lower() in months and head.startswith("kepala"):
            signed = match
            break
    if signed is None:
        return
    day = _day(signed, months)
    for match in _DATE.finditer(text):
        if match["month"].lower() in months and _day(match, months) > day and match.start() > signed.end():
            shown = " ".join(match[0].split())
            values = {"signed": " ".join(signed[0].split(",", 1)[1].split())}
            yield Finding(
                "after_signature",
                "result",
                "warning",
                (contents.place(*match.span()),),
                shown,
                values=values,
                certainty="ask",
            )


def _day(match: re.Match[str], months: object) -> tuple[int, int, int]:
    assert isinstance(months, dict)
    return int(match["year"]), int(months[match["month"].lower()]), int(match["day"])
