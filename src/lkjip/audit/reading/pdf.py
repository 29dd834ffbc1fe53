"""PDF, through PDFium: fast, and hardened against hostile files in browsers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lkjip.audit.document import Document, document_of
from lkjip.audit.reading.limits import damaged, within
from lkjip.audit.reading.lines import seen
from lkjip.errors import Issue, Location, UserError

PAGES = 2_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read_pdf(path: Path) -> Document:
    """The text of every page, line by line as PDFium lays it out."""
    import pypdfium2

    if not path.read_bytes()[:1024].lstrip().startswith(b"%PDF"):
        raise damaged(path, "%PDF")
    if b"%%EOF" not in _tail(path):
        raise damaged(path, "%%EOF")
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise UserError([Issue("document_encrypted", Location(path.name), {})]) from None
        raise damaged(path, "PDF") from None
    try:
        return _document(path, pdf)
    except pypdfium2.PdfiumError:
        raise damaged(path, "PDF") from None
    finally:
        pdf.close()


def _document(path: Path, pdf: Any) -> Document:
    if len(pdf) > PAGES:
        raise UserError([Issue("document_pages", Location(path.name), {"pages": len(pdf), "limit": PAGES})])
    pages: list[tuple[int, str]] = []
    length = 0
    for number in range(len(pdf)):
        text = _page(pdf[number])
        length += len(text)
        within(length, path)
        pages.append((number + 1, text))
    if not any(text.strip() for _, text in pages):
        raise UserError([Issue("document_without_text", Location(path.name), {})])
    return document_of(path.name, "pdf", pages)


def _page(page: Any) -> str:
    """The text of a page; where PDFium marks a word divided at a line's end, the hyphen."""
    words = page.get_textpage()
    text: str = words.get_text_range()
    words.close()
    page.close()
    return seen(text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-"))


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return file.read()
