"""Edits of a YAML text: one value, entry or key at a time. Every other character stays, and the result is read again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lkjip.editing.scalars import WIDTH, flow_text, foldable, folded, key_of, written
from lkjip.editing.spans import BLOCK, FLOW, Span, spans
from lkjip.errors import LkjipError
from lkjip.rules.source import Data, KeyPath, Scalar

Spans = Mapping[KeyPath, Span]


class NotEditable(LkjipError):
    """A place that is written in a way that only a person can change: the file must be edited by hand there."""


def replaced(text: str, path: KeyPath, value: Scalar) -> str:
    """The text with another scalar at a path."""
    span = _at(spans(text), path)
    if span.kind != "scalar":
        raise NotEditable(f"{path}: not a single value")
    old = text[span.start : span.end]
    before, after = text[: span.start], text[span.end :]
    if span.style in (">", "|"):
        first = _line(text, text.index("\n", span.start) + 1)
        indent = len(first) - len(first.lstrip(" "))
        if isinstance(value, str) and span.style == ">" and foldable(value):
            return before + folded(value, indent, old.replace("\r", ""), _newline(text)) + after
        return before + written(value) + after
    new = written(value, flow=span.inside_flow, style=span.style, old=old)
    if not old:  # an empty value: `key:`
        return before.rstrip(" ") + " " + new + after
    return before + new + after


def renamed(text: str, path: KeyPath, key: str) -> str:
    """The text with another key for an entry of a mapping."""
    span = _at(spans(text), path)
    if span.key is None or isinstance(path[-1], int):
        raise NotEditable(f"{path}: no key")
    return text[: span.key[0]] + written(key_of(key), flow=span.inside_flow) + text[span.key[1] :]


def added(text: str, path: KeyPath, value: Data) -> str:
    """The text with a new entry; the last part of the path is its key, or its number in a list."""
    found = spans(text)
    parent, own = path[:-1], path[-1]
    whole = _at(found, parent)
    siblings = {p[-1]: found[p] for p in found if len(p) == len(path) and p[:-1] == parent}
    if whole.kind == "scalar":
        if text[whole.start : whole.end] not in ("", "null", "~"):
            raise NotEditable(f"{parent}: not a collection")
        entry = _entry(own, value)
        new = f"[{entry}]" if isinstance(own, int) else f"{{{entry}}}"
        return text[: whole.start].rstrip(" ") + " " + new + text[whole.end :]
    if whole.style == FLOW:
        return _added_in_flow(text, whole, siblings, own, value)
    return _added_in_block(text, siblings, own, value)


def removed(text: str, path: KeyPath) -> str:
    """The text without an entry."""
    found = spans(text)
    span, whole = _at(found, path), _at(found, path[:-1])
    siblings = [found[p] for p in found if len(p) == len(path) and p[:-1] == path[:-1]]
    if whole.style == FLOW:
        start = span.key[0] if span.key else span.start
        tail = re.compile(r"\s*,\s*").match(text, span.end)
        if tail:
            return text[:start] + text[tail.end() :]
        return re.sub(r"\s*,\s*$", "", text[:start]) + text[span.end :]
    if len(siblings) == 1:
        empty = "{}" if whole.kind == "mapping" else "[]"
        return text[: whole.start].rstrip() + " " + empty + text[whole.end :]
    assert span.key is not None
    start = text.rfind("\n", 0, span.key[0]) + 1
    if text[start : span.key[0]].strip():
        raise NotEditable(f"{path}: shares its line with another entry")
    return text[:start] + text[_after_line(text, span.end) :]


def _added_in_flow(text: str, whole: Span, siblings: Mapping[str | int, Span], own: str | int, value: Data) -> str:
    entry = _entry(own, value)
    if not siblings:
        return text[: whole.start + 1] + entry + text[whole.end - 1 :]
    before = _before(siblings, own)
    if before is None:
        first = next(iter(siblings.values()))
        start = first.key[0] if first.key else first.start
        return f"{text[:start]}{entry}, {text[start:]}"
    end = siblings[before].end
    return f"{text[:end]}, {entry}{text[end:]}"


def _added_in_block(text: str, siblings: Mapping[str | int, Span], own: str | int, value: Data) -> str:
    first = next(iter(siblings.values()))
    assert first.key is not None
    like = list(siblings.values())[-1]
    indent = first.key[0] - text.rfind("\n", 0, first.key[0]) - 1
    if text[first.key[0] - indent : first.key[0]].strip():
        indent = len(text[first.key[0] - indent : first.key[0]])
    newline = _newline(text)
    lines = _lines(own, value, indent, block=like.kind == "mapping" and like.style == BLOCK)
    block = newline.join(lines).replace("\n", newline).replace("\r\r", "\r") + newline
    before = _before(siblings, own)
    if before is None:
        start = text.rfind("\n", 0, first.key[0]) + 1
        if text[start : first.key[0]].strip():
            raise NotEditable(f"{own}: the first entry shares its line")
        return text[:start] + block + text[start:]
    at = _after_line(text, siblings[before].end)
    if at and text[at - 1] != "\n":
        return text + newline + block.removesuffix(newline)
    return text[:at] + block + text[at:]


def _lines(own: str | int, value: Data, indent: int, block: bool) -> list[str]:
    """An entry as lines."""
    head = " " * indent + ("-" if isinstance(own, int) else f"{written(key_of(own))}:")
    if not isinstance(own, int) and _lists(value):
        return [head, *_listed(value, indent + 2)]
    if isinstance(value, Mapping) and block and not isinstance(own, int):
        return [head, *(f"{' ' * (indent + 2)}{written(key_of(k))}: {_inline(v, indent + 4)}" for k, v in value.items())]
    return [f"{head} {_inline(value, indent + 2)}"]


def _lists(value: Data) -> bool:
    """Whether a value is a list of texts, or leads to nothing else."""
    if isinstance(value, Mapping):
        return bool(value) and all(map(_lists, value.values()))
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _listed(value: Data, indent: int) -> list[str]:
    """Lists of texts as lines, an item each."""
    if isinstance(value, Mapping):
        return [line for key in value for line in _lines(key, value[key], indent, block=True)]
    assert isinstance(value, list)
    return [line for number, item in enumerate(value) for line in _lines(number, item, indent, block=False)]


def _inline(value: Data, indent: int) -> str:
    if isinstance(value, Mapping | list):
        return flow_text(value)
    if isinstance(value, str) and len(value) > WIDTH - indent and foldable(value):
        return folded(value, indent)
    return written(value)


def _entry(own: str | int, value: Data) -> str:
    return flow_text(value) if isinstance(own, int) else f"{written(key_of(own), flow=True)}: {flow_text(value)}"


def _before(siblings: Mapping[str | int, Span], own: str | int) -> str | int | None:
    """The entry that a new one follows: by number where all are numbers, else the last; None = it comes first."""
    names = list(siblings)
    if isinstance(own, int):
        return own - 1 if own > 0 else None
    if all(str(name).isdigit() for name in (*names, own)):
        smaller = [name for name in names if int(name) < int(own)]
        return smaller[-1] if smaller else None
    return names[-1]


def _at(found: Spans, path: KeyPath) -> Span:
    if path not in found:
        raise NotEditable(f"{path}: not there")
    return found[path]


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def _after_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
