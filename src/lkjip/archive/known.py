"""What the latest archived version of a year already said: warnings and notes that were there when it was frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lkjip.archive.entries import entries
from lkjip.errors import Issue, UserError
from lkjip.messages import speaking
from lkjip.project import Project


@dataclass(frozen=True, slots=True)
class Known:
    """The archived version that is compared with, its date, and what it says, without places: lines may have moved."""

    version: str
    date: str
    said: frozenset[str]

    def new(self, issue: Issue) -> bool:
        """Whether an issue was not there when the year was archived. An error never was."""
        return issue.level == "error" or _said(issue) not in self.said


def known(project: Project, check: Callable[[Project], Iterable[Issue]]) -> Known | None:
    """What `check` finds in the latest archive of a year; None where there is none, or where it cannot be trusted."""
    kept = entries(project.root, project.year)
    if not kept:
        return None
    try:
        record = kept[-1].proven()
        issues = check(kept[-1].project(project.satker))
    except UserError:
        return None
    return Known(kept[-1].name, record.date, frozenset(map(_said, issues)))


def _said(issue: Issue) -> str:
    with speaking("id"):
        return f"{issue.code} {issue.level} {issue.message}"
