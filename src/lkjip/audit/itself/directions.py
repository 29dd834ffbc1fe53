"""Words of direction and of targets that the numbers of their own sentence contradict."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lkjip.audit.finding import Finding
from lkjip.audit.model.sentences import Said, sentences
from lkjip.audit.model.tables import Contents

FAR = 16  # words between two numbers that are compared
AHEAD = 14  # words before the first number in which the direction may be named
SIZES = Fraction(20)  # numbers farther apart than this are not of one thing


def directions(contents: Contents) -> Iterator[Finding]:
    """Every "naik dari a menjadi b" with b below a, and its like."""
    words = contents.text.vocabulary.general["sentences"]
    for sentence in sentences(contents.text):
        for a, b in pairwise(sentence):
            if not _one_thing(a, b) or any(word in f"{a.before}{b.before}".split() for word in words["ranks"]):
                continue
            if any(word in b.before.split() for word in words["difference"]):
                continue  # "a, lebih rendah daripada tahun lalu, dengan selisih b": not one of the two that are compared
            found = _moved(a, b, words) or _beside(a, b, words)
            if found is not None:
                yield from _wrong(contents, a, b, *found)


def _one_thing(a: Said, b: Said) -> bool:
    x, y = a.numeral, b.numeral
    if x.unit != y.unit or x.scale != y.scale or not x.value or not y.value or len(b.before.split()) > FAR:
        return False
    return 1 / SIZES < x.value / y.value < SIZES and (
        x.unit != "" or x.decimals == y.decimals or x.decimals * y.decimals > 0
    )


def _direction(text: str, words: Any) -> tuple[str, str]:
    """The one direction that words name, and the word; empty where they name none or both, or deny it."""
    parts = text.split()
    named = [(place, name, word) for name in ("up", "down") for place, word in enumerate(parts) if word in words[name]]
    if len({name for _, name, _ in named}) != 1:
        return "", ""
    place, name, word = max(named)
    denied = any(other in words["not"] for other in parts[max(place - 3, 0) : place])
    return ("", "") if denied else (name, word)


def _moved(a: Said, b: Said, words: Any) -> tuple[str, str, bool] | None:
    """ "naik dari a menjadi b", "dari a naik menjadi b", "a … meningkat menjadi b": what is said, and whether it is so."""
    if not b.has(words["to"]) or b.has(words["compared"]):
        return None
    if b.before.split()[:1] == ["sampai"] or not (a.has(words["from"]) or _direction(b.before, words)[0]):
        return None
    name, word = _direction(b.before, words)
    if not name:
        name, word = _direction(" ".join(a.before.split()[-AHEAD:]), words)
    if not name:
        return None
    x, y = a.numeral.amount, b.numeral.amount
    return name, word, (y > x) if name == "up" else (y < x)


def _beside(a: Said, b: Said, words: Any) -> tuple[str, str, bool] | None:
    """ "a lebih tinggi dari b", "a meningkat dibandingkan b", "a melampaui target b"."""
    x, y = a.numeral.amount, b.numeral.amount
    gap = b.before
    for key, right in (("higher", x > y), ("lower", x < y)):
        phrase = next((p for p in words[key] if f" {p} " in gap), "")
        if phrase and not any(f" {word} " in gap for word in words["not"]) and not _both(gap, words):
            return key, phrase, right
    name, word = _direction(gap, words)
    if name and b.has(words["compared"]) and not a.has(words["compared"]):
        return name, word, (x > y) if name == "up" else (x < y)
    phrase = next((p for p in words["missed"] if f" {p} " in gap), "")
    if phrase:
        return "missed", phrase, x < y
    phrase = next((p for p in words["reached"] if f" {p} " in gap), "")
    if phrase and not any(f" {word} " in gap for word in words["not"]):
        return "reached", phrase, x >= y
    return None


def _both(gap: str, words: Any) -> bool:
    return any(f" {p} " in gap for p in words["higher"]) and any(f" {p} " in gap for p in words["lower"])


def _wrong(contents: Contents, a: Said, b: Said, name: str, phrase: str, holds: bool) -> Iterator[Finding]:
    if holds:
        return
    x, y = a.numeral, b.numeral
    sign = "<" if x.amount < y.amount else ">" if x.amount > y.amount else "="
    sure = name not in ("missed", "reached")
    values = {"shown": f"{x.text} {sign} {y.text}", "phrase": phrase}
    yield Finding(
        "direction" if sure else "target_word",
        "conclusion",
        "error" if sure else "warning",
        (contents.at(a.index, b.index),),
        phrase,
        f"{x.text} {sign} {y.text}",
        values=values,
        certainty="arithmetic" if sure else "likely",
    )
