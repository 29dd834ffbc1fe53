"""A table out of a workbook: which sheet, where its header stands, and its rows as text with their numbers in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lkjip.errors import Issue, Location
from lkjip.inputs.excel import workbook
from lkjip.inputs.excel.meaning import Fault, meaning
from lkjip.inputs.excel.parts import Unreadable
from lkjip.inputs.excel.sheet import Cell, Sheet, place
from lkjip.inputs.excel.workbook import Workbook
from lkjip.inputs.sources import LONGEST, SHOWN, Source, as_text, expected, header_fits
from lkjip.rules.model import Table

_SEARCHED = 100  # rows with something in them, among which the header is looked for


def read(source: Source, table: Table, issues: list[Issue]) -> pl.LazyFrame | None:
    """The rows of a table's workbook; None where something in it cannot be taken for what Excel shows.

    The sheet is the visible one that is named after the table, or else the only one with the table's header. What stands
    above the header is not read; below it, everything is.
    """
    try:
        book = workbook.read(source.path)
    except Unreadable as error:
        issues.append(Issue(error.code, Location(source.shown), error.values))
        return None
    sheet = _sheet(book, source, table, issues)
    return None if sheet is None else _Reading(book, sheet, source, table).frame(issues)


def _sheet(book: Workbook, source: Source, table: Table, issues: list[Issue]) -> Sheet | None:
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        code = "xlsx_hidden_sheets" if book.hidden else "table_empty"
        issues.append(Issue(code, Location(source.shown), {"sheets": ", ".join(book.hidden)}))
        return None
    if named := [sheet for sheet in filled if sheet.name.strip().lower() == table.name]:
        return named[0]
    wanted = set(expected(table, source))
    heads = [set(_header(sheet, book, wanted)[1].values()) for sheet in filled]
    fitting = [sheet for sheet, names in zip(filled, heads, strict=True) if wanted <= names]
    if len(fitting) > 1:
        values = {"sheets": ", ".join(sheet.name for sheet in fitting), "table": table.name}
        issues.append(Issue("xlsx_sheets", Location(source.shown), values))
        return None
    best = max(range(len(filled)), key=lambda n: len(wanted & heads[n]))
    return fitting[0] if fitting else filled[best]


def _header(sheet: Sheet, book: Workbook, wanted: set[str]) -> tuple[int, dict[int, str]]:
    """The row that has most of a table's column names, and the name in each of its columns."""
    found: tuple[int, dict[int, str]] | None = None
    most = 0
    for row in sorted(sheet.rows)[:_SEARCHED]:
        names = {column: _name(cell, book) for column, cell in sorted(sheet.rows[row].items())}
        names = {column: name for column, name in names.items() if name}
        here = len(wanted & set(names.values()))
        if (found is None and names) or here > most:
            found, most = (row, names), max(here, most)
    return found or (1, {})


def _name(cell: Cell, book: Workbook) -> str:
    text = meaning(cell, book)
    return str(text.values.get("given", "?")) if isinstance(text, Fault) else text.strip()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One sheet, read as one table."""

    book: Workbook
    sheet: Sheet
    source: Source
    table: Table

    def frame(self, issues: list[Issue]) -> pl.LazyFrame | None:
        wanted = set(expected(self.table, self.source))
        top, names = _header(self.sheet, self.book, wanted)
        if not header_fits(list(names.values()), self.table, self.source, issues, top):
            return None
        found: list[Issue] = []
        rows = list(self._rows(top, names, found))
        found += self._covered(top, rows[-1][0] if rows else top, names)
        issues.extend(limited(found))
        return None if found else as_text(list(names.values()), rows)

    def _rows(self, top: int, names: dict[int, str], found: list[Issue]) -> Iterator[tuple[int, list[str | None]]]:
        """Rows below the header that hold something, with their numbers."""
        for row in sorted(number for number in self.sheet.rows if number > top):
            cells = self.sheet.rows[row]
            texts = {column: self._text(cell, names.get(column, ""), found) for column, cell in cells.items()}
            if not any(text is None or text.strip() for text in texts.values()):
                continue
            if row in self.sheet.hidden_rows:
                found.append(Issue("xlsx_hidden_row", Location(self.source.shown, row), {"row": row}))
            for column in sorted(texts.keys() - names.keys()):
                if texts[column] is None or str(texts[column]).strip():
                    found.append(Issue("xlsx_stray", self._at(cells[column]), {"cell": place(row, column)}))
            yield row, [texts.get(column) for column in names]

    def _text(self, cell: Cell, name: str, found: list[Issue]) -> str | None:
        """A cell's text; None where it is refused."""
        known = self.table.columns.get(name)
        text = meaning(cell, self.book, name or "–", of_text=known is not None and known.type == "text")
        if not isinstance(text, Fault) and len(text) > LONGEST:
            text = Fault("cell_too_long", {"size": len(text), "limit": LONGEST})
        if isinstance(text, Fault):
            if name:
                found.append(Issue(text.code, self._at(cell), text.values))
            return None
        return text

    def _at(self, cell: Cell) -> Location:
        return Location(self.source.shown, cell.row, cell.column)

    def _covered(self, top: int, bottom: int, names: dict[int, str]) -> Iterator[Issue]:
        """Merged cells that reach into the table, and columns of it that are hidden."""
        for first_row, first, last_row, last in self.sheet.merged:
            if first_row <= bottom and last_row >= top and any(first <= column <= last for column in names):
                values = {"range": f"{place(first_row, first)}:{place(last_row, last)}"}
                yield Issue("xlsx_merged", Location(self.source.shown, first_row, first), values)
        for column, name in names.items():
            if any(first <= column <= last for first, last in self.sheet.hidden_columns):
                yield Issue("xlsx_hidden_column", Location(self.source.shown, top, column), {"column": name})


def limited(found: list[Issue]) -> Iterator[Issue]:
    """Issues of one file, at most `SHOWN` of a kind; the rest are counted."""
    kinds: dict[str, int] = {}
    for issue in found:
        kinds[issue.code] = kinds.get(issue.code, 0) + 1
        if kinds[issue.code] <= SHOWN:
            yield issue
    for code, count in kinds.items():
        if count > SHOWN:
            last = [issue for issue in found if issue.code == code][SHOWN]
            yield Issue("more_like_this", last.location, {"count": count - SHOWN, "flag": code})
