"""A finding: what is wrong, where, how sure that is, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lkjip.audit.document import Place
from lkjip.errors import Level, Location

Certainty = Literal["arithmetic", "rule", "likely", "ask"]
CERTAINTIES: tuple[Certainty, ...] = ("arithmetic", "rule", "likely", "ask")
Severity = Literal["conclusion", "result", "rounding", "formatting"]
SEVERITIES: tuple[Severity, ...] = ("conclusion", "result", "rounding", "formatting")


@dataclass(frozen=True, slots=True)
class Working:
    """How a value comes about: the formula with its values, and the rule that says so."""

    steps: tuple[str, ...]
    location: Location | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the rules and tables do not support. `code` names its text in the catalogue, `values` fill it in.

    `certainty` is why it can be believed: `arithmetic` (the document's own numbers), `rule` (the project's rules, or signs
    that nothing else leaves), `likely` (words had to be understood), `ask` (somebody must look). Only the first two may be
    of level error. `places` are where it stands, `others` where the same quantity is printed otherwise, `figures` the ids
    concerned.
    """

    code: str
    severity: Severity
    level: Level
    places: tuple[Place, ...]
    printed: str
    computed: str = ""
    figures: tuple[str, ...] = ()
    working: Working | None = None
    others: tuple[Place, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    certainty: Certainty = "rule"
