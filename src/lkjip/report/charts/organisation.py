"""Who is under whom: boxes under a head, rows of at most five, with what is under each listed in its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lkjip.report.charts.marks import Row, frame, labels, lines
from lkjip.report.charts.model import Chart, Spec
from lkjip.report.charts.text import wrap
from lkjip.report.charts.theme import AXIS, INK, LINE, NAVY, NORMAL, PAPER, SMALL, WIDTH, YEARS
from lkjip.report.labels import label

_MOST = 5  # boxes of a row
_GAP, _PAD, _DROP = 12, 8, 26  # between boxes, inside them, and from a row of lines to the boxes under it
_HEAD = 260  # width of the head's box
_LINES = 6  # of a name
_SMALL_LINE = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name, and the units under it."""

    name: str
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float
    text: list[str]
    head: bool = False
    small: bool = False

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def organisation(head: Unit) -> Chart:
    """The head above, its units in rows, the units of each stacked under it; deeper ones are told in words only."""
    text = wrap(head.name, _HEAD - 2 * _PAD, _LINES)
    top = _Box((WIDTH - _HEAD) / 2, 0, _HEAD, _height(text), text, head=True)
    boxes, strokes = [top], list[Row]()
    bottom, before = top.height, 0.0
    rows = list(_rows(head.units))
    for number, units in enumerate(rows):
        bus = bottom + _DROP / 2
        placed = _row(units, bottom + _DROP)
        bottom = max(box.top + box.height for box in placed)
        boxes += placed
        heads = [box for box in placed if not box.small]
        if number == 0:
            strokes.append(_stroke(top.middle, top.height, top.middle, bus))
        left = min(0.5 if len(rows) > 1 else top.middle, heads[0].middle)
        strokes.append(_stroke(left, bus, max(heads[-1].middle, top.middle if number == 0 else 0), bus))
        strokes += [_stroke(box.middle, bus, box.middle, box.top) for box in heads]
        if number:
            strokes.append(_stroke(0.5, before, 0.5, bus))
        before = bus
    spec = frame(_layers(boxes, strokes), bottom, left=1, right=1, top=2, bottom=4)
    return Chart(spec, label("chart_organisation", told="; ".join(_told(head))))


def _rows(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    """Rows of about as many units, five at the most."""
    count = -(-len(units) // _MOST)
    for number in range(count):
        yield units[number * len(units) // count : (number + 1) * len(units) // count]


def _row(units: Sequence[Unit], top: float) -> list[_Box]:
    width = min(_HEAD, (WIDTH - 2 - _GAP * (len(units) - 1)) / len(units))
    whole = width * len(units) + _GAP * (len(units) - 1)
    texts = [wrap(unit.name, width - 2 * _PAD, _LINES) for unit in units]
    height = max(map(_height, texts))
    boxes: list[_Box] = []
    for number, (unit, text) in enumerate(zip(units, texts, strict=True)):
        left = (WIDTH - 2 - whole) / 2 + number * (width + _GAP)
        boxes.append(_Box(left, top, width, height, text))
        below = top + height + 4
        for under in unit.units:
            lines_of = wrap(under.name, width - 2 * _PAD, 4, SMALL)
            boxes.append(_Box(left, below, width, _SMALL_LINE * len(lines_of) + _PAD, lines_of, small=True))
            below += boxes[-1].height + 3
    return boxes


def _height(text: Sequence[str]) -> float:
    return LINE * len(text) + 2 * _PAD


def _stroke(x: float, y: float, x2: float, y2: float) -> Row:
    return {"x": x, "y": y, "x2": x2, "y2": y2}


def _layers(boxes: Sequence[_Box], strokes: Sequence[Row]) -> list[Spec]:
    rows: list[Row] = [
        {
            "x": box.left,
            "x2": box.left + box.width,
            "y": box.top,
            "y2": box.top + box.height,
            "fill": NAVY if box.head else PAPER if box.small else YEARS[0],
        }
        for box in boxes
    ]
    layers = [
        lines({"type": "rule", "color": AXIS, "strokeWidth": 1.2}, strokes, x="x", y="y", x2="x2", y2="y2"),
        lines({"type": "rect", "stroke": NAVY, "strokeWidth": 0.8}, rows, x="x", x2="x2", y="y", y2="y2", fill="fill"),
    ]
    for small in (False, True):
        step, size = (_SMALL_LINE, SMALL) if small else (LINE, NORMAL)
        chosen = [box for box in boxes if box.small == small]
        texts: list[Row] = [
            {
                "name": box.text,
                "x": box.middle,
                "y": box.top + (box.height - step * (len(box.text) - 1)) / 2,
                "ink": PAPER if box.head else INK,
            }
            for box in chosen
        ]
        mark: Spec = {"align": "center", "fontSize": size, "lineHeight": step, **({} if small else {"fontWeight": 600})}
        layers.append(labels(mark, texts, "name", x="x", y="y", color="ink"))
    return layers


def _told(unit: Unit) -> Iterator[str]:
    """Each unit that has others under it, with these."""
    if unit.units:
        yield label("chart_organisation_under", head=unit.name, units=", ".join(under.name for under in unit.units))
    for under in unit.units:
        yield from _told(under)
