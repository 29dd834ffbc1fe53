"""An audit as one HTML page: findings, checklist, and the document's text with every number coloured by its state.

The page loads nothing from outside and runs no word of the document: everything is escaped, and traces are shown as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib import resources
from string import Template

from lkjip.audit import Audit
from lkjip.audit.audited import Audited
from lkjip.audit.facts import Fact
from lkjip.audit.finding import Finding
from lkjip.audit.linking.links import Link
from lkjip.audit.output.data import states_of
from lkjip.audit.output.text import correction, label, lines, message, scope, where, working
from lkjip.decimals import indonesian, plain
from lkjip.guards import in_page
from lkjip.messages import language


def as_page(audit: Audit) -> bytes:
    """The page of one document."""
    source = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    traces: dict[str, list[str]] = {}
    text = "".join(_text(audit, traces)) if audit.text else ""
    states = ("agrees", "differs", "doubted", "ambiguous", "unlinked")
    page = Template(source).substitute(
        lang=language(),
        title=escape(audit.document),
        summary=escape(next(lines(audit, colour=False))),
        scope=escape(scope(audit)),
        findings_title=escape(label("findings")),
        findings="".join(_finding(number, finding) for number, finding in enumerate(audit.findings))
        or f"<li>{escape(label('nothing'))}</li>",
        checklist_title=escape(label("checklist")),
        checklist="".join(_criteria(audit)),
        text_title=escape(label("text")),
        legend=" ".join(f'<span class="n {state}">{escape(label(f"number_{state}"))}</span>' for state in states),
        click=escape(label("click")),
        text=text,
        traces=in_page(json.dumps(traces, ensure_ascii=False)),
    )
    return page.encode()


def _findings(audit: Audit) -> Iterator[str]:
    return (_finding(number, finding) for number, finding in enumerate(audit.findings))


def _finding(number: int, finding: Finding) -> str:
    places = ", ".join(f'<a href="#l{place.line}">{escape(where(place))}</a>' for place in finding.places)
    sure = escape(label("class_" + finding.certainty))
    parts = [
        f"<strong>{escape(label('severity_' + finding.severity))}</strong> · {sure} · {places}",
        escape(message(finding)),
        f'<span class="quote">“{escape(finding.places[0].quote)}”</span>',
        escape(working(finding)),
        f"→ {escape(correction(finding))}" if correction(finding) else "",
    ]
    return f'<li id="f{number}" class="level-{finding.level}">{"<br>".join(part for part in parts if part)}</li>'


def _criteria(audit: Audit) -> Iterator[str]:
    heads = "".join(f"<th>{escape(label(name))}</th>" for name in ("criterion", "state", "evidence"))
    yield f"<tr><th></th>{heads}</tr>"
    for criterion in audit.checklist:
        place = criterion.evidence
        evidence = f'<a href="#l{place.line}">{escape(where(place))}</a>' if place else ""
        cells = (criterion.id, escape(criterion.text), escape(label(f"state_{criterion.state}")), evidence)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _text(audit: Audit, traces: dict[str, list[str]]) -> Iterator[str]:
    """The document, line by line, its numbers as buttons; `traces` is filled with what they show."""
    document = audit.text
    assert document is not None
    states = states_of(audit)
    told = _told(audit)
    cuts: dict[int, list[int]] = {}
    for index, numeral in enumerate(document.numerals):
        if states[index] != "other":
            cuts.setdefault(document.document.line_at(numeral.start).number, []).append(index)
    text = document.document.text
    for line in document.document.lines:
        if not line.text.strip():
            continue
        yield f'<span class="line" id="l{line.number}">{line.number}</span>'
        at, end = line.start, line.start + len(line.text)
        for index in cuts.get(line.number, ()):
            numeral = document.numerals[index]
            name = _trace(audit, index, told.get(index, []), traces)
            yield escape(text[at : numeral.start])
            yield f'<button class="n {states[index]}" data-t="{escape(name)}">{escape(numeral.text)}</button>'
            at = numeral.end
        yield escape(text[at:end]) + "\n"


def _told(audit: Audit) -> dict[int, list[Finding]]:
    """The findings at each number."""
    found: dict[int, list[Finding]] = {}
    for finding in audit.findings:
        for place in finding.places:
            for index in audit.text.inside(place.start, max(place.end, place.start + 1)) if audit.text else ():
                found.setdefault(index, []).append(finding)
    return found


def _trace(audit: Audit, index: int, told: list[Finding], traces: dict[str, list[str]]) -> str:
    """The key of a number's trace: what is wrong with it, its fact, and how it was recognised."""
    link = audit.audited.by_numeral.get(index) if audit.audited else None
    said = [part for finding in told for part in (message(finding), working(finding), correction(finding)) if part]
    linked = f"{link.fact.id} {link.certainty} {','.join(link.reasons)}" if link else ""
    name = linked if not said else f"{linked} #{index}"
    if name not in traces:
        traces[name] = [*said, *(_linked(audit.audited, link) if audit.audited and link else [])]
        traces[name] = traces[name] or [label("number_unlinked")]
    return name


def _linked(audited: Audited, link: Link) -> list[str]:
    """The fact that a number claims to be, why it is thought so, and what else it could be."""
    why = ", ".join(label(f"reason_{reason}") for reason in link.reasons)
    rivals = [f"≈ {', '.join(link.rivals)}"] if link.rivals else []
    return [*_fact(audited, link.fact), f"{label(f'certainty_{link.certainty}')}: {why}", *rivals]


def _fact(audited: Audited, fact: Fact) -> list[str]:
    value = fact.reason if fact.value is None else indonesian(plain(fact.value, fact.decimals))
    shown = audited.working(fact)
    parts = [f"{fact.title}: {value}", fact.id]
    if shown is not None:
        parts += [" = ".join(shown.steps), str(shown.location or "")]
    return [part for part in parts if part]
