"""Exports of other applications by a declared mapping: a workbook as OM-SPAN's, with four heads and four rows an office."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from conftest import ROOT
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import load
from lkjip.workbook.mapped import read

TITLES = (
    "Revisi DIPA",
    "Deviasi Halaman III DIPA",
    "Penyerapan Anggaran",
    "Belanja Kontraktual",
    "Penyelesaian Tagihan",
    "Pengelolaan UP dan TUP",
    "Dispensasi SPM",
    "Capaian Output",
)
VALUES: tuple[float | str, ...] = (100, 92.5, 98.37, "-", 100, 99.13, 100, 100)
CODE = "000000"


def export(
    path: Path, year: int = 2023, values: tuple[float | str, ...] = VALUES, titles: tuple[str, ...] = TITLES, above: int = 0
) -> Path:
    """Four rows of heads with merged cells, then two offices of four rows; `above` moves all of it down."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(above, 0, above, 12, "INDIKATOR PELAKSANAAN ANGGARAN")
    sheet.merge_range(above + 1, 0, above + 1, 12, f"Sampai dengan Desember Tahun Anggaran {year}")
    for column, title in enumerate(("No", "Kode Satker", "Uraian Satker", "Keterangan")):
        sheet.merge_range(above + 2, column, above + 3, column, title)
    sheet.merge_range(above + 2, 4, above + 2, 5, "Kualitas Perencanaan Anggaran")
    sheet.merge_range(above + 2, 6, above + 2, 10, "Kualitas Pelaksanaan Anggaran")
    sheet.write(above + 2, 11, "Kualitas Hasil")
    for column, title in enumerate(titles, 4):
        sheet.write(above + 3, column, title)
    for number, (code, shift) in enumerate((("111111", 1), (CODE, 0))):
        top = above + 4 + 4 * number
        sheet.merge_range(top, 1, top + 3, 1, code)
        for line, kind in enumerate(("Nilai", "Bobot", "Nilai Akhir", "Nilai Aspek")):
            sheet.write(top + line, 3, kind)
            for column, value in enumerate(values, 4):
                shown = value if isinstance(value, str) else (value - shift if kind == "Nilai" else 10 + line)
                sheet.write(top + line, column, shown)
    book.close()
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for top in ("rules", "data", "archive", "reports", "imports"):
        shutil.copytree(ROOT / top, tmp_path / "proyek" / top)
    return tmp_path / "proyek"


def test_the_row_of_values_of_the_office_is_taken_and_nothing_else(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(copy / "ikpa.xlsx")
    arguments = ["import", str(path), "--as", "om-span", "--project", str(copy), "--year", "2023"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "kanim-jember" in said and "111111" in said
    assert "92,50" in said
    file = copy / "data/2023/kanim-jember/ikpa.csv"
    assert "92.50" not in file.read_text()  # nothing is written before it is agreed to
    assert main([*arguments, "--apply"]) == 0
    assert file.read_text().splitlines() == [
        "komponen_ikpa,berlaku,nilai",
        "revisi_dipa,,100.00",
        "deviasi_hal_iii,,92.50",
        "penyerapan,,98.37",
        "kontraktual,,",
        "penyelesaian_tagihan,,100.00",
        "up_tup,,99.13",
        "dispensasi_spm,,100.00",
        "capaian_output,,100.00",
    ]
    capsys.readouterr()
    assert main(arguments) == 0  # what is there already is no change
    assert "92,50" not in capsys.readouterr().out


def refused(copy: Path, path: Path) -> list[tuple[str, int, dict[str, Any]]]:
    with pytest.raises(UserError) as found:
        read(path, "om-span", load(copy, 2023))
    return [(issue.code, issue.location.line, dict(issue.values)) for issue in found.value.issues]


def test_the_workbook_of_another_year_is_refused(copy: Path) -> None:
    ((code, _, values),) = refused(copy, export(copy / "ikpa.xlsx", year=2022))
    assert (code, values["wanted"]) == ("import_year", "Tahun Anggaran 2023")
    assert "2022" in values["given"]


def test_a_head_that_has_moved_or_is_called_otherwise_is_named(copy: Path) -> None:
    found = refused(copy, export(copy / "ikpa.xlsx", above=1))
    assert {code for code, *_ in found} == {"import_head"}
    assert "Revisi DIPA" in {values["given"] for _, _, values in found}
    titles = ("Revisi DIPA", "Deviasi Hal III DIPA", *TITLES[2:])
    ((code, line, values),) = refused(copy, export(copy / "lain.xlsx", titles=titles))
    assert (code, line, values["given"], values["nearest"]) == (
        "import_head",
        4,
        "Deviasi Halaman III DIPA",
        "Deviasi Hal III DIPA",
    )


def test_two_heads_alike_are_told_apart_by_the_one_above(copy: Path) -> None:
    titles = ("Revisi DIPA", *TITLES[1:7], "Revisi DIPA")
    path = export(copy / "ikpa.xlsx", titles=titles)
    assert {code for code, *_ in refused(copy, path)} == {"import_heads", "import_head"}
    mapping = copy / "imports/om-span.yaml"
    text = mapping.read_text(encoding="utf-8")
    text = text.replace("{from: Revisi DIPA,", '{from: "Kualitas Perencanaan Anggaran > Revisi DIPA",')
    mapping.write_text(text.replace("{from: Capaian Output,", '{from: "Kualitas Hasil > Revisi DIPA",'), encoding="utf-8")
    assert len(read(path, "om-span", load(copy, 2023)).edits) == 7


@pytest.mark.parametrize("wrong", [101, 98.375, "belum"])
def test_a_value_that_cannot_stand_there_is_refused_at_its_cell(copy: Path, wrong: float | str) -> None:
    values = (100, wrong, *VALUES[2:])
    ((code, line, told),) = refused(copy, export(copy / "ikpa.xlsx", values=values))
    assert (code, line, told["head"]) == ("import_cell", 9, "Deviasi Halaman III DIPA")


def test_a_mapping_that_names_what_is_not_there_is_refused(copy: Path) -> None:
    path = export(copy / "ikpa.xlsx")
    mapping = copy / "imports/om-span.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("komponen_ikpa: penyerapan", "komponen_ikpa: serapan"), encoding="utf-8")
    ((code, _, values),) = refused(copy, path)
    assert (code, values["key"]) == ("import_no_cell", "komponen_ikpa=serapan")
    mapping.write_text(text.replace("kanim-jember", "kanim-jembar"), encoding="utf-8")
    assert refused(copy, path)[0][0] == "unknown_office_of_import"
    with pytest.raises(UserError) as found:
        read(path, "om-spam", load(copy, 2023))
    assert (found.value.issues[0].code, found.value.issues[0].values["nearest"]) == ("import_unknown", "om-span")


def test_a_file_that_is_away_or_has_no_rows_is_refused(copy: Path) -> None:
    assert refused(copy, copy / "tidak-ada.xlsx")[0][0] == "import_file"
    short = copy / "pendek.csv"
    short.write_text("satu;dua\n1;2\n", encoding="utf-8")
    assert refused(copy, short)[0][0] == "import_sheets"


def test_a_csv_export_of_one_office_without_codes(copy: Path) -> None:
    (copy / "imports/smart.yaml").write_text(
        "title: Nilai kinerja dari SMART\nheader: 1\ncolumns:\n"
        "  - {from: Nilai Penyerapan, table: ikpa, column: nilai, key: {komponen_ikpa: penyerapan}}\n",
        encoding="utf-8",
    )
    path = copy / "smart.csv"
    path.write_text("Satker;Nilai Penyerapan\nJember;98,37\n", encoding="utf-8")
    (edit,) = read(path, "smart", load(copy, 2023)).edits
    assert (edit.path, edit.value) == (("komponen_ikpa=penyerapan", "nilai"), "98.37")
