"""The notebook's source: a Quarto document as text, code cells and inline expressions, each with its line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from lkjip.errors import Issue, Location, UserError

_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<fence>`{3,}|~{3,})\s*(?P<info>.*?)\s*$")
_INLINE = re.compile(r"(?<!`)`\{python\}\s+(?P<code>[^`]+?)\s*`(?!`)")
_OPTION = re.compile(r"^#\|\s*(?P<name>[\w-]+)\s*:\s*(?P<value>.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Inline:
    """An inline expression and the line it stands on."""

    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown: `pieces` are texts and inline expressions in turn."""

    pieces: tuple[str | Inline, ...]

    @property
    def inline(self) -> tuple[Inline, ...]:
        """The expressions alone."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Inline))


@dataclass(frozen=True, slots=True)
class Code:
    """A code cell with its options (`#| include: false`); `line` is that of its first line of code."""

    code: str
    line: int
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows(self) -> bool:
        """Whether its output belongs to the document."""
        return "false" not in (self.options.get("include"), self.options.get("output"))


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed notebook: the front matter's entries, and the parts below it."""

    file: str
    meta: Mapping[str, object]
    parts: tuple[Text | Code, ...]


def parse(file: str, source: str) -> Document:
    """Reads a notebook's source; `file` is the name that issues give it.

    Raises:
        UserError: the front matter or a fence never ends, or an inline expression is not one.
    """
    lines = source.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    meta, start = _front_matter(file, lines)
    issues: list[Issue] = []
    parts = tuple(_parts(file, lines, start, issues))
    for part in parts:
        for inline in part.inline if isinstance(part, Text) else ():
            try:
                ast.parse(inline.code, mode="eval")
            except SyntaxError as error:
                values = {"cell": inline.code, "problem": error.msg}
                issues.append(Issue("cell_failed", Location(file, inline.line), values))
    if issues:
        raise UserError(issues)
    return Document(file, meta, parts)


def _front_matter(file: str, lines: list[str]) -> tuple[Mapping[str, object], int]:
    if lines[0].rstrip() != "---":
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        raise UserError([Issue("notebook_open", Location(file, 1), {"what": "---"})])
    try:
        meta = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.MarkedYAMLError as error:
        line = 2 + (error.problem_mark.line if error.problem_mark else 0)
        raise UserError([Issue("notebook_front_matter", Location(file, line), {"problem": str(error.problem)})]) from None
    return (meta if isinstance(meta, dict) else {}), end + 1


def _parts(file: str, lines: list[str], start: int, issues: list[Issue]) -> Iterator[Text | Code]:
    """Text and code in turn. Fences of other kinds belong to the text, and nothing inside them is an expression."""
    text: list[str | Inline] = []
    number = start
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if fence is None:
            text.extend(_pieces(lines[number] + "\n", number + 1))
            number += 1
            continue
        end = _closing(lines, number, fence["fence"])
        if end is None:
            issues.append(Issue("notebook_open", Location(file, number + 1), {"what": fence["fence"]}))
            return
        if fence["info"].replace(" ", "").startswith("{python"):
            yield Text(tuple(text))
            text = []
            yield _code(lines[number + 1 : end], number + 2)
        else:
            text.append("\n".join(lines[number : end + 1]) + "\n")
        number = end + 1
    yield Text(tuple(text))


def _closing(lines: list[str], start: int, fence: str) -> int | None:
    close = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((n for n in range(start + 1, len(lines)) if close.match(lines[n])), None)


def _pieces(line: str, number: int) -> Iterator[str | Inline]:
    position = 0
    for found in _INLINE.finditer(line):
        yield line[position : found.start()]
        yield Inline(found["code"], number)
        position = found.end()
    yield line[position:]


def _code(lines: list[str], first: int) -> Code:
    options = {}
    count = 0
    for line in lines:
        found = _OPTION.match(line)
        if found is None:
            break
        options[found["name"]] = found["value"]
        count += 1
    return Code("\n".join(lines[count:]), first + count, options)
