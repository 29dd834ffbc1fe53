"""Reductions of tables with many rows per key: partial sums per key, the rest on the dense frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl

from lkjip.evaluate.slate import ROW, Reason, Slate
from lkjip.inputs import InputTable
from lkjip.inputs.elsewhere import ROWS
from lkjip.inputs.survey import Survey, coded
from lkjip.plan.build import Step
from lkjip.plan.compile import columns
from lkjip.plan.context import Context, exact, truth
from lkjip.plan.exact import WIDE, Exact, because, divide, expression, guard, times
from lkjip.plan.reduce import AGGREGATES
from lkjip.rules.model import OBSERVATION, SATKER
from lkjip.rules.tree import Grain, Reduce, Ref, descendants


def run_scan(
    slate: Slate, table: str, steps: list[Step], context: Context
) -> Iterator[tuple[Grain, list[Step], pl.DataFrame]]:
    """The steps over one table: grain, steps and their columns, per target grain."""
    found = slate.tables.tables[table]
    assert found.survey is not None
    pieces = [slate.guarded(step, partial(_partial, step, context, found.survey)) for step in steps]
    names = {entry.id: entry.column.name for entry in slate.plan.inputs.values() if entry.table.name == table}
    grouped = _summed(found, steps, names)
    if grouped is None:
        read = {node.id for step in steps for node in (step.node, *descendants(step.node)) if isinstance(node, Ref)}
        grouped = _scanned(slate, found, pieces, {name: column for name, column in names.items() if name in read})
    source = tuple(key for key in steps[0].source if key != OBSERVATION)
    dense = slate.frame(source).select(SATKER, *_key_columns(slate, source))
    placed = dense.with_columns(slate.position(source).alias(ROW)).join(
        grouped.select(slate.position(source).alias(ROW), pl.exclude(SATKER, *found.table.keys)),
        on=ROW,
        how="left",
        maintain_order="left",
    )
    for target in dict.fromkeys(step.grain for step in steps):
        numbers = [number for number, step in enumerate(steps) if step.grain == target]
        finishes = [slate.guarded(steps[n], partial(pieces[n][1], slate)) for n in numbers]
        reduced = (
            placed.lazy()
            .with_columns(slate.position(target).alias(ROW))
            .group_by(ROW, maintain_order=True)
            .agg(e for aggregates, _ in finishes for e in aggregates)
            .sort(ROW)
            .select(e for _, finish in finishes for e in finish)
            .collect(engine="in-memory")
        )
        yield target, [steps[n] for n in numbers], reduced


def _summed(found: InputTable, steps: list[Step], columns: Mapping[str, str]) -> pl.DataFrame | None:
    """What the steps need, from the sums that were made when the table was read; None where they do not suffice."""
    chosen = []
    for step in steps:
        node = step.node
        if not isinstance(node, Reduce) or node.fn not in ("sum", "mean", "count") or not isinstance(node.operand, Ref):
            return None
        if columns[node.operand.id] not in found.frame.columns:
            return None
        chosen += [pl.col(columns[node.operand.id]).alias(f"{step.id}:n"), pl.col(ROWS).alias(f"{step.id}:c")]
    return found.frame.select(SATKER, *found.table.keys, *chosen)


def _scanned(slate: Slate, found: InputTable, pieces: list[Any], columns: Mapping[str, str]) -> pl.DataFrame:
    """What the steps need, from a pass over the rows."""
    assert found.survey is not None
    grouped = (
        found.survey.counted(columns.values())
        .with_columns(pl.col(column).cast(WIDE).alias(name) for name, column in columns.items())
        .group_by([SATKER, *found.table.keys])
        .agg(e for aggregates, _ in pieces for e in aggregates)
        .collect(engine="streaming")
    )
    return coded(found.table, grouped, slate.tables.offices, slate.rules, [])


def _key_columns(slate: Slate, grain: Grain) -> list[str]:
    return [name for name in slate.frame(grain).columns if name in slate.rules.dimensions]


def _partial(step: Step, context: Context, survey: Survey) -> tuple[list[pl.Expr], Callable[[Slate], Any]]:
    """Aggregates per combination of the table's keys, and what turns sums of them into the step's columns."""
    node = step.node
    assert isinstance(node, Reduce)
    rows, often = survey.rows, survey.times
    n, c, u = f"{step.id}:n", f"{step.id}:c", f"{step.id}:u"
    value = (
        Exact(truth(node.operand, context).holds.cast(pl.Int64), 1, 1, 1)
        if node.fn == "count_where"
        else exact(node.operand, context)
    )
    total = guard(value.bound * max(rows, 1))
    num = expression(value.num).cast(WIDE)

    def each(number: pl.Expr) -> pl.Expr:
        return number if often is None else number * often

    aggregates = [(pl.len() if often is None else often.sum()).cast(pl.Int64).alias(c)]
    weight: Exact | None = None
    how = AGGREGATES[node.fn]
    if how.over == "weights":
        assert node.weight is not None
        weight = exact(node.weight, context)
        w = expression(weight.num).cast(WIDE)
        total = guard(value.bound * weight.bound * max(rows, 1))
        aggregates += [each(num * w).sum().alias(n), each(w).sum().alias(u)]
    elif how.of in ("min", "max"):
        aggregates.append((num.min() if how.of == "min" else num.max()).alias(n))
    else:
        aggregates.append(each(num).sum().alias(n))

    def finish(slate: Slate) -> tuple[list[pl.Expr], list[pl.Expr]]:
        nothing = slate.reason(Reason("not_measured", phrase="no_row"))
        pick = pl.col(n).cast(WIDE)
        combined = {"min": pick.min(), "max": pick.max()}.get(how.of, pick.sum())
        second = [combined.alias(n), pl.col(c).sum().cast(WIDE).alias(c)]
        den = value.den
        found = Exact(pl.col(n), den, total, value.den_bound)
        count = Exact(pl.col(c), 1, max(rows, 1), 1)
        if how.of == "count":
            found = count
        elif how.over == "count":
            found = divide(found, count, nothing)
        elif weight is not None:
            second.append(pl.col(u).sum().alias(u))
            weights = Exact(pl.col(u), weight.den, guard(weight.bound * max(rows, 1)), weight.den_bound)
            zero = slate.reason(Reason("undefined", phrase="no_weight"))
            found = divide(
                Exact(found.num, times(den, weight.den), total, value.den_bound * weight.den_bound), weights, zero
            )
        if node.fn in ("count", "count_where"):
            return second, columns(step, found)
        empty = pl.col(c) == 0
        why: pl.Expr = pl.when(empty).then(because(nothing))
        why = why if found.why is None else pl.coalesce(why, found.why)
        value_there = pl.when(~empty).then(expression(found.num))
        return second, columns(step, Exact(value_there, found.den, found.bound, found.den_bound, why))

    return aggregates, finish
