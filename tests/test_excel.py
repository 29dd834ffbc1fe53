"""Workbooks: every cell is read as Excel shows it means it, exactly, or refused at the cell.

What Excel shows for a value and a format was taken from its own documentation of number formats and of its 15 digits.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from one_table import HEADER, read, refused
from workbooks import Sheet, cell, grid, merged, row, write


def one(path: Path, value: str, formats: list[str | int] | None = None, strings: str = "", book: str = "") -> Path:
    """A workbook in which B2 is the cell given and all others are plain."""
    head = grid([HEADER])
    rest = row(2, cell("A2", 1), value, cell("C2", 10), cell("D2", "x"))
    return write(path, Sheet(head + rest), formats=formats or [], strings=strings, book=book)


# Numbers: what is stored, what it means. Excel shows at most 15 significant digits.

EXACT = {
    "3.9049999999999": "3.9049999999999",
    "1E-10": "0.0000000001",
    "99.9999999999": "99.9999999999",
    "0.123456789012": "0.123456789012",
    "11006326346.12": "11006326346.12",
    "99.93000000000001": "99.93",
    "0.30000000000000004": "0.3",  # =0.1+0.2 shows 0.3 at every width
    "3.9099999999999997": "3.91",
    "4.1000000000000005": "4.1",
    "1.0": "1",
    "3.90": "3.9",
    "-0": "0",
    "-12.5": "-12.5",
    "1E+2": "100",
    "1.5e3": "1500",
    "+7": "7",
    ".5": "0.5",
    "100000000000000": "100000000000000",
    "999999999999999": "999999999999999",
    "1000000000000000": "1000000000000000",
    "  5  ": "5",
}


@pytest.mark.parametrize(("stored", "text"), EXACT.items())
def test_a_number_is_read_exactly(stored: str, text: str, tmp_path: Path) -> None:
    rows, issues = read(one(tmp_path / "t.xlsx", cell("B2", stored, kind="n")))
    assert (rows, issues) == ([(2, "1", text, "10", "x")], [])


@pytest.mark.parametrize(
    "stored",
    [
        "12345678901234567",
        "99999999999999999",
        "1234567890123456",
        "1234567890123.456",
        "3.14159265358979",
        "2.7182818284590451",
        "1e999",
        "NaN",
        "INF",
        "0x10",
        "1,5",
        "²",
        "1_000",
        "",
        "9" * 5000,
    ],
)
def test_a_number_that_excel_does_not_keep_is_refused(stored: str, tmp_path: Path) -> None:
    path = one(tmp_path / "t.xlsx", cell("B2", stored, kind="n"))
    if stored == "":
        assert read(path)[0] == [(2, "1", None, "10", "x")]
    elif stored == "3.14159265358979":  # 15 digits are kept
        assert read(path)[0][0][2] == stored
    else:
        assert refused(path) == [("xlsx_digits", 2, 2)]


# Number formats: style 1 is the format. What is shown is still the number, or it is refused.

SHOWN_AS_IT_IS: list[tuple[str | int, str, str]] = [
    ("General", "0.99", "0.99"),
    (2, "3.905", "3.905"),  # 0.00 rounds only what is shown
    (4, "1234.5", "1234.5"),
    (11, "12500", "12500"),  # 0.00E+00
    (12, "0.5", "0.5"),  # # ?/?
    (38, "-5", "-5"),  # #,##0;[Red]-#,##0
    (41, "12", "12"),  # accounting
    (49, "7", "7"),  # text
    ("#,##0", "12500", "12500"),
    ("#,##0.00", "12500.5", "12500.5"),
    ('"Rp"#,##0', "12500", "12500"),
    ("[$Rp-421]#,##0.00", "12500", "12500"),
    ('[$Rp-421]* #,##0_-;\\-[$Rp-421]* #,##0_-;_-[$Rp-421]* "-"_-;_-@_-', "0", "0"),
    ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "0", "0"),
    ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-4", "-4"),
    ("#,##0_);(#,##0)", "-4", "-4"),
    ("#,##0;[Red]#,##0", "-4", "-4"),
    ('0" orang"', "12", "12"),
    ("0\\ \\o\\r\\a\\n\\g", "12", "12"),
    ('0"%"', "99", "99"),  # a per cent sign that is only written beside it
    ("000", "7", "7"),
    ("0;-0", "-3", "-3"),
    ("[<1]0.00;0", "5", "5"),
    ("[Blue]0.00", "5", "5"),
    ('"hari ke-"0', "5", "5"),  # letters of dates in quotes are none
]


@pytest.mark.parametrize(("format_", "stored", "text"), SHOWN_AS_IT_IS)
def test_a_format_that_changes_only_looks(format_: str | int, stored: str, text: str, tmp_path: Path) -> None:
    rows, issues = read(one(tmp_path / "t.xlsx", cell("B2", stored, 1, "n"), [format_]))
    assert ([r[2] for r in rows], issues) == ([text], [])


REFUSED_FORMATS: list[tuple[str | int, str, str, str]] = [
    (9, "0.99", "xlsx_percent", "99%"),
    (10, "0.9993", "xlsx_percent", "99.93%"),
    ("0.0%", "1.2031", "xlsx_percent", "120.31%"),
    ("0.00 %", "0.5", "xlsx_percent", "50%"),
    ('#,##0,"rb"', "12500", "xlsx_scaled", "12500"),
    ("0.0,,", "1250000", "xlsx_scaled", "1250000"),
    ("#,##0,", "12500", "xlsx_scaled", "12500"),
    ('0" juta"', "5", "xlsx_scaled", "5"),
    ("[>=1000]#,##0,;0", "12500", "xlsx_scaled", "12500"),
    (14, "45291", "xlsx_date", "2023-12-31"),
    (22, "45291.5", "xlsx_date", "2023-12-31"),
    ("dd/mm/yyyy", "45291", "xlsx_date", "2023-12-31"),
    ("[$-421]d mmmm yyyy;@", "45291", "xlsx_date", "2023-12-31"),
    ("mmm", "1", "xlsx_date", "1900-01-01"),
    ("[h]:mm", "0.5", "xlsx_date", "0.5"),
    (46, "1.5", "xlsx_date", "1900-01-01"),
    (";;;", "5", "xlsx_hidden_value", "5"),
    ("0;-0;;@", "0", "xlsx_hidden_value", "0"),
    ('"ada"', "5", "xlsx_hidden_value", "5"),
    ("0;0", "-5", "xlsx_sign", "-5"),
    ("#,##0;#,##0", "-5", "xlsx_sign", "-5"),
]


@pytest.mark.parametrize(("format_", "stored", "code", "shown"), REFUSED_FORMATS)
def test_a_format_that_changes_the_number(format_: str | int, stored: str, code: str, shown: str, tmp_path: Path) -> None:
    path = one(tmp_path / "t.xlsx", cell("B2", stored, 1, "n"), [format_])
    assert refused(path) == [(code, 2, 2)]
    (issue,) = read(path)[1]
    assert shown in issue.message
    assert "B2" in issue.message


def test_dates_from_1904(tmp_path: Path) -> None:
    path = one(tmp_path / "t.xlsx", cell("B2", "43829", 1, "n"), [14], book='<workbookPr date1904="1"/>')
    (issue,) = read(path)[1]
    assert "2023-12-31" in issue.message


# Other kinds of cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (cell("B2", "3.95"), "3.95"),
        (cell("B2", "3,95"), "3,95"),  # refused later, as in CSV
        (cell("B2", " 3.95 "), " 3.95 "),
        (cell("B2", "0", kind="s"), "3.9"),
        (cell("B2", "1", kind="s"), "3.95"),
        (cell("B2", "2", kind="s"), "baris\rdua"),
        (cell("B2", "5", kind="str", formula="TEXT(5)"), "5"),
        (cell("B2", "", kind="str", formula='IF(A1="","",1)'), None),
        (cell("B2", "98.5", kind="n", formula="SUM(A1:A3)"), "98.5"),
        (cell("B2", None, 1), None),
        ("", None),
    ],
    ids=[
        "inline",
        "comma",
        "spaces",
        "shared",
        "rich",
        "escaped",
        "formula text",
        "formula empty",
        "formula",
        "format",
        "none",
    ],
)
def test_kinds_of_cells(value: str, text: str | None, tmp_path: Path) -> None:
    strings = (
        "<si><t>3.9</t></si><si><r><t>3</t></r><r><t>.95</t></r><rPh><t>tiga</t></rPh></si><si><t>baris_x000D_dua</t></si>"
    )
    rows, issues = read(one(tmp_path / "t.xlsx", value, [9], strings=strings))
    assert ([(r[2] or None) for r in rows], issues) == ([text], [])


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"])
def test_errors_of_excel_are_no_missing_values(error: str, tmp_path: Path) -> None:
    for formula in ("", "1/0"):
        path = one(tmp_path / "t.xlsx", cell("B2", error, kind="e", formula=formula))
        assert refused(path) == [("xlsx_error", 2, 2)]
        assert error in read(path)[1][0].message


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (cell("B2", None, formula="1+1"), "xlsx_formula"),
        (cell("B2", "", kind="n", formula="1+1"), "xlsx_formula"),
        (cell("B2", None, kind="str", formula="A1"), "xlsx_formula"),
        ('<c r="B2"><f t="shared" si="0"/></c>', "xlsx_formula"),
        (cell("B2", "1", kind="b"), "xlsx_boolean"),
        (cell("B2", "0", kind="b", formula="A1=2"), "xlsx_boolean"),
        (cell("B2", "2023-12-31T00:00:00", kind="d"), "xlsx_date"),
    ],
)
def test_cells_without_a_value(value: str, code: str, tmp_path: Path) -> None:
    assert refused(one(tmp_path / "t.xlsx", value)) == [(code, 2, 2)]


def test_a_stored_zero_of_a_formula_that_waits_to_be_computed(tmp_path: Path) -> None:
    """Programs that write workbooks without computing store 0 and ask Excel to compute on opening."""
    waiting = '<calcPr calcId="1" fullCalcOnLoad="1"/>'
    zero, other = (cell("B2", value, kind="n", formula="C2*2") for value in ("0", "20"))
    assert refused(one(tmp_path / "a.xlsx", zero, book=waiting)) == [("xlsx_formula", 2, 2)]
    assert read(one(tmp_path / "b.xlsx", other, book=waiting))[0][0][2] == "20"
    assert read(one(tmp_path / "c.xlsx", zero))[0][0][2] == "0"
    assert read(one(tmp_path / "d.xlsx", cell("B2", "0", kind="n"), book=waiting))[0][0][2] == "0"


@pytest.mark.parametrize(
    ("value", "formats", "text"),
    [
        (cell("D2", 425211), [], "425211"),
        (cell("D2", "425211", 1, "n"), ["General"], "425211"),  # as LibreOffice writes it
        (cell("D2", "425211", 1, "n"), ["GENERAL"], "425211"),
        (cell("D2", "425211", 1, "n"), ["0"], "425211"),
        (cell("D2", "425211", 1, "n"), ["@"], "425211"),
        (cell("D2", "5.10"), [], "5.10"),
        (cell("D2", "x" * 32_767), [], "x" * 32_767),
        (cell("D2", "7", 1, "n"), ["000"], None),
        (cell("D2", "5.1", kind="n"), [], None),
        (cell("D2", "12500", 1, "n"), ["#,##0"], None),
    ],
)
def test_numbers_among_texts(value: str, formats: list[str | int], text: str | None, tmp_path: Path) -> None:
    """A text column takes a number only where nothing of how it was written can be lost."""
    path = write(tmp_path / "t.xlsx", Sheet(grid([HEADER]) + row(2, cell("A2", 1), cell("C2", 3), value)), formats=formats)
    if text is None:
        assert refused(path) == [("xlsx_text_number", 2, 4)]
    else:
        assert read(path)[0] == [(2, "1", None, "3", text)]


def test_a_text_longer_than_a_cell_can_be(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", Sheet(grid([HEADER, [1, 2, 3, "x" * 32_768]])))
    assert refused(path) == [("cell_too_long", 2, 4)]


# Where the table stands

PLAIN: list[list[object]] = [[1, 2.5, 10, "a"], [2, None, 20, None]]
HIDDEN = '<cols><col min="2" max="2" hidden="1"/></cols>'
READ = [("1", "2.5", "10", "a"), ("2", None, "20", None)]


@pytest.mark.parametrize(
    ("sheet", "lines"),
    [
        (Sheet(grid([HEADER, *PLAIN])), (2, 3)),
        (Sheet(grid([HEADER, *PLAIN], first=3, letter="B")), (4, 5)),
        (Sheet(grid([["Survei 2023"], ["Sumber", "SKM"], [None], HEADER, *PLAIN])), (5, 6)),
        (Sheet(grid([["bulan", "ini"], HEADER, *PLAIN])), (3, 4)),
        (Sheet(grid([[" bulan", "nilai ", "\torang", "catatan\u00a0"], *PLAIN])), (2, 3)),
        (Sheet(grid([HEADER, PLAIN[0]]) + grid([PLAIN[1]], first=9)), (2, 9)),
        (Sheet(grid([["catatan", "orang", "nilai", "bulan"], *([*r[::-1]] for r in PLAIN)])), (2, 3)),
        (Sheet(grid([HEADER, *PLAIN]) + row(500, cell("XFD500", None, 1))), (2, 3)),
        (Sheet(grid([HEADER, *PLAIN]) + row(1_048_576, cell("XFD1048576", None, 1))), (2, 3)),
        (Sheet(grid([["Survei 2023"], HEADER, *PLAIN]), after=merged("A1:D1")), (3, 4)),
        (Sheet(grid([HEADER, *PLAIN]), after=merged("A9:D9")), (2, 3)),
        (Sheet(grid([HEADER, *PLAIN]), before='<cols><col min="6" max="16384" hidden="1"/></cols>'), (2, 3)),
        (Sheet(grid([HEADER, *PLAIN]) + row(8, cell("A8", None, 1), hidden=True)), (2, 3)),
        (Sheet(re.sub(r' r="[^"]*"', "", grid([HEADER, [1, 2.5, 10, "a"]]))), (2,)),
    ],
    ids=[
        "A1",
        "B3",
        "titles",
        "titles that share a name",
        "blanks in the header",
        "gap",
        "other order",
        "far right",
        "last cell",
        "merged title",
        "merged below",
        "hidden beside",
        "hidden empty row",
        "no places",
    ],
)
def test_where_a_table_stands(sheet: Sheet, lines: tuple[int, ...], tmp_path: Path) -> None:
    rows, issues = read(write(tmp_path / "t.xlsx", sheet, formats=["0.00"]))
    assert issues == []
    assert rows == [(line, *cells) for line, cells in zip(lines, READ, strict=False)]


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        (Sheet(grid([HEADER, *PLAIN]), after=merged("A2:A3")), [("xlsx_merged", 2, 1)]),
        (Sheet(grid([HEADER, *PLAIN]), after=merged("A1:B1")), [("xlsx_merged", 1, 1)]),
        (Sheet(grid([HEADER, *PLAIN]), after=merged("D3:F3")), [("xlsx_merged", 3, 4)]),
        (Sheet(grid([HEADER, PLAIN[0]]) + row(3, cell("A3", 2), cell("C3", 20), hidden=True)), [("xlsx_hidden_row", 3, 0)]),
        (Sheet(grid([HEADER, *PLAIN]), before=HIDDEN), [("xlsx_hidden_column", 1, 2)]),
        (Sheet(grid([HEADER, [1, 2, 3, "a", "jumlah"]])), [("xlsx_stray", 2, 5)]),
        (Sheet(grid([HEADER, [1, 2, 3, "a"], [None, None, None, None, None, 7]])), [("xlsx_stray", 3, 6)]),
        (
            Sheet(grid([["bulan", "nilai", "respoden", "catatan"], *PLAIN])),
            [("missing_column", 1, 0), ("unknown_column_in_table", 1, 0)],
        ),
        (Sheet(grid([["Judul"], ["bulan", "nilai", "orang"], [1, 2, 3]])), [("missing_column", 2, 0)]),
        (Sheet(grid([["bulan", "nilai", "orang", "catatan", "orang"], [1, 2, 3, "a", 4]])), [("duplicate_column", 1, 0)]),
        (Sheet(""), [("table_empty", 0, 0)]),
        (Sheet(grid([HEADER, *PLAIN]), state="hidden"), [("xlsx_hidden_sheets", 0, 0)]),
    ],
    ids=[
        "merged keys",
        "merged header",
        "merged to the right",
        "hidden row",
        "hidden column",
        "note beside",
        "note below",
        "typo",
        "title and lacking column",
        "twice",
        "empty",
        "hidden sheet",
    ],
)
def test_what_cannot_be_a_table(sheet: Sheet, found: list[tuple[str, int, int]], tmp_path: Path) -> None:
    assert refused(write(tmp_path / "t.xlsx", sheet)) == found


# Sheets

OTHER = Sheet(grid([["Petunjuk"], ["Isi lembar Data"]]), "Petunjuk")
OLD = grid([HEADER, [1, 9, 9, "lama"]])


@pytest.mark.parametrize(
    "sheets",
    [
        (Sheet(OLD, "Lama", "hidden"), Sheet(grid([HEADER, *PLAIN]))),
        (Sheet(OLD, "Lama", "veryHidden"), Sheet(grid([HEADER, *PLAIN]))),
        (OTHER, Sheet(grid([HEADER, *PLAIN]))),
        (Sheet(grid([HEADER, *PLAIN])), OTHER),
        (Sheet(OLD, "2022"), Sheet(grid([HEADER, *PLAIN]), "t")),
        (Sheet("", "Kosong"), Sheet(grid([HEADER, *PLAIN]))),
    ],
    ids=["hidden", "very hidden", "notes first", "notes last", "named", "empty first"],
)
def test_the_sheet_with_the_table(sheets: tuple[Sheet, ...], tmp_path: Path) -> None:
    rows, issues = read(write(tmp_path / "t.xlsx", *sheets))
    assert ([r[1:] for r in rows], issues) == (READ, [])


def test_two_sheets_with_the_table(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", Sheet(OLD, "2022"), Sheet(grid([HEADER, *PLAIN]), "2023"))
    assert refused(path) == [("xlsx_sheets", 0, 0)]
    assert "2022, 2023" in read(path)[1][0].message


# Files that are none, or worse

GOOD = Sheet(grid([HEADER, *PLAIN]))
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'
PART = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{GOOD.rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/worksheets/sheet1.xml": DOCTYPE + PART}, "xlsx_doctype"),
        ({"xl/workbook.xml": DOCTYPE + "<workbook/>"}, "xlsx_doctype"),
        ({"xl/vbaProject.bin": b"x"}, "xlsx_macro"),
        ({"xl/media/image1.png": b"\0" * 20_000_000}, "xlsx_bomb"),
        ({"xl/worksheets/sheet1.xml": PART.replace("</row>", "", 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('r="A2"', 'r="ZZZ2"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('r="A2"', 'r="A9"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('r="C2"', 'r="B2"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('<row r="3"', '<row r="2"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('<row r="3"', '<row r="99999999"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": PART.replace('r="A2"', 'r="A2" t="s"', 1)}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": b'<?xml version="1.0" encoding="UTF-9"?>' + PART.encode()}, "xlsx_damaged"),
        ({"xl/worksheets/sheet1.xml": b"\xff" + PART.encode()}, "xlsx_damaged"),
        ({"xl/workbook.bin": b"x"}, "xlsx_foreign"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "xlsx_foreign"),
        ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "table_empty"),
        ({"XL/Workbook.xml": "<workbook/>"}, "xlsx_damaged"),
    ],
    ids=[
        "doctype",
        "doctype in the book",
        "macro",
        "bomb",
        "xml",
        "place",
        "wrong row",
        "twice",
        "rows back",
        "row far",
        "shared text",
        "encoding",
        "bytes",
        "xlsb",
        "ods",
        "no links",
        "part twice",
    ],
)
def test_damaged_and_hostile_files(parts: dict[str, str | bytes], code: str, tmp_path: Path) -> None:
    assert [found[0] for found in refused(write(tmp_path / "t.xlsx", GOOD, parts=parts))] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xlsx_locked"),
        (b"bulan,nilai\n1,2\n", "xlsx_foreign"),
        (b"\xef\xbb\xbf<html><table></table></html>", "xlsx_foreign"),
        (b"", "xlsx_foreign"),
        (b"PK\x03\x04 broken off", "xlsx_damaged"),
        (b"\0" * 100, "xlsx_foreign"),
    ],
    ids=["old or locked", "csv", "html", "nothing", "broken off", "zeros"],
)
def test_files_that_only_have_the_name(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    assert refused(path) == [(code, 0, 0)]


def test_a_size_that_lies(tmp_path: Path) -> None:
    """The declared size is smaller than what a part unpacks to: no more than that is read, and the file is refused."""
    path = write(tmp_path / "t.xlsx", GOOD)
    content = bytearray(path.read_bytes())
    where = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # of the central directory
    content[where : where + 4] = (40).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    assert refused(path) == [("xlsx_damaged", 0, 0)]


def test_other_editions_of_the_format(tmp_path: Path) -> None:
    """Prefixes, the strict edition's namespaces and UTF-16 change nothing."""
    prefixed = re.sub(r"<(/?)(\w)", r"<\1x:\2", PART).replace("xmlns=", "xmlns:x=")
    strict = PART.replace("schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main")
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + PART).encode("utf-16")
    for part in (prefixed, strict, wide):
        rows, issues = read(write(tmp_path / "t.xlsx", GOOD, parts={"xl/worksheets/sheet1.xml": part}))
        assert ([r[1:] for r in rows], issues) == (READ, [])


def test_many_refusals_are_counted(tmp_path: Path) -> None:
    rows = "".join(row(n, cell(f"A{n}", 1), cell(f"B{n}", "#N/A", kind="e"), cell(f"C{n}", 3)) for n in range(2, 102))
    found = refused(write(tmp_path / "t.xlsx", Sheet(grid([HEADER]) + rows)))
    assert found == [("xlsx_error", n, 2) for n in range(2, 22)] + [("more_like_this", 22, 2)]


def test_a_sheet_of_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lkjip.inputs.excel.sheet.MAX_CELLS", 7)
    assert refused(write(tmp_path / "t.xlsx", GOOD)) == [("xlsx_large", 0, 0)]
    monkeypatch.setattr("lkjip.inputs.excel.sheet.MAX_CELLS", 10)
    assert read(write(tmp_path / "t.xlsx", GOOD))[1] == []
