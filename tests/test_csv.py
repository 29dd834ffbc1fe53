"""CSV files: every row keeps the line of the file on which it begins; what spreadsheets leave behind is told once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lkjip.errors import Location
from lkjip.inputs.numerals import readings
from lkjip.inputs.sources import LONGEST
from lkjip.rules.model import Column
from one_table import HEADER, read, refused

HEAD = ",".join(map(str, HEADER)) + "\n"


def csv(folder: Path, content: str | bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (HEAD + "1,2.5,10,a\n2,,20,\n", (2, 3)),
        (HEAD + '1,2.5,10,"a"\n2,,20,\n', (2, 3)),
        (HEAD + '1,2.5,10,"a\nb"\n2,,20,\n', (2, 4)),
        (HEAD + '1,"2.5\n\n",10,a\r\n2,,20,\r\n', (2, 5)),
        (HEAD + '"1","2.5","10","a, b"\n2,,20,""', (2, 3)),
        ('"bulan" , nilai,"orang",catatan\r\n1,2.5,10,"a ""b"""\r\n2,,20,\r\n', (2, 3)),
        ("\ufeff" + HEAD + "1,2.5,10,a\n2,,20,", (2, 3)),
        ("\ufeff" + HEAD + '1,2.5,10,"a"\n2,,20,', (2, 3)),
        (HEAD + f'1,2.5,10,"{"x" * LONGEST}"\n2,,20,\n', (2, 3)),
        (HEAD + f"1,2.5,10,{'x' * LONGEST}\n2,,20,\n", (2, 3)),
        ("catatan,orang,nilai,bulan\na,10,2.5,1\n,20,,2\n", (2, 3)),
    ],
    ids=[
        "plain",
        "quoted",
        "lines in a cell",
        "lines in a number",
        "comma",
        "quoted header",
        "bom",
        "bom and quotes",
        "long quoted",
        "long",
        "other order",
    ],
)
def test_rows_keep_their_lines(content: str, lines: tuple[int, int], tmp_path: Path) -> None:
    rows, issues = read(csv(tmp_path, content))
    assert issues == []
    shown = [(line, bulan, (nilai or "").strip(), orang) for line, bulan, nilai, orang, _ in rows]
    assert shown == [(lines[0], "1", "2.5", "10"), (lines[1], "2", "", "20")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("sep=,\n" + HEAD + "1,2,3,a\n", [("csv_separator_line", 1, 0)]),
        ("sep=;\r\nbulan;nilai;orang;catatan\r\n", [("csv_separator_line", 1, 0)]),
        ('"sep=,"\n' + HEAD, [("csv_separator_line", 1, 0)]),
        ("\ufeffSEP=\t\n" + HEAD, [("csv_separator_line", 1, 0)]),
        (HEAD.replace(",", ";") + "1;2;3;a\n", [("csv_separator", 1, 0)]),
        (HEAD.replace(",", "\t") + "1\t2\t3\ta\n", [("csv_separator", 1, 0)]),
        (HEAD.replace(",", "|") + "1|2|3|a\n", [("csv_separator", 1, 0)]),
        (HEAD.replace("\n", "\r") + "1,2,3,a\r2,2,3,a\r", [("csv_line_ends", 1, 0)]),
        (HEAD + "1,2,3,a\r2,2,3,a\n", [("csv_line_ends", 2, 0)]),
        (HEAD + "1,2,3,a\r\r\n", [("csv_line_ends", 2, 0)]),
        (HEAD + "1,3.90\r5,,\n", [("csv_line_ends", 2, 0)]),
        (HEAD + '1,2,3,"a\rb"\n', [("csv_line_ends", 2, 0)]),
        (HEAD + "1,2,3,a\n,,,\n,,,\n,,,\n", [("csv_blank_rows", 3, 0)]),
        (HEAD + "1,2,3,a\n\n\n", [("csv_blank_rows", 3, 0)]),
        (HEAD + "1,2,3,a\n\n2,2,3,a\n", [("csv_blank_rows", 3, 0)]),
        (HEAD + '1,2,3,a\n"","", ,\n', [("csv_blank_rows", 3, 0)]),
        (HEAD + "1,2,3,a\n,,,,,\n", [("csv_empty_columns", 3, 0)]),
        (HEAD.strip() + ",,\n1,2,3,a,,\n2,2,3,a,,\n", [("csv_empty_columns", 1, 0)]),
        (HEAD + "1,2,3,a,\n2,2,3,a,\n", [("csv_empty_columns", 2, 0)]),
        (HEAD + "1,2,3,a\n2,2,3,a,,,\n", [("csv_empty_columns", 3, 0)]),
        (HEAD.strip() + ",\n1,2,3,a,x\n", [("unknown_column_in_table", 1, 0)]),
        (HEAD + '1,"2\n",3,a\n2,3.95,4\n3,4,5,b\n', [("row_fields", 4, 0)]),
        (HEAD + "1,2,3\n2,2,3,a,b\n", [("row_fields", 2, 0), ("row_fields", 3, 0)]),
        (HEAD + "1,2,3,a,b\n2,2,3\n", [("row_fields", 2, 0), ("row_fields", 3, 0)]),
        (HEAD + "1\n", [("row_fields", 2, 0)]),
        (HEAD + "1,2,3\n" * 30, [*(("row_fields", n, 0) for n in range(2, 22)), ("more_like_this", 22, 0)]),
        (HEAD + f"1,2,3,{'x' * (LONGEST + 1)}\n", [("cell_too_long", 2, 0)]),
        (HEAD + f'1,2,3,"{"x" * 140_000}"\n', [("cell_too_long", 2, 0)]),
        (HEAD + '1,2,3,"' + "4,5,6,b\n" * 40_000, [("csv_quote", 2, 0)]),
        (HEAD + '1,2,3,a"b\n', [("csv_quote", 2, 0)]),
        (HEAD + '1,2,3,"a"b\n', [("csv_quote", 2, 0)]),
        (HEAD + '1,"x\ny",3,"a\n', [("csv_quote", 3, 0)]),
        ("", [("table_empty", 0, 0)]),
        ("\n\n", [("table_empty", 0, 0)]),
        ("\ufeff", [("table_empty", 0, 0)]),
        ((HEAD + "1,2,3,a\n").encode("utf-16"), [("not_utf8", 1, 0)]),
        ((HEAD + "1,2,3,caf\u00e9\n").encode("latin-1"), [("not_utf8", 2, 0)]),
        ((HEAD + '1,2,3,"caf\u00e9"\n').encode("latin-1"), [("not_utf8", 2, 0)]),
        (HEAD.replace("orang", "orng") + "1,2,3,a\n", [("missing_column", 1, 0), ("unknown_column_in_table", 1, 0)]),
        ("Survei 2023\n\n" + HEAD + "1,2,3,a\n", [("missing_column", 1, 0)] * 4 + [("unknown_column_in_table", 1, 0)]),
    ],
)
def test_what_is_refused_once_with_its_remedy(
    content: str | bytes, found: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    assert refused(csv(tmp_path, content)) == found


TEXTS = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("123"), TEXTS, TEXTS, TEXTS), min_size=1, max_size=6))
def test_whatever_python_writes_is_read_as_it_was(tmp_path: Path, cells: list[tuple[str, str, str, str]]) -> None:
    """An independent writer: Python's own, which quotes where it must. Lines are counted by hand."""
    import csv as python_csv
    import io

    out = io.StringIO()
    python_csv.writer(out, lineterminator="\n").writerows([HEADER, *cells])
    rows, issues = read(csv(tmp_path, out.getvalue()))
    assert issues == []
    assert [tuple(value or "" for value in row[1:]) for row in rows] == cells
    line, lines = 2, []
    for row in cells:
        lines.append(line)
        line += 1 + sum(value.count("\n") for value in row)
    assert [row[0] for row in rows] == lines


AMOUNT, TENTHS, EXACT, SHARE = (
    Column("x", "X", "decimal", Location("t"), decimals=decimals, minimum=low, maximum=high)
    for decimals, low, high in ((0, None, None), (1, None, None), (3, None, None), (2, Fraction(1), Fraction(4)))
)


@pytest.mark.parametrize(
    ("text", "column", "meant"),
    [
        ("19,433,300,000", AMOUNT, ["19433300000"]),
        ("19.433.300.000", AMOUNT, ["19433300000"]),
        ("19 433 300 000", AMOUNT, ["19433300000"]),
        ("19\u00a0433\u00a0300", AMOUNT, ["19433300"]),
        ("1'000", AMOUNT, ["1000"]),
        ("19.433.300,00", AMOUNT, ["19433300"]),
        ("19,433,300.00", AMOUNT, ["19433300"]),
        ("19.433.300,50", AMOUNT, []),
        ("19.433.300,5", TENTHS, ["19433300.5"]),
        ("1,234", AMOUNT, ["1234"]),
        ("1,234", TENTHS, ["1234"]),
        ("1,234", EXACT, ["1234", "1.234"]),
        ("1.234,567", EXACT, ["1234.567"]),
        ("3,95", SHARE, ["3.95"]),
        ("3,950", SHARE, ["3.95"]),
        ("76,61", SHARE, ["76.61"]),  # out of range, but that is what it says
        ("1,25", AMOUNT, []),
        ("Rp 12.500", AMOUNT, ["12500"]),
        ("Rp12.500,-", AMOUNT, ["12500"]),
        ("Rp. 12.500,00", AMOUNT, ["12500"]),
        ("IDR 12,500", AMOUNT, ["12500"]),
        ("(12.500)", AMOUNT, ["-12500"]),
        ("-12.500.000", AMOUNT, ["-12500000"]),
        ("\u221212.500", AMOUNT, ["-12500"]),
        ("1.23.456", AMOUNT, []),
        ("12,34,567", AMOUNT, []),
        ("1e3", AMOUNT, []),
        ("dua", AMOUNT, []),
        ("-", AMOUNT, []),
        ("", AMOUNT, []),
        ("1" * 5000, AMOUNT, []),
        ("\u0661\u0662", AMOUNT, []),
    ],
)
def test_the_advice_for_a_number_is_one_that_is_accepted(text: str, column: Column, meant: list[str]) -> None:
    assert readings(text, column) == meant
