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
from lkjip.errors import Defect, Issue, Location, UserError, nearest
from lkjip.inputs import files
from lkjip.inputs.files import FILE, LINE, Source
from lkjip.rules.model import SATKER, Column, RuleSet, Table

_PLAIN = re.compile(r"-?\d+(?:\.(?P<fraction>\d+))?", re.ASCII)
SHOWN = 20  # rows of one kind of problem that are listed; the rest are counted


@dataclass(frozen=True, slots=True)
class InputTable:
    """A checked table.

    `frame`: one row per office and combination of keys: `satker` and keys as numbers of their members, values as 64-bit
    integers scaled by the column's decimals (null = empty), text columns as they are, `@file` and `@line` of the row.
    A table with many rows per combination has `scan` instead.
    """

    table: Table
    frame: pl.DataFrame
    scan: pl.LazyFrame | None = None

    def place(self, row: int, column: str) -> Location:
        """The cell of a row's column (1-based column only for formats that have one)."""
        found = self.frame.row(row, named=True)
        return Location(found[FILE], found[LINE])


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a year, and the offices they cover, in the order of their numbers."""

    offices: tuple[str, ...]
    tables: Mapping[str, InputTable]


def read_tables(project: Path, rules: RuleSet, satker: str | None = None) -> Tables:
    """Reads and checks every table that the rules declare.

    Raises:
        UserError: with every problem found in any table.
    """
    root = project / "data" / str(rules.year)
    issues: list[Issue] = []
    if not root.is_dir():
        raise UserError([Issue("no_data", Location(f"data/{rules.year}"), {"year": rules.year})])
    folders = files.offices(root, f"data/{rules.year}", issues)
    used = {entry.table for measure in rules.measures.values() for entry in measure.inputs.values()}
    found = {t.name: files.sources(project, rules.year, t.name, folders) for t in rules.tables.values() if t.name in used}
    raw = _collected({n: t for n, t in rules.tables.items() if n in used and not t.many}, found, issues)
    scans = {name: _scan(rules.tables[name], s, issues) for name, s in found.items() if rules.tables[name].many}
    named = {office for frame in raw.values() for office in frame.get_column(SATKER).unique().to_list()}
    named = {office for office in named if files.OFFICE.fullmatch(office or "")}
    known = sorted({*folders, *named, *_scanned_offices(scans, rules.year, issues)})
    chosen = _chosen(known, satker, rules.year)
    tables: dict[str, InputTable] = {}
    broken = {issue.location.file for issue in issues}
    for name, frame in raw.items():
        if any(source.shown in broken for source in found[name]):
            continue
        _missing_files(rules.tables[name], found[name], chosen, folders, rules.year, issues)
        kept = frame if len(chosen) == len(known) else frame.filter(pl.col(SATKER).is_in(chosen))
        tables[name] = InputTable(rules.tables[name], _checked(rules.tables[name], kept, found[name], chosen, rules, issues))
    for name, scan in scans.items():
        if scan is None:
            _missing_files(rules.tables[name], found[name], chosen, folders, rules.year, issues)
        else:
            tables[name] = InputTable(rules.tables[name], pl.DataFrame(), scan)
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
        return dict(zip(queries, pl.collect_all(queries.values()), strict=True))
    except pl.exceptions.PolarsError as error:
        before = len(issues)
        for name, table in tables.items():
            issues.extend(files.unreadable(found[name], len(table.keys) + len(table.columns)))
        if len(issues) == before:
            raise Defect(f"tables that cannot be read, without a fault found: {error}") from error
        raise UserError(issues) from None


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


def _checked(
    table: Table,
    raw: pl.DataFrame,
    sources: list[Source],
    offices: list[str],
    rules: RuleSet,
    issues: list[Issue],
) -> pl.DataFrame:
    keys = [SATKER, *table.keys]
    codes = {SATKER: offices, **{key: list(rules.dimensions[key].codes) for key in table.keys}}
    cleaned = [pl.col(name).str.strip_chars().alias(name) for name in [*keys, *table.columns]]
    filled = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in [*keys, *table.columns]]
    columns = [_code(pl.col(key), codes[key]).alias(f"{key}#") for key in keys]
    flags: dict[str, pl.Expr] = {f"unknown {key}": pl.col(f"{key}#").is_null() for key in keys}
    for name, column in table.columns.items():
        columns.append(_value(pl.col(name), column, rules).alias(f"{name}#"))
        flags |= _value_flags(pl.col(name), column)
    position = pl.col(f"{SATKER}#").cast(pl.Int64)
    for key in table.keys:
        position = position * len(codes[key]) + pl.col(f"{key}#")
    flags["duplicate"] = position.is_duplicated()
    judged = [flag.fill_null(False).alias(f"!{name}") for name, flag in flags.items()]
    frame = raw.lazy().with_columns(cleaned).with_columns(filled).with_columns(columns).with_columns(judged).collect()
    bad = dict(zip(flags, frame.lazy().select(pl.col(f"!{name}").any() for name in flags).collect().row(0), strict=True))
    no_duplicates = any(found for name, found in bad.items() if name.startswith("unknown "))
    suspects = raw.filter(pl.any_horizontal(pl.col(name).is_null() for name in table.columns)).select(FILE, LINE)
    short = list(files.short_rows(sources, suspects, len(table.keys) + len(table.columns)))
    told = {issue.location for issue in short}  # what such a row lacks need not be told cell by cell
    for name, found in bad.items():
        if found and not (name == "duplicate" and no_duplicates):
            flagged = _flagged(table, frame.filter(pl.col(f"!{name}")), name, codes, rules)
            issues.extend(issue for issue in flagged if issue.location not in told)
    issues.extend(short)
    coded = frame.select(
        *(pl.col(f"{key}#").alias(key) for key in keys),
        *(pl.col(f"{name}#").alias(name) for name in table.columns),
        FILE,
        LINE,
    )
    wrong = short or any(bad.values()) or any(issue.code == "missing_table" for issue in issues)
    if not wrong and table.complete is not None:
        issues.extend(_incomplete(table, coded, codes, raw, sources))
    return coded


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
    """A number's text before and after the point (null: no point). No regular expressions: each costs 2 ms to build."""
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


def _scan(table: Table, found: list[Source], issues: list[Issue]) -> pl.LazyFrame | None:
    """A table with many rows per combination: read lazily, from Parquet with exact types; judged after aggregation."""
    frames = []
    for source in found:
        if source.path.suffix != ".parquet":
            issues.append(Issue("many_needs_parquet", Location(source.shown), {"table": table.name}))
            continue
        frame = pl.scan_parquet(source.path)
        schema = frame.collect_schema()
        wanted = [*([] if source.satker else [SATKER]), *table.keys, *table.columns]
        lost = [name for name in wanted if name not in schema.names()]
        for name in lost:
            values = {"column": name, "found": ", ".join(schema.names()), "nearest": nearest(name, schema.names())}
            issues.append(Issue("missing_column", Location(source.shown), values))
        for name in table.columns:
            if name in schema and not schema[name].is_integer():
                exact = {"column": name, "decimals": table.columns[name].decimals}
                issues.append(Issue("many_needs_integers", Location(source.shown), exact))
        if not lost:
            frames.append(_placed(frame.select(wanted), source))
    return pl.concat(frames, how="vertical_relaxed") if frames else None


def _placed(frame: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    return frame.with_columns(pl.lit(source.satker).alias(SATKER)) if source.satker else frame


def _scanned_offices(scans: Mapping[str, pl.LazyFrame | None], year: int, issues: list[Issue]) -> set[str]:
    found: set[str] = set()
    for name, scan in scans.items():
        if scan is None:
            continue
        for office in scan.select(pl.col(SATKER).cast(pl.String).unique()).collect().get_column(SATKER):
            if files.OFFICE.fullmatch(office or ""):
                found.add(office)
            else:
                values = {"column": SATKER, "given": office or "", "table": name, "known": "a-z 0-9 _ -"}
                issues.append(Issue("unknown_key_value", Location(f"data/{year}"), values))
    return found
