"""The labels of our own charts as text: each names the figure whose value it prints, for the eye or for who is read to."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from lkjip.audit.document import Document, Mark, document_of

_NUMBER = re.compile(r"-?(?:Rp)?\d[\d.,]*(?: ?(?:%|[a-z]+))?")  # as a label prints a value; another text is a name


def labels_of(path: Path) -> Document:
    """A page's charts, a line for each label: the words of a mark with its value, and each value that is drawn as text."""
    labels = _Labels()
    labels.feed(path.read_text(encoding="utf-8-sig", errors="replace"))
    labels.close()
    return document_of(path.name, "html", [(0, "\n".join(labels.lines))], tuple(labels.marks))


class _Labels(HTMLParser):
    """Collects what stands in the links of drawings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self._length = self._drawings = 0
        self._figure = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._drawings += tag == "svg"
        if self._drawings and tag == "a" and (values.get("href") or "").startswith("#"):
            self._figure = str(values["href"])[1:]
            name, _, value = (values.get("aria-label") or "").rpartition(": ")
            self._add(f"{name}: " if name else "", value)

    def handle_endtag(self, tag: str) -> None:
        self._drawings -= tag == "svg"
        if tag in ("a", "svg"):
            self._figure = ""

    def handle_data(self, data: str) -> None:
        if self._figure and _NUMBER.fullmatch(data.strip()):
            self._add("", data.strip())

    def _add(self, name: str, value: str) -> None:
        if value:
            start = self._length + len(name)
            self.marks.append(Mark(start, start + len(value), self._figure))
            self.lines.append(name + value)
            self._length += len(name) + len(value) + 1
