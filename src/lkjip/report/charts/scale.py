"""Where a value stands on its scale of categories."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lkjip.decimals import indonesian, plain
from lkjip.report.charts.marks import Row, frame, labels, lines, marks, row, text_marks
from lkjip.report.charts.model import MISSING, Band, Chart, Point, Spec, told
from lkjip.report.charts.text import shorten, width, wrap
from lkjip.report.charts.theme import AXIS, INK, MUTED, NAVY, PAPER, SMALL, WIDTH, YEARS, ink_on
from lkjip.report.labels import label

_SIDE, _THICK = 34, 36
_LEVELS = (_THICK + 32, _THICK + 47)  # of titles that do not fit into their band
_GROUND: Spec = {"type": "rect", "stroke": PAPER, "strokeWidth": 2}


def position(value: Point, bands: Sequence[Band], upper: Fraction) -> Chart:
    """A value as a pointer on the bands of its scale, the band it falls into dark; under the bands their lower bounds."""
    length, low = WIDTH - 2 * _SIDE, bands[0].lower
    span = max(upper, bands[-1].lower) - low or Fraction(1)
    edges = [float((bound - low) / span) * length for bound in (*(band.lower for band in bands), low + span)]
    reached = _reached(value, bands)
    places = [
        {"x": start, "end": end, "middle": (start + end) / 2, "title": shorten(band.title, 24), **_shade(i == reached)}
        for i, (band, start, end) in enumerate(zip(bands, edges[:-1], edges[1:], strict=True))
    ]
    inside, outside = _titles(places)
    bounds = _bounds(bands, edges, low + span)
    layers = [
        lines(_GROUND, places, x="x", x2="end", y=0, y2=_THICK, fill="fill"),
        labels({"align": "center", "fontWeight": 600}, inside, "lines", x="middle", y="y", color="ink"),
        lines({"type": "rule", "color": AXIS, "strokeWidth": 0.8}, outside, x="middle", y="y", y2=_THICK + 1),
        labels({"align": "left", "fontWeight": 600}, outside, "title", x="start", y="y"),
        labels({"align": "center", "color": MUTED, "fontSize": SMALL}, bounds, "bound", x="x", y=_THICK + 12),
        *_pointer(value, min(max(float(((value.number or low) - low) / span), 0), 1) * length),
    ]
    spec = frame(layers, _THICK, left=_SIDE, right=_SIDE, top=40, bottom=56 if outside else 24)
    return Chart(spec, told(label("chart_scale"), [value], note=_told(bands, reached)))


def _reached(value: Point, bands: Sequence[Band]) -> int | None:
    """The number of the band that holds the value."""
    number = value.number
    return None if number is None else max((i for i, band in enumerate(bands) if band.lower <= number), default=0)


def _shade(reached: bool) -> Row:
    fill = NAVY if reached else YEARS[0]
    return {"fill": fill, "ink": ink_on(fill)}


def _titles(places: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Titles that fit into their bands, in one line or two; and the others, below on alternating levels."""
    inside: list[Row] = []
    outside: list[Row] = []
    for place in places:
        title, room = place["title"], place["end"] - place["x"] - 6
        broken = wrap(title, room / 1.05, 2)
        if " ".join(broken) == title:
            inside.append({**place, "lines": broken, "y": _THICK / 2 - 6.5 * (len(broken) - 1)})
        else:
            start = max(place["middle"] - width(title) * 1.05 - 4, -_SIDE)
            outside.append({**place, "start": start, "y": _LEVELS[len(outside) % 2]})
    return inside, outside


def _bounds(bands: Sequence[Band], edges: Sequence[float], upper: Fraction) -> list[Row]:
    """The lower bounds and the upper end; the end moves right where the last band is too narrow for both."""
    decimals = len(bands[0].shown.partition(",")[2])
    shown = [*(band.shown for band in bands), indonesian(plain(upper, decimals))]
    tight = max(38 - (edges[-1] - edges[-2]), 0)
    return [{"bound": bound, "x": x} for bound, x in zip(shown, [*edges[:-1], edges[-1] + tight], strict=True)]


def _pointer(value: Point, x: float) -> list[Spec]:
    """The value over a triangle that points at its place; that it is missing is said at the left end."""
    text: Spec = {"fontSize": 13, "fontWeight": 600}
    here = row(value, {})
    if value.number is None:
        return [
            text_marks({**text, "align": "left"}, [{**here, "shown": f"{MISSING} {label('not_available')}"}], x=0, y=-16)
        ]
    triangle: Spec = {"type": "point", "shape": "triangle-down", "fill": INK, "stroke": INK, "size": 90, "opacity": 1}
    return [marks(triangle, [here], x=x, y=-8), labels({**text, "align": "center"}, [here], x=x, y=-25)]


def _told(bands: Sequence[Band], reached: int | None) -> str:
    names = "; ".join(label("band_from", title=shorten(band.title, 60), bound=band.shown) for band in bands)
    where = "" if reached is None else label("band_reached", title=shorten(bands[reached].title, 60))
    return label("bands", bands=names, reached=where)
