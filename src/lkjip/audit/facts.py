"""Facts: every number that the rules and tables support, under the id by which a report would name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from lkjip.audit.roots import Key, root_of
from lkjip.decimals import finite_decimals, round_half_away
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.project import Project
from lkjip.rules.model import BETWEEN, SATKER, YEAR, Categories, Constants, RuleSet
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import Compare
from lkjip.rules.yearly import yearly

PLACES = 8  # no report prints more decimals


@dataclass(frozen=True, slots=True)
class Fact:
    """One supported number. `value` is None where it is not measured.

    `root` is what it only hands on (itself where it computes something); `same_as` is one name for all facts that are one
    quantity by the rules, and `origins` the ids, without keys, of both.
    """

    figure: str
    key: Key
    value: Fraction | None
    decimals: int
    unit: str
    title: str
    root: FigureKey
    same_as: str = ""
    origins: frozenset[str] = frozenset()
    reason: str = ""
    scaled: tuple[int, ...] = field(default=(), compare=False)  # the value rounded to 0, 1, 2 … decimals, as whole numbers

    @property
    def id(self) -> str:
        """`ikm.nilai_bulanan[bulan=1]`, as in the report's own pages."""
        return str(FigureKey.of(self.figure, self.key))

    @property
    def measure(self) -> str:
        return self.figure.partition(".")[0]

    @property
    def name(self) -> str:
        return self.figure.partition(".")[2]

    def at(self, decimals: int) -> Fraction | None:
        """The value as it would be printed with so many decimals."""
        return None if self.value is None else round_half_away(self.value, decimals)


def facts_of(project: Project, satker: str) -> tuple[Fact, ...]:
    """Figures, weights, parameters, targets and category bounds of one office."""
    resolved = project.plan.resolved
    found = [fact for value in project.evaluate() if value.satker == satker for fact in _figure(resolved, value)]
    here = {SATKER: satker, **{key: codes[satker] for key, codes in project.belongs.items()}}
    found += _constants(project.rules, here)
    for categories in project.rules.categories.values():
        found += _bounds(project.rules, categories)
    return tuple(_rounded(fact) for fact in _joined(resolved, found))


def _rounded(fact: Fact) -> Fact:
    if fact.value is None:
        return fact
    return replace(fact, scaled=tuple(int(round_half_away(fact.value, places) * 10**places) for places in range(PLACES)))


def _joined(resolved: Resolved, facts: list[Fact]) -> Iterator[Fact]:
    """The facts, with those as one of which the rules say that they must be equal, and that are.

    That is said by a check `a == b`, and by rules that say the same: of a figure, and of it by year in the rules' year.
    """
    by_id = {fact.id: fact for fact in facts}
    names = {fact.root: fact.root for fact in facts}

    def name(one: FigureKey) -> FigureKey:
        while names.get(one, one) != one:
            one = names[one]
        return one

    for one, other in [*_said_equal(resolved, by_id), *_by_year(resolved, by_id)]:
        if one.value is not None and one.value == other.value:
            names[name(other.root)] = name(one.root)
    for fact in facts:
        same = name(fact.root)
        yield replace(fact, same_as=str(same), origins=frozenset((fact.root.id, same.id)))


def _said_equal(resolved: Resolved, by_id: Mapping[str, Fact]) -> Iterator[tuple[Fact, Fact]]:
    """The pairs that a check compares with `==`, at every key."""
    at: dict[FigureKey, list[Fact]] = {}
    for fact in by_id.values():
        at.setdefault(fact.root, []).append(fact)
    for check in resolved.checks.values():
        node = check.node
        if not isinstance(node, Compare) or node.operator != "==":
            continue
        dimensions = [resolved.rules.dimensions[name].codes for name in check.grain]
        for codes in product(*dimensions):
            key = dict(zip(check.grain, codes, strict=True))
            left, right = (root_of(resolved, side, key, FigureKey(check.id)) for side in (node.left, node.right))
            if left in at and right in at:
                yield at[right][0], at[left][0]


def _by_year(resolved: Resolved, by_id: Mapping[str, Fact]) -> Iterator[tuple[Fact, Fact]]:
    series, year = yearly(resolved), str(resolved.rules.year)
    for fact in by_id.values():
        if fact.figure in series:
            same = by_id.get(str(FigureKey.of(series[fact.figure], {**fact.key, YEAR: year})))
            if same is not None:
                yield fact, same


def _figure(resolved: Resolved, value: Value) -> Iterator[Fact]:
    rule = resolved.figures[value.id]
    if rule.bands or rule.listing:
        return
    key = {name: str(code) for name, code in value.key.items()}
    number = None if value.value is None else Fraction(value.value)
    decimals = len((value.value or "").partition(".")[2])
    same = root_of(resolved, rule.node, key, value.at)
    yield Fact(
        figure=value.id,
        key=key,
        value=number,
        decimals=decimals,
        unit=value.unit,
        title=value.title,
        root=same,
        reason=value.reason,
    )


def _constants(rules: RuleSet, here: Mapping[str, str]) -> Iterator[Fact]:
    for measure in rules.measures.values():
        for parameter in measure.parameters.values():
            id = f"{measure.id}.{parameter.name}"
            if parameter.varying is not None:
                yield from _varying(id, parameter.title or parameter.name, parameter.unit, parameter.varying, here)
            if parameter.value is None:  # from dates on: its values stand in the figures' traces
                continue
            decimals = finite_decimals(parameter.value) or 0
            yield Fact(
                figure=id,
                key={},
                value=parameter.value,
                decimals=decimals,
                unit=parameter.unit,
                title=parameter.title or parameter.name,
                root=FigureKey(id),
            )
        for weights in measure.weights.values():
            for code, value in weights.values.items():
                id, key = f"{measure.id}.{weights.name}", {weights.by: code}
                title = weights.title or f"{measure.title}: {weights.name}"
                yield Fact(
                    figure=id,
                    key=key,
                    value=value,
                    decimals=finite_decimals(value) or 0,
                    unit="",
                    title=title,
                    root=FigureKey.of(id, key),
                )
        for name, grid in measure.grids.items():
            yield from _varying(f"{measure.id}.{name}", f"{measure.title}: {name}", "", grid, here)


def _varying(id: str, title: str, unit: str, given: Constants, here: Mapping[str, str]) -> Iterator[Fact]:
    """What varies by keys, as far as it is of the office at hand; `here` has its code and those of what it belongs to."""
    for code, value in given.values.items():
        parts = dict(zip(given.keys, code.split(BETWEEN), strict=True))
        if all(here.get(key, part) == part for key, part in parts.items()):
            key = {name: part for name, part in parts.items() if name not in here}
            decimals = finite_decimals(value) or 0
            yield Fact(
                figure=id, key=key, value=value, decimals=decimals, unit=unit, title=title, root=FigureKey.of(id, key)
            )


def _bounds(rules: RuleSet, categories: Categories) -> Iterator[Fact]:
    """Lower and upper bounds of bands, also in the other units of the same quantity."""
    if categories.ordered:
        return
    unit = rules.scales[categories.unit].unit
    step = Fraction(1, 10**categories.round)
    lowers = [band.lower for band in categories.bands if band.lower is not None]
    values = {*lowers, *(lower - step for lower in lowers[1:]), *([categories.upper] if categories.upper else [])}
    for scale in rules.scales.values():
        factor = unit.factor_to(scale.unit)
        if factor is None or not unit.powers:
            continue
        for value in sorted(values):
            exact = value * factor
            id = f"categories.{categories.name}"
            yield Fact(
                figure=id,
                key={},
                value=exact,
                decimals=finite_decimals(exact) or 0,
                unit=scale.name,
                title=categories.title,
                root=FigureKey(f"{id}@{exact}"),
            )
