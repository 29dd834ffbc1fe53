"""Targets of the rule set's year that are given by other keys than the year, or by a table."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.rules.formula import FormulaError
from lkjip.rules.grains import closure, join, within_office
from lkjip.rules.model import YEAR
from lkjip.rules.periods import parts_of_year
from lkjip.rules.tree import Cases, Compare, Const, Keyed, Node, Ref
from lkjip.units import NUMBER

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope


def are(scope: Scope, operand: Node) -> bool:
    """Whether these are the file's targets."""
    match operand:
        case Keyed(label="targets"):
            return True
        case Ref(id=name):
            return name == f"{scope.measure.id}.targets"
    return False


def none(operand: Node) -> Const:
    """No target, of a year that has none here."""
    return Const((), operand.unit, operand.decimals, None, "targets", reason="no_target")


def by_year(scope: Scope, operand: Node, offset: int) -> Node:
    """Targets where the figure is by year: this year's, and none for the other years."""
    if YEAR not in scope.by or YEAR in operand.grain:
        return operand
    here, year = scope.here(YEAR), str(scope.rules.year)
    now = Const((), here.unit, 0, Fraction(scope.rules.dimensions[YEAR].number(year)), year)
    found = of_year(scope, operand, offset)
    condition = Compare(here.grain, NUMBER, 0, "==", here, now)
    return Cases(join(scope.rules, found.grain, here.grain), found.unit, found.decimals, (condition,), (found, none(found)))


def of_year(scope: Scope, operand: Node, offset: int) -> Node:
    """This year's target at the keys of the figure; where it lacks the targets' keys, the target of the whole year.

    Raises:
        FormulaError: nothing says what the target of the whole year is.
    """
    from lkjip.rules.reductions import reduce  # which builds on the scope that asks

    keys = within_office(operand.grain)
    if set(keys) <= closure(scope.rules, scope.by):
        return operand
    last = len(keys) == 1 and keys[0] in parts_of_year(scope.rules)
    how = scope.measure.targets_of_year or ("last" if last else "")
    if not how or (how == "last" and len(keys) > 1):
        raise FormulaError("targets_of_year", offset, name=scope.measure.id, by=", ".join(keys))
    if how == "last":
        return scope.select(operand, keys[0], scope.rules.dimensions[keys[0]].codes[-1])
    return reduce(scope, how, operand, None, (), offset)
