"""Table files to frames of text: CSV, Parquet and XLSX, one folder per office or one file for many.

Every frame has the declared columns as text (null where a cell is empty), `satker`, and where each row stands: `@file` and
`@line`. What a file says is not judged here; that a file can be read at all is.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lkjip.errors import Issue, Location, nearest
from lkjip.rules.folder import NOTHING
from lkjip.rules.model import SATKER, Table

FILE, LINE = "@file", "@line"
SUFFIXES = (".csv", ".parquet", ".xlsx")
OFFICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a table: its path, its path as shown, and the office it belongs to ("" = it names them itself).

    `content` is what it will hold where that is not saved yet; such a file is CSV.
    """

    path: Path
    shown: str
    satker: str
    content: bytes | None = None

    def read(self) -> bytes:
        """What it holds."""
        return self.path.read_bytes() if self.content is None else self.content


def offices(root: Path, shown: str, issues: list[Issue]) -> list[str]:
    """The offices that have a folder of their own under a year's data, sorted; a name that cannot be one is an issue."""
    names = sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    for name in names:
        if not OFFICE.fullmatch(name):
            issues.append(Issue("office_name", Location(f"{shown}/{name}"), {"given": name}))
    return [name for name in names if OFFICE.fullmatch(name)]


def sources(
    project: Path, year: int, table: str, folders: list[str], changed: Mapping[str, bytes | None] = NOTHING
) -> list[Source]:
    """Every file of a table, in a fixed order: the shared one, then one per office folder."""
    root = project / "data" / str(year)
    found = []
    for folder in ["", *folders]:
        for suffix in SUFFIXES:
            path = root / folder / f"{table}{suffix}"
            shown = path.relative_to(project).as_posix()
            if shown in changed:
                if (content := changed[shown]) is not None:
                    found.append(Source(path, shown, folder, content))
            elif path.is_file():
                if not path.resolve().is_relative_to(project.resolve()):
                    continue  # a link out of the project is no table of it
                found.append(Source(path, shown, folder))
    return found


def read(table: Table, found: list[Source], issues: list[Issue]) -> Iterator[pl.LazyFrame]:
    """The rows of a table's files as text. Files with the same header are read in one go."""
    headers: dict[tuple[str, ...], list[Source]] = {}
    for source in found:
        if source.path.suffix == ".csv":
            header = _csv_header(source, table, issues)
            if header:
                headers.setdefault(header, []).append(source)
        else:
            frame = _parquet(source, table, issues) if source.path.suffix == ".parquet" else _xlsx(source, table, issues)
            if frame is not None:
                yield _placed(frame, source)
    for header, group in headers.items():
        on_disk = [source for source in group if source.content is None]
        if on_disk:
            yield csv_rows(header, on_disk)
        for source in group:
            if source.content is not None:
                yield _placed(_csv_scan(io.BytesIO(source.content), header), source)


def _placed(frame: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    frame = frame.with_columns(pl.lit(source.shown).alias(FILE))
    return frame.with_columns(pl.lit(source.satker).alias(SATKER)) if source.satker else frame


def expected(table: Table, source: Source) -> list[str]:
    """The columns that a file of a table has: an office's own file needs none that names it."""
    return [*([] if source.satker else [SATKER]), *table.keys, *table.columns]


def _header_fits(names: list[str], table: Table, source: Source, issues: list[Issue]) -> bool:
    """Whether a header has each declared column once and nothing else; what is wrong goes to `issues`."""
    wanted, place = expected(table, source), Location(source.shown, 1)
    before = len(issues)
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        separator = "tab" if "\t" in names[0] else ";"
        issues.append(Issue("csv_separator", place, {"separator": separator}))
        return False
    for name in sorted({name for name in names if names.count(name) > 1}):
        issues.append(Issue("duplicate_column", place, {"column": name}))
    for name in wanted:
        if name not in names:
            near = nearest(name, [n for n in names if n not in wanted])
            issues.append(Issue("missing_column", place, {"column": name, "found": ", ".join(names), "nearest": near}))
    for name in names:
        if name not in wanted:
            near = nearest(name, [w for w in wanted if w not in names])
            issues.append(Issue("unknown_column_in_table", place, {"column": name, "nearest": near}))
    return len(issues) == before


def _csv_header(source: Source, table: Table, issues: list[Issue]) -> tuple[str, ...]:
    with io.BytesIO(source.content) if source.content is not None else source.path.open("rb") as file:
        line = file.readline(100_000)
    if not line.strip():
        issues.append(Issue("table_empty", Location(source.shown), {}))
        return ()
    try:
        names = [name.strip().strip('"') for name in line.decode("utf-8-sig").strip("\r\n").split(",")]
    except UnicodeDecodeError:
        issues.append(Issue("not_utf8", Location(source.shown, 1), {}))
        return ()
    return tuple(names) if _header_fits(names, table, source, issues) else ()


def csv_rows(header: tuple[str, ...], group: list[Source]) -> pl.LazyFrame:
    """The rows of CSV files with one header. A file that cannot be read shows only when the query runs."""
    by_path = {str(source.path): source for source in group}
    scan = _csv_scan(list(by_path), header, include_file_paths=FILE)
    if len(group) == 1:
        return _placed(scan, group[0])
    first = pl.col(LINE).min().over(FILE)
    shown = {path: source.shown for path, source in by_path.items()}
    scan = scan.with_columns(pl.col(LINE) - first + 2)
    if group[0].satker:
        scan = scan.with_columns(pl.col(FILE).replace_strict({p: s.satker for p, s in by_path.items()}).alias(SATKER))
    return scan.with_columns(pl.col(FILE).replace_strict(shown))


def _csv_scan(file: list[str] | io.BytesIO, header: tuple[str, ...], **options: Any) -> pl.LazyFrame:
    return pl.scan_csv(
        file, infer_schema=False, new_columns=list(header), glob=False, row_index_name=LINE, row_index_offset=2, **options
    )


def unreadable(found: list[Source], width: int) -> list[Issue]:
    """Why CSV files cannot be read: in each, the first line that is not UTF-8, has an open quote or other fields."""
    issues = []
    for source in found:
        if source.path.suffix == ".csv" and (issue := _csv_problem(source, width + (not source.satker))) is not None:
            issues.append(issue)
    return issues


def short_rows(found: list[Source], rows: pl.DataFrame, width: int) -> Iterator[Issue]:
    """A row that ends early reads as empty cells: look at the lines of suspect rows, and refuse what lacks fields."""
    by_shown = {source.shown: source for source in found}
    for (shown,), lines_of_file in rows.group_by([FILE], maintain_order=True):
        source = by_shown[str(shown)]
        if source.path.suffix != ".csv":
            continue
        lines, wanted = source.read().split(b"\n"), width + (not source.satker)
        for number in lines_of_file.get_column(LINE):
            text = lines[number - 1].decode("utf-8", "replace").strip("\r") if number <= len(lines) else ""
            given = len(next(csv.reader([text])) if text else [])
            if text.count('"') % 2 == 0 and given != wanted:  # an odd one: the cell goes on in the next line
                yield _fields(source, number, wanted, given)


def _fields(source: Source, line: int, wanted: int, given: int) -> Issue:
    return Issue("row_fields", Location(source.shown, line), {"wanted": wanted, "given": given})


def _csv_problem(source: Source, width: int) -> Issue | None:
    content = source.read()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Issue("not_utf8", Location(source.shown, content.count(b"\n", 0, error.start) + 1), {})
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1  # the line a row begins on
    try:
        for row in rows:
            if row and len(row) != width:
                return _fields(source, start, width, len(row))
            start = rows.line_num + 1
    except csv.Error:
        return Issue("csv_quote", Location(source.shown, start), {})
    lines = enumerate(text.split("\n"), start=1)  # a lone quotation mark inside a cell, which Python would let pass
    odd = next((number for number, line in lines if line.count('"') % 2), 0)
    return Issue("csv_quote", Location(source.shown, odd), {}) if odd else None


def _parquet(source: Source, table: Table, issues: list[Issue]) -> pl.LazyFrame | None:
    try:
        frame = pl.scan_parquet(source.path)
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        issues.append(Issue("table_unreadable", Location(source.shown), {"problem": str(error).split("\n")[0]}))
        return None
    if not _header_fits(schema.names(), table, source, issues):
        return None
    floats = [name for name, kind in schema.items() if kind.is_float()]
    for name in floats:
        issues.append(Issue("parquet_float", Location(source.shown), {"column": name}))
    if floats:
        return None
    return frame.with_columns(pl.all().cast(pl.String)).with_row_index(LINE, offset=1)


def _xlsx(source: Source, table: Table, issues: list[Issue]) -> pl.LazyFrame | None:
    """The first sheet. Spreadsheets hold binary numbers; the shortest decimal that means the same is what was typed."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = archive.infolist()
        unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1):
            issues.append(Issue("xlsx_bomb", Location(source.shown), {"unpacked": unpacked}))
            return None
        if any("vbaproject" in entry.filename.lower() for entry in entries):
            issues.append(Issue("xlsx_macro", Location(source.shown), {}))
            return None
        import fastexcel

        frame = fastexcel.read_excel(source.path).load_sheet(0, dtypes="string").to_polars()
    except Exception as error:  # fastexcel raises its own kinds; whatever it is, this file cannot be read
        issues.append(Issue("table_unreadable", Location(source.shown), {"problem": str(error).split("\n")[0]}))
        return None
    if not _header_fits(frame.columns, table, source, issues):
        return None
    return frame.with_row_index(LINE, offset=2).lazy()
