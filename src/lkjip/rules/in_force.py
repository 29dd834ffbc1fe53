"""Dates of a rule set: those that contradict each other, and rules that rest on a regulation no longer in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from lkjip.errors import Issue
from lkjip.rules.model import Citation
from lkjip.rules.source import Data, Document

NOTE = "citation_not_in_force"
_SHOWN = 5


def contradictions(main: Document) -> Iterator[Issue]:
    """A period that ends before it begins, or is not that of its year; a regulation that ends before it begins."""
    data = cast(dict[str, Any], main.data)
    year, start, end = data["year"], data["period"]["from"], data["period"]["to"]
    values = {"start": start, "end": end, "year": year}
    if start > end:
        yield Issue("period_order", main.at("period", "from"), values)
    elif not end.startswith(f"{year}-") or start <= f"{year - 1}{end[4:]}":
        yield Issue("period_year", main.at("period", "from"), values)
    for name, entry in data["citations"].items():
        since, until = entry.get("valid_from", ""), entry.get("valid_to", "")
        if since and until and until < since:
            yield Issue("citation_order", main.at("citations", name, "valid_to"), {"since": since, "until": until})


def check(citations: Mapping[str, Citation], documents: Mapping[str, Document], end: str, issues: list[Issue]) -> None:
    """Notes each cited source whose known dates leave out the last day of the period, which is when a year is judged."""
    users: dict[str, list[str]] = {}
    for document in documents.values():
        for name, path in _cited(document.data):
            users.setdefault(name, []).append(".".join((document.file.rsplit("/", 1)[-1].removesuffix(".yaml"), *path)))
    for name, citation in citations.items():
        early, late = citation.valid_from > end, bool(citation.valid_to) and citation.valid_to < end
        contradictory = bool(citation.valid_to) and citation.valid_to < citation.valid_from
        if name in users and (early or late) and not contradictory:
            shown = users[name][:_SHOWN] + (["…"] if len(users[name]) > _SHOWN else [])
            values = {
                "name": name,
                "title": citation.title,
                "since": citation.valid_from,
                "until": citation.valid_to,
                "end": end,
                "rules": ", ".join(shown),
                "count": len(users[name]),
            }
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
