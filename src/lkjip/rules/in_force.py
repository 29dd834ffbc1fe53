"""Regulations in force: a rule that rests on one that did not hold at the end of its period is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.errors import Issue
from lkjip.rules.model import Citation
from lkjip.rules.source import Data, Document

NOTE = "citation_not_in_force"
_SHOWN = 5


def check(
    citations: Mapping[str, Citation], documents: Mapping[str, tuple[str, Document]], end: str, issues: list[Issue]
) -> None:
    """Notes each cited source whose known dates leave out the last day of the period, which is when a year is judged."""
    users: dict[str, list[str]] = {}
    for _, document in documents.values():
        for name, path in _cited(document.data):
            users.setdefault(name, []).append(".".join((document.file.rsplit("/", 1)[-1].removesuffix(".yaml"), *path)))
    for name, citation in citations.items():
        early, late = citation.valid_from > end, bool(citation.valid_to) and citation.valid_to < end
        if name in users and (early or late):
            shown = users[name][:_SHOWN] + (["…"] if len(users[name]) > _SHOWN else [])
            values = {"name": name, "title": citation.title, "since": citation.valid_from, "until": citation.valid_to,
                      "end": end, "rules": ", ".join(shown), "count": len(users[name])}  # fmt: skip
            issues.append(Issue("citation_not_in_force", citation.location, values, "note"))


def _cited(data: Data, path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every `citation:` below a value, with the path of what it stands in."""
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        if name == "citation" and isinstance(value, str):
            yield value, path
        else:
            yield from _cited(value, path if name in ("figures", "parameters", "weights", "checks") else (*path, name))
