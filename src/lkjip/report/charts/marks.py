"""Layers of marks. Members are placed in pixels here, so that their names can be any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lkjip.report.charts.model import Point, Spec, said, shown
from lkjip.report.charts.text import shorten, width
from lkjip.report.charts.theme import AXIS, CONFIG, INK, LINE, NORMAL, PAPER, SMALL, WIDTH

Row = dict[str, Any]
Places = Sequence[tuple[float, float]]


def row(point: Point, place: Row, *, title: bool = False) -> Row:
    """A point as a row of data: its link, what is said of it, its printed text, its number, and where it goes.

    `tip` is where a label stands: at the end of a column or bar, and at zero where it is negative.
    """
    value = None if point.number is None else float(point.number)
    texts = {"href": f"#{point.id}", "said": said(point, title=title), "shown": shown(point)}
    return {**texts, "value": value, "tip": max(value or 0, 0), **place}


def known(rows: Sequence[Row]) -> list[Row]:
    """The rows that have a value."""
    return [each for each in rows if each["value"] is not None]


def missing(rows: Sequence[Row]) -> list[Row]:
    """The rows that have none: they are drawn as a dash, which links to the reason."""
    return [each for each in rows if each["value"] is None]


def marks(mark: Spec, rows: Sequence[Row], **channels: object) -> Spec:
    """The marks of values: each links to its figure and says its value."""
    return _layer(mark, rows, {**channels, "href": {"field": "href"}, "description": {"field": "said"}})


def text_marks(mark: Spec, rows: Sequence[Row], **channels: object) -> Spec:
    """Values that are drawn as text and have no other mark."""
    return marks({"type": "text", "baseline": "middle", **mark}, rows, text={"field": "shown"}, **channels)


def labels(mark: Spec, rows: Sequence[Row], text: str = "shown", **channels: object) -> Spec:
    """Text that repeats a mark for the eye: it links like its mark, but is passed over when the chart is read aloud."""
    linked = {"href": {"field": "href"}} if rows and "href" in rows[0] else {}
    return lines({"type": "text", "baseline": "middle", **mark}, rows, **channels, **linked, text={"field": text})


def lines(mark: Spec, rows: Sequence[Row], **channels: object) -> Spec:
    """Lines, grounds and other things without a value of their own."""
    return _layer({"aria": False, **mark}, rows, channels)


def words(text: str, x: float, y: float, mark: Spec | None = None) -> Spec:
    """One text at a place."""
    return labels({"align": "left", "fontSize": SMALL, **(mark or {})}, [{"words": text}], "words", x=x, y=y)


def keys(entries: Sequence[tuple[str, Spec]], x: float, y: float) -> list[Spec]:
    """A legend in one line: for each entry its name and the mark it stands for."""
    layers, place = [], x + 6
    for name, mark in entries:
        text = shorten(name, 40)
        layers.append(lines({"type": "point", "filled": True, "size": 70, "opacity": 1, **mark}, [{}], x=place, y=y))
        layers.append(words(text, place + 9, y))
        place += 34 + width(text, SMALL)
    return layers


def frame(layers: Sequence[Spec], height: float, *, left: float, right: float, top: float, bottom: float) -> Spec:
    """A chart of the common width: layers over a plot with these margins."""
    return {
        "width": WIDTH - left - right,
        "height": height,
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "autosize": "none",
        "config": CONFIG,
        "layer": filled(layers),
    }


def filled(layers: Sequence[Spec]) -> list[Spec]:
    """The layers that draw something."""
    return [layer for layer in layers if "layer" in layer or layer["data"]["values"]]


def slots(count: int, length: float, gap: float = 0.25) -> list[tuple[float, float]]:
    """`count` equal intervals along `length`, with a share `gap` of each left free around it.

    >>> slots(2, 100)
    [(6.25, 43.75), (56.25, 93.75)]
    """
    step = length / max(count, 1)
    return [(step * (index + gap / 2), step * (index + 1 - gap / 2)) for index in range(count)]


def middle(place: tuple[float, float]) -> float:
    """The middle of an interval."""
    return (place[0] + place[1]) / 2


def named_rows(names: Sequence[list[str]], places: Places, x: float = -10, mark: Spec | None = None) -> Spec:
    """Names in front of rows, several lines centred on the row."""
    text: Spec = {"align": "right", "fontSize": NORMAL, "lineHeight": LINE, **(mark or {})}
    rows: list[Row] = [
        {"name": name, "y": middle(place) - text["lineHeight"] * (len(name) - 1) / 2}
        for name, place in zip(names, places, strict=True)
    ]
    return labels(text, rows, "name", x=x, y="y")


def named_columns(names: Sequence[list[str]], places: Places, y: float) -> Spec:
    """Names under columns."""
    rows: list[Row] = [{"name": name, "x": middle(place)} for name, place in zip(names, places, strict=True)]
    return labels({"align": "center", "baseline": "line-top", "fontSize": NORMAL}, rows, "name", x="x", y=y)


def outlined(fill: str, edge: str = INK) -> Spec:
    """A filled mark whose edge shows where the fill is pale."""
    return {"fill": fill, "stroke": edge, "strokeWidth": 0.8}


def base(y: Spec, length: float) -> Spec:
    """The line that columns stand on."""
    return lines({"type": "rule", "color": AXIS}, [{"value": 0}], x=0, x2=length, y=y)


def halo(mark: Spec) -> Spec:
    """Text with a pale edge, for labels that may cross a line."""
    return {"stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round", **mark}


def _layer(mark: Spec, rows: Sequence[Row], channels: dict[str, object]) -> Spec:
    encoding = {name: _channel(name, given) for name, given in channels.items()}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _channel(name: str, given: object) -> object:
    """A channel as it is given, or from a field of pixels or colours, or at a constant."""
    if isinstance(given, dict):
        return given
    if not isinstance(given, str):
        return {"value": given}
    if name in ("x", "y"):
        return {"field": given, "type": "quantitative", "scale": None, "axis": None}
    return {"field": given} if name in ("x2", "y2") else {"field": given, "type": "nominal", "scale": None}
