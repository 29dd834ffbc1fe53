"""An office's own texts: figures and conditions in them, causes by status, and what is warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from lkjip.project import load
from lkjip.report import Report
from lkjip.report.proof import proof
from report.projects import IKAN, OFFICE, WAKTU, project

FACTORS = {
    "ikan": {"success": ["Penyuluh hadir di setiap desa"], "failure": ["Kapal penyuluh rusak"]},
    "waktu": {"success": ["Berkas diperiksa daring"], "failure": ["Sistem perizinan sering terhenti"]},
}
WRITTEN = {
    "factors": FACTORS,
    "recommendations": [
        "Realisasi {ikan.realisasi} dipertahankan",
        {"text": "Target dinaikkan", "when": {"ikan.status_target": "tercapai"}},
        {"text": "Target ditinjau", "when": {"ikan.status_target": "belum_tercapai"}},
        "Pertumbuhan {ikan.pertumbuhan} dijaga",
    ],
}


def report(folder: Path, *indicators: object, office: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> Report:
    root = project(folder, indicators or (IKAN, WAKTU), office=dict(office))  # type: ignore[arg-type]
    monkeypatch.chdir(root)
    return Report(load(root, 2025, OFFICE))


def test_causes_are_chosen_by_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(tmp_path / "a", office=WRITTEN, monkeypatch=monkeypatch)  # ikan 82,50 of 75; waktu 6 of 5, lower is better
    assert "Penyuluh hadir" in made.indicator("ikan").text and "rusak" not in made.indicator("ikan").text
    assert "sering terhenti" in made.indicator("waktu").text and "daring" not in made.indicator("waktu").text
    turned = (replace(IKAN, realised="70.00"), replace(WAKTU, realised="4.00"))
    made = report(tmp_path / "b", *turned, office=WRITTEN, monkeypatch=monkeypatch)
    assert "rusak" in made.indicator("ikan").text and "daring" in made.indicator("waktu").text
    unmeasured = (replace(IKAN, realised=None), WAKTU)
    made = report(tmp_path / "c", *unmeasured, office=WRITTEN, monkeypatch=monkeypatch)
    assert "Penyebab" not in made.indicator("ikan").text  # neither of both can be said


def test_figures_and_conditions_in_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(tmp_path / "a", office=WRITTEN, monkeypatch=monkeypatch)
    text = made.office_list("recommendations").text
    assert '1. Realisasi [82,50%]{.angka figure="ikan.realisasi"} dipertahankan' in text
    assert "Target dinaikkan" in text and "ditinjau" not in text
    assert "dijaga" not in text  # there is no earlier year, so the sentence is not there


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cakupan mencapai 82,50 persen", "typed_figure"),
        ("Cakupan mencapai 82,49 persen", "nearly_typed_figure"),
        ("Cakupan mencapai {ikan.realisasi}", ""),
        ("Dermaga sepanjang 41,25 meter", ""),
        ("Peraturan Nomor 12 Tahun 2025", ""),
    ],
)
def test_a_typed_number_that_is_a_figure_is_a_warning(text: str, code: str, tmp_path: Path) -> None:
    root = project(tmp_path / "a", (IKAN,), office={"history": [text]})
    assert [issue.code for issue in proof(load(root, 2025, OFFICE)) if issue.level == "warning"] == ([code] if code else [])


def test_an_explanation_that_is_older_than_its_figure_is_a_warning(copy: Path) -> None:
    """The year is archived with 3,91; a hundred times the respondents of January (3,92) make it 3,92."""
    table = copy / "data/2023/kanim-jember/skm_responden.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count("\n1,12\n") == 1
    table.write_text(text.replace("\n1,12\n", "\n1,1200\n"), encoding="utf-8")
    found = [issue for issue in proof(load(copy, 2023)) if issue.code == "explanation_older"]
    assert [(issue.values["indicator"], issue.values["now"]) for issue in found] == [("ikm", "3.92")]
    office = copy / "data/2023/kanim-jember/office.yaml"
    data = yaml.safe_load(office.read_text(encoding="utf-8"))
    data["factors"]["ikm"][0] = "Penyebab yang diperbarui"
    office.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert [issue for issue in proof(load(copy, 2023)) if issue.code == "explanation_older"] == []


def test_an_indicator_that_appears_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(tmp_path / "a", office={}, monkeypatch=monkeypatch)
    made.indicator("ikan")
    with pytest.raises(Exception, match="waktu"):
        made.provenance()
    made.indicator("waktu")
    made.provenance()
