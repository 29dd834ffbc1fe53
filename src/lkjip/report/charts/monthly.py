"""An index by month over its respondents."""

from __future__ import annotations

from collections.abc import Sequence

from lkjip.report.charts.axes import bare, ticks, value_axis
from lkjip.report.charts.marks import (
    Places,
    Row,
    base,
    filled,
    frame,
    halo,
    keys,
    known,
    labels,
    lines,
    marks,
    middle,
    missing,
    named_columns,
    outlined,
    row,
    slots,
    text_marks,
    words,
)
from lkjip.report.charts.model import Chart, Point, Spec, told
from lkjip.report.charts.text import shorten, wrap
from lkjip.report.charts.theme import NAVY, OCHRE, PAPER, SMALL, TEAL, WIDTH
from lkjip.report.labels import label

_LEFT, _RIGHT = 44, 66
_PLOT = WIDTH - _LEFT - _RIGHT
_INDEX, _TOP, _BOTTOM = 150, 194, 278  # where the index ends, where the respondents begin and end
_HOLLOW: Spec = {"fill": PAPER, "stroke": NAVY, "strokeWidth": 1.6}
_SHORT: Spec = {"fill": PAPER, "stroke": TEAL, "strokeWidth": 1.2, "strokeDash": [3, 2]}


def monthly(index: Sequence[Point], count: Sequence[Point], minimum: Point) -> Chart:
    """An index by month as a line, over its respondents as columns with the line of their minimum.

    Months below the minimum have a hollow point and a dashed, hollow column; months without measurement a gap with a dash.
    `index` and `count` have one point per month, in the same order.
    """
    places = slots(len(index), _PLOT, 0.35)
    short = [_below(point, minimum) for point in count]
    names = [wrap(next(iter(point.labels.values())), 40, 1) for point in index]
    layers = [
        words(_heading(index[0]), -_LEFT, -32, {"fontWeight": 600}),
        *(keys([(label("few_respondents"), _HOLLOW)], _PLOT - 178, -32) if any(short) else []),
        {"layer": filled(_index(index, short, places))},
        words(_heading(count[0]), -_LEFT, _TOP - 22, {"fontWeight": 600}),
        {"layer": filled(_respondents(count, short, places, minimum))},
        named_columns(names, places, _BOTTOM + 7),
    ]
    spec = frame(layers, _BOTTOM, left=_LEFT, right=_RIGHT, top=44, bottom=28)
    spec["resolve"] = {"scale": {"y": "independent"}}
    return Chart(spec, told(label("chart_line_columns"), index, count, [minimum]))


def _index(points: Sequence[Point], short: Sequence[bool], places: Places) -> list[Spec]:
    """The index: a line with points, interrupted by a dash where there was no measurement."""
    axis = ticks((point.number for point in points), zero=False)
    y = bare(value_axis("value", axis, points[0].unit, span=(_INDEX, 0)))
    rows: list[Row] = []
    part = 0
    for i, (point, place) in enumerate(zip(points, places, strict=True)):
        part += point.number is None
        at: Row = {"x": middle(place), "part": part, "fill": PAPER if short[i] else NAVY, "valley": _valley(points, i)}
        rows.append(row(point, at, title=True))
    return [
        lines({"type": "line", "color": NAVY, "strokeWidth": 1.8}, known(rows), x="x", y=y, detail={"field": "part"}),
        *_labels(known(rows), y),
        marks({"type": "point", "size": 46, **_HOLLOW, "opacity": 1}, known(rows), x="x", y=y, fill="fill"),
        text_marks({}, missing(rows), x="x", y=_INDEX - 8),
    ]


def _labels(rows: Sequence[Row], y: Spec) -> list[Spec]:
    """Values above their points, in a valley of the line below."""
    sides = (([each for each in rows if each["valley"] is valley], dy) for valley, dy in ((False, -11), (True, 12)))
    text = halo({"align": "center", "fontWeight": 600, "fontSize": SMALL})
    return [labels({**text, "dy": dy}, some, x="x", y=y) for some, dy in sides]


def _respondents(points: Sequence[Point], short: Sequence[bool], places: Places, minimum: Point) -> list[Spec]:
    """The respondents as columns, and their minimum as a dashed line named at its right end."""
    axis = ticks([*(point.number for point in points), minimum.number], count=3)
    y = bare(value_axis("value", axis, points[0].unit, span=(_BOTTOM, _TOP)))
    rows = [
        row(point, {"x": place[0], "end": place[1], "middle": middle(place), "short": less}, title=True)
        for point, place, less in zip(points, places, short, strict=True)
    ]
    enough, few = ([each for each in known(rows) if each["short"] is less] for less in (False, True))
    limit = known([row(minimum, {})])
    word: Spec = {"align": "left", "color": OCHRE, "fontSize": SMALL}
    return [
        marks({"type": "rect", **outlined(TEAL, TEAL)}, enough, x="x", x2="end", y=y, y2={"datum": 0}),
        marks({"type": "rect", **_SHORT}, few, x="x", x2="end", y=y, y2={"datum": 0}),
        labels({"align": "center", "dy": -7, "fontSize": SMALL}, known(rows), x="middle", y=y),
        text_marks({}, missing(rows), x="middle", y=_BOTTOM - 8),
        lines({"type": "rule", "color": OCHRE, "strokeDash": [5, 3], "strokeWidth": 1.4}, limit, x=0, x2=_PLOT, y=y),
        labels({**word, "dy": -6}, [{**each, "shown": label("minimum")} for each in limit], x=_PLOT + 5, y=y),
        text_marks({**word, "dy": 6, "fontWeight": 600}, limit, x=_PLOT + 5, y=y),
        base(y, _PLOT),
    ]


def _below(point: Point, minimum: Point) -> bool:
    return point.number is not None and minimum.number is not None and point.number < minimum.number


def _valley(points: Sequence[Point], i: int) -> bool:
    """Whether the neighbours of a point are on average above it."""
    here, near = points[i].number, [points[j].number for j in (i - 1, i + 1) if 0 <= j < len(points)]
    return here is not None and sum(number - here for number in near if number is not None) > 0


def _heading(point: Point) -> str:
    return f"{shorten(point.title, 60)} ({point.unit})" if point.unit else shorten(point.title, 60)
