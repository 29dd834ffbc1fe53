"""The report's charts: the points that each is drawn from, by figure id."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from lkjip.decimals import indonesian, plain
from lkjip.figures import Value
from lkjip.report import area, charts
from lkjip.report.charts import Band, Chart, Point
from lkjip.report.display import drawn, in_report
from lkjip.report.facts import Code, Constant, Facts
from lkjip.report.printed import Markdown, markdown, typeset
from lkjip.rules import schema
from lkjip.rules.model import YEAR
from lkjip.units import NUMBER

FOLDER = "grafik"


class Drawing:
    """Draws the charts of one office's report into a folder `grafik` of the current one; in a notebook, into its cells.

    With `LKJIP_CHARTS=later` they are left to a painter beside.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def monthly(self, *, index: str, count: str, minimum: str) -> Markdown:
        """An index by month over the number of respondents, with the line of their minimum."""
        chart = charts.monthly(self.points(index), self.points(count), self.constant(minimum))
        return self._drawn(chart, "bulanan", index)

    def ranking(self, figure: str, *, mean: str) -> Markdown:
        """The members of a dimension against their mean."""
        return self._drawn(charts.ranking(self.points(figure), self.point(mean)), "peringkat", figure)

    def heatmap(self, figure: str, *, x: str, y: str) -> Markdown:
        """A figure of two dimensions as a map of shaded cells."""
        groups = {m.code: m.parent for m in self.facts.rules.dimensions[y].members if m.parent}
        parent = self.facts.rules.dimensions[y].parent
        titles = {self.facts.member(y, code): self.facts.member(parent, group) for code, group in groups.items()}
        return self._drawn(charts.heatmap(self.points(figure), x=x, y=y, groups=titles), "peta", figure)

    def targets(self, measure: str) -> Markdown:
        """Targets, realisations and achievements of an indicator over the years."""
        series = (self.points(self._by_year(f"{measure}.{name}")) for name in ("target", "realisasi", "capaian"))
        return self._drawn(charts.targets(*series), "target", measure)

    def position(self, figure: str, *, scale: str) -> Markdown:
        """Where a value stands on a scale of categories."""
        group = self.facts.rules.categories[scale]
        bands = [Band(band.lower or Fraction(0), _text(band.lower, group.round), band.title) for band in group.bands]
        upper = group.upper or Fraction(100)
        return self._drawn(charts.position(self.point(figure), bands, upper), "posisi", figure)

    def columns(
        self, figure: str, *, x: str, group: str = "", codes: Mapping[str, Sequence[Code]] | None = None
    ) -> Markdown:
        """Columns, grouped where a second dimension is named."""
        return self._drawn(charts.columns(self.points(figure, codes), x=x, group=group), "kolom", figure)

    def bars(self, figure: str, *, y: str, group: str = "", years: Sequence[Code] = ()) -> Markdown:
        """Horizontal bars for members with long titles."""
        codes = {"tahun": years} if years else None
        return self._drawn(charts.bars(self.points(figure, codes), y=y, group=group), "batang", figure)

    def components(self, figure: str, *, x: str, group: str) -> Markdown:
        """The components of a value, side by side for every member of `group`."""
        return self._drawn(charts.components(self.points(figure), x=x, group=group), "komponen", figure)

    def pyramid(self, figure: str, *, y: str, sides: str) -> Markdown:
        """Counts of two groups to the left and the right."""
        return self._drawn(charts.pyramid(self.points(figure), y=y, sides=sides), "piramida", figure)

    def shares(self, figure: str, *, counts: str) -> Markdown:
        """Parts of a whole, with their counts."""
        return self._drawn(charts.shares(self.points(figure), self.points(counts)), "bagian", figure)

    def trend(self, measure: str, years: int) -> Markdown:
        """The realisations of the last years as a small line, for a card."""
        chart = charts.trend(self.points(self._by_year(f"{measure}.realisasi"))[-years:])
        return self._drawn(chart, "kilas", measure)

    # The office

    def organisation(self) -> Markdown:
        """Who is under whom, as the office's file has it; nothing where it does not say."""
        given = self.facts.profile.get("organisation")
        if not given:
            return Markdown("")
        units = (unit if isinstance(unit, dict) else {"name": unit} for unit in given["units"])
        under = (charts.Unit(unit["name"], tuple(map(charts.Unit, unit.get("units", ())))) for unit in units)
        return self._drawn(charts.organisation(charts.Unit(given["name"], tuple(under))), "bagan", "organisasi")

    def area(self) -> Markdown:
        """The area of work, as the office's file has it; nothing where it names no district."""
        profile = self.facts.profile
        parts = area.parts(profile)
        if not parts:
            return Markdown("")
        kinds = [schema.title("office", name) for name in area.KINDS]
        shapes = area.shapes(profile, self.facts.folder)
        return self._drawn(
            charts.drawn_area(shapes, parts, kinds) if shapes else charts.tiled(parts, kinds), "peta", "wilayah"
        )

    # Points

    def _by_year(self, figure: str) -> str:
        """The figure that has this one by year, which must exist."""
        if not (series := self.facts.by_year(figure)):
            self.facts.value(figure, {YEAR: self.facts.rules.year})  # which says what there is instead
        return series

    def points(self, figure: str, codes: Mapping[str, Sequence[Code]] | None = None) -> list[Point]:
        """Every value of a figure in printed order; `codes` limits it to some members of a dimension."""
        self.facts.grain(figure) or self.facts.value(figure)
        chosen = {name: {str(code) for code in some} for name, some in (codes or {}).items()}
        return [
            self._point(self.facts.value(figure, value.key))
            for value in self.facts.all(figure)
            if all(str(value.key[name]) in some for name, some in chosen.items())
        ]

    def point(self, figure: str) -> Point:
        """The one value of a figure without keys."""
        return self._point(self.facts.value(figure))

    def constant(self, name: str) -> Point:
        """A parameter of the rules."""
        found: Constant = self.facts.constant(name)
        return Point(
            id=found.id,
            labels={},
            full={},
            shown=found.text,
            number=found.value,
            title=found.title,
            unit=self._unit(found.unit),
        )

    def _point(self, value: Value) -> Point:
        short = {name: self.facts.member(name, code, short=True) for name, code in value.key.items()}
        full = {name: self.facts.member(name, code) for name, code in value.key.items()}
        shown = typeset(self.facts.print(value).text) if value.value is not None else "–"
        number = None if value.value is None else value.number
        return Point(
            id=str(value.at),
            labels=short,
            full=full,
            shown=shown,
            number=number,
            title=value.title,
            unit=self._unit(value.unit),
        )

    def _unit(self, unit: str) -> str:
        scale = self.facts.rules.scales[unit] if unit else None
        return "" if scale is None or scale.unit == NUMBER else scale.symbol or unit

    def _drawn(self, chart: Chart, kind: str, figure: str) -> Markdown:
        alt, later = markdown(chart.alt), os.environ.get("LKJIP_CHARTS") == "later"
        if not (later or in_report()):
            return Markdown(drawn(charts.svg_of(chart), alt))
        name = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', figure)}"
        folder = Path(FOLDER)
        folder.mkdir(exist_ok=True)
        put = charts.plan if later else charts.draw
        put(chart, folder, name)
        return Markdown(f'\n![]({FOLDER}/{name}.svg){{fig-alt="{alt}"}}\n')


def _text(value: Fraction | None, decimals: int) -> str:
    return "" if value is None else indonesian(plain(value, decimals))
