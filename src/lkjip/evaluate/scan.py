"""Reductions of tables with many rows per key: partial sums in one streaming pass, the rest on the dense frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import polars as pl

from lkjip.decimals import plain
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.evaluate.slate import ROW, Reason, Slate
from lkjip.plan.build import Step
from lkjip.plan.compile import Context, columns, exact, truth
from lkjip.plan.exact import WIDE, Exact, because, divide, expression, guard
from lkjip.rules.model import OBSERVATION, SATKER, Column
from lkjip.rules.tree import Grain, Reduce, Ref, references

NARROW = 2**62  # sums below this stay in 64 bits, which are faster than 128 and as exact


def run_scan(
    slate: Slate, table: str, steps: list[Step], context: Context, guarded: Callable[..., Any]
) -> Iterator[tuple[Grain, list[Step], pl.DataFrame]]:
    """The steps over one table: grain, steps and their columns, per target grain."""
    found = slate.tables.tables[table]
    assert found.scan is not None
    keys = found.table.keys
    names = dict.fromkeys(ref.id for step in steps for ref in references(step.node))
    used = [slate.plan.inputs[name] for name in names]
    rows = int(found.scan.select(pl.len()).collect().item())
    pieces = [guarded(slate, step, lambda s=step: _partial(s, context, rows)) for step in steps]
    bounds = [e for entry in used for e in (pl.col(entry.id).min().alias(f"{entry.id}<"),
                                            pl.col(entry.id).max().alias(f"{entry.id}>"),
                                            pl.col(entry.id).null_count().alias(f"{entry.id}0"))]  # fmt: skip
    # arithmetic within a row is not bounded by the sums that `_partial` narrows
    kind = pl.Int64 if all(isinstance(step.node.operand, Ref) for step in steps if isinstance(step.node, Reduce)) else WIDE
    partial = (
        found.scan.with_columns(pl.col(entry.column.name).cast(kind).alias(entry.id) for entry in used)
        .group_by([SATKER, *keys])
        .agg([*(e for aggregates, _ in pieces for e in aggregates), *bounds])
        .collect(engine="streaming")
    )
    source = tuple(key for key in steps[0].source if key != OBSERVATION)
    issues: list[Issue] = []
    coded = _coded(slate, table, partial, issues)
    for entry in used:
        _check_bounds(entry.id, entry.column, table, coded, issues)
    if issues:
        raise UserError(issues)
    by_target: dict[Grain, list[int]] = {}
    for number, step in enumerate(steps):
        by_target.setdefault(step.grain, []).append(number)
    dense = slate.frame(source).select(SATKER, *_key_columns(slate, source))
    placed = dense.with_columns(slate.position(source).alias(ROW)).join(
        coded.select(slate.position(source).alias(ROW), pl.exclude(SATKER, *keys)), on=ROW, how="left",
        maintain_order="left",
    )  # fmt: skip
    for target, numbers in by_target.items():
        done = [steps[n] for n in numbers]
        finishes = [guarded(slate, steps[n], lambda n=n: pieces[n][1](slate)) for n in numbers]
        grouped = (
            placed.lazy()
            .with_columns(slate.position(target).alias(ROW))
            .group_by(ROW, maintain_order=True)
            .agg(e for aggregates, _ in finishes for e in aggregates)
            .sort(ROW)
            .select(e for _, finish in finishes for e in finish)
            .collect()
        )
        yield target, done, grouped


def _key_columns(slate: Slate, grain: Grain) -> list[str]:
    return [name for name in slate.frame(grain).columns if name in slate.rules.dimensions]


def _coded(slate: Slate, table: str, partial: pl.DataFrame, issues: list[Issue]) -> pl.DataFrame:
    """Group keys as member numbers; a key value that is no member is an issue."""
    codes = {SATKER: slate.tables.offices}
    codes |= {key: slate.rules.dimensions[key].codes for key in slate.rules.tables[table].keys}
    kept = partial.filter(pl.col(SATKER).cast(pl.String).is_in(list(slate.tables.offices)))
    numbered = kept.with_columns(
        pl.col(key)
        .cast(pl.String)
        .replace_strict(list(known), list(range(len(known))), default=None, return_dtype=pl.UInt32)
        .alias(f"{key}#")
        for key, known in codes.items()
    )
    for key, known in codes.items():
        for value in sorted(map(str, numbered.filter(pl.col(f"{key}#").is_null()).get_column(key).unique().to_list()))[:20]:
            near, shown = nearest(value, known), ", ".join(known[:20])
            values = {"column": key, "given": value, "table": table, "nearest": near, "known": shown}
            issues.append(Issue("unknown_key_value", Location(f"data/{slate.rules.year}"), values))
    return numbered.with_columns(pl.col(f"{key}#").alias(key) for key in codes).drop(f"{key}#" for key in codes)


def scan_range(column: Column) -> tuple[Fraction, Fraction]:
    """What a value may be: as the rules say, else as far as sums of many rows stay exact."""
    far = Fraction(2**40, 10**column.decimals)
    return (
        -far if column.minimum is None else column.minimum,
        far if column.maximum is None else column.maximum,
    )


def _check_bounds(name: str, column: Column, table: str, coded: pl.DataFrame, issues: list[Issue]) -> None:
    low, high, empty = coded.select(pl.col(f"{name}<").min(), pl.col(f"{name}>").max(), pl.col(f"{name}0").sum()).row(0)
    values = {"column": column.name, "table": table}
    place = Location(column.location.file, column.location.line)
    ends = scan_range(column)
    found = [Fraction(value, 10**column.decimals) for value in (low, high) if value is not None]
    shown = " – ".join(plain(end, column.decimals) for end in ends)
    for value in [value for value in found if not ends[0] <= value <= ends[1]]:
        issues.append(Issue("out_of_range", place, {**values, "given": plain(value, column.decimals), "range": shown}))
    if empty:
        issues.append(Issue("empty_cell", place, {**values, "given": str(empty)}))


def _partial(step: Step, context: Context, rows: int) -> tuple[list[pl.Expr], Callable[[Slate], Any]]:
    """Aggregates per combination of the table's keys, and what turns sums of them into the step's columns."""
    context.step = step
    node = step.node
    assert isinstance(node, Reduce)
    n, c, u = f"{step.id}:n", f"{step.id}:c", f"{step.id}:u"
    value = (
        Exact(truth(node.operand, context).holds.cast(pl.Int64), 1, 1, 1)
        if node.fn == "count_where"
        else exact(node.operand, context)
    )
    total = guard(value.bound * max(rows, 1))
    narrow = total < NARROW
    num = expression(value.num).cast(pl.Int64 if narrow else WIDE)
    aggregates = [pl.len().cast(pl.Int64).alias(c)]
    weight: Exact | None = None
    if node.fn == "weighted_mean":
        assert node.weight is not None
        weight = exact(node.weight, context)
        w = expression(weight.num).cast(WIDE)
        total = guard(value.bound * weight.bound * max(rows, 1))
        aggregates += [(num.cast(WIDE) * w).sum().alias(n), w.sum().alias(u)]
    elif node.fn in ("min", "max"):
        aggregates.append((num.min() if node.fn == "min" else num.max()).alias(n))
    else:
        aggregates.append(num.sum().alias(n))

    def finish(slate: Slate) -> tuple[list[pl.Expr], list[pl.Expr]]:
        nothing = slate.reason(Reason("not_measured", phrase="no_row"))
        pick = pl.col(n).cast(WIDE)
        combined = {"min": pick.min(), "max": pick.max()}.get(node.fn, pick.sum())
        second = [combined.alias(n), pl.col(c).sum().cast(WIDE).alias(c)]
        den = value.den
        found = Exact(pl.col(n), den, total, value.den_bound)
        count = Exact(pl.col(c), 1, max(rows, 1), 1)
        if node.fn == "count":
            found = count
        elif node.fn == "mean":
            found = divide(found, count, nothing)
        elif weight is not None:
            second.append(pl.col(u).sum().alias(u))
            weights = Exact(pl.col(u), weight.den, guard(weight.bound * max(rows, 1)), weight.den_bound)
            zero = slate.reason(Reason("undefined", phrase="no_weight"))
            found = divide(
                Exact(found.num, _product(den, weight.den), total, value.den_bound * weight.den_bound), weights, zero
            )
        if node.fn in ("count", "count_where"):
            return second, columns(step, found)
        empty = pl.col(c) == 0
        why: pl.Expr = pl.when(empty).then(because(nothing))
        why = why if found.why is None else pl.coalesce(why, found.why)
        value_there = pl.when(~empty).then(expression(found.num))
        return second, columns(step, Exact(value_there, found.den, found.bound, found.den_bound, why))

    return aggregates, finish


def _product(left: int | pl.Expr, right: int | pl.Expr) -> int | pl.Expr:
    return left * right
