"""Reading a rendered report back: its numbers with their figures, its captions, its text."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from pypdfium2 import PdfDocument

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr", "source"}


@dataclass
class Number:
    """A printed number or word: where it says it comes from, and its text."""

    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """An HTML report: its numbers, its captions, its visible text."""

    source: str
    numbers: list[Number] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    text: str = ""
    identities: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, Number | None]] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.identities.append(attributes["id"])
        if tag == "figcaption":
            self.captions.append("")
        if tag in VOID:
            return
        number = Number(attributes) if "angka" in attributes.get("class", "").split() else None
        if number:
            self.numbers.append(number)
        self._open.append((tag, number))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if {"script", "style", "head"} & set(tags):
            return
        self.text += data
        if "figcaption" in tags:
            self.captions[-1] += data
        for _, number in self._open:
            if number:
                number.text += data


def page(path: Path) -> Page:
    """An HTML report, read; not to be changed."""
    return _page(path, path.stat().st_mtime_ns)


@lru_cache(4)
def _page(path: Path, _written: int) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def one_line(text: str) -> str:
    """Text without the line breaks and spaces that a format puts in."""
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def pdf_pages(path: Path) -> list[str]:
    """The text of every page."""
    with PdfDocument(path) as pdf:
        return [one_line(pdf[number].get_textpage().get_text_bounded()) for number in range(len(pdf))]


def word_paragraphs(path: Path) -> list[tuple[str, str]]:
    """Style and text of every paragraph of a Word document, in tables too; not to be changed."""
    return _word_paragraphs(path, path.stat().st_mtime_ns)


@lru_cache(4)
def _word_paragraphs(path: Path, _written: int) -> list[tuple[str, str]]:
    with zipfile.ZipFile(path) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
    found = []
    for paragraph in body.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        text = "".join(node.text or "" for node in paragraph.iter(f"{WORD}t"))
        found.append((style.get(f"{WORD}val", "") if style is not None else "", one_line(text)))
    return found


def printed_text(path: Path) -> str:
    """The whole text of a report in any format."""
    if path.suffix == ".html":
        return one_line(page(path).text)
    if path.suffix == ".pdf":
        return one_line(" ".join(pdf_pages(path)))
    return one_line(" ".join(text for _, text in word_paragraphs(path)))


def captions(path: Path) -> list[str]:
    """The captions of tables and charts in the order of the document."""
    if path.suffix == ".html":
        return [one_line(caption) for caption in page(path).captions]
    if path.suffix == ".docx":
        lists = ("TOC", "TableofFigures")
        own = [text for style, text in word_paragraphs(path) if not style.startswith(lists)]
        return [text for text in own if re.match(r"(Tabel|Gambar) \d+\. ", text)]
    raise ValueError(path)
