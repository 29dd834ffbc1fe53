"""The studio in a real browser: the whole walk, every screen by keyboard and axe, at every width."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lkjip.studio.server import Studio

PAGES = (
    "/",
    "/aturan",
    "/aturan/u/ipk",
    "/aturan/u/smart",
    "/aturan/kategori",
    "/aturan/anggota",
    "/aturan/dasar",
    "/aturan/baku",
    "/dampak",
    "/data",
    "/data/skm_nilai",
    "/data/pnbp",
    "/narasi",
    "/jika?ukuran=ipk",
    "/laporan",
    "/periksa",
    "/arsip",
)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def home(studio: Studio) -> str:
    return f"http://127.0.0.1:{studio.port}"


def saved(page: Any, wait: Any) -> None:
    page.locator("#simpan").click()
    wait(page.locator("#status")).to_have_text("Semua tersimpan", timeout=30_000)


@pytest.fixture
def wait() -> Any:
    from playwright.sync_api import expect

    return expect


@pytest.mark.no_cover  # long, and most of its steps have a test of their own
def test_the_whole_walk(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    """Weights, a bound, a respondent count, a category, a figure in a sentence; render, archive, compare, undo."""
    before = {path: path.read_bytes() for path in (copy / "rules").rglob("*.yaml")}
    summary = page.locator(".ringkas")

    page.goto(f"{home(studio)}/aturan/u/ipk")
    page.get_by_label("Intelijen", exact=True).first.fill("15")
    wait(page.locator(".jumlah").first).to_contain_text("kurang 5 dari 100", timeout=30_000)
    wait(summary).to_contain_text("Belum dapat dihitung")
    page.get_by_label("Pengaduan", exact=True).first.fill("25")
    wait(summary).to_contain_text("2 angka berubah", timeout=30_000)
    wait(page.locator("#dampak")).to_contain_text("3,40")
    saved(page, wait)

    page.goto(f"{home(studio)}/aturan/kategori")
    page.get_by_label("Sangat Baik: Batas bawah").first.fill("98,00")
    wait(page.locator("#dampak")).to_contain_text("Sangat Baik (A)", timeout=30_000)
    wait(page.locator("#kalimat")).to_contain_text("kategori Baik", timeout=30_000)

    page.goto(f"{home(studio)}/data/skm_responden")
    page.get_by_label("Januari").fill("30")
    wait(page.locator("#dampak")).to_contain_text("198", timeout=30_000)

    page.goto(f"{home(studio)}/aturan/kategori")
    page.get_by_text("Tambah kategori").first.click()
    form = page.locator("form.tambah").first
    form.get_by_label("Kategori").fill("Cukup Baik")
    form.get_by_label("Kode").fill("BC")
    form.get_by_label("Batas bawah").fill("70")
    form.get_by_role("button").click()
    wait(page.get_by_label("Cukup Baik: Batas bawah")).to_have_value("70,00", timeout=30_000)

    page.goto(f"{home(studio)}/narasi")
    text = page.locator("#narasi-efforts textarea").first
    text.fill("Capaian IKM dijaga pada")
    page.locator("#narasi-efforts .sisip").first.click()
    page.locator("#cari-angka").fill("capaian layanan keimigrasian ikm.capaian")
    page.locator(".angka-pilihan li:not([hidden]) button").first.click()
    wait(text).to_have_value(re.compile(r"^Capaian IKM dijaga pada \{ikm\.capaian\w*\}$"))
    wait(page.locator("#kalimat")).to_contain_text("Capaian IKM dijaga pada 1", timeout=30_000)
    saved(page, wait)

    page.goto(f"{home(studio)}/laporan")
    page.get_by_role("button", name="Susun laporan").click()
    wait(page.locator("iframe")).to_be_visible(timeout=120_000)
    inside = page.frame_locator("iframe").locator("body")
    wait(inside).to_contain_text("Capaian IKM dijaga pada", timeout=30_000)
    assert {path.suffix for path in (copy / "output").iterdir()} >= {".html", ".pdf", ".docx"}

    page.goto(f"{home(studio)}/arsip")
    page.get_by_label("Alasan").fill("Bobot IPK dan batas mutu diperbaiki")
    page.get_by_role("button", name="Arsipkan 2023").click()
    wait(page.locator("#hasil-arsip")).to_contain_text("Sidik jari", timeout=60_000)
    made = re.search(r"archive/(2023/\S+)", page.locator("#hasil-arsip").inner_text())
    assert made is not None
    page.goto(f"{home(studio)}/arsip")
    page.get_by_label("Dari").select_option("2023/1.0.0")
    page.get_by_label("Ke").select_option(made[1])
    page.get_by_role("button", name="Bandingkan").click()
    wait(page.locator("#hasil-banding")).to_contain_text("bobot Intelijen", timeout=60_000)

    for _ in range(6):
        with page.expect_navigation():  # a click while the page reloads would be lost
            page.locator("#tombol-undo").click()
    wait(page.locator("#tombol-undo")).to_be_disabled(timeout=30_000)
    saved(page, wait)
    assert {path: path.read_bytes() for path in before} == before


def test_past_years_are_replayed_bridged_and_followed_by_the_next(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    """By hand: the ceiling of the budget rose by 11.097.189.000 − 10.082.450.000 = 1.014.739.000, all of it data."""
    page.goto(f"{home(studio)}/arsip")
    page.get_by_role("button", name="Hitung ulang semua arsip").click()
    wait(page.locator("#hasil-ulang")).to_contain_text("2023 v1.0.1: 392 dari 392 angka identik", timeout=60_000)
    page.get_by_label("Dari").select_option("2022/1.0.0")
    page.get_by_label("Ke").select_option("2023/work")
    page.get_by_role("button", name="Jembatan").click()
    wait(page.locator("#hasil-banding")).to_contain_text("Data +1.014.739.000", timeout=60_000)
    page.get_by_role("button", name="Buat berkas tahun 2024").click()
    wait(page.locator("#hasil-tahun")).to_contain_text("rules/2024", timeout=60_000)
    assert (copy / "rules/2024/ruleset.yaml").is_file()


def test_an_alternative_is_tried_compared_and_adopted(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    """With the weight of Intelijen 40 and the others in proportion (15, 15, 7,5, 15, 7,5) nothing is written before it is
    adopted; then it is an ordinary edit, which undo takes back."""
    rule = copy / "rules/2023/indicators/ipk.yaml"
    before = rule.read_bytes()
    page.goto(f"{home(studio)}/jika?ukuran=ipk")
    wait(page.locator("#hasil-jika")).to_contain_text("Semua nilai masih seperti sekarang")
    page.get_by_label("Penggeser Intelijen").first.fill("40")
    weights = page.locator("fieldset").first.locator("input[inputmode]")
    assert sum(float(text.replace(",", ".")) for text in (weights.nth(n).input_value() for n in range(6))) == 100
    wait(page.locator("#hasil-jika")).to_contain_text("angka berubah", timeout=30_000)
    page.get_by_label("Nama alternatif").fill("Intelijen lebih berat")
    page.get_by_role("button", name="Bandingkan").click()
    beside = page.locator("#alternatif")
    wait(beside).to_contain_text("Intelijen lebih berat", timeout=30_000)
    wait(beside).to_contain_text("Intelijen: 40")
    assert rule.read_bytes() == before
    page.reload()
    wait(beside).to_contain_text("Intelijen lebih berat")

    page.get_by_role("button", name="Pakai Intelijen lebih berat").click()
    wait(page.locator("#status")).to_contain_text("Belum disimpan: 1 berkas", timeout=30_000)
    saved(page, wait)
    assert "intelijen: 40" in rule.read_text(encoding="utf-8").lower()
    with page.expect_navigation():
        page.locator("#tombol-undo").click()
    saved(page, wait)
    assert rule.read_bytes() == before


def test_weights_that_miss_their_sum_are_refused_with_the_reason(page: Any, studio: Studio, wait: Any) -> None:
    page.goto(f"{home(studio)}/jika?ukuran=ipk")
    page.locator("fieldset").first.locator("input[inputmode]").first.fill("45")
    wait(page.locator("#hasil-jika .sebab")).to_contain_text("100", timeout=30_000)


@pytest.mark.no_cover  # the same draws as in the tests of sensitivity
def test_the_robustness_of_categories_stands_on_their_rulers(page: Any, studio: Studio, wait: Any) -> None:
    page.goto(f"{home(studio)}/jika?ukuran=ikm")
    page.get_by_role("button", name="Uji kekukuhan").click()
    held = page.locator("#kukuh")
    wait(held).to_contain_text("dari 2.000 susunan", timeout=240_000)
    wait(held).to_contain_text("IKM: target dari 3,25 menjadi 3,91")
    assert held.locator("svg").count() >= 1


def test_what_is_typed_survives_a_reload(page: Any, studio: Studio, wait: Any) -> None:
    page.goto(f"{home(studio)}/aturan/u/ipk")
    page.get_by_label("Intelijen", exact=True).first.fill("dua puluh")
    wait(page.locator("#status")).to_contain_text("menunggu perbaikan", timeout=30_000)
    page.reload()
    wait(page.get_by_label("Intelijen", exact=True).first).to_have_value("dua puluh")
    wait(page.locator(".sebab").first).to_contain_text("Bukan angka")


def test_a_pasted_block_shows_what_it_is_taken_for(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    page.goto(f"{home(studio)}/data/skm_nilai")
    cell = page.get_by_label("Januari, Informasi")
    cell.evaluate(PASTE, "3,9\t3.8\t39\r\n4\t\t3,777\r\n")
    shown = page.locator("#tempelan")
    wait(shown).to_contain_text("3 sel akan diambil, 3 tidak dapat diambil", timeout=30_000)
    for reason in ("Di luar batas 1 sampai 4", "Sel ini dikosongkan", "Paling banyak 2 angka"):
        wait(shown).to_contain_text(reason)
    page.get_by_role("button", name="Ambil").click()
    wait(page.get_by_label("Januari, Persyaratan")).to_have_value("3,80", timeout=30_000)
    wait(page.get_by_label("Februari, Persyaratan")).to_have_value("3,90")
    saved(page, wait)
    text = (copy / "data/2023/kanim-jember/skm_nilai.csv").read_text()
    assert "\n1,informasi,3.90\n" in text and "\n1,persyaratan,3.80\n" in text and "\n2,informasi,4.00\n" in text


def test_number_that_could_be_two_is_asked(page: Any, studio: Studio, wait: Any) -> None:
    page.goto(f"{home(studio)}/aturan/u/ipk")
    page.get_by_label("2023", exact=True).fill("1.234")
    choice = page.locator(".pilihan")
    wait(choice).to_have_text(["1,234", "1.234"], timeout=30_000)
    choice.first.click()
    wait(page.locator(".sebab")).to_have_count(0, timeout=30_000)


def test_a_file_changed_outside_is_a_conflict(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    path = copy / "rules/2023/indicators/ipk.yaml"
    page.goto(f"{home(studio)}/aturan/u/ipk")
    page.get_by_label("Responden eksternal minimum").fill("6")
    wait(page.locator("#status")).to_contain_text("1 berkas", timeout=30_000)
    path.write_text(path.read_text().replace("  2024: 3.14", "  2024: 3.20"))
    page.locator("#simpan").click()
    wait(page.locator("#pesan")).not_to_be_empty(timeout=30_000)
    page.reload()
    wait(page.locator(".konflik")).to_contain_text("ipk.yaml")
    page.get_by_role("button", name="Terapkan lagi suntingan saya").click()
    wait(page.locator(".konflik")).to_have_count(0, timeout=30_000)
    saved(page, wait)
    assert "  2024: 3.20" in path.read_text() and "    value: 6\n" in path.read_text()


@pytest.mark.no_cover  # every page three times
@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_every_screen_is_accessible_at_every_width(chromium: Any, studio: Studio, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(studio.address)
    session = studio.session
    weight = next(v for v in session.view.values if v.kind == "weight" and v.path[-1] == "intelijen")
    from lkjip.editing.edits import Edit

    session.edit([Edit(weight.file, weight.path, "set", 15)], "Intelijen")
    found: list[tuple[str, ...]] = []
    for path in PAGES:
        page.goto(home(studio) + path)
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((path, "wider than the screen"))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [(path, entry["id"], str(entry["nodes"][0]["target"])) for entry in result["violations"]]
    context.close()
    assert found == []


def test_by_keyboard_alone(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    page.goto(f"{home(studio)}/data/skm_responden")
    page.keyboard.press("Tab")
    wait(page.get_by_text("Langsung ke isi")).to_be_focused()
    page.get_by_label("Januari").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("30")
    page.keyboard.press("ArrowDown")
    wait(page.get_by_label("Februari")).to_be_focused()
    wait(page.locator("#dampak")).to_contain_text("198", timeout=30_000)
    page.keyboard.press("Control+S")
    wait(page.locator("#status")).to_have_text("Semua tersimpan", timeout=30_000)
    assert "\n1,30\n" in (copy / "data/2023/kanim-jember/skm_responden.csv").read_text()


def test_adding_and_removing_a_weights_member(page: Any, studio: Studio, copy: Path, wait: Any) -> None:
    page.goto(f"{home(studio)}/aturan/u/ipk")
    page.get_by_text("Tambah anggota").first.click()
    form = page.locator("form.tambah", has_text="Bobot").first
    form.get_by_label("Nama").fill("Siber")
    form.get_by_label("Bobot").fill("5")
    form.get_by_role("button").click()
    wait(page.get_by_label("Siber", exact=True).first).to_have_value("5", timeout=30_000)
    wait(page.locator(".jumlah").first).to_contain_text("lebih 5 dari 100")
    page.get_by_role("button", name="Hapus Siber beserta baris datanya").click()
    wait(page.get_by_label("Siber", exact=True)).to_have_count(0, timeout=30_000)
    assert not studio.session.history.unsaved
