"""From an empty folder to a report: init, new-indicator, the next year; and the second worked example.

Expected values of the example are those of `tests/cases` of the example, worked out by hand from the published figures.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import lkjip
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.report.proof import proof
from lkjip.starting.asked import NewIndicator
from lkjip.starting.content import templates
from lkjip.starting.indicator import add_indicator
from lkjip.starting.project import NewProject, begin

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/dp2kbp3a-pontianak-2021"


def _value(project: Path, year: int, figure: str) -> str | None:
    return lkjip.load(project, year).evaluate()[figure].value


def _content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".lkjip" not in path.name}


def _fill(project: Path, year: int, table: str, text: str) -> None:
    (path,) = (project / f"data/{year}").glob(f"*/{table}.csv")
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("template", templates())
def test_every_template_is_a_project_without_problems(template: str, tmp_path: Path) -> None:
    begin(tmp_path, NewProject(2025, template, name="Balai Uji Nusa"))
    project = lkjip.load(tmp_path, 2025)
    assert project.check() == ()
    left = proof(project)  # what `init` does not know is in brackets, and told of until it is replaced
    assert {issue.code for issue in left} == {"office_unreplaced"}
    assert {issue.values["key"] for issue in left} >= {"region", "head.name"}
    figures = project.evaluate()
    counted = int(figures["kinerja.jumlah_indikator"].value or 0)
    assert counted == len(list((tmp_path / "rules/2025/indicators").iterdir()))
    assert figures["kinerja.jumlah_belum_diukur"].value == str(counted)  # nothing is filled in, and nothing is reached
    assert figures["kinerja.status_keseluruhan"].value == "belum_dinilai"


def test_what_is_of_this_machine_is_ignored_unless_the_folder_says_itself_what(tmp_path: Path) -> None:
    begin(tmp_path / "baru", NewProject(2025, "kosong"))
    assert {"/output/", "/sources.toml"} <= set((tmp_path / "baru/.gitignore").read_text().splitlines())
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada/.gitignore").write_text("milik sendiri\n")
    assert ".gitignore" not in begin(tmp_path / "ada", NewProject(2025, "kosong"))
    assert (tmp_path / "ada/.gitignore").read_text() == "milik sendiri\n"


def test_a_folder_with_a_project_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    begin(tmp_path, NewProject(2025, "kosong"))
    before = _content(tmp_path)
    assert main(["init", str(tmp_path), "--template", "pemda", "--year", "2026"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert _content(tmp_path) == before


def test_four_indicators_of_every_kind_and_the_next_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As somebody who has only the guide does it: by commands and tables alone."""
    root = ["--project", str(tmp_path), "--year", "2024"]
    assert main(["init", str(tmp_path), "--template", "kosong", "--year", "2024", "--name", "Balai Uji Nusa"]) == 0
    for more in (
        ["--title", "Cakupan Layanan", "--kind", "rasio", "--period", "triwulan", "--target", "80"],
        [
            "--title",
            "Lama Penerbitan Izin",
            "--unit",
            "hari",
            "--polarity",
            "lower_is_better",
            "--target",
            "5,00",
            "--earlier",
            "2023=7,5",
        ],
        [
            "--title",
            "Kepuasan",
            "--kind",
            "survei",
            "--unit",
            "indeks",
            "--period",
            "semester",
            "--target",
            "3.20",
            "--elements",
            "Waktu; Biaya",
            "--category",
            "mutu_pelayanan",
        ],
        ["--title", "Kota Sehat", "--kind", "predikat", "--levels", "Pratama; Madya; Utama", "--target", "Madya"],
        ["--title", "Jumlah Dokumen", "--unit", "dokumen", "--period", "bulan", "--summary", "sum", "--decimals", "0"],
    ):
        assert main(["new-indicator", *root, *more]) == 0
    _fill(tmp_path, 2024, "indikator_1", "nilai\n80.00\n")
    _fill(tmp_path, 2024, "cakupan_layanan", "triwulan,pembilang,penyebut\n1,10,20\n2,20,20\n3,30,40\n4,18,20\n")
    _fill(tmp_path, 2024, "lama_penerbitan_izin", "nilai\n6.00\n")
    _fill(
        tmp_path, 2024, "kepuasan", "semester,unsur_kepuasan,nilai\n1,waktu,3.00\n1,biaya,3.50\n2,waktu,3.20\n2,biaya,3.40\n"
    )
    _fill(tmp_path, 2024, "kepuasan_responden", "semester,responden\n1,10\n2,30\n")
    _fill(tmp_path, 2024, "kota_sehat", "nilai\npratama\n")
    _fill(tmp_path, 2024, "jumlah_dokumen", "bulan,nilai\n" + "".join(f"{month},2\n" for month in range(1, 13)))
    assert main(["check", *root]) == 0
    figures = lkjip.load(tmp_path, 2024).evaluate()
    assert figures["cakupan_layanan.realisasi"].value == "78.00"  # (10 + 20 + 30 + 18) / (20 + 20 + 40 + 20)
    assert figures["lama_penerbitan_izin.capaian"].value == "80.00"  # (2·5 − 6) / 5
    assert figures["lama_penerbitan_izin.selisih_tahun_lalu"].value == "-1.50"
    assert figures["kepuasan.realisasi"].value == "3.29"  # (3,25·10 + 3,30·30) / 40 = 3,2875
    assert figures["kepuasan.mutu"].value == "B"  # 3,29·25 = 82,25
    assert figures["jumlah_dokumen.realisasi"].value == "24"
    status = {v.key["indikator"]: v.value for v in figures.all("kinerja.status_indikator")}
    assert status == {
        "indikator_1": "tercapai",
        "cakupan_layanan": "belum_tercapai",
        "lama_penerbitan_izin": "belum_tercapai",
        "kepuasan": "tercapai",
        "kota_sehat": "belum_tercapai",
        "jumlah_dokumen": "belum_ada_target",
    }
    assert figures["kinerja.status_keseluruhan"].value == "sebagian_tercapai"
    assert main(["archive", *root, "--date", "2025-02-01"]) == 0
    assert main(["new-year", "2025", "--from", "2024", "--project", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["check", "--year", "2025", "--project", str(tmp_path)]) == 1  # the row of 2024 beside the one of 2023
    (history,) = (tmp_path / "data/2025").glob("*/lama_penerbitan_izin_riwayat.csv")
    assert history.read_text(encoding="utf-8") == "tahun,nilai\n2023,7.5\n2024,\n"  # 2023 is still compared
    _fill(tmp_path, 2025, "lama_penerbitan_izin_riwayat", "tahun,nilai\n2023,7.50\n2024,6.00\n")
    assert {issue.code for issue in lkjip.load(tmp_path, 2025).check()} == {"target_missing"}
    following = lkjip.load(tmp_path, 2025).evaluate()
    assert following["cakupan_layanan.realisasi_tahunan", {"tahun": 2024}].value == "78.00"  # as it was archived
    assert following["kinerja.jumlah_belum_ada_target"].value == "6"


def test_numerator_and_denominator_are_filled_in_together(tmp_path: Path) -> None:
    begin(tmp_path, NewProject(2024, "kosong"))
    add_indicator(tmp_path, 2024, NewIndicator("cakupan", "Cakupan", kind="rasio", period="triwulan"))
    _fill(tmp_path, 2024, "cakupan", "triwulan,pembilang,penyebut\n1,10,20\n2,,20\n3,,\n4,,\n")
    (found,) = (issue for issue in lkjip.load(tmp_path, 2024).check() if issue.level == "error")
    assert found.code == "check_failed"
    assert found.key is not None and found.key.pairs == ("triwulan=2",)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewIndicator("indikator_1", "Lagi"), "indicator_taken"),
        (NewIndicator("baru", "Baru", objective="s9"), "unknown_objective"),
        (NewIndicator("baru", "Baru", kind="survei", unit="indeks", category="mutu"), "unknown_categories"),
        (NewIndicator("baru", "Baru", polarity="lower_is_better"), "required_with"),
    ],
)
def test_what_cannot_be_added_changes_nothing(new: NewIndicator, code: str, tmp_path: Path) -> None:
    begin(tmp_path, NewProject(2024, "kosong"))
    before = _content(tmp_path)
    with pytest.raises(UserError) as error:
        add_indicator(tmp_path, 2024, new)
    if code != "required_with":
        assert [issue.code for issue in error.value.issues] == [code]
    assert {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and ".lkjip" not in path.name
    } == before


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--title", "A", "--target", "banyak"], "no number"),
        (["--title", "A", "--kind", "predikat"], "--levels"),
        ([], "--title"),
    ],
)
def test_bad_usage(more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    begin(tmp_path, NewProject(2024, "kosong"))
    assert main(["new-indicator", "--project", str(tmp_path), "--year", "2024", *more]) == 2
    assert said in capsys.readouterr().err


def test_the_example_of_another_agency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Path(shutil.copytree(EXAMPLE, tmp_path / "contoh"))
    assert main(["test", "--project", str(project)]) == 0
    assert main(["reproduce", "--project", str(project)]) == 0
    assert lkjip.load(project, 2021).check() == ()
    own = [path for name in ("rules", "data", "reports") for path in (project / name).rglob("*.*")]
    assert "Jember" not in "".join(path.read_text(encoding="utf-8") for path in own)


def test_the_examples_state_follows_its_data(tmp_path: Path) -> None:
    """Once the year's own number is there, the earlier one is not used any more; at or below the target it is reached."""
    project = Path(shutil.copytree(EXAMPLE, tmp_path / "contoh"))
    _fill(project, 2021, "lpp", "nilai\n1.65\n")
    assert _value(project, 2021, "lpp.sumber_angka") == "tahun_ini"
    assert _value(project, 2021, "lpp.status_target") == "tercapai"
    assert _value(project, 2021, "kinerja.status_keseluruhan") == "seluruhnya_tercapai"


def test_a_new_project_begins_with_the_standard_of_the_worked_example() -> None:
    """One standard for all: only the sources and a level's name are neutral in the templates."""
    common = ROOT / "src/lkjip/starting/templates/umum"
    standard = (ROOT / "rules/2023/standard.yaml").read_text(encoding="utf-8")
    for own, neutral in (("renstra-imigrasi-2020-2024", "renstra"), ("perbandingan-multi-tahun", "perbandingan-antartahun")):
        standard = standard.replace(own, neutral)
    assert (common / "standard.yaml").read_text(encoding="utf-8") == standard
    summary = (ROOT / "rules/2023/measures/kinerja.yaml").read_text(encoding="utf-8")
    summary = summary.replace("indikator kinerja kegiatan", "indikator kinerja").replace(
        "Per sasaran kegiatan", "Per sasaran"
    )
    assert (common / "kinerja.yaml").read_text(encoding="utf-8") == summary
