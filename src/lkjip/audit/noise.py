"""Noise of extraction: numbers that a scan or a page broke apart (`8 7,5`, `1 234 567`) or misread (`1O5,3`).

A broken number is put right only where one reading of it exists: the pieces are no numbers of their own there, and what they
make is one like those beside it. What may be read in two ways is `unread`: no check uses it, nor what would need it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from lkjip.audit.document import Document
from lkjip.audit.numerals import Numeral, numeral_at, numerals, readings

_WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,6})?|\d{1,3},\d{1,6}")  # a number that its own notation makes sure
_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20}){0,8}")
_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d{1,6})?")
_CERTAIN = re.compile(r" 0\d\d\b")  # no number begins so: the blank before it stands for a point
_MISREAD = re.compile(
    r"(?:(?<![\w.,/-])|(?<=\bRp)|(?<=\bRp\.))(?=[lIO\d.,]*\d)(?=[\d.,]*[lIO])[lIO\d]+(?:[.,][lIO\d]+)*(?![\w/]|[.,-][\w])"
)
_LETTERS = str.maketrans({"l": "1", "I": "1", "O": "0"})
_INSIDE = re.compile(r"\d[lIO]+\d")
_APART = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*(?: ,\d{2,6}|(?: \.\d{3})+(?:,\d{1,6})?)(?![\d.,]?\d)")
_NOUGHT = re.compile(r"(?<![\d.,])0, \d{2,6}(?![\d.,]?\d)")
_SIDE = re.compile(r"(?<![\d.,])\d[\d.,]*(?: \d[\d.,]*){2,15}(?![\d.,])")
_DECIMAL = re.compile(r"\d{1,3},(\d{1,6})")
_RUN = r"(?P<rp>Rp\.?\s?)?(?P<run>\d[\d.,]*(?: ?[\d.,]*\d)*)"
_SPACED = re.compile(r"(?<![\d.,/-])\d{1,3}(?: \d{3})+(?:,\d{1,6})?(?![\d.,]?\d)")
_CELL = re.compile(r"(?:Rp\.?\s?)?[-−–(]?\s?(?P<number>\d[\d., ]*)[)%\s]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERCENT = re.compile(r"\s{0,2}(?:%|persen\b|percent\b)")
_GOES_ON = re.compile(r"\s{0,2}(?:%|persen\b|percent\b)?[,;]?[ \n][a-z]{2,}")
_TO = re.compile(r"\s{0,2}[-–]\s{0,2}\d")
PIECES = 5  # more numbers behind each other are a row of a table
PEERS = 2  # numbers of a column that show what its numbers look like
WIDE = 2  # a number so many times larger or smaller than all of its column is not of it


@dataclass(frozen=True, slots=True)
class _Broken:
    """A stretch that is one number, and what it reads; None where it may be read in two ways."""

    start: int
    end: int
    printed: str | None


def repaired(document: Document, general: Mapping[str, Any]) -> Iterator[Numeral]:
    """The numerals of a document, those that were broken or misread as one each: `repaired`, or `unread` without reading."""
    broken = _first((*_cells(document), *_misread(document), *_said(document, general), *_apart(document)))
    if not broken:
        yield from numerals(document.text)
        return
    starts = [each.start for each in broken]
    said: set[int] = set()
    for numeral in numerals(document.text):
        place = bisect_right(starts, numeral.end - 1) - 1
        if place < 0 or broken[place].end <= numeral.start:
            yield numeral
        elif place not in said:
            said.add(place)
            each = broken[place]
            noise = "unread" if each.printed is None else "repaired"
            yield numeral_at(document.text, each.start, each.end, each.printed or "", noise)


def _first(found: Sequence[_Broken]) -> list[_Broken]:
    """The stretches in order, of overlapping ones the first that was found."""
    kept: list[_Broken] = []
    starts: list[int] = []
    for each in found:
        at = bisect_left(starts, each.start)
        free = (at == 0 or kept[at - 1].end <= each.start) and (at == len(kept) or each.end <= kept[at].start)
        if free:
            kept.insert(at, each)
            starts.insert(at, each.start)
    return kept


# Letters for digits


def _misread(document: Document) -> Iterator[_Broken]:
    text = document.text
    for match in _MISREAD.finditer(text):
        token, printed = match[0], match[0].translate(_LETTERS)
        marked = text[max(match.start() - 4, 0) : match.start()].rstrip(" .").endswith("Rp")
        marked = marked or _PERCENT.match(text, match.end()) is not None
        if _WHOLE.fullmatch(printed) is None and not (marked and readings(printed)):
            if _INSIDE.search(token) and len(token) < PIECES:
                yield _Broken(match.start(), match.end(), None)
            continue
        yield _Broken(match.start(), match.end(), None if _two_ways(text, match, marked) else printed)


def _two_ways(text: str, match: re.Match[str], marked: bool) -> bool:
    """Whether a letter may be one: a unit (10,5 l), a degree (30,5O C), a Roman number (I,5)."""
    token = match[0]
    if re.match(r"\s?[CF]\b", text[match.end() : match.end() + 3]):
        return True
    if token[0] in "lI" and not marked and (token[1:2] == "," or (token[1:2] == "." and token.count(".") == 1)):
        return True
    return token[-1] in "lI" and not marked and not re.search(r"\.\d\d[lI]$", token)


# Blanks inside numbers: behind words that lead to one number


@cache
def _leads(strong: tuple[str, ...], weak: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, (*strong, *weak)))
    return re.compile(rf"(?:\b(?P<lead>{words})|=)\s{{1,2}}{_RUN}", re.IGNORECASE)


def _said(document: Document, general: Mapping[str, Any]) -> Iterator[_Broken]:
    """Numbers in sentences: behind "sebesar" or "=" one number stands, so that pieces beside each other are one."""
    text = document.text
    strong = tuple(general["amount_leads"])
    for match in _leads(strong, tuple(general["table_leads"])).finditer(text):
        run = match["run"].rstrip(".,")
        pieces = run.split()
        start = match.start("run")
        if not 1 < len(pieces) <= PIECES or any(_YEAR.fullmatch(piece) for piece in pieces):
            continue
        if match["lead"] is None and "," not in pieces[-1] and not _TO.match(text, start + len(run)):
            continue  # a result, and the divisor of a fraction that lost its bar
        sure = match["lead"] is None or match["lead"].lower() in strong
        if not sure and not _GOES_ON.match(text, start + len(run)):
            continue  # "Target 80 82,5": the row of a table
        yield _Broken(start, start + len(run), _one(run, bool(match["rp"])) if sure else None)


def _one(run: str, rupiah: bool) -> str | None:
    """What pieces behind each other make, where that is one number."""
    if _GROUPS.fullmatch(run):
        sure = rupiah or run.count(" ") > 1 or _CERTAIN.search(run)
        return run.replace(" ", ".") if sure else None
    joined = run.replace(" ", "")
    return joined if _WHOLE.fullmatch(joined) and not _ends_whole(run) else None


def _ends_whole(run: str) -> bool:
    """Whether the pieces may be words of a list that lost its commas: two numbers with decimals, or one behind a comma."""
    return run.count(", ") > 0 or sum("," in piece.strip(",") for piece in run.split()) > 1


# Blanks inside numbers: wherever they stand


def _apart(document: Document) -> Iterator[_Broken]:
    """A blank before a comma or point that digits follow, and groups of digits that only blanks divide."""
    text = document.text
    for match in _APART.finditer(text):
        alone = re.search(r"\d[ %]{1,2}$", text[max(match.start() - 4, 0) : match.start()]) is None
        yield _Broken(match.start(), match.end(), match[0].replace(" ", "") if alone else None)
    for match in _NOUGHT.finditer(text):
        yield _Broken(match.start(), match.end(), None)
    for match in _SIDE.finditer(text):
        yield from _between(match[0], match.start())
    for match in _SPACED.finditer(text):
        if _CERTAIN.search(match[0]):
            before = text[max(match.start() - 4, 0) : match.start()].rstrip(" .")
            only = before.endswith("Rp") and _GOES_ON.match(text, match.end())
            yield _Broken(match.start(), match.end(), match[0].replace(" ", ".") if only else None)


def _between(row: str, start: int) -> Iterator[_Broken]:
    """Two pieces of a row that would be one number with as many decimals as all others of the row have."""
    pieces = row.split(" ")
    found = [match[1] if (match := _DECIMAL.fullmatch(piece)) else "" for piece in pieces]
    shapes = [len(decimals) for decimals in found]
    for place in range(len(pieces) - 1):
        joined = _DECIMAL.fullmatch(pieces[place] + pieces[place + 1])
        others = {*shapes[:place], *shapes[place + 2 :]}
        if joined and others == {len(joined[1])}:
            before = len(" ".join(pieces[:place])) + (place > 0)
            yield _Broken(start + before, start + before + len(f"{pieces[place]} {pieces[place + 1]}"), None)
            return


# Blanks inside numbers: in the cells of a table


def _cells(document: Document) -> Iterator[_Broken]:
    for grid in document.grids:
        cells = sorted((c.column, c.start, c.end) for row in grid.rows for c in row if c.span == 1)
        for _, column in groupby(cells, key=lambda cell: cell[0]):
            yield from _column(document, [(start, end) for _, start, end in column])


def _column(document: Document, cells: Sequence[tuple[int, int]]) -> Iterator[_Broken]:
    """The broken numbers of a column, held against its whole ones."""
    peers: list[Numeral] = []
    broken: list[tuple[int, str]] = []
    for start, end in cells:
        match = _CELL.fullmatch(document.text[start:end])
        printed = match["number"].strip() if match else ""
        if match and " " in printed:
            broken.append((start + match.start("number"), printed))
        elif _NUMBER.fullmatch(printed) and readings(printed):
            peers.append(Numeral(start, end, printed, readings(printed)))
    spaced = [printed for _, printed in broken if _GROUPS.fullmatch(printed)]
    small = all(peer.value < 1000 and not peer.decimals for peer in peers)
    certain = [p for p in spaced if _CERTAIN.search(p)] or [p for p in spaced if p.count(" ") > 1 and p.index(" ") < 3]
    throughout = len(spaced) == len(broken) and small and len(spaced) > 1 and len(certain) > 0
    for start, printed in broken:
        joined = printed.replace(" ", "." if _GROUPS.fullmatch(printed) else "")
        if not _WHOLE.fullmatch(joined):
            if re.search(r"\d ?[.,] ?\d", printed):
                yield _Broken(start, start + len(printed), None)
            continue
        pieces = re.split(r" (?=\d)", printed)
        one = throughout or (
            len(peers) >= PEERS and _like(joined, peers) and not any(_like(piece, peers) for piece in pieces)
        )
        yield _Broken(start, start + len(printed), joined if one else None)


def _like(printed: str, peers: Sequence[Numeral]) -> bool:
    """Whether a number looks like those of its column: so many decimals, and not far from all of them in size."""
    found = readings(printed) if _NUMBER.fullmatch(printed) else ()
    if not found:
        return False
    values = [peer.value for peer in peers]
    decimals = {peer.decimals for peer in peers}
    return found[0].decimals in decimals and min(values) / WIDE <= found[0].value <= max(values) * WIDE
