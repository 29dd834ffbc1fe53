"""Strict YAML with places: text to plain data, and the line and column of every key and value.

YAML 1.2 core scalars only; decimals come from the text as written. Duplicate keys, anchors, aliases, tags and
several documents are refused, so no file can expand, alias or construct anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from lkjip.errors import Issue, Location

KeyPath = tuple[str | int, ...]
Scalar = str | int | Decimal | bool | None
Data = Scalar | list["Data"] | dict[str, "Data"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # no text that is printed has them
_CUT = re.compile(r" +(#\S.*)")  # "Kanim Jember #1": YAML takes the rest for a comment; comments that are meant have a blank
_Loader = getattr(yaml, "CLoader", yaml.Loader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A read file: its data and, by path into it, where each value (`values`) and mapping key (`keys`) stands.

    `kind` is what the file is (`ruleset`, `indicator`, …), as its place among the rules says; "" of a file that has none.
    """

    file: str
    data: Data
    values: dict[KeyPath, Location]
    keys: dict[KeyPath, Location]
    kind: str = ""

    def at(self, *path: str | int) -> Location:
        """The place of a value, or of the nearest thing around it that is there."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return Location(self.file, 1, 1)

    def value(self, *path: str | int) -> Any:
        """A value that is there, by its keys."""
        node: Any = self.data
        for name in path:
            node = node[name]
        return node

    def has(self, *path: str | int) -> bool:
        """Whether there is a value at a path."""
        return path in self.values

    def key(self, *path: str | int) -> Location:
        """The place of a mapping key, or of its value where it has none (an item of a list)."""
        return self.keys.get(path) or self.at(*path)


def read(file: str, content: bytes, issues: list[Issue], kind: str = "") -> Document | None:
    """Parses one file; problems go to `issues`, and None comes back where nothing usable is left."""
    if len(content) > MAX_BYTES:
        issues.append(Issue("rule_file_too_large", Location(file), {"limit": MAX_BYTES}))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        issues.append(Issue("not_utf8", Location(file, line), {}))
        return None
    if control := CONTROL.search(text):
        before = text[: control.start()]
        place = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        issues.append(Issue("yaml_control", place, {"given": f"U+{ord(control[0]):04X}"}))
        return None
    builder = _Builder(file, text, issues)
    try:
        data = builder.build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        issues.append(Issue("yaml_syntax", place, {"problem": error.problem or "?"}))
        return None
    except yaml.YAMLError as error:  # the reader gives no mark
        issues.append(Issue("yaml_syntax", Location(file), {"problem": str(error).split("\n")[0]}))
        return None
    if builder.refused:
        return None
    if not isinstance(data, dict):
        issues.append(Issue("yaml_not_mapping", Location(file, 1, 1), {}))
        return None
    return Document(file, data, builder.values, builder.keys, kind)


def scalar(text: str, plain: bool) -> Scalar:
    """The value of a scalar by the YAML 1.2 core schema; decimals stay exact.

    >>> scalar("3.90", True), scalar("010", True), scalar("no", True), scalar("12:30", True), scalar("7", False)
    (Decimal('3.90'), '010', 'no', '12:30', '7')
    """
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 40 else text
    return Decimal(text) if _DECIMAL.fullmatch(text) and len(text) < 40 else text


class _Builder:
    """Turns parser events into data. It keeps its own stack, so no nesting can exhaust Python's."""

    def __init__(self, file: str, text: str, issues: list[Issue]) -> None:
        self.file, self.issues, self.refused = file, issues, False
        self.lines = text.split("\n") if _CUT.search(text) else []  # only where a text may have been cut
        self.values: dict[KeyPath, Location] = {}
        self.keys: dict[KeyPath, Location] = {}

    def build(self, events: Iterator[yaml.Event]) -> Data:
        root: Data = None
        stack: list[tuple[list[Data] | dict[str, Data], KeyPath]] = []
        pending: tuple[str, Location] | None = None  # a mapping key that waits for its value
        documents = 0
        for event in events:
            mark = event.start_mark
            place = Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("yaml_many_documents", place)
                    return None
                continue
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._refuse("yaml_alias", place)
                return None
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
                continue
            if not isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                continue
            if event.tag is not None:
                self._refuse("yaml_tag", place, tag=event.tag)
                return None
            if stack and isinstance(stack[-1][0], dict) and pending is None:
                pending = self._key(event, place, stack[-1][1], stack[-1][0])
                if pending is None:
                    return None
                continue
            value: Data
            if isinstance(event, yaml.ScalarEvent):
                value = scalar(event.value, event.implicit[0])
                self._whole(event, value, place)
                if event.style in ("'", '"'):  # the place of the text itself, so that offsets into it hold
                    place = Location(self.file, place.line, place.column + 1)
            else:
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
            path: KeyPath = ()
            if stack:
                parent, path = stack[-1]
                if isinstance(parent, dict):
                    assert pending is not None
                    name, pending = pending[0], None
                    path = (*path, name)
                    parent[name] = value
                else:
                    path = (*path, len(parent))
                    parent.append(value)
            else:
                root = value
            self.values[path] = place
            if not isinstance(event, yaml.ScalarEvent):
                if len(stack) >= MAX_DEPTH:
                    self._refuse("yaml_too_deep", place, limit=MAX_DEPTH)
                    return None
                assert isinstance(value, (dict, list))
                stack.append((value, path))
        return root

    def _key(
        self, event: yaml.Event, place: Location, path: KeyPath, parent: dict[str, Data]
    ) -> tuple[str, Location] | None:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse("yaml_key_not_scalar", place)
            return None
        key = event.value
        self._printable(key, place)
        if key == "<<" and event.implicit[0]:
            self._refuse("yaml_alias", place)
            return None
        if key in parent:
            self._refuse("duplicate_key", place, key=key, first=self.keys[(*path, key)].line)
            key = f"{key}\0{place.line}"  # keep reading, so that further problems are found as well
        self.keys[(*path, key)] = place
        return key, place

    def _whole(self, event: yaml.ScalarEvent, value: Scalar, place: Location) -> None:
        """A text holds no control characters, and was not cut at a ` #` that was meant as part of it."""
        self._printable(event.value, place)
        if self.lines and event.implicit[0] and isinstance(value, str) and event.end_mark:
            end = event.end_mark
            rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
            if cut := _CUT.match(rest):
                values = {"kept": value[-60:], "lost": cut[1].rstrip()[:60]}
                self.issues.append(Issue("yaml_comment", place, values, "note"))

    def _printable(self, text: str, place: Location) -> None:
        if control := CONTROL.search(text.replace("\r", "\x0b")):  # a CR can only come from an escape
            self._refuse("yaml_control", place, given=f"U+{ord(control[0]):04X}")

    def _refuse(self, code: str, place: Location, **values: object) -> None:
        self.refused = True
        self.issues.append(Issue(code, place, values))
