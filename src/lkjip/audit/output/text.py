"""An audit for the terminal: counts, findings worst first, the checklist."""

from __future__ import annotations

from collections.abc import Iterator

from lkjip.audit import Audit
from lkjip.audit.document import Place
from lkjip.audit.finding import Finding
from lkjip.errors import LEVELS, painted
from lkjip.messages import phrase, visible, worded

PLACES = 6  # places that are named; more are counted
STEPS = 240  # characters of a calculation


def label(code: str, **values: object) -> str:
    """A short text of the audit's catalogue."""
    return worded("audit", code, values)


def message(finding: Finding) -> str:
    """What a finding says."""
    return worded("audit", finding.code, _values(finding))


def correction(finding: Finding) -> str:
    """What it proposes."""
    return worded("audit", finding.code, _values(finding), "fix_")


def _values(finding: Finding) -> dict[str, object]:
    return {"printed": finding.printed, "computed": finding.computed, **finding.values}


def where(place: Place) -> str:
    """A place in words."""
    return label("page_line", page=place.page, n=place.line) if place.page else label("line", n=place.line)


def working(finding: Finding) -> str:
    """The calculation behind the computed value, and the line of its rule."""
    if finding.working is None:
        return ""
    steps = " = ".join(finding.working.steps)
    steps = steps if len(steps) <= STEPS else f"{steps[: STEPS // 2]} … {steps[-STEPS // 2 :]}"
    return " · ".join(str(part) for part in (steps, finding.working.location) if part)


def lines(audit: Audit, *, colour: bool) -> Iterator[str]:
    """The audit, line by line."""
    yield _summary(audit)
    if text := scope(audit):
        yield text
    for finding in audit.findings:
        name = f"{phrase(finding.level)} ({label('severity_' + finding.severity)}, {label('class_' + finding.certainty)})"
        name = painted(finding.level, name) if colour else name
        yield f"{name}  {audit.document}, {', '.join(where(place) for place in finding.places[:PLACES])}{_more(finding)}"
        yield f"    {message(finding)}"
        yield f"    “{visible(finding.places[0].quote)}”"
        if text := working(finding):
            yield f"    {text}"
        if finding.others:
            yield f"    {label('elsewhere', places=', '.join(where(place) for place in finding.others[:PLACES]))}"
        if text := correction(finding):
            yield f"    → {text}"
    if audit.checklist:
        yield label("checklist")
        for criterion in audit.checklist:
            place = f" ({where(criterion.evidence)})" if criterion.evidence else ""
            yield f"    {criterion.id}  {label('state_' + criterion.state)}{place}: {criterion.text}"
    if not audit.findings:
        yield label("nothing")
    counts = {f"{level}s": sum(finding.level == level for finding in audit.findings) for level in LEVELS}
    yield label("counts", **counts)


def scope(audit: Audit) -> str:
    """Whether the project's rules were used, where that is not plain; a document of which nothing is known says so."""
    if audit.scope is None:
        return ""
    if audit.scope.whose in ("own", "unnamed"):
        unknown = audit.audited is not None and not audit.audited.links
        return label("nothing_linked", numerals=audit.checked) if unknown else ""
    return label(f"scope_{audit.scope.whose}", office=audit.scope.office, year=audit.scope.year or "–")


def _summary(audit: Audit) -> str:
    if audit.text is None:
        return label("rendered", document=audit.document, numerals=audit.checked)
    links = audit.audited.links if audit.audited else ()
    unlinked = sum(not n.kind for n in audit.text.numerals) - len(links)
    ambiguous = sum(link.certainty == "ambiguous" for link in links)
    values = {"numerals": audit.checked, "linked": len(links), "ambiguous": ambiguous, "unlinked": unlinked}
    return label("summary", document=audit.document, **values)


def _more(finding: Finding) -> str:
    rest = len(finding.places) - PLACES
    return f", {label('more', n=rest)}" if rest > 0 else ""
