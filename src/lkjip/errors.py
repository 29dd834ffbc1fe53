"""Issues are data: what is wrong, where, and the way out. Two exceptions carry them.

A user's mistake is a `UserError` with every issue found; a `Defect` is a mistake of ours and is never shown as theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from typing import Literal

from lkjip import messages
from lkjip.figure_key import FigureKey

Level = Literal["note", "warning", "error"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")  # worst first
_COLOURS: dict[Level, str] = {"error": "31;1", "warning": "33;1", "note": "36"}  # of a terminal


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place in a file of the project: path relative to it, line and column from 1 (0 = the file as a whole).

    >>> str(Location("rules/2023/scales.yaml", 3, 5)), str(Location("data/2023/kantor/a.csv", 2))
    ('rules/2023/scales.yaml:3:5', 'data/2023/kantor/a.csv:2')
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([messages.visible(self.file), *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem. `code` names a text in the message catalogue, `values` fill it in.

    `key` and `satker` say which value of a check or figure it is about, where it is about one office's value.
    """

    code: str
    location: Location
    values: Mapping[str, object] = field(default_factory=dict)
    level: Level = "error"
    key: FigureKey | None = None
    satker: str = ""

    @property
    def message(self) -> str:
        """What is wrong: what was given and what is accepted, in the user's language."""
        return messages.worded("issues", self.code, self.values)

    @property
    def hint(self) -> str:
        """The way out: the nearest known name if there is one, and an example."""
        near = str(self.values.get("nearest") or "")
        nearest = messages.phrase("nearest").format(nearest=near) if near else ""
        return f"{nearest} {messages.worded('issues', self.code, self.values, 'hint_')}".strip()

    def data(self) -> dict[str, object]:
        """The issue by the JSON contract."""
        place = {"file": self.location.file, "line": self.location.line, "column": self.location.column}
        return {"code": self.code, "level": self.level, **place, "message": self.message, "hint": self.hint}

    def __str__(self) -> str:
        """Level and place, then the message with its code, then the way out."""
        lines = [f"{messages.phrase(self.level)}  {self.location}", f"    {self.message} [{self.code}]"]
        return "\n".join([*lines, f"    → {self.hint}"] if self.hint else lines)


class Issues(tuple[Issue, ...]):
    """Issues as a notebook shows them: a table, worst first."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{escape(messages.phrase('no_issues'))}</p>"
        rows = ((messages.phrase(issue.level), issue.location, issue.message, issue.hint) for issue in worst_first(self))
        cells = ("".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row) for row in rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


class LkjipError(Exception):
    """Base of everything this package raises on purpose."""


class UserError(LkjipError):
    """The project's files or the command cannot be accepted; `issues` says why, all at once, and so does `str`."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = sorted_issues(issues)
        super().__init__(self.issues)

    def __str__(self) -> str:
        return "\n".join(str(issue) for issue in worst_first(self.issues))

    def __reduce__(self) -> tuple[type[UserError], tuple[tuple[Issue, ...]]]:
        return type(self), (self.issues,)

    def _repr_html_(self) -> str:
        return self.issues._repr_html_()

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: the mistake is the user's, so the stack says nothing."""
        return str(self).splitlines()


class Defect(LkjipError):
    """Something that cannot happen has happened: a mistake in lkjip, not in the user's files."""


def sorted_issues(issues: Iterable[Issue]) -> Issues:
    """Issues by place, each once, so that the same files always give the same list."""
    unique = {(issue.location, issue.code, repr(sorted(issue.values.items()))): issue for issue in issues}
    return Issues(unique[key] for key in sorted(unique))


def worst_first(issues: Iterable[Issue]) -> list[Issue]:
    """Issues by level, those of one level in the order given."""
    return sorted(issues, key=lambda issue: LEVELS.index(issue.level))


def painted(level: Level, text: str) -> str:
    """A text in the colour that a terminal has for a level."""
    return f"\x1b[{_COLOURS[level]}m{text}\x1b[0m"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty string where none is close.

    >>> nearest("titel", ["title", "table"])
    'title'
    """
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.5)), "")


def unknown(code: str, place: Location, given: str, known: Collection[str]) -> Issue:
    """The issue of a name that is none of the known ones: it tells them, and the nearest."""
    return Issue(code, place, {"given": given, "nearest": nearest(given, known), "known": ", ".join(sorted(known))})
