"""A report for Word after it left us: what it says now, whether it was edited, and where its texts are.

The file carries a fingerprint of its own words as a document property, which Word and LibreOffice keep; a text of the
office's file stands in a hidden bookmark that names its place and what it said (`lkjip.figure_key.text_mark`).
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from lkjip.report.palette import colour

DOCUMENT, PROPERTIES = "word/document.xml", "docProps/custom.xml"
STYLES = "word/styles.xml"
PROPERTY = "lkjip-isi"
_COLOUR = re.compile(r'(?<=")[0-9A-Fa-f]{6}(?=")')
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARK = re.compile(r"_O(?P<place>[0-9a-f]{20})(?P<said>[0-9a-f]{8})_\d+")
_SEALED = re.compile(rf'name="{PROPERTY}"[^>]*>\s*<vt:lpwstr[^>]*>([0-9a-f]+)<')
_PROPERTY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="1000" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property>"
)
_EMPTY = re.compile(r"<Properties([^<>]*)/>")
BROKEN = (KeyError, zipfile.BadZipFile, ElementTree.ParseError, zlib.error, NotImplementedError, RuntimeError)
LARGEST = 100_000_000  # bytes of a part; a report has some hundred thousand


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of the office in a file: digests of its place and of what it said when rendered, and what it says now."""

    place: str
    said: str
    text: str

    @property
    def changed(self) -> bool:
        return said_digest(self.text) != self.said


def said_digest(text: str) -> str:
    """What tells a text from another in a bookmark's name; blanks count once."""
    return hashlib.sha1(" ".join(text.split()).encode(), usedforsecurity=False).hexdigest()[:8]


def sealed(content: bytes, colours: Mapping[str, str]) -> bytes:
    """A rendered file with the fingerprint of its words; all else, order and times too, stays as it is.

    `colours` are those of the office, by name in the palette: its styles get them in place of the palette's own.
    """
    own = {colour(name).removeprefix("#").upper(): digits.removeprefix("#").upper() for name, digits in colours.items()}
    entry = _PROPERTY.format(name=PROPERTY, value=fingerprint(content))
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == PROPERTIES:
                text = _EMPTY.sub(r"<Properties\1></Properties>", data.decode())
                data = text.replace("</Properties>", f"{entry}</Properties>").encode()
            if own and part.filename == STYLES:
                data = _COLOUR.sub(lambda found: own.get(found[0].upper(), found[0]), data.decode()).encode()
            new.writestr(part, data, compress_type=part.compress_type)
    return out.getvalue()


def edited(path: Path) -> bool:
    """Whether a file says something else than when it was rendered. One that is no report of ours was not edited."""
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as parts:
            found = _SEALED.search(parts.read(PROPERTIES).decode("utf-8", "replace"))
        return found is not None and found[1] != fingerprint(content)
    except (OSError, *BROKEN):
        return False


def fingerprint(content: bytes) -> str:
    """A digest of what a file says, paragraph by paragraph; how it looks does not count."""
    lines = (" ".join(_text(paragraph).split()) for paragraph in _root(content).iter(f"{_W}p"))
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()


def marked(content: bytes) -> list[Marked]:
    """The texts of the office that a file still has, in order."""
    found: dict[str, Marked] = {}
    open_now: dict[str, tuple[re.Match[str], list[str]]] = {}
    for element in _root(content).iter():
        if element.tag == f"{_W}bookmarkStart" and (mark := _MARK.fullmatch(element.get(f"{_W}name", ""))):
            open_now[element.get(f"{_W}id", "")] = mark, []
        elif element.tag == f"{_W}bookmarkEnd" and (ended := open_now.pop(element.get(f"{_W}id", ""), None)):
            mark, pieces = ended
            found[mark[0]] = Marked(mark["place"], mark["said"], " ".join("".join(pieces).split()))
        elif open_now and element.tag in (f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}p"):
            for _, pieces in open_now.values():
                pieces.append(element.text or "" if element.tag == f"{_W}t" else " ")
    return list(found.values())


def _root(content: bytes) -> ElementTree.Element:
    """The document's own part. Raises what `BROKEN` names for a file that is none, or that would expand without bound."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        if parts.getinfo(DOCUMENT).file_size > LARGEST:
            raise zipfile.BadZipFile(DOCUMENT)
        text = parts.read(DOCUMENT)
    if b"<!DOCTYPE" in text:
        raise zipfile.BadZipFile(DOCUMENT)
    return ElementTree.fromstring(text)


def _text(paragraph: ElementTree.Element) -> str:
    return "".join(element.text or "" for element in paragraph.iter(f"{_W}t"))


def places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of the office's file with its path."""
    if isinstance(data, Mapping):
        for name, entry in data.items():
            yield from places(entry, (*path, name))
    elif isinstance(data, list):
        for number, entry in enumerate(data):
            yield from places(entry, (*path, number))
    elif isinstance(data, str):
        yield path, data
