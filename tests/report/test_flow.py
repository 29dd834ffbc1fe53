"""How the pages of the real report flow: none half empty, no row alone, one minus sign, nothing unseen in the text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdfium2 import PdfDocument

import lkjip
from lkjip.audit.reading.drawn import Line, lines_of
from lkjip.report.compose import compose
from report.projects import IKAN, project
from report.reading import page, printed_text

TOP, BOTTOM = 2.8, 2.4  # cm of the page above and below its text, as in report.typ
HEIGHT = 29.7
POINT = 2.54 / 72  # cm
OFFICE = "Kantor Imigrasi Kelas I TPI Jember"
EMPTY = 0.30  # of a page's text area, at most, unless a chapter begins behind it
UNSEEN = "\u200b\u200c\u2060\u00ad\ufeff"


@pytest.fixture(scope="module")
def pdf(rendered: dict[str, Path]) -> Iterator[Any]:
    with PdfDocument(rendered["pdf"]) as document:
        yield document


def text_of(page: Any) -> str:
    return str(page.get_textpage().get_text_range()).replace("\r\n", "\n")


def inked(page: Any) -> tuple[Any, int]:
    """The rows of the text area that have ink, and how many rows there are."""
    grey = np.squeeze(page.render(scale=0.5, grayscale=True).to_numpy())
    rows = len(grey)
    inside = grey[int(rows * TOP / HEIGHT) : int(rows * (HEIGHT - BOTTOM) / HEIGHT)]
    return np.flatnonzero((inside < 200).any(axis=1)), len(inside)


def empty(page: Any) -> float:
    """The share of the text area that is white below the last ink."""
    ink, rows = inked(page)
    return 1.0 - (int(ink[-1]) + 1) / rows if len(ink) else 1.0


def test_a_short_chapter_has_no_hole_before_its_table(tmp_path: Path) -> None:
    """Levels of an agreement reach down over several rows; a table that has room below a chapter's title stands there."""
    many = tuple(replace(IKAN, id=f"i{n}", title=f"Cakupan Pembinaan Nelayan di Wilayah {n}") for n in range(8))
    (path,) = compose(lkjip.load(project(tmp_path / "p", many), 2025), tmp_path / "out", ["pdf"])
    with PdfDocument(path) as document:
        holes = {number: int(np.diff(ink).max()) / rows for number, (ink, rows) in enumerate(map(inked, document)) if number}
    assert max(holes.values()) < 0.15, holes


def test_no_page_is_a_third_empty_but_before_a_chapter(pdf: Any) -> None:
    pages = list(pdf)
    for number in range(1, len(pages) - 1):  # the cover and the last page are as they are
        if empty(pages[number]) > EMPTY:
            after = text_of(pages[number + 1]).lstrip().partition("\n")[0]
            assert OFFICE not in after, (number + 1, after)  # the running head, which no page has where a chapter begins


def test_where_a_chapter_begins_nothing_stands_above_its_title(pdf: Any) -> None:
    first = [text_of(sheet).lstrip().partition("\n")[0] for sheet in list(pdf)[1:]]
    begins = [line for line in first if OFFICE not in line]
    assert len(begins) > 8
    assert not [line for line in begins if line.startswith(("Tabel ", "Gambar ", "No."))]


def test_what_introduces_a_list_stands_on_its_page(pdf: Any, rendered: dict[str, Path]) -> None:
    foot = re.compile(r"Halaman \d+ dari \d+")
    pages = [[line for line in text_of(sheet).split("\n") if line.strip() and not foot.search(line)] for sheet in pdf]
    ends = [lines[-1].strip() for lines in pages if lines]
    assert not [line for line in ends if line.endswith(("berikut.", "berikut:", "meliputi:"))]
    with zipfile.ZipFile(rendered["docx"]) as parts:
        styles, text = parts.read("word/styles.xml").decode(), parts.read("word/document.xml").decode()
    style = re.search(r'w:styleId="Pengantar".*?</w:style>', styles, re.DOTALL)
    assert style and "<w:keepNext" in style[0]
    assert text.count('w:pStyle w:val="Pengantar"') > 20


def levels(page: Any) -> list[tuple[float, float]]:
    """The heights below the top edge at which lines across stand, in cm, with how much of the width they cover."""
    across, _ = lines_of(page)
    found: dict[float, list[Line]] = {}
    for line in across:
        found.setdefault(round((page.get_height() - line.at) * POINT, 2), []).append(line)
    return [(at, max(x.high for x in lines) - min(x.low for x in lines)) for at, lines in sorted(found.items())]


def test_no_row_of_a_table_stands_alone_on_a_page(pdf: Any) -> None:
    """A table that goes on has its head again at the very top of the page; below it there is more than one row."""
    going_on = 0
    for number, sheet in enumerate(pdf, 1):
        lines = [(at, width) for at, width in levels(sheet) if at > TOP - 0.1]
        if not lines or lines[0][0] > TOP + 0.05:
            continue
        going_on += 1
        rows = [at for at, width in lines if width > 0.9 * lines[0][1]]
        assert len(rows) > 3, number  # above the head, below it, and below each of two rows
    assert going_on > 5  # the working papers do


def test_one_minus_sign_and_nothing_unseen(rendered: dict[str, Path], pdf: Any) -> None:
    texts = {"html": page(rendered["html"]).text, "docx": printed_text(rendered["docx"])}
    texts["pdf"] = "\n".join(text_of(sheet) for sheet in pdf)
    for kind, text in texts.items():
        assert not set(UNSEEN) & set(text), kind
        assert re.findall(r"(?:^|[\s(])-(?:Rp)?\d[\d.,]*", text) == [], kind
        assert "−" in text, kind
