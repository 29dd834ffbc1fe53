"""A file of a spreadsheet as blocks of texts: the sheets of a workbook, or the one of a CSV file."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lkjip.errors import Issue, Location, UserError
from lkjip.inputs.excel import workbook as excel
from lkjip.inputs.excel.meaning import Fault, meaning
from lkjip.inputs.excel.parts import Unreadable

_ROWS, _COLUMNS = 100_000, 2_000  # that are looked at


@dataclass(frozen=True, slots=True)
class Text:
    """A cell of a block."""

    text: str
    exact: bool = False


Block = Sequence[Sequence[Text]]


def from_file(name: str, content: bytes) -> list[list[list[Text]]]:
    """The sheets of an uploaded workbook, or the one of a CSV file; line n of a sheet is its row n + 1.

    Raises:
        UserError: it is neither, or cannot be read.
    """
    if content.startswith((b"PK", b"\xd0\xcf")):
        return _workbook(name, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError([Issue("not_utf8", Location(name, 1), {})]) from None
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    return [[[Text(cell.strip()) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]]


def _workbook(name: str, content: bytes) -> list[list[list[Text]]]:
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        path = Path(folder) / "unggahan.xlsx"
        path.write_bytes(content)
        try:
            book = excel.read(path)
        except Unreadable as error:
            raise UserError([Issue(error.code, Location(name), error.values)]) from None
    issues: list[Issue] = []
    sheets = []
    for sheet in book.sheets:
        rows: list[list[Text]] = []
        for row in range(1, min(max(sheet.rows, default=0), _ROWS) + 1):
            cells = sheet.rows.get(row, {})
            line = []
            for column in range(1, min(max(cells, default=0), _COLUMNS) + 1):
                found = meaning(cells[column], book) if column in cells else ""
                if isinstance(found, Fault):
                    issues.append(Issue(found.code, Location(name, row, column), {**found.values}))
                    found = ""
                line.append(Text(found.strip(), column in cells and cells[column].kind == "n"))
            rows.append(line)
        sheets.append(rows)
    if issues:
        raise UserError(issues)
    return sheets
