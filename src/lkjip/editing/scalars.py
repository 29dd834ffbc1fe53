"""A value as YAML text, in the manner of the text that it replaces."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from decimal import Decimal

from lkjip.rules.source import Data, Scalar, scalar

WIDTH = 120
_RISKY = re.compile(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


def written(value: Scalar, *, flow: bool = False, style: str = "", old: str = "") -> str:
    """A scalar on one line.

    Args:
        value: what it must read as.
        flow: whether it stands inside `{}` or `[]`.
        style: the quote of the text it replaces.
        old: that text; a number keeps at least its decimals.

    >>> written("no: yes"), written("Baik"), written("null"), written(Decimal("3.3"), old="3.25"), written("a, b", flow=True)
    ('"no: yes"', 'Baik', '"null"', '3.30', '"a, b"')
    """
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | Decimal):
        decimals = len(old.partition(".")[2]) if isinstance(scalar(old, True), Decimal) else 0
        return number(Decimal(value), decimals)
    if style == "'" and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _plain(value, flow):
        return json.dumps(value, ensure_ascii=False)
    return value


def number(value: Decimal, decimals: int = 0) -> str:
    """A number in the notation of files, with at least so many decimals.

    >>> number(Decimal("20")), number(Decimal("43.5")), number(Decimal("3.3"), 2)
    ('20', '43.5', '3.30')
    """
    text = f"{value:f}"
    given = len(text.partition(".")[2])
    return text if given >= decimals else f"{value:.{decimals}f}"


def _plain(text: str, flow: bool) -> bool:
    if not text or scalar(text, True) != text or _RISKY.search(text):
        return False
    return not (flow and _FLOW_SIGNS.search(text)) and text not in ("<<", "---", "...")


def flow_text(value: Data) -> str:
    """A value inside a line: `{from: 80.00, code: X}`.

    >>> flow_text({"from": Decimal("80.00"), "code": "X", "title": "Baik, sekali"})
    '{from: 80.00, code: X, title: "Baik, sekali"}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(key_of(k), flow=True)}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item) for item in value) + "]"
    return written(value, flow=True)


def key_of(key: str) -> Scalar:
    """A mapping key as the scalar that it is written as: years and numbers plain."""
    return int(key) if isinstance(scalar(key, True), int) else key


def folded(text: str, indent: int, old: str = "", newline: str = "\n") -> str:
    """A long text as a folded block without a final line break (`>-`); lines of `old` that still hold stay as they are.

    `text` has no line breaks, and no space at its ends or doubled.
    """
    head, *lines = old.split("\n") if old else [">-"]
    kept = [line.strip() for line in lines]
    first: list[str] = []
    for line in kept:
        if not (line and text.startswith(line + " ")):
            break
        first.append(line)
        text = text.removeprefix(line + " ")
    last: list[str] = []
    for line in reversed(kept[len(first) :]):
        if not (line and text.endswith(" " + line)):
            break
        last.insert(0, line)
        text = text.removesuffix(" " + line)
    width = max([WIDTH - indent, *(len(line) for line in kept)])
    middle = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return newline.join([head.rstrip(), *(" " * indent + line for line in (*first, *middle, *last))])


def foldable(text: str) -> bool:
    """Whether a text reads back the same from a folded block."""
    return bool(text) and text.isprintable() and "  " not in text and text == text.strip()
