"""Members against their mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from lkjip.report.charts.axes import ticks, value_axis
from lkjip.report.charts.marks import (
    Row,
    frame,
    keys,
    known,
    labels,
    lines,
    marks,
    middle,
    missing,
    named_rows,
    row,
    slots,
    text_marks,
)
from lkjip.report.charts.model import Chart, Point, Spec, told
from lkjip.report.charts.text import widest, wrap
from lkjip.report.charts.theme import AXIS, NAVY, OCHRE, PAPER, SMALL, WIDTH
from lkjip.report.labels import label

_AT_LEAST: Spec = {"shape": "circle", "fill": NAVY, "stroke": NAVY}
_BELOW: Spec = {"shape": "diamond", "fill": PAPER, "stroke": OCHRE, "strokeWidth": 1.8}
_MEAN: Spec = {"type": "rule", "color": OCHRE, "strokeDash": [5, 3], "strokeWidth": 1.4}


def ranking(values: Sequence[Point], mean: Point) -> Chart:
    """Members in printed order as dots on lines that start at the mean; those below it are hollow diamonds.

    The axis need not start at zero; where it does not, it says so.
    """
    names = [wrap(next(iter(point.labels.values())), 215, 2) for point in values]
    left, right = 14 + widest(chain(*names)), 14
    width, step = WIDTH - left - right, 26 if len(values) <= 12 else 22
    places, height = slots(len(values), step * len(values)), step * len(values)
    axis = ticks((point.number for point in (*values, mean)), zero=False)
    note = "" if axis.values[0] == 0 else label("not_from_zero")
    x = value_axis("value", axis, values[0].unit, note=note, span=(44, width - 40))
    rows = [
        row(point, {"y": middle(place), "below": _below(point, mean)}) for point, place in zip(values, places, strict=True)
    ]
    layers = [
        *_mean(mean, x, height),
        *_dots(rows, mean, x),
        text_marks({}, missing(rows), x=width / 2, y="y"),
        named_rows(names, places),
    ]
    bottom = 42
    if mean.number is not None:
        layers += keys([(label("at_least_mean"), _AT_LEAST), (label("below_mean"), _BELOW)], -left, height + 52)
        bottom = 64
    spec = frame(layers, height, left=left, right=right, top=30, bottom=bottom)
    return Chart(spec, told(label("chart_dots"), values, [mean]))


def _mean(mean: Point, x: Spec, height: float) -> list[Spec]:
    """The mean as a dashed line with its value on top."""
    line = known([row(mean, {})])
    named = [{**each, "shown": label("mean", shown=each["shown"])} for each in line]
    named = [{**each, "said": f"{each['shown']}; {each['said']}"} for each in named]  # what is said holds what is written
    return [
        lines(_MEAN, line, x=x, y=-6, y2=height),
        text_marks({"color": OCHRE, "fontWeight": 600}, named, x=x, y=-15),
    ]


def _dots(rows: Sequence[Row], mean: Point, x: Spec) -> list[Spec]:
    """Dots with their values on the side away from the mean."""
    layers = []
    if mean.number is not None:
        stem = {"datum": float(mean.number)}
        layers.append(lines({"type": "rule", "color": AXIS}, known(rows), x=x, x2=stem, y="y"))
    for below, style, side in (
        (False, _AT_LEAST, {"align": "left", "dx": 9}),
        (True, _BELOW, {"align": "right", "dx": -9}),
    ):
        some = [each for each in known(rows) if each["below"] is below]
        layers.append(marks({"type": "point", "size": 62, "opacity": 1, **style}, some, x=x, y="y"))
        layers.append(labels({**side, "fontWeight": 600, "fontSize": SMALL}, some, x=x, y="y"))
    return layers


def _below(point: Point, mean: Point) -> bool:
    return point.number is not None and mean.number is not None and point.number < mean.number
