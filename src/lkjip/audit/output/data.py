"""An audit as data: JSON, CSV, and a workbook with one sheet each for findings, numbers and checklist."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from lkjip.audit import Audit
from lkjip.audit.output.text import correction, label, message, where, working
from lkjip.guards import as_text

FINDING = (
    "document",
    "severity",
    "level",
    "certainty",
    "code",
    "places",
    "quote",
    "printed",
    "computed",
    "figures",
    "message",
    "working",
    "correction",
)
NUMBER = ("document", "page", "line", "column", "text", "kind", "state", "figure", "computed", "points", "reasons", "rivals")
CRITERION = ("document", "id", "group", "criterion", "state", "evidence")


def as_json(audits: Sequence[Audit]) -> bytes:
    """Findings, every number with its link, and the checklist."""
    entries = [
        {
            "document": audit.document,
            "findings": [dict(zip(FINDING, row, strict=True)) for row in finding_rows(audit)],
            "numbers": [dict(zip(NUMBER, row, strict=True)) for row in number_rows(audit)],
            "checklist": [dict(zip(CRITERION, row, strict=True)) for row in criterion_rows(audit)],
        }
        for audit in audits
    ]
    return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(audits: Sequence[Audit]) -> bytes:
    """The findings, one a line; what a spreadsheet would take for a formula is marked as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FINDING)
    for audit in audits:
        writer.writerows([as_text(str(cell)) for cell in row] for row in finding_rows(audit))
    return text.getvalue().encode()


def as_workbook(audits: Sequence[Audit]) -> bytes:
    """The same as a workbook. Every cell is text: a document's words never become a formula or a link."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, head, rows in (
            (label("findings"), FINDING, finding_rows),
            (label("figure"), NUMBER, number_rows),
            (label("criterion"), CRITERION, criterion_rows),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head, bold)
            for number, row in enumerate((row for audit in audits for row in rows(audit)), 1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, str(cell), wrapped)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(head) - 1, 24)
    return content.getvalue()


def finding_rows(audit: Audit) -> Iterator[tuple[object, ...]]:
    """The findings, by the columns `FINDING`."""
    for finding in audit.findings:
        yield (
            audit.document,
            finding.severity,
            finding.level,
            finding.certainty,
            finding.code,
            "; ".join(where(place) for place in finding.places),
            finding.places[0].quote,
            finding.printed,
            finding.computed,
            "; ".join(finding.figures),
            message(finding),
            working(finding),
            correction(finding),
        )


def number_rows(audit: Audit) -> Iterator[tuple[object, ...]]:
    """Every number with its link, by the columns `NUMBER`."""
    if audit.text is None:
        return
    states = states_of(audit)
    for index, numeral in enumerate(audit.text.numerals):
        place = audit.text.document.place(numeral.start, numeral.end)
        link = audit.audited.by_numeral.get(index) if audit.audited else None
        fact = link.fact if link else None
        value = "" if fact is None or fact.value is None else str(fact.value)
        yield (
            audit.document,
            place.page,
            place.line,
            place.column,
            numeral.text,
            numeral.kind,
            states[index],
            fact.id if fact else "",
            value,
            round(link.points, 2) if link else "",
            ", ".join(link.reasons) if link else "",
            ", ".join(link.rivals) if link else "",
        )


def states_of(audit: Audit) -> list[str]:
    """For each number: agrees, differs, doubted (a warning), ambiguous, unlinked, or other (no result)."""
    if audit.text is None:
        return []
    wrong = {(p.line, p.column) for f in audit.findings if f.level == "error" for p in f.places}
    doubted = {(p.line, p.column) for f in audit.findings if f.level == "warning" for p in f.places}
    states = []
    for index, numeral in enumerate(audit.text.numerals):
        link = audit.audited.by_numeral.get(index) if audit.audited else None
        place = audit.text.document.place(numeral.start, numeral.end)
        if (place.line, place.column) in wrong or (link and not link.agrees):
            states.append("differs")
        elif (place.line, place.column) in doubted:
            states.append("doubted")
        elif link is None:
            states.append("other" if numeral.kind else "unlinked")
        else:
            states.append("ambiguous" if link.certainty == "ambiguous" else "agrees")
    return states


def criterion_rows(audit: Audit) -> Iterator[tuple[object, ...]]:
    """The checklist, by the columns `CRITERION`."""
    for criterion in audit.checklist:
        evidence = where(criterion.evidence) if criterion.evidence else ""
        yield audit.document, criterion.id, criterion.group, criterion.text, label(f"state_{criterion.state}"), evidence
