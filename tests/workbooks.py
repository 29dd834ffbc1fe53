"""Excel workbooks for tests, written part by part, so that each can hold what no spreadsheet program would write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(place: str, value: object, style: int = 0, kind: str = "", formula: str = "") -> str:
    """A cell: a text as an inline text, anything else as it is written; None stores nothing."""
    styled = f' s="{style}"' if style else ""
    inner = f"<f>{escape(formula)}</f>" if formula else ""
    if isinstance(value, str) and not kind:
        return f'<c r="{place}"{styled} t="inlineStr">{inner}<is><t xml:space="preserve">{escape(value)}</t></is></c>'
    typed = f' t="{kind}"' if kind else ""
    stored = "" if value is None else f"<v>{escape(str(value))}</v>"
    return f'<c r="{place}"{styled}{typed}>{inner}{stored}</c>'


def row(number: int, *cells: str, hidden: bool = False) -> str:
    """A row of cells."""
    return f'<row r="{number}" hidden="{int(hidden)}">{"".join(cells)}</row>'


def grid(rows: Sequence[Sequence[object]], first: int = 1, letter: str = "A") -> str:
    """Rows of plain cells from a place on."""
    start = ord(letter)
    return "".join(
        row(first + n, *(cell(f"{chr(start + c)}{first + n}", value) for c, value in enumerate(values) if value is not None))
        for n, values in enumerate(rows)
    )


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, and what stands before and after them in its part."""

    rows: str
    name: str = "Data"
    state: str = ""
    before: str = ""
    after: str = ""

    def part(self) -> str:
        return f'<worksheet xmlns="{_MAIN}">{self.before}<sheetData>{self.rows}</sheetData>{self.after}</worksheet>'


def merged(place: str) -> str:
    """A merged range."""
    return f'<mergeCells count="1"><mergeCell ref="{place}"/></mergeCells>'


def write(
    path: Path,
    *sheets: Sheet,
    formats: Sequence[str | int] = (),
    strings: str = "",
    book: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A workbook. Style n has the n-th format (a code, or the number of a built-in one); `parts` replaces or adds parts."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(sheets, book),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
                ("rId90", "styles", "styles.xml"),
                *([("rId91", "sharedStrings", "sharedStrings.xml")] if strings else []),
            ]
        ),
        "xl/styles.xml": _styles(formats),
        **{f"xl/worksheets/sheet{n}.xml": sheet.part() for n, sheet in enumerate(sheets, 1)},
    }
    if strings:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**made, **(parts or {})}.items():
            archive.writestr(name, content if isinstance(content, bytes) else _HEAD + content)
    return path


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    found = "".join(f'<Relationship Id="{i}" Type="{_LINKS}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _book(sheets: Sequence[Sheet], book: str) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state or "visible"}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{book}<sheets>{listed}</sheets></workbook>'


def _styles(formats: Sequence[str | int]) -> str:
    numbers = [code if isinstance(code, int) else 164 + n for n, code in enumerate(formats)]
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for number, code in zip(numbers, formats, strict=True)
        if isinstance(code, str)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *numbers))
    base = f'<numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="10"/></cellStyleXfs>'
    return f'<styleSheet xmlns="{_MAIN}">{base}<cellXfs>{styles}</cellXfs></styleSheet>'
