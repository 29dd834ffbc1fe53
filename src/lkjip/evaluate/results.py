"""Frames to figures: member numbers back to codes, scaled integers to exact text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import accumulate

import polars as pl

from lkjip.evaluate.slate import Slate
from lkjip.figures import ALL_OFFICES, COLUMNS, Figures
from lkjip.plan.marks import covered_of, members_of, why_of
from lkjip.rules.figure import Figure
from lkjip.rules.grains import within_office
from lkjip.rules.model import SATKER, Dimension
from lkjip.rules.tree import Grain
from lkjip.version import __version__

_PARTS = {"value": pl.String, "label": pl.String, "why": pl.Int16, "covered": pl.Int64, "of": pl.Int64}


def figures_of(slate: Slate) -> Figures:
    """Every figure as rows of text, in the order of the rules, then of offices and members."""
    rules, resolved = slate.rules, slate.plan.resolved
    figures = [resolved.figures[f"{m.id}.{name}"] for m in rules.measures.values() for name in m.figures]
    by_grain: dict[Grain, list[Figure]] = {}
    for figure in figures:
        by_grain.setdefault(figure.whole, []).append(figure)
    frames = pl.collect_all([_wide(slate, grain, group) for grain, group in by_grain.items()], engine="in-memory")
    wide = dict(zip(by_grain, frames, strict=True))
    heights = [wide[figure.whole].height for figure in figures]
    ends = pl.Series(list(accumulate(heights)), dtype=pl.UInt32)
    number = ends.search_sorted(pl.int_range(ends[-1], dtype=pl.UInt32, eager=True), side="right").alias("number")
    columns = [_stacked(wide, figures, lambda _, name=name: name).alias(name) for name in ("satker", "key")]  # type: ignore[misc]
    columns += [_stacked(wide, figures, lambda f, part=part: f"{f.id}:{part}", part).alias(part) for part in _PARTS]  # type: ignore[misc]
    lowest = min(slate.reasons, default=0)
    span = range(lowest, max(slate.reasons, default=0) + 1)
    why = pl.col("why") - lowest
    texts = {
        "id": [figure.id for figure in figures],
        "unit": [figure.scale for figure in figures],
        "title": [figure.title for figure in figures],
    }
    states = [slate.reasons[n].status if n in slate.reasons else "ok" for n in span]
    reasons = [str(slate.reasons[n]) if n in slate.reasons else "" for n in span]
    frame = (
        pl.DataFrame([number, *columns])
        .lazy()
        .with_columns(
            *(pl.lit(pl.Series(values)).gather(pl.col("number")).alias(name) for name, values in texts.items()),
            pl.lit(pl.Series(states)).gather(why).fill_null("ok").alias("status"),
            pl.lit(pl.Series(reasons)).gather(why).alias("reason"),
        )
        .select(list(COLUMNS))
        .collect()
    )
    meta = {"year": rules.year, "ruleset": rules.id, "ruleset_version": rules.version, "engine_version": __version__}
    return Figures(frame, meta)


def _stacked(
    wide: Mapping[Grain, pl.DataFrame], figures: list[Figure], name: Callable[[Figure], str], part: str = ""
) -> pl.Series:
    """One column of every figure, one below the other; a figure that lacks it has nulls there."""
    there = {grain: set(frame.columns) for grain, frame in wide.items()}
    found = []
    for figure in figures:
        column = name(figure)
        found.append(wide[figure.whole].get_column(column if column in there[figure.whole] else f"@{part}"))
    return pl.concat(found)


def _wide(slate: Slate, grain: Grain, group: list[Figure]) -> pl.LazyFrame:
    """The figures of one grain side by side, as text, and a column of nulls (`@part`) for each part that some lack."""
    frame = slate.frame(grain)
    there = set(frame.columns)
    offices = pl.lit(pl.Series(slate.tables.offices, dtype=pl.String))
    office = offices.gather(pl.col(SATKER)) if SATKER in grain else pl.lit(ALL_OFFICES)
    columns = [office.alias("satker"), _key(slate, within_office(grain)).alias("key")]
    columns += [pl.lit(None, kind).alias(f"@{part}") for part, kind in _PARTS.items()]
    for figure in group:
        name = figure.id
        value, label = _value(figure, slate.rules.dimensions)
        columns.append(value.alias(f"{name}:value"))
        if label is not None:
            columns.append(label.alias(f"{name}:label"))
        if slate.stored[name].nullable:
            columns.append(pl.col(why_of(name)).alias(f"{name}:why"))
        counted, whole = pl.col(covered_of(name)), pl.col(members_of(name))
        if covered_of(name) in there:
            partial = counted < whole
            columns.append(pl.when(partial).then(counted).alias(f"{name}:covered"))
            columns.append(pl.when(partial).then(whole).alias(f"{name}:of"))
    return frame.lazy().with_columns(columns).select([column.meta.output_name() for column in columns])


def _value(figure: Figure, dimensions: Mapping[str, Dimension]) -> tuple[pl.Expr, pl.Expr | None]:
    """The exact text of a value, and its label where it is a code."""
    column = pl.col(figure.id)
    if figure.listing:
        members = dimensions[figure.listing].members
        codes = pl.lit(pl.Series([m.code for m in members]))
        titles = pl.lit(pl.Series([m.title for m in members]))
        return _listed(column, codes), _listed(column, titles)
    if figure.bands:
        number = column.cast(pl.Int64) - figure.first_band
        codes = pl.lit(pl.Series([band.code for band in figure.bands]))
        titles = pl.lit(pl.Series([band.title for band in figure.bands]))
        return codes.gather(number), titles.gather(number)
    return decimal_text(column, figure.decimals), None


def _listed(column: pl.Expr, names: pl.Expr) -> pl.Expr:
    """Member numbers of each row as names joined by a comma; an empty list is an empty text."""
    chosen = column.list.eval(names.gather(pl.element()))
    return chosen.list.join(", ")


def decimal_text(column: pl.Expr, decimals: int) -> pl.Expr:
    """A scaled integer as text with exactly so many decimals."""
    if not decimals:
        return column.cast(pl.String)
    scale = pl.lit(10**decimals, dtype=pl.Int128)
    size = column.abs()
    sign = pl.when(column < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    fraction = (size % scale).cast(pl.String).str.zfill(decimals)
    return pl.concat_str(sign, (size // scale).cast(pl.String), pl.lit("."), fraction)


def _key(slate: Slate, grain: Grain) -> pl.Expr:
    """A row's key as a JSON object."""
    parts: list[pl.Expr] = []
    for key in grain:
        codes = slate.rules.dimensions[key].codes
        whole = all(code.isdigit() for code in codes)
        texts = [f"{json.dumps(key)}: {int(code) if whole else json.dumps(code)}" for code in codes]
        parts.append(pl.lit(pl.Series(texts)).gather(pl.col(key)))
    if not parts:
        return pl.lit("{}")
    return pl.concat_str(pl.lit("{"), pl.concat_str(parts, separator=", "), pl.lit("}"))
