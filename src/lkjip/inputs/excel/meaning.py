"""What a cell of a workbook means: the text of what Excel shows, exactly, or why that cannot be said."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lkjip.inputs.excel import number_format
from lkjip.inputs.excel.sheet import Cell, place
from lkjip.inputs.excel.workbook import Workbook

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?", re.ASCII)
_WRITTEN_WHOLE = re.compile(r"[-+]?\d+", re.ASCII)
_TEXTS = ("s", "str", "inlineStr")
_BARE = ("general", "0", "@")  # formats that show a whole number as it is stored
KEPT = 15  # significant digits that Excel keeps of a number
_NOISE = 12  # a sum such as 0.1 + 0.2 is off in its last binary digits: at 15 digits it is short again, at 17 it is not


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be read: the issue's code, and what fills its text."""

    code: str
    values: Mapping[str, object]


def meaning(cell: Cell, book: Workbook, column: str = "–", *, of_text: bool = False) -> str | Fault:
    """A cell's text: of a number its plain decimal notation, of a text the text.

    `column` is how faults name the cell's column. `of_text`: it holds texts, where a number is only read if nothing
    can have been lost of how it was written.
    """
    where = {"cell": place(cell.row, cell.column), "column": column}
    if cell.kind == "e":
        return Fault("xlsx_error", {**where, "given": cell.text or "#"})
    if cell.text is None or (cell.formula and cell.text == "" and cell.kind != "str"):
        return Fault("xlsx_formula", where)
    if cell.kind in _TEXTS:
        return cell.text
    if cell.kind == "b":
        return Fault("xlsx_boolean", {**where, "given": "TRUE" if cell.text.strip() in ("1", "true") else "FALSE"})
    if cell.kind == "d":
        return Fault("xlsx_date", {**where, "given": cell.text[:10]})
    return _number(cell, cell.text.strip(), book, where, of_text)


def _number(cell: Cell, stored: str, book: Workbook, where: Mapping[str, object], of_text: bool) -> str | Fault:
    text = decimal_text(stored)
    if text is None:
        return Fault("xlsx_digits", {**where, "given": stored[:40], "kept": KEPT})
    value = Decimal(text)
    if cell.formula and book.uncomputed and value == 0:
        return Fault("xlsx_formula", where)
    number, code = book.formats[cell.style] if cell.style < len(book.formats) else (0, "")
    match _effect(number, code, value):
        case "":
            bare = code.lower() in _BARE if code else number in (0, 1, 49)
            return (
                text
                if not of_text or (bare and value == value.to_integral_value())
                else Fault("xlsx_text_number", {**where, "given": text})
            )
        case "date":
            return Fault("xlsx_date", {**where, "given": _date(value, book.from_1904)})
        case "percent":
            return Fault("xlsx_percent", {**where, "given": text, "shown": plain(value * 100)})
        case "scaled":
            shown = plain(value.scaleb(-3 * number_format.scale(code)))
            return Fault("xlsx_scaled", {**where, "given": text, "shown": shown, "format": code[:40]})
        case "sign":
            return Fault("xlsx_sign", {**where, "given": text, "format": code[:40]})
        case _:
            return Fault("xlsx_hidden_value", {**where, "given": text, "format": code[:40]})


def _effect(number: int, code: str, value: Decimal) -> str:
    if code:
        return number_format.effect(code, value)
    return "date" if number in number_format.DATES else "percent" if number in number_format.PERCENTS else ""


def decimal_text(stored: str) -> str | None:
    """A stored number as the shortest decimal that means the same; None where Excel cannot show all of its digits.

    A stored number is binary. Of a computed one, the binary remainder that Excel never shows is left out as Excel does.

    >>> [decimal_text(text) for text in ("99.93000000000001", "1E-10", "11006326346.12", "3.9049999999999")]
    ['99.93', '0.0000000001', '11006326346.12', '3.9049999999999']
    >>> decimal_text("0.30000000000000004"), decimal_text("12345678901234567"), decimal_text("1234567890123.456")
    ('0.3', None, None)
    """
    if not _NUMBER.fullmatch(stored):
        return None
    number = float(stored)
    if math.isinf(number):
        return None
    exact = Decimal(repr(number))
    if _significant(exact) > KEPT:
        exact = Decimal(f"{number:.{KEPT}g}")
        if _significant(exact) > _NOISE:
            return None
    if _WRITTEN_WHOLE.fullmatch(stored) and Decimal(stored) != exact:
        return None
    return plain(exact)


def _significant(value: Decimal) -> int:
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros that say nothing.

    >>> plain(Decimal("1E+2")), plain(Decimal("-0.50")), plain(Decimal("-0"))
    ('100', '-0.5', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _date(value: Decimal, from_1904: bool) -> str:
    """The day of a serial number; of a mere time of day, and of what is no day, the number itself."""
    days = int(value)
    if not 1 <= days < 2_958_466:
        return plain(value)
    if from_1904:
        return str(date(1904, 1, 1) + timedelta(days))
    return str(date(1899, 12, 30 if days > 60 else 31) + timedelta(days))  # Excel's 1900 has a 29 February
