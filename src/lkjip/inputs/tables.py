"""The tables of a year: found, read and checked, all in one go, with every problem told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.inputs import files, sources
from lkjip.inputs.addresses import Address
from lkjip.inputs.check import Check
from lkjip.inputs.history import read_history
from lkjip.inputs.sources import FILE, LINE, OFFICE, Source
from lkjip.inputs.survey import Survey, coded, read_elsewhere, read_survey
from lkjip.layout import RECORD, data_of
from lkjip.rules.folder import NOTHING, Changed
from lkjip.rules.model import SATKER, RuleSet, Table


@dataclass(frozen=True, slots=True)
class InputTable:
    """A checked table.

    `frame`: one row per office and combination of keys: `satker` and keys as numbers of their members, values as 64-bit
    integers scaled by the column's decimals (null = empty), text columns as they are, `@file` and `@line` of the row.
    Of a table with many rows per combination it holds their number (`@rows`) and sums instead, and `survey` the rows.
    """

    table: Table
    frame: pl.DataFrame
    survey: Survey | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a year, and the offices they cover, in the order of their numbers."""

    offices: tuple[str, ...]
    tables: Mapping[str, InputTable]


def read_tables(
    project: Path,
    rules: RuleSet,
    satker: str | None = None,
    changed: Changed = NOTHING,
    among: Collection[str] | None = None,
    elsewhere: Mapping[str, Address] = MappingProxyType({}),
) -> Tables:
    """Reads and checks every table that the rules declare; with `changed`, with these files instead of those on disk.

    The rows of a table that has an address in `elsewhere` are there and in no file.
    With `satker` or `among` it is the year of this office or these: what lies in the folders of others is not looked at.

    Raises:
        UserError: with every problem found in any table.
    """
    root = project / data_of(rules.year)
    issues: list[Issue] = []
    if not root.is_dir():
        raise UserError([Issue("no_data", Location(data_of(rules.year)), {"year": rules.year})])
    folders = sources.offices(root, data_of(rules.year), issues)
    limit = among if satker is None else (satker,)
    read = folders if limit is None else [office for office in folders if office in limit]
    used = {entry.table for measure in rules.measures.values() for entry in measure.inputs.values()}
    used |= {dimension.table for dimension in rules.dimensions.values() if dimension.table}
    own = {name: table for name, table in rules.tables.items() if name in used and not table.archived}
    found = {name: sources.sources(project, rules.year, name, read, changed) for name in own}
    raw = _collected({name: table for name, table in own.items() if not table.many}, found, issues)
    surveys = {
        name: read_elsewhere(rules.tables[name], elsewhere[name], of_table, limit, issues)
        if name in elsewhere
        else read_survey(rules.tables[name], of_table, limit, issues, frozen=(project / RECORD).is_file())
        for name, of_table in found.items()
        if rules.tables[name].many
    }
    named = {office for frame in raw.values() for office in frame.get_column(SATKER).unique().to_list()}
    named = {office for office in named if OFFICE.fullmatch(office or "")}
    surveyed = {name for survey in surveys.values() if survey for name in survey.offices(rules.year, issues)}
    known = sorted({*folders, *named, *surveyed})
    if issues and not known:  # what could not be read would have named the offices
        raise UserError(issues)
    chosen = _chosen(known, satker, limit, rules.year)
    tables: dict[str, InputTable] = {}
    broken = {issue.location.file for issue in issues}
    whole = [name for name in raw if not any(source.shown in broken for source in found[name])]
    for name in whole:
        _missing_files(project, rules.tables[name], found[name], chosen, folders, rules.year, issues)
    archived = [table for name, table in rules.tables.items() if name in used and table.archived]
    if archived:
        history = read_history(project, rules, archived, chosen, issues)
        raw, found, whole = raw | history, found | {name: [] for name in history}, [*whole, *history]
    kept = pl.col(SATKER).is_in(chosen) if len(chosen) < len(known) else pl.lit(True)
    checks = [Check(rules.tables[name], found[name], chosen, rules) for name in whole]
    judged = pl.collect_all(
        [check.judged(raw[check.table.name].lazy().filter(kept)) for check in checks], engine="in-memory"
    )
    numbered = pl.collect_all([check.coded(frame) for check, frame in zip(checks, judged, strict=True)], engine="in-memory")
    wrong = pl.collect_all([check.summary(frame) for check, frame in zip(checks, judged, strict=True)], engine="in-memory")
    for check, text, numbers, summary in zip(checks, judged, numbered, wrong, strict=True):
        issues.extend(check.issues(text, numbers, summary, issues))
        tables[check.table.name] = InputTable(check.table, numbers)
    if any(issue.code in ("table_unfilled", "table_without_rows") for issue in issues):  # a year that has just begun
        issues += [issue for check, text in zip(checks, judged, strict=True) for issue in check.untouched(text)]
    for name, survey in surveys.items():
        if survey is None and name in elsewhere:
            continue
        if survey is None:
            _missing_files(project, rules.tables[name], found[name], chosen, folders, rules.year, issues)
        else:
            summary = coded(survey.table, survey.summary, tuple(chosen), rules, issues)
            tables[name] = InputTable(survey.table, summary, survey)
    if issues:
        raise UserError(issues)
    return Tables(tuple(chosen), tables)


def _chosen(known: list[str], satker: str | None, limit: Collection[str] | None, year: int) -> list[str]:
    if satker is not None and satker not in known:
        values = {"given": satker, "nearest": nearest(satker, known), "known": ", ".join(known[:12])}
        raise UserError([Issue("unknown_office", Location(data_of(year)), values)])
    chosen = known if limit is None else [office for office in known if office in limit]
    if not chosen:
        raise UserError([Issue("no_data", Location(data_of(year)), {"year": year})])
    return chosen


def _collected(
    tables: Mapping[str, Table], found: Mapping[str, list[Source]], issues: list[Issue]
) -> dict[str, pl.DataFrame]:
    """Every table's rows as text, read in one go; where that fails, each file is looked at for its first fault."""
    queries = {}
    for name, table in tables.items():
        columns = [SATKER, *table.keys, *table.columns, FILE, LINE]
        frames = list(files.read(table, found[name], issues))
        empty = pl.LazyFrame(schema={c: pl.UInt32 if c == LINE else pl.String for c in columns})
        parts = [frame.select(columns).with_columns(pl.col(LINE).cast(pl.UInt32)) for frame in frames] or [empty]
        queries[name] = pl.concat(parts) if len(parts) > 1 else parts[0]
    try:
        return dict(zip(queries, pl.collect_all(queries.values(), engine="in-memory"), strict=True))
    except pl.exceptions.PolarsError:
        for name, table in tables.items():
            issues.extend(_unreadable(queries[name], table, found[name]))
        raise UserError(issues) from None


def _unreadable(query: pl.LazyFrame, table: Table, found: list[Source]) -> list[Issue]:
    """Why a table cannot be read: the faults of its files, or else what Polars says."""
    try:
        query.collect(engine="in-memory")
    except pl.exceptions.PolarsError as error:
        problem = {"problem": str(error).split("\n")[0]}
        return files.faults(table, found) or [Issue("table_unreadable", Location(found[0].shown), problem)]
    return []


def _missing_files(
    project: Path, table: Table, found: list[Source], chosen: list[str], folders: list[str], year: int, issues: list[Issue]
) -> None:
    """An office with a folder needs each table there, unless a shared file may hold its rows."""
    if any(not source.satker for source in found):
        return
    there = {source.satker for source in found}
    for office in chosen:
        if office in folders and office not in there:
            folder = data_of(year, office)
            other = sources.other_format(project / folder, table.name)
            place = Location(f"{folder}/{other or f'{table.name}.csv'}")
            code = "table_format" if other else "missing_table"
            issues.append(Issue(code, place, {"table": table.name, "title": table.title, "given": other}))
