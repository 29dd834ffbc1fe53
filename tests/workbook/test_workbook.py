"""A workbook out and back: what was changed in it becomes edits, nothing else; what is unclear is refused at its cell."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT
from lkjip.cli import main
from lkjip.editing.edits import Edit, applied
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.workbook.entries import Page, pages
from lkjip.workbook.export import workbook, written
from lkjip.workbook.reading import Imported, read

OFFICE = "kanim-jember"
IPK = "rules/2023/indicators/ipk.yaml"
RESPONDENTS = "data/2023/kanim-jember/skm_responden.csv"
WEIGHT = "indicators/ipk/weights/bobot_internal/values/{}"


def changed(found: list[Page], texts: dict[str, str]) -> list[Page]:
    """The sheets with other texts in the first cell of some rows, as a user would type them."""
    return [
        replace(
            page,
            rows=tuple(
                replace(row, cells=(replace(row.cells[0], text=texts[row.token]), *row.cells[1:]))
                if row.token in texts
                else row
                for row in page.rows
            ),
        )
        for page in found
    ]


@pytest.fixture(scope="module")
def sheets(project: Project) -> list[Page]:
    return pages(project, OFFICE)


Back = Callable[[list[Page]], Imported]


@pytest.fixture
def back(project: Project, sheets: list[Page], tmp_path: Path) -> Back:
    """Writes sheets that were filled in and reads them again."""

    def read_back(filled: list[Page]) -> Imported:
        path = tmp_path / "isian.xlsx"
        path.write_bytes(written(project, OFFICE, filled, sheets))
        return read(path, project, OFFICE)

    return read_back


def test_every_value_that_staff_change_has_a_row(project: Project, sheets: list[Page]) -> None:
    tokens = [row.token for page in sheets for row in page.rows]
    assert len(tokens) == len(set(tokens))
    for token in (
        "indicators/ikm/targets/2023",
        WEIGHT.format("intelijen"),
        "measures/smart/parameters/toleransi/value",
        "categories/mutu_pelayanan/bands/A/from",
        "skm_responden[bulan=1]",
        "skm_nilai[bulan=12,unsur=respon]",
    ):
        assert token in tokens
    named = {page.name for page in sheets}
    assert {"Target", "Bobot", "Parameter", "Kategori", "Narasi"} <= named
    own = {table.name for table in project.rules.tables.values() if not table.archived}
    assert own <= named


def test_without_an_edit_nothing_changes(back: Back, sheets: list[Page]) -> None:
    assert back(sheets) == Imported((), 0)


def test_a_weight_changed_in_excel_gives_the_same_file_as_the_edit(back: Back, sheets: list[Page]) -> None:
    found = back(changed(sheets, {WEIGHT.format("intelijen"): "15", WEIGHT.format("pengaduan"): "25"}))
    files = applied(ROOT, found.edits)
    own = ("weights", "bobot_internal", "values")
    assert files == applied(ROOT, [Edit(IPK, (*own, "intelijen"), "set", 15), Edit(IPK, (*own, "pengaduan"), "set", 25)])


def test_rows_moved_sheets_renamed_and_rows_left_out(back: Back, sheets: list[Page]) -> None:
    filled = changed(sheets, {"skm_responden[bulan=1]": "30"})
    moved = [replace(page, name=f"Lembar {n}", rows=page.rows[::-1]) for n, page in enumerate(filled)]
    fewer = [replace(page, rows=page.rows[:-1]) if page.name == "Lembar 1" else page for page in moved]
    found = back(fewer[::-1])
    assert found.edits == (Edit(RESPONDENTS, ("bulan=1", "responden"), "set", "30"),)
    assert found.left == 1


@pytest.mark.parametrize(
    ("token", "text", "wanted"),
    [
        ("indicators/ikm/targets/2023", "3,3", "  2023: 3.30\n"),
        (WEIGHT.format("tak"), "12,5", "      tak: 12.5\n"),
        ("pnbp_target", "10.887.850.001", "10887850001\n"),
        ("categories/mutu_pelayanan/bands/A/from", "90", "    - {from: 90.00, code: A, title: Sangat Baik}\n"),
    ],
)
def test_numbers_typed_as_text(
    project: Project, sheets: list[Page], tmp_path: Path, token: str, text: str, wanted: str
) -> None:
    path = tmp_path / "isian.xlsx"
    path.write_bytes(typed(written(project, OFFICE, changed(sheets, {token: "777777777"}), sheets), text))
    (content,) = applied(ROOT, read(path, project, OFFICE).edits).values()
    assert content is not None and wanted in content.decode()


def typed(content: bytes, text: str) -> bytes:
    """A workbook in which the cell that holds 777777777 holds a text instead."""
    return edited(
        content, r'<c r="(\w+)"( s="\d+")?><v>777777777</v></c>', rf'<c r="\1"\2 t="inlineStr"><is><t>{text}</t></is></c>'
    )


def edited(content: bytes, pattern: str, replacement: str, inside: str = "xl/worksheets/") -> bytes:
    buffer, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith(inside):
                text, found = re.subn(pattern, replacement, data.decode())
                data, count = text.encode(), count + found
            new.writestr(entry, data)
    assert count == 1
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("token", "cell", "code"),
    [
        ("skm_responden[bulan=1]", '<c r="\\1"\\2 t="inlineStr"><is><t>banyak</t></is></c>', "workbook_number"),
        ("skm_responden[bulan=1]", '<c r="\\1"\\2><v>1.5</v></c>', "workbook_number"),
        ("skm_responden[bulan=1]", '<c r="\\1"\\2/>', "workbook_empty"),
        ("skm_responden[bulan=1]", '<c r="\\1"\\2><f>1+1</f></c>', "xlsx_formula"),
        ("skm_responden[bulan=1]", '<c r="\\1"\\2 t="e"><v>#REF!</v></c>', "xlsx_error"),
        (
            "measures/smart/parameters/toleransi/value",
            '<c r="\\1"\\2 t="inlineStr"><is><t>1.234</t></is></c>',
            "workbook_ambiguous",
        ),
    ],
)
def test_what_is_unclear_is_refused_at_its_cell(
    project: Project, sheets: list[Page], tmp_path: Path, token: str, cell: str, code: str
) -> None:
    content = written(project, OFFICE, changed(sheets, {token: "777777777"}), sheets)
    path = tmp_path / "isian.xlsx"
    path.write_bytes(edited(content, r'<c r="(\w+)"( s="\d+")?><v>777777777</v></c>', cell))
    with pytest.raises(UserError) as caught:
        read(path, project, OFFICE)
    (issue,) = caught.value.issues
    assert issue.code == code and issue.location.line > 4 and "!" in str(issue.values["cell"])


def test_a_value_pasted_as_per_cent_is_refused(project: Project, sheets: list[Page], tmp_path: Path) -> None:
    content = written(project, OFFICE, changed(sheets, {WEIGHT.format("tak"): "777777777"}), sheets)
    content = edited(content, r'<c r="(\w+)"( s="\d+")?><v>777777777</v></c>', r'<c r="\1" s="0"><v>0.1</v></c>')
    content = edited(content, r'(<cellXfs[^>]*><xf )numFmtId="0"', r'\1numFmtId="9" applyNumberFormat="1"', "xl/styles.xml")
    path = tmp_path / "isian.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read(path, project, OFFICE)
    assert [issue.code for issue in caught.value.issues] == ["xlsx_percent"]


def test_the_same_row_twice_with_other_values_is_refused(back: Back, sheets: list[Page]) -> None:
    other = changed(sheets, {WEIGHT.format("tak"): "11"})
    doubled = [replace(page, rows=(*page.rows, *twin.rows)) for page, twin in zip(sheets, other, strict=True)]
    with pytest.raises(UserError) as caught:
        back(doubled)
    assert [issue.code for issue in caught.value.issues] == ["workbook_twice"]


def test_a_row_without_its_key_is_refused(back: Back, sheets: list[Page]) -> None:
    first = next(page for page in sheets if page.name == "Bobot")
    strange = replace(first, rows=(replace(first.rows[0], token="apa ini"), *first.rows[1:]))
    with pytest.raises(UserError) as caught:
        back([strange if page is first else page for page in sheets])
    assert [issue.code for issue in caught.value.issues] == ["workbook_row"]


def test_a_value_that_was_changed_in_the_files_since_is_no_silent_revert(
    project: Project, sheets: list[Page], tmp_path: Path
) -> None:
    path = tmp_path / "isian.xlsx"
    later = Project(ROOT, 2023, None, applied(ROOT, [Edit(IPK, ("targets", "2023"), "set", 4)]))
    path.write_bytes(written(project, OFFICE, sheets, sheets))
    assert read(path, later, OFFICE).edits == ()  # the workbook says nothing of it
    path.write_bytes(written(project, OFFICE, changed(sheets, {"indicators/ipk/targets/2023": "5"}), sheets))
    with pytest.raises(UserError) as caught:
        read(path, later, OFFICE)
    assert [issue.code for issue in caught.value.issues] == ["workbook_older"]


def test_a_foreign_workbook_is_refused(project: Project, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "lain.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "Kunci lkjip")
    with pytest.raises(UserError) as caught:
        read(path, project, OFFICE)
    assert [issue.code for issue in caught.value.issues] == ["workbook_foreign"]


@pytest.mark.parametrize(("year", "office", "what"), [(2022, OFFICE, "tahun"), (2023, "kanim-malang", "satker")])
def test_a_workbook_of_another_year_or_office_is_refused(
    year: int, office: str, what: str, project: Project, sheets: list[Page], tmp_path: Path
) -> None:
    path = tmp_path / "isian.xlsx"
    path.write_bytes(written(project, OFFICE, sheets, sheets))
    with pytest.raises(UserError) as caught:
        read(path, Project(ROOT, year), office)
    assert [(issue.code, issue.values["what"]) for issue in caught.value.issues] == [("workbook_other", what)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_it_without_loss(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "isian.xlsx"
    path.write_bytes(workbook(project, OFFICE))
    out, own = tmp_path / "simpan", f"-env:UserInstallation=file://{tmp_path}/p"
    subprocess.run(
        ["soffice", own, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert read(out / "isian.xlsx", project, OFFICE) == Imported((), 0)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    for top in ("rules", "data", "archive"):
        shutil.copytree(ROOT / top, tmp_path / top)
    project = Project(tmp_path, 2023)
    found = pages(project, OFFICE)
    path = tmp_path / "isian.xlsx"
    where = ["--project", str(tmp_path), "--year", "2023"]
    assert main(["workbook", *where, "--out", str(path)]) == 0
    assert main(["import", str(path), *where, "--apply"]) == 0
    assert "Tidak ada yang diubah" in capsys.readouterr().out
    path.write_bytes(written(project, OFFICE, changed(found, {"skm_responden[bulan=1]": "30"}), found))
    before = (tmp_path / RESPONDENTS).read_bytes()
    assert main(["import", str(path), *where]) == 0
    said = capsys.readouterr().out
    assert "ikm.responden" in said and "180 → 198" in said and "--apply" in said
    assert (tmp_path / RESPONDENTS).read_bytes() == before
    assert main(["import", str(path), *where, "--apply"]) == 0
    assert (tmp_path / RESPONDENTS).read_bytes() == before.replace(b"\n1,12\n", b"\n1,30\n")


def test_figures_as_a_workbook(tmp_path: Path) -> None:
    from lkjip.inputs.excel import workbook as excel

    path = tmp_path / "angka.xlsx"
    assert main(["evaluate", "--project", str(ROOT), "--year", "2023", "--format", "xlsx", "--out", str(path)]) == 0
    (sheet,) = excel.read(path).sheets
    rows = {cells[1].text: cells[4].text for cells in sheet.rows.values() if 4 in cells}
    assert rows["ikm.realisasi"] == "3.91" and rows["ikm.mutu"] == "A"
