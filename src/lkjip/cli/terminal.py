"""What every command shows the same way: issues, and a sign of life while something takes long."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from lkjip.errors import LEVELS, Issue, painted, worst_first
from lkjip.messages import phrase

OK, FAILED, MISUSED = 0, 1, 2  # exit codes: done, errors in the project, bad usage


def show_issues(issues: Sequence[Issue], out: TextIO | None = None) -> None:
    """Issues as text, worst first, and a line that counts them."""
    out = out or sys.stderr
    for issue in worst_first(issues):
        label = phrase(issue.level)
        shown = painted(issue.level, label) if out.isatty() else label
        print(shown + str(issue).removeprefix(label), file=out)
    print(counts(issues), file=out)


def counts(issues: Sequence[Issue]) -> str:
    """How many issues of each level there are."""
    errors, warnings, notes = (sum(issue.level == level for issue in issues) for level in LEVELS)
    return phrase("counts").format(errors=errors, warnings=warnings, notes=notes)


def print_json(data: object) -> None:
    """Data on standard output, as every command writes it."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


@contextlib.contextmanager
def steps(doing: str) -> Iterator[Callable[[str], None]]:
    """Tells on a terminal what is being done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(phrase(doing)) as status:
        yield lambda step: status.update(f"{phrase(doing)} {step}")
