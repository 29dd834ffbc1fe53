"""The audit: which numbers and words of a finished report do not hold, against itself and against a project's rules.

A document goes through pure stages: `reading` (file to text with places and tables), `kinds` (numerals and what sort they
are), `model` (tables and sentences), `itself` (the document against itself), `gate` (whose report is it?), and, for the
project's own, `linking` (numeral to the fact it claims to be), `findings` and `checklist`. Nothing here guesses without
saying so, reaches the network, or runs anything that a document contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lkjip.audit.audited import Audited
from lkjip.audit.checklist import Criterion
from lkjip.audit.finding import Finding
from lkjip.audit.gate import Scope
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import report_name
from lkjip.project import Project

if TYPE_CHECKING:
    from lkjip.audit.context import Text
    from lkjip.audit.model.tables import Contents

__all__ = ["Audit", "audit", "audit_rendered", "year_of"]

Page = Callable[[Path], Path]


@dataclass(frozen=True)
class Audit:
    """What an audit found. `checked` counts the numerals; `scope` says whether the project's figures could be used.

    `audited` is None where they could not, and `text` is None of a report that is checked by its ids.
    """

    document: str
    checked: int
    findings: tuple[Finding, ...]
    scope: Scope | None = None
    text: Text | None = None
    audited: Audited | None = None
    checklist: tuple[Criterion, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether there is a finding of level error."""
        return any(finding.level == "error" for finding in self.findings)


def audit(project: Project | None, path: Path, page: Page | None = None) -> Audit:
    """Holds a document against itself and, where it is that report, against a project's year and its one office.

    Args:
        project: the year and office; None where there are none.
        path: the document.
        page: renders the project's report as HTML into a folder. With it, a report of the project's own rendering is held
            to the ids that its numbers carry.

    Raises:
        UserError: the document cannot be read, the project's rules or tables have errors, or it has several offices.
    """
    from lkjip.audit.context import Text
    from lkjip.audit.gate import foreign_to_all, scope_of
    from lkjip.audit.itself import contradictions
    from lkjip.audit.judged import judged
    from lkjip.audit.kinds import classified
    from lkjip.audit.model.tables import contents_of
    from lkjip.audit.own.recognised import recognised
    from lkjip.audit.reading import read
    from lkjip.audit.unsure import read_well
    from lkjip.audit.vocabulary import vocabulary, words_alone

    document = read(path)
    words = words_alone() if project is None else vocabulary(project)
    text = Text(document, classified(document, words, noisy=True), words)
    satker, scope = "", scope_of(text, None, "")
    if project is not None:
        foreign = None if project.satker else foreign_to_all(text, project)
        satker = "" if foreign else project.office()
        scope = foreign or scope_of(text, project, satker)
    if project is not None and page and scope.whose in ("own", "unnamed") and recognised(document):
        return _own(project, satker, path, page)
    contents = contents_of(text)
    by_itself = contradictions(contents)
    if project is None or scope.whose not in ("own", "unnamed"):
        return Audit(document.name, len(text.numerals), read_well(contents, judged((), by_itself)), scope, text)
    return _with_rules(project, satker, contents, scope, by_itself)


def year_of(path: Path) -> int | None:
    """The year that a document says it reports on; None where it names none.

    Raises:
        UserError: the document cannot be read.
    """
    from lkjip.audit import gate
    from lkjip.audit.context import Text
    from lkjip.audit.kinds import classified
    from lkjip.audit.reading import read
    from lkjip.audit.vocabulary import words_alone

    document, words = read(path), words_alone()
    year = gate.year_of(Text(document, classified(document, words), words))
    return int(year) if year else None


def _own(project: Project, satker: str, path: Path, page: Page) -> Audit:
    """The audit of a report that was rendered from this project: its numbers by their ids."""
    from lkjip.audit.own.ids import rendered_findings

    kind = path.suffix.lower().removeprefix(".")
    with TemporaryDirectory(prefix="lkjip-") as folder:
        found = {"html": path} if kind == "html" else {"html": page(Path(folder)), kind: path}
        *_, (_, checked, problems) = rendered_findings(project, satker, found)
    return Audit(path.name, checked, problems)


def _with_rules(project: Project, satker: str, contents: Contents, scope: Scope, by_itself: Iterable[Finding]) -> Audit:
    """The audit of a report that may be the project's own."""
    from lkjip.audit.checklist import checklist
    from lkjip.audit.facts import facts_of
    from lkjip.audit.findings import findings
    from lkjip.audit.judged import judged
    from lkjip.audit.linking import Supported, linked
    from lkjip.audit.linking.trust import trusted
    from lkjip.audit.roots import reads_of
    from lkjip.audit.unsure import read_well

    text, facts = contents.text, facts_of(project, satker)
    supported = Supported(facts, text.vocabulary, reads_of(project.plan.resolved))
    links = linked(text, supported, contents.tables, project.year)
    audited = Audited(project, satker, text, facts, trusted(text, links, named=scope.whose == "own"))
    found = read_well(contents, judged(findings(audited), by_itself))
    return Audit(
        document=text.document.name,
        checked=len(text.numerals),
        findings=found,
        scope=scope,
        text=text,
        audited=audited,
        checklist=checklist(audited),
    )


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
