"""HTML: the text a reader sees, and the figure ids of our own reports. No script runs, nothing is loaded."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from lkjip.audit.document import Document, Mark, document_of
from lkjip.audit.reading.limits import damaged, limited

_HIDDEN = {"script", "style", "head", "svg", "template", "noscript", "annotation", "annotation-xml"}
_TAGS = """
address article aside blockquote br caption div dd dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr
li main nav ol p pre section table tbody tfoot thead tr ul summary details
"""
_BLOCKS = frozenset(_TAGS.split())
_CELLS = {"td", "th"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DEPTH = 2_000
WORKED = "hitungan"  # the class of a calculation that the engine wrote out


def read_html(path: Path) -> Document:
    """Blocks become lines, table cells are separated by blanks; `data-figure` and `data-rule` become marks."""
    content = path.read_bytes()
    try:
        text = limited(content.decode("utf-8-sig"), path)
    except UnicodeDecodeError:
        raise damaged(path, "UTF-8") from None
    page = _Page()
    page.feed(text)
    page.close()
    if page.deepest > DEPTH:
        raise damaged(path, f"HTML > {DEPTH}")
    return document_of(path.name, "html", [(0, "".join(page.parts))], tuple(page.marks))


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden.append(tag)
        if self.hidden:
            return
        self._space(tag)
        if tag in _VOID:
            return
        values = dict(attrs)
        figure = values.get("data-figure") or values.get("data-rule") or ""
        if not figure and WORKED in (values.get("class") or "").split():
            figure = f".{WORKED}"
        self.open.append((tag, figure, self.length))
        self.deepest = max(self.deepest, len(self.open))
        self.kept += tag == "pre"

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
        if figure and start < self.length:
            self.marks.append(Mark(start, self.length, figure))

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if not self.kept:
            words = data.split()
            if not words:
                data = " " if data else ""
            else:
                data = " " * data[0].isspace() + " ".join(words) + " " * data[-1].isspace()
        self._add(data)

    def _space(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._add("\n")
        elif tag in _CELLS:
            self._add(" ")

    def _add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)
