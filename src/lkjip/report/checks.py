"""What the checks of the rules find in an office's tables, for readers of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lkjip.errors import Issue
from lkjip.grouped import Group, grouped
from lkjip.messages import phrase, speaking
from lkjip.project import Project
from lkjip.report.grid import Cell, Piece, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown, Stated
from lkjip.rules.model import CheckRule

_WIDTHS = (5, 11, 24, 17, 17, 16, 10)


@speaking("id")
def checks(project: Project, office: str) -> Markdown:
    """One row per finding about this office: what was found, as printed and as computed, why, and who can confirm it.

    Months and other members of which the same is found stand in one row; rules and their places are not told.
    """
    found = [issue for issue in project.check() if issue.satker in ("", office)]
    if not found:
        return Markdown(f"\n\n{label('no_findings')}\n\n")
    heads = labels("number", "level", "finding", "as_printed", "as_computed", "reason_found", "confirmed_by")
    rows = [_row(project, number, group) for number, group in enumerate(grouped(found), 1)]
    return table([headings(*heads)], rows, dense=True, widths=_WIDTHS)


def _row(project: Project, number: int, group: Group) -> Row:
    first = group.first
    rule = _rule(project, first)
    owner = project.rules.measures[first.key.id.partition(".")[0]] if first.key is not None else None
    title = _about(project, first)
    named = f"{owner.short or owner.title}: {title}" if owner is not None else title
    printed, computed = (_joined(_side(project, group.issues, side)) for side in (0, 1))
    confirmed = (rule and rule.confirmed_by) or label("confirmed_by_owner")
    why = (rule and rule.note) or ("–" if first.level == "note" else label("reason_unknown"))
    return [Cell(text) for text in (str(number), phrase(first.level), named, printed, computed, why, confirmed)]


def _joined(sides: Sequence[tuple[str, Stated]]) -> tuple[Piece, ...]:
    """Sides with their members' names, one after the other; a dash where nothing is held against each other."""
    pieces: list[Piece] = []
    for name, side in sides:
        pieces += [*(["; "] if pieces else []), *([f"{name}: "] if name else []), side]
    return tuple(pieces) or ("–",)


def _rule(project: Project, issue: Issue) -> CheckRule | None:
    check = project.plan.resolved.checks.get(issue.key.id) if issue.key is not None else None
    return None if check is None else check.rule


def _side(project: Project, issues: Sequence[Issue], side: int) -> list[tuple[str, Stated]]:
    """One side of each finding with its member's name; a value that all share is said once."""
    pairs = [
        (_members(project, issue), Stated(compared[side], "check", f"{issue.key}:{side}"))
        for issue in issues
        if (compared := project.compared(issue))
    ]
    if len({value.text for _, value in pairs}) == 1:
        names = ", ".join(name for name, _ in pairs if name)
        return [("" if side else names, pairs[0][1])]
    return pairs


def _members(project: Project, issue: Issue) -> str:
    """The members that a finding is about, by their short names."""
    named = ((project.rules.dimensions[name].member(code)) for name, code in (issue.key.key if issue.key else ()))
    return ", ".join(member.short or member.title for member in named)


@speaking("id")
def titles(project: Project, office: str) -> list[str]:
    """What the findings about this office that are worse than a note are about, those of one check together."""
    found = [issue for issue in project.check() if issue.satker in ("", office) and issue.level != "note"]
    return [_about(project, group.first) for group in grouped(found)]


def _about(project: Project, issue: Issue) -> str:
    """What a finding is about: the title of its check, or its message with the indicator's title in place of the code."""
    if title := issue.values.get("title"):
        return str(title)
    measure = project.rules.measures.get(str(issue.values.get("indicator", "")))
    named = issue if measure is None else replace(issue, values={**issue.values, "indicator": measure.title})
    return named.message.rstrip(".")
