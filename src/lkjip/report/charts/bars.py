"""Horizontal bars from zero: members with long titles, and the two sides of a pyramid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from lkjip.report.charts.axes import ticks, value_axis
from lkjip.report.charts.marks import (
    Row,
    frame,
    known,
    labels,
    lines,
    marks,
    middle,
    missing,
    named_rows,
    outlined,
    slots,
    text_marks,
    words,
)
from lkjip.report.charts.model import Chart, Point, Spec, members, short_titles, shown, told
from lkjip.report.charts.series import legend, series
from lkjip.report.charts.text import shorten, widest, wrap
from lkjip.report.charts.theme import AXIS, NAVY, SMALL, WIDTH, YEARS
from lkjip.report.labels import label


def bars(values: Sequence[Point], y: str, group: str = "") -> Chart:
    """Bars for the members of `y`, one below the other for those of `group`, which get darker in printed order."""
    names, drawn, short = members(values, y), series(values, y, group), short_titles(values, y)
    titles = [wrap(short[name], 200, 3) for name in names]
    left = 14 + widest(chain(*titles))
    right = 12 + widest(map(shown, values), SMALL)
    step = max(17 * len(drawn), 13 * max(len(title) for title in titles)) + 10
    places = slots(len(names), step * len(names), 0)
    thick = min((step - 10) / len(drawn), 18)
    x = value_axis("value", ticks(point.number for point in values), values[0].unit)
    layers = []
    for number, each in enumerate(drawn):
        shift = (number - len(drawn) / 2) * thick
        rows = each.rows({name: _bar(middle(place) + shift, thick) for name, place in zip(names, places, strict=True)})
        layers += _bars(rows, each.style, x)
    height = step * len(names)
    layers += [lines({"type": "rule", "color": AXIS}, [{"value": 0}], x=x, y=0, y2=height), named_rows(titles, places)]
    layers += legend(drawn, 0, -26)
    bottom = 42 if x["axis"]["title"] else 26
    spec = frame(layers, height, left=left, right=right, top=44 if group else 8, bottom=bottom)
    return Chart(spec, told(label("chart_bars"), values))


def _bar(start: float, thick: float) -> Row:
    return {"y": start + 1, "foot": start + thick - 1, "middle": start + thick / 2}


def _bars(rows: Sequence[Row], style: Spec, x: Spec) -> list[Spec]:
    return [
        marks({"type": "rect", **style}, known(rows), x=x, x2={"datum": 0}, y="y", y2="foot"),
        labels({"align": "left", "dx": 5, "fontSize": SMALL}, known(rows), x={**x, "field": "tip"}, y="middle"),
        text_marks({"align": "left"}, missing(rows), x=5, y="middle"),
    ]


def pyramid(values: Sequence[Point], y: str, sides: str) -> Chart:
    """Counts as bars to the left and the right of the names of `y`; the first two members of `sides` are the sides."""
    names, short = members(values, y), short_titles(values, y)
    titles = [wrap(short[name], 150, 2) for name in names]
    gap = 14 + widest(chain(*titles)) / 2
    step = 22 if max(len(title) for title in titles) == 1 else 30
    places = slots(len(names), step * len(names), 0.28)
    reach = WIDTH / 2 - gap - 10 - widest(map(shown, values), SMALL)
    scale = reach / (max(float(point.number or 0) for point in values) or 1)
    layers = [named_rows(titles, places, WIDTH / 2, {"align": "center"})]
    styles = (outlined(NAVY), outlined(YEARS[1], NAVY))
    for direction, style, side in zip((-1, 1), styles, series(values, y, sides), strict=False):
        edge = WIDTH / 2 + direction * gap
        rows = side.rows(
            {
                name: {"x": edge, "y": start, "foot": end, "middle": (start + end) / 2}
                for name, (start, end) in zip(names, places, strict=True)
            }
        )
        drawn = [{**each, "end": edge + direction * scale * each["tip"]} for each in rows]
        layers += _side(drawn, direction, style)
        align = "right" if direction < 0 else "left"
        layers.append(words(shorten(side.name, 30), edge, -14, {"align": align, "fontWeight": 600}))
    spec = frame(layers, step * len(names), left=0, right=0, top=28, bottom=6)
    return Chart(spec, told(label("chart_pyramid"), values))


def _side(rows: Sequence[Row], direction: int, style: Spec) -> list[Spec]:
    text: Spec = {"align": "right" if direction < 0 else "left", "dx": 6 * direction, "fontSize": SMALL}
    return [
        marks({"type": "rect", **style}, known(rows), x="x", x2="end", y="y", y2="foot"),
        labels(text, known(rows), x="end", y="middle"),
        text_marks(text, missing(rows), x="end", y="middle"),
    ]
