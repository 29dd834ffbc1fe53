"""The narrative as sentences by their place in the notebook, so that two states of a year can be compared."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from lkjip.project import Project
from lkjip.report.compose import read, run
from lkjip.report.document import Text
from lkjip.report.printed import without_spans

_MARK = re.compile("\x02(\\d+)\x03")  # where an expression stands in the source
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:\d+\.|[-*#:|])\s)")
_END = re.compile(r"(?<=[.!?])\s+")
_LEAD = re.compile(r"^\s*(?:\d+\.|[-*]|#+|:+)\s+")


def sentences(project: Project) -> dict[str, str]:
    """Every sentence that prints a figure, by file and line of its first one: only these can change with rules or tables.

    Raises:
        UserError: the year has no notebook, several offices and none chosen, or the notebook fails.
    """
    document, _ = read(project)
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        outputs = run(project, document, Path(folder), lambda _: None)
    found: dict[str, str] = {}
    for part, given in zip(document.parts, outputs, strict=True):
        if isinstance(part, Text):
            for line, sentence in _of(part, [str(value) for value in given]):
                place, number = f"{document.file}:{line}", 2
                while place in found:
                    place, number = f"{document.file}:{line} ({number})", number + 1
                found[place] = sentence
    return found


def _of(part: Text, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences of one stretch of text that hold a value, with the line of the first one."""
    given = iter(values)
    whole = "".join(piece if isinstance(piece, str) else f"\x02{piece.line}\x03{next(given)}" for piece in part.pieces)
    for block in _BLOCK.split(whole):
        for sentence in _END.split(block):
            if mark := _MARK.search(sentence):
                yield mark[1], plain(sentence)


def plain(text: str) -> str:
    r"""Markdown as a reader sees it: without marks, spans and escapes.

    >>> plain('1. Terealisasi [Rp11\\.006]{.angka figure="anggaran.realisasi"} atau **99%**.')
    'Terealisasi Rp11.006 atau 99%.'
    """
    text = without_spans(_LEAD.sub("", _MARK.sub("", text)))
    return " ".join(re.sub(r"\\(.)", r"\1", text.replace("**", "")).split())
