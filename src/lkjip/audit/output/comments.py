"""The Word file itself with the findings as comments at their places, as a reviewer would send it back."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from lkjip.audit import Audit
from lkjip.audit.document import Place
from lkjip.audit.finding import Finding
from lkjip.audit.output.text import correction, label, message, where, working
from lkjip.audit.reading.docx import written_in
from lkjip.audit.reading.word import Character, Paragraph, characters, name
from lkjip.messages import phrase

AUTHOR, INITIALS = "lkjip audit", "LK"
_KEEP_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def as_word(audit: Audit, path: Path) -> bytes:
    """The file with one comment for each place of each finding; what stands outside the body is told in the first one."""
    written, document = written_in(path)
    body = document.element.body
    paragraphs = [p for p in written.paragraphs if any(above is body for above in p.element.iterancestors())]
    starts = [paragraph.start for paragraph in paragraphs]
    placed: list[tuple[Place, Paragraph, Finding]] = []
    outside: list[Finding] = []
    for finding in audit.findings:
        found = [(place, paragraphs[at]) for place in finding.places if (at := _at(starts, paragraphs, place)) is not None]
        placed += [(place, paragraph, finding) for place, paragraph in found]
        outside += [] if found else [finding]
    for place, paragraph, finding in sorted(placed, key=lambda each: -each[0].start):  # from the end: offsets stay right
        runs = _isolated(paragraph, place.start - paragraph.start, max(place.end, place.start + 1) - paragraph.start)
        if runs:
            _comment(document, runs, _words(finding))
    if outside and paragraphs:
        runs = _isolated(paragraphs[0], 0, 1)
        if runs:
            text = "\n\n".join(f"{where(finding.places[0])}: {_words(finding)}" for finding in outside)
            _comment(document, runs, text)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _at(starts: Sequence[int], paragraphs: Sequence[Paragraph], place: Place) -> int | None:
    """The paragraph that a place begins in; None where it is in a note or header."""
    at = bisect_right(starts, place.start) - 1
    if at < 0:
        return None
    length = sum(1 for character, _, _ in characters(paragraphs[at].element) if character)
    return at if place.start <= paragraphs[at].start + length else None


def _words(finding: Finding) -> str:
    """A finding as a comment: how sure, what is wrong, the working, what to do."""
    head = f"{phrase(finding.level)} ({label('class_' + finding.certainty)})"
    return "\n".join(part for part in (head, message(finding), working(finding), correction(finding)) if part)


def _comment(document: Any, runs: Sequence[Any], text: str) -> None:
    from docx.text.run import Run

    ends = [Run(runs[0], document), Run(runs[-1], document)]
    document.add_comment(ends, text=text, author=AUTHOR, initials=INITIALS)


def _isolated(paragraph: Paragraph, start: int, end: int) -> list[Any]:
    """The runs that hold exactly a stretch of a paragraph; runs that go beyond it are divided."""
    seen = [each for each in characters(paragraph.element) if each[0]]
    inside = seen[start:end] or seen[-1:]
    found: list[Any] = []
    for node, first, last in _nodes(inside):
        run = node.getparent()
        if run is None or name(run) != "r":
            continue
        if name(node) == "t" and sum(name(child) not in ("rPr", "") for child in run) == 1:
            run = _divided(run, node, first, last)
        if run not in found:
            found.append(run)
    return found


def _nodes(inside: Sequence[Character]) -> Iterator[tuple[Any, int, int]]:
    """The elements that characters stand in, each with the first and last place used of it."""
    current: list[Any] = []
    for _, node, place in inside:
        if current and current[0] is node:
            current[2] = place
        else:
            if current:
                yield current[0], current[1], current[2]
            current = [node, place, place]
    if current:
        yield current[0], current[1], current[2]


def _divided(run: Any, node: Any, first: int, last: int) -> Any:
    """The run of just these letters; what stood before and behind them gets runs of its own."""
    text = node.text or ""
    if first > 0:
        before = deepcopy(run)
        _say(before, text[:first])
        run.addprevious(before)
    if last + 1 < len(text):
        behind = deepcopy(run)
        _say(behind, text[last + 1 :])
        run.addnext(behind)
    _say(run, text[first : last + 1])
    return run


def _say(run: Any, text: str) -> None:
    for child in run:
        if name(child) == "t":
            child.text = text
            child.set(_KEEP_SPACE, "preserve")
