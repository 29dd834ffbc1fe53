"""Parts of a whole: one divided bar over the list of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from lkjip.report.charts.marks import Row, frame, labels, lines, marks, row, text_marks
from lkjip.report.charts.model import Chart, Point, Spec, amount, shown, told
from lkjip.report.charts.text import widest, width, wrap
from lkjip.report.charts.theme import NAVY, PAPER, PARTS, WIDTH, YEARS, ink_on, ramp
from lkjip.report.labels import label

_THICK, _STEP = 34, 20


def shares(values: Sequence[Point], counts: Sequence[Point]) -> Chart:
    """One bar divided by `values`, percentages of a whole, over a list of its parts with their counts.

    Both have one point per part, in the same order.
    """
    parts = _parts(values)
    roomy = [each for each in parts if each["roomy"]]
    edge: Spec = {"type": "rect", "fill": None, "stroke": NAVY, "strokeWidth": 0.8}
    listed, depth = _list(parts, values, counts)
    layers = [
        marks({"type": "rect", "stroke": PAPER, "strokeWidth": 1.5}, parts, x="x", x2="end", y=0, y2=_THICK, fill="fill"),
        lines(edge, [{}], x=0.5, x2=WIDTH - 0.5, y=0, y2=_THICK),
        labels({"align": "center", "fontWeight": 600}, roomy, x="middle", y=_THICK / 2, color="ink"),
        *listed,
    ]
    spec = frame(layers, _THICK, left=0, right=0, top=2, bottom=14 + _STEP * depth)
    return Chart(spec, told(label("chart_stacked"), values, counts))


def _parts(values: Sequence[Point]) -> list[Row]:
    """The parts along the bar, from dark to light; those with room for their share carry it."""
    sizes = [row(point, {})["tip"] for point in values]
    colours = ramp(PARTS, len(values)) if len(values) > 2 else [NAVY, YEARS[1]]
    rows: list[Row] = []
    start = 0.0
    for point, size, colour in zip(values, sizes, colours, strict=False):
        length = size / (sum(sizes) or 1) * WIDTH
        place: Row = {"x": start, "end": start + length, "middle": start + length / 2, "fill": colour}
        rows.append(row(point, {**place, "ink": ink_on(colour), "roomy": length > width(shown(point)) + 8}))
        start += length
    return rows


def _list(parts: Sequence[Row], values: Sequence[Point], counts: Sequence[Point]) -> tuple[list[Spec], int]:
    """The parts by name, share and count, in two columns where there is room; and the depth of a column."""
    amounts = [shown(point) if point.number is None else amount(point) for point in counts]
    number = widest(amounts) + 16
    names = [wrap(next(iter(point.labels.values())), WIDTH - number - 80, 1) for point in values]
    share = 72 + widest(chain(*names))
    count = share + number
    columns = 2 if count + 16 <= WIDTH / 2 else 1
    depth = -(-len(parts) // columns)
    places = [(i // depth * WIDTH / 2, _THICK + 22 + i % depth * _STEP) for i in range(len(parts))]
    entries = [
        {**part, "name": name, "swatch": x + 7, "left": x + 20, "right": x + share, "y": y}
        for part, name, (x, y) in zip(parts, names, places, strict=True)
    ]
    counted = [
        {**row(point, {"x": x + count, "y": y}), "shown": text}
        for point, text, (x, y) in zip(counts, amounts, places, strict=True)
    ]
    swatch: Spec = {"type": "point", "shape": "square", "filled": True, "size": 110, "opacity": 1}
    layers = [
        lines({**swatch, "stroke": NAVY, "strokeWidth": 0.8}, entries, x="swatch", y="y", fill="fill"),
        labels({"align": "left"}, entries, "name", x="left", y="y"),
        labels({"align": "right", "fontWeight": 600}, entries, x="right", y="y"),
        text_marks({"align": "right"}, counted, x="x", y="y"),
    ]
    return layers, depth
