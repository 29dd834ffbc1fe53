"""The inspectorate's review: its 23 criteria, as far as a program can see them in the text."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import yaml

from lkjip.audit.audited import Audited
from lkjip.audit.document import Place
from lkjip.audit.vocabulary import flat

State = Literal["found", "not_found", "person"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with what the text shows of it. `evidence` is a place that shows it."""

    id: str
    group: str
    text: str
    state: State
    evidence: Place | None = None


def checklist(audited: Audited) -> tuple[Criterion, ...]:
    """Every criterion with its state. `found` says that something is there, never that it is good."""
    text = resources.files(__package__).joinpath("checklist.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple(_criterion(audited, entry) for entry in entries)


def _criterion(audited: Audited, entry: dict[str, Any]) -> Criterion:
    wanted = entry.get("all") or ([entry["any"]] if "any" in entry else [])
    state: State = "person"
    evidence = None
    if wanted:
        places = [_first(audited, phrases) for phrases in wanted]
        state, evidence = ("found", places[-1]) if all(places) else ("not_found", None)
    elif "figures" in entry:
        links = [link for link in audited.links if {link.fact.figure, link.fact.name} & set(entry["figures"])]
        state, evidence = ("found", audited.place(links[0])) if links else ("not_found", None)
    return Criterion(entry["id"], entry["group"], entry["text"], state, evidence)


def _first(audited: Audited, phrases: list[str]) -> Place | None:
    places = sorted(place for phrase in phrases for place in audited.find(flat(phrase)))
    return audited.at(*places[0]) if places else None
