"""Offices of every other kind, made as a newcomer makes them: one month of data, nothing to divide by, a target of zero."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import ROOT
from lkjip import saving
from lkjip.archive.changes import changes
from lkjip.archive.newyear import new_year
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.report import Report
from lkjip.report.sentences import plain
from lkjip.rules.load import load
from lkjip.starting.asked import NewIndicator
from lkjip.starting.indicator import add_indicator, files_of
from lkjip.starting.project import NewProject, begin

pytestmark = pytest.mark.no_cover  # whole projects; what they run is covered by tests of its own

YEAR = 2025
Row = Mapping[str, str]
INDICATORS = (
    NewIndicator("los", "Lama Rawat Inap", "hari", period="bulan", summary="mean", targets={YEAR: "5"}),
    NewIndicator("crr", "Pemulihan Biaya", kind="rasio", targets={YEAR: "80"}),
    NewIndicator("mati", "Kematian Ibu", "kasus", polarity="lower_is_better", achievement="(2T-R)/T", targets={YEAR: "0"}),
    NewIndicator("naskah", "Naskah Terbit", "naskah"),
    NewIndicator("lulus", "Lulus Tepat Waktu", kind="rasio", period="triwulan", targets={YEAR: "80"}),
    NewIndicator("skm", "Survei Layanan", "indeks", kind="survei", period="triwulan", targets={YEAR: "3"}),
    NewIndicator(
        "layak",
        "Predikat Layak Anak",
        "tingkat_layak",
        kind="predikat",
        levels=("Pratama", "Madya"),
        targets={YEAR: "madya"},
        earlier={2023: "pratama"},
    ),
    NewIndicator(
        "mutu", "Predikat Mutu", "tingkat_mutu", kind="predikat", levels=("Dasar", "Utama"), targets={YEAR: "utama"}
    ),
)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rsud")
    begin(root, NewProject(YEAR, "pemda", name="RSUD Nusa"))
    files: dict[str, bytes | None] = {}
    for one in INDICATORS:
        files = files_of(root, load(root, YEAR, files), one, ["rsud-nusa"], files)
    saving.save(root, files)
    _fill(root, "los", lambda row: "6.00" if row["bulan"] == "1" else "")
    _fill(root, "ikm", lambda row: "" if row["unsur_ikm"] == "persyaratan" else "3.50")
    _fill(root, "crr", lambda row: "0")
    _fill(root, "mati", lambda row: "3")
    _fill(root, "naskah", lambda row: "7")
    _fill(root, "lulus", lambda row: "" if row["triwulan"] == "4" else "79")
    _fill(root, "layak", lambda row: "madya")
    _fill(root, "mutu", lambda row: "dasar")
    return root


def _fill(root: Path, table: str, value: Callable[[Row], str]) -> None:
    (path,) = root.glob(f"data/{YEAR}/*/{table}.csv")
    path.write_bytes(_filled(path.read_bytes(), value))


def _filled(
    content: bytes, value: Callable[[Row], str], keys: tuple[str, ...] = ("bulan", "triwulan", "unsur_ikm")
) -> bytes:
    """A table with every value made anew from its row's keys."""
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: text if name in keys else value(row) for name, text in row.items()} for row in rows)
    return out.getvalue().encode()


@pytest.fixture(scope="module")
def report(hospital: Path) -> Report:
    return Report(Project(hospital, YEAR))


def read(text: str) -> str:
    return " ".join(plain(line) for line in text.split("\n"))


def test_a_realisation_says_how_much_of_the_year_it_covers(report: Report) -> None:
    assert "Realisasi ini mencakup 1 dari 12 bulan." in read(report.indicator("los").text)
    survey = read(report.indicator("ikm").text)
    assert "Realisasi ini mencakup 8 dari 9 unsur IKM; yang tidak mempunyai nilai: Persyaratan." in survey
    assert "mencakup" not in read(report.indicator("mati").text)
    assert "IKM (8 dari 9 unsur IKM); Lama Rawat Inap (1 dari 12 bulan)." in read(report.glance().text)
    assert "Realisasi ini mencakup 1 dari 12 bulan." in read(report.summary().text)


def test_a_realisation_that_waits_for_data_says_for_which(report: Report) -> None:
    said = "Data yang tersedia mencakup 3 dari 4 triwulan; yang tidak mempunyai nilai: Triwulan IV."
    assert said in read(report.indicator("lulus").text)
    assert "mencakup" not in read(report.indicator("skm").text)  # of which there is nothing at all


def test_levels_have_their_years_in_words_and_tables(report: Report) -> None:
    """No chart draws a level; the year before is not known, the one before that is."""
    said = report.indicator("layak").text
    assert "#tbl-layak-tahunan}" in said and "fig-layak" not in said
    assert "Target dan realisasi Predikat Layak Anak tahun 2023 sampai dengan 2025." in read(said)
    assert "2023: Pratama; 2025: Madya" in read(report.glance().text)
    rows = report.achievements().text.split("#tbl-capaian-tahunan}", 1)[1].split("<tr>")
    (row,) = (row for row in rows if "Layak Anak" in row)
    assert [cell for cell in ("Pratama", "Madya") if cell in row] == ["Pratama", "Madya"]
    (row,) = (row for row in rows if "Predikat Mutu" in row)  # in its first year
    assert "Dasar" in row


def test_a_first_year_has_no_table_of_years(tmp_path: Path) -> None:
    begin(tmp_path, NewProject(YEAR, "imigrasi", name="Kanim Nusa"))
    said = Report(Project(tmp_path, YEAR)).achievements().text
    assert "tbl-capaian}" in said and "tahunan" not in said
    assert "kualitas layanan internal: belum ada capaian yang dapat dihitung" in read(said)


def test_values_over_all_members_are_told_so(report: Report) -> None:
    report.indicator("skm")
    assert "semua triwulan, semua unsur Survei Layanan" in read(report.missing().text)


def test_the_next_year_asks_for_the_levels_of_this_one(hospital: Path) -> None:
    made = new_year(hospital, YEAR + 1, YEAR)
    asked = [left.location.file for left in made.left if left.code == "left_history"]
    assert [Path(file).name for file in asked] == ["layak_riwayat.csv", "mutu_riwayat.csv"]
    assert [(hospital / file).read_text().splitlines()[-1] for file in asked] == ["2025,", "2025,"]


def test_a_table_that_is_there_already_is_left_alone(hospital: Path) -> None:
    (folder,) = hospital.glob(f"data/{YEAR}/*")
    (folder / "ada.csv").write_text("nilai\n1\n")
    with pytest.raises(UserError) as caught:
        add_indicator(hospital, YEAR, NewIndicator("ada", "Sudah Ada"))
    assert [issue.code for issue in caught.value.issues] == ["year_exists"]
    assert (folder / "ada.csv").read_text() == "nilai\n1\n"


def test_what_cannot_be_computed_is_not_called_unmeasured(report: Report) -> None:
    """Numerator and denominator are both zero: the reason stands in the sentence and in the list of what is missing."""
    assert "Realisasinya tidak dapat dihitung (Pembagi bernilai nol)" in read(report.indicator("crr").text)
    assert "Pemulihan Biaya: Realisasi Pemulihan Biaya</td>" in report.missing().text.replace("\\", "")


def test_an_achievement_that_a_target_of_zero_makes_impossible_says_why(report: Report) -> None:
    said = read(report.indicator("mati").text)
    assert "targetnya belum tercapai. Capaian dalam persen tidak dapat dihitung (Pembagi bernilai nol)." in said


def test_a_finding_names_the_indicator_by_its_title(report: Report) -> None:
    assert "(1): Indikator Naskah Terbit belum mempunyai target tahun 2025" in read(report.glance().text)
    assert "Indikator naskah" not in report.checks().text


def test_a_title_that_the_template_can_only_guess_is_in_brackets(report: Report) -> None:
    """A hospital has a director and a court a chairman."""
    assert str(report.office("head.title")).startswith("[")


def test_a_level_is_told_by_its_title_where_rules_are_compared(hospital: Path) -> None:
    file = f"rules/{YEAR}/indicators/mutu.yaml"
    other = (hospital / file).read_text().replace("2025: utama", "2025: dasar")
    (change,) = changes(Project(hospital, YEAR).rules, Project(hospital, YEAR, None, {file: other.encode()}).rules)
    assert (change.before, change.after) == ("Utama", "Dasar")


def test_a_trace_names_the_level_of_a_target(hospital: Path) -> None:
    trace = Project(hospital, YEAR).explain("mutu.keadaan")
    assert [(part.value, part.exact) for part in trace.parts if part.id.startswith("targets")] == [("Utama", "utama")]


def test_alternatives_name_members_as_they_are_named_now(hospital: Path) -> None:
    found = Project(hospital, YEAR).what_if({"los.target": 7}, ["kinerja.indikator_tercapai"])
    (moved,) = found.moved
    assert [side.split(", ")[0] for side in moved.shown] == ["Indeks Kepuasan Masyarakat"] * 2


def test_conditions_compare_two_figures_and_know_what_cannot_be_computed(report: Report) -> None:
    narrator = report.narrator
    assert narrator.holds("realisasi", ["{los.realisasi}"], "los")
    assert not narrator.holds("realisasi", ["bukan {los.realisasi}"], "los")
    assert narrator.holds("realisasi", ["bukan {ikm.realisasi}"], "los")
    assert [narrator.holds("realisasi", ["tidak_terdefinisi"], code) for code in ("crr", "mutu", "los")] == [
        True,
        False,
        False,
    ]
    assert narrator.say("({reason crr.realisasi})") == narrator.say("(Pembagi bernilai nol)").replace(
        "Pembagi", "[Pembagi"
    ).replace("nol", 'nol]{.angka .kata figure="crr.realisasi" wording="reason"}')
    assert narrator.say("Alasannya {reason los.realisasi}.") == ""  # there is none


# Another office under the rules of the worked example


@pytest.fixture(scope="module")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """An office in its first year: no budget, no passports, one month of surveys."""
    root = tmp_path_factory.mktemp("kanim")
    shutil.copytree(ROOT / "rules/2023", root / "rules/2023")
    folder = root / "data/2023/kanim-nusa"
    folder.mkdir(parents=True)
    for path in (ROOT / "data/2023/kanim-jember").glob("*.csv"):
        (folder / path.name).write_bytes(_of_new_office(path.stem, path.read_bytes()))
    office = "{name: Kanim, short_name: K, ministry: M, region: R, city: N, date: 2023-12-28, head: {name: N, title: K}}"
    (folder / "office.yaml").write_text(office + "\n")
    return Report(Project(root, 2023))


def _of_new_office(table: str, content: bytes) -> bytes:
    lines = content.decode().splitlines()
    keys = {
        "anggaran_jenis": 1,
        "anggaran_program": 1,
        "anggaran_sumber_dana": 1,
        "paspor": 1,
        "izin_tinggal": 1,
        "penegakan": 1,
    }
    keys |= {"perlintasan": 2, "pnbp": 2, "pnbp_target": 0, "skm_nilai": 2, "skm_responden": 1}
    if table not in keys:
        return content
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        for place in range(keys[table], len(row)):
            if table.startswith("skm"):
                row[place] = row[place] if row[0] == "1" else "0" if table == "skm_responden" else ""
            else:
                row[place] = "0"
    return "\n".join([lines[0], *(",".join(row) for row in rows), ""]).encode()


def test_nothing_is_the_most_where_all_is_zero(new_office: Report) -> None:
    for phrase in ("kalimat_paspor", "kalimat_izin_tinggal", "kalimat_perlintasan", "kalimat_penegakan"):
        assert "banyak" not in read(new_office.phrases(phrase).text), phrase
    assert read(new_office.phrases("bulan_tertinggi_terendah", about="ikm").text).strip() == ""
    assert "targetnya belum tersedia" not in read(new_office.glance().text)
    assert "Pertumbuhan akun" not in read(new_office.phrases("kalimat_pnbp").text)


def test_what_other_texts_refer_to_is_there_without_a_budget(new_office: Report) -> None:
    assert "#tbl-efisiensi}" in new_office.efficiency().text
    assert "#tbl-anggaran-jenis-tahunan}" in new_office.budget().text


def test_no_list_is_announced_that_does_not_follow(new_office: Report) -> None:
    assert new_office.text("wilayah").text.strip() == ""
    assert "antara:" not in new_office.text("lampiran_pk").text
    assert "Perjanjian Kinerja: Kota" in (str(new_office.office("agreement.city")) and new_office.missing().text)
