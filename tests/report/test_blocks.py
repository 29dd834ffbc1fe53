"""The report one step beside its example: any indicators, any state, and every sentence read by a second route."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conftest import ROOT
from lkjip.project import Project, load
from lkjip.report import Report
from lkjip.report.compose import compose
from lkjip.report.sentences import plain
from report.judge import faults, shown
from report.projects import IKAN, KAPAL, OFFICE, WAKTU, Indicator, project
from report.reading import printed_text

YEAR = 2025
PAST = {2023: "70.00", 2024: "80.00"}
GOALS = {2023: "60.00", 2024: "65.00"}
KNOWN = (
    replace(IKAN, earlier=PAST, earlier_targets=GOALS),
    replace(WAKTU, earlier={2023: "9.00", 2024: "7.50"}, earlier_targets={2023: "8.00", 2024: "7.00"}),
    replace(KAPAL, earlier={2024: "120.00"}, earlier_targets={2024: "100.00"}),
)
MATRIX: dict[str, tuple[tuple[Indicator, ...], int]] = {
    "first year": ((IKAN, WAKTU, KAPAL), 1),
    "three years": (KNOWN, 3),
    "no target": ((replace(IKAN, target=None), WAKTU, KAPAL), 1),
    "target of another year": ((replace(IKAN, target=None, earlier_targets={2026: "80.00"}), WAKTU), 1),
    "not measured": ((IKAN, replace(WAKTU, realised=None)), 1),
    "neither": ((IKAN, replace(WAKTU, realised=None, target=None)), 1),
    "all missed": ((replace(IKAN, realised="1.00"), replace(WAKTU, realised="9.00"), replace(KAPAL, realised="0.00")), 1),
    "all met": ((IKAN, replace(WAKTU, realised="4.00"), KAPAL), 1),
    "one": ((IKAN,), 1),
    "one, not measured": ((replace(IKAN, realised=None),), 1),
    "none measured": ((replace(IKAN, realised=None), replace(WAKTU, realised=None)), 1),
    "lower is better, worse than before": ((replace(KNOWN[1], realised="8.00"),), 3),
    "unchanged": ((replace(KNOWN[0], realised="80.00"),), 3),
    "year without a value": ((replace(KNOWN[0], earlier={2023: "70.00"}), KNOWN[1]), 3),
    "another one in the year before": ((KNOWN[0], replace(KNOWN[1], earlier={}, earlier_targets={})), 3),
    "zero target": ((replace(IKAN, target="0.00"), WAKTU), 1),
    "polarity turned": ((replace(IKAN, lower=True), replace(WAKTU, lower=False)), 1),
}


def said(report: Report) -> tuple[str, dict[str, str]]:
    """The sentences of the summaries, and of each indicator's section, as a reader sees them."""
    summary = " ".join(map(_read, (report.summary().text, report.achievements().text, report.conclusions().text)))
    return summary, {code: _read(report.indicator(code).text) for code in report.facts.indicators}


def _read(text: str) -> str:
    """Markdown without tables, charts and worked calculations, which print figures and claim nothing."""
    text = re.sub(r"```\{=html\}.*?```|^!\[.*?$|::: \{\.hitungan\}.*?:::", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^:::.*$|\{#[^}]*\}$", "", text, flags=re.MULTILINE)
    return " ".join(plain(line) for line in text.split("\n") if line.strip())


def judged(root: Path, indicators: tuple[Indicator, ...], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(root)
    monkeypatch.setenv("LKJIP_CHARTS", "later")
    return faults(indicators, YEAR, *said(Report(load(root, YEAR, OFFICE))))


@pytest.mark.parametrize("name", MATRIX)
def test_every_sentence_holds_in_every_state(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indicators, years = MATRIX[name]
    root = project(tmp_path / "p", indicators, years=years)
    assert judged(root, indicators, monkeypatch) == []


def test_the_judge_finds_a_false_sentence() -> None:
    """Else the matrix would prove nothing."""
    text = "Hasilnya, seluruh target tercapai: 3 dari 3 indikator mencapai target. "
    text += "Rata-rata capaian semua indikator adalah 99,00%."
    sections = {"ikan": "Perbandingan Target dan Realisasi Realisasi menghasilkan capaian 110,00%, belum tercapai."}
    found = faults((IKAN, WAKTU, KAPAL), YEAR, text + IKAN.title + WAKTU.title + KAPAL.title, sections)
    assert len(found) >= 6
    assert shown(Fraction(12345, 10)) == "1.234,50"


CHANGES = 300


@pytest.mark.no_cover  # the same steps three hundred times
def test_three_hundred_random_changes_leave_no_false_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One value of one rule or table at a time: realisations, targets, polarity, values of earlier years."""
    chance = random.Random(20251126)
    wrong: list[str] = []
    for number in range(CHANGES):
        indicators = tuple(changed(one, chance) for one in KNOWN) if number % 3 else one_changed(chance)
        root = project(tmp_path / str(number), indicators, years=3)
        wrong += [f"{number}: {fault} {indicators}" for fault in judged(root, indicators, monkeypatch)]
    assert wrong == []


def one_changed(chance: random.Random) -> tuple[Indicator, ...]:
    which = chance.randrange(len(KNOWN))
    return tuple(changed(one, chance) if place == which else one for place, one in enumerate(KNOWN))


def changed(one: Indicator, chance: random.Random) -> Indicator:
    value = f"{chance.choice((0, 5, 60, 75, 80, 82, 120, 1500))}.{chance.choice(('00', '50', '05'))}"
    match chance.randrange(6):
        case 0:
            return replace(one, realised=value)
        case 1:
            return replace(one, target=value)
        case 2:
            return replace(one, lower=not one.lower)
        case 3:
            return replace(one, realised=None) if chance.random() < 0.5 else replace(one, target=None)
        case 4:
            return replace(one, earlier={**one.earlier, 2024: value})
        case _:
            return replace(one, earlier={y: v for y, v in one.earlier.items() if y != 2024})


@pytest.mark.no_cover  # the same renders of many small projects
@pytest.mark.parametrize("name", [name for name in MATRIX if name != "three years"])  # there a sentence runs over two pages
def test_what_the_blocks_say_stands_in_every_format(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences that were judged are those of HTML, PDF and Word."""
    indicators, years = MATRIX[name]
    root = project(tmp_path / "p", indicators, years=years)
    opened = load(root, YEAR, OFFICE)
    for path in compose(opened, tmp_path / "out", renderer="embedded"):
        text = re.sub(r"\s+", "", printed_text(path)).replace("−", "-")  # Typst sets a hyphen before a digit as a minus
        monkeypatch.chdir(root)
        report = Report(opened)
        for code in report.facts.indicators:
            for phrase in ("target_realisasi", "tahun_lalu", "pola", "menengah"):
                said = plain(report.narrator.sentence(phrase, code))
                assert re.sub(r"\s+", "", said).replace("−", "-") in text, (path.suffix, said)
        assert "data belum tersedia" not in printed_text(path).replace("\n", " ")


IKM = "rules/2023/indicators/ikm.yaml"
ADDED = {
    "rules/2023/indicators/aduan.yaml": """
id: aduan
title: Persentase Pengaduan yang Diselesaikan
objective: sk2
unit: persen
polarity: higher_is_better
targets: {2023: 90}
citation: perjanjian-kinerja-2023
inputs:
  selesai: {table: pengaduan, by: [], unit: angka}
  masuk: {table: pengaduan, by: [], unit: angka}
figures:
  realisasi: {formula: "percentage(selesai, masuk)", round: 2, title: Realisasi}
""",
    "rules/2023/tables/pengaduan.yaml": """
table: pengaduan
title: Pengaduan
source: {system: Buku pengaduan, place: Lembar 1}
keys: []
complete: true
columns:
  selesai: {title: Selesai, type: integer, unit: angka}
  masuk: {title: Masuk, type: integer, unit: angka}
""",
    "data/2023/kanim-jember/pengaduan.csv": "selesai,masuk\n80,100\n",
}


def beside(old: str, new: str) -> dict[str, bytes]:
    text = (ROOT / IKM).read_text(encoding="utf-8")
    assert text.count(old) == 1
    return {IKM: text.replace(old, new).encode()}


@pytest.mark.parametrize(
    ("changed", "holds", "not_so"),
    [
        pytest.param(
            beside("  2023: 3.25\n", ""),
            ("2 dari 3 indikator", "belum mempunyai target (1): Indeks Kepuasan", "Rata-rata capaian 2 dari 3 indikator"),
            ("2 dari 2", "seluruh target tercapai", "lebih tinggi daripada rata-rata"),
            id="a target deleted",
        ),
        pytest.param(
            beside("polarity: higher_is_better\nachievement: R/T", "polarity: lower_is_better\nachievement: (2T-R)/T"),
            ("2 dari 3 indikator mencapai target", "adalah 79,69% (belum tercapai)"),  # (2 × 3,25 − 3,91) / 3,25 = 79,692 %
            ("seluruh target tercapai",),
            id="a polarity turned",
        ),
        pytest.param(
            {file: text.encode() for file, text in ADDED.items()},
            ("4 indikator", "3 dari 4", "yang Diselesaikan terealisasi 80,00% dari target 90%", "adalah 88,89% (belum"),
            ("3 dari 3", "lebih rendah daripada rata-rata tahun 2022"),
            id="an indicator in per cent added",
        ),
    ],
)
def test_one_step_beside_the_worked_example(
    changed: dict[str, bytes],
    holds: tuple[str, ...],
    not_so: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LKJIP_CHARTS", "later")
    summary, sections = said(Report(Project(ROOT, 2023, "kanim-jember", changed)))
    assert [text for text in holds if text not in summary] == []
    assert [text for text in not_so if text in summary] == []
    assert len(sections) == (4 if len(changed) > 1 else 3)
