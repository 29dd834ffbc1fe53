"""What stands against a scenario: the rules that `check` applies to files, applied to values."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lkjip.decimals import DIGITS, finite_decimals, fraction_text, plain
from lkjip.editing.cells import bounds
from lkjip.editing.values import Documents
from lkjip.errors import Issue
from lkjip.inputs import SHOWN
from lkjip.rules import schema
from lkjip.rules.measures import lawful, misweighted
from lkjip.rules.model import BETWEEN, Band, Column, RuleSet, Weights
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import misplaced
from lkjip.scenarios.altered import altered
from lkjip.scenarios.names import Cell, Changeable
from lkjip.scenarios.scenarios import Scenarios

_SHAPED = ("cap",)  # the kinds of numbers to which the schema sets limits


def refused(
    rules: RuleSet, scenarios: Scenarios, named: Mapping[str, Changeable], cells: Mapping[str, Cell], read: Documents
) -> list[Issue]:
    """The issues of all scenarios, each with the scenario it is of; at most `SHOWN`, the rest are counted."""
    found = [*_weights(rules, scenarios, named), *_bands(rules, scenarios, named), *_cells(scenarios, cells)]
    found += _shapes(scenarios, named, read)
    if len(found) <= SHOWN:
        return found
    counted = Issue("more_like_this", found[0].location, {"count": len(found) - SHOWN, "flag": found[0].code})
    return [*found[:SHOWN], counted]


def of_scenario(scenarios: Scenarios, number: int, issues: Iterable[Issue]) -> Iterator[Issue]:
    """Issues of the rules as issues of a scenario; a single one without a name has none to tell."""
    for issue in issues:
        if len(scenarios) == 1 and not scenarios.labels:
            yield issue
        else:
            values = {"scenario": scenarios.label(number), "problem": issue.message, "hint": issue.hint}
            yield Issue("scenario_refused", issue.location, values)


def _weights(rules: RuleSet, scenarios: Scenarios, named: Mapping[str, Changeable]) -> Iterator[Issue]:
    """Every set of weights of which one changes."""
    for group in dict.fromkeys(entry.group for entry in named.values() if entry.kind == "weight"):
        codes = {str(entry.path[-1]): name for name, entry in named.items() if entry.group == group}
        weights = _set(rules, next(entry for entry in named.values() if entry.group == group))
        rest = [value for code, value in weights.values.items() if code not in codes]
        one = rest + [Fraction(1, scenarios.values[name].denominator) for name in codes.values()]
        one += [] if weights.total is None else [weights.total]
        scale = _common(one)
        fixed = [int(value * scale) for value in rest]
        varied = [scenarios.values[n].over(scale).to_list() for n in codes.values()]
        total = None if weights.total is None else int(weights.total * scale)
        for number, row in enumerate(zip(*varied, strict=True)):
            if not lawful([*fixed, *row], total, signed=weights.signed):
                values = {name: value for name, value in scenarios.of_one(number).items() if name in codes.values()}
                wrong = _set(altered(rules, _numbers(values), named), named[next(iter(values))])
                yield from of_scenario(scenarios, number, misweighted(wrong))


def _set(rules: RuleSet, weight: Changeable) -> Weights:
    """The weights that have a sum with this one: all of its name, or by several keys those that differ in the last alone."""
    measure, (_, name, _, *codes) = rules.measures[weight.owner], weight.path
    if name not in measure.grids:
        return measure.weights[str(name)]
    grid, outer = measure.grids[str(name)], [str(code) for code in codes[:-1]]
    own = {code.split(BETWEEN)[-1]: code for code in grid.values if code.split(BETWEEN)[:-1] == outer}
    return Weights(
        name=BETWEEN.join([str(name), *outer]),
        by=grid.keys[-1],
        values={last: grid.values[code] for last, code in own.items()},
        location=next(iter(grid.places.values())),
        places={last: grid.places[code] for last, code in own.items()},
        total=weight.total,
    )


def _common(values: Iterable[Fraction]) -> int:
    return math.lcm(1, *(value.denominator for value in values))


def _numbers(values: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    return {name: value for name, value in values.items() if value is not None}


def _bands(rules: RuleSet, scenarios: Scenarios, named: Mapping[str, Changeable]) -> Iterator[Issue]:
    """Every group of categories of which a bound changes."""
    for owner in dict.fromkeys(entry.owner for entry in named.values() if entry.kind in ("band", "band_end")):
        own = [name for name, entry in named.items() if entry.owner == owner and entry.kind in ("band", "band_end")]
        group = rules.categories[owner]
        order = sorted([*group.bands, *group.gaps], key=lambda band: band.lower or 0)
        for number in range(len(scenarios)):
            values = _numbers({name: scenarios.values[name].at(number) for name in own})
            now = altered(rules, values, named).categories[owner]
            after = dict(zip([*group.bands, *group.gaps], [*now.bands, *now.gaps], strict=True))
            edges: list[Band] = [after[band] for band in order]
            yield from of_scenario(scenarios, number, misplaced(now, edges, [group.location] * len(edges)))


def _cells(scenarios: Scenarios, cells: Mapping[str, Cell]) -> Iterator[Issue]:
    """Every cell that changes: what its column accepts."""
    for name, cell in cells.items():
        column, varied = cell.entry.column, scenarios.values[name]
        accepted = bounds(column)
        for number in range(len(scenarios)):
            value = varied.at(number)
            told = {"column": column.name, "table": cell.entry.table.name}
            if value is None:
                issues = [] if column.empty else [Issue("empty_cell", column.location, told)]
            else:
                decimals = finite_decimals(value)
                fault = "too_many_decimals" if decimals is None else accepted.fault(Decimal(plain(value, decimals)))
                issues = [_cell_issue(fault, column, fraction_text(value), told)] if fault else []
            yield from of_scenario(scenarios, number, issues)


def _cell_issue(fault: str, column: Column, given: str, told: Mapping[str, str]) -> Issue:
    ends = ("…" if end is None else fraction_text(end) for end in (column.minimum, column.maximum))
    values = {**told, "given": given, "decimals": column.decimals, "range": " – ".join(ends), "digits": DIGITS}
    return Issue(fault, column.location, values)


def _shapes(scenarios: Scenarios, named: Mapping[str, Changeable], read: Documents) -> Iterator[Issue]:
    """Numbers outside the limits that the schema sets: its judgement of the least and the greatest of each."""
    for name, entry in named.items():
        if entry.kind not in _SHAPED:
            continue
        numbers = scenarios.values[name].numerators.to_list()
        for number in {numbers.index(min(numbers)), numbers.index(max(numbers))}:
            document = read[entry.file]
            issues: list[Issue] = []
            value = scenarios.values[name].at(number)
            schema.validate(_with(document, entry, value), issues)
            yield from of_scenario(scenarios, number, issues)


def _with(document: Document, entry: Changeable, value: Fraction | None) -> Document:
    data: Any = copy.deepcopy(document.data)
    inner = data
    for name in entry.path[:-1]:
        inner = inner[name]
    inner[entry.path[-1]] = Decimal(value.numerator) / Decimal(value.denominator) if value is not None else None
    return replace(document, data=data)
