"""The year on one page: whatever the list of indicators holds, it is there, it is true, and it is one page."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from lkjip.project import load
from lkjip.report import Report
from lkjip.report.blocks.glance import CARDS
from lkjip.report.charts.model import Point
from lkjip.report.charts.trend import WIDTH, trend
from lkjip.report.compose import compose
from report.projects import IKAN, KAPAL, OFFICE, WAKTU, Indicator, project
from report.reading import page

YEAR = 2025


def said(folder: Path, monkeypatch: pytest.MonkeyPatch, *indicators: Indicator, years: int = 3) -> str:
    root = project(folder / "p", indicators, years=years)
    monkeypatch.chdir(root)
    monkeypatch.setenv("LKJIP_CHARTS", "later")
    return Report(load(root, YEAR, OFFICE)).glance().text


def cards(text: str) -> dict[str, str]:
    """The cards by the kind of their state."""
    begins = r"::: \{\.kartu \.kartu-([a-z-]+) role=\"listitem\"\}\n"
    return dict(re.findall(rf"{begins}(.*?)(?=::: \{{\.kartu |\Z)", text, re.DOTALL))


def test_every_state_has_its_card_and_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missed = replace(WAKTU, id="lama", title="Lama Penerbitan Buku")
    unmeasured, aimless = replace(IKAN, id="a", realised=None), replace(IKAN, id="b", target=None)
    found = cards(said(tmp_path, monkeypatch, IKAN, KAPAL, missed, unmeasured, aimless))
    words = {
        "melampaui": "Target tercapai dan terlampaui",
        "tercapai": "Target tercapai",
        "belum-tercapai": "Target belum tercapai",
        "belum-diukur": "Belum diukur",
        "belum-ada-target": "Belum ada target",
    }
    assert set(found) == set(words)
    for kind, text in words.items():
        assert f"[{text}]" in found[kind]
    assert "makin rendah makin baik" in found["belum-tercapai"] and "makin rendah" not in found["tercapai"]


def test_a_line_needs_two_years_and_is_words_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_past = replace(IKAN, id="lampau", earlier={2023: "70.00", 2024: "81.00"})
    text = said(tmp_path, monkeypatch, with_past, KAPAL)
    assert text.count("grafik/kilas-") == 1 and "grafik/kilas-lampau.svg" in text
    assert text.count("Belum ada tahun lain yang dapat dibandingkan") == 1


@pytest.mark.parametrize("count", [1, CARDS, CARDS + 1])
def test_cards_give_way_to_a_table_where_there_are_many(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(replace(IKAN, id=f"i{number}", title=f"Cakupan Nomor {number}") for number in range(count))
    text = said(tmp_path, monkeypatch, *many)
    assert text.count("listitem") == (count if count <= CARDS else 0)
    assert ("<table" in text) == (count > CARDS)
    assert all(f"Cakupan Nomor {number}" in text for number in range(count))


def test_what_is_not_measured_at_all_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(tmp_path, monkeypatch, IKAN, KAPAL)
    assert "petak" not in text and "PNBP" not in text and "SMART" not in text


@pytest.mark.parametrize("count", [12, 20])
def test_it_is_one_page_however_many_there_are(count: int, tmp_path: Path) -> None:
    long = "yang Dilaksanakan Menurut Rencana Aksi di Wilayah Kota"
    past = {2023: "70.00", 2024: "81.00"}
    many = tuple(replace(IKAN, id=f"i{n}", title=f"Cakupan {n} {long}", earlier=past) for n in range(count))
    (pdf,) = compose(load(project(tmp_path / "p", many, years=3), YEAR, OFFICE), tmp_path / "out", ["pdf"], "embedded")
    pages = [found.get_textpage().get_text_bounded() for found in PdfDocument(pdf)]
    begins = next(number for number, text in enumerate(pages) if text.startswith(f"Kinerja {YEAR} Sekilas"))
    assert pages[begins + 1].startswith("Ringkasan Eksekutif")
    assert all(f"Cakupan {number} yang" in " ".join(pages[begins].split()) for number in range(count))


def test_the_real_page_says_the_figures_with_their_ids(rendered: dict[str, Path]) -> None:
    whole = rendered["html"].read_text(encoding="utf-8")
    start = whole.index('<div class="sekilas"')
    part = whole[start : whole.index("<h1", start)]
    for figure, text in {"ikm.realisasi": "3,91", "ipk.capaian": "125,56%", "anggaran.persentase": "99,18%"}.items():
        assert f'data-figure="{figure}"' in part and text in part
    assert part.count('role="listitem"') == 3 + 4
    assert "Kinerja 2023 Sekilas" in page(rendered["html"]).text


def test_a_trend_marks_what_is_missing_and_stays_in_its_box() -> None:
    def point(year: int, value: int | None) -> Point:
        number = None if value is None else Fraction(value)
        label = {"tahun": str(year)}
        return Point(f"a.b[tahun={year}]", label, label, str(value), number, "Realisasi", "persen")

    made = trend([point(2021, None), point(2022, 7), point(2023, 7)])
    placed = [row for layer in made.spec["layer"] for row in layer["data"]["values"] if "x" in row]
    assert all(0 <= row["x"] <= WIDTH for row in placed)
    assert "2021: data belum tersedia" in made.alt and "2023: 7 persen" in made.alt
