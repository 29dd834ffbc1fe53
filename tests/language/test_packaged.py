"""Packaged rules: each with its published example, overridden key by key, and kept by the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.archive.freeze import freeze
from lkjip.archive.replay import reproduce
from lkjip.project import Project
from lkjip.rules.folder import packages
from small import refused, small, values

SKM = [105, 101, 100, 116, 102, 105, 106, 115, 105]  # a published survey of 29 respondents, by element
ELEMENTS = ["persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "pengaduan", "sarana"]
COMPONENTS = {"perencanaan": 30, "pengukuran": 30, "pelaporan": 15, "evaluasi": 25}
PARTS = ("keberadaan", "kualitas", "pemanfaatan")
OUTPUTS = {"a1": (10, 9), "a2": (10, 10), "b1": (9, 4), "b2": (1, 1), "b3": (1, 1)}
IKPA = {"revisi": 100, "deviasi": 80, "penyerapan": 90, "kontraktual": "", "tagihan": 100, "up_tup": 95, "output": 100}

# package → its tables, a figure and its value, and where that is from
CASES: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    "skm-permenpanrb-14-2017": (
        {"skm_unsur": "unsur_skm,jumlah,responden\n" + "\n".join(f"{e},{n},29" for e, n in zip(ELEMENTS, SKM, strict=True))},
        {"rata_rata": "3.6590", "ikm": "91.48", "mutu": "A", "unsur_terendah": "waktu"},
        "published: 29 respondents, 3,6590 and 91,48",
    ),
    "capaian-output-pmk-22-2021": (
        {
            "output_program": "indikator_output,target,realisasi\n"
            + "\n".join(f"{c},{t},{r}" for c, (t, r) in OUTPUTS.items())
        },
        {"capaian_output[a]": "94.87", "capaian_output[b]": "76.31", "capaian_program": "85.09"},
        "annex of PMK 22/2021: √0,9 = 94,87, ³√(4/9) = 76,31, 85,09",
    ),
    "ikpa-per-5-pb-2022": (
        {
            "indikator_ikpa_2022": "indikator_ikpa_2022,berlaku,nilai\n"
            + "\n".join(f"{c},{int(v != '')},{v}" for c, v in {**IKPA, "dispensasi": 100}.items())
        },
        {"nilai_akhir": "95.00", "kategori": "sangat_baik"},  # 8.550 / 90
        "by hand",
    ),
    "ikpa-per-5-pb-2024": (
        {
            "indikator_ikpa_2024": "indikator_ikpa_2024,berlaku,nilai\n"
            + "\n".join(f"{c},{int(v != '')},{v}" for c, v in IKPA.items()),
            "dispensasi_spm_2024": "dispensasi,spm\n2,1000",
        },
        {"rasio_dispensasi": "2.00", "pengurang": "0.75", "nilai_akhir": "93.14"},  # 8.450 / 90 − 0,75
        "by hand; unverified",
    ),
    "smart-pmk-22-2021": (
        {"variabel_smart": "capaian_output,efisiensi,konsistensi,penyerapan\n100,-0.09,87.71,97.24"},
        {"nilai_efisiensi": "49.78", "nilai_kinerja": "83.13", "kategori": "baik"},
        "49,78 published for −0,09; the sum by hand: 43,5 + 14,237 + 15,963 + 9,432",
    ),
    "sakip-permenpanrb-88-2021": (
        {
            "evaluasi_akip": "komponen_akip,subkomponen_akip,nilai\n"
            + "\n".join(f"{c},{p},{80 if p == 'pemanfaatan' else 100}" for c in COMPONENTS for p in PARTS)
        },
        {"nilai_akip": "90.00", "predikat": "A"},
        "by hand; unverified",
    ),
    "spbe-permenpanrb-59-2020": (
        {"kematangan_spbe": "indikator_spbe,tingkat\n" + "\n".join(f"i{n},{3 if n > 10 else 1}" for n in range(1, 48))},
        {"indeks": "2.74", "predikat": "baik"},  # 1·13 % + 3·87 %
        "by hand; unverified",
    ),
    "kinerja-anggaran-pmk-62-2023": (
        {"evaluasi_anggaran": "evaluasi_anggaran,nilai\nperencanaan,80\npelaksanaan,95.5"},
        {"nilai_kinerja": "87.75"},
        "by hand; unverified",
    ),
}


def project_of(package: str, root: Path, rule: str = "") -> Project:
    project = small(root, {"measures/m": f"use: {package}\n{rule}"})
    folder = root / "data/2024/s"
    folder.mkdir(parents=True)
    for name, rows in CASES[package][0].items():
        (folder / f"{name}.csv").write_text(rows + "\n")
    return project


def test_every_package_has_a_case() -> None:
    elsewhere = {"skm-jawaban-permenpanrb-14-2017"}  # its published survey is systems/skm, from single answers
    assert set(packages()) == {*CASES, *elsewhere}


@pytest.mark.parametrize("package", CASES)
def test_a_package_gives_its_example(package: str, tmp_path: Path) -> None:
    project = project_of(package, tmp_path)
    assert [issue.code for issue in project.check() if issue.level == "error"] == []
    for name, wanted in CASES[package][1].items():
        figure, _, member = name.partition("[")
        found = values(project, f"m.{figure}")
        assert {text for key, text in found.items() if key.endswith(f"={member[:-1]}") or not member} == {wanted}, name
    assert project.explain("m." + next(n for n in CASES[package][1] if "[" not in n)).citation is not None


def test_a_project_overrides_key_by_key(tmp_path: Path) -> None:
    """Other bands, fewer elements and another rounding; the rest is the package's, at its own lines."""
    project = project_of(
        "skm-permenpanrb-14-2017", tmp_path, "figures:\n  ikm: {round: 1}\n  realisasi: {formula: ikm, unit: skor}\n"
    )
    with (tmp_path / "rules/2024/dimensions.yaml").open("a") as file:
        file.write("\nunsur_skm: {title: Unsur, members: {waktu: Waktu, biaya: Biaya}}\n")
    (tmp_path / "data/2024/s/skm_unsur.csv").write_text("unsur_skm,jumlah,responden\nwaktu,100,29\nbiaya,116,29\n")
    assert values(project, "m.ikm") == {"–": "93.1"}  # (3.4483 + 4) / 2 · 25 = 93.10375
    assert values(project, "m.realisasi") == {"–": "93.10"}  # still at the package's two decimals
    figures = project.rules.measures["m"].figures
    assert str(figures["ikm"].location).startswith("rules/2024/measures/m.yaml")
    assert "skm-permenpanrb-14-2017.yaml" in str(figures["mutu"].location)


def test_an_archive_keeps_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_of("smart-pmk-22-2021", tmp_path)
    freeze(project, "2025-01-02")
    kept = tmp_path / "archive/2024/1.0.0/rules/2024/packaged/smart-pmk-22-2021.yaml"
    assert kept.is_file()
    monkeypatch.setattr("lkjip.rules.folder._PACKAGES", tmp_path / "nowhere")
    (result,) = reproduce(tmp_path, 2024)
    assert result.same


def test_a_package_that_is_not_there(tmp_path: Path, english: None) -> None:
    found = refused(small(tmp_path, {"measures/m": "use: skm-permenpanrb-14-2018\n"}))
    assert "skm-permenpanrb-14-2017" in found["unknown_package"]
