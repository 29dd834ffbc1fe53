"""What would stop a year's report, found without rendering it: the offices' own files and the notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lkjip.dates import impossible
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import data_of, report_of
from lkjip.project import Project
from lkjip.report import area, identity
from lkjip.report import office as offices
from lkjip.report.document import Document, parse
from lkjip.report.proof.cells import cells
from lkjip.report.proof.narrative import narrative
from lkjip.report.proof.signs import of_document, of_text
from lkjip.report.word import places
from lkjip.rules.folder import content_of
from lkjip.rules.source import CONTROL
from lkjip.rules.source import Document as Yaml

_BRACKETS = re.compile(r"\[[^\[\]]*\](?!\()")  # and no Markdown link
_SHOWN = 12  # offices that are named


def proof(project: Project, found: Sequence[Issue] = ()) -> tuple[Issue, ...]:
    """What is wrong with a year's offices and notebook; nothing where the year has no notebook.

    Args:
        project: the year.
        found: what is wrong with its rules and tables. Cells are only looked at where no error is among it, because they
            ask for figures.
    """
    sound = not any(issue.level == "error" for issue in found)
    issues, document, text = _texts(project, sound=sound)
    usable = document and sound and not any(issue.level == "error" for issue in issues)
    if document and usable and (described := _offices(project, sound)[0]):
        issues += cells(project, described[0], document, text)
    return tuple(issues)


def texts(project: Project) -> tuple[Issue, ...]:
    """The same of the texts alone, without a look at what the cells ask for."""
    return tuple(_texts(project, sound=False)[0])


def _texts(project: Project, *, sound: bool) -> tuple[list[Issue], Document | None, str]:
    shown, issues = report_of(project.year), list[Issue]()
    content = content_of(project.root, shown, project.changed)
    if content is None:
        return issues, None, ""
    described, bare = _offices(project, sound)
    if bare:
        values = {"count": len(bare), "offices": ", ".join(bare[:_SHOWN] + ["…"] * (len(bare) > _SHOWN))}
        issues.append(Issue("offices_without_file", Location(data_of(project.year)), values, "warning"))
    for office in described:
        issues += _office(project, office, sound)
    text = _text(content, shown, issues)
    return issues, None if text is None else _parsed(text, shown, issues), text or ""


def _offices(project: Project, sound: bool) -> tuple[list[str], list[str]]:
    """The offices whose files are looked at, and those of several that have none: no report can be made of these yet."""
    if project.satker:
        return [project.satker], []
    known = offices.known(project.root, project.year)
    with_data = list(project.tables.offices) if sound else known
    if len(with_data) == 1:
        return with_data, []
    return [office for office in with_data if office in known], [office for office in with_data if office not in known]


def _office(project: Project, office: str, sound: bool) -> Iterator[Issue]:
    issues: list[Issue] = []
    document = offices.written(project.root, project.year, office, issues, project.changed)
    yield from issues
    if document is None or any(issue.level == "error" for issue in issues):
        return
    yield from of_document(document)
    yield from _unreplaced(document)
    profile, folder = offices.Office(document.value(), document), project.root / data_of(project.year, office)
    yield from identity.problems(profile, folder)
    yield from area.problems(profile, folder)
    if sound:
        yield from _contradictory(document, project.rules.period[0])
        yield from narrative(project, document, office)


def _unreplaced(document: Yaml) -> Iterator[Issue]:
    """What `lkjip init` left to be replaced: words in brackets, which would be printed as they are."""
    for path, text in places(document.data):
        for found in _BRACKETS.finditer(text):
            values = {"key": ".".join(map(str, path)), "given": found[0]}
            yield Issue("office_unreplaced", document.at(*path), values, "warning")


def _contradictory(document: Yaml, start: str) -> Iterator[Issue]:
    """A report that is dated before its period, or before the agreement that it reports on."""
    day, agreed = str(document.value("date")), ""
    if "agreement" in document.value():
        agreed = str(document.value("agreement", "date"))
    if day < start:
        yield Issue("report_before_period", document.at("date"), {"given": day, "start": start})
    elif agreed > day:
        place = document.at("agreement", "date")
        yield Issue("agreement_after_report", place, {"given": agreed, "day": day})


def _text(content: bytes, shown: str, issues: list[Issue]) -> str | None:
    """A notebook's text; None where it is none."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        issues.append(Issue("not_utf8", Location(shown, content.count(b"\n", 0, error.start) + 1), {}))
        return None


def _parsed(text: str, shown: str, issues: list[Issue]) -> Document | None:
    """A notebook taken apart; dates that no calendar has and signs that cannot be printed are told on the way."""
    for number, line in enumerate(text.split("\n"), 1):
        for position, given in impossible(line):
            issues.append(Issue("impossible_date", Location(shown, number, position + 1), {"key": "", "given": given}))
        if control := CONTROL.search(line):
            values = {"given": f"U+{ord(control[0]):04X}"}
            issues.append(Issue("yaml_control", Location(shown, number, control.start() + 1), values))
    issues.extend(of_text(text, shown))
    try:
        return parse(shown, text)
    except UserError as error:
        issues.extend(error.issues)
        return None
