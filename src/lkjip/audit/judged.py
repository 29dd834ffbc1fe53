"""All findings of a document as one list: each mistake once, the worst first."""

from __future__ import annotations

from collections.abc import Iterable

from lkjip.audit.document import Place
from lkjip.audit.finding import CERTAINTIES, SEVERITIES, Finding
from lkjip.errors import LEVELS

_BY_RULES = {"value_differs", "places_differ", "count_differs", "statement"}
_CAUSES = {*_BY_RULES, "calculation", "total", "row", "ratio", "spelled"}  # a number so told needs no second finding


def judged(by_rules: Iterable[Finding], by_itself: Iterable[Finding]) -> tuple[Finding, ...]:
    """Both kinds of findings, worst first, then by place.

    What two checks find in one place is said once, and what follows from a number that is told already is not said.
    """
    kept = list(by_rules)
    told = {place for finding in kept if finding.code in _BY_RULES for place in finding.places}
    statements = [place for finding in kept if finding.code in ("statement", "category") for place in finding.places]
    for finding in by_itself:
        parts = finding.values.get("parts")
        places = {*finding.places, *(parts if isinstance(parts, tuple) else ())}
        if (finding.code in _FOLLOWS and places & told) or (finding.code in _WORDS and _within(finding, statements)):
            continue
        kept.append(finding)
        if finding.code in _CAUSES:
            told |= set(finding.places)
    return tuple(sorted(kept, key=_order))


_FOLLOWS = {
    "total",
    "mean",
    "row",
    "row_rounding",
    "ratio",
    "ratio_rounding",
    "change",
    "change_rounding",
    "direction",
    "target_word",
    "parts",
    "survey",
    "twice",
}


_WORDS = {"direction", "target_word", "category_band"}


def _within(finding: Finding, said: Iterable[Place]) -> bool:
    """Whether a word that is told already stands between the numbers of a finding, or right beside them."""
    low, high = min(place.start for place in finding.places) - 60, max(place.end for place in finding.places) + 60
    return any(low <= place.start <= high for place in said)


def _order(finding: Finding) -> tuple[int, int, int, int, int, str]:
    place: Place = finding.places[0]
    by = (SEVERITIES.index(finding.severity), LEVELS.index(finding.level), CERTAINTIES.index(finding.certainty))
    return (*by, place.line, place.column, finding.code)
