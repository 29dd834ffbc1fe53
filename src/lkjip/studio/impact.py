"""What the draft moves, beside the year as it is on disk: figures, categories, problems."""

from __future__ import annotations

from dataclasses import dataclass

from lkjip.archive.effects import Comparison, compared
from lkjip.errors import Issue, worst_first
from lkjip.studio.view import View


@dataclass(frozen=True)
class Impact:
    """The difference between two views. `comparison` is None while one of them cannot be computed."""

    before: View
    after: View
    comparison: Comparison | None
    new: tuple[Issue, ...]
    gone: tuple[Issue, ...]


def impact(before: View, after: View) -> Impact:
    """Computes what the later view has otherwise than the earlier one."""
    comparison = None
    if before is not after and before.computed and after.computed:
        comparison = compared(str(before.year), str(before.year), before.project, after.project)
    old, new = ({_sign(issue): issue for issue in view.issues} for view in (before, after))
    appeared = [issue for sign, issue in new.items() if sign not in old]
    vanished = [issue for sign, issue in old.items() if sign not in new] if after.computed else []
    return Impact(before, after, comparison, tuple(worst_first(appeared)), tuple(worst_first(vanished)))


def _sign(issue: Issue) -> tuple[str, str, str]:
    """What an issue is told apart by, wherever its line has moved."""
    values = {name: str(value) for name, value in issue.values.items() if name not in ("detail", "given")}
    return issue.code, issue.location.file, repr(sorted(values.items()))
