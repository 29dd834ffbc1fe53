"""Text to checked, coded, exact columns: keys become member numbers, values become scaled integers.

Everything that a declared schema can refuse is refused here, with the cell it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from pathlib import Path

import polars as pl

from lkjip.decimals import DIGITS, plain
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.inputs import files, sources
from lkjip.inputs.history import read_history
from lkjip.inputs.sources import FILE, LINE, OFFICE, SHOWN, Source
from lkjip.inputs.survey import Survey, coded, read_survey
from lkjip.layout import RECORD
from lkjip.rules.folder import NOTHING, Changed
from lkjip.rules.model import SATKER, Column, RuleSet, Table

_PLAIN = re.compile(r"-?\d+(?:\.(?P<fraction>\d+))?", re.ASCII)


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


def read_tables(project: Path, rules: RuleSet, satker: str | None = None, changed: Changed = NOTHING) -> Tables:
    """Reads and checks every table that the rules declare; with `changed`, with these files instead of those on disk.

    Raises:
        UserError: with every problem found in any table.
    """
    root = project / "data" / str(rules.year)
    issues: list[Issue] = []
    if not root.is_dir():
        raise UserError([Issue("no_data", Location(f"data/{rules.year}"), {"year": rules.year})])
    folders = sources.offices(root, f"data/{rules.year}", issues)
    used = {entry.table for measure in rules.measures.values() for entry in measure.inputs.values()}
    own = {name: table for name, table in rules.tables.items() if name in used and not table.archived}
    found = {name: sources.sources(project, rules.year, name, folders, changed) for name in own}
    raw = _collected({name: table for name, table in own.items() if not table.many}, found, issues)
    surveys = {
        name: read_survey(rules.tables[name], of_table, satker, issues, frozen=(project / RECORD).is_file())
        for name, of_table in found.items()
        if rules.tables[name].many
    }
    named = {office for frame in raw.values() for office in frame.get_column(SATKER).unique().to_list()}
    named = {office for office in named if OFFICE.fullmatch(office or "")}
    surveyed = {name for survey in surveys.values() if survey for name in survey.offices(rules.year, issues)}
    known = sorted({*folders, *named, *surveyed})
    chosen = _chosen(known, satker, rules.year)
    tables: dict[str, InputTable] = {}
    broken = {issue.location.file for issue in issues}
    whole = [name for name in raw if not any(source.shown in broken for source in found[name])]
    for name in whole:
        _missing_files(rules.tables[name], found[name], chosen, folders, rules.year, issues)
    archived = [table for name, table in rules.tables.items() if name in used and table.archived]
    if archived:
        history = read_history(project, rules, archived, chosen, issues)
        raw, found, whole = raw | history, found | {name: [] for name in history}, [*whole, *history]
    kept = pl.col(SATKER).is_in(chosen) if len(chosen) < len(known) else pl.lit(True)
    checks = [_Check(rules.tables[name], found[name], chosen, rules) for name in whole]
    judged = pl.collect_all(
        [check.judged(raw[check.table.name].lazy().filter(kept)) for check in checks], engine="in-memory"
    )
    numbered = pl.collect_all([check.coded(frame) for check, frame in zip(checks, judged, strict=True)], engine="in-memory")
    wrong = pl.collect_all([check.summary(frame) for check, frame in zip(checks, judged, strict=True)], engine="in-memory")
    for check, text, numbers, summary in zip(checks, judged, numbered, wrong, strict=True):
        issues.extend(check.issues(text, numbers, summary, issues))
        tables[check.table.name] = InputTable(check.table, numbers)
    for name, survey in surveys.items():
        if survey is None:
            _missing_files(rules.tables[name], found[name], chosen, folders, rules.year, issues)
        else:
            summary = coded(survey.table, survey.summary, tuple(chosen), rules, issues)
            tables[name] = InputTable(survey.table, summary, survey)
    if issues:
        raise UserError(issues)
    return Tables(tuple(chosen), tables)


def _chosen(known: list[str], satker: str | None, year: int) -> list[str]:
    if satker is not None and satker not in known:
        values = {"given": satker, "nearest": nearest(satker, known), "known": ", ".join(known[:12])}
        raise UserError([Issue("unknown_office", Location(f"data/{year}"), values)])
    if not known:
        raise UserError([Issue("no_data", Location(f"data/{year}"), {"year": year})])
    return known if satker is None else [satker]


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
    table: Table, found: list[Source], chosen: list[str], folders: list[str], year: int, issues: list[Issue]
) -> None:
    """An office with a folder needs each table there, unless a shared file may hold its rows."""
    if any(not source.satker for source in found):
        return
    there = {source.satker for source in found}
    for office in chosen:
        if office in folders and office not in there:
            place = Location(f"data/{year}/{office}/{table.name}.csv")
            issues.append(Issue("missing_table", place, {"table": table.name, "title": table.title}))


class _Check:
    """The check of one table: the queries that judge its rows, and the issues that come of them."""

    def __init__(self, table: Table, sources: list[Source], offices: list[str], rules: RuleSet) -> None:
        self.table, self.sources, self.rules = table, sources, rules
        self.keys = [SATKER, *table.keys]
        self.codes = {SATKER: offices, **{key: list(rules.dimensions[key].codes) for key in table.keys}}
        self.flags: dict[str, pl.Expr] = {f"unknown {key}": pl.col(f"{key}#").is_null() for key in self.keys}
        for name, column in table.columns.items():
            self.flags |= _value_flags(pl.col(name), column)
        position = pl.col(f"{SATKER}#").cast(pl.Int64)
        for key in table.keys:
            position = position * len(self.codes[key]) + pl.col(f"{key}#")
        self.flags["duplicate"] = position.is_duplicated()

    def judged(self, raw: pl.LazyFrame) -> pl.LazyFrame:
        """The rows as text, with numbers (`name#`) and whether each rule is broken (`!rule`)."""
        names = [*self.keys, *self.table.columns]
        filled = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names]
        numbers = [_code(pl.col(key), self.codes[key]).alias(f"{key}#") for key in self.keys]
        for name, column in self.table.columns.items():
            numbers.append(_value(pl.col(name), column, self.rules).alias(f"{name}#"))
        return (
            raw.with_columns(pl.col(name).str.strip_chars().alias(name) for name in names)
            .with_columns(filled)
            .with_columns(numbers)
            .with_columns(flag.fill_null(False).alias(f"!{name}") for name, flag in self.flags.items())
        )

    def coded(self, judged: pl.DataFrame) -> pl.LazyFrame:
        """The rows as numbers."""
        names = [*self.keys, *self.table.columns]
        return judged.lazy().select(*(pl.col(f"{name}#").alias(name) for name in names), FILE, LINE)

    def summary(self, judged: pl.DataFrame) -> pl.LazyFrame:
        """Which rules are broken at all."""
        return judged.lazy().select(pl.col(f"!{name}").any() for name in self.flags)

    def issues(self, judged: pl.DataFrame, coded: pl.DataFrame, summary: pl.DataFrame, told: list[Issue]) -> list[Issue]:
        """What is wrong with the rows; where nothing is, which rows a complete table lacks."""
        bad = dict(zip(self.flags, summary.row(0), strict=True))
        found: list[Issue] = []
        unknown_keys = any(state for name, state in bad.items() if name.startswith("unknown "))
        for name, state in bad.items():
            if state and not (name == "duplicate" and unknown_keys):
                found += _flagged(self.table, judged.filter(pl.col(f"!{name}")), name, self.codes, self.rules)
        lacking = any(issue.code == "missing_table" for issue in told)
        if not found and not lacking and self.table.complete is not None:
            found += _incomplete(self.table, coded, self.codes, judged, self.sources)
        return found


def _code(text: pl.Expr, codes: list[str]) -> pl.Expr:
    """The number of each member; null where the text is none of them."""
    return text.cast(pl.Enum(codes), strict=False).to_physical().cast(pl.UInt32)


def _value(text: pl.Expr, column: Column, rules: RuleSet) -> pl.Expr:
    if column.type == "text":
        return text
    if column.type == "ordinal":
        ranks = [band.code for band in rules.categories[column.categories].bands]
        return _code(text, ranks).cast(pl.Int64) + 1
    whole, fraction = _parts(text)
    return (whole + fraction.fill_null("").str.pad_end(column.decimals, "0")).cast(pl.Int64, strict=False)


def _parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A number's text before and after the point (null: no point)."""
    parts = text.str.splitn(".", 2)
    return parts.struct.field("field_0"), parts.struct.field("field_1")


def _value_flags(text: pl.Expr, column: Column) -> dict[str, pl.Expr]:
    name, value = column.name, pl.col(f"{column.name}#")
    flags = {} if column.empty else {f"empty {name}": text.is_null()}
    if column.type == "text":
        return flags | {f"lines {name}": text.str.contains("\n", literal=True)}
    if column.type == "ordinal":
        return flags | {f"level {name}": text.is_not_null() & value.is_null()}
    whole, fraction = _parts(text)
    size = whole.str.strip_prefix("-").str.len_bytes()
    flags[f"number {name}"] = text.is_not_null() & (
        value.is_null()
        | text.str.contains("+", literal=True)
        | ~size.is_between(1, DIGITS - column.decimals)
        | ~fraction.str.len_bytes().is_between(1, column.decimals).fill_null(True)
    )
    scale = 10**column.decimals
    outside = [
        value < int(column.minimum * scale) if column.minimum is not None else None,
        value > int(column.maximum * scale) if column.maximum is not None else None,
    ]
    bounds = [condition for condition in outside if condition is not None]
    legible = ~flags[f"number {name}"].fill_null(False)  # else the scaled value means nothing
    return flags | ({f"range {name}": pl.any_horizontal(bounds) & legible} if bounds else {})


def _flagged(table: Table, rows: pl.DataFrame, flag: str, codes: Mapping[str, list[str]], rules: RuleSet) -> Iterator[Issue]:
    kind, _, name = flag.partition(" ")
    for row in rows.head(SHOWN).iter_rows(named=True):
        place = Location(row[FILE], row[LINE])
        given = "" if name == "" or row[name] is None else str(row[name])[:60]
        values: dict[str, object] = {"column": name, "given": given, "table": table.name}
        match kind:
            case "unknown":
                near = nearest(given, codes[name])
                known = ", ".join(codes[name][:20])
                yield Issue("unknown_key_value", place, {**values, "nearest": near, "known": known})
            case "duplicate":
                shown = ", ".join(f"{key}={row[key]}" for key in table.keys) or "–"
                yield Issue("duplicate_row", place, {"key": shown, "table": table.name})
            case "empty":
                yield Issue("empty_cell", place, values)
            case "lines":
                yield Issue("line_in_cell", place, values)
            case "level":
                levels = [band.code for band in rules.categories[table.columns[name].categories].bands]
                near, known = nearest(given, levels), ", ".join(levels)
                yield Issue("unknown_key_value", place, {**values, "nearest": near, "known": known})
            case "number":
                yield _not_a_number(place, given, table.columns[name], values)
            case _:
                yield Issue("out_of_range", place, {**values, "range": _range(table.columns[name])})
    if rows.height > SHOWN:
        yield Issue("more_like_this", Location(rows[FILE][SHOWN]), {"count": rows.height - SHOWN, "flag": flag})


def _not_a_number(place: Location, given: str, column: Column, values: Mapping[str, object]) -> Issue:
    text = given.strip()
    if plain_number := _PLAIN.fullmatch(text):
        if len(plain_number["fraction"] or "") > column.decimals:
            return Issue("too_many_decimals", place, {**values, "decimals": column.decimals})
        return Issue("too_many_digits", place, {**values, "digits": DIGITS - column.decimals})
    if "," in text and text.replace(",", "").replace(".", "").lstrip("-").isdigit():
        point = text.replace(".", "").replace(",", ".")
        return Issue("decimal_comma_cell", place, {**values, "point": point})
    return Issue("not_a_number_cell", place, {**values, "decimals": column.decimals})


def _range(column: Column) -> str:
    def shown(value: Fraction | None) -> str:
        return "…" if value is None else plain(value, column.decimals)

    return f"{shown(column.minimum)} – {shown(column.maximum)}"


def _incomplete(
    table: Table, coded: pl.DataFrame, codes: Mapping[str, list[str]], raw: pl.DataFrame, sources: list[Source]
) -> Iterator[Issue]:
    """Combinations of keys that a complete table must have and that no row holds."""
    assert table.complete is not None
    wanted = {SATKER: list(range(len(codes[SATKER])))}
    for key in table.keys:
        limit = table.complete.get(key) or codes[key]
        wanted[key] = [codes[key].index(code) for code in limit]
    inside = coded.filter(*(pl.col(key).is_in(numbers) for key, numbers in wanted.items() if key in table.complete))
    if inside.height == prod(len(numbers) for numbers in wanted.values()):
        return
    grid = pl.DataFrame({SATKER: wanted[SATKER]}, schema={SATKER: coded.schema[SATKER]})
    for key in table.keys:
        grid = grid.join(pl.DataFrame({key: wanted[key]}, schema={key: coded.schema[key]}), how="cross")
    lost = grid.join(coded, on=[SATKER, *table.keys], how="anti")
    of_office = {source.satker: source.shown for source in sources}  # "" is the shared file
    of_office |= dict(raw.select(SATKER, FILE).unique(SATKER).rows()) if raw.height else {}
    elsewhere = of_office.get("", table.location.file)
    for row in lost.head(SHOWN).iter_rows(named=True):
        office = codes[SATKER][row[SATKER]]
        shown = ", ".join(f"{key}={codes[key][row[key]]}" for key in table.keys) or "–"
        place = Location(of_office.get(office, elsewhere))
        yield Issue("missing_row", place, {"key": shown, "satker": office, "table": table.name})
    if lost.height > SHOWN:
        yield Issue("more_like_this", place, {"count": lost.height - SHOWN, "flag": "missing row"})
