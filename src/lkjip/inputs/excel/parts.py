"""The small parts of a workbook: links, the list of sheets, shared texts, styles; and how any part is read.

A part's XML is read as a stream by expat: no document type, no entities, nothing outside the file.
"""

from __future__ import annotations

import re
from typing import IO
from xml.parsers import expat

_CHUNK = 65_536
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Unreadable(Exception):
    """The file cannot be read as a workbook: `code` names the text of the issue, `values` fill it in."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Handler:
    """What is done with the elements of one part."""

    def start(self, tag: str, values: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, data: str) -> None: ...


def parse(file: IO[bytes], handler: Handler) -> None:
    """Reads one part, element by element, by local names: prefixes and editions of the format do not matter.

    Raises:
        Unreadable: it declares a document type.
        expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, values: handler.start(tag.rpartition("\n")[2], _local(values))
    parser.EndElementHandler = lambda tag: handler.end(tag.rpartition("\n")[2])
    parser.CharacterDataHandler = handler.text
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("xlsx_doctype")


def _local(values: dict[str, str]) -> dict[str, str]:
    return {name.rpartition("\n")[2]: text for name, text in values.items()}


def unescaped(text: str) -> str:
    """A text as Excel shows it: what XML cannot hold is stored as `_x000D_`.

    >>> unescaped("a_x000D_b_x005F_x0041_")
    'a\\rb_x0041_'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def true(text: str) -> bool:
    """Whether an attribute says yes."""
    return text in ("1", "true")


class Links(Handler):
    """Relationships: id, last word of the type, target."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "Relationship" and values.get("TargetMode") != "External":
            self.found.append((values["Id"], values["Type"].rpartition("/")[2], values["Target"]))


class Book(Handler):
    """The workbook's own part: sheets with their relation and whether they are hidden, the date system."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = self.uncomputed = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "sheet":
            self.sheets.append((values.get("name", ""), values["id"], values.get("state", "visible") != "visible"))
        elif tag == "workbookPr":
            self.from_1904 = true(values.get("date1904", ""))
        elif tag == "calcPr":
            self.uncomputed = true(values.get("fullCalcOnLoad", ""))


class Texts(Handler):
    """Texts of `<t>`, without phonetic readings."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.inside, self.phonetic = False, False

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.inside = not self.phonetic

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.inside = False

    def text(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)

    def whole(self) -> str:
        """The text so far, which is then forgotten."""
        found = unescaped("".join(self.parts))
        self.parts.clear()
        return found


class Strings(Texts):
    """The table of shared texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == "si":
            self.found.append(self.whole())


class Styles(Handler):
    """The number format of each style: its number, and its code where it has one of its own."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.styles: list[int] = []
        self.within = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "numFmt":
            self.codes.setdefault(int(values["numFmtId"]), values.get("formatCode", ""))
        elif tag == "cellXfs":
            self.within = True
        elif tag == "xf" and self.within:
            self.styles.append(int(values.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.within = False

    def formats(self) -> tuple[tuple[int, str], ...]:
        """Number and code of each style's format."""
        return tuple((number, self.codes.get(number, "")) for number in self.styles)
