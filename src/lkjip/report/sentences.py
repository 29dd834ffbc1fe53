"""The narrative as sentences by their place in the notebook, so that two states of a year can be compared."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.report.compose import read, run
from lkjip.report.display import without_spans
from lkjip.report.document import Code, Document, Text
from lkjip.report.execute import Outputs

_MARK = re.compile("\x02(\\d+)\x03")  # where an expression stands in the source
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:\d+\.|[-*#:|])\s)")
_FENCED = re.compile(r"^```.*?^```\s*$|<table.*?</table>", re.M | re.S)
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
    given = [_own(part, output) for part, output in zip(document.parts, outputs, strict=True)]
    return _placed(document, given)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says: its sentences by place, and its charts in words by name."""

    sentences: Mapping[str, str]
    charts: Mapping[str, str]


def told(project: Project) -> Told:
    """The same without running the notebook, for a project whose changes are not saved yet; what cannot be told is left out.

    Raises:
        UserError: the year has no notebook, several offices and none chosen, or the figures cannot be computed.
    """
    from lkjip.report import Report
    from lkjip.report.said import outputs

    document, _ = read(project)
    with speaking("id"):
        given, charts = outputs(Report(project), document)
    return Told(_placed(document, given), charts)


def _own(part: Text | Code, output: Outputs) -> list[str]:
    """What a part gave as Markdown: a cell's outputs, or the values of a text's expressions."""
    from lkjip.report.said import APPENDIX

    if isinstance(part, Text):
        return [str(value) for value in output]
    if any(f".{name}(" in part.code for name in APPENDIX):
        return []
    return [str(bundle["text/markdown"]) for bundle in output if isinstance(bundle, Mapping) and "text/markdown" in bundle]


def _placed(document: Document, outputs: Sequence[Sequence[str] | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part, given in zip(document.parts, outputs, strict=True):
        said = () if given is None else _of(part, given) if isinstance(part, Text) else _of_cell(part.line, given)
        for line, sentence in said:
            place, number = f"{document.file}:{line}", 2
            while place in found:
                place, number = f"{document.file}:{line} ({number})", number + 1
            found[place] = sentence
    return found


def _of_cell(line: int, given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences of a cell's prose; tables, pictures and code are none."""
    for block in _BLOCK.split(_FENCED.sub("", "\n\n".join(given))):
        text = _LEAD.sub("", block).strip()
        if text and not block.strip().startswith(("<", "|", ":", "!", "#", "+", "{", "=")):
            for sentence in _END.split(text):
                shown = plain(sentence)
                if any(sign.isalnum() for sign in shown):
                    yield str(line), shown


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
