"""Functions that reduce the grain of what they are given: sums, means, extremes, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lkjip.rules import formula as language
from lkjip.rules.formula import Formula, FormulaError
from lkjip.rules.grains import closure, join, ordered
from lkjip.rules.model import OBSERVATION
from lkjip.rules.tree import Keyed, Node, Reduce, Ref, Select, descendants
from lkjip.units import NUMBER

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope


def reduce(scope: Scope, fn: str, operand: Node, weight: Node | None, keeps: tuple[Formula, ...], offset: int) -> Node:
    """An aggregation of the operand down to the keys of the figure and those that are kept."""
    finest = join(scope.rules, operand.grain, *([weight.grain] if weight else []))
    groups = closure(scope.rules, finest)
    keys = set()
    for keep in keeps:
        if not isinstance(keep, language.Name) or keep.name not in groups:
            known = sorted(groups - {OBSERVATION})
            raise FormulaError("key_expected", keep.offset, name=getattr(keep, "name", "?"), known=known)
        keys.add(keep.name)
    if OBSERVATION in finest:
        _one_table(scope, operand, weight, offset)
    target = join(scope.rules, ordered(scope.rules, (set(scope.by) & groups) | keys))
    if set(finest) <= closure(scope.rules, target):
        raise FormulaError("nothing_to_reduce", offset, name=fn, grain=", ".join(finest) or "–")
    counting = fn in ("count", "count_where")
    if not counting and fn not in ("min", "max"):
        scope.plain(fn, offset, operand, *([weight] if weight else []))
    kind = scope.kind(operand)
    if fn in ("min", "max") and kind is not None and not kind.ordered:
        raise FormulaError("codes_without_order", offset, operator=fn, codes=", ".join(kind.codes))
    decimals = 0 if counting else None if fn in ("mean", "weighted_mean") else operand.decimals
    strict = fn == "sum" or (scope.rule is not None and scope.rule.coverage_all)
    unit = NUMBER if counting else operand.unit
    return Reduce(
        grain=target,
        unit=unit,
        decimals=decimals,
        fn=fn,  # type: ignore[arg-type]
        operand=operand,
        weight=weight,
        strict=strict and not counting,
    )


def _one_table(scope: Scope, operand: Node, weight: Node | None, offset: int) -> None:
    """A table with many rows per key is read in one pass: what is reduced over it may name only its own columns."""
    parts = [part for part in (operand, weight) if part is not None]
    named = [*parts, *(node for part in parts for node in descendants(part))]
    tables = {scope.typist.many.get(node.id, "") for node in named if isinstance(node, Ref)}
    if len(tables) != 1 or "" in tables or any(isinstance(node, (Keyed, Reduce, Select)) for node in named):
        raise FormulaError("many_mixed", offset)
