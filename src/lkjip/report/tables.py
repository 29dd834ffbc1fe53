"""The report's tables: which figures stand in their rows and columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import EllipsisType

from lkjip.decimals import finite_decimals, indonesian, plain
from lkjip.figure_key import parse_key
from lkjip.figures import Value
from lkjip.report.facts import Code, Facts, Key, joined
from lkjip.report.grid import Cell, Row, Text, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.levels import levels
from lkjip.report.printed import Markdown, Printed, Words
from lkjip.rules.model import YEAR, Member
from lkjip.rules.standard import INDICATOR

_FIGURE = re.compile(r"(?P<kind>rule:|text:)?(?P<name>(?:[a-z0-9_]+|\*)\.[a-z0-9_]+)(?:\[(?P<key>[^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Across:
    """Figures with a column for every member of a dimension (`codes`: only these); `titles` name several figures."""

    figures: tuple[str, ...]
    dimension: str
    titles: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    key: Key = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.figures) * len(self.codes)


Content = str | Printed | Words | None | EllipsisType  # … continues the cell above
Column = str | tuple[str, Key] | Across | Printed | None


class Tables:
    """Makes the tables of one office's report."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def by_member(
        self,
        rows: str,
        columns: Mapping[str, Column],
        *,
        head: str = "",
        foot: Mapping[str, Sequence[Column]] | None = None,
        number: bool = False,
        groups: bool = False,
        group_figure: str = "",
        codes: Sequence[Code] = (),
        dense: bool = False,
        shaded: bool = False,
        widths: Sequence[int] = (),
    ) -> Markdown:
        """A table with one row per member of the dimension `rows`.

        Args:
            rows: a dimension; `codes` limits it to some members.
            columns: heading → a figure (`*.target` is that of the row's indicator), a figure with further keys, a weight
                (`rule:…`), a text column of an input table (`text:…`), or `Across`.
            head: heading of the first column; the dimension's title unless given.
            foot: label → what stands under each column; a column without anything is left empty.
            number: a first column that counts the rows.
            groups: a line above the members of each parent; `group_figure` is its value, in the last column.
            dense: small type, which a table too wide for the page gets anyway.
            shaded: the rows' values have a ground in five shades, the darker the higher, told under the table.
            widths: of the columns, in percent; by their contents unless given.
        """
        dimension = self.facts.rules.dimensions[rows]
        members = [m for m in dimension.members if not codes or m.code in {str(code) for code in codes}]
        broken = self._broken(rows, members, columns.values())
        specs = list(columns.values())
        lead = headings(label("number")) if number else []
        count = len(lead) + 1 + sum(_width(spec) for spec in specs)
        body: list[Row] = []
        valued: list[Cell] = []
        parent = ""
        for position, member in enumerate(members, 1):
            if groups and member.parent != parent:
                parent = member.parent
                body.append(self._group(dimension.parent, parent, group_figure, count))
            cells = [cell for spec in specs for cell in self._cells(spec, {rows: member.code})]
            valued += cells
            counter = [Cell(str(position))] if number else []
            title = self._marked(member.title, rows, member.code, broken)
            body.append([*counter, Cell(title, head="row"), *cells])
        shades = self._shades(valued) if shaded else {}
        made = table(
            self._head([*lead, Cell(head or dimension.title, head="col")], columns, broken),
            [[_shaded(cell, shades) for cell in row] for row in body],
            [self._foot(label, specs, under, len(lead) + 1) for label, under in (foot or {}).items()],
            dense=dense,
            widths=widths,
        )
        return Markdown(made.text + self._told_shades(shades) + self._footnote(broken))

    def free(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Content]],
        *,
        foot: Sequence[Sequence[Content]] = (),
        dense: bool = False,
        widths: Sequence[int] = (),
    ) -> Markdown:
        """A table whose rows are written out: figure ids print their values, `...` continues the cell above."""
        return table(
            [headings(*head)],
            self._written(rows),
            self._written(foot),
            dense=dense,
            widths=widths,
        )

    def bands(self, categories: str) -> Markdown:
        """The interval, code and title of every category of a scale."""
        group = self.facts.rules.categories[categories]
        ends = [*group.bands[1:], None]
        rows: list[Row] = []
        for band, after in zip(group.bands, ends, strict=True):
            assert band.lower is not None
            low = f"{'>' if band.open else '≥'} {self._bound(band.lower, group.round)}"
            if after is None:
                high = "" if group.upper is None else f"≤ {self._bound(group.upper, group.round)}"
            else:
                assert after.lower is not None
                high = f"{'≤' if after.open else '<'} {self._bound(after.lower, group.round)}"
            interval = self.facts.band(group, band, label("bounds", low=low, high=high) if high else low)
            code = [Cell(band.code)] if band.code.isupper() else []
            rows.append([Cell(interval), *code, Cell(band.title)])
        title = self.facts.rules.scales[group.unit].title
        coded = [label("code")] if len(rows[0]) > 2 else []
        return table([headings(label("interval", title=title), *coded, group.title)], rows)

    def service_quality(self, categories: str, index: str) -> Markdown:
        """A scale of service quality headed as PermenPANRB 14/2017 does.

        The value of perception counts the categories from the lowest; the interval of the index is that of the converted
        value, divided by the ratio of the two units.
        """
        facts = self.facts
        group = facts.rules.categories[categories]
        ratio = facts.rules.scales[group.unit].unit.factor_to(facts.rules.scales[index].unit)
        assert ratio is not None and group.upper is not None
        rows: list[Row] = []
        for number, (band, after) in enumerate(zip(group.bands, [*group.bands[1:], None], strict=True), 1):
            assert band.lower is not None
            step = Fraction(1, 10**group.round)
            upper = group.upper if after is None or after.lower is None else after.lower - step
            interval = f"{self._bound(band.lower, group.round)} – {self._bound(upper, group.round)}"
            below = f"{self._index(band.lower * ratio)} – {self._index(upper * ratio)}"
            intervals = [Cell(facts.band(group, band, text)) for text in (below, interval)]
            rows.append([Cell(str(number)), *intervals, Cell(band.code), Cell(band.title)])
        heads = labels("perception", "survey_interval", "converted_interval", "quality", "performance")
        return table([headings(*heads)], rows)

    @staticmethod
    def _index(value: Fraction) -> str:
        decimals = finite_decimals(value)
        return indonesian(plain(value, max(2, decimals if decimals is not None else 4)))

    @staticmethod
    def _bound(value: Fraction, decimals: int) -> str:
        return indonesian(plain(value, decimals))

    # Parts of a table

    def _broken(self, rows: str, members: Sequence[Member], specs: Iterable[Column]) -> dict[int, set[str]]:
        """The years shown that were computed by other rules, with the figures that show them."""
        found: dict[int, set[str]] = {}
        for spec in specs:
            across = isinstance(spec, Across) and spec.dimension == YEAR
            if not across and rows != YEAR:
                continue
            shown = {str(code) for code in spec.codes} if isinstance(spec, Across) and across else {m.code for m in members}
            figures = spec.figures if isinstance(spec, Across) else (spec,) if isinstance(spec, str) else ()
            for figure in (f.replace("*", code) for f in figures for code in self.facts.indicators):
                for year in self.facts.broken([figure]):
                    if str(year) in shown:
                        found.setdefault(year, set()).add(figure)
        return dict(sorted(found.items()))

    @staticmethod
    def _marked(title: str, dimension: str, code: Code, broken: Collection[int]) -> str:
        return label("marked", title=title) if dimension == YEAR and str(code) in map(str, broken) else title

    def _footnote(self, broken: Mapping[int, set[str]]) -> str:
        """What the mark means, as a paragraph under the table: an earlier year's own numbers, or ours made from them."""
        if not broken:
            return ""
        years, figures = joined([str(year) for year in broken]), set().union(*broken.values())
        anew = sorted(figures & self.facts.recomputed)
        titles = list(dict.fromkeys(self.facts.rule(name).title for name in anew))
        named = joined([*titles[:1], *(t[:1].lower() + t[1:] if t[1:2].islower() else t for t in titles[1:])])
        text = label("broken_archived", years=years)
        if len(anew) == len(figures):
            text = label("broken_anew", years=years)
        elif anew:
            text = label("broken_some_anew", archived=text, figures=named)
        return f"\n::: {{.catatan-kaki}}\n{text}\n:::\n"

    def _shades(self, cells: Sequence[Cell]) -> dict[str, tuple[int, Value]]:
        """The level of each value that cells show, with the value, by its id."""
        shown = [cell.content.id for cell in cells if isinstance(cell.content, Printed) and cell.content.source == "figure"]
        values = {name: self.facts.printed[name] for name in shown}
        found = levels(value.number for value in values.values() if value.value is not None)
        return {name: (found[value.number], value) for name, value in values.items() if value.value is not None}

    def _told_shades(self, shades: Mapping[str, tuple[int, Value]]) -> str:
        """What each shade spans, as a paragraph under the table."""
        spans: dict[int, list[Value]] = {}
        for level, value in sorted(shades.values(), key=lambda pair: pair[1].number):
            spans.setdefault(level, []).append(value)
        if not spans:
            return ""
        told = [self._span(values[0], values[-1]) for values in spans.values()]
        return f"\n::: {{.catatan-kaki}}\n{label('shades', spans='; '.join(told))}\n:::\n"

    def _span(self, low: Value, high: Value) -> str:
        least, most = (self.facts.print(value)._repr_markdown_() for value in (low, high))
        return least if low.number == high.number else f"{least} – {most}"

    def _head(self, lead: list[Cell], columns: Mapping[str, Column], broken: Collection[int] = ()) -> list[Row]:
        """One line of headings; two where figures spread over a dimension under a title of their own."""
        spread = [(title, spec) for title, spec in columns.items() if isinstance(spec, Across)]
        if not any(title or len(spec.figures) > 1 for title, spec in spread):
            cells = [cell for title, spec in columns.items() for cell in self._headings(title, spec, broken)]
            return [[*lead, *cells]]
        top: list[Cell] = [Cell(cell.content, rows=2, head="col") for cell in lead]
        below: list[Cell] = []
        for title, spec in columns.items():
            if not isinstance(spec, Across):
                top.append(Cell(title, rows=2, head="col"))
            elif len(spec.figures) == 1:
                top.append(Cell(title, columns=spec.width, head="colgroup"))
                below += self._headings(title, spec, broken)
            else:
                for code in spec.codes:
                    title = self._marked(self._short(spec.dimension, code), spec.dimension, code, broken)
                    top.append(Cell(title, columns=len(spec.figures), head="colgroup"))
                    below += [Cell(name, head="col") for name in spec.titles]
        return [top, below]

    def _headings(self, title: str, spec: Column, broken: Collection[int]) -> list[Cell]:
        if isinstance(spec, Across):
            titles = [self._marked(self._short(spec.dimension, c), spec.dimension, c, broken) for c in spec.codes]
            return [Cell(each, head="col") for each in titles]
        return [Cell(title, head="col")]

    def _short(self, dimension: str, code: Code) -> str:
        return self.facts.member(dimension, code, short=True)

    def _group(self, dimension: str, code: str, figure: str, count: int) -> Row:
        title = self.facts.member(dimension, code)
        if not figure:
            return [Cell(title, columns=count, head="rowgroup")]
        value = self.facts.shown(figure, {dimension: code}, symbol=False)
        return [Cell(title, columns=count - 1, head="rowgroup"), Cell(value)]

    def _foot(self, label: str, specs: Sequence[Column], under: Sequence[Column], lead: int) -> Row:
        cells = [Cell(label, columns=lead, head="row")]
        for position, spec in enumerate(specs):
            below = under[position] if position < len(under) else None
            cells += self._cells(below, {}) if below is not None else [Cell(None)] * _width(spec)
        return cells

    def _cells(self, spec: Column, key: Key) -> list[Cell]:
        if isinstance(spec, Across):
            return [
                Cell(self._content(figure, {**key, **spec.key, spec.dimension: code}))
                for code in spec.codes
                for figure in spec.figures
            ]
        if isinstance(spec, tuple):
            name, further = spec
            return [Cell(self._content(name, {**key, **further}))]
        return [Cell(spec if isinstance(spec, Printed) or spec is None else self._content(spec, key))]

    def _content(self, text: str, key: Key) -> Text:
        """What a column or a written cell stands for: a figure, a rule's constant, a text of a table, or itself."""
        found = _FIGURE.fullmatch(text)
        if found is None:
            return text
        place: Key = {**key, **dict(parse_key(found["key"] or ""))}
        if found["kind"] == "rule:":
            return self.facts.shown_constant(found["name"], place)
        if found["kind"] == "text:":
            return self.facts.text(found["name"], place)
        name = found["name"].replace("*", str(place.get(INDICATOR, "")))
        if name != found["name"] and not self.facts.grain(name) and not self.facts.all(name):
            return None  # an indicator that has no such figure
        return self.facts.shown(name, self._key(name, place), symbol=False)

    def _key(self, figure: str, key: Key) -> Key:
        """Of a row's and a column's keys, those that the figure has."""
        grain = self.facts.grain(figure)
        return {name: code for name, code in key.items() if name in grain}

    def _written(self, rows: Sequence[Sequence[Content]]) -> list[Row]:
        result: list[Row] = []
        for number, row in enumerate(rows):
            cells = []
            for column, content in enumerate(row):
                if content is ... and number:
                    continue
                height = 1
                while number + height < len(rows) and rows[number + height][column] is ...:
                    height += 1
                text = self._content(content, {}) if isinstance(content, str) else content
                text = str(text) if isinstance(text, Words) else text
                cells.append(Cell(None if text is ... else text, rows=height))
            result.append(cells)
        return result


def _shaded(cell: Cell, shades: Mapping[str, tuple[int, Value]]) -> Cell:
    name = cell.content.id if isinstance(cell.content, Printed) else ""
    return replace(cell, level=shades[name][0]) if name in shades else cell


def _width(spec: Column) -> int:
    return spec.width if isinstance(spec, Across) else 1
