"""What a chart is made of: points and bands in, a Vega-Lite specification and its description in words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lkjip.report.charts.text import shorten
from lkjip.report.labels import label

MISSING = "–"
SPOKEN_IN_FULL = 40  # a description lists up to so many values; of more it tells the extremes

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One value to draw.

    `id` is what its mark links to. `labels` and `full` hold, per dimension of its key, the short and the full title of the
    member. `shown` is the text as printed, `number` only the place it is drawn at; None where the value is not measured.
    `unit` is said after `shown`, unless it is a sign that `shown` already carries.
    """

    id: str
    labels: Mapping[str, str]
    full: Mapping[str, str]
    shown: str
    number: Fraction | None
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Band:
    """A category: where it begins, that bound as printed, and its title."""

    lower: Fraction
    shown: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification with its data in it, and what the chart shows in words."""

    spec: Spec
    alt: str


def shown(point: Point) -> str:
    """The text printed at a mark."""
    return MISSING if point.number is None else point.shown


def amount(point: Point) -> str:
    """A value in words: "3,92 indeks", "120,31%", "data belum tersedia"."""
    if point.number is None:
        return label("not_available")
    return point.shown if point.unit in point.shown else f"{point.shown} {point.unit}"


def said(point: Point, *, title: bool = False) -> str:
    """What is said of a mark: "Januari: 3,92 indeks"; with its figure, where a chart has several."""
    names = [shorten(name, 100) for name in point.full.values()]
    if title or not names:
        names.insert(0, shorten(point.title, 100))
    return f"{', '.join(names)}: {amount(point)}"


def told(kind: str, *series: Sequence[Point], note: str = "") -> str:
    """The description of a chart: its kind, then each series with every value, or with its extremes where there are many."""
    heads = [f"{kind}.", *(_series(points) for points in series if points)]
    return " ".join([*heads, note] if note else heads)


def _series(points: Sequence[Point]) -> str:
    title = shorten(points[0].title, 120)
    if len(points) == 1 and not points[0].labels:
        return f"{title}: {amount(points[0])}."
    if len(points) <= SPOKEN_IN_FULL:
        return f"{title}: {'; '.join(said(point) for point in points)}."
    known = [point for point in points if point.number is not None]
    missing = len(points) - len(known)
    parts = [label("values", count=len(points))]
    if known:
        lowest, highest = min(known, key=_number), max(known, key=_number)
        parts += [label("lowest", value=said(lowest)), label("highest", value=said(highest))]
    if missing:
        parts.append(label("values_absent", count=missing))
    return f"{title}: {'; '.join(parts)}."


def _number(point: Point) -> Fraction:
    return point.number or Fraction(0)


def members(points: Sequence[Point], dimension: str) -> list[str]:
    """The members of a dimension in the order of the points: full titles, since short ones may be the same."""
    return list(dict.fromkeys(point.full[dimension] for point in points))


def short_titles(points: Sequence[Point], dimension: str) -> dict[str, str]:
    """The short title of each member of a dimension, by its full one."""
    return {point.full[dimension]: point.labels[dimension] for point in points}
