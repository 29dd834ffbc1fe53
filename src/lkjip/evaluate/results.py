"""Frames to figures: member numbers back to codes, scaled integers to exact text."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from lkjip import __version__
from lkjip.evaluate.slate import Slate
from lkjip.figures import COLUMNS, Figures
from lkjip.plan.compile import why_of
from lkjip.rules.model import SATKER, Dimension
from lkjip.rules.resolve import Figure
from lkjip.rules.tree import Grain


def figures_of(slate: Slate) -> Figures:
    """Every figure as rows of text, in the order of the rules, then of offices and members."""
    rules = slate.rules
    written = [f"{m.id}.{name}" for m in rules.measures.values() for name in m.figures]
    order = {name: number for number, name in enumerate(written)}
    by_grain: dict[Grain, list[Figure]] = {}
    for figure in slate.plan.resolved.figures.values():
        by_grain.setdefault(figure.grain, []).append(figure)
    parts = [part for grain, group in by_grain.items() for part in _of_grain(slate, grain, group)]
    whole = pl.concat(parts).with_columns(pl.col("id").replace_strict(order, return_dtype=pl.UInt32).alias("@order"))
    frame = whole.sort("@order", "@office", "@row").select(list(COLUMNS))
    meta = {
        "year": rules.year,
        "ruleset": rules.id,
        "ruleset_version": rules.version,
        "engine_version": __version__,
    }
    return Figures(frame, meta)


def _of_grain(slate: Slate, grain: Grain, group: list[Figure]) -> list[pl.DataFrame]:
    """The figures of one grain. Each is a few columns; stacking them is the only place where the frames become long."""
    frame = slate.frame(grain)
    offices = pl.lit(pl.Series(slate.tables.offices, dtype=pl.String))
    texts = {str(number): str(reason) for number, reason in slate.reasons.items()}
    states = {str(number): reason.status for number, reason in slate.reasons.items()}
    base = frame.select(
        offices.gather(pl.col(SATKER)).alias("satker"),
        _key(slate, grain).alias("key"),
        pl.col(SATKER).alias("@office"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("@row"),
    )
    values = frame.select(expression for figure in group for expression in _texts(slate, figure, frame.columns))
    parts = []
    for figure in group:
        name = figure.id
        why = pl.col("@why").cast(pl.String)
        part = base.hstack(
            values.select(
                pl.col(f"{name}:value").alias("value"),
                pl.col(f"{name}:label").alias("label"),
                pl.col(f"{name}:why").alias("@why"),
                pl.col(f"{name}:covered").alias("covered"),
                pl.col(f"{name}:of").alias("of"),
            )
        )
        if part.get_column("@why").null_count() == part.height:
            part = part.with_columns(pl.lit("ok").alias("status"), pl.lit(None, pl.String).alias("reason"))
        else:
            part = part.with_columns(
                why.replace_strict(states, default="ok", return_dtype=pl.String).alias("status"),
                why.replace_strict(texts, default=None, return_dtype=pl.String).alias("reason"),
            )
        parts.append(
            part.with_columns(
                pl.lit(name).alias("id"), pl.lit(figure.scale).alias("unit"), pl.lit(figure.title).alias("title")
            ).select(*COLUMNS, "@office", "@row")
        )
    return parts


def _texts(slate: Slate, figure: Figure, columns: list[str]) -> list[pl.Expr]:
    name = figure.id
    value, label = _value(figure, slate.rules.dimensions)
    nullable = slate.stored[name].nullable
    partial = pl.col(f"{name}#") < pl.col(f"{name}%") if f"{name}#" in columns else None

    def where_partial(column: str) -> pl.Expr:
        return pl.lit(None, pl.Int64) if partial is None else pl.when(partial).then(pl.col(column))

    return [
        value.alias(f"{name}:value"),
        label.alias(f"{name}:label"),
        (pl.col(why_of(name)) if nullable else pl.lit(None, pl.Int16)).alias(f"{name}:why"),
        where_partial(f"{name}#").alias(f"{name}:covered"),
        where_partial(f"{name}%").alias(f"{name}:of"),
    ]


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
    return decimal_text(column, figure.decimals), pl.lit(None, pl.String)


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
