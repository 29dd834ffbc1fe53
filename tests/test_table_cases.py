"""Files as offices send them, in place of a table: each is read as it is meant, or told once with its remedy."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
import xlsxwriter

import lkjip
from lkjip.errors import Issue
from lkjip.project import Project

ROOT = Path(__file__).parents[1]
FILES = Path(__file__).parent / "table_cases"
OFFICE = "data/2023/kanim-jember"


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of the project's rules, tables and archives."""
    for name in ("rules", "data", "archive"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def put(real: Path, file: str, table: str) -> Project:
    """The project with a file in place of a table."""
    (real / OFFICE / f"{table}.csv").unlink()
    shutil.copy(FILES / file, real / OFFICE / f"{table}{Path(file).suffix}")
    return lkjip.load(real, 2023)


def errors(project: Project) -> list[Issue]:
    return [issue for issue in project.check() if issue.level == "error"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("file", "table", "code", "place", "said"),
    [
        ("x05_percent.xlsx", "smart", "xlsx_percent", ":2:1", "write 99."),
        ("x06_error_na.xlsx", "e_monev", "xlsx_error", ":2:2", "holds the Excel error #N/A"),
        ("x03b_formula_nocache_emptycol.xlsx", "e_monev", "xlsx_formula", ":2:2", "Open the file in Excel and save it"),
        (
            "x26_ole_password.xlsx",
            "skm_responden",
            "xlsx_locked",
            "",
            "locked with a password, or is in the old Excel format",
        ),
        ("c12c_thousand_comma_quoted.csv", "pnbp", "number_notation", ":2", "Write 19433300000:"),
        ("c06_trailing_blank_rows.csv", "skm_responden", "csv_blank_rows", ":14", "Delete these rows"),
        ("c03_sep_line.csv", "skm_responden", "csv_separator_line", ":1", "Delete the line sep=,"),
        ("c04_cr_only.csv", "skm_responden", "csv_line_ends", ":1", "CSV UTF-8"),
    ],
)
def test_one_message_that_names_the_remedy(real: Path, file: str, table: str, code: str, place: str, said: str) -> None:
    (issue,) = errors(put(real, file, table))
    assert (issue.code, str(issue.location)) == (code, f"{OFFICE}/{table}{Path(file).suffix}{place}")
    assert said in f"{issue.message} {issue.hint}"


def test_of_a_hidden_first_sheet_and_a_visible_one_the_visible_one_is_read(real: Path) -> None:
    figures = put(real, "x04_hidden_first.xlsx", "smart").evaluate()
    assert figures.all("smart.nilai_komponen")[0].value != "80.50"
    assert not errors(lkjip.load(real, 2023))


def test_traces_name_the_rows_of_the_sheet(real: Path) -> None:
    project = put(real, "x08_title_rows.xlsx", "skm_responden")
    trace = project.explain("ikm.responden")
    places = {str(part.location) for part in trace.parts}
    assert places == {f"{OFFICE}/skm_responden.xlsx:{row}" for row in range(4, 16)}


def test_a_header_with_blanks_reads_as_in_csv(real: Path) -> None:
    wanted = lkjip.load(ROOT, 2023).evaluate()["ikm.realisasi"]
    assert put(real, "x23b_header_space.xlsx", "skm_responden").evaluate()["ikm.realisasi"] == wanted


# A table t (bulan, nilai, orang) in the tiny project

RULE = """\
table: t
title: Tabel uji
source: {system: Uji}
keys: [bulan]
columns:
  nilai: {title: Nilai, type: decimal, decimals: DECIMALS, empty: Tidak ada nilai}
  orang: {title: Orang, type: integer, unit: orang}
"""
MEASURE = """\
id: uji
title: Uji
inputs:
  nilai: {table: t, by: [bulan]}
  orang: {table: t, by: [bulan], unit: orang}
figures:
  per_bulan: {formula: nilai * 1, by: [bulan], title: Nilai}
  jumlah: {formula: sum(orang), title: Jumlah orang}
"""


def with_t(tiny: Path, file: str, decimals: int) -> Project:
    rules = tiny / "rules/2023"
    (rules / "tables/t.yaml").write_text(RULE.replace("DECIMALS", str(decimals)), encoding="utf-8")
    (rules / "measures/uji.yaml").write_text(MEASURE, encoding="utf-8")
    shutil.copy(FILES / file, tiny / f"data/2023/kantor-uji/t{Path(file).suffix}")
    return lkjip.load(tiny, 2023)


def months(project: Project) -> list[str | None]:
    return [value.value for value in project.evaluate().all("uji.per_bulan")]


def test_long_decimals_are_refused_where_they_are_too_long(tiny: Path) -> None:
    """3.9049999999999 has 13 decimals, 1E-10 ten and 99.9999999999 ten; none is rounded to fit."""
    for decimals, lines in ((12, [2]), (10, [2]), (9, [2, 3, 4]), (3, [2, 3, 4])):
        found = errors(with_t(tiny, "xlsx_rounded_to_9_decimals.xlsx", decimals))
        assert [(issue.code, issue.location.line) for issue in found] == [("too_many_decimals", line) for line in lines]


def test_rupiah_with_sen(tiny: Path) -> None:
    assert months(with_t(tiny, "xlsx_rupiah_with_sen_refused.xlsx", 2))[0] == "11006326346.12"


@pytest.mark.parametrize(
    ("file", "code", "place"),
    [
        ("xlsx_error_cell_is_missing.xlsx", "xlsx_error", ":2:2"),
        ("csv_lone_cr_traceback.csv", "csv_line_ends", ":2"),
        ("csv_short_row_after_newline_cell.csv", "row_fields", ":4"),
    ],
)
def test_refused_at_its_place(tiny: Path, file: str, code: str, place: str) -> None:
    (issue,) = errors(with_t(tiny, file, 2))
    assert (issue.code, str(issue.location)) == (code, f"data/2023/kantor-uji/t{Path(file).suffix}{place}")


def test_every_table_as_a_workbook_of_another_writer_gives_the_same_figures(real: Path) -> None:
    """XlsxWriter writes what Excel reads: numbers as numbers, under a title, from B3 on, with formats that only adorn."""
    wanted = lkjip.load(ROOT, 2023).evaluate().frame
    for path in (real / OFFICE).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        book = xlsxwriter.Workbook(path.with_suffix(".xlsx"))
        sheet = book.add_worksheet("Data")
        adorned = [
            book.add_format({"num_format": code}) for code in ("General", "#,##0.00", '"Rp"#,##0', "0.000;[Red]-0.000")
        ]
        sheet.write(0, 0, "Tabel tahun 2023")
        sheet.write_row(2, 1, header)
        for line, cells in enumerate(rows, 3):
            for column, text in enumerate(cells, 1):
                number = re.fullmatch(r"-?\d+(\.\d+)?", text) and header[column - 1] not in (
                    "kode_akun",
                    "keterangan",
                    "catatan",
                )
                if number:
                    sheet.write_number(line, column, float(text), adorned[(line + column) % 4])
                elif text:
                    sheet.write_string(line, column, text)
        sheet.set_column(20, 40, None, adorned[1])
        book.close()
        path.unlink()
    assert lkjip.load(real, 2023).evaluate().frame.equals(wanted)
