"""PDF, through PDFium: fast, and hardened against hostile files in browsers."""

from __future__ import annotations

from pathlib import Path

from lkjip.audit.document import Document, document_of
from lkjip.audit.reading.limits import CHARACTERS, damaged, limited
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


def _document(path: Path, pdf: object) -> Document:
    count = len(pdf)  # type: ignore[arg-type]
    if count > PAGES:
        raise UserError([Issue("document_pages", Location(path.name), {"pages": count, "limit": PAGES})])
    pages: list[tuple[int, str]] = []
    empty: list[int] = []
    length = 0
    for number in range(count):
        page = pdf[number]  # type: ignore[index]
        words = page.get_textpage()
        text = words.get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
        words.close()
        page.close()
        length += len(text)
        if length > CHARACTERS:
            break
        pages.append((number + 1, text))
        if not text.strip():
            empty.append(number + 1)
    limited("".join(text for _, text in pages), path)
    if len(empty) == count:
        raise UserError([Issue("document_without_text", Location(path.name), {})])
    return document_of(path.name, "pdf", pages)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return file.read()
