"""One look for all charts: colours that keep apart in greyscale and for the colour-blind, sizes, Indonesian numbers."""

from __future__ import annotations

from typing import Any

from lkjip.report.palette import COLOURS, colour

WIDTH = 620  # of every chart: the 16 cm of text on A4, at the size the text is then read at
FONT = "Inter, sans-serif"

INK, MUTED, AXIS, GRID, PAPER = (colour(f"chart-{name}") for name in ("ink", "muted", "axis", "grid", "paper"))
NAVY, TEAL, OCHRE = colour("navy"), colour("chart-teal"), colour("chart-ochre")
YEARS = COLOURS["chart-years"]  # the past is paler
PARTS = COLOURS["chart-parts"]  # parts of a whole, dark to light
LEVELS = tuple(colour(f"level{number}") for number in ("one", "two", "three", "four", "five"))  # low to high

SMALL, NORMAL = 10, 11
LINE = 13  # from one line of a name to the next

LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "aria": False,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
        "labelColor": MUTED,
        "labelFontSize": SMALL,
        "labelPadding": 6,
        "labelFlush": False,
        "titleColor": MUTED,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
    "text": {"color": INK, "fontSize": NORMAL, "lineHeight": LINE},
    "rule": {"color": AXIS},
}


def ramp(stops: tuple[str, ...], count: int) -> list[str]:
    """`count` colours from the first stop to the last.

    >>> ramp(YEARS, 2), ramp(("#000000", "#ffffff"), 3)
    (['#e4ebf0', '#1f3a5f'], ['#000000', '#808080', '#ffffff'])
    """
    return [shade(stops, index / max(count - 1, 1)) for index in range(count)]


def shade(stops: tuple[str, ...], share: float) -> str:
    """The colour at a share, 0 to 1, of the way along the stops."""
    place = share * (len(stops) - 1)
    left = min(int(place), len(stops) - 2)
    pairs = zip(_channels(stops[left]), _channels(stops[left + 1]), strict=True)
    return "#" + "".join(f"{int(a + (b - a) * (place - left) + 0.5):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2, from 1 to 21.

    >>> round(contrast(INK, PAPER), 1)
    14.6
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """The colour of text on a ground: ink, paper or black, the first with a contrast of at least 4.5."""
    return next(text for text in (INK, PAPER, "#000000") if contrast(text, colour) >= 4.5)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
