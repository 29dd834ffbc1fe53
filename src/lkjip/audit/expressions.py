"""Expressions as printed, read by a parser of its own: numbers, the four operations, parentheses, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkjip.audit.numerals import readings

_TOKEN = re.compile(r"\s*(?:(\d+(?:[.,]\d+)*)(\s?%)?|([-+−–*∗×x/:÷()]))")
_SIGNS = {"−": "-", "–": "-", "∗": "*", "×": "*", "x": "*", ":": "/", "÷": "/"}


def parsed(text: str) -> Fraction | None:
    """The exact value of an expression; None where it is none. Percent signs count as hundredths except behind `x 100`.

    >>> parsed("(3,92 ∗ 12 + 3,90 ∗ 31) / 43"), parsed("3,91/3,25 x 100%"), parsed("3,91 /"), parsed("1/0")
    (Fraction(8397, 2150), Fraction(1564, 13), None, None)
    """
    tokens = list(tokens_of(text))
    if not tokens:
        return None
    try:
        value, rest = _sum(tokens, 0)
    except (_Unreadable, ZeroDivisionError, RecursionError):
        return None
    return value if rest == len(tokens) else None


class _Unreadable(Exception):
    """The text is no expression."""


def tokens_of(text: str) -> Iterator[Fraction | str]:
    """Numbers and signs of an expression; a `?` where something else stands."""
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            yield "?"
            return
        position = match.end()
        yield _SIGNS.get(match[3], match[3]) if match[3] else number(match[1])


def number(text: str) -> Fraction:
    """A printed number in the likelier notation."""
    found = readings(text)
    return found[0].value if found else Fraction(0)


def _sum(tokens: Sequence[Fraction | str], at: int) -> tuple[Fraction, int]:
    value, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in ("+", "-"):
        other, after = _product(tokens, at + 1)
        value, at = (value + other if tokens[at] == "+" else value - other), after
    return value, at


def _product(tokens: Sequence[Fraction | str], at: int) -> tuple[Fraction, int]:
    value, at = _atom(tokens, at)
    while at < len(tokens) and tokens[at] in ("*", "/"):
        other, after = _atom(tokens, at + 1)
        value, at = (value * other if tokens[at] == "*" else value / other), after
    return value, at


def _atom(tokens: Sequence[Fraction | str], at: int) -> tuple[Fraction, int]:
    if at >= len(tokens):
        raise _Unreadable
    token = tokens[at]
    if isinstance(token, Fraction):
        return token, at + 1
    if token != "(":
        raise _Unreadable
    value, at = _sum(tokens, at + 1)
    if at >= len(tokens) or tokens[at] != ")":
        raise _Unreadable
    return value, at + 1
