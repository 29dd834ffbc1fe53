"""Members in series: which point belongs to which member, in which colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lkjip.report.charts.marks import Row, keys, outlined, row
from lkjip.report.charts.model import Point, Spec, members
from lkjip.report.charts.theme import NAVY, YEARS, ramp


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one colour, by the full title of the member they belong to."""

    name: str
    style: Spec
    points: Mapping[str, Point]

    def rows(self, places: Mapping[str, Row], *, title: bool = False) -> list[Row]:
        """The points at the places of their members."""
        return [row(self.points[name], place, title=title) for name, place in places.items() if name in self.points]


def series(values: Sequence[Point], across: str, group: str = "") -> list[Series]:
    """One series per member of `group`, darker in printed order; a single one where there is no group."""
    names = members(values, group) if group else [""]
    shades = ramp(YEARS, len(names)) if group else [NAVY]
    return [
        Series(
            next(point.labels[group] for point in values if point.full[group] == name) if group else "",
            outlined(shade, NAVY),
            {point.full[across]: point for point in values if not group or point.full[group] == name},
        )
        for name, shade in zip(names, shades, strict=True)
    ]


def legend(drawn: Sequence[Series], x: float, y: float) -> list[Spec]:
    """The names of the series; none where there is only one without a name."""
    return keys([(each.name, each.style) for each in drawn], x, y) if any(each.name for each in drawn) else []
