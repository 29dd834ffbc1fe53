"""The ids that the numbers of a PDF and a Word file carry: hidden bookmarks by digest, links by goal and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from lkjip.audit.document import Document, Mark
from lkjip.audit.reading.html import STATED
from lkjip.audit.reading.pdf import LINK
from lkjip.figure_key import id_of, word_mark


def with_ids(other: Document, page: Document, known: Iterable[str]) -> Document:
    """A document whose marks name figures and rules; what cannot be told is left out.

    `page` is the same report as HTML, `known` every id that a report may print.
    """
    if any(mark.figure.startswith(LINK) for mark in other.marks) and other.format == "pdf":
        return replace(other, marks=tuple(_by_order(other, page)))
    digests = {f"#{word_mark(name)[2:]}": name for name in (*known, *(mark.figure for mark in page.marks))}
    return replace(
        other, marks=tuple(replace(mark, figure=digests[mark.figure]) for mark in other.marks if mark.figure in digests)
    )


def _by_order(other: Document, page: Document) -> Iterator[Mark]:
    """The links that stand between the same values as in the HTML, whose ids they then have; what is stated has no link.

    Where links tell the figure that they lead to, its values are in the same order: tables and charts move between the texts
    around them.
    """
    ordered = sorted(page.marks, key=lambda mark: mark.start)
    values = [mark for mark in ordered if not mark.figure.startswith(".") and mark.figure.partition(":")[0] not in STATED]
    groups: dict[str, tuple[list[Mark], list[Mark]]] = {}
    told = any(mark.figure != LINK for mark in other.marks)
    for number, marks in enumerate((values, other.marks)):
        for mark in marks:
            name = id_of(mark.figure).removeprefix(LINK) if told else ""
            groups.setdefault(name, ([], []))[number].append(mark)
    for here, there in groups.values():
        ours, theirs = [_shown(page, mark) for mark in here], [_shown(other, mark) for mark in there]
        for kind, a, b, x, y in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            if kind == "insert" or kind == "delete":
                continue
            for i, k in _pairs(ours, theirs, range(a, b), range(x, y)):
                yield replace(there[k], figure=here[i].figure)


def _pairs(ours: Sequence[str], theirs: Sequence[str], left: range, right: range) -> Iterator[tuple[int, int]]:
    """Values and links that belong together: all where there are as many, else the numbers where those are as many."""
    if len(left) != len(right):
        left_numbers = [i for i in left if ours[i][:1].isdigit()]
        right_numbers = [k for k in right if theirs[k][:1].isdigit()]
        if len(left_numbers) != len(right_numbers):
            return
        yield from zip(left_numbers, right_numbers, strict=True)
        return
    yield from zip(left, right, strict=True)


def _shown(document: Document, mark: Mark) -> str:
    """A marked text without blanks, signs of currency, and with one kind of minus."""
    shown = document.text[mark.start : mark.end].replace("−", "-").removeprefix("Rp")
    return "".join(shown.split())
