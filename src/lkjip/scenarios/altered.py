"""A year's rules and tables with other values in them, as records: what the edited files would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import polars as pl

from lkjip.errors import Defect
from lkjip.inputs import InputTable, Tables
from lkjip.inputs.sources import FILE, LINE
from lkjip.rules.model import BETWEEN, SATKER, Categories, Constants, Judgement, Measure, Parameter, RuleSet
from lkjip.rules.source import KeyPath
from lkjip.scenarios.names import Cell, Changeable


def altered(rules: RuleSet, values: Mapping[str, Fraction], named: Mapping[str, Changeable]) -> RuleSet:
    """The rules with other values; what may not be together is for `lkjip.scenarios.refused` to say."""
    measures, categories = dict(rules.measures), dict(rules.categories)
    for name, value in values.items():
        entry = named[name]
        if entry.kind in ("band", "band_end"):
            categories[entry.owner] = _banded(categories[entry.owner], entry, value)
        else:
            measures[entry.owner] = _measured(measures[entry.owner], entry.path, value)
    return replace(rules, measures=measures, categories=categories)


def _banded(group: Categories, entry: Changeable, value: Fraction) -> Categories:
    if entry.kind == "band_end":
        return replace(group, upper=value)
    code = entry.name.removeprefix(f"{group.name}.")
    bands = tuple(replace(band, lower=value) if band.code == code else band for band in group.bands)
    return replace(group, bands=bands)


def _measured(measure: Measure, path: KeyPath, value: Fraction) -> Measure:
    match path:
        case ("weights", str(name), "values", *codes) if name in measure.grids:
            return replace(measure, grids={**measure.grids, name: _one(measure.grids[name], codes, value)})
        case ("weights", str(name), "values", str(code)):
            weights = measure.weights[name]
            with_it = replace(weights, values={**weights.values, code: value})
            return replace(measure, weights={**measure.weights, name: with_it})
        case ("parameters", str(name), *rest):
            parameter = _parameter(measure.parameters[name], [str(part) for part in rest], value)
            return replace(measure, parameters={**measure.parameters, name: parameter})
        case ("targets", "values", *codes) if measure.targets_by is not None:
            return replace(measure, targets_by=_one(measure.targets_by, codes, value))
        case ("targets", year):
            return replace(measure, targets={**measure.targets, str(year): value})
        case (("cap" | "floor") as what,):
            judged = {code: _judged(judgement, what, value) for code, judgement in measure.judged.items()}
            return replace(measure, judgement=_judged(measure.judgement, what, value), judged=judged)
        case ("cap", "values", *codes):
            code = BETWEEN.join(str(part) for part in codes)
            return replace(measure, judged={**measure.judged, code: _judged(measure.judged[code], "cap", value)})
        case _:
            raise Defect(f"no value of a measure at {path}")


def _judged(judgement: Judgement, what: str, value: Fraction) -> Judgement:
    return replace(judgement, cap=value) if what == "cap" else replace(judgement, floor=value)


def _one(given: Constants, codes: Sequence[str | int], value: Fraction) -> Constants:
    """The constants with another value of one combination of codes."""
    return replace(given, values={**given.values, BETWEEN.join(str(code) for code in codes): value})


def _parameter(parameter: Parameter, path: list[str], value: Fraction) -> Parameter:
    if path == ["value"]:
        return replace(parameter, value=value)
    given = parameter.varying or parameter.dated
    assert given is not None
    with_it = _one(given, path[1:], value)
    return replace(parameter, varying=with_it) if parameter.varying else replace(parameter, dated=with_it)


def filled(tables: Tables, values: Mapping[str, Fraction | None], cells: Mapping[str, Cell], rules: RuleSet) -> Tables:
    """The tables with other cells; a row that is not there is added."""
    found = dict(tables.tables)
    for name, value in values.items():
        cell = cells[name]
        entry = found[cell.entry.table.name]
        number = None if value is None else int(value * 10**cell.entry.column.decimals)
        found[entry.table.name] = replace(entry, frame=_with_cell(entry, cell, number, rules))
    return replace(tables, tables=found)


def _with_cell(entry: InputTable, cell: Cell, value: int | None, rules: RuleSet) -> pl.DataFrame:
    numbers = {SATKER: cell.office} | {key: rules.dimensions[key].number(code) for key, code in cell.codes.items()}
    here = pl.all_horizontal(pl.col(key) == number for key, number in numbers.items())
    frame, column = entry.frame, cell.entry.column.name
    if frame.filter(here).is_empty():
        row = {FILE: cell.entry.table.location.file, LINE: 0, **numbers}
        frame = pl.concat([frame, pl.DataFrame([row], schema=frame.schema)])
    new = pl.when(here).then(pl.lit(value, frame.schema[column])).otherwise(pl.col(column))
    return frame.with_columns(new.alias(column))
