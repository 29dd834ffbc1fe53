"""The typist of a rule set: formulas become trees with grain, unit and exactness, in the scope of their file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol

from lkjip.messages import phrase
from lkjip.rules.formula import Call, Formula, FormulaError
from lkjip.rules.functions import CALLS
from lkjip.rules.judging import judged
from lkjip.rules.kinds import Kind
from lkjip.rules.model import SATKER, FigureRule, RuleSet
from lkjip.rules.scope import CONDITIONS, Scope, converted
from lkjip.rules.tree import Grain, Lacking, Node, Ref
from lkjip.units import NUMBER, Unit


class Known(Protocol):
    """What the typist needs of a figure that is already resolved."""

    @property
    def grain(self) -> Grain: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def decimals(self) -> int: ...
    @property
    def rule(self) -> FigureRule: ...
    @property
    def listing(self) -> str: ...
    @property
    def whole(self) -> Grain: ...


@dataclass
class Typist:
    """Types the formulas of one rule set; `figures` and `kinds` grow as figures are resolved in order."""

    functions: ClassVar[Mapping[str, Callable[[Scope, Call], Node]]] = CALLS

    rules: RuleSet
    inputs: dict[str, Ref]
    figures: dict[str, Known]
    many: dict[str, str]  # input → its table, where that has many rows per key
    kinds: dict[Unit, Kind] = field(default_factory=dict)

    @cached_property
    def of_office(self) -> frozenset[str]:
        """The keys that an office decides: itself, and what it belongs to."""
        return frozenset({SATKER, *self.rules.ancestors(SATKER)})

    def quantity(
        self, tree: Formula, measure: str, by: Grain, rule: FigureRule | None = None, *, offices: bool = False
    ) -> Node:
        """The tree of a formula that yields a number, for a figure of `measure` with the keys `by`."""
        node = Scope(self, self.rules.measures[measure], by, rule, tree, offices).type(tree)
        if isinstance(node, CONDITIONS):
            raise FormulaError("not_a_number", tree.offset)
        return node

    def condition(self, tree: Formula, measure: str, by: Grain, *, offices: bool = False) -> Node:
        """The tree of a formula that holds or not."""
        node = Scope(self, self.rules.measures[measure], by, None, None, offices).type(tree)
        if not isinstance(node, CONDITIONS):
            raise FormulaError("not_a_condition", tree.offset)
        return node

    def standing(self, measure: str, by: Grain, realised: Node, target: Node) -> tuple[Node, ...]:
        """The conditions of a status: no target, not measured, beaten, met."""
        scope = Scope(self, self.rules.measures[measure], by, None)
        lacking = (Lacking(node.grain, NUMBER, 0, node) for node in (target, realised))
        return (*lacking, *(judged(scope, name, realised, target, 0) for name in ("beats", "meets")))

    def convert(self, operand: Node, unit: Unit, offset: int, name: str) -> Node:
        """The operand in another unit of the same quantity."""
        found = converted(operand, unit)
        if found is None:
            raise FormulaError("cannot_convert", offset, given=self.unit_name(operand.unit), wanted=name)
        return found

    def unit_name(self, unit: Unit) -> str:
        """A unit in words for a message: its name, or its factor and powers."""
        named = next((name for name, scale in self.rules.scales.items() if scale.unit == unit), "")
        powers = "·".join(base + (f"^{power}" if power != 1 else "") for base, power in unit.powers)
        return named or (f"{unit.factor} {powers}".strip() if unit.factor != 1 else powers) or phrase("bare_number")
