"""Where every value and key of a YAML text stands, to the character: what an edit must know to change nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from lkjip.rules.source import KeyPath

_Loader = getattr(yaml, "CLoader", yaml.Loader)
FLOW, BLOCK = "flow", "block"


@dataclass(slots=True)
class Span:
    """A value in a text: `text[start:end]`, quotes and brackets included.

    `kind` is `scalar`, `mapping` or `list`; `style` a scalar's quote or block indicator ("" = plain), or whether a
    collection is `flow` or `block`. `key` is where its key stands; of an item of a block list, its dash.
    """

    kind: str
    style: str
    start: int
    end: int
    key: tuple[int, int] | None = None
    inside_flow: bool = False


def spans(text: str) -> dict[KeyPath, Span]:
    """The spans of a text that `lkjip.rules.source.read` accepts, by path."""
    reader = _Reader(text)
    for event in yaml.parse(text, Loader=_Loader):
        reader.take(event)
    return reader.found


class _Reader:
    """Parser events to spans, with a stack of the collections that are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[KeyPath, Span] = {}
        self._open: list[tuple[KeyPath, Span]] = []
        self._count: list[int] = []
        self._key: tuple[str, tuple[int, int]] | None = None

    def take(self, event: Any) -> None:
        """Takes the next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._opens(event, "mapping" if isinstance(event, yaml.MappingStartEvent) else "list")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._closes(event)

    def _opens(self, event: Any, kind: str) -> None:
        span = Span(kind, FLOW if event.flow_style else BLOCK, event.start_mark.index, event.end_mark.index)
        self._open.append((self._place(span), span))
        self._count.append(0)

    def _closes(self, event: Any) -> None:
        _, span = self._open.pop()
        self._count.pop()
        if span.style == FLOW:
            span.end = event.end_mark.index
        self._reaches(span.end)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if self._open and self._open[-1][1].kind == "mapping" and self._key is None:
            self._key = (event.value, (start, end))
            return
        style = event.style or ""
        if style in (">", "|"):  # the parser's end lies behind blank lines that follow
            end = start + len(self.text[start:end].rstrip())
        self._place(Span("scalar", style, start, end))
        self._reaches(end)

    def _place(self, span: Span) -> KeyPath:
        """Files a span under its path."""
        if not self._open:
            self.found[()] = span
            return ()
        path, parent = self._open[-1]
        span.inside_flow = parent.style == FLOW or parent.inside_flow
        if parent.kind == "mapping":
            assert self._key is not None
            name, span.key = self._key
            self._key = None
            path = (*path, name)
        else:
            path = (*path, self._count[-1])
            self._count[-1] += 1
            if parent.style == BLOCK:
                dash = self.text.rindex("-", 0, max(span.start, 1))
                span.key = (dash, dash + 1)
        self.found[path] = span
        return path

    def _reaches(self, end: int) -> None:
        """A block collection reaches to the end of the last value inside it."""
        if self._open and self._open[-1][1].style == BLOCK:
            self._open[-1][1].end = max(self._open[-1][1].end, end)
