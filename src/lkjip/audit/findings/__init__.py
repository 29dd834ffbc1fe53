"""The document against a project: each rule looks at the linked document and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lkjip.audit.audited import Audited
from lkjip.audit.finding import Finding
from lkjip.audit.findings import forms, gaps, results, samples, sums, wording

Rule = Callable[[Audited], Iterable[Finding]]
RULES: tuple[Rule, ...] = (
    results.results,
    sums.disagreements,
    wording.statements,
    wording.categories,
    wording.lists,
    wording.unsupported,
    samples.samples,
    gaps.promises,
    gaps.targets,
    gaps.silent,
    forms.precision,
    forms.names,
    forms.labels,
)


def findings(audited: Audited) -> Iterator[Finding]:
    """Everything that the project's rules and tables say of a document."""
    for rule in RULES:
        yield from rule(audited)
