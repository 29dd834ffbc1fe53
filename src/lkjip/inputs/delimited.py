"""CSV files to frames of text.

A plain file (no quotation marks, every line with the same fields) is read by Polars, many of one header in one go. Any
other is read here, row by row, so that every row keeps the number of the line of the file on which it begins.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from lkjip.errors import Issue, Location
from lkjip.inputs.sources import FILE, LINE, LONGEST, SHOWN, Source, as_text, expected, header_fits, placed
from lkjip.rules.model import SATKER, Table

_FIELD = re.compile(r'(?:[ \t]*"(?P<quoted>[^"]*(?:""[^"]*)*)"[ \t]*|(?P<bare>[^",\r\n]*))(?P<end>,|\r?\n|\Z)')
_LONE_CR = re.compile(rb"\r(?!\n)")
_SEPARATOR_LINE = re.compile(rb'"?sep=.?"?\s*', re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
Row = tuple[int, list[str]]


def read(table: Table, found: Sequence[Source], issues: list[Issue]) -> Iterator[pl.LazyFrame]:
    """The rows of a table's CSV files; a file with a fault gives issues and no rows."""
    plain: dict[tuple[str, ...], list[Source]] = {}
    for source in found:
        content = source.read().removeprefix(_BOM)
        header = _plain_header(content, table, source)
        if header:
            plain.setdefault(header, []).append(source)
        elif (rows := _careful(content, table, source, issues)) is not None:
            yield placed(rows, source)
    for header, group in plain.items():
        on_disk = [source for source in group if source.content is None]
        if on_disk:
            yield csv_rows(header, on_disk)
        for source in group:
            if source.content is not None:
                yield placed(_scan(io.BytesIO(source.content), header), source)


def faults(table: Table, found: Sequence[Source]) -> list[Issue]:
    """What is wrong with files that Polars could not read."""
    issues: list[Issue] = []
    for source in found:
        _careful(source.read().removeprefix(_BOM), table, source, issues)
    return issues


def csv_rows(header: tuple[str, ...], group: Sequence[Source]) -> pl.LazyFrame:
    """The rows of CSV files with one header. A file that cannot be read shows only when the query runs."""
    by_path = {str(source.path): source for source in group}
    scan = _scan(list(by_path), header, include_file_paths=FILE)
    if len(group) == 1:
        return placed(scan, group[0])
    first = pl.col(LINE).min().over(FILE)
    shown = {path: source.shown for path, source in by_path.items()}
    scan = scan.with_columns(pl.col(LINE) - first + 2)
    if group[0].satker:
        scan = scan.with_columns(pl.col(FILE).replace_strict({p: s.satker for p, s in by_path.items()}).alias(SATKER))
    return scan.with_columns(pl.col(FILE).replace_strict(shown))


def _scan(file: list[str] | io.BytesIO, header: tuple[str, ...], **options: Any) -> pl.LazyFrame:
    return pl.scan_csv(
        file, infer_schema=False, new_columns=list(header), glob=False, row_index_name=LINE, row_index_offset=2, **options
    )


def _plain_header(content: bytes, table: Table, source: Source) -> tuple[str, ...]:
    """The header of a file in which every line is a row with as many fields as the header; else nothing."""
    if b'"' in content or b"\0" in content or _LONE_CR.search(content):
        return ()
    lines = content.removesuffix(b"\n").replace(b"\r", b"").split(b"\n")
    commas = lines[0].count(b",")
    if not all(lines) or content.count(b",") != commas * len(lines) or max(map(len, lines)) > LONGEST:
        return ()
    if any(not line.strip(b", \t") for line in lines):
        return ()
    try:
        header = tuple(name.strip() for name in lines[0].decode().split(","))
    except UnicodeDecodeError:
        return ()
    return header if sorted(header) == sorted(expected(table, source)) else ()


# Row by row


def _careful(content: bytes, table: Table, source: Source, issues: list[Issue]) -> pl.LazyFrame | None:
    """The rows of a file that is not plain; None where it has a fault."""
    found = _unusable(content, source)
    if found is None:
        try:
            rows = list(_rows(content.decode()))
        except Broken as broken:
            found = Issue(broken.code, Location(source.shown, broken.line), broken.values)
        else:
            header, faulty = _judged(rows, table, source)
            issues.extend(faulty)
            return None if faulty else as_text(header, rows[1:])
    issues.append(found)
    return None


def _unusable(content: bytes, source: Source) -> Issue | None:
    """What makes a file as a whole unusable: told once, with its remedy, and nothing that only follows from it."""
    if not content.strip():
        return Issue("table_empty", Location(source.shown), {})
    if lone := _LONE_CR.search(content):
        return Issue("csv_line_ends", Location(source.shown, content.count(b"\n", 0, lone.start()) + 1), {})
    if _SEPARATOR_LINE.fullmatch(content.split(b"\n", 1)[0]):
        return Issue(
            "csv_separator_line", Location(source.shown, 1), {"given": content[:6].decode("utf-8", "replace").strip()}
        )
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return Issue("not_utf8", Location(source.shown, content.count(b"\n", 0, error.start) + 1), {})
    return None


class Broken(Exception):
    """A row that cannot be taken apart."""

    def __init__(self, code: str, line: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.values = code, line, values


def _rows(text: str) -> Iterator[Row]:
    """Rows with the line on which each begins.

    >>> list(_rows('a,b\\n1,"x\\ny"\\n\\n2,"a ""z"" b"'))
    [(1, ['a', 'b']), (2, ['1', 'x\\ny']), (4, ['']), (5, ['2', 'a "z" b'])]
    """
    position, line, start = 0, 1, 1
    cells: list[str] = []
    while position < len(text) or cells:
        found = _FIELD.match(text, position)
        if found is None:
            raise Broken("csv_quote", line)
        quoted = found["quoted"]
        cell = found["bare"] if quoted is None else quoted.replace('""', '"')
        if len(cell) > LONGEST:
            raise Broken("cell_too_long", line, size=len(cell), limit=LONGEST)
        cells.append(cell)
        line += found[0].count("\n")
        position = found.end()
        if found["end"] != ",":
            yield start, cells
            cells, start = [], line


def _judged(rows: list[Row], table: Table, source: Source) -> tuple[list[str], list[Issue]]:
    """The header, and what is wrong with it or with the form of the rows below it."""
    names = [name.strip() for name in rows[0][1]]
    found: list[Issue] = []
    place = Location(source.shown, rows[0][0])
    if len(names) == 1 and (separator := re.search(r"[;\t|]", names[0])):
        shown = {"\t": "tab"}.get(separator[0], separator[0])
        return names, [Issue("csv_separator", place, {"separator": shown})]
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    own = rows[1:]
    wide = [line for line, cells in own if len(cells) > width and not any(cell.strip() for cell in cells[width:])]
    if width and (len(names) > width or wide) and all(not any(c.strip() for c in cells[width:]) for _, cells in own):
        first = place.line if len(names) > width else wide[0]
        return names, [Issue("csv_empty_columns", Location(source.shown, first), {"count": len(wide) or 1, "wanted": width})]
    if not header_fits(names, table, source, found):
        return names, found
    blank = _blank(own, table, source)
    if blank:
        last = {"first": blank[0], "last": blank[-1], "count": len(blank)}
        found.append(Issue("csv_blank_rows", Location(source.shown, blank[0]), last))
    wrong = [(line, len(cells)) for line, cells in own if len(cells) != len(names) and line not in blank]
    for line, given in wrong[:SHOWN]:
        found.append(Issue("row_fields", Location(source.shown, line), {"wanted": len(names), "given": given}))
    if len(wrong) > SHOWN:
        more = {"count": len(wrong) - SHOWN, "flag": "row_fields"}
        found.append(Issue("more_like_this", Location(source.shown, wrong[SHOWN][0]), more))
    return names, found


def _blank(rows: list[Row], table: Table, source: Source) -> list[int]:
    """The lines of rows without anything in them. The only row of a table without keys may be such a row."""
    empty = [line for line, cells in rows if not any(cell.strip() for cell in cells)]
    keyless = not table.keys and bool(source.satker)
    return [] if keyless and len(rows) == 1 else empty
