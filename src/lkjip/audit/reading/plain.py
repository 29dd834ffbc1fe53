"""Plain text and Markdown."""

from __future__ import annotations

from pathlib import Path

from lkjip.audit.document import Document, document_of
from lkjip.audit.reading.limits import damaged, limited
from lkjip.audit.reading.lines import grids_of, seen


def read_plain(path: Path) -> Document:
    """The lines as they are; a form feed starts a new page, and one at the very end none."""
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise damaged(path, "UTF-8") from None
    if "\0" in text:
        raise damaged(path, "NUL")
    text = seen(limited(text, path).replace("\r\n", "\n").replace("\r", "\n"))
    pages = text.removesuffix("\f").split("\f")
    numbered = [(number if len(pages) > 1 else 0, page) for number, page in enumerate(pages, 1)]
    grids = tuple(grids_of(text.replace("\f", "\n")))
    return document_of(path.name, path.suffix[1:].lower(), numbered, grids=grids)
