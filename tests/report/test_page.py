"""The report as a page in a real browser: its numbers can be traced, nothing is loaded, and everybody can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    expect,
)

from report import page_sample
from report.conftest import CHROMIUM

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (chromium, chromium-browser, google-chrome)")
Visit = Callable[..., Page]
REALISATION = "main .angka[data-figure='ikm.realisasi']"
JANUARY = "ikm.nilai_bulanan[bulan=1]"


@pytest.fixture(scope="module")
def report_html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_sample.build(tmp_path_factory.mktemp("laporan"))


@pytest.fixture
def visit(browser: Browser, report_html: Path) -> Iterator[Visit]:
    """Opens the report; afterwards nothing may have been asked of a network, and nothing have gone wrong in the console."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(width: int = 1280, height: int = 900, fragment: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        watch(page, trouble)
        page.goto(report_html.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def watch(page: Page, trouble: list[str]) -> None:
    """Notes every request that leaves the file, every complaint of the console, every error and every alert."""

    def on_request(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            trouble.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            trouble.append(message.text)

    def on_dialog(dialog: Dialog) -> None:
        trouble.append(dialog.message)
        dialog.dismiss()

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: trouble.append(str(error)))


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit()


def panel(page: Page) -> Locator:
    return page.locator("dialog.telusur")


def focused(page: Page) -> str:
    """The text of the element that has the keyboard."""
    text: str = page.evaluate("document.activeElement.textContent")
    return text


# Numbers


def test_a_click_on_a_number_tells_where_it_comes_from(page: Page) -> None:
    page.locator(REALISATION).first.click()
    expect(page.get_by_role("dialog", name="Realisasi Indeks Kepuasan Masyarakat")).to_be_visible()
    told = panel(page).inner_text()
    for piece in (
        "3,91 indeks",
        "((3,92 × 12) + (3,90 × 31)",
        "= 704,51/180",
        "rules/2023/indicators/ikm.yaml, baris 56",
        "dibulatkan 2 desimal, setengah menjauhi nol",
        "hanya disebut laporan sumber",
        "skm_responden.csv, baris 2",
    ):
        assert piece in told
    assert "weighted_mean" not in told
    page.get_by_text("Bahasa aturan").click()
    assert "ikm.realisasi = weighted_mean(nilai_bulanan, responden_bulan)" in panel(page).inner_text()


def test_the_keyboard_opens_and_closes_a_trace_and_gets_its_place_back(page: Page) -> None:
    number = page.locator(REALISATION).first
    number.focus()
    expect(page.get_by_role("button", name="3,91: telusuri asal angka").first).to_be_focused()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert panel(page).is_visible()
        assert focused(page) == "Realisasi Indeks Kepuasan Masyarakat"
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_hidden()
        expect(number).to_be_focused()


def test_tab_reaches_numbers_and_stays_in_the_open_panel(page: Page) -> None:
    page.locator("h1 > .tautan").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.angka[role=button]')")
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")


def test_parts_open_in_turn_and_lead_back(page: Page) -> None:
    page.locator(REALISATION).first.click()
    panel(page).locator(f"[data-part='{JANUARY}']").click()
    assert focused(page) == "Nilai SKM per bulan, Januari"
    assert "naskah atau sumber resmi ditemukan" in panel(page).inner_text()
    panel(page).locator("[data-part^='sel:skm_nilai']").first.click()
    assert "data/2023/kanim-jember/skm_nilai.csv, baris 2" in panel(page).inner_text()
    crumbs = panel(page).get_by_role("navigation", name="Jalur telusur")
    assert crumbs.get_by_role("listitem").count() == 3
    panel(page).get_by_role("button", name="Kembali").click()
    assert page.evaluate("document.activeElement.dataset.part").startswith("sel:skm_nilai")
    crumbs.get_by_role("button", name="Realisasi Indeks Kepuasan Masyarakat").click()
    assert page.evaluate("document.activeElement.dataset.part") == JANUARY
    assert panel(page).get_by_role("button", name="Kembali").count() == 0


def test_a_missing_value_gives_its_reason_and_no_number(page: Page) -> None:
    page.locator("main .angka.kosong[data-figure='ikpa.nilai_akhir']").first.click()
    told = panel(page).inner_text()
    assert "Tidak terukur. Komponen IKPA hanya tersedia sebagai gambar" in told
    assert panel(page).locator(".telusur-nilai").count() == 0


def test_a_constant_of_the_rules_names_its_line(page: Page) -> None:
    page.locator("main .angka[data-rule='ikm.minimum_responden']").first.click()
    assert "rules/2023/indicators/ikm.yaml, baris 37" in panel(page).inner_text()


def test_a_click_beside_the_panel_closes_it_or_opens_the_number_there(page: Page) -> None:
    first = page.locator(REALISATION).first
    other = page.locator("main .angka[data-figure='ikm.arah']").first
    first.click()
    place = other.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 4, place["y"] + 4)
    assert focused(page) == "Arah dibanding tahun lalu"
    page.mouse.click(320, 880)
    expect(panel(page)).to_be_hidden()


def test_the_reference_can_be_copied(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.locator(REALISATION).first.click()
    panel(page).get_by_role("button", name="Salin rujukan").click()
    panel(page).get_by_text("Disalin.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Laporan Kinerja Instansi Pemerintah Tahun 2023 – Kantor Imigrasi Kelas I TPI Jember, angka ")
    assert "Realisasi Indeks Kepuasan Masyarakat = 3,91 indeks (ikm.realisasi), dihitung dari ((3,92 × 12)" in copied
    assert copied.endswith("rules/2023/indicators/ikm.yaml, baris 56, tersedia pada laporan.html#ikm.realisasi")
    panel(page).get_by_role("button", name="Salin tautan").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'laporan.html#ikm.realisasi')")


def test_an_address_can_name_a_number(visit: Visit) -> None:
    page = visit(fragment="#ikm.nilai_bulanan%5Bbulan=1%5D")
    assert focused(page) == "Nilai SKM per bulan, Januari"
    page.keyboard.press("Escape")
    expect(page.locator(f"main .angka[data-figure='{JANUARY}']").first).to_be_focused()
    assert page.evaluate("location.hash") == ""
    page.locator(REALISATION).first.click()
    assert page.evaluate("location.hash") == "#ikm.realisasi"


def test_an_id_that_nobody_knows_is_said_to_be_unknown(page: Page) -> None:
    page.locator(REALISATION).first.evaluate("e => e.dataset.figure = 'constructor'")
    page.locator(REALISATION.replace("ikm.realisasi", "constructor")).first.click()
    assert "tidak tercatat" in panel(page).inner_text()


# Charts


def test_a_mark_shows_its_text_on_hover_and_focus_until_dismissed(page: Page) -> None:
    mark, tip = page.locator("main .grafik svg a").first, page.locator(".keterangan")
    mark.hover()
    assert tip.inner_text() == mark.get_attribute("aria-label")
    tip.hover()  # WCAG 1.4.13: the pointer may move onto the text
    page.wait_for_timeout(300)
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.mouse.move(0, 0)
    mark.focus()
    assert tip.is_visible()
    page.keyboard.press("Enter")
    assert tip.is_hidden()
    assert focused(page) == "Nilai SKM per bulan, Januari"
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()


def test_the_label_of_a_mark_leads_to_the_same_trace(page: Page) -> None:
    page.locator("main .grafik svg [aria-hidden] a").first.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Nilai SKM per bulan, Januari")
    page.keyboard.press("Escape")
    expect(page.locator("main .grafik svg > a").first).to_be_focused()


def test_the_text_of_a_mark_stays_inside_the_window(visit: Visit) -> None:
    page = visit(width=360)
    for mark in page.locator("main .grafik svg > a").all():
        mark.focus()
        box = page.locator(".keterangan").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


# Everybody and everywhere


def test_hostile_data_is_text(page: Page) -> None:
    page.locator("main .angka[data-figure='kinerja.nama_tidak_biasa']").click()
    assert panel(page).get_by_role("heading", level=2).inner_text().startswith("<img src=x onerror=alert(1)> </script> $x$")
    assert panel(page).locator("img, script").count() == 0
    assert panel(page).evaluate("e => e.scrollWidth <= e.clientWidth")


def test_without_javascript_the_report_reads_and_has_no_dead_buttons(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    assert "Realisasi Indeks Kepuasan Masyarakat tahun 2023 adalah 3,91" in page.locator("main").inner_text()
    assert page.locator("[role=button], button, dialog").count() == 0
    assert page.locator("#daftar-isi").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_the_page_never_scrolls_sideways(visit: Visit, width: int) -> None:
    page = visit(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(REALISATION).first.click()
    assert panel(page).evaluate("e => e.scrollWidth <= e.clientWidth")


def test_on_a_phone_a_button_opens_the_contents_and_a_link_closes_them(visit: Visit) -> None:
    page = visit(width=360)
    contents, toggle = page.locator("#daftar-isi"), page.get_by_role("button", name="Daftar isi")
    expect(contents).to_be_hidden()
    toggle.click()
    assert toggle.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    toggle.click()
    contents.get_by_role("link").last.click()
    expect(contents).to_be_hidden()
    assert page.evaluate("scrollY") > 500


def test_the_contents_follow_the_reader(page: Page) -> None:
    page.locator("#sec-ikm").evaluate("e => e.scrollIntoView()")
    expect(page.locator("#daftar-isi [aria-current]")).to_have_attribute("href", "#sec-ikm")


def test_paper_has_neither_contents_nor_panel(page: Page) -> None:
    page.emulate_media(media="print")
    for selector in (".sisi", ".lewati", ".cara-membaca", ".keterangan"):
        assert page.locator(selector).is_hidden()
    assert page.locator(".gulir").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"
    assert page.locator("main h1").last.evaluate("e => getComputedStyle(e).breakBefore") == "page"


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(visit: Visit, width: int) -> None:
    page = visit(width=width)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(page) == []
    page.locator(REALISATION).first.click()
    panel(page).locator(f"[data-part='{JANUARY}']").click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe-core has to say against the page as it stands: every rule, best practices included."""
    found: list[str] = page.evaluate(
        """async () => (await axe.run()).violations.map(
            (found) => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`)"""
    )
    return found


def test_headings_step_down_one_level_at_a_time(page: Page) -> None:
    levels = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all("all => all.map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
