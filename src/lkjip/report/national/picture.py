"""The picture of an indicator over all offices, for the page and for the report."""

from __future__ import annotations

from collections.abc import Iterator

from lkjip.figures import Value
from lkjip.report.labels import label
from lkjip.report.national.overview import Line, Overview
from lkjip.report.national.rules import Spread
from lkjip.report.national.strips import Dot, Row, strips
from lkjip.report.printed import typeset
from lkjip.rules.model import Dimension

ROWS = 60  # members of a dimension that a picture has rows for


def pictured(overview: Overview, spread: Spread) -> list[Dimension | None]:
    """By what dimensions an indicator is drawn: all that offices belong to, or else all offices in one row."""
    if not spread.numeric or not any(_measured(overview, spread, line) for line in overview.sound):
        return []
    places: list[Dimension | None] = [place for place in overview.places if len(place.codes) <= ROWS]
    return places or [None]


def picture(overview: Overview, spread: Spread, place: Dimension | None) -> str:
    """The indicator's offices as dots, in a row for all and one for each member that has any."""
    low, high = (str(overview.over_all(spread, name)) for name in ("terendah", "tertinggi"))
    count = str(overview.over_all(spread, "jumlah_terukur"))
    alt = label("national_strip_alt", indicator=spread.measure.title, count=count, low=low, high=high)
    return strips(list(_rows(overview, spread, place)), (typeset(low), typeset(high)), alt)


def _rows(overview: Overview, spread: Spread, place: Dimension | None) -> Iterator[Row]:
    yield _row(overview, spread, label("national_all"), overview.sound, overview.over_all(spread, "nilai_tengah"))
    if place is None:
        return
    for member in place.members:
        lines = [line for line in overview.sound if line.belongs.get(place.name) == member.code]
        if lines:
            median = overview.over_all(spread, "nilai_tengah", place.name, member.code)
            yield _row(overview, spread, member.short or member.title, lines, median)


def _row(overview: Overview, spread: Spread, title: str, lines: list[Line], median: Value | None) -> Row:
    found = ((line, _measured(overview, spread, line)) for line in lines)
    dots = [Dot(value.number, f"{line.name}: {typeset(str(value))}") for line, value in found if value is not None]
    return Row(title, dots, median.number if median is not None and median.value is not None else None)


def _measured(overview: Overview, spread: Spread, line: Line) -> Value | None:
    value = overview.realised(spread, line.code)
    return value if value is not None and value.value is not None else None
