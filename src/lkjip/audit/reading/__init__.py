"""Documents to text: one reader per format, all with the same limits and the same kinds of refusal.

Whatever is wrong with a file, the reader says so with a `UserError`: an audit must never call unread text faultless.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lkjip.audit.document import Document
from lkjip.errors import Issue, Location, UserError, nearest

FORMATS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
BYTES = 200_000_000  # the largest file that is opened
_LETTERS = 20  # fewer letters than this are no report


def read(path: Path) -> Document:
    """The text of a document with its places.

    Raises:
        UserError: the format is unknown, or the file is empty, too large, encrypted, image-only, damaged or malicious.
    """
    place = Location(path.name)
    kind = path.suffix.lower()
    if kind not in FORMATS:
        values = {"given": kind or path.name, "known": ", ".join(FORMATS), "nearest": nearest(kind, FORMATS)}
        raise UserError([Issue("document_format", place, values)])
    size = path.stat().st_size
    if size == 0:
        raise UserError([Issue("document_empty", place, {})])
    if size > BYTES:
        raise UserError([Issue("document_size", place, {"size": size, "limit": BYTES})])
    document = _reader(kind)(path)
    if sum(character.isalpha() for character in document.text[:100_000]) < _LETTERS:
        code = "document_without_text" if kind == ".pdf" else "document_empty"
        raise UserError([Issue(code, place, {})])
    return document


def _reader(kind: str) -> Callable[[Path], Document]:
    """The reader of a format, whose library is imported only now."""
    if kind == ".pdf":
        from lkjip.audit.reading.pdf import read_pdf

        return read_pdf
    if kind == ".docx":
        from lkjip.audit.reading.docx import read_docx

        return read_docx
    if kind in (".html", ".htm"):
        from lkjip.audit.reading.html import read_html

        return read_html
    from lkjip.audit.reading.plain import read_plain

    return read_plain
