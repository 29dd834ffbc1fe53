"""Earlier years are read from their archives: the values of 2021 and 2022 as printed, each with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import lkjip
from lkjip.archive.entries import entries
from lkjip.archive.freeze import freeze
from lkjip.archived.manifest import manifest_of
from lkjip.errors import UserError
from lkjip.layout import report_of
from lkjip.report.sentences import sentences

from .conftest import ROOT, V2023

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(path: Path, three_years: Path) -> None:
    """Expected values stand in the report of 2023, as printed there for its earlier years."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    figures = lkjip.load(three_years, case["year"]).evaluate()
    assert case["source"]
    for wanted in case["figures"]:
        key = wanted.get("key", {})
        assert figures[wanted["id"], key].value == wanted["value"], wanted
    assert not [issue for issue in lkjip.load(three_years, case["year"]).check() if issue.level != "note"]


def test_2023_compares_with_the_archived_years(three_years: Path) -> None:
    figures = lkjip.load(three_years, 2023).evaluate()
    for name, printed in {"ikm": ("3.99", "3.90"), "ipk": ("3.99", "3.67"), "iki": ("3.86", "3.90")}.items():
        for year, value in zip((2021, 2022), printed, strict=True):
            assert figures[f"{name}.realisasi_tahunan", {"tahun": year}].value == value
    assert figures["pnbp.total_tahunan", {"tahun": 2022}].value == "24452216862"
    missing = figures["pnbp.total_tahunan", {"tahun": 2021}]
    assert missing.status == "not_measured"


def test_no_second_copy_of_earlier_years_stays_in_the_tables_of_2023() -> None:
    folder = ROOT / "data/2023/kanim-jember"
    printed = {"anggaran_tercetak.csv"}  # what the report of 2023 itself prints of them, to be compared
    for path in folder.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        if "tahun" in header.split(",") and path.name not in printed:
            place = header.split(",").index("tahun")
            assert {row.split(",")[place] for row in rows} == {"2023"}, path.name
    assert not (folder / "riwayat_kinerja.csv").exists()


def test_a_trace_leads_to_the_line_of_the_archive(three_years: Path) -> None:
    trace = lkjip.load(three_years, 2023).explain("ikm.selisih_tahun_lalu")
    leaf = next(part for part in trace.parts if part.location.file.startswith("archive/"))
    assert leaf.location.file == "archive/2022/1.0.0/figures/kanim-jember.csv"
    line = (three_years / leaf.location.file).read_text(encoding="utf-8").splitlines()[leaf.location.line - 1]
    assert line.startswith("ikm.realisasi,,3.90,")
    assert leaf.exact == "3.90"


def test_a_year_without_an_archive_has_no_value_and_says_why(years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "en")
    shutil.rmtree(years / "archive")
    value = lkjip.load(years, 2023).evaluate()["ikm.realisasi_tahunan", {"tahun": 2022}]
    assert (value.status, value.reason) == ("not_measured", "Not in that year's archive")


def test_a_correction_of_an_earlier_year_is_read_and_archived_years_keep_what_they_read(years: Path) -> None:
    table = years / "data/2022/kanim-jember/kinerja_tercetak.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("ikm,3.90,121.88", "ikm,3.92,122.50"), encoding="utf-8")
    freeze(lkjip.load(years, 2022), "2024-03-01", "IKM 2022 dibetulkan")
    assert lkjip.load(years, 2023).evaluate()["ikm.selisih_tahun_lalu"].value == "-0.01"
    archived = lkjip.load(years / V2023, 2023)
    assert archived.evaluate()["ikm.selisih_tahun_lalu"].value == "0.01"


def _rewrite(root: Path, old: str, new: str) -> None:
    folder = root / "archive/2022/1.0.0"
    path = folder / "figures/kanim-jember.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    (folder / "MANIFEST.sha256").write_bytes(manifest_of(folder))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ikm.realisasi,,3.90,,indeks", "ikm.realisasi,,3.90,,skor", "archive_unit"),
        ("ikm.realisasi,,3.90,", "ikm.realisasi,,3.905,", "too_many_decimals"),
        ("anggaran.pagu_jenis,jenis=modal", "anggaran.pagu_jenis,jenis=hibah", "unknown_key_value"),
        ("id,key,value", "id,kunci,value", "archive_foreign"),
    ],
)
def test_archived_figures_are_checked_like_any_table(old: str, new: str, code: str, years: Path) -> None:
    _rewrite(years, old, new)
    with pytest.raises(UserError) as error:
        lkjip.load(years, 2023).evaluate()
    assert [issue.code for issue in error.value.issues] == [code]
    assert error.value.issues[0].location.file == "archive/2022/1.0.0/figures/kanim-jember.csv"


def test_a_damaged_archive_is_not_compared_with(years: Path) -> None:
    path = years / "archive/2022/1.0.0/figures/kanim-jember.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ikm.realisasi,,3.90", "ikm.realisasi,,3.91"), encoding="utf-8")
    with pytest.raises(UserError) as error:
        lkjip.load(years, 2023).evaluate()
    assert [issue.code for issue in error.value.issues] == ["archive_damaged"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("riwayat: {archive: ikm.realisasi, by: [bulan], unit: indeks}", "archive_without_year"),
        ("riwayat: {archive: ikm.realisasi, by: [tahun], table: belanja}", "exactly_one"),
        ("riwayat: {archive: realisasi, by: [tahun]}", "wrong_value"),
        ("riwayat: {archive: ikm.realisasi}", "missing_key"),
        ("riwayat: {archive: ikm.realisasi, by: [thn, tahun], unit: indeks}", "unknown_dimension"),
    ],
)
def test_inputs_from_the_archive_are_checked(line: str, code: str, tiny: Path) -> None:
    path = tiny / "rules/2023/indicators/kepuasan.yaml"
    text = path.read_text(encoding="utf-8")
    old = "riwayat: {table: belanja, column: realisasi, by: [tahun], unit: indeks}"
    assert old in text
    path.write_text(text.replace(old, line), encoding="utf-8")
    with pytest.raises(UserError) as error:
        _ = lkjip.load(tiny, 2023).plan
    assert code in [issue.code for issue in error.value.issues]


def test_archived_notebooks_still_run() -> None:
    """What a report said can be said again: the calls that an archived notebook makes are still there."""
    found = [entry for entry in entries(ROOT) if (entry.folder / report_of(entry.year)).is_file()]
    assert found
    for entry in found:
        assert len(sentences(entry.project())) > 100, entry.name
