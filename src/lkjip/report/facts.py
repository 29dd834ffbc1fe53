"""What the narrative may print: figures by id, and the constants of the rules. Nothing here calculates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from lkjip.breaks import breaks, recomputed
from lkjip.decimals import finite_decimals, fraction_text, indonesian, plain
from lkjip.errors import Defect, Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.layout import OFFICE_FILE, data_of, rules_of
from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.report.labels import label
from lkjip.report.office import Office
from lkjip.report.points import is_difference
from lkjip.report.printed import Printed
from lkjip.rules.figure import STATUS
from lkjip.rules.forms import Choose, Classify, Members, Status
from lkjip.rules.model import BETWEEN, SATKER, SINCE, YEAR, Band, Categories, Constants, FigureRule, Measure
from lkjip.rules.standard import INDICATOR
from lkjip.rules.yearly import yearly

Code = int | str
Key = Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Constant:
    """A parameter or weight of the rules: what it is, its value, and the line that sets it."""

    id: str
    title: str
    value: Fraction
    unit: str
    location: Location

    @property
    def text(self) -> str:
        """The value in Indonesian notation."""
        decimals = finite_decimals(self.value)
        return fraction_text(self.value) if decimals is None else indonesian(plain(self.value, decimals))


class Facts:
    """The figures and constants of one office and year, and a note of which of them were printed.

    `printed` and `constants` hold, in the order of their first use, every figure value and every constant handed out.
    """

    def __init__(self, project: Project, office: str, profile: Office | None = None) -> None:
        self.project, self.office = project, office
        self.profile = profile or Office({})
        self.rules = project.rules
        with speaking("id"):  # what the engine says in the report is Indonesian, like the report
            self._values = {value.at: value for value in project.evaluate() if value.satker == office}
        self._grains = {value.id: tuple(value.key) for value in self._values.values()}
        self.breaks = breaks(project)
        self.recomputed = recomputed(project)
        self._by_figure: dict[str, list[Value]] = {}
        for value in self._values.values():
            self._by_figure.setdefault(value.id, []).append(value)
        self.order = list(self._grains)
        self.printed: dict[str, Value] = {}
        self.constants: dict[str, Constant] = {}

    @property
    def folder(self) -> Path:
        """Where the office's own files are."""
        return self.project.root / data_of(self.project.year, self.office)

    # Figures

    def value(self, figure: str, key: Key | None = None) -> Value:
        """One value of a figure.

        Raises:
            UserError: there is no such figure or key; it names the nearest.
        """
        at = FigureKey.of(figure, key or {})
        found = self._values.get(at)
        if found is None:
            self._refuse(at)
        self.printed.setdefault(str(found.at), found)
        return found

    def exists(self, figure: str) -> bool:
        """Whether the rules have a figure of that id."""
        return figure in self._grains

    def find(self, figure: str, key: Key | None = None) -> Value | None:
        """One value without a note that it was printed; None where there is none of that key."""
        return self._values.get(FigureKey.of(figure, key or {}))

    def all(self, figure: str) -> list[Value]:
        """Every value of a figure, in printed order."""
        return self._by_figure.get(figure, [])

    def by_year(self, figure: str) -> str:
        """The figure that has this one by year, which may be itself; empty where the rules have none."""
        return figure if YEAR in self.grain(figure) else self._yearly.get(figure, "")

    def each_by_year(self, name: str) -> str:
        """The same for a figure that every indicator has, with `*` for the indicator."""
        found = (self.by_year(f"{code}.{name}") for code in self.indicators)
        return next((f"*.{series.partition('.')[2]}" for series in found if series), "")

    @cached_property
    def _yearly(self) -> Mapping[str, str]:
        return yearly(self.project.plan.resolved)

    def _refuse(self, at: FigureKey) -> NoReturn:
        self.project.known(at)
        raise Defect(f"{at} is known and has no value")

    def rule(self, figure: str) -> FigureRule:
        """The rule of a figure, which must exist."""
        if figure not in self._grains:
            self._refuse(FigureKey(figure))
        measure, _, name = figure.partition(".")
        return self.rules.measures[measure].figures[name]

    def shown(self, figure: str, key: Key | None = None, *, symbol: bool = True) -> Printed:
        """A value as it is printed, with the sign of its unit where it has one."""
        return self.print(self.value(figure, key), symbol=symbol)

    def print(self, value: Value, *, symbol: bool = True) -> Printed:
        """The same for a value at hand. A missing one says so; its reason stands in its trace."""
        name = str(value.at)
        if value.value is None:
            return Printed(label("not_available") if symbol else "–", "figure", name, "missing")
        if value.label or not value.unit:
            listed = isinstance(self.rule(value.id).form, Members)
            return Printed(self.listing(value) if listed else str(value), "figure", name, "word")
        return Printed(self.signed(str(value), value.unit, value.id) if symbol else str(value), "figure", name)

    def signed(self, text: str, unit: str, figure: str = "") -> str:
        """A number with the sign of its unit: `120,31%`, `-Rp500`, and `6,00 hari` where the sign begins with a blank.

        A difference of percentages is in percentage points: `1,83 poin persen`.
        """
        sign = self.rules.scales[unit].symbol if unit else ""
        if sign == "%":
            between = is_difference(figure, self.project.plan.resolved.figures)
            return f"{text} {label('points')}" if between else text + sign
        if sign.startswith(" "):
            return text + sign
        return f"-{sign}{text[1:]}" if text.startswith("-") else sign + text

    def listing(self, value: Value) -> str:
        """The titles of a list's members as a sentence has them: `A, B, dan C`; nothing where it is empty."""
        form = self.rule(value.id).form
        assert isinstance(form, Members)
        return joined([self.member(form.dimension.text, code) for code in self.codes(value)])

    @staticmethod
    def codes(value: Value) -> list[str]:
        """The codes of a list figure, in printed order."""
        return [code for code in (value.value or "").split(", ") if code]

    def options(self, figure: str) -> tuple[str, ...]:
        """The codes that a category figure can have."""
        form = self.rule(figure).form
        if isinstance(form, Choose):
            return tuple(option.code for option in form.options if option.code)
        if isinstance(form, Status):
            return STATUS
        group = self.rules.categories.get(form.categories.text) if isinstance(form, Classify) else None
        return tuple(band.code for band in group.bands) if group else ()

    @property
    def office_file(self) -> str:
        """Where the office's own texts are."""
        return f"{data_of(self.rules.year, self.office)}/{OFFICE_FILE}"

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators, in the order of their objectives."""
        found = self.rules.dimensions[INDICATOR]
        return found.codes

    def grain(self, figure: str) -> tuple[str, ...]:
        """The keys of a figure; none of one that does not exist, which `value` will refuse."""
        return self._grains.get(figure, ())

    def broken(self, figures: Iterable[str]) -> tuple[int, ...]:
        """The years of which some figures by year have a value that was computed by other rules than this year's."""
        found = {year for name in figures for year in self.breaks.get(name, ()) if self._has(name, year)}
        return tuple(sorted(found))

    def _has(self, figure: str, year: int) -> bool:
        """Whether this office has any value of that year: an archive may hold other offices only."""
        return any(value.value is not None and str(value.key[YEAR]) == str(year) for value in self.all(figure))

    # Rules and tables

    def cited(self, title: str) -> str:
        """The title of a source, with the office's name where it has a place for it."""
        return self.profile.filled(title)

    def text(self, name: str, key: Key) -> str:
        """A text that stands in an input table, such as `pnbp.kode_akun`."""
        table, _, column = name.partition(".")
        return self.project.text(table, column, key, self.office)

    def band(self, group: Categories, band: Band, text: str) -> Printed:
        """A category's interval."""
        assert band.lower is not None
        found = Constant(f"{group.name}.{band.code}", f"{group.title}: {band.title}", band.lower, group.unit, group.location)
        self.constants.setdefault(found.id, found)
        return Printed(text, "rule", found.id, "word")

    def shown_constant(self, name: str, key: Key | None = None, *, symbol: bool = False) -> Printed:
        """A parameter or weight as it is printed."""
        found = self.constant(name, key)
        return Printed(self.signed(found.text, found.unit) if symbol else found.text, "rule", found.id)

    def member(self, dimension: str, code: Code, *, short: bool = False) -> str:
        """The title of a member."""
        if dimension not in self.rules.dimensions:  # an office, told by its code
            return str(code)
        member = self.rules.dimensions[dimension].member(str(code))
        return (short and member.short) or member.title

    def levelled(self, code: str) -> bool:
        """Whether an indicator's realisation is a level of an ordered scale, which no chart draws."""
        scale = self.rules.categories.get(self.rules.measures[code].unit)
        return scale is not None and scale.ordered

    def polarity(self, measure: Measure) -> str:
        """The polarity of the office at hand; empty where it varies by something else."""
        polarities = {
            measure.judged.get(code, measure.judgement).polarity
            for code in measure.judged or [""]
            if all(
                self._is_here(key, part)
                for key, part in zip(measure.judged_by.split(BETWEEN), code.split(BETWEEN), strict=True)
            )
        }
        if not polarities and not measure.judged_each:  # the office is not named, and judged like the whole file
            return measure.judgement.polarity
        return polarities.pop() if len(polarities) == 1 else ""

    def _is_here(self, key: str, code: str) -> bool:
        """Whether a key's member may be the office's: itself, or what it belongs to; any member of another key may."""
        if key == SATKER:
            return code == self.office
        belongs = self.project.belongs.get(key)
        return belongs is None or belongs.get(self.office) == code

    def constant(self, name: str, key: Key | None = None) -> Constant:
        """A parameter (`ikm.minimum_responden`), or a weight with its key (`ipk.bobot_internal`), as printed.

        Raises:
            UserError: there is none of that name; it names the nearest.
        """
        found = self.find_constant(name, key)
        return self.constants.setdefault(found.id, found)

    def find_constant(self, name: str, key: Key | None = None) -> Constant:
        """The same without a note that it was printed."""
        measure, _, own = name.partition(".")
        entry = self.rules.measures.get(measure)
        if entry and own in entry.parameters:
            given = entry.parameters[own]
            if given.value is not None:
                return Constant(name, given.title or own, given.value, given.unit, given.location)
            if given.varying and (code := _code(given.varying.keys, key)) in given.varying.values:
                return self.varying(name, given.title or own, given.varying, code, given.unit)
        weights = entry.weights.get(own) if entry else None
        varying = Constants(weights.by, weights.values, weights.places) if weights else entry and entry.grids.get(own)
        if varying and (code := _code(varying.keys, key)) in varying.values:
            return self.varying(name, (weights and weights.title) or label("weight"), varying, code)
        known = sorted(f"{m.id}.{n}" for m in self.rules.measures.values() for n in (*m.parameters, *m.weights))
        written = str(FigureKey.of(name, key or {}))
        values = {"given": written, "nearest": nearest(name, known), "known": ", ".join(known[:12])}
        raise UserError([Issue("unknown_constant", Location(rules_of(self.rules.year)), values)])

    def varying(self, name: str, title: str, given: Constants, code: str, unit: str = "") -> Constant:
        """One of the values of what varies by keys; its last key may be the date from which it holds."""
        at = FigureKey(name, tuple(zip((*given.keys, SINCE), code.split(BETWEEN), strict=False)))
        told = f"{title}: {self.rules.titled(given.by, code)}"
        return Constant(str(at), told, given.values[code], unit, given.places[code])


def _code(keys: Sequence[str], key: Key | None) -> str:
    """The code of what varies by these keys."""
    return BETWEEN.join(str((key or {}).get(name, "")) for name in keys)


def joined(titles: Sequence[str]) -> str:
    """A list as a sentence has it.

    >>> joined([]), joined(["A"]), joined(["A", "B"]), joined(["A", "B", "C"])
    ('', 'A', 'A dan B', 'A, B, dan C')
    """
    if len(titles) < 2:
        return "".join(titles)
    return label("two" if len(titles) == 2 else "several", first=", ".join(titles[:-1]), last=titles[-1])
