"""The figures of the 2023 report as notebooks see them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import lkjip
from lkjip.errors import UserError
from lkjip.figures import Figures
from lkjip.project import Project

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def year() -> Project:
    return lkjip.load(ROOT / "rules", 2023)


@pytest.fixture(scope="module")
def figures(year: Project) -> Figures:
    return year.evaluate()


def test_a_value_is_exact_and_reads_in_indonesian(figures: Figures) -> None:
    value = figures["ikm.realisasi"]
    assert value.number == Fraction(391, 100)
    assert str(value) == "3,91"
    assert str(figures["anggaran.realisasi"]) == "11.006.326.346"
    assert str(figures["ikm.mutu"]) == "Sangat Baik"
    assert "Realisasi" in value._repr_html_()


def test_keys(figures: Figures) -> None:
    assert figures["ikm.nilai_bulanan", {"bulan": 1}].value == "3.92"
    september = figures["ikm.nilai_bulanan", {"bulan": 9}]
    assert (september.status, september.value, str(september)) == ("not_measured", None, "–")
    assert "responden" in september.reason
    with pytest.raises(ValueError, match="not_measured"):
        _ = september.number
    assert [value.key["bulan"] for value in figures.all("ikm.nilai_bulanan")] == list(range(1, 13))


def test_a_mean_says_what_it_covers(figures: Figures) -> None:
    assert (figures["ikm.realisasi"].covered, figures["ikm.realisasi"].of) == (11, 12)
    assert figures["kinerja.rata_rata_capaian"].covered is None


def test_unknown_names_are_told_with_the_nearest(figures: Figures, year: Project) -> None:
    with pytest.raises(KeyError, match=r"ikm\.realisasi"):
        figures["ikm.realisai"]
    with pytest.raises(UserError, match=r"ikm\.realisasi"):  # one mistake, which both kinds of caller catch
        figures["ikm.realisai"]
    with pytest.raises(KeyError, match=r"no_value_at") as refused:
        figures["ikm.nilai_bulanan[bulan=13]"]
    assert "ikm.nilai_bulanan[bulan=1], ikm.nilai_bulanan[bulan=2]" in str(refused.value)
    with pytest.raises(KeyError, match="figure_notation"):
        figures["ikm.nilai_bulanan[bulan=1"]
    assert figures["ikm.nilai_bulanan[bulan=1]"] == figures["ikm.nilai_bulanan", {"bulan": 1}]
    with pytest.raises(UserError, match="unknown_figure"):
        year.explain("ikm.realisai")
    with pytest.raises(UserError, match="unknown_key_of_figure"):
        year.explain("ikm.nilai_bulanan", {"bulan": 13})
    with pytest.raises(UserError, match="unknown_office"):
        lkjip.load(ROOT, 2023, "kanim-jembar").evaluate()


def test_staff_shares_sum_to_100(figures: Figures) -> None:
    for name in ("jenis_kelamin", "seksi", "golongan", "jabatan"):
        assert sum(value.number for value in figures.all(f"pegawai.bagian_{name}")) == 100


def test_every_figure_explains_itself_down_to_cells(figures: Figures, year: Project) -> None:
    """The trace agrees with the engine (else `explain` raises), and every leaf is a cell, a constant or a missing row."""
    explained = 0
    for value in figures:
        trace = year.explain(value.id, value.key)
        assert trace.location.line > 0
        assert trace.formula
        if value.status == "ok":
            assert trace.steps[-1:] or trace.parts
        explained += 1
    assert explained == len(figures) > 1000
    leaves = {part.location.file for part in year.explain("ikm.nilai_bulanan", {"bulan": 1}).parts}
    assert leaves == {"data/2023/kanim-jember/skm_nilai.csv"}


def test_weights_targets_and_parameters_are_traced_to_their_line(year: Project) -> None:
    lines = (ROOT / "rules/2023/indicators/ipk.yaml").read_text().splitlines()
    weights = [part for part in year.explain("ipk.nilai_internal").parts if part.id == "bobot_internal"]
    assert [part.exact for part in weights] == ["20", "10", "10", "20", "20", "20"]
    for part in weights:
        assert lines[part.location.line - 1].strip() == f"{part.key['unsur_internal']}: {part.exact}"
    (target,) = year.explain("ipk.target").parts
    assert lines[target.location.line - 1].strip() == "2023: 3.13"
    (parameter, *_) = [part for part in year.explain("smart.nilai_efisiensi_berjalan").parts if part.id == "nilai_dasar"]
    assert (parameter.value, parameter.unit, parameter.location.file) == ("50", "nilai", "rules/2023/measures/smart.yaml")
