"""PDF, through PDFium: fast, and hardened against hostile files in browsers."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lkjip.audit.document import Document, Grid, Mark, document_of
from lkjip.audit.reading.drawn import lines_of
from lkjip.audit.reading.laid import Laid, continued, laid
from lkjip.audit.reading.limits import damaged, within
from lkjip.audit.reading.lines import seen
from lkjip.audit.reading.ruled import ruled_tables
from lkjip.errors import Issue, Location, UserError

LINK = "#"  # begins the figure of a mark: behind it stands the id at the place that the link leads to, if there is one
LINKS, LONGEST = 2_000, 80  # links of one page, and characters of one, that are looked at
SLIP = 80  # characters by which offsets may slip from one link to the next
PAGES = 2_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_ID = re.compile(r"\(\s*([a-z0-9_\s]+\.[a-z0-9_\s]+)\)")
_ENTRY = (-2, 400, -7, -60)  # points from a link's goal to the left, right, top and bottom of where its figure's id stands


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
    marks: list[Mark] = []
    tables: list[Laid] = []
    length = 0
    goals = _Goals(pdf)
    for number in range(len(pdf)):
        text, links, ruled = _page(pdf, number, goals)
        marks += [Mark(length + start, length + end, LINK + goal) for start, end, goal in links]
        tables += [_moved(table, length) for table in ruled]
        length += len(text) + 1
        within(length, path)
        pages.append((number + 1, text))
    if not any(text.strip() for _, text in pages):
        raise UserError([Issue("document_without_text", Location(path.name), {})])
    text = "\n".join(text for _, text in pages)
    grids = tuple(Grid(rows) for rows in continued(tables, text))
    return document_of(path.name, "pdf", pages, tuple(marks), grids)


def _moved(table: Laid, by: int) -> Laid:
    rows = tuple(tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in row) for row in table.rows)
    return Laid(rows, table.columns)


class _Goals:
    """Where links lead to, by the id of the figure that has its entry there; nothing where there is none."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._found: dict[tuple[int, int], str] = {}
        self._read: dict[int, Any] = {}

    def of(self, goal: Any) -> str:
        import pypdfium2.raw as pdfium

        has_x, has_y, has_zoom = (ctypes.c_int(0) for _ in range(3))
        x, y, zoom = (ctypes.c_float(0) for _ in range(3))
        given = [ctypes.byref(each) for each in (has_x, has_y, has_zoom, x, y, zoom)]
        number = int(pdfium.FPDFDest_GetDestPageIndex(self._pdf.raw, goal))
        if number < 0 or not pdfium.FPDFDest_GetLocationInPage(goal, *given) or not (has_x.value and has_y.value):
            return ""
        place = number, round(y.value)
        if place not in self._found:
            self._found[place] = self._at(number, x.value, y.value)
        return self._found[place]

    def _at(self, number: int, x: float, y: float) -> str:
        if number not in self._read:
            self._read[number] = self._pdf[number].get_textpage()
        left, right, top, bottom = _ENTRY
        near = self._read[number].get_text_bounded(left=x + left, right=x + right, top=y + top, bottom=y + bottom)
        found = _ID.search(near)
        return "".join(found[1].split()) if found else ""


def _page(pdf: Any, number: int, goals: _Goals) -> tuple[str, list[tuple[int, int, str]], tuple[Laid, ...]]:
    """The text of a page, where in it links inside the document stand, and its ruled tables.

    Where PDFium marks a word divided at a line's end, there is the hyphen. A page with links, as our own reports have
    them, is read as PDFium lays it out, and so is one that is turned.
    """
    page = pdf[number]
    words = page.get_textpage()
    raw: str = words.get_text_range()
    spots = list(_placed(raw, words, _links(pdf, page, words, goals)))
    found = None
    if not spots and not page.get_rotation() and (ruled := ruled_tables(*lines_of(page))):
        found = laid(words, ruled)
    words.close()
    page.close()
    if found is not None:
        return found[0], [], found[1]
    text = seen(raw.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-"))
    if len(text) != len(raw) - raw.count("\r\n"):
        return text, [], ()  # something unseen was left out: offsets cannot be told
    return text, [(start - raw.count("\r\n", 0, start), end - raw.count("\r\n", 0, end), to) for start, end, to in spots], ()


def _placed(raw: str, words: Any, links: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Where the characters of links stand in the text, whose offsets slip from PDFium's where it adds or leaves out some."""
    slip = 0
    for low, high, goal in links:
        shown = words.get_text_range(low, high - low)
        low += slip
        found = [at for at in (raw.find(shown, low), raw.rfind(shown, max(low - SLIP, 0), low + len(shown))) if at >= 0]
        if not shown or not found:
            continue
        start = min(found, key=lambda at: abs(at - low))
        if abs(start - low) <= SLIP:
            slip += start - low
            yield start, start + len(shown), goal


def _links(pdf: Any, page: Any, words: Any, goals: _Goals) -> Iterator[tuple[int, int, str]]:
    """The stretches of a page's text that lead to another place of the document, in the order of the file."""
    import pypdfium2.raw as pdfium

    position, link, box = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    for _ in range(LINKS):
        if not pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
            return
        goal = pdfium.FPDFLink_GetDest(pdf.raw, link)
        if not goal or not pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(box)):
            continue
        middle = (box.bottom + box.top) / 2
        low, high = (_character(words, side, middle) for side in (box.left + 1, box.right - 1))
        if 0 <= low <= high < low + LONGEST:
            yield low, high + 1, goals.of(goal)


def _character(words: Any, across: float, up: float) -> int:
    """The character at a point, else the one close to it: beside a narrow dash stands the next cell's number."""
    import pypdfium2.raw as pdfium

    at: int = pdfium.FPDFText_GetCharIndexAtPos(words.raw, across, up, 0, 4)
    return at if at >= 0 else int(pdfium.FPDFText_GetCharIndexAtPos(words.raw, across, up, 3, 4))


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return file.read()
