"""Word documents, through python-docx, after the archive itself has been looked at."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lkjip.audit.document import Document, document_of
from lkjip.audit.reading.limits import damaged, limited
from lkjip.audit.reading.word import Written, name, read_body
from lkjip.errors import Issue, Location, UserError
from lkjip.guards import bomb

_NOTES = {"footnotes", "endnotes", "header", "footer"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted or an old .doc file


def read_docx(path: Path) -> Document:
    """Paragraphs and tables in their order, a row as one line; notes, headers and footers behind them."""
    written = written_in(path)[0]
    writer = written.writer
    return document_of(path.name, "docx", [(0, limited(writer.text, path))], written.marks(), tuple(writer.grids))


def written_in(path: Path) -> tuple[Written, Any]:
    """What stands in a Word file, and the file as python-docx has it."""
    _look(path)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(str(path))
        written = Written()
        read_body(document.element.body, written)
        for root in _notes(document):
            read_body(root, written)
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise damaged(path, type(error).__name__) from None
    return written, document


def _notes(document: Any) -> Iterator[Any]:
    """The roots of footnotes and endnotes (each note once), then of the different headers and footers."""
    from lxml import etree

    found: dict[str, bytes] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in _NOTES and not relation.is_external:
            found.setdefault(str(relation.target_part.partname), relation.target_part.blob)
    if not any("footnotes" in name for name in found):  # a part that nothing points to
        package = document.part.package
        parts = {str(part.partname): part.blob for part in package.iter_parts()}
        found |= {name: blob for name, blob in parts.items() if name.endswith(("/footnotes.xml", "/endnotes.xml"))}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    said: set[str] = set()
    for _, blob in sorted(found.items(), key=lambda part: ("note" not in part[0], part[0])):
        root = etree.fromstring(blob, parser)
        notes = [node for node in root if name(node) in ("footnote", "endnote")]
        for node in notes if notes else [root]:
            text = "".join(node.itertext()).strip()
            if text and text not in said:
                said.add(text)
                yield node


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
            if size := bomb(archive):
                raise UserError([Issue("document_bomb", place, {"size": size})])
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, part):
                    raise UserError([Issue("document_entities", place, {"part": part.filename})])
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise damaged(path, type(error).__name__) from None


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The start of a part, where a document type would stand; without the NULs of UTF-16."""
    with archive.open(part) as file:
        return file.read(65_536).replace(b"\0", b"")
