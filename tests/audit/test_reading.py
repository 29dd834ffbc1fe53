"""Reading documents: what must be refused, with which message, and that nothing hangs or passes silently."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

import lkjip
from documents import pdf, write
from lkjip.audit import audit
from lkjip.audit.reading import read
from lkjip.audit.reading.html import read_html
from lkjip.errors import UserError

ROOT = Path(__file__).parents[2]
TEXT = "Laporan Kinerja Tahun 2023\nRealisasi Indeks Kepuasan Masyarakat adalah 3,91 dari target 3,25."


def word(**parts: bytes) -> bytes:
    """A Word file with some of its parts replaced."""
    plain = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.save(plain)
    packed = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name.rpartition("/")[2].replace(".", "_"), source.read(name)))
    return packed.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
BAD = {
    "empty.txt": (b"", "document_empty"),
    "empty.pdf": (b"", "document_empty"),
    "blank.txt": (b"  \n\n ", "document_empty"),
    "blank.docx": (b"", "document_empty"),
    "binary.txt": (b"\x00\x01\x02" * 40, "document_damaged"),
    "latin.txt": ("Laporan kinerja caf\u00e9 tahun 2023".encode("latin-1"), "document_damaged"),
    "laporan.rtf": (b"{\\rtf1 Laporan}", "document_format"),
    "laporan": (b"Laporan kinerja", "document_format"),
    "scanned.pdf": (pdf([[], []]), "document_without_text"),
    "encrypted.pdf": (pdf([[TEXT]], encrypted=True), "document_encrypted"),
    "truncated.pdf": (pdf([[TEXT]])[:-200], "document_damaged"),
    "text.pdf": (TEXT.encode(), "document_damaged"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "document_encrypted"),
    "truncated.docx": (word()[:-400], "document_damaged"),
    "text.docx": (TEXT.encode(), "document_damaged"),
    "entities.docx": (word(document_xml=ENTITIES), "document_entities"),
    "entities16.docx": (word(document_xml=ENTITIES.decode().encode("utf-16")), "document_entities"),
    "bomb.docx": (word(document_xml=b"<w>" + b" " * 60_000_000 + b"</w>"), "document_bomb"),
    "broken.docx": (word(document_xml=b"<w:document><unclosed>"), "document_damaged"),
    "deep.html": (b"<div>" * 5_000 + TEXT.encode(), "document_damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_documents_are_refused(tmp_path: Path, name: str, english: None) -> None:
    content, code = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read(path)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert all(issue.message and issue.hint for issue in caught.value.issues)


@pytest.mark.parametrize(
    ("module", "limit", "name", "code"),
    [
        ("", "BYTES", "besar.txt", "document_size"),
        (".limits", "CHARACTERS", "panjang.txt", "document_too_long"),
        (".limits", "CHARACTERS", "panjang.docx", "document_too_long"),
        (".limits", "CHARACTERS", "panjang.html", "document_too_long"),
        (".limits", "CHARACTERS", "panjang.pdf", "document_too_long"),
        (".pdf", "PAGES", "tebal.pdf", "document_pages"),
    ],
)
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, limit: str, name: str, code: str) -> None:
    path = write("\n".join([TEXT] * 40), tmp_path / name)
    monkeypatch.setattr(f"lkjip.audit.reading{module}.{limit}", 1)
    with pytest.raises(UserError) as caught:
        read(path)
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize("kind", ["txt", "md", "html", "docx", "pdf"])
def test_every_format_gives_the_words_and_their_lines(tmp_path: Path, kind: str) -> None:
    document = read(write(TEXT, tmp_path / f"laporan.{kind}"))
    assert "Kepuasan Masyarakat adalah 3,91 dari target 3,25." in document.text
    assert document.text == "\n".join(line.text for line in document.lines)
    place = document.place(document.text.index("3,91"), document.text.index("3,91") + 4)
    assert document.lines[place.line - 1].text[place.column - 1 :].startswith("3,91")
    assert place.page == (1 if kind == "pdf" else 0)


def test_html_shows_what_a_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>x 1,11</title></head><body><p>Nilai&nbsp;SKM <b>3</b>,91<br>kedua</p><script>9,99</script>"
        '<table><tr><td>A</td><td><span data-figure="ikm.target">3,25</span></td></tr></table></body></html>'
    )
    document = read_html(path)
    assert [line.text.strip() for line in document.lines if line.text.strip()] == ["Nilai SKM 3,91", "kedua", "A  3,25"]
    assert [(document.text[m.start : m.end], m.figure) for m in document.marks] == [("3,25", "ikm.target")]


def test_word_leaves_out_deleted_text_and_reads_tables_by_row(tmp_path: Path) -> None:
    body = (
        b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        b"<w:p><w:r><w:t>Nilai </w:t></w:r><w:del><w:r><w:delText>3,90</w:delText><w:t>3,90</w:t></w:r></w:del>"
        b"<w:r><w:t>3,91 pada tahun 2023 ini</w:t></w:r></w:p><w:tbl><w:tr>"
        b"<w:tc><w:p><w:r><w:t>Respon</w:t></w:r></w:p></w:tc>"
        b"<w:tc><w:p><w:r><w:t>3,90</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    path = tmp_path / "a.docx"
    path.write_bytes(word(document_xml=body))
    assert read(path).text.split("\n") == ["Nilai 3,91 pada tahun 2023 ini", "Respon  3,90"]


def test_a_document_of_another_year_is_held_against_itself_only(tmp_path: Path) -> None:
    found = audit(lkjip.load(ROOT, 2023), write(TEXT.replace("2023", "2019"), tmp_path / "lama.txt"))
    assert found.scope is not None and (found.scope.whose, found.scope.year) == ("other_year", "2019")
    assert found.audited is None


def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    path = tmp_path / "campur.pdf"
    path.write_bytes(pdf([TEXT.split("\n"), [], ["Penutup laporan kinerja tahun 2023"]]))
    found = [f for f in audit(lkjip.load(ROOT, 2023), path).findings if f.code == "unread_pages"]
    assert [(f.printed, f.places[0].page) for f in found] == [("2", 2)]


def test_a_long_pdf_is_read_to_its_end(tmp_path: Path) -> None:
    lines = [f"Baris {n}: nilai Indeks Kepuasan Masyarakat tahun 2023 adalah 3,91 dari target 3,25." for n in range(40)]
    path = tmp_path / "panjang.pdf"
    path.write_bytes(pdf([lines] * 150))
    assert read(path).lines[-1].page == 150
