"""Functions that look at other years: `current`, `previous`, `medium_term`, `over_years`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lkjip.rules import formula as language
from lkjip.rules import targets
from lkjip.rules.formula import Call, Formula, FormulaError
from lkjip.rules.model import YEAR
from lkjip.rules.scope import most
from lkjip.rules.statistics import lag
from lkjip.rules.tree import Const, Keyed, Node, OverYears, Previous, Ref

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope


def _history(scope: Scope, ref: Node, offset: int) -> Ref:
    """The input with a figure's earlier years."""
    figure = scope.typist.figures.get(ref.id) if isinstance(ref, Ref) else None
    if figure is None or not figure.rule.history:
        raise FormulaError("no_history", offset, name=ref.id if isinstance(ref, Ref) else "?")
    assert isinstance(ref, Ref)
    name = f"{ref.id.partition('.')[0]}.{figure.rule.history}"
    history = scope.typist.inputs.get(name)
    if history is None and figure.rule.history in scope.measure.inputs:
        raise FormulaError("figure_unusable", offset, name=name)
    if history is None or set(history.grain) != {*ref.grain, YEAR}:
        raise FormulaError("history_grain", offset, name=name, grain=", ".join((*ref.grain, YEAR)))
    if history.unit != ref.unit:
        left, right = scope.typist.unit_name(ref.unit), scope.typist.unit_name(history.unit)
        raise FormulaError("mixed_units", offset, operator="history", left=left, right=right)
    return history


def over_years(scope: Scope, current: Node, offset: int) -> Node:
    """A figure with a history, by year."""
    history = _history(scope, current, offset)
    return OverYears(history.grain, current.unit, most(current.decimals, history.decimals), current, history)


def in_year(scope: Scope, call: Call) -> Node:
    """`current`, `previous`, `medium_term`."""
    function, arguments, offset = call.function, call.arguments, call.offset
    year, years = scope.rules.year, 1
    if function == "medium_term":
        if not scope.rules.medium_term:
            raise FormulaError("no_medium_term", offset)
        return _at_year(scope, scope.number(arguments[0]), scope.rules.medium_term, offset)
    if function == "current":
        return _at_year(scope, scope.number(arguments[0]), year, offset)
    if len(arguments) > 1 and isinstance(arguments[1], language.Name):
        return _within(scope, call)
    if len(arguments) == 2:
        count = arguments[1]
        if not isinstance(count, language.Number) or count.value.denominator != 1 or count.value < 1:
            raise FormulaError("years_expected", count.offset)
        years = int(count.value)
    if (history := _history_by_name(scope, arguments[0])) is not None:
        return _years_ago(scope, history, years, offset)
    operand = scope.number(arguments[0])
    if isinstance(operand, Keyed) or targets.are(scope, operand):
        return _at_year(scope, operand, year - years, offset)
    if YEAR not in operand.grain:
        return _years_ago(scope, _history(scope, operand, offset), years, offset)
    return Previous(operand.grain, operand.unit, operand.decimals, operand, years)


def _within(scope: Scope, call: Call) -> Node:
    """`previous(x, bulan)`: the member before, within the year; `previous(x, bulan, 3)` three before."""
    value, key = scope.number(call.arguments[0]), call.arguments[1]
    count = call.arguments[2] if len(call.arguments) == 3 else None
    number = count.value if isinstance(count, language.Number) else 1
    if count is not None and (not isinstance(count, language.Number) or number.denominator != 1 or number < 1):
        raise FormulaError("years_expected", count.offset)
    assert isinstance(key, language.Name)
    return lag(scope, value, key.name, int(number), call)


def _years_ago(scope: Scope, history: Ref, years: int, offset: int) -> Node:
    """A history's value of an earlier year; before the first year of the rule set there is none, which is no mistake."""
    if history.grain == (YEAR,) and years >= len(scope.rules.dimensions[YEAR].codes):
        return Const((), history.unit, history.decimals, None, history.id, reason="no_earlier_year")
    return _at_year(scope, history, scope.rules.year - years, offset)


def _history_by_name(scope: Scope, tree: Formula) -> Ref | None:
    """The history of a figure that may not be resolved yet: its own formula may look back at itscope."""
    if not isinstance(tree, language.Name) or "." in tree.name:
        return None
    rule = scope.measure.figures.get(tree.name)
    if rule is None or YEAR in rule.by or not rule.history:
        return None
    history = scope.typist.inputs.get(f"{scope.measure.id}.{rule.history}")
    if history is None and rule.history in scope.measure.inputs:
        raise FormulaError("figure_unusable", tree.offset, name=rule.history)
    if history is None or set(history.grain) != {*rule.by, YEAR}:
        raise FormulaError("history_grain", tree.offset, name=rule.history, grain=", ".join((*rule.by, YEAR)))
    return history


def _at_year(scope: Scope, operand: Node, year: int, offset: int) -> Node:
    if YEAR not in operand.grain and targets.are(scope, operand):
        now = year == scope.rules.year
        return targets.of_year(scope, operand, offset) if now else targets.none(operand)
    if isinstance(operand, Keyed) and operand.grain == (YEAR,):
        return scope.select(operand, YEAR, str(year))
    if YEAR not in operand.grain:
        raise FormulaError("no_years", offset, year=year)
    if str(year) not in scope.rules.dimensions[YEAR].codes:
        raise FormulaError("year_unknown", offset, year=year, known=", ".join(scope.rules.dimensions[YEAR].codes))
    found = scope.select(operand, YEAR, str(year))
    return targets.of_year(scope, found, offset) if targets.are(scope, operand) else found
