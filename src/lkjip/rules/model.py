"""The rules of one year as frozen records: what the YAML says, still by name, with the place of every rule.

`lkjip.rules.load` fills these in from schema-checked documents; `lkjip.rules.resolve` turns names into references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lkjip.errors import Issue, Location
from lkjip.rules.forms import Form
from lkjip.rules.source import Document
from lkjip.units import Unit

SATKER = "satker"
YEAR = "tahun"
OBSERVATION = "observasi"  # the key of a table with many rows per combination of its declared keys


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal or other source, and how sure it is (`regulation`, `arithmetic`, `unverified`, `report`)."""

    id: str
    title: str
    certainty: str
    location: Location
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a dimension: its code (an integer where all members are), title and parent's code."""

    code: str
    title: str
    short: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A key with its members in printed order, and the dimension its members roll up to, if any."""

    name: str
    title: str
    members: tuple[Member, ...]
    location: Location
    parent: str = ""
    table: str = ""  # of offices: the table and column that say to which member an office belongs
    column: str = ""
    codes: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(member.code for member in self.members))
        object.__setattr__(self, "_numbers", {code: number for number, code in enumerate(self.codes)})

    def number(self, code: str) -> int:
        """A member's number: its place in printed order, from 0."""
        return self._numbers[code]

    def member(self, code: str) -> Member:
        return self.members[self._numbers[code]]


@dataclass(frozen=True, slots=True)
class Scale:
    """A named unit with its title, and the sign printed with it."""

    name: str
    title: str
    unit: Unit
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A category: its code and title, and its lower bound (None in an ordered scale); `open` excludes the bound.

    `value` is what the category counts as in a calculation, if it is declared; `colour` what it is painted in.
    """

    code: str
    title: str
    lower: Fraction | None = None
    open: bool = False
    value: Fraction | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Categories:
    """Bands over a unit, compared at `round` decimals, or an ordered scale (no `unit`), lowest first.

    `gaps` start where no category holds; they end at the next band. `value_unit` is the unit of the bands' values.
    """

    name: str
    title: str
    bands: tuple[Band, ...]
    location: Location
    unit: str = ""
    round: int = 0
    upper: Fraction | None = None
    citation: str = ""
    gaps: tuple[Band, ...] = ()
    value_unit: str = ""

    @property
    def ordered(self) -> bool:
        """Whether this is an ordered scale whose values are ranks."""
        return not self.unit


@dataclass(frozen=True, slots=True)
class Column:
    """A value column of a table. `empty` is the reason a cell may have no value; without it none may be empty."""

    name: str
    title: str
    type: str
    location: Location
    decimals: int = 0
    unit: str = ""
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    empty: str = ""
    categories: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table must look like. `complete`: None, or per limited key the members that must be there."""

    name: str
    title: str
    keys: tuple[str, ...]
    columns: Mapping[str, Column]
    location: Location
    complete: Mapping[str, tuple[str, ...]] | None = None
    many: bool = False
    system: str = ""
    place: str = ""
    archived: str = ""  # the figure of earlier years' archives that its rows come from


@dataclass(frozen=True, slots=True)
class MeasuredWhen:
    """A value exists exactly where the condition holds; elsewhere it is absent by rule, for this reason."""

    condition: str
    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class Input:
    """A column of a table as a name in formulas; or, with `archive`, that figure of earlier years as they were archived."""

    name: str
    table: str
    column: str
    location: Location
    by: tuple[str, ...] | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    measured_when: MeasuredWhen | None = None
    note: str = ""
    archive: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Constants by the members of one dimension, without a unit; `total` is what they must sum to, if stated."""

    name: str
    by: str
    values: Mapping[str, Fraction]
    location: Location
    places: Mapping[str, Location]
    total: Fraction | None = None
    title: str = ""
    citation: str = ""
    signed: bool = False  # whether one may be negative


SINCE = "since"  # in the name of one value of what varies by date
BETWEEN = ", "  # between the codes of a key of several dimensions


@dataclass(frozen=True, slots=True)
class Constants:
    """Values by the members of one dimension, or of several: then `by` and the codes are joined by `BETWEEN`."""

    by: str
    values: Mapping[str, Fraction]
    places: Mapping[str, Location]

    @property
    def keys(self) -> tuple[str, ...]:
        """The dimensions by which they vary, one of which may be the office; none where there is one value for all."""
        return tuple(filter(None, self.by.split(BETWEEN)))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named constant with a unit: one value, one for each member of a dimension, or one from each date on.

    The codes of `dated` end with an ISO date; before it stand those of its keys, if it has any.
    """

    name: str
    value: Fraction | None
    location: Location
    unit: str = ""
    title: str = ""
    citation: str = ""
    varying: Constants | None = None
    dated: Constants | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a realisation is judged against its target: `formula` in the letters R and T, bounds in per cent.

    `below` and `above` say how far a value may lie from its target where it is to stay within a range.
    """

    polarity: str = "higher_is_better"
    formula: str = "R/T"
    cap: Fraction | None = None
    floor: Fraction | None = None
    below: Fraction = Fraction(0)
    above: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class FigureRule:
    """A figure as written: its form, and what holds for every form. `places` has the place of each of its keys."""

    name: str
    title: str
    location: Location
    form: Form
    places: Mapping[str, Location] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    unit: str = ""
    round: int | None = None
    coverage_all: bool = False
    history: str = ""
    citation: str = ""
    note: str = ""
    measured_when: MeasuredWhen | None = None
    over_offices: bool = False  # `scope: all_offices`: the office is a key like any other

    @property
    def written(self) -> str:
        """The rule as it is written, on one line."""
        return self.form.written


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A relation that must hold, and the level of the issue where it does not."""

    name: str
    title: str
    expect: str
    level: str
    location: Location
    by: tuple[str, ...] = ()
    citation: str = ""
    note: str = ""
    confirmed_by: str = ""  # who can say which of the values is right


@dataclass(frozen=True, slots=True)
class Measure:
    """One file of `indicators/` or `measures/`; what follows `note` is an indicator's."""

    id: str
    title: str
    location: Location
    inputs: Mapping[str, Input]
    weights: Mapping[str, Weights]
    parameters: Mapping[str, Parameter]
    figures: Mapping[str, FigureRule]
    checks: Mapping[str, CheckRule]
    unit: str = ""
    citation: str = ""
    note: str = ""
    objective: str = ""
    short: str = ""
    grids: Mapping[str, Constants] = field(default_factory=dict)  # weights by more than one key
    judgement: Judgement = Judgement()
    judged_by: str = ""  # the keys by which `judged` and `cumulated` vary, joined like those of constants
    judged_place: Location | None = None  # where the first of them stands
    judged_each: bool = False  # whether each of their members is named, so that none is judged like the whole file
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    cumulation: str = ""
    cumulated: Mapping[str, str] = field(default_factory=dict)
    targets_from_table: bool = False  # then they are the input `targets`
    targets_by: Constants | None = None  # targets of the year by another key than the year
    targets_of_year: str = ""  # how targets by another key make that of the year: last, sum, min or max
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    target_places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def lower_is_better(self) -> bool:
        return self.judgement.polarity == "lower_is_better"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of one year, as written."""

    id: str
    version: str
    year: int
    title: str
    location: Location
    medium_term: int
    citations: Mapping[str, Citation]
    scales: Mapping[str, Scale]
    dimensions: Mapping[str, Dimension]
    categories: Mapping[str, Categories]
    tables: Mapping[str, Table]
    measures: Mapping[str, Measure]
    period: tuple[str, str] = ("", "")
    digest: str = ""
    texts: Document | None = None  # what the ministry writes for all its offices
    report: Document | None = None  # sentences and breakdowns of its reports
    issues: tuple[Issue, ...] = ()  # notes and warnings: nothing that stands in the way

    @property
    def over_offices(self) -> bool:
        """Whether any figure looks at all offices at once."""
        return any(rule.over_offices for measure in self.measures.values() for rule in measure.figures.values())

    def titled(self, by: str, code: str) -> str:
        """The titles of a code's members, `Kelas I, Triwulan II`; an office and a date are told by themselves."""
        keys, parts = tuple(filter(None, by.split(BETWEEN))), code.split(BETWEEN)
        return BETWEEN.join([*map(self._titled, keys, parts), *parts[len(keys) :]])

    def _titled(self, key: str, code: str) -> str:
        if key not in self.dimensions:
            return code
        return self.dimensions[key].member(code).title

    def ancestors(self, dimension: str) -> tuple[str, ...]:
        """The dimensions that `dimension` rolls up to, nearest first."""
        if dimension == SATKER:
            above = [name for name, entry in self.dimensions.items() if entry.table]
            return tuple(dict.fromkeys(name for one in above for name in (one, *self.ancestors(one))))
        found: list[str] = []
        parent = self.dimensions[dimension].parent
        while parent and parent not in found:
            found.append(parent)
            parent = self.dimensions[parent].parent
        return tuple(found)
