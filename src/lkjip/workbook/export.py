"""A year's values as an Excel workbook that can be filled in: locked heads, drop-downs, notes, and what was exported."""

from __future__ import annotations

import io
from typing import Any

from lkjip.messages import filed
from lkjip.project import Project
from lkjip.workbook.entries import Entry, Page, Row, pages

MEMORY = "_lkjip"  # the hidden sheet that remembers what was exported
FORM = "1"
HEAD = 4  # the row of the heads, from 1
LONGEST = 32_000  # Excel cuts a longer text off without a word


def workbook(project: Project, satker: str) -> bytes:
    """The workbook of a year and office.

    Raises:
        UserError: the rules cannot be read.
    """
    found = pages(project, satker)
    return written(project, satker, found, found)


def written(project: Project, satker: str, found: list[Page], exported: list[Page]) -> bytes:
    """Sheets as a workbook that remembers what was exported."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": project.rules.title, "comments": f"lkjip {project.year} {satker}"})
        _Writer(book, project, satker).write(found, exported)
    return buffer.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, project: Project, satker: str) -> None:
        self.book, self.project, self.satker = book, project, satker
        locked = {"bg_color": "#EDF1F2", "border": 1, "border_color": "#C9D2D5", "valign": "top", "text_wrap": True}
        open_ = {"locked": False, "border": 1, "border_color": "#7B8C93", "valign": "top"}
        self.about = book.add_format(locked)
        self.head = book.add_format({**locked, "bold": True, "bg_color": "#0F4C66", "font_color": "#FFFFFF"})
        self.token = book.add_format({**locked, "font_color": "#66747A", "font_size": 8, "num_format": "@"})
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": "#0F4C66"})
        self.text = book.add_format({**open_, "num_format": "@", "text_wrap": True})
        self.numbers = {
            n: book.add_format({**open_, "num_format": "#,##0" + (f".{'0' * n}" if n else "")}) for n in range(19)
        }
        self.loose = book.add_format({**open_, "num_format": "General"})

    def write(self, found: list[Page], exported: list[Page]) -> None:
        """Every sheet, the guide first, what was exported last."""
        guide = self.book.add_worksheet(filed("workbook.guide"))
        guide.set_column(0, 0, 110)
        guide.write_string(0, 0, self.project.rules.title, self.title)
        guide.write_string(
            1, 0, filed("workbook.about", year=self.project.year, satker=self.satker, version=self.project.rules.version)
        )
        lines = filed("workbook.guide_lines").splitlines()
        for number, line in enumerate(lines, 3):
            guide.write_string(number, 0, line)
        for number, page in enumerate(found, 4 + len(lines)):
            guide.write_string(number, 0, f"{page.name}: {page.title}")
        guide.protect("", {"select_locked_cells": True})
        names: set[str] = set()
        for page in found:
            self._page(page, _name(page.name, names))
        self._memory(exported)

    def _page(self, page: Page, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        heads = [filed("workbook.token"), *page.about, *page.values.values(), *page.after]
        sheet.write_string(0, 0, page.title, self.title)
        for column, head in enumerate(heads):
            sheet.write_string(HEAD - 1, column, head, self.head)
        first = 1 + len(page.about)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, len(page.about), 34)
        wide = any(not cell.numeric for row in page.rows for cell in row.cells)
        sheet.set_column(first, first + len(page.values) - 1, 90 if page.long else 22 if wide else 18)
        if page.after:
            sheet.set_column(first + len(page.values), first + len(page.values) + len(page.after) - 1, 40)
        for number, row in enumerate(page.rows, HEAD):
            self._row(sheet, number, row, first)
        if page.rows and page.rows[0].note:
            sheet.write_comment(HEAD - 1, first, page.rows[0].note[:1000], {"x_scale": 2})
        sheet.freeze_panes(HEAD, first)
        sheet.protect(
            "", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "delete_rows": True}
        )

    def _row(self, sheet: Any, number: int, row: Row, first: int) -> None:
        sheet.write_string(number, 0, row.token, self.token)
        for column, text in enumerate(row.about, 1):
            sheet.write_string(number, column, text[:LONGEST], self.about)
        for column, cell in enumerate(row.cells, first):
            self._cell(sheet, number, column, cell)
        for column, text in enumerate(row.after, first + len(row.cells)):
            sheet.write_string(number, column, text[:LONGEST], self.about)

    def _cell(self, sheet: Any, row: int, column: int, cell: Entry) -> None:
        look = self.numbers[cell.decimals] if cell.numeric else self.text
        if not cell.text:
            sheet.write_blank(row, column, None, look)
        elif cell.numeric and len(cell.text.replace("-", "").replace(".", "").strip("0")) <= 15:
            sheet.write_number(row, column, float(cell.text), look)  # at most 15 digits: the spreadsheet keeps them all
        elif len(cell.text) > LONGEST:
            sheet.write_string(row, column, cell.text[:60] + " …", self.about)
        else:
            sheet.write_string(row, column, cell.text, self.text)
        if cell.choices:
            sheet.data_validation(row, column, row, column, {"validate": "list", "source": list(cell.choices)})

    def _memory(self, found: list[Page]) -> None:
        """What was exported, cell by cell, as text: an import compares with it, and takes only what was changed."""
        sheet = self.book.add_worksheet(MEMORY)
        plain = self.book.add_format({"num_format": "@"})
        lines = [("bentuk", FORM, ""), ("tahun", str(self.project.year), ""), ("satker", self.satker, "")]
        lines += [
            (row.token, cell.column, f"={cell.text}"[:LONGEST]) for page in found for row in page.rows for cell in row.cells
        ]
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text, plain)
        sheet.very_hidden()


def _name(wanted: str, names: set[str]) -> str:
    """A name that Excel accepts for a sheet, once."""
    name, number = wanted[:31], 2
    while name.lower() in names:
        name, number = f"{wanted[:28]}_{number}", number + 1
    names.add(name.lower())
    return name
