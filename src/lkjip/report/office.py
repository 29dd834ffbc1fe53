"""An office's own texts: `office.yaml`, which names it and holds what only it can say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.dates import MONTHS
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import OFFICE_FILE, data_of
from lkjip.rules import schema
from lkjip.rules.folder import NOTHING, Changed, content_of
from lkjip.rules.source import Document, read

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.trace.explain import Trace

_PLACE = re.compile(r"\{office\.([a-z0-9_.]+)\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def load(root: Path, year: int, office: str, changed: Changed = NOTHING) -> Office:
    """Reads an office's file; with `changed`, as it would be with these files instead of those on disk.

    Raises:
        UserError: the file is missing or does not have the declared shape.
    """
    issues: list[Issue] = []
    document = written(root, year, office, issues, changed)
    if document is None or any(issue.level == "error" for issue in issues):
        raise UserError(issues)
    assert isinstance(document.data, dict)
    return Office(document.data, document)


def written(root: Path, year: int, office: str, issues: list[Issue], changed: Changed = NOTHING) -> Document | None:
    """An office's file with its places; what is wrong with it goes to `issues`."""
    shown = f"{data_of(year, office)}/{OFFICE_FILE}"
    content = content_of(root, shown, changed)
    if content is None:
        issues.append(Issue("no_office_file", Location(shown), {"office": office}))
        return None
    document = read(shown, content, issues, "office")
    if document is not None:
        schema.validate(document, issues)
    return document


def found(root: Path, year: int, office: str) -> Office | None:
    """An office's file, or None where it has none or one that cannot be used: then its name is not known."""
    try:
        return load(root, year, office)
    except UserError:
        return None


def known(root: Path, year: int) -> list[str]:
    """The offices of a year that have such a file, by name."""
    return sorted(path.parent.name for path in (root / data_of(year)).glob(f"*/{OFFICE_FILE}"))


def chosen(project: Project) -> str:
    """The office that a project means: the one it names, or the only one there is.

    Raises:
        UserError: there are several and it names none.
    """
    offices = known(project.root, project.year)
    return project.satker or (offices[0] if len(offices) == 1 else project.office())


class Office:
    """The entries of an office's file by dotted path: `head.name`. What is not there is None."""

    def __init__(self, data: Mapping[str, Any], document: Document | None = None) -> None:
        self.data, self.document = data, document

    def place(self, path: str) -> Location:
        """Where an entry is written."""
        if self.document is None:
            return Location(OFFICE_FILE)
        return self.document.key(*(int(part) if part.isdigit() else part for part in path.split(".")))

    def filled(self, text: str) -> str:
        """A text of the rules with this office in its places: `{office.head.title}`; `[[ ]]` falls away where one is empty.

        >>> Office({"name": "Kanim Malang"}).filled("DIPA {office.name}[[, ditandatangani {office.head.name}]]")
        'DIPA Kanim Malang'
        """

        def entry(found: re.Match[str]) -> str:
            value = self.get(found[1])
            return "…" if value is None else str(value)

        def optional(found: re.Match[str]) -> str:
            return found[1] if all(self.get(path) is not None for path in _PLACE.findall(found[1])) else ""

        return _PLACE.sub(entry, _OPTIONAL.sub(optional, text))

    def note(self, trace: Trace) -> str:
        """The note of a trace: the rule's or the source's, and the office's own on that figure."""
        own = self.data.get("figure_notes", {}).get(trace.id, "") if trace.formula else ""
        return " ".join(filter(None, (self.filled(trace.note), own)))

    def told(self, trace: Trace) -> Trace:
        """A trace with this office in the places of its sources, and with the office's own notes on its figures."""
        known: dict[int, Trace] = {}

        def of(node: Trace) -> Trace:
            if id(node) not in known:
                cited = node.citation and replace(node.citation, title=self.filled(node.citation.title))
                known[id(node)] = replace(node, citation=cited, note=self.note(node), parts=tuple(map(of, node.parts)))
            return known[id(node)]

        return of(trace)

    def get(self, path: str) -> Any:
        """An entry, or None."""
        node: Any = self.data
        for name in path.split("."):
            node = node.get(name) if isinstance(node, Mapping) else None
        return node


def long_date(text: str) -> str:
    """A date as a letter has it.

    >>> long_date("2023-12-28")
    '28 Desember 2023'
    """
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
