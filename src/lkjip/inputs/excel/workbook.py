"""An Excel workbook as it is stored: its visible sheets, number formats and date system.

What unpacks beyond reason is not read. What a cell means is decided in `meaning`.
"""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from lkjip.guards import bomb
from lkjip.inputs.excel.parts import Book, Handler, Links, Strings, Styles, Unreadable, parse
from lkjip.inputs.excel.sheet import Cells, Sheet

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets in their order, the names of hidden ones, the number format of each style, and the date system.

    `concealed` are the hidden sheets themselves, where they were asked for.
    `uncomputed`: the file asks for its formulas to be computed when it is opened, so a stored 0 may be none.
    """

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]
    formats: tuple[tuple[int, str], ...]
    from_1904: bool
    uncomputed: bool
    concealed: tuple[Sheet, ...] = ()


def read(path: Path, *, hidden: bool = False) -> Workbook:
    """Reads a workbook, with its `hidden` sheets if they are asked for.

    Raises:
        Unreadable: it is none, is locked, damaged, has macros, defines entities, or unpacks beyond reason.
        OSError: the file cannot be read.
    """
    _sniff(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive).workbook(hidden)
    except OSError as error:
        if error.filename is not None:
            raise
        raise Unreadable("xlsx_damaged", part=f"ZIP: {error}"[:80]) from None  # it leads to a place outside the file
    except _BROKEN as error:
        raise Unreadable("xlsx_damaged", part=f"{type(error).__name__}: {error}"[:80]) from None
    except expat.ExpatError as error:
        raise Unreadable("xlsx_damaged", part=f"XML: {error}"[:80]) from None


def _sniff(path: Path) -> None:
    """Refuses by its first bytes what only has the name of a workbook."""
    with path.open("rb") as file:
        start = file.read(1_000_000)
    if start.startswith(_OLE):
        raise Unreadable("xlsx_locked")
    if not start.startswith(b"PK"):
        text = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        kind = "HTML/XML" if text == b"<" else "CSV" if text and b"\0" not in start[:4000] else "–"
        raise Unreadable("xlsx_foreign", found=kind)


class _Reader:
    """Reads the parts of one open file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        entries = archive.infolist()
        self.entries = {entry.filename.lower(): entry for entry in entries}
        if unpacked := bomb(archive):
            raise Unreadable("xlsx_bomb", unpacked=unpacked)
        if any("vbaproject" in name for name in self.entries):
            raise Unreadable("xlsx_macro")
        if len(self.entries) != len(entries):
            raise Unreadable("xlsx_damaged", part="ZIP")
        if "xl/workbook.bin" in self.entries or "mimetype" in self.entries:
            raise Unreadable("xlsx_foreign", found=".xlsb" if "xl/workbook.bin" in self.entries else ".ods")

    def workbook(self, with_hidden: bool) -> Workbook:
        main = self._main()
        book = Book()
        self._parse(main, book)
        kinds, targets = self._links(main)
        of_kind = {kind: targets[link] for link, kind in kinds.items()}
        strings, styles = Strings(), Styles()
        if "sharedStrings" in of_kind:
            self._parse(of_kind["sharedStrings"], strings)
        if "styles" in of_kind:
            self._parse(of_kind["styles"], styles)
        sheets: list[Sheet] = []
        concealed: list[Sheet] = []
        for name, link, hidden in book.sheets:
            if kinds.get(link) == "worksheet" and (with_hidden or not hidden):
                found = Cells(Sheet(name), strings.found)
                self._parse(targets[link], found)
                (concealed if hidden else sheets).append(found.sheet)
        hidden_names = tuple(name for name, _, hidden in book.sheets if hidden)
        return Workbook(tuple(sheets), hidden_names, styles.formats(), book.from_1904, book.uncomputed, tuple(concealed))

    def _main(self) -> str:
        if "_rels/.rels" in self.entries:
            kinds, targets = self._links("")
            found = [targets[link] for link, kind in kinds.items() if kind == "officeDocument"]
            if found:
                return found[0]
        return "xl/workbook.xml"

    def _links(self, part: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What a part leads to: by id the kind, and the name of the part."""
        folder, name = posixpath.split(part)
        links = Links()
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), links)
        targets = {link: posixpath.normpath(posixpath.join("/", folder, target))[1:] for link, _, target in links.found}
        return {link: kind for link, kind, _ in links.found}, targets

    def _parse(self, name: str, handler: Handler) -> None:
        entry = self.entries.get(name.lower())
        if entry is None:
            raise Unreadable("xlsx_damaged", part=name)
        with self.archive.open(entry) as file:
            parse(file, handler)
