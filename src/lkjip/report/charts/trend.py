"""A small line without axes: the years of one value, each with its number, for a card."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lkjip.report.charts.marks import filled, halo, labels, lines, marks, missing, row, text_marks
from lkjip.report.charts.model import Chart, Point, Spec, told
from lkjip.report.charts.text import widest
from lkjip.report.charts.theme import AXIS, CONFIG, MUTED, NAVY, NORMAL, PAPER, SMALL
from lkjip.report.labels import label

WIDTH, HEIGHT = 190, 70
_TOP, _LINE, _BOTTOM = 12, 22, 7  # the numbers, the line under them, the years
_EDGE = 16


def trend(values: Sequence[Point]) -> Chart:
    """The values of a few years as a line whose last point stands out; a dash for a year that has none."""
    edge = max(_EDGE, widest((point.shown for point in values), NORMAL) / 2)
    step = (WIDTH - 2 * edge) / max(len(values) - 1, 1)
    numbers = [point.number for point in values if point.number is not None]
    low, high = min(numbers), max(numbers)
    rows = []
    for position, point in enumerate(values):
        share = float((point.number - low) / (high - low)) if point.number is not None and high > low else 0.5
        rows.append(row(point, {"x": edge + position * step, "y": _TOP + 8 + _LINE * (1 - share), "year": _year(point)}))
    known = [each for each in rows if each["value"] is not None]
    last: Spec = {"type": "point", "filled": True, "size": 46, "fill": NAVY, "stroke": NAVY, "opacity": 1}
    earlier = {**last, "size": 34, "fill": PAPER, "strokeWidth": 1.5}
    newest = [each for each in known if each is rows[-1]]
    layers = [
        lines({"type": "rule", "color": AXIS, "strokeWidth": 1.5}, _between(known), x="x", y="y", x2="x2", y2="y2"),
        marks(earlier, [each for each in known if each is not rows[-1]], x="x", y="y"),
        marks(last, newest, x="x", y="y"),
        labels(halo({"align": "center", "dy": -11, "fontSize": SMALL}), [k for k in known if k not in newest], x="x", y="y"),
        labels(halo({"align": "center", "dy": -11, "fontSize": NORMAL, "fontWeight": 600}), newest, x="x", y="y"),
        text_marks({"align": "center"}, missing(rows), x="x", y=_TOP + 8 + _LINE / 2),
        lines(
            {"type": "text", "align": "center", "baseline": "middle", "fontSize": SMALL, "color": MUTED},
            [{"x": each["x"], "year": each["year"]} for each in rows],
            x="x",
            y=HEIGHT - _BOTTOM,
            text={"field": "year"},
        ),
    ]
    spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 0,
        "autosize": "none",
        "config": CONFIG,
        "layer": filled(layers),
    }
    return Chart(spec, told(label("chart_small"), values))


def _year(point: Point) -> str:
    return " ".join(point.labels.values())


def _between(known: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The stretches from each known year to the next."""
    return [{"x": one["x"], "y": one["y"], "x2": other["x"], "y2": other["y"]} for one, other in pairwise(known)]
