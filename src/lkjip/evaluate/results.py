"""Frames to figures: member numbers back to codes, scaled integers to exact text."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from lkjip.evaluate.slate import Slate
from lkjip.figures import COLUMNS, Figures
from lkjip.plan.compile import why_of
from lkjip.rules.figure import Figure
from lkjip.rules.model import SATKER, Dimension
from lkjip.rules.tree import Grain
from lkjip.version import __version__

_NO_COUNT = pl.lit(None, pl.Int64)
_NO_REASON = pl.lit(None, pl.Int16)
_NO_LABEL = pl.lit(None, pl.String)


def figures_of(slate: Slate) -> Figures:
    """Every figure as rows of text, in the order of the rules, then of offices and members."""
    rules = slate.rules
    written = [f"{m.id}.{name}" for m in rules.measures.values() for name in m.figures]
    order = {name: number for number, name in enumerate(written)}
    by_grain: dict[Grain, list[Figure]] = {}
    for figure in slate.plan.resolved.figures.values():
        by_grain.setdefault(figure.grain, []).append(figure)
    reasons = {str(number): str(reason) for number, reason in slate.reasons.items()}
    states = {str(number): reason.status for number, reason in slate.reasons.items()}
    wide = pl.collect_all([_wide(slate, grain, group) for grain, group in by_grain.items()])
    why = pl.col("@why").cast(pl.String)
    parts = []
    for frame, group in zip(wide, by_grain.values(), strict=True):
        number = pl.col("@nth") // frame.height
        texts: dict[str, list[str] | list[int]] = {
            "id": [figure.id for figure in group],
            "unit": [figure.scale for figure in group],
            "title": [figure.title for figure in group],
            "@order": [order[figure.id] for figure in group],
        }
        constants = [pl.lit(pl.Series(values)).gather(number).alias(name) for name, values in texts.items()]
        parts.append(_long(frame, group).lazy().with_columns(constants))
    frame = (
        pl.concat(parts)
        .with_columns(
            why.replace_strict(states, default="ok", return_dtype=pl.String).alias("status"),
            why.replace_strict(reasons, default=None, return_dtype=pl.String).alias("reason"),
        )
        .sort("@order", "@office", "@row")
        .select(list(COLUMNS))
        .collect()
    )
    meta = {
        "year": rules.year,
        "ruleset": rules.id,
        "ruleset_version": rules.version,
        "engine_version": __version__,
    }
    return Figures(frame, meta)


_PER_FIGURE = ("value", "label", "@why", "covered", "of")


def _wide(slate: Slate, grain: Grain, group: list[Figure]) -> pl.LazyFrame:
    """The figures of one grain side by side, as text."""
    frame = slate.frame(grain)
    offices = pl.lit(pl.Series(slate.tables.offices, dtype=pl.String))
    columns = [
        offices.gather(pl.col(SATKER)).alias("satker"),
        _key(slate, grain).alias("key"),
        pl.col(SATKER).alias("@office"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("@row"),
    ]
    for figure in group:
        name = figure.id
        value, label = _value(figure, slate.rules.dimensions)
        nullable = slate.stored[name].nullable
        partial = pl.col(f"{name}#") < pl.col(f"{name}%") if f"{name}#" in frame.columns else None
        columns += [
            value.alias(f"{name}:value"),
            label.alias(f"{name}:label"),
            (pl.col(why_of(name)) if nullable else _NO_REASON).alias(f"{name}:@why"),
            (_NO_COUNT if partial is None else pl.when(partial).then(pl.col(f"{name}#"))).alias(f"{name}:covered"),
            (_NO_COUNT if partial is None else pl.when(partial).then(pl.col(f"{name}%"))).alias(f"{name}:of"),
        ]
    return frame.lazy().with_columns(columns).select([column.meta.output_name() for column in columns])


def _long(wide: pl.DataFrame, group: list[Figure]) -> pl.DataFrame:
    """The same figures one below the other: the only place where the frames become long."""
    base = wide.select("satker", "key", "@office", "@row")
    rows = pl.concat([base] * len(group))
    columns = [pl.int_range(rows.height, dtype=pl.UInt32, eager=True).alias("@nth")]
    for part in _PER_FIGURE:
        columns.append(pl.concat([wide.get_column(f"{figure.id}:{part}") for figure in group]).alias(part))
    return rows.hstack(columns)


def _value(figure: Figure, dimensions: Mapping[str, Dimension]) -> tuple[pl.Expr, pl.Expr]:
    """The exact text of a value, and its label where it is a code."""
    column = pl.col(figure.id)
    if figure.listing:
        members = dimensions[figure.listing].members
        codes = pl.lit(pl.Series([m.code for m in members]))
        titles = pl.lit(pl.Series([m.title for m in members]))
        return _listed(column, codes), _listed(column, titles)
    if figure.bands:
        first = 1 if figure.bands[0].lower is None and figure.rule.formula else 0  # ranks count from 1
        number = column.cast(pl.Int64) - first
        codes = pl.lit(pl.Series([band.code for band in figure.bands]))
        titles = pl.lit(pl.Series([band.title for band in figure.bands]))
        return codes.gather(number), titles.gather(number)
    return decimal_text(column, figure.decimals), _NO_LABEL


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
