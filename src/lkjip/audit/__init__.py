"""The audit: which numbers and words of a finished report the rules and tables do not support.

A document goes through pure stages: `reading` (file to text with places), `kinds` (numerals and what sort they are),
`linking` (numeral to the fact it claims to be), `findings` (rules over the linked text) and `checklist`. Nothing here
guesses without saying so, reaches the network, or runs anything that a document contains.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.audit.audited import Audited, Finding
from lkjip.audit.checklist import Criterion
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import report_name
from lkjip.project import Project

if TYPE_CHECKING:
    from lkjip.audit.context import Text

__all__ = ["Audit", "audit", "audit_rendered"]


@dataclass(frozen=True)
class Audit:
    """What an audit found. `checked` counts the numerals that were held against the rules."""

    document: str
    checked: int
    findings: tuple[Finding, ...]
    audited: Audited | None = None
    checklist: tuple[Criterion, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether there is a finding of level error."""
        return any(finding.level == "error" for finding in self.findings)


def audit(project: Project, path: Path) -> Audit:
    """Holds a document against a project's year and its one office.

    Raises:
        UserError: the document cannot be read or is of another year, or the project has several offices.
    """
    from lkjip.audit.checklist import checklist
    from lkjip.audit.context import Text
    from lkjip.audit.facts import facts_of
    from lkjip.audit.findings import findings
    from lkjip.audit.kinds import classified
    from lkjip.audit.linking import Supported, linked
    from lkjip.audit.reading import read
    from lkjip.audit.roots import reads_of
    from lkjip.audit.vocabulary import vocabulary

    document = read(path)
    satker = project.office()
    words = vocabulary(project)
    text = Text(document, classified(document, words), words)
    _of_the_year(text, project.year)
    facts = facts_of(project, satker)
    links = linked(text, Supported(facts, words, reads_of(project.plan.resolved)))
    audited = Audited(project, satker, text, facts, links)
    return Audit(document.name, len(text.numerals), findings(audited), audited, checklist(audited))


def audit_rendered(project: Project, folder: Path) -> tuple[Audit, ...]:
    """Holds a project's own rendered reports against its figures, by the ids that their numbers carry.

    Raises:
        UserError: there are none, or the project has several offices.
    """
    from lkjip.audit.own.ids import rendered_findings

    found = {kind: folder / f"{report_name(project.year)}.{kind}" for kind in ("html", "pdf", "docx")}
    present = {kind: path for kind, path in found.items() if path.is_file()}
    if "html" not in present:
        values = {"given": found["html"].name, "folder": folder.name}
        raise UserError([Issue("no_rendered_report", Location(folder.name), values)])
    return tuple(
        Audit(path.name, checked, problems)
        for path, checked, problems in rendered_findings(project, project.office(), present)
    )


def _of_the_year(text: Text, year: int) -> None:
    """Refuses a document that never names the year: the comparison would say nothing."""
    years = Counter(numeral.text for numeral in text.numerals if numeral.kind == "year")
    if years and str(year) not in years:
        most = years.most_common(1)[0][0]
        raise UserError([Issue("document_year", Location(text.document.name), {"year": year, "given": most})])
