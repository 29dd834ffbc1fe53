"""Word documents, through python-docx, after the archive itself has been looked at."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lkjip.audit.document import Document, document_of
from lkjip.audit.reading.limits import damaged, limited
from lkjip.errors import Issue, Location, UserError

UNPACKED = 400_000_000  # bytes of all parts together
RATIO = 200  # a part may be so many times larger than its packed form
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted or an old .doc file


def read_docx(path: Path) -> Document:
    """Paragraphs and tables in their order, a table row as one line; headers and footers are left out."""
    _look(path)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        body = docx.Document(str(path)).element.body
        lines = list(_lines(body))
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise damaged(path, type(error).__name__) from None
    return document_of(path.name, "docx", [(0, limited("\n".join(lines), path))])


def _look(path: Path) -> None:
    """Refuses what is no archive, is encrypted, unpacks to too much, or brings entities of its own."""
    place = Location(path.name)
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            raise UserError([Issue("document_encrypted", place, {})])
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise UserError([Issue("document_encrypted", place, {})])
            total = sum(part.file_size for part in parts)
            bloated = any(part.file_size > 1_000_000 and part.file_size > RATIO * part.compress_size for part in parts)
            if total > UNPACKED or bloated:
                raise UserError([Issue("document_bomb", place, {"size": total})])
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, part):
                    raise UserError([Issue("document_entities", place, {"part": part.filename})])
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise damaged(path, type(error).__name__) from None


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The start of a part, where a document type would stand; without the NULs of UTF-16."""
    with archive.open(part) as file:
        return file.read(65_536).replace(b"\0", b"")


def _lines(node: Any) -> Iterator[str]:
    for child in node.iterchildren():
        tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if tag == "p":
            yield from _text(child).split("\n")
        elif tag == "tbl":
            for row in child.iter(child.tag.replace("}tbl", "}tr")):
                cells = [cell for cell in row.iterchildren() if str(cell.tag).endswith("}tc")]
                yield "  ".join(" ".join(line for line in _lines(cell) if line) for cell in cells)
        elif tag in ("sdt", "sdtContent", "customXml"):
            yield from _lines(child)


def _text(paragraph: Any) -> str:
    """The words of a paragraph as they stand: deleted text is left out, a tab is a blank, a break a new line."""
    found: list[str] = []
    for node in paragraph.iter():
        tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if tag == "t" and not any(str(above.tag).endswith("}del") for above in node.iterancestors()):
            found.append(node.text or "")
        elif tag in ("br", "cr"):
            found.append("\n")
        elif tag == "tab":
            found.append(" ")
        elif tag == "noBreakHyphen":
            found.append("-")
    return "".join(found)
