"""The rules of the audit: each looks at the linked document and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lkjip.audit.audited import SEVERITIES, Audited, Finding
from lkjip.audit.findings import forms, gaps, results, samples, sums, wording

Rule = Callable[[Audited], Iterable[Finding]]
RULES: tuple[Rule, ...] = (
    results.results,
    sums.calculations,
    sums.totals,
    sums.disagreements,
    wording.statements,
    wording.categories,
    wording.lists,
    wording.unsupported,
    samples.samples,
    gaps.unread,
    gaps.placeholders,
    gaps.announced,
    gaps.promises,
    gaps.targets,
    gaps.silent,
    forms.notation,
    forms.precision,
    forms.in_words,
    forms.names,
    forms.labels,
    forms.codes,
    forms.dates,
)
_LEVELS = ("error", "warning", "note")


def findings(audited: Audited) -> tuple[Finding, ...]:
    """Everything the rules find, worst first, then by place; what two rules find in one place is said once."""
    found = [finding for rule in RULES for finding in rule(audited)]
    told = {place for finding in found if finding.code in _SAY_MORE for place in finding.places}
    kept = [f for f in found if f.code not in _SAY_LESS or not set(f.places) <= told]
    return tuple(sorted(kept, key=_order))


_SAY_MORE = {"value_differs", "places_differ", "count_differs"}
_SAY_LESS = {"total"}


def _order(finding: Finding) -> tuple[int, int, int, int, str]:
    place = finding.places[0]
    return SEVERITIES.index(finding.severity), _LEVELS.index(finding.level), place.line, place.column, finding.code
