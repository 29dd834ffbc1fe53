"""What a number format of Excel does to a number: whether what the sheet shows is still the number that it stores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # built-in numbers of formats
PERCENTS = frozenset((9, 10))
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_CONDITION = re.compile(r"[<>=]")
_LARGE = re.compile(
    r"\b(rb|ribu|jt|juta|m|mln|mil|milyar|miliar|milliar|triliun|k|thousand|million|billion)\b", re.IGNORECASE
)
_DIGITS = "0#?"


def effect(code: str, value: Decimal) -> str:
    """What keeps the shown number from being the stored one.

    `percent` (shown times 100), `scaled` (shown in thousands or millions), `date`, `sign` (a minus sign is not shown),
    `hidden` (nothing of the number is shown); an empty string where the number is shown as it is, or only rounded.

    >>> effect("0.00", Decimal(5)), effect("0%", Decimal(5)), effect('#,##0,"rb"', Decimal(5)), effect("d/m/yy", Decimal(5))
    ('', 'percent', 'scaled', 'date')
    >>> effect(";;;", Decimal(5)), effect("0;0", Decimal(-5)), effect('#,##0_);[Red](#,##0);"-"', Decimal(0))
    ('hidden', 'sign', '')
    """
    sections = [_Section(part) for part in _sections(code)]
    if any(section.condition for section in sections):
        return next((found for section in sections if (found := section.effect(value))), "")
    chosen = sections[0]
    if value < 0 and len(sections) > 1:
        chosen = sections[1]
        if not (chosen.signed or chosen.coloured) and chosen.effect(value) == "":
            return "sign"
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    return chosen.effect(value)


def _sections(code: str) -> list[str]:
    """The parts of a format between semicolons: positive, negative, zero, text."""
    found, part = [], ""
    for token in _tokens(code):
        if token == ";":
            found.append(part)
            part = ""
        else:
            part += token
    return [*found, part]


def _tokens(code: str) -> Iterator[str]:
    """A format's tokens: a quoted text, a bracket, a sign with its escape, `General`, or one sign."""
    position = 0
    while position < len(code):
        sign = code[position]
        if sign in '"[':
            end = code.find('"' if sign == '"' else "]", position + 1)
            end = len(code) if end < 0 else end + 1
        elif code[position : position + 7].lower() == "general":
            end = position + 7
        else:
            end = position + (2 if sign in "\\_*" else 1)
        yield code[position:end]
        position = end


class _Section:
    """One section of a format, taken apart."""

    def __init__(self, code: str) -> None:
        self.words, self.plain, self.brackets = "", "", []
        for token in _tokens(code):
            if token.startswith('"'):
                self.words += token.strip('"')
            elif token.startswith("[") and token.endswith("]"):
                self.brackets.append(token[1:-1])
            elif token.startswith("\\"):
                self.words += token[1:]
            elif not (len(token) == 2 and token[0] in "_*"):
                self.plain += "@" if token.lower() == "general" else token
        self.plain = re.sub(r"[eE][+-]", "", self.plain)
        self.condition = any(_CONDITION.match(bracket) for bracket in self.brackets)
        self.coloured = any(_COLOUR.fullmatch(bracket) for bracket in self.brackets)
        self.signed = any(sign in self.plain + self.words for sign in "-−(")

    def effect(self, value: Decimal) -> str:
        """What this section does to a number."""
        if any(_ELAPSED.fullmatch(bracket) for bracket in self.brackets) or re.search("[ymdhs]", self.plain, re.IGNORECASE):
            return "date"
        if "%" in self.plain:
            return "percent"
        if not any(sign in self.plain for sign in _DIGITS + "@"):
            return "" if value == 0 and "-" in self.plain + self.words else "hidden"
        if re.search(rf"[{_DIGITS}],+(?![{_DIGITS},])", self.plain) or _LARGE.search(self.words):
            return "scaled"
        return ""


def scale(code: str) -> int:
    """By how many thousands a format divides what it shows: 1 for `0,`, 2 for `0,,`; 0 where it does not say.

    >>> scale('#,##0,,"jt"'), scale("#,##0"), scale('0" juta"')
    (2, 0, 0)
    """
    found = re.search(rf"[{_DIGITS}](,+)(?![{_DIGITS},])", _Section(_sections(code)[0]).plain)
    return len(found[1]) if found else 0
