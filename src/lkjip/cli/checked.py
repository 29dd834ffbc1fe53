"""What `lkjip check` shows: what is new since the archive, what was there already, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from lkjip.cli.terminal import counts
from lkjip.errors import Issue, painted, sorted_issues
from lkjip.grouped import Group, grouped
from lkjip.layout import report_of
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.archive.known import Known
    from lkjip.project import Project

_UNFILLED = ("table_unfilled", "table_without_rows")


def found(project: Project) -> tuple[tuple[Issue, ...], Known | None]:
    """Everything that is wrong with a year, its offices and its notebook; and what its archive knew of it."""
    from lkjip.archive.known import known
    from lkjip.report.proof import proof, texts

    issues = project.check()
    issues = sorted_issues([*issues, *proof(project, issues)])
    milder = any(issue.level != "error" for issue in issues)
    return issues, known(project, lambda archived: (*archived.check(), *texts(archived))) if milder else None


def show(project: Project, issues: Sequence[Issue], known: Known | None, out: TextIO) -> None:
    """New issues in full, what the archive had already in short, their number, and the next step."""
    new = [issue for issue in issues if known is None or known.new(issue)]
    old = [issue for issue in issues if issue not in new]
    if known is not None and new:
        print(phrase("check_new").format(version=known.version, date=known.date), file=out)
    for group in grouped(new):
        print(_painted(group, str(group), out), file=out)
    if known is not None and old:
        print(phrase("check_known").format(version=known.version, date=known.date), file=out)
        for group in grouped(old):
            print(_painted(group, f"{phrase(group.first.level)}  {group.message}  {group.first.location}", out), file=out)
    print(counts(issues), file=out)
    print(next_step(project, new), file=out)


def _painted(group: Group, text: str, out: TextIO) -> str:
    label = phrase(group.first.level)
    return painted(group.first.level, label) + text.removeprefix(label) if out.isatty() else text


def next_step(project: Project, new: Sequence[Issue]) -> str:
    """What to do next, with the command that does it."""
    errors = [issue for issue in new if issue.level == "error"]
    unfilled = [issue for issue in errors if issue.code in _UNFILLED]
    office = f" --satker {project.satker}" if project.satker else ""
    values = {"year": project.year, "office": office, "place": "", "count": len(errors)}
    if unfilled and len(unfilled) == len(errors):
        return phrase("next_unfilled").format(**values)
    if errors:
        first = min(errors, key=lambda issue: (issue in unfilled, issue.location))
        return phrase("next_errors").format(**{**values, "place": first.location})
    ready = (project.root / report_of(project.year)).is_file()
    if count := sum(issue.level == "warning" for issue in new):
        return phrase("next_warnings" if ready else "next_warnings_bare").format(**{**values, "count": count})
    return phrase("next_report" if ready else "next_evaluate").format(**values)
