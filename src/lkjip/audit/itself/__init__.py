"""A document against itself: what its own numbers and words contradict, without any rule of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lkjip.audit.finding import Finding
from lkjip.audit.itself import (
    calculations,
    categories,
    columns,
    directions,
    forms,
    gaps,
    lists,
    rows,
    sentences,
    spelled,
    surveys,
    twice,
)
from lkjip.audit.model.tables import Contents

Check = Callable[[Contents], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    calculations.calculations,
    columns.columns,
    calculations.totals,
    columns.shares,
    rows.rows,
    sentences.said,
    directions.directions,
    spelled.spelled,
    surveys.surveys,
    surveys.conversions,
    categories.categories,
    categories.bands,
    twice.twice,
    gaps.unread,
    gaps.placeholders,
    gaps.announced,
    lists.listed,
    forms.notation,
    forms.codes,
    forms.dates,
)


def contradictions(contents: Contents) -> Iterator[Finding]:
    """Everything that a document says against itself."""
    for check in CHECKS:
        yield from check(contents)
