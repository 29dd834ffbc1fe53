"""Inputs into the dense frames, each missing value with its reason."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lkjip.errors import Issue, Location
from lkjip.evaluate.slate import ROW, Reason, Slate
from lkjip.figure_key import FigureKey
from lkjip.inputs import SHOWN, InputTable
from lkjip.inputs.sources import FILE, LINE
from lkjip.inputs.survey import value_range
from lkjip.plan.context import Stored, truth
from lkjip.plan.exact import WIDE, because
from lkjip.plan.marks import why_of
from lkjip.rules.grains import of_offices
from lkjip.rules.model import SATKER, RuleSet
from lkjip.rules.resolve import ResolvedInput
from lkjip.rules.tree import Grain, references

_Group = tuple[Grain, str, tuple[tuple[str, str], ...]]


def place_inputs(slate: Slate, issues: list[Issue]) -> None:
    """Every input into the frame of its grain. Values that are there against `measured_when`, or lacking, are issues."""
    plain = [entry for entry in slate.plan.inputs.values() if not entry.table.many]
    groups: dict[_Group, list[ResolvedInput]] = {}
    for entry in plain:
        groups.setdefault((of_offices(entry.grain), entry.table.name, tuple(sorted(entry.rule.where.items()))), []).append(
            entry
        )
    found = pl.collect_all(
        [_rows(slate, grain, slate.tables.tables[table], entries) for (grain, table, _), entries in groups.items()],
        engine="in-memory",
    )
    queries = [_judged(slate, frame, entries) for frame, entries in zip(found, groups.values(), strict=True)]
    for ((grain, _, _), entries), frame in zip(groups.items(), pl.collect_all(queries, engine="in-memory"), strict=True):
        for entry in entries:
            largest = frame.item(0, f"@{entry.id}")
            bound = max(1, int(str(largest or 0)))
            slate.stored[entry.id] = Stored(grain, entry.column.decimals, bound, 1, why_of(entry.id) in frame.columns)
        kept = [column for column in frame.get_columns() if not column.name.startswith("@")]
        slate.frames[grain] = slate.frame(grain).hstack(kept)
    for entry in plain:
        if entry.condition is not None:
            _absent_by_rule(slate, entry, issues)
    for entry in slate.plan.inputs.values():
        if entry.table.many:
            largest = max(abs(end) for end in value_range(entry.column)) * 10**entry.column.decimals
            slate.stored[entry.id] = Stored(of_offices(entry.grain), entry.column.decimals, max(1, int(largest)))


def _rows(slate: Slate, grain: Grain, table: InputTable, entries: list[ResolvedInput]) -> pl.LazyFrame:
    """A table's values in the order of the dense frame; where it has no row there is none."""
    rows = table.frame.lazy()
    for key, code in entries[0].rule.where.items():
        rows = rows.filter(pl.col(key) == slate.rules.dimensions[key].number(code))
    here = rows.select(
        slate.position(grain).alias(ROW),
        *(pl.col(entry.column.name).cast(WIDE).alias(entry.id) for entry in entries),
        pl.lit(True).alias("@there"),
    )
    dense = slate.rows(slate.frame(grain).height).lazy()
    return dense.join(here, on=ROW, how="left", maintain_order="left")


def _judged(slate: Slate, found: pl.DataFrame, entries: list[ResolvedInput]) -> pl.LazyFrame:
    """The values with the reason for each that is missing, and their largest magnitude (`@id`)."""
    added = []
    for entry in entries:
        if found.get_column(entry.id).null_count():
            empty = slate.reason(Reason("not_measured", text=entry.column.empty, phrase="no_value"))
            no_row = slate.reason(Reason("not_measured", phrase="no_archive" if entry.table.archived else "no_row"))
            reason = pl.when(pl.col("@there")).then(because(empty)).otherwise(because(no_row))
            added.append(pl.when(pl.col(entry.id).is_null()).then(reason).alias(why_of(entry.id)))
        added.append(pl.col(entry.id).abs().max().alias(f"@{entry.id}"))
    return found.lazy().with_columns(added)


def _absent_by_rule(slate: Slate, entry: ResolvedInput, issues: list[Issue]) -> None:
    """Where `measured_when` does not hold there must be no value, and elsewhere there must be one."""
    rule = entry.rule.measured_when
    assert entry.condition is not None and rule is not None
    grain = of_offices(entry.grain)
    slate.bring(grain, [ref.id for ref in references(entry.condition)])
    frame = slate.frames[grain]
    holds = truth(entry.condition, slate.context()).holds
    value = pl.col(entry.id)
    for code, wrong in (("value_missing", holds & value.is_null()), ("value_unexpected", ~holds & value.is_not_null())):
        for row in frame.filter(wrong).head(SHOWN).iter_rows(named=True):
            issues.append(_cell_issue(slate, entry, row, code))
    if slate.stored[entry.id].nullable:
        absent = slate.reason(Reason("not_measured", text=rule.reason), absent=True)
        why = pl.when(value.is_null() & ~holds).then(because(absent)).otherwise(pl.col(why_of(entry.id)))
        slate.frames[grain] = frame.with_columns(why.alias(why_of(entry.id)))


def _cell_issue(slate: Slate, entry: ResolvedInput, row: Mapping[str, object], code: str) -> Issue:
    rule = entry.rule.measured_when
    assert rule is not None
    where = {key: slate.rules.dimensions[key].number(c) for key, c in entry.rule.where.items()}
    here = {SATKER: row[SATKER], **{key: row[key] for key in entry.grain}, **where}
    rows = slate.tables.tables[entry.table.name].frame.filter(*(pl.col(key) == number for key, number in here.items()))
    place = Location(*rows.select(FILE, LINE).row(0)) if rows.height else Location(entry.table.location.file)
    at = FigureKey.of(entry.id, codes_at(slate.rules, entry.grain, row))
    values = {"column": entry.column.name, "key": ", ".join(at.pairs) or "–"}
    rest = {"condition": rule.condition, "reason": rule.reason, "rule": str(rule.location)}
    return Issue(code, place, {**values, **rest})


def codes_at(rules: RuleSet, grain: Grain, row: Mapping[str, object]) -> dict[str, str]:
    """A row's key by codes, where the row has the members' numbers."""
    return {key: rules.dimensions[key].codes[int(str(row[key]))] for key in grain}
