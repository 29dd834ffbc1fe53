"""The command goal-seek."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Parser, command, project_of, shared
from lkjip.cli.terminal import FAILED, OK, print_json, steps
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.scenarios.goal import Sought
    from lkjip.trace.explain import Trace


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    goal = command(commands, "goal-seek", shared("--year", "--project", "--satker"))
    goal.add_argument("figure", metavar="FIGURE")
    goal.add_argument("--vary", action="append", required=True, metavar="NAME")
    goal.add_argument("--at-least", metavar="NUMBER")
    goal.add_argument("--at-most", metavar="NUMBER")
    goal.add_argument("--code", default="", metavar="CODE")
    goal.add_argument("--from", dest="low", metavar="NUMBER")
    goal.add_argument("--to", dest="high", metavar="NUMBER")
    goal.add_argument("--format", choices=("text", "json"), default="text")
    goal.set_defaults(run=_goal)


def _goal(options: argparse.Namespace) -> int:
    from lkjip.cli.trace import as_data, print_trace
    from lkjip.scenarios.given import number

    project = project_of(options)
    least, most, low, high = (
        None if text is None else number(text) for text in (options.at_least, options.at_most, options.low, options.high)
    )
    with steps("working"):
        found = project.goal_seek(
            options.figure,
            options.vary,
            least=least,
            most=most,
            code=options.code,
            within=(low, high),
            satker=options.satker,
        )
        trace = _trace(project, found)
    if options.format == "json":
        print_json({**_data(found), "trace": trace and as_data(trace)})
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found))
        if trace is not None:
            print()
            print_trace(trace, 1)
    return OK if found.value is not None else FAILED


def _trace(project: Project, found: Sought) -> Trace | None:
    """The figure's trace as it would be; None where there is nothing to show, or a cell is in no file that can be edited."""
    from lkjip.editing.edits import applied
    from lkjip.errors import UserError
    from lkjip.project import Project
    from lkjip.scenarios.edits import edits

    if found.value is None:
        return None
    try:
        files = applied(project.root, edits(project, dict.fromkeys(found.vary, found.value)), project.changed)
    except UserError:
        return None
    return Project(project.root, project.year, project.satker, files).explain(found.goal.at, satker=found.goal.satker)


def _data(found: Sought) -> dict[str, object]:
    """The JSON contract: exact texts; null where no value reaches the goal."""
    from lkjip.decimals import fraction_text

    return {
        "figure": str(found.goal.at),
        "satker": found.goal.satker,
        "vary": list(found.vary),
        **{
            name: None if value is None else fraction_text(value)
            for name, value in (
                ("now", found.now),
                ("value", found.value),
                ("since", found.since),
                ("until", found.until),
                ("low", found.range.low),
                ("high", found.range.high),
            )
        },
        "figure_now": found.figure_now,
        "figure_then": found.figure_then,
        "tried_all": found.complete,
    }


def _lines(found: Sought) -> Iterator[str]:
    from lkjip.decimals import finite_decimals, indonesian, plain

    def told(value: Fraction | None) -> str:
        if value is None:
            return "–"
        return indonesian(plain(value, max(found.range.decimals, finite_decimals(value) or 0)))

    words = {
        "figure": str(found.goal.at),
        "now": found.figure_now,
        "then": found.figure_then,
        "names": ", ".join(found.vary),
        "at_low": found.at_low,
        "at_high": found.at_high,
        "low": told(found.range.low),
        "high": told(found.range.high),
        "value": told(found.value),
        "before": "; ".join(dict.fromkeys(map(told, found.all_now))),
        "since": told(found.since),
        "until": told(found.until),
    }
    if found.value is None:
        yield phrase("goal_unreached" if found.complete else "goal_unseen").format(**words)
    elif set(found.all_now) == {found.value}:
        yield phrase("goal_already").format(**words)
    else:
        yield phrase("goal_found").format(**words)
    if found.value is not None:
        yield phrase("goal_holds").format(**words)
    if found.complete:
        yield phrase("goal_tried").format(count=indonesian(str(found.range.count)))
    else:
        from lkjip.scenarios.goal import MOST

        yield phrase("goal_sampled").format(count=indonesian(str(found.range.count)), most=indonesian(str(MOST)))
