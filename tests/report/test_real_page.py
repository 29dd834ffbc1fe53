"""The real report of 2023 in a real browser: what `test_page.py` shows on a sample holds for the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect

from report.conftest import CHROMIUM
from report.reading import one_line
from report.test_page import AXE, Visit, page, panel, violations, visit

__all__ = ["page", "visit"]  # fixtures
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (chromium, chromium-browser, google-chrome)")


@pytest.fixture(scope="module")
def report_html(rendered: dict[str, Path]) -> Path:
    return rendered["html"]


def test_every_number_and_every_mark_can_be_opened(visit: Visit) -> None:
    """Each is a button, and each has a trace in the page."""
    opened = visit()
    numbers = opened.locator("main .angka")
    assert numbers.count() > 1000
    assert numbers.count() == opened.locator("main .angka[role=button][tabindex]").count()
    unknown = opened.evaluate(
        """() => {
            const nodes = JSON.parse(document.getElementById("jejak").textContent).nodes;
            const numbers = [...document.querySelectorAll("main .angka")].map((e) => e.dataset.figure ?? e.dataset.rule);
            const marks = [...document.querySelectorAll("main .grafik svg a")].map((e) => e.getAttribute("href").slice(1));
            return [...numbers, ...marks].filter((id) => !Object.hasOwn(nodes, id));
        }"""
    )
    assert unknown == []


def test_a_table_is_one_tab_stop_with_arrows_inside(visit: Visit) -> None:
    """Twelve months by eight elements: Tab reaches one number, arrows the one beside and below it."""
    opened = visit()
    table = opened.locator(
        "#tbl-ikm-unsur, figure.tabel:has([data-figure='ikm.nilai_rinci[bulan=2,unsur=informasi]'])"
    ).first
    assert table.locator(".angka[role][tabindex='0']").count() == 1
    reached = "main [tabindex='0'], main a[href]:not([tabindex='-1']), main button"
    stops = opened.evaluate("reached => document.querySelectorAll(reached).length", reached)
    assert stops < 1200
    first = table.locator("[data-figure='ikm.nilai_rinci[bulan=1,unsur=informasi]']")
    first.focus()
    opened.keyboard.press("ArrowRight")
    assert "ikm.nilai_rinci" in (opened.evaluate("document.activeElement.dataset.figure") or "")
    assert table.locator(".angka[role][tabindex='0']").count() == 1


def test_a_table_is_sorted_by_a_column_and_back(visit: Visit) -> None:
    """Changes since 2022, from the greatest fall (PNBP, −1.772.678.976) to the greatest rise (pagu, +1.014.739.000)."""
    opened = visit()
    table = opened.locator("#tbl-perubahan table")
    column = table.locator("tbody tr > :nth-child(4)")
    before = column.all_inner_texts()
    sort = table.get_by_role("button", name="Urutkan menurut Perubahan")
    sort.click()
    rising = column.all_inner_texts()
    assert (rising[0], rising[-1]) == ("−1.772.678.976", "+1.014.739.000")
    assert sorted(rising) == sorted(before)
    sort.click()
    assert column.all_inner_texts() == rising[::-1]
    sort.click()
    assert column.all_inner_texts() == before


def test_search_finds_headings_tables_and_numbers(visit: Visit) -> None:
    opened = visit()
    field = opened.get_by_role("searchbox", name="Cari dalam laporan")
    field.fill("realisasi indeks pengamanan")
    found = opened.locator(".temuan a")
    expect(found.filter(has_text="Realisasi Indeks Pengamanan Keimigrasian = 3,93")).to_have_count(1)
    field.fill("kata yang tidak ada")
    expect(opened.locator(".temuan-tiada")).to_contain_text("Tidak ada")


def test_terms_are_told_where_a_section_uses_them_first(visit: Visit) -> None:
    opened = visit()
    assert opened.locator("main abbr").count() > 5
    told = opened.locator("main abbr", has_text="IKPA").first.get_attribute("title")
    assert told == "Indikator Kinerja Pelaksanaan Anggaran"


@pytest.mark.parametrize(
    ("figure", "pieces"),
    [
        (
            "ikm.realisasi",
            ["3,91 indeks", "704,51/180", "rata-rata Nilai SKM per bulan dari semua bulan", "skm_responden.csv"],
        ),
        ("iki.realisasi", ["3,90 indeks", "97,54 / 25"]),
        ("ikpa.nilai_akhir", ["belum tersedia sebagai data"]),
        ("kinerja.rata_rata_capaian", ["123,49", "(120,31 + 125,56 + 124,60) / 3"]),
    ],
)
def test_a_click_explains_a_number(visit: Visit, figure: str, pieces: list[str]) -> None:
    opened = visit()
    opened.locator(f"main .angka[data-figure='{figure}']").first.click()
    told = one_line(panel(opened).inner_text())
    for piece in pieces:
        assert piece in told, (figure, told[:600])


def test_a_mark_of_a_chart_leads_to_its_month(visit: Visit) -> None:
    opened = visit()
    mark = opened.locator("#fig-ikm-bulanan svg a.butir[href='#ikm.nilai_bulanan[bulan=6]']").first
    mark.focus()
    assert "Juni: 3,80" in opened.locator(".keterangan").inner_text()
    opened.keyboard.press("Enter")
    assert "Nilai SKM per bulan, Juni" in panel(opened).inner_text()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_never_scrolls_sideways(visit: Visit, width: int) -> None:
    opened = visit(width=width)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(visit: Visit, width: int, scheme: Literal["light", "dark"]) -> None:
    opened = visit(width=width)
    opened.emulate_media(color_scheme=scheme)
    opened.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(opened) == []


def test_without_javascript_the_report_reads(visit: Visit) -> None:
    opened = visit(java_script_enabled=False)
    assert opened.locator("[role=button]").count() == 0
    assert "3,91" in opened.locator("main .angka[data-figure='ikm.realisasi']").first.inner_text()
