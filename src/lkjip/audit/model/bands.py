"""Bands of categories as a document prints them: "A (Sangat Baik) = 88,31 - 100,00; B (Baik) = 76,61 - 88,30"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import yaml

from lkjip.audit.context import Text
from lkjip.audit.numerals import Numeral

_RANGE = re.compile(r"\s{0,2}%?\s{0,2}(?:[-–—≤<]|s\.?\s?/?d\.?|sampai(?: dengan)?|hingga|to)\s{0,2}[≤<]?\s{0,2}$")
_SEGMENT = re.compile(r"[;\n]|(?<=[a-z)])[,.](?=\s)")
_CODE = re.compile(r"(?<![A-Za-z.])(AA|A|BB|B|CC|C|D|E)(?![A-Za-z.])")
NEAR = 3  # bands that make a scale
FAR = 700  # characters between two bands of one scale


@dataclass(frozen=True, slots=True)
class Band:
    """A category: its bounds as printed (both belong to it, or `open` below), its code and its title in flat words."""

    low: Fraction
    high: Fraction
    code: str
    title: str
    start: int = 0
    end: int = 0
    open: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in the band."""
        return (value > self.low if self.open else value >= self.low) and value <= self.high


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands from the highest down, as they are printed or as a regulation fixes them (`id`); `step` is the last place."""

    bands: tuple[Band, ...]
    step: Fraction
    id: str = ""
    about: tuple[str, ...] = ()

    def of(self, value: Fraction) -> tuple[Band, ...]:
        """The bands that hold a value: none outside the scale or in a gap."""
        return tuple(band for band in self.bands if band.holds(value))


def scales_of(text: Text) -> tuple[Scale, ...]:
    """The scales that a document prints."""
    found: dict[bool, list[tuple[Band, Fraction]]] = {
        True: [],
        False: [],
    }  # by whether the scale is short
    scales: list[Scale] = []

    def close(short: bool) -> None:
        bands = [band for band, _ in found[short]]
        if len({band.title or band.code for band in bands}) >= NEAR:
            step = min(step for _, step in found[short])
            scales.append(Scale(tuple(sorted(bands, key=lambda band: -band.low)), step))
        found[short] = []

    for band, step in _bands(text):
        short = band.high <= 5
        if found[short] and (band.start - found[short][-1][0].end > FAR or band.title in {b.title for b, _ in found[short]}):
            close(short)
        found[short].append((band, step))
    close(True)
    close(False)
    return tuple(scales)


def _bands(text: Text) -> Iterator[tuple[Band, Fraction]]:
    """Every range of two numbers with one category beside it."""
    numerals = [n for n in text.numerals if n.readings]
    for low, high in pairwise(numerals):
        between = text.document.text[low.end : high.start]
        if len(between) > 12 or not _RANGE.fullmatch(between) or low.value >= high.value:
            continue
        named = _beside(text, low, high)
        if named:
            code, title = named
            step = Fraction(1, 10 ** max(low.decimals, high.decimals))
            yield Band(low.value, high.value, code, title, low.start, high.end), step


def _beside(text: Text, low: Numeral, high: Numeral) -> tuple[str, str] | None:
    """The one category in the segment (a line, or a part of one) around a range."""
    source = text.document.text
    start, end = max(low.start - 60, 0), min(high.end + 60, len(source))
    breaks = [match.end() for match in _SEGMENT.finditer(source, start, low.start)]
    start = breaks[-1] if breaks else start
    stop = _SEGMENT.search(source, high.end, end)
    segment = f"{source[start : low.start]} {source[high.end : stop.start() if stop else end]}"
    title = title_in(segment, text.vocabulary.general["categories"])
    codes = {match[1] for match in _CODE.finditer(segment)}
    if title is None or len(codes) > 1:
        return None
    return next(iter(codes), ""), title


def title_in(words: str, known: list[str]) -> str | None:
    """The one title of a category among words, the longest; None where there is none or several.

    >>> title_in("A (Sangat Baik)", ["baik", "sangat baik"]), title_in("Baik, Kurang", ["baik", "kurang"])
    ('sangat baik', None)
    """
    flat = f" {' '.join(re.findall(r'[a-z]+', words.lower()))} "
    found = []
    for title in sorted(known, key=len, reverse=True):
        if f" {title} " in flat:
            found.append(title)
            flat = flat.replace(f" {title} ", " · ")
    return found[0] if len(found) == 1 else None


@cache
def methods() -> tuple[tuple[tuple[str, ...], Scale], ...]:
    """The scales that regulations fix, each with the phrases that cite it."""
    source = resources.files("lkjip.audit").joinpath("methods.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple((tuple(entry["cite"]), _method(entry)) for entry in entries)


def _method(entry: dict[str, Any]) -> Scale:
    step = Fraction(1, 10 ** entry["round"])
    bands: list[Band] = []
    top, above = Fraction(entry["to"]), bool(entry.get("above"))
    for band in entry["bands"]:
        low = Fraction(band["from"])
        bands.append(Band(low, top, band["code"], band["title"].lower(), open=above))
        top = low if above else low - step
    return Scale(tuple(bands), step, entry["id"], tuple(entry["about"]))
