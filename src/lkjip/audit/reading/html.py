"""HTML: the text a reader sees, and the figure ids of our own reports. No script runs, nothing is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from lkjip.audit.document import Cell, Document, Grid, Mark, document_of
from lkjip.audit.reading.limits import damaged, limited
from lkjip.audit.reading.lines import seen

_DECLARED = re.compile(r"<[!?]")
_HIDDEN = {"script", "style", "head", "svg", "template", "noscript", "annotation", "annotation-xml"}
_TAGS = """
address article aside blockquote br caption div dd dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr
li main nav ol p pre section table tbody tfoot thead tr ul summary details
"""
_BLOCKS = frozenset(_TAGS.split())
_CELLS = {"td", "th"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DEPTH = 2_000
STATED = ("check", "bridge", "robust")  # what the engine states beside the values of figures
WORKED = "hitungan"  # the class of a calculation that the engine wrote out


def read_html(path: Path) -> Document:
    """Blocks become lines, table cells are separated by blanks; `data-figure` and `data-rule` become marks."""
    content = path.read_bytes()
    try:
        text = limited(content.decode("utf-8-sig"), path)
    except UnicodeDecodeError:
        raise damaged(path, "UTF-8") from None
    page = _Page()
    page.feed(_without_comments(text))
    page.close()
    if page.deepest > DEPTH:
        raise damaged(path, f"HTML > {DEPTH}")
    return document_of(path.name, "html", [(0, "".join(page.parts))], tuple(page.marks), tuple(page.grids))


def _without_comments(text: str) -> str:
    """The text without what the parser would read over and over: comments, declarations, and tags that never end."""
    kept, at = [], 0
    for found in _DECLARED.finditer(text):
        start = found.start()
        if start < at:
            continue
        kept.append(text[at:start])
        end, size = (text.find("-->", start + 4), 3) if text.startswith("<!--", start) else (text.find(">", start), 1)
        if end < 0:
            return "".join(kept)
        at = end + size
    last = text.rfind(">", at) + 1 or at
    return "".join([*kept, text[at:last], text[last:].replace("<", "&lt;")])


def _span(value: str | None) -> int:
    return min(max(int(value[:4]), 1), 1_000) if value and value.isdecimal() else 1


class _Table:
    """The cells of a table while it is read; a cell that spans rows pushes those below to the right."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.below: dict[int, int] = {}  # column → rows that a cell still covers
        self.column = 0
        self.open: tuple[int, int] | None = None  # start and span of the open cell

    def row(self) -> None:
        if self.rows:
            self.below = {column: left - 1 for column, left in self.below.items() if left > 1}
        self.rows.append([])
        self.column = 0

    def cell(self, start: int, span: int, rows: int) -> None:
        if not self.rows:
            self.row()
        while self.below.get(self.column):
            self.column += 1
        self.open = start, span
        if rows > 1:
            self.below |= dict.fromkeys(range(self.column, self.column + span), rows)

    def end(self, end: int) -> None:
        if self.open is not None:
            start, span = self.open
            self.rows[-1].append(Cell(start, end, self.column, span))
            self.column += span
            self.open = None

    def grid(self) -> Grid:
        return Grid(tuple(tuple(row) for row in self.rows if row))


class _Page(HTMLParser):
    """Collects visible text with the offsets of what is marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.hidden: list[str] = []
        self.open: list[tuple[str, str, int]] = []
        self.deepest = 0
        self.kept = 0  # inside <pre>
        self.grids: list[Grid] = []
        self.tables: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden.append(tag)
        if self.hidden:
            return
        self._space(tag)
        if tag in _VOID:
            return
        values = dict(attrs)
        stated = (f"{kind}:{values[f'data-{kind}']}" for kind in STATED if values.get(f"data-{kind}"))
        figure = values.get("data-figure") or values.get("data-rule") or next(stated, "")
        if not figure and WORKED in (values.get("class") or "").split():
            figure = f".{WORKED}"
        self.open.append((tag, figure, self.length))
        self.deepest = max(self.deepest, len(self.open))
        self.kept += tag == "pre"
        if tag == "table":
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].row()
        elif tag in _CELLS and self.tables:
            self.tables[-1].cell(self.length, _span(values.get("colspan")), _span(values.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            if self.hidden[-1] == tag:
                self.hidden.pop()
            return
        for number in range(len(self.open) - 1, max(len(self.open) - 20, -1), -1):
            if self.open[number][0] == tag:
                for name, figure, start in reversed(self.open[number:]):
                    self._close(name, figure, start)
                del self.open[number:]
                break
        self._space(tag)

    def _close(self, tag: str, figure: str, start: int) -> None:
        self.kept -= tag == "pre"
        if tag in _CELLS and self.tables:
            self.tables[-1].end(self.length)
        elif tag == "table" and self.tables:
            grid = self.tables.pop().grid()
            if grid.rows:
                self.grids.append(grid)
        if figure and start < self.length:
            self.marks.append(Mark(start, self.length, figure))

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        data = seen(data)
        if not self.kept:
            words = data.split()
            if not words:
                data = " " if data else ""
            else:
                data = " " * data[0].isspace() + " ".join(words) + " " * data[-1].isspace()
        self._add(data)

    def _space(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._add(" " if self.tables and self.tables[-1].open else "\n")
        elif tag in _CELLS:
            self._add(" ")

    def _add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)
