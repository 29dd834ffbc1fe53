"""Values by two dimensions as a grid of shaded cells with the values in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain

from lkjip.report.charts.marks import (
    Row,
    frame,
    keys,
    known,
    labels,
    marks,
    middle,
    missing,
    named_columns,
    named_rows,
    outlined,
    row,
    slots,
    words,
)
from lkjip.report.charts.model import MISSING, Chart, Point, Spec, members, short_titles, shown, told
from lkjip.report.charts.text import widest, wrap
from lkjip.report.charts.theme import AXIS, INK, LEVELS, NAVY, PAPER, SMALL, WIDTH, ink_on
from lkjip.report.labels import label
from lkjip.report.levels import levels

_ROW, _HEADING = 21, 26
_NAME: Spec = {"fontSize": SMALL, "lineHeight": 10}
_EMPTY: Spec = {"fill": PAPER, "stroke": AXIS, "strokeDash": [2, 2], "strokeWidth": 0.8}


def heatmap(values: Sequence[Point], x: str, y: str, groups: Mapping[str, str] | None = None) -> Chart:
    """A grid in up to five shades with about as many values in each, the darker the higher; missing values are dashed cells.

    `groups` names, for the full title of a member of `y`, the group it stands under.
    """
    columns, names = members(values, x), members(values, y)
    above, before = short_titles(values, x), short_titles(values, y)
    titles = [wrap(before[name], 195, 2, SMALL) for name in names]
    left, right = 14 + round(widest(chain(*titles), SMALL)), 2
    tops, headings, height = _rows(names, groups or {})
    places = slots(len(columns), WIDTH - left - right, 0)
    across = dict(zip(columns, places, strict=True))
    classes = _classes(values)
    rows = [_cell(point, across[point.full[x]], tops[point.full[y]], classes) for point in values]
    layers = [
        *(
            words(" ".join(wrap(title, WIDTH * 0.95, 1, SMALL)), -left, top, {"fontWeight": 600})
            for title, top in headings
            if title
        ),
        *_cells(rows, 9 if len(columns) > 8 else SMALL),
        named_rows(titles, [(tops[name], tops[name] + _ROW) for name in names], mark=_NAME),
        named_columns([wrap(above[name], places[0][1] - 4, 1) for name in columns], places, -20),
        *keys(_legend(values, classes), -left, height + 16),
    ]
    return Chart(frame(layers, height, left=left, right=right, top=24, bottom=26), told(label("chart_heat"), values))


def _rows(names: Sequence[str], groups: Mapping[str, str]) -> tuple[dict[str, float], list[tuple[str, float]], float]:
    """Where each row begins, the headings of the groups with their places, and the height of all."""
    tops: dict[str, float] = {}
    headings: list[tuple[str, float]] = []
    place, current = 0.0, ""
    for name in names:
        group = groups.get(name, "")
        if group != current:
            headings.append((group, place + _HEADING / 2 + 3))
            place, current = place + _HEADING, group
        tops[name] = place
        place += _ROW
    return tops, headings, place


def _classes(values: Sequence[Point]) -> dict[Fraction, str]:
    """The shade of each number."""
    found = levels(point.number for point in values if point.number is not None)
    return {number: LEVELS[level - 1] for number, level in found.items()}


def _legend(values: Sequence[Point], classes: Mapping[Fraction, str]) -> list[tuple[str, Spec]]:
    """The range of each shade, by its lowest and highest printed value."""
    texts = {point.number: shown(point) for point in values}
    ranges: dict[str, list[str]] = {}
    for number, fill in classes.items():
        ranges.setdefault(fill, []).append(texts[number])
    entries: list[tuple[str, Spec]] = [
        (some[0] if len(some) == 1 else f"{some[0]} – {some[-1]}", {"shape": "square", **outlined(fill, NAVY)})
        for fill, some in ranges.items()
    ]
    absent: list[tuple[str, Spec]] = [(label("absent"), {"shape": "square", **_EMPTY})]
    return entries + (absent if MISSING in texts.values() else [])


def _cell(point: Point, across: tuple[float, float], top: float, classes: Mapping[Fraction, str]) -> Row:
    fill = "" if point.number is None else classes[point.number]
    place: Row = {"x": across[0], "end": across[1], "middle": middle(across), "y": top, "foot": top + _ROW}
    return row(point, {**place, "centre": top + _ROW / 2, "fill": fill, "ink": ink_on(fill) if fill else INK})


def _cells(rows: Sequence[Row], size: int) -> list[Spec]:
    text: Spec = {"align": "center", "fontSize": size}
    edges = {"x": "x", "x2": "end", "y": "y", "y2": "foot"}
    return [
        marks({"type": "rect", "stroke": PAPER, "strokeWidth": 1}, known(rows), **edges, fill="fill"),
        labels(text, known(rows), x="middle", y="centre", color="ink"),
        marks({"type": "rect", **_EMPTY}, missing(rows), **edges),
        labels(text, missing(rows), x="middle", y="centre"),
    ]
