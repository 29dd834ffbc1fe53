"""Waves of steps onto the slate: row-wise steps per grain, reductions per pair of grains, scans of large tables."""

from __future__ import annotations

from functools import partial

import polars as pl

from lkjip.evaluate.groups import run_group
from lkjip.evaluate.scan import run_scan
from lkjip.evaluate.slate import ROW, Reason, Slate
from lkjip.evaluate.terms import lowest_terms
from lkjip.plan.build import Step
from lkjip.plan.compile import row_step
from lkjip.plan.context import Context, Stored
from lkjip.plan.exact import TooLarge, because
from lkjip.plan.marks import covered_of, denominator_of, members_of, why_of
from lkjip.plan.reduce import Phases, reduce_step
from lkjip.rules.tree import Grain, Reduce, Select


def run_wave(slate: Slate, wave: tuple[Step, ...]) -> None:
    """One wave: the row-wise steps of each grain together, then the reductions of each pair of grains together."""
    context = slate.context()
    rows: dict[Grain, list[Step]] = {}
    reductions: dict[tuple[Grain, Grain], list[Step]] = {}
    scans: dict[str, list[Step]] = {}
    groups: list[Step] = []
    for step in wave:
        if step.scans:
            table = slate.plan.inputs[step.reads[0]].table.name
            scans.setdefault(table, []).append(step)
        elif step.groups:
            groups.append(step)
        elif step.reduces:
            reductions.setdefault((step.source, step.grain), []).append(step)
        else:
            rows.setdefault(step.grain, []).append(step)
    made = [_rows(slate, grain, steps, context) for grain, steps in rows.items()]
    for grains, steps in reductions.items():
        slate.bring(grains[0], (name for step in steps for name in step.reads))
        phases = {step.id: _phases(slate, step, context) for step in steps}
        groups += [step for step in steps if phases[step.id] is None]
        narrow = [(step, phase) for step in steps if (phase := phases[step.id]) is not None]
        made += [_reductions(slate, *grains, narrow)] if narrow else []
    found = pl.collect_all([query for _, _, query in made], engine="in-memory")
    done = [
        (grain, steps, _dense(slate, grain, steps, frame) if ROW in frame.columns else frame)
        for (grain, steps, _), frame in zip(made, found, strict=True)
    ]
    done += [(step.grain, [step], slate.guarded(step, partial(run_group, slate, step))) for step in groups]
    for table, steps in scans.items():
        done += run_scan(slate, table, steps, context)
    _keep(slate, done)


_Made = tuple[Grain, list[Step], pl.LazyFrame]


def _rows(slate: Slate, grain: Grain, steps: list[Step], context: Context) -> _Made:
    slate.bring(grain, (name for step in steps for name in step.reads))
    made = [slate.guarded(step, partial(row_step, step, context)) for step in steps]
    made += [_counts(step, slate.frame(grain)) for step in steps]
    names = [expression.meta.output_name() for columns in made for expression in columns]
    frame = slate.frame(grain).lazy()
    return grain, steps, frame.with_columns(e for columns in made for e in columns).select(names)


def _counts(step: Step, frame: pl.DataFrame) -> list[pl.Expr]:
    """The counts of members of the aggregate that a step gates, which are its own as well."""
    marks = [mark for mark in (covered_of, members_of) if mark(step.counted) in frame.columns]
    return [pl.col(mark(step.counted)).alias(mark(step.id)) for mark in marks]


def _phases(slate: Slate, step: Step, context: Context) -> Phases | None:
    """The expressions of a reduction; None where sums of unlike fractions need whole numbers of any size."""
    size = 1 if isinstance(step.node, Select) else slate.members(step.source, step.grain)
    try:
        return reduce_step(step, context, size)
    except TooLarge:
        if isinstance(step.node, Reduce) and step.node.fn in ("sum", "mean", "weighted_mean"):
            return None
        return slate.guarded(step, partial(reduce_step, step, context, size))  # told as the user's issue


def _reductions(slate: Slate, source: Grain, target: Grain, narrow: list[tuple[Step, Phases]]) -> _Made:
    steps, phases = [step for step, _ in narrow], [phase for _, phase in narrow]
    query = (
        slate.frame(source)
        .lazy()
        .with_columns([slate.position(target).alias(ROW), *(e for phase in phases for e in phase["prepare"])])
        .group_by(ROW, maintain_order=True)
        .agg([e for phase in phases for e in phase["aggregate"]])
        .sort(ROW)
        .select([pl.col(ROW), *(e for phase in phases for e in phase["finish"])])
    )
    return target, steps, query


def _dense(slate: Slate, target: Grain, steps: list[Step], grouped: pl.DataFrame) -> pl.DataFrame:
    """A row for every row of the target's frame: one that no source row fell into has no members."""
    height = slate.frame(target).height
    if grouped.height == height:
        return pl.DataFrame(grouped.get_columns()[1:])
    found = slate.rows(height).join(grouped, on=ROW, how="left", maintain_order="left")
    nothing = slate.reason(Reason("not_measured", phrase="no_member"))
    reasons = []
    for step in steps:
        why = pl.col(why_of(step.id)) if why_of(step.id) in grouped.columns else pl.lit(None, pl.Int16)
        lost = pl.col(step.id).is_null() & why.is_null()
        reasons.append(pl.when(lost).then(because(nothing)).otherwise(why).alias(why_of(step.id)))
    return found.with_columns(reasons).drop(ROW)


def _keep(slate: Slate, done: list[tuple[Grain, list[Step], pl.DataFrame]]) -> None:
    """Adds computed columns to their frames, and notes the largest magnitudes that are really there."""
    lean = [(grain, steps, *lowest_terms(steps, added)) for grain, steps, added in done]
    queries = []
    for _, steps, added, _ in lean:
        kinds = added.schema
        names = [name for step in steps for name in (step.id, denominator_of(step.id))]
        wide = [name for name in names if kinds.get(name) == pl.Int128]
        queries.append(added.lazy().select(pl.col(name).abs().max() for name in wide))
    for (grain, steps, added, shared), largest in zip(lean, pl.collect_all(queries, engine="in-memory"), strict=True):
        there, idle = set(added.columns), []  # idle: reasons of columns that turn out to be complete
        for step in steps:
            why = why_of(step.id)
            nullable = why in there and added.get_column(why).null_count() < added.height
            if why in there and not nullable:
                idle.append(why)
            den = shared.get(step.id) or _largest(largest, denominator_of(step.id))
            slate.stored[step.id] = Stored(
                grain, step.decimals, _largest(largest, step.id), den, nullable, step.id in shared
            )
        kept = [column for column in added.get_columns() if column.name not in idle]
        slate.frames[grain] = slate.frame(grain).hstack(kept)


def _largest(frame: pl.DataFrame, name: str) -> int:
    """The largest magnitude of a column, at least 1."""
    found = frame.item(0, name) if name in frame.columns else None
    return max(1, int(str(found)) if found is not None else 1)
