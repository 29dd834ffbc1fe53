"""Issues that say the same of several rows, members or months, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lkjip.errors import Issue, worst_first
from lkjip.messages import phrase

_BY_KEY = ("missing_row", "duplicate_row", "value_missing", "value_unexpected")


@dataclass(frozen=True, slots=True)
class Group:
    """Issues of one kind about one thing, in the order of their places; most often a single one."""

    issues: tuple[Issue, ...]

    @property
    def first(self) -> Issue:
        """The issue that stands for all of them."""
        return self.issues[0]

    @property
    def message(self) -> str:
        """What they have in common: of a check over months, its title and how many months."""
        if len(self.issues) > 1 and self.first.key is not None and "title" in self.first.values:
            keys = " × ".join(self.first.key.codes)
            values = {"title": self.first.values["title"], "satker": self.first.satker or "–"}
            return phrase("group_check").format(**values, count=len(self.issues), keys=keys)
        return self.first.message

    @property
    def details(self) -> str:
        """What they differ in: each month with its numbers, or the other lines; empty of a single one."""
        if len(self.issues) == 1:
            return ""
        if self.first.key is not None and "detail" in self.first.values:
            return "; ".join(f"{', '.join(i.key.pairs if i.key else ()) or '–'}: {i.values['detail']}" for i in self.issues)
        rest = self.issues[1:]
        if all(issue.location.line for issue in rest):
            places = phrase("group_lines").format(lines=ranges([issue.location.line for issue in rest]))
        else:
            places = "; ".join(str(issue.values.get("key", issue.location)) for issue in rest)
        return phrase("group_more").format(count=len(rest), places=places)

    def __str__(self) -> str:
        """Level and place of the first, what they say, what they differ in, and the way out."""
        lines = [f"{phrase(self.first.level)}  {self.first.location}", f"    {self.message} [{self.first.code}]"]
        lines += [f"    {text}" for text in (self.details, self.first.hint and f"→ {self.first.hint}") if text]
        return "\n".join(lines)


def grouped(issues: Sequence[Issue]) -> list[Group]:
    """Issues, worst first, with those together that differ only in their row, month or member."""
    groups: dict[object, list[Issue]] = {}
    for number, issue in enumerate(worst_first(issues)):
        groups.setdefault(_about(issue) or number, []).append(issue)
    return [Group(tuple(sorted(found, key=lambda issue: (issue.location, _natural(issue))))) for found in groups.values()]


def _about(issue: Issue) -> object:
    """What issues of one kind must share to be told together; None where each stands for itself."""
    if issue.code == "check_failed":
        return issue.code, issue.level, issue.location, issue.satker
    if "column" in issue.values or issue.code in _BY_KEY:
        names = ("column", "cell") if issue.code.startswith("xlsx_hidden") else ("column",)
        return issue.code, issue.level, issue.location.file, *(issue.values.get(name) for name in names)
    return None


def _natural(issue: Issue) -> tuple[tuple[int, str], ...]:
    """A key's codes in the order of numbers where they are numbers."""
    codes = [code for _, code in issue.key.key] if issue.key else []
    return tuple((int(code), "") if code.isdecimal() and len(code) < 10 else (0, code) for code in codes)


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, runs of them shortened.

    >>> ranges([4, 5, 6, 9, 11, 12])
    '4–6, 9, 11–12'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
