"""Columns from zero: members in series, components of a value, target and realisation by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lkjip.report.charts.axes import ticks, value_axis
from lkjip.report.charts.marks import (
    Places,
    Row,
    base,
    frame,
    known,
    labels,
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
from lkjip.report.charts.model import Chart, Point, Spec, members, short_titles, shown, told
from lkjip.report.charts.series import Series, legend, series
from lkjip.report.charts.text import widest, wrap
from lkjip.report.charts.theme import LINE, NAVY, SMALL, TEAL, WIDTH, YEARS
from lkjip.report.labels import label

_LEFT, _RIGHT, _HEIGHT = 46, 8, 170
_PLOT = WIDTH - _LEFT - _RIGHT
_WIDEST = 90  # of a column
_UPRIGHT: Spec = {"angle": -90, "align": "left", "dx": 5, "dy": 0}  # labels wider than their column


def columns(values: Sequence[Point], x: str, group: str = "") -> Chart:
    """Columns over the members of `x`, side by side for those of `group`, which get darker in printed order."""
    names, drawn = members(values, x), series(values, x, group)
    places = slots(len(names), _PLOT, 0.2 if group else 0.45)
    short = short_titles(values, x)
    titles = [wrap(short[name], _PLOT / len(names) - 8, 4) for name in names]
    y = value_axis("value", ticks(point.number for point in values), values[0].unit)
    long = widest(map(shown, values), SMALL)
    upright = long > _step(places[0], len(drawn)) + 4
    top = (46 if group else 22) + (long - 6 if upright else 0)
    layers = [
        *_columns(drawn, dict(zip(names, places, strict=True)), y, _UPRIGHT if upright else None),
        named_columns(titles, places, _HEIGHT + 8),
        *legend(drawn, -_LEFT, 20 - top),
    ]
    bottom = 16 + LINE * max(len(title) for title in titles)
    spec = frame(layers, _HEIGHT, left=_LEFT, right=_RIGHT, top=top, bottom=bottom)
    return Chart(spec, told(label("chart_columns"), values))


def components(values: Sequence[Point], x: str, group: str = "") -> Chart:
    """The components of a value, as columns."""
    return columns(values, x, group)


def targets(target: Sequence[Point], realisation: Sequence[Point], achievement: Sequence[Point]) -> Chart:
    """Target and realisation side by side for each year, the achievement under it."""
    names, short = members([*target, *realisation], "tahun"), short_titles([*target, *realisation], "tahun")
    places = slots(len(names), _PLOT, 0.36)
    drawn = [
        Series(label("legend_target"), outlined(YEARS[0], NAVY), {point.full["tahun"]: point for point in target}),
        Series(label("legend_realisation"), outlined(NAVY), {point.full["tahun"]: point for point in realisation}),
    ]
    y = value_axis("value", ticks(point.number for point in (*target, *realisation)), target[0].unit)
    layers = [
        *_columns(drawn, dict(zip(names, places, strict=True)), y, {"fontWeight": 600}, title=True),
        named_columns([wrap(short[name], 90, 1) for name in names], places, _HEIGHT + 8),
        words(label("legend_achievement"), -_LEFT, _HEIGHT + 36, {"color": TEAL}),
        _achieved(achievement, names, places),
        *legend(drawn, -_LEFT, -30),
    ]
    spec = frame(layers, _HEIGHT, left=_LEFT, right=_RIGHT, top=46, bottom=50)
    return Chart(spec, told(label("chart_columns"), target, realisation, achievement))


def _columns(
    drawn: Sequence[Series],
    places: Mapping[str, tuple[float, float]],
    y: Spec,
    label: Spec | None = None,
    *,
    title: bool = False,
) -> list[Spec]:
    """Each series as columns beside those before it, with the values on top; a dash where there is none."""
    layers = [base(y, _PLOT)]
    for number, each in enumerate(drawn):
        rows = each.rows({name: _column(place, number, len(drawn)) for name, place in places.items()}, title=title)
        layers += [
            marks({"type": "rect", **each.style}, known(rows), x="x", x2="end", y=y, y2={"datum": 0}),
            labels(
                {"align": "center", "dy": -7, "fontSize": SMALL, **(label or {})},
                known(rows),
                x="middle",
                y={**y, "field": "tip"},
            ),
            text_marks({}, missing(rows), x="middle", y=_HEIGHT - 8),
        ]
    return layers


def _step(place: tuple[float, float], count: int) -> float:
    return min((place[1] - place[0]) / count, _WIDEST)


def _column(place: tuple[float, float], number: int, count: int) -> Row:
    width = _step(place, count)
    start = middle(place) + (number - count / 2) * width
    return {"x": start + 1, "end": start + width - 1, "middle": start + width / 2}


def _achieved(points: Sequence[Point], names: Sequence[str], places: Places) -> Spec:
    across = dict(zip(names, places, strict=True))
    rows = [
        row(point, {"x": middle(across[point.full["tahun"]])}, title=True)
        for point in points
        if point.full["tahun"] in across
    ]
    return text_marks({"color": TEAL, "fontWeight": 600}, rows, x="x", y=_HEIGHT + 36)
