"""Figures as an Excel workbook: numbers as numbers where a spreadsheet keeps all their digits, everything else as text."""

from __future__ import annotations

import io

from lkjip.figures import COLUMNS, Figures
from lkjip.messages import filed

_DIGITS = 15


def figures_workbook(figures: Figures) -> bytes:
    """One sheet, a row per value, in the order of the rules, with the columns of the CSV."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(filed("workbook.figures"))
        head = book.add_format({"bold": True, "bg_color": "#0F4C66", "font_color": "#FFFFFF"})
        looks = {n: book.add_format({"num_format": "#,##0" + (f".{'0' * n}" if n else "")}) for n in range(20)}
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
        units = figures.frame.get_column("unit").to_list()
        for number, row in enumerate(figures.frame.select(list(COLUMNS)).iter_rows(named=True), 1):
            for column, (name, value) in enumerate(row.items()):
                if value is None:
                    continue
                text = str(value)
                if name in ("covered", "of") or (name == "value" and units[number - 1] and _kept(text)):
                    sheet.write_number(number, column, float(text), looks[min(19, len(text.partition(".")[2]))])
                else:
                    sheet.write_string(number, column, text[:32_000])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, figures.frame.height), len(COLUMNS) - 1)
        for column, width in enumerate((34, 16, 26, 18, 22, 12, 14, 30, 8, 8, 60)):
            sheet.set_column(column, column, width)
    return buffer.getvalue()


def _kept(text: str) -> bool:
    """Whether a spreadsheet keeps every digit of a number."""
    digits = text.lstrip("-").replace(".", "")
    return digits.isdigit() and len(digits.strip("0")) <= _DIGITS
