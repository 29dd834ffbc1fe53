"""`sample.md`, which has every construct of the report, rendered and read back from each format."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from runpy import run_path
from typing import Any
from xml.etree import ElementTree

import pypandoc
import pytest
from pypdf import PdfReader

from lkjip.errors import Issue, UserError
from lkjip.report import render
from report.reading import WORD, captions, one_line, page, pdf_pages, printed_text, word_paragraphs

FOLDER = Path(__file__).parent
ASSETS = Path(render.__file__).parent / "assets"
META = {"lang": "id", "date": "2023-12-28"}
LONG = "x" * 5000
MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
HOSTILE = [
    "<script>alert(1)</script>",
    '#import "x" $x$ *b* _c_ `d` a|b @tbl-x <y> \\alpha // komentar /* x */ ~ [z](w)',
    "1. nomor, - strip, = sama, + tambah, / garis",
    "مكتب الهجرة",
    "משרד ההגירה 123 abc",
]
Rendered = dict[str, Path]
paper = cache(pdf_pages)


def sample() -> str:
    """The sample with its long parts filled in, and without front matter: the renderer is told what that would say."""
    months = "".join(f'<th style="text-align:right">{name}</th>' for name in MONTHS)
    numbers = "".join(
        f'<td style="text-align:right"><span class="angka" data-figure="v[b={n}]">{n},00</span></td>' for n in range(12)
    )
    rows = "".join(f"<tr><td>Variabel ke-{n}</td>{numbers}<td>11.006.326.346</td></tr>" for n in range(1, 91))
    text = (FOLDER / "sample.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    return text.replace("MONTHS", months).replace("ROWS", rows).replace("PANJANG", LONG)


def rendered(text: str, folder: Path, formats: tuple[str, ...] = render.FORMATS) -> Rendered:
    shutil.copytree(FOLDER / "grafik", folder / "grafik", dirs_exist_ok=True)
    return render.render(text, META, folder, formats)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(sample(), tmp_path_factory.mktemp("contoh"))


@cache
def shown(path: Path) -> str:
    """The whole text; taking it from a PDF is slow."""
    return " ".join(paper(path)) if path.suffix == ".pdf" else printed_text(path)


def refused(text: str, folder: Path) -> tuple[Issue, ...]:
    with pytest.raises(UserError) as caught:
        rendered(text, folder)
    return caught.value.issues


def word_xml(path: Path, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def fields(path: Path) -> list[str]:
    """The instructions of a Word document's fields."""
    return [html.unescape(found).strip() for found in re.findall(r"<w:instrText[^>]*>([^<]*)<", word_xml(path))]


def test_captions_and_references_are_the_same_in_all_formats(files: Rendered) -> None:
    expected = [
        "Tabel 1. Nilai per unsur layanan, rata-rata 3,91 (lihat Gambar 2)",
        "Gambar 1. Nilai SKM per bulan",
        "Gambar 2. Nilai per unsur dibandingkan dengan rata-rata",
        "Tabel 2. Naskah dari tabel <script> #import",
        "Tabel 3. Tabel padat dengan empat belas kolom",
    ]
    assert captions(files["html"]) == captions(files["docx"]) == expected
    sentence = "dalam BAB II, khususnya Bagian II.A.1; lihat juga Tabel 3, Gambar 1, dan Tabel 1, Gambar 2."
    for path in files.values():
        text = shown(path)
        assert sentence in text, path
        assert "akun @imigrasi_contoh bukan rujukan" in text, path
        assert all(caption in text for caption in expected), path


def test_headings_are_numbered_by_chapter_and_not_below_unnumbered_ones(files: Rendered) -> None:
    titles = re.findall(r"<h\d[^>]*>(.*?)</h\d>", files["html"].read_text("utf-8"), re.DOTALL)
    found = [one_line(re.sub("<[^>]+>", "", title)) for title in titles]
    assert found[found.index("BAB I Pendahuluan") :][:5] == [
        "BAB I Pendahuluan",
        "A. Latar belakang",
        "B. Sistematika",
        "1. Bagian kecil",
        "a. Bagian terkecil",
    ]
    assert found[-3:] == ["Lampiran", "Tidak bernomor", "Kertas Kerja"]
    assert "BAB I Pendahuluan" in shown(files["pdf"])
    levels = [(style, text) for style, text in word_paragraphs(files["docx"]) if style.startswith("Heading")]
    assert ("Heading1", "Akuntabilitas Kinerja") in levels
    assert ("Heading4", "Bagian terkecil") in levels
    bare = re.search(
        r'<w:numId w:val="0"/></w:numPr></w:pPr><w:bookmarkStart[^>]*/><w:r><w:t[^>]*>(.*?)</w:t>', word_xml(files["docx"])
    )
    assert bare is not None
    assert bare[1] == "Kata Pengantar"


def test_a_formats_own_content_is_only_there(files: Rendered) -> None:
    web, print_only = "Hanya di halaman web.", "Hanya di kertas."
    assert {name: (web in shown(path), print_only in shown(path)) for name, path in files.items()} == {
        "html": (True, False),
        "pdf": (False, True),
        "docx": (False, True),
    }
    papers = {name: "skm_responden.csv:2–12" in shown(path) for name, path in files.items()}
    assert papers == {"html": False, "pdf": True, "docx": True}


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_data_is_text(text: str, files: Rendered) -> None:
    assert text in one_line(page(files["html"]).text)
    assert text in shown(files["docx"])
    if text.isascii():  # text from right to left is extracted in another order
        assert text in shown(files["pdf"])


def test_narrative_with_markup_is_text(files: Rendered) -> None:
    texts = (
        '<script>alert(1)</script>, Typst #import "x" dan $x$, miring, *bukan miring*, a|b, `kode`,',
        r"{{ templat }}, \alpha, @fig-tidak, [x](y).",
    )
    for path in files.values():
        assert all(text in shown(path) for text in texts), path
        assert "Penting <b>" in shown(path), path
    assert "alert(1)</script>" not in re.sub(
        r"<script>.*?</script>", "", files["html"].read_text("utf-8").split("<body>")[1]
    )


def test_a_word_of_5000_letters_stays_on_the_page(files: Rendered) -> None:
    lines: list[tuple[float, str]] = []
    for found in PdfReader(files["pdf"]).pages:
        found.extract_text(visitor_text=lambda text, place, *_: lines.append((place[5], text.strip())))
    broken = [(height, text) for height, text in lines if set(text) == {"x"}]
    assert sum(len(text) for _, text in broken) == 2 * len(LONG)
    assert max(len(text) for _, text in broken) < 150
    assert min(height for height, _ in broken) > 60  # the foot of the page is below
    assert shown(files["html"]).count(LONG) == shown(files["docx"]).count(LONG) == 2


def html_tables(path: Path) -> Iterator[list[str]]:
    for table in re.findall(r"<table.*?</table>", path.read_text("utf-8"), re.DOTALL):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table, re.DOTALL)
        yield [one_line(html.unescape(re.sub("<[^>]+>", "", cell))) for cell in cells]


def word_tables(path: Path) -> Iterator[list[str]]:
    """The cells of each table; those that only continue a taller one are left out."""
    for table in ElementTree.fromstring(word_xml(path)).iter(f"{WORD}tbl"):
        cells = [
            cell
            for cell in table.iter(f"{WORD}tc")
            if (m := cell.find(f".//{WORD}vMerge")) is None or m.get(f"{WORD}val") == "restart"
        ]
        yield [one_line("".join(node.text or "" for node in cell.iter(f"{WORD}t"))) for cell in cells]


def test_tables_have_the_same_cells_in_all_formats(files: Rendered) -> None:
    tables = list(html_tables(files["html"]))
    assert tables == list(word_tables(files["docx"]))[: len(tables)]
    assert len(tables) == 4
    text = shown(files["pdf"])
    assert one_line(" ".join(tables[0][4:])) in text  # below the head
    assert all(cell in text for cell in tables[2])
    assert tables[3] == ["Kolom", "Nilai", "Tabel Markdown", "1,00"]


def test_word_has_real_structure(files: Rendered) -> None:
    text = word_xml(files["docx"])
    asked = fields(files["docx"])
    assert [field for field in asked if field.startswith("TOC")] == [
        r'TOC \o "1-3" \h \z \u',
        r'TOC \h \z \c "Tabel"',
        r'TOC \h \z \c "Gambar"',
    ]
    assert asked.count(r"SEQ Tabel \* ARABIC") == 3
    assert r"REF _RefTabel3 \h" in asked
    assert r"REF _Toc000010 \r \h" in asked  # BAB II
    entries = [text for style, text in word_paragraphs(files["docx"]) if style.startswith("TOC")]
    assert entries[:4] == ["Kata Pengantar", "BAB IPendahuluan", "A.Latar belakang", "B.Sistematika"]
    anchors = set(re.findall(r'w:anchor="([^"]+)"', text)) | {
        field.split()[1] for field in asked if field.split()[0] in ("REF", "PAGEREF")
    }
    assert anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', text))
    assert len(set(found := re.findall(r'w:bookmarkStart w:id="(\d+)"', text))) == len(found)
    assert text.count("<w:tblHeader/>") == 1 + 2 + 1 + 1 + 1
    assert text.count("<w:tr>") - text.count("<w:cantSplit/>") == 1  # the row of 5,000 letters
    assert 'descr="Grafik batang: nilai Januari 3,92, &quot;Februari&quot; &lt;lebih&gt; rendah, Maret tertinggi"' in text
    assert [style for style, _ in word_paragraphs(files["docx"])][:3] == ["Title", "Subtitle", "Author"]
    assert 'w:val="id-ID"' in word_xml(files["docx"], "word/styles.xml")
    core = word_xml(files["docx"], "docProps/core.xml")
    assert "<dc:creator>Kantor Imigrasi Kelas I TPI Contoh</dc:creator>" in core
    assert "2023-12-28" in core


def test_the_widths_of_a_table_in_word_fill_the_text(files: Rendered) -> None:
    for grid in re.findall(r"<w:tblGrid>(.*?)</w:tblGrid>", word_xml(files["docx"])):
        assert sum(map(int, re.findall(r'w:w="(\d+)"', grid))) == 9072


def test_pdf_is_tagged_and_declares_its_standards(files: Rendered) -> None:
    reader = PdfReader(files["pdf"])
    root: Any = reader.trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert re.search(r"<pdfuaid:part>1<", about)
    assert re.search(r"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<", about)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (
        "Laporan Kinerja Instansi Pemerintah",
        "Kantor Imigrasi Kelas I TPI Contoh",
    )
    pages: Any = reader.pages
    fonts = {str(font["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}
    assert any("Literata" in name for name in fonts)
    assert any("Inter" in name for name in fonts)


def test_pdf_pages_have_heads_numbers_and_repeated_table_heads(files: Rendered) -> None:
    pages = paper(files["pdf"])
    assert "Halaman" not in pages[0]
    assert all(f"Halaman {number} dari {len(pages)}" in text for number, text in enumerate(pages[1:], 2))
    broken = [text for text in pages if "Variabel ke-" in text]
    assert len(broken) > 1
    assert all("Variabel Jan Feb Mar" in text for text in broken)
    assert "BAB II Akuntabilitas Kinerja" in broken[1]
    contents = next(text for text in pages if text.startswith("Daftar Isi"))
    assert re.search(r"BAB II Akuntabilitas Kinerja[ .]+\d+ A\. Capaian", contents)
    assert "Daftar Tabel" not in contents


def test_numbers_on_paper_lead_to_their_working_papers(files: Rendered) -> None:
    pages: Any = PdfReader(files["pdf"]).pages
    links = [note.get_object() for page in pages for note in page.get("/Annots", [])]
    assert sum("/Dest" in link or link["/A"]["/S"] == "/GoTo" for link in links) > 20
    assert word_xml(files["docx"]).count('w:anchor="_Kertas1"') == 4


def test_working_papers_lead_back_to_where_a_number_stands_first(files: Rendered) -> None:
    pages = paper(files["pdf"])
    first = next(number for number, text in enumerate(pages, 1) if "3,91" in text and "Kertas Kerja" not in text)
    papers = next(text for text in pages if "(ikm.realisasi)" in text)
    assert f"Realisasi IKM (ikm.realisasi) hal. {first}" in papers
    other = re.search(r"Responden minimum \(ikm.minimum_responden\)( hal. \d+)?", papers)
    assert other
    text = word_xml(files["docx"])
    assert [text.count('w:name="_Asal1"'), text.count('w:anchor="_Asal1"')] == [1, 1]
    assert text.index('w:name="_Asal1"') < text.index('w:anchor="_Asal1"')


def test_what_may_break_is_copied_without_invisible_signs(tmp_path: Path) -> None:
    address = "https://jember.example.go.id/laporan/kinerja/2023/lkjip2023.html?satker=kanim_jember"
    table = f"```{{=html}}\n<table><tr><td>{address}</td><td>b</td></tr></table>\n```"
    pdf = rendered(
        f"---\ntitle: Judul\n---\n\n# Bab\n\nAlamatnya {address} dan lain lagi.\n\n{table}\n", tmp_path, ("pdf",)
    )["pdf"]
    whole = "".join(found.extract_text() for found in PdfReader(pdf).pages)
    assert "\u200b" not in whole
    assert whole.replace("\n", "").count(address) == 2
    assert whole.count(address) < 2  # one of them was broken, or nothing is shown here


def test_the_page_asks_for_nothing_and_runs_one_script(files: Rendered) -> None:
    text = files["html"].read_text("utf-8")
    loaded = re.findall(r'<(?:img|script|link|iframe|source)[^>]*\b(?:src|href)="([^"]*)"', text) + re.findall(
        r"url\((?!\"?(?:data:|#)|\))[^)]*", text
    )
    assert [address for address in loaded if not address.startswith("data:")] == []
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[-1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert '<script type="application/json" id="jejak">' in text


def test_the_page_has_the_structure_of_the_contract(files: Rendered) -> None:
    text = files["html"].read_text("utf-8")
    assert '<span class="angka" data-figure="ikm.realisasi">3,91</span>' in text
    assert '<span class="angka" data-rule="ikm.minimum_responden">30</span>' in text
    assert '<figure class="tabel" id="tbl-unsur">' in text
    assert '<div class="gulir" tabindex="0" role="region" aria-label="Tabel 1">' in text
    assert '<a href="#ikm.nilai_bulanan[bulan=1]" aria-label="Januari: 3,92">' in text
    assert '<aside class="catatan catatan-important" role="note" aria-label="Penting &lt;b&gt;">' in text
    assert "<math" in text
    ids = page(files["html"]).identities
    assert {"bulanan-clip0", "unsur-clip0"} <= set(ids)
    assert len(set(ids)) == len(ids)


def test_equal_inputs_give_equal_bytes(files: Rendered, tmp_path: Path) -> None:
    again = rendered(sample(), tmp_path)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }


def test_outputs_in_quartos_wrappers_are_the_same(files: Rendered, tmp_path: Path) -> None:
    """Quarto puts what a cell gives into two divs."""
    text = re.sub(r"^(```\{=html\}\n.*?\n```|!\[\]\(grafik.*?)$", WRAPPED, sample(), flags=re.MULTILINE | re.DOTALL)
    assert text.count("cell-output") > 5
    again = rendered(text, tmp_path, ("html", "docx"))
    assert all(path.read_bytes() == files[name].read_bytes() for name, path in again.items())


WRAPPED = "::: {.cell execution_count=1}\n\n::: {.cell-output .cell-output-display}\n\\1\n:::\n:::\n"


LEFT = """
local function left(what) error('tersisa: ' .. what, 0) end
return {{
  Cite = function() left 'rujukan' end,
  Table = function() left 'tabel' end,
  Figure = function() left 'gambar' end,
  Para = function(para) if #para.content == 1 and para.content[1].t == 'Image' then left 'gambar' end end,
  Div = function(div)
    if div.identifier:match '^[tf][bi][lg]%-' then left(div.identifier) end
    for _, class in ipairs(div.classes) do
      if class:match '^callout' or class:match '^content%-' or class:match '^cell' then left(class) end
    end
  end,
}}
"""


@pytest.mark.parametrize("target", ["html", "typst", "docx"])
def test_nothing_is_left_that_quarto_would_process(target: str, files: Rendered, tmp_path: Path) -> None:
    """In Quarto the filter runs first: what it leaves, Quarto's own filters would number, resolve and dress again."""
    (tmp_path / "left.lua").write_text(LEFT, encoding="utf-8")
    filters = [f"--lua-filter={path}" for path in (ASSETS / "report.lua", tmp_path / "left.lua")]
    command = [pypandoc.get_pandoc_path(), "laporan.md", f"--to={target}", *filters, f"--output={tmp_path / 'out'}"]
    done = subprocess.run(command, cwd=files["html"].parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_reference_is_told_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    text = "# Bab {#sec-bab}\n\nLihat @sec-baab dan\n@tbl-tidak-ada.\n"
    first, second = refused(text, tmp_path)
    assert (first.code, first.location.line, first.values["nearest"]) == ("unknown_reference", 3, "sec-bab")
    assert (second.values["given"], second.location.line) == ("tbl-tidak-ada", 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![](grafik/tidak-ada.svg){fig-alt=x}", "tidak-ada"),
        ("![](https://contoh.go.id/a.png){fig-alt=x}", "Gambar harus berkas setempat"),
        ("::: {#tbl-a}\nx\n:::\n\n::: {#tbl-a}\ny\n:::", "Pengenal ganda: tbl-a"),
        ("```{=typst}\n#tidak-ada()\n```", "unknown variable"),
    ],
)
def test_what_cannot_be_rendered_is_said(text: str, said: str, tmp_path: Path) -> None:
    (issue,) = refused(f"# Bab\n\n{text}\n", tmp_path)
    assert issue.code == "render_failed"
    assert said in str(issue.values["problem"])


def test_progress_names_each_format_when_it_is_done(tmp_path: Path) -> None:
    done: list[str] = []
    render.render("# Bab\n", META, tmp_path, ("docx", "html"), done.append)
    assert sorted(done) == ["docx", "html"]


def test_the_reference_document_is_what_its_script_builds() -> None:
    script = run_path(str(FOLDER.parents[1] / "scripts" / "reference_docx.py"))
    with zipfile.ZipFile(script["OUT"]) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == script["parts"]()
