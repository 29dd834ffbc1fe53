"""Changed values as columns of the plan.

The rules are resolved once more, with a number in the place of every changed value that stands nowhere else. Where the two
plans differ in nothing but these numbers, a constant that is one of them becomes a reference to its column. Any other
difference means that the values decide what is computed: then there is no such plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from lkjip.errors import UserError
from lkjip.plan.bands import banded, highest, lowest
from lkjip.plan.build import Plan, Step, build
from lkjip.plan.context import Context, exact
from lkjip.plan.exact import Exact, expression
from lkjip.plan.marks import check_of
from lkjip.rules.model import SATKER, Band, Categories
from lkjip.rules.resolve import resolve
from lkjip.rules.tree import Classify, Const, Grain, Keyed, Node, Ref, part_names, references
from lkjip.scenarios.altered import altered
from lkjip.scenarios.axis import SCENARIO
from lkjip.scenarios.names import Cell, Changeable
from lkjip.scenarios.scenarios import Scenarios
from lkjip.units import NUMBER

Entry = str | Fraction | None  # the name of a changed value, a value that stays, or none


@dataclass(frozen=True, slots=True)
class BandedBy(Node):
    """As `Classify`, with the edges of bands, then gaps, then the end as operands of their own."""

    operand: Node
    categories: Categories
    edges: tuple[Node, ...]


@exact.register
def _exact_banded(node: BandedBy, context: Context) -> Exact:
    group = node.categories
    found = [expression(exact(edge, context).num) for edge in node.edges]
    bands = dict(zip([*group.bands, *group.gaps], found, strict=False))
    upper = found[-1] if group.upper is not None else None
    return banded(exact(node.operand, context), group, bands, upper, context)


@dataclass(frozen=True, slots=True)
class Grown:
    """A column that differs by scenario: its keys without the scenario, and an entry by the codes of them.

    `made` turns an exact value into what stands in the column (None: as it is); `reason` is why a member has none.
    """

    grain: Grain
    entries: Mapping[str, Entry]
    made: Callable[[Fraction], Fraction] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Grafted:
    """A plan with the scenario in it: only the steps that depend on it, by wave, and the columns that they begin with."""

    plan: Plan
    waves: tuple[tuple[Step, ...], ...]
    columns: Mapping[str, Grown]
    cells: tuple[str, ...]  # the inputs of which cells change

    def limited(self, figures: Iterable[str] | None) -> Grafted:
        """Only what these figures need, and the checks that can refuse a scenario."""
        if figures is None:
            return self
        checks = self.plan.resolved.checks.values()
        wanted = {*figures, *(check_of(check.id) for check in checks if check.rule.level == "error")}
        kept = []
        for wave in reversed(self.waves):
            steps = tuple(step for step in wave if step.id in wanted)
            wanted.update(name for step in steps for name in step.reads)
            kept.append(steps)
        return replace(self, waves=tuple(steps for steps in reversed(kept) if steps))


class Unlike(Exception):
    """The plans differ in more than numbers."""


@dataclass(slots=True)
class _Graft:
    """Two trees on their way to one."""

    markers: Mapping[Fraction, str]
    columns: dict[str, Grown] = field(default_factory=dict)

    def node(self, now: Node, marked: Node) -> Node:
        if type(now) is not type(marked) or now.grain != marked.grain or now.unit != marked.unit:
            raise Unlike
        match now, marked:
            case Const(), Const() if now.value != marked.value:
                return self.constant(marked)
            case Keyed(), Keyed() if now.values != marked.values:
                return self.keyed(now, marked)
            case Classify(), Classify() if now.categories != marked.categories:
                return self.classified(now, marked)
        parts = {name: self.part(getattr(now, name), getattr(marked, name)) for name in part_names(now)}
        return replace(marked, **parts)

    def part(self, now: Any, marked: Any) -> Any:
        if isinstance(now, Node) and isinstance(marked, Node):
            return self.node(now, marked)
        if isinstance(now, tuple) and isinstance(marked, tuple) and len(now) == len(marked):
            return tuple(self.part(a, b) for a, b in zip(now, marked, strict=True))
        if isinstance(now, Mapping) and isinstance(marked, Mapping) and now.keys() == marked.keys():
            return {key: self.part(value, marked[key]) for key, value in now.items()}
        if now != marked:
            raise Unlike
        return marked

    def entry(self, now: Fraction | None, marked: Fraction | None) -> Entry:
        if now == marked:
            return now
        if marked is None or marked not in self.markers:
            raise Unlike
        return self.markers[marked]

    def constant(self, marked: Const) -> Ref:
        name = self.entry(None, marked.value)
        self.columns[f"~{name}"] = Grown((), {"": name})
        return Ref((), marked.unit, marked.decimals, f"~{name}")

    def keyed(self, now: Keyed, marked: Keyed) -> Node:
        found = {code: self.entry(now.values.get(code), value) for code, value in marked.values.items()}
        if now.by not in (now.grain, (SATKER, *now.grain)):
            raise Unlike  # by what offices belong to, or in another order: no column of a scenario has these keys
        key = f"~{now.label} {','.join(sorted(str(entry) for entry in found.values()))}"
        self.columns[key] = Grown(now.by, found, reason=now.reason)
        return Ref(marked.grain, marked.unit, marked.decimals, key)

    def classified(self, now: Classify, marked: Classify) -> Node:
        group, other = now.categories, marked.categories
        if replace(other, bands=group.bands, upper=group.upper) != group:
            raise Unlike
        edges: list[Node] = []
        pairs = list(zip([*group.bands, *group.gaps], [*other.bands, *other.gaps], strict=True))
        for band, changed in pairs:
            entry = self.entry(band.lower, changed.lower)
            edges.append(self.edge(entry, _edge(band, group), f"{group.name}.{band.code}"))
        if group.upper is not None:
            entry = self.entry(group.upper, other.upper)
            edges.append(self.edge(entry, _end(group), f"{group.name}.to"))
        return BandedBy(marked.grain, marked.unit, 0, self.node(now.operand, marked.operand), group, tuple(edges))

    def edge(self, entry: Entry, made: Callable[[Fraction], Fraction], name: str) -> Node:
        if not isinstance(entry, str):
            assert entry is not None
            return Const((), NUMBER, 0, made(entry))
        self.columns[f"~{name} edge"] = Grown((), {"": entry}, made)
        return Ref((), NUMBER, 0, f"~{name} edge")


def _edge(band: Band, group: Categories) -> Callable[[Fraction], Fraction]:
    return lambda value: Fraction(lowest(replace(band, lower=value), group.round))


def _end(group: Categories) -> Callable[[Fraction], Fraction]:
    return lambda value: Fraction(highest(replace(group, upper=value)))


def graft(plan: Plan, scenarios: Scenarios, named: Mapping[str, Changeable], cells: Mapping[str, Cell]) -> Grafted | None:
    """The plan with the changed values as columns; None where there is no such plan."""
    markers = {name: _marker(number, scenarios.values[name].decimals) for number, name in enumerate(named)}
    try:
        marked = build(resolve(altered(plan.rules, markers, named))) if named else plan
        columns, steps = _grafted(plan, marked, markers)
    except (UserError, Unlike):
        return None
    inputs = tuple(dict.fromkeys(cell.entry.id for cell in cells.values()))
    if any(ref.id in inputs for entry in plan.inputs.values() if entry.condition for ref in references(entry.condition)):
        return None  # it decides where another input has values
    touched = {*columns, *inputs}
    waves = []
    for wave in marked.waves:
        own = [steps[step.id] for step in wave]
        grown = tuple(_with_key(step) for step in own if touched.intersection(step.reads))
        touched.update(step.id for step in grown)
        waves.append(grown)
    if any(step.scans for wave in waves for step in wave):
        return None
    return Grafted(marked, tuple(wave for wave in waves if wave), columns, inputs)


def _marker(number: int, decimals: int | None) -> Fraction:
    """A number that stands nowhere in rules, with as many decimals as the values it stands for."""
    digits = 10**15 + 10 * number + 3
    if decimals is not None:
        return Fraction(digits, 10**decimals)
    return Fraction(digits if digits % 7 else digits + 10**9, 7)


def _grafted(plan: Plan, marked: Plan, markers: Mapping[str, Fraction]) -> tuple[dict[str, Grown], dict[str, Step]]:
    """The columns, and every step with references to them."""
    grafting = _Graft({value: name for name, value in markers.items()})
    now = {step.id: step for step in plan.steps()}
    after = {step.id: step for step in marked.steps()}
    if now.keys() != after.keys() or any(
        entry.condition != marked.inputs[name].condition for name, entry in plan.inputs.items()
    ):
        raise Unlike
    found = {}
    for name, step in after.items():
        node = grafting.node(now[name].node, step.node)
        found[name] = replace(step, node=node, reads=tuple(ref.id for ref in references(node)))
    return grafting.columns, found


def _with_key(step: Step) -> Step:
    return replace(step, grain=(SCENARIO, *step.grain), source=(SCENARIO, *step.source))
