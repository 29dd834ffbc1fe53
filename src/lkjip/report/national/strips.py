"""A picture of all offices: a dot for each on one scale, in rows by what they belong to, and a line at the median of a row.

Drawn here and not by Vega: hundreds of dots in dozens of rows are a few lines of SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from lkjip.report.charts.theme import FONT
from lkjip.report.palette import colour

WIDTH, LEFT, RIGHT, ROW, TOP = 640, 200, 30, 18, 30  # in pixels; LEFT holds the names of rows
LONGEST = 30  # letters of a row's name


@dataclass(frozen=True)
class Dot:
    """An office: its value, and its name with the value as printed."""

    number: Fraction
    text: str


@dataclass(frozen=True)
class Row:
    """The offices of a row, and their median with its text; None where none is measured."""

    title: str
    dots: Sequence[Dot]
    median: Fraction | None


def strips(rows: Sequence[Row], ends: tuple[str, str], alt: str) -> str:
    """The picture as SVG. `ends` are the least and the greatest value as printed; `alt` says what it shows."""
    numbers = [dot.number for row in rows for dot in row.dots]
    low, high = min(numbers), max(numbers)
    height = TOP + ROW * len(rows) + 8

    def at(number: Fraction) -> str:
        share = (number - low) / (high - low) if high > low else Fraction(1, 2)
        tenths = round(share * (WIDTH - LEFT - RIGHT) * 10) + LEFT * 10
        return f"{tenths // 10}.{tenths % 10}"

    ink, navy, line = colour("chart-ink"), colour("navy"), colour("warning")
    text = f'font-family="{FONT}" font-size="13" fill="{ink}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(alt)}">'
    ]
    if low < high:
        parts.append(f'<text x="{LEFT}" y="16" text-anchor="middle" {text}>{escape(ends[0])}</text>')
        parts.append(f'<text x="{WIDTH - RIGHT}" y="16" text-anchor="middle" {text}>{escape(ends[1])}</text>')
    else:
        parts.append(f'<text x="{at(low)}" y="16" text-anchor="middle" {text}>{escape(ends[0])}</text>')
    for number, row in enumerate(rows):
        middle = TOP + ROW * number + ROW // 2
        title = row.title if len(row.title) <= LONGEST else row.title[: LONGEST - 1] + "…"
        parts.append(f'<text x="{LEFT - 14}" y="{middle + 4}" text-anchor="end" {text}>{escape(title)}</text>')
        parts.append(f'<path d="M{LEFT} {middle}H{WIDTH - RIGHT}" stroke="{ink}" stroke-opacity=".2"/>')
        for dot in row.dots:
            said = f"<title>{escape(dot.text)}</title>"
            place = f'cx="{at(dot.number)}" cy="{middle}"'
            parts.append(f'<circle {place} r="4" fill="{navy}" fill-opacity=".25">{said}</circle>')
        if row.median is not None:
            x = at(row.median)
            parts.append(f'<path d="M{x} {middle - 7}V{middle + 7}" stroke="{line}" stroke-width="3"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"
