"""An area of work: its parts as tiles that show no distances, or drawn from their borders, with the places in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from lkjip.report.charts.marks import Row, frame, halo, keys, labels, lines
from lkjip.report.charts.model import Chart, Spec
from lkjip.report.charts.text import wrap
from lkjip.report.charts.theme import INK, LINE, MUTED, NAVY, NORMAL, PAPER, SMALL, TEAL, WIDTH, YEARS
from lkjip.report.labels import label

_GAP, _PAD = 6, 10
_WIDEST = 300  # of a tile
_COLUMNS = 3  # of tiles without places of their own
_SMALL_LINE = 12
_TALLEST = 460  # of a drawn area
_SHAPES = ("triangle-up", "circle")  # of checkpoints and of other places of service
Place = tuple[str, int]  # its name, and which of the two kinds it is
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the area: its name, row and column among the tiles, the places in it, and whether the office is there."""

    name: str
    row: int = 0
    column: int = 0
    places: tuple[Place, ...] = ()
    seat: bool = False


def tiled(parts: Sequence[Part], kinds: Sequence[str]) -> Chart:
    """Tiles in their rows and columns, or where these are not given side by side; `kinds` names the kinds of places."""
    columns = max((part.column for part in parts), default=0) or min(_COLUMNS, len(parts))
    spots = [(part.row, part.column) if part.row else (n // columns + 1, n % columns + 1) for n, part in enumerate(parts)]
    width = min(_WIDEST, (WIDTH - _GAP * (columns - 1)) / columns)
    names = [wrap(part.name, width - 2 * _PAD, 3) for part in parts]
    inside = [[(wrap(name, width - 2 * _PAD - 14, 3, SMALL), kind) for name, kind in part.places] for part in parts]
    heights = [
        _PAD * 2 + LINE * len(n) + sum(_SMALL_LINE * len(t) + 3 for t, _ in i) for n, i in zip(names, inside, strict=True)
    ]
    tall = {row: max(h for h, spot in zip(heights, spots, strict=True) if spot[0] == row) for row, _ in spots}
    tops, height = dict[int, float](), 0.0
    for row in sorted(tall):
        tops[row] = height
        height += tall[row] + _GAP
    left = (WIDTH - width * columns - _GAP * (columns - 1)) / 2
    ground, titles, texts, points = list[Row](), list[Row](), list[Row](), list[Row]()
    for part, (row, column), name, listed in zip(parts, spots, names, inside, strict=True):
        x, y = left + (column - 1) * (width + _GAP), tops[row]
        fill = YEARS[1] if part.seat else YEARS[0]
        ground.append({"x": x, "x2": x + width, "y": y, "y2": y + tall[row], "fill": fill})
        titles.append({"name": name, "x": x + _PAD, "y": y + _PAD + LINE / 2})
        line = y + _PAD + LINE * len(name) + _SMALL_LINE
        for text, kind in listed:
            texts.append({"name": text, "x": x + _PAD + 14, "y": line})
            points.append({"x": x + _PAD + 5, "y": line, "kind": kind})
            line += _SMALL_LINE * len(text) + 3
    layers = [
        lines({"type": "rect", "stroke": PAPER, "strokeWidth": 2}, ground, x="x", x2="x2", y="y", y2="y2", fill="fill"),
        labels({"align": "left", "fontWeight": 600, "lineHeight": LINE}, titles, "name", x="x", y="y"),
        labels({"align": "left", "fontSize": SMALL, "lineHeight": _SMALL_LINE}, texts, "name", x="x", y="y"),
        *_points(points),
        *keys(_legend(parts, kinds), 0, height + 8),
        labels(
            {"align": "left", "fontSize": SMALL, "color": MUTED},
            [{"name": label("area_schematic")}],
            "name",
            x=0,
            y=height + 24,
        ),
    ]
    spec = frame(layers, height, left=0, right=0, top=0, bottom=34)
    return Chart(spec, _told(parts, kinds, label("area_schematic")))


def _points(points: Sequence[Row]) -> Iterator[Spec]:
    for kind, shape in enumerate(_SHAPES):
        mark: Spec = {"type": "point", "shape": shape, "filled": True, "size": 60, "opacity": 1, "color": (NAVY, TEAL)[kind]}
        yield lines(mark, [point for point in points if point["kind"] == kind], x="x", y="y")


def _legend(parts: Sequence[Part], kinds: Sequence[str]) -> list[tuple[str, Spec]]:
    used = {kind for part in parts for _, kind in part.places}
    entries: list[tuple[str, Spec]] = [
        (name, {"shape": _SHAPES[kind], "fill": (NAVY, TEAL)[kind]}) for kind, name in enumerate(kinds) if kind in used
    ]
    seat: Spec = {"shape": "square", "fill": YEARS[1]}
    return [*([(label("area_seat"), seat)] if any(part.seat for part in parts) else []), *entries]


def drawn_area(shapes: Mapping[str, Sequence[Ring]], parts: Sequence[Part], kinds: Sequence[str]) -> Chart:
    """The borders of each part, by its name, with the name in the middle; the places of each are listed below.

    Borders are in degrees, or in any unit of length where one of them is beyond what degrees can be.
    """
    rings = {name: [_flat(ring, shapes) for ring in some] for name, some in shapes.items()}
    every = [point for some in rings.values() for ring in some for point in ring]
    low_x, high_x = min(x for x, _ in every), max(x for x, _ in every)
    low_y, high_y = min(y for _, y in every), max(y for _, y in every)
    scale = min(WIDTH / ((high_x - low_x) or 1), _TALLEST / ((high_y - low_y) or 1))
    across, height = (WIDTH - scale * (high_x - low_x)) / 2, scale * (high_y - low_y)
    put = {
        name: [[(across + scale * (x - low_x), scale * (high_y - y)) for x, y in ring] for ring in some]
        for name, some in rings.items()
    }
    seats = {part.name for part in parts if part.seat}
    shape: Spec = {"type": "geoshape", "stroke": NAVY, "strokeWidth": 0.8, "aria": False}
    layers: list[Spec] = [
        {
            "data": {"values": [_feature(some)]},
            "mark": {**shape, "fill": YEARS[1] if name in seats else YEARS[0]},
            "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        }
        for name, some in put.items()
    ]
    titles: list[Row] = []
    for name, some in put.items():
        x, y = _inside(max(some, key=len))
        text = wrap(name, 150, 3)
        titles.append({"name": text, "x": x, "y": y - LINE * (len(text) - 1) / 2})
    bold: Spec = {"align": "center", "fontWeight": 600, "fontSize": NORMAL, "lineHeight": LINE}
    layers.append(labels(halo(bold), titles, "name", x="x", y="y"))
    listed, points, line = list[Row](), list[Row](), height + 18
    for part in parts:
        for name, kind in part.places:
            text = wrap(name if part.name in name else label("area_in", place=name, part=part.name), WIDTH - 20, 2, SMALL)
            listed.append({"name": text, "x": 18, "y": line})
            points.append({"x": 8, "y": line, "kind": kind})
            line += _SMALL_LINE * len(text) + 3
    layers += [
        labels({"align": "left", "fontSize": SMALL, "lineHeight": _SMALL_LINE, "color": INK}, listed, "name", x="x", y="y")
    ]
    layers += [*_points(points), *keys(_legend(parts, kinds), 0, line + 6)]
    spec = frame(layers, height, left=0, right=0, top=2, bottom=line + 16 - height)
    return Chart(spec, _told(parts, kinds, ""))


def _flat(ring: Ring, shapes: Mapping[str, Sequence[Ring]]) -> list[tuple[float, float]]:
    """A ring on a plane: degrees of longitude are shorter away from the equator."""
    every = [y for some in shapes.values() for each in some for _, y in each]
    if max(map(abs, every)) > 90 or max(abs(x) for some in shapes.values() for each in some for x, _ in each) > 360:
        return [(x, y) for x, y in ring]
    narrow = cos(radians(sum(every) / len(every)))
    return [(x * narrow, y) for x, y in ring]


def _feature(rings: Sequence[Ring]) -> dict[str, Any]:
    """Rings as one feature, each point to a tenth of a pixel and none twice in a row.

    On a plane a ring's way round does not matter to what it encloses; holes are left out.
    """
    polygons = []
    for ring in rings:
        points: list[list[float]] = []
        for x, y in ring:
            point = [round(x, 1), round(y, 1)]
            if not points or points[-1] != point:
                points.append(point)
        polygons.append([points])
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _inside(ring: Ring) -> tuple[float, float]:
    """A point for a name: on the middle height of a ring, in the middle of its widest stretch there."""
    ys = [y for _, y in ring]
    y = (min(ys) + max(ys)) / 2 + 0.01
    cuts = sorted(
        x + (y - v) * (u - x) / (w - v)
        for (x, v), (u, w) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (v < y) != (w < y)
    )
    stretches = [(cuts[n + 1] - cuts[n], (cuts[n] + cuts[n + 1]) / 2) for n in range(0, len(cuts) - 1, 2)]
    return (max(stretches)[1] if stretches else sum(x for x, _ in ring) / len(ring)), y


def _told(parts: Sequence[Part], kinds: Sequence[str], note: str) -> str:
    listed = []
    for part in parts:
        places = ", ".join(f"{name} ({kinds[kind]})" for name, kind in part.places)
        seat = [label("area_seat").lower()] if part.seat else []
        inside = "; ".join((*seat, *([places] if places else [])))
        listed.append(f"{part.name}: {inside}" if inside else part.name)
    return " ".join(filter(None, (label("chart_area", told=". ".join(listed)), note)))
