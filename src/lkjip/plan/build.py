"""Rules to a plan: figures become flat steps, and steps that do not wait for each other form a wave.

A step is either row-wise (it stays at its grain) or a reduction (from a finer grain). Reductions inside a formula become
steps of their own. The plan names no office, month or row, so it is as long for one office as for a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lkjip.plan.marks import check_of, is_part, part_of
from lkjip.rules.grains import join, of_offices
from lkjip.rules.model import OBSERVATION, RuleSet
from lkjip.rules.resolve import Resolved, ResolvedInput
from lkjip.rules.tree import (
    Apportion,
    Gated,
    Grain,
    Log,
    MembersWhere,
    Node,
    Power,
    Previous,
    Reduce,
    Ref,
    Select,
    Statistic,
    Window,
    part_names,
    references,
)

_GROUP = (Statistic, Window, Power, Log)
_OWN_STEP = (Reduce, Select, MembersWhere, Apportion, Previous, Window, Power, Log)
_REDUCTION = (Reduce, Select, MembersWhere)


@dataclass(frozen=True, slots=True)
class Step:
    """One column to compute: at `grain`, from columns that stand at `source` (equal to `grain` unless it reduces).

    `decimals` is the scale it is stored at; None keeps an exact fraction (only inside a formula). `round` says that it
    is rounded to that scale; without it the value is exact there already. `reads` are the columns it needs.
    """

    id: str
    owner: str
    node: Node
    grain: Grain
    source: Grain
    decimals: int | None
    round: bool
    reads: tuple[str, ...]

    @property
    def reduces(self) -> bool:
        return isinstance(self.node, _REDUCTION)

    @property
    def counted(self) -> str:
        """The step whose members a figure counts too: what it aggregates, where it tells when that is measured."""
        match self.node:
            case Gated(operand=Ref(id=name)) if is_part(name, self.owner):
                return name
        return ""

    @property
    def groups(self) -> bool:
        """Whether it needs the members of a group at once, as whole numbers of any size."""
        return isinstance(self.node, _GROUP)

    @property
    def scans(self) -> bool:
        """Whether it reads a table with many rows per key, which is never held in memory."""
        return OBSERVATION in self.source


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps by wave: every step needs only inputs and steps of earlier waves."""

    resolved: Resolved
    waves: tuple[tuple[Step, ...], ...]

    @property
    def rules(self) -> RuleSet:
        return self.resolved.rules

    @property
    def inputs(self) -> dict[str, ResolvedInput]:
        """The inputs that anything in the plan reads."""
        return dict(self.resolved.inputs)

    def steps(self) -> Iterator[Step]:
        for wave in self.waves:
            yield from wave


def build(resolved: Resolved) -> Plan:
    """The plan of a resolved rule set: its figures and its checks."""
    levels: dict[str, int] = dict.fromkeys(resolved.inputs, 0)
    waves: list[list[Step]] = []
    for steps in _all_steps(resolved):
        for step in steps:
            level = max((levels[name] for name in step.reads), default=0)
            if len(waves) <= level:
                waves.append([])
            waves[level].append(step)
            levels[step.id] = level + 1
    return Plan(resolved, tuple(tuple(wave) for wave in waves))


def _all_steps(resolved: Resolved) -> Iterator[list[Step]]:
    for figure in resolved.figures.values():
        steps: list[Step] = []
        node = _flatten(figure.node, figure.id, resolved.rules, steps)
        steps.append(_step(figure.id, figure.id, node, resolved.rules, figure.decimals, figure.rule.round is not None))
        yield steps if figure.rule.over_offices else [_by_office(step) for step in steps]
    for check in resolved.checks.values():
        steps = []
        name = check_of(check.id)
        node = _flatten(check.node, name, resolved.rules, steps)
        steps.append(_step(name, name, node, resolved.rules, 0, False))
        yield [_by_office(step) for step in steps]


def _by_office(step: Step) -> Step:
    """The same for every office: in the formula the office is understood, in the frames it is a key."""
    return replace(step, grain=of_offices(step.grain), source=of_offices(step.source))


def _flatten(node: Node, owner: str, rules: RuleSet, steps: list[Step]) -> Node:
    """The node with every step of its own below it replaced by a reference; those steps are appended, innermost first."""
    changes: dict[str, Any] = {}
    for name in part_names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            changes[name] = _lift(value, owner, rules, steps)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            changes[name] = tuple(_lift(item, owner, rules, steps) for item in value)
        elif isinstance(value, dict) and any(isinstance(item, Node) for item in value.values()):
            changes[name] = {key: _lift(item, owner, rules, steps) for key, item in value.items()}
    return replace(node, **changes) if changes else node


def _lift(node: Node, owner: str, rules: RuleSet, steps: list[Step]) -> Node:
    flat = _flatten(node, owner, rules, steps)
    if not isinstance(flat, _OWN_STEP):
        return flat
    step = _step(part_of(owner, len(steps) + 1), owner, flat, rules, flat.decimals, False)
    steps.append(step)
    return Ref(flat.grain, flat.unit, flat.decimals, step.id)


def _step(name: str, owner: str, node: Node, rules: RuleSet, decimals: int | None, rounds: bool) -> Step:
    match node:
        case Reduce():
            source = join(rules, node.operand.grain, *([node.weight.grain] if node.weight else []))
        case Select():
            source = node.operand.grain
        case MembersWhere():
            source = node.condition.grain
        case _:
            source = node.grain
    return Step(
        id=name,
        owner=owner,
        node=node,
        grain=node.grain,
        source=source,
        decimals=decimals,
        round=rounds,
        reads=tuple(ref.id for ref in references(node)),
    )
