"""The columns that differ by scenario, filled: constants of the rules, and inputs of which cells change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import polars as pl

from lkjip.decimals import finite_decimals
from lkjip.evaluate.slate import Reason
from lkjip.plan.context import Stored
from lkjip.plan.exact import WIDE, because
from lkjip.plan.marks import why_of
from lkjip.rules.grains import of_offices
from lkjip.rules.model import BETWEEN, SATKER
from lkjip.rules.tree import Grain
from lkjip.scenarios.axis import SCENARIO, Spread
from lkjip.scenarios.graft import Entry, Grown
from lkjip.scenarios.names import Cell
from lkjip.scenarios.scenarios import Scenarios, Varied, largest


@dataclass(frozen=True, slots=True)
class Filled:
    """A column for all scenarios, so many rows for each, and what is known of it."""

    rows: int
    values: pl.Series
    whys: pl.Series | None
    stored: Stored

    def place(self, slate: Spread, name: str, start: int) -> None:
        """The values of a part of the scenarios, from `start`, onto its slate."""
        there = start * self.rows, slate.scenarios * self.rows
        added = [self.values.slice(*there).alias(name)]
        added += [] if self.whys is None else [self.whys.slice(*there).alias(why_of(name))]
        slate.frames[self.stored.grain] = slate.frame(self.stored.grain).hstack(added)
        slate.stored[name] = self.stored


def constants(root: Spread, grown: Grown, scenarios: Scenarios) -> Filled:
    """A column of constants of the rules."""
    codes = [root.tables.offices if key == SATKER else root.rules.dimensions[key].codes for key in grown.grain]
    entries = [grown.entries.get(BETWEEN.join(place)) for place in product(*codes)]
    given = [_given(entry, grown, scenarios) for entry in entries]
    common = math.lcm(1, *(one.denominator for one in given))
    decimals = finite_decimals(Fraction(1, common))
    scale = common if decimals is None else 10**decimals
    values = pl.concat([one.over(scale) for one in given]).gather(_turned(len(entries), len(scenarios)))
    whys = None
    if None in entries:
        reason = root.reason(Reason("undefined", phrase=grown.reason))
        whys = pl.select(pl.when(values.is_null()).then(because(reason))).to_series()
    shared = decimals is None
    grain: Grain = (SCENARIO, *grown.grain)
    stored = Stored(grain, decimals, largest(values), common if shared else 1, whys is not None, shared)
    return Filled(len(entries), values, whys, stored)


def _given(entry: Entry, grown: Grown, scenarios: Scenarios) -> Varied:
    """The values of one row in all scenarios."""
    if isinstance(entry, str):
        varied = scenarios.values[entry]
        if grown.made is None:
            return varied
        made = {value: grown.made(Fraction(value, varied.denominator)) for value in varied.numerators.unique().to_list()}
        return Varied(pl.Series([int(made[value]) for value in varied.numerators.to_list()], dtype=WIDE))
    numerator, denominator = (None, 1) if entry is None else (entry.numerator, entry.denominator)
    return Varied(pl.Series([numerator], dtype=WIDE).new_from_index(0, len(scenarios)), denominator)


def _turned(rows: int, count: int) -> pl.Series:
    """Where the values of scenario after scenario stand in columns that follow each other."""
    number = pl.int_range(rows * count, dtype=pl.UInt32)
    return pl.select(number % rows * count + number // rows).to_series()


def inputs(slate: Spread, cells: Mapping[str, Cell], scenarios: Scenarios, start: int) -> None:
    """Inputs of which cells change, each with its other cells, onto the slate of a part of the scenarios."""
    by_input: dict[str, dict[str, Cell]] = {}
    for name, cell in cells.items():
        by_input.setdefault(cell.entry.id, {})[name] = cell
    for name, own in by_input.items():
        _input(slate, name, own, scenarios, start)


def _input(slate: Spread, name: str, cells: Mapping[str, Cell], scenarios: Scenarios, start: int) -> None:
    stored, count = slate.stored[name], slate.scenarios
    frame = slate.frame(stored.grain)
    values = _repeated(frame.get_column(name), count)
    whys = _repeated(frame.get_column(why_of(name)), count) if stored.nullable else None
    bound = stored.bound
    for own, cell in cells.items():
        varied = scenarios.values[own]
        scale = 10 ** (stored.decimals or 0)
        given = varied.numerators.slice(start, count)
        scaled = pl.select(given * pl.lit(scale, WIDE) // pl.lit(varied.denominator, WIDE)).to_series()
        rows = [cell.row + number * frame.height for number in range(count)]
        values = values.scatter(rows, scaled)
        if whys is not None:
            empty = slate.reason(Reason("not_measured", text=cell.entry.column.empty, phrase="no_value"))
            whys = whys.scatter(rows, pl.select(pl.when(scaled.is_null()).then(because(empty))).to_series())
        bound = max(bound, largest(scaled))
    grain: Grain = (SCENARIO, *of_offices(stored.grain))
    added = [values.alias(name)] + ([] if whys is None else [whys.alias(why_of(name))])
    slate.frames[grain] = slate.frame(grain).hstack(added)
    slate.stored[name] = Stored(grain, stored.decimals, bound, 1, whys is not None)


def _repeated(series: pl.Series, times: int) -> pl.Series:
    return pl.concat([series] * times, rechunk=True)


def plain_cells(root: Spread, cells: Mapping[str, Cell], scenarios: Scenarios) -> bool:
    """Whether changing these cells changes nothing but numbers: none is emptied or filled where a rule decides on that."""
    for name, cell in cells.items():
        frame = root.frame(root.stored[cell.entry.id].grain)
        filled = scenarios.values[name].numerators.null_count() == 0
        nullable = root.stored[cell.entry.id].nullable
        if not filled and not nullable:
            return False
        if cell.entry.condition is not None and (not filled or frame.get_column(cell.entry.id)[cell.row] is None):
            return False
    return True
