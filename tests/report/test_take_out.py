"""What is taken out of the page: files of tables and charts whose values are the engine's, links and citations."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page

from lkjip.project import Project
from report.conftest import CHROMIUM
from report.test_page import AXE, Visit, page, panel, violations, visit

__all__ = ["page", "visit"]  # fixtures
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (chromium, chromium-browser, google-chrome)")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheet = list[list[str]]


@pytest.fixture(scope="module")
def report_html(rendered: dict[str, Path]) -> Path:
    return rendered["html"]


def menu(page: Page, figure: str) -> Locator:
    """The opened menu of a table or chart."""
    box = page.locator(f"#{figure} .ambil")
    box.get_by_role("button").first.click()
    return box


def taken(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def rows(content: bytes) -> Sheet:
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheets(content: bytes) -> dict[str, Sheet]:
    """Every sheet of a workbook as its texts and the texts of its numbers; nothing in it is a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        names = [
            sheet.get("name", "") for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
        ]
        parts = [book.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    assert not any(b"<f" in part for part in parts)
    return {name: list(_lines(ElementTree.fromstring(part))) for name, part in zip(names, parts, strict=True)}


def _lines(sheet: ElementTree.Element) -> Iterator[list[str]]:
    for row in sheet.iter(f"{SHEET}row"):
        line: list[str] = []
        for cell in row.iter(f"{SHEET}c"):
            column = re.sub(r"\d", "", cell.get("r", "A1"))
            place = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(column))) - 1
            line += [""] * (place - len(line)) + ["".join(cell.itertext())]
        yield line


def plain(text: str) -> str:
    return text.replace(",", ".")


# Everything


def test_all_numbers_are_those_of_the_engine(page: Page, project: Project) -> None:
    """CSV and workbook have each value that the report rests on, digit for digit as the engine computed it."""
    engine = {str(value.at): value for value in project.evaluate()}
    name, content = taken(page, page.locator(".ambil-semua").get_by_role("button", name="CSV"))
    assert name == "lkjip2023-angka.csv"
    head, *lines = rows(content)
    assert head[:5] == ["Kode", "Judul", "Nilai", "Satuan", "Status"]
    found = {line[0]: line for line in lines}
    assert len(found) == len(lines) > 1500
    checked = [at for at in found if at in engine and engine[at].unit and not engine[at].label]
    assert len(checked) > 900
    for at in checked:
        assert plain(found[at][2]) == (engine[at].value or ""), at
        assert (found[at][4] == "ada nilai") == (engine[at].value is not None), at
    _, content = taken(page, page.locator(".ambil-semua").get_by_role("button", name="XLSX"))
    book = sheets(content)
    numbers = {line[0]: line for line in book["Angka"][1:]}
    assert numbers.keys() == found.keys()
    for at in checked:
        assert (numbers[at] + [""] * 3)[2] == (engine[at].value or ""), at
    tables = page.locator("main figure.tabel").count()
    assert len([name for name in book if name.startswith("Tabel ")]) == tables > 30
    assert any("lkjip2023.html#tbl-" in line[2] for line in book["Keterangan"] if len(line) > 2)


# One table


def test_a_table_is_taken_as_it_stands_with_the_origin_of_each_number(page: Page, project: Project) -> None:
    """A month's values as numbers, a month without respondents as nothing, and where each of them comes from."""
    engine = {str(value.at): value for value in project.evaluate()}
    figure = page.locator("main figure.tabel:has([data-figure^='ikm.nilai_rinci'])").first.get_attribute("id")
    assert figure
    box = menu(page, figure)
    _, content = taken(page, box.get_by_role("button", name=re.compile("^CSV")))
    own = rows(content)
    name, content = taken(page, box.get_by_role("button", name=re.compile("^XLSX")))
    assert name == f"lkjip2023-{figure}.xlsx"
    book = sheets(content)
    title, *_ = book
    assert re.fullmatch(r"Tabel \d+", title) and list(book) == [title, "Asal angka", "Keterangan"]
    assert {len(line) for line in own} == {len(own[0])}
    origins = [line + [""] * 4 for line in book["Asal angka"][1:]]
    assert len(origins) > 80
    for row, column, _, at, _, value, *_ in origins:
        assert value == (engine[at].value or "")
        assert plain(own[int(row) - 1][int(column) - 1]) == value
        if value:
            assert book[title][int(row) - 1][int(column) - 1] == value
    assert any(not line[5] for line in origins)


def test_texts_are_no_formulas_and_long_numbers_stay_exact(page: Page) -> None:
    """What begins like a formula is text in both; eighteen digits are kept, in the workbook as text."""
    content = page.evaluate(
        """async () => {
            const cell = (text) => ({ text, ...pageFiles.numberOf(text) });
            const texts = ["=1+1", "@x", "+a", "-b", "-5,20", "a;b\\"c", "123.456.789.012.345.678", "0012", "Rp1.000"];
            const rows = [texts.map(cell)];
            const book = pageFiles.workbook([{ name: "a/b:c", rows }, { name: "a b c", rows }]);
            const text = async (blob) => [...new Uint8Array(await blob.arrayBuffer())];
            return [await text(pageFiles.csv(rows)), await text(book)];
        }"""
    )
    (line,) = rows(bytes(content[0]))
    assert line == ["'=1+1", "'@x", "'+a", "'-b", "-5,20", 'a;b"c', "123456789012345678", "0012", "1000"]
    book = sheets(bytes(content[1]))
    assert list(book) == ["a b c", "a b c (2)"]
    assert book["a b c"] == [["=1+1", "@x", "+a", "-b", "-5.20", 'a;b"c', "123.456.789.012.345.678", "0012", "1000"]]


# Charts, links, everybody


def test_a_chart_is_taken_as_drawing_and_as_picture(page: Page) -> None:
    box = menu(page, "fig-ikm-bulanan")
    name, content = taken(page, box.get_by_role("button", name=re.compile("^SVG")))
    assert name == "lkjip2023-fig-ikm-bulanan.svg"
    drawing = ElementTree.fromstring(content)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg" and drawing.get("width") and b"href" not in content
    assert "".join(drawing[0].itertext()).startswith("Gambar ")
    _, content = taken(page, box.get_by_role("button", name=re.compile("^PNG")))
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 3 * float(drawing.get("width") or 0)
    assert len(content) > 20_000  # more than an empty ground


@pytest.mark.parametrize("selector", ["#sec-ringkasan", "main figure.tabel >> nth=0", "main figure.grafik >> nth=0"])
def test_heading_table_and_chart_have_a_link_and_a_citation(selector: str, visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    place = page.locator(selector)
    own = place.get_attribute("id")
    place.locator(".tautan, .ambil > button").first.focus()
    page.keyboard.press("Enter")
    inside = page.locator(f"#{own} .ambil-isi, #{own} + .ambil-isi").first
    inside.get_by_role("button", name="Salin tautan").click()
    page.wait_for_function(f"navigator.clipboard.readText().then((text) => text === 'lkjip2023.html#{own}')")
    inside.get_by_role("button", name="Salin rujukan").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('Laporan Kinerja'))")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f", tersedia pada lkjip2023.html#{own}")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_open_menus(width: int, visit: Visit) -> None:
    page = visit(width=width)
    menu(page, page.locator("main figure.tabel").first.get_attribute("id") or "")
    page.locator("main h2 > .tautan").first.focus()
    page.keyboard.press("Enter")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# The panel


def test_the_panel_answers_first(page: Page) -> None:
    """A sentence, the arithmetic, the values side by side by month, then rule and basis; the language of rules on demand."""
    page.locator("main .angka[data-figure='ikm.realisasi']").first.click()
    shown = panel(page)
    parts = [shown.locator(part) for part in (".telusur-kalimat", ".langkah", "table.sejajar", "dl", "details")]
    tops = [
        part.evaluate("(element) => element.getBoundingClientRect().top + element.closest('dialog').scrollTop")
        for part in parts
    ]
    assert tops == sorted(tops)
    assert (
        parts[0]
        .inner_text()
        .startswith("Realisasi Indeks Kepuasan Masyarakat (IKM) adalah 3,91 indeks: rata-rata Nilai SKM")
    )
    line = [cell.strip() for cell in parts[2].locator("tr", has_text="Juni").inner_text().split("\t")]
    assert line == ["Juni", "3,80", "7"]
    terms = dict(zip(shown.locator("dt").all_inner_texts(), shown.locator("dd").all_inner_texts(), strict=True))
    assert "Nomor 14 Tahun 2017" in terms["Dasar hukum"]
    assert "Survei" in terms["Asal data"] and "Peraturan" not in terms["Asal data"]
    assert not parts[4].evaluate("(element) => element.open")


def test_what_is_taken_over_shows_the_calculation_that_it_comes_from(page: Page) -> None:
    """3,91 / 3,25 × 100 at the first click on a number that the summary took over from the indicator."""
    page.locator("main .angka[data-figure='kinerja.capaian[indikator=ikm]']").first.click()
    assert panel(page).locator(".langkah").inner_text().startswith("3,91 / 3,25 × 100")
    assert "diambil apa adanya dari Capaian (IKM)" in panel(page).locator(".telusur-kalimat").inner_text()


def test_each_number_of_the_summary_has_a_calculation_or_says_where_it_is_written(page: Page) -> None:
    """At the first click: arithmetic, or the cell or rule that states it."""
    clicked, bare = page.evaluate(
        """() => {
            const bare = [];
            let clicked = 0;
            for (const number of document.querySelectorAll("#sec-ringkasan ~ * .angka, #sec-ringkasan .angka")) {
                if (number.compareDocumentPosition(document.querySelector("#sec-pendahuluan")) & 2) break;
                number.click();
                clicked += 1;
                const panel = document.querySelector("dialog.telusur");
                const text = panel.innerText;
                const said = panel.querySelector(".langkah, .telusur-kosong") || /Sel data|Ditetapkan di/.test(text);
                if (!said || !panel.querySelector(".telusur-kalimat, .telusur-kosong")) bare.push(number.dataset.figure);
                panel.close();
            }
            return [clicked, bare];
        }"""
    )
    assert clicked > 40 and bare == []
