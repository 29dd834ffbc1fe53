"""The command test: a project's cases, what each expected and what was computed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Parser, command, shared, year
from lkjip.cli.terminal import FAILED, OK, print_json, steps
from lkjip.cli.trace import as_data, print_trace
from lkjip.decimals import indonesian
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.cases import Case, Outcome


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    test = command(commands, "test", shared("--project"))
    test.add_argument("file", nargs="*", type=Path, metavar="FILE")
    test.add_argument("--year", type=year, metavar="YEAR")
    test.add_argument("--format", choices=("text", "json"), default="text")
    test.set_defaults(run=_test)


def _test(options: argparse.Namespace) -> int:
    from lkjip.cases import outcomes, read_cases
    from lkjip.layout import find

    with steps("working"):
        root = find(options.project)
        done = list(outcomes(root, read_cases(root, options.year, options.file)))
    if options.format == "json":
        print_json([_data(case, found) for case, found in done])
    else:
        _print(done)
    return OK if all(outcome.holds for _, found in done for outcome in found) else FAILED


def _print(done: Sequence[tuple[Case, Sequence[Outcome]]]) -> None:
    for case, found in done:
        holds = sum(outcome.holds for outcome in found)
        print(phrase("case_as_expected").format(file=case.file, holds=holds, all=len(found)))
        for outcome in found:
            if outcome.trace is not None:
                print(f"\n{outcome.expected.place}")
                values = {"at": outcome.expected.at, "satker": outcome.found.satker, **_told(outcome)}
                print("    " + phrase("case_differs").format(**values))
                reasons = [case.source, *([outcome.expected.because] if outcome.expected.because else [])]
                print("    " + phrase("case_because").format(source=": ".join(reasons)))
                print_trace(outcome.trace, depth=1)
                if not case.cells:
                    at, office = outcome.expected.at, outcome.found.satker
                    print(phrase("case_whole").format(at=at, year=case.year, satker=office))
                print()
    every = [outcome for _, found in done for outcome in found]
    print(phrase("case_total").format(all=len(every), wrong=sum(not outcome.holds for outcome in every)))


def _told(outcome: Outcome) -> dict[str, str]:
    """What was expected and what was found, as a reader expects numbers."""
    expected, found = outcome.expected, outcome.found
    wanted = indonesian(expected.value)
    absent = f"– ({expected.reason or expected.status})"
    shown = f"– ({found.reason})" if found.value is None else f"{found} ({found.value})" if found.label else str(found)
    return {"expected": wanted if expected.status == "ok" else absent, "found": shown}


def _data(case: Case, found: Sequence[Outcome]) -> dict[str, object]:
    return {
        "file": case.file,
        "source": case.source,
        "year": case.year,
        "figures": [_entry(outcome) for outcome in found],
    }


def _entry(outcome: Outcome) -> dict[str, object]:
    expected, found = outcome.expected, outcome.found
    entry: dict[str, object] = {
        "id": expected.at.id,
        "satker": found.satker,
        "key": dict(found.key),
        "line": expected.place.line,
        "holds": outcome.holds,
        "expected": {"value": expected.value} if expected.status == "ok" else {"status": expected.status},
        "computed": {"value": found.value} if found.value is not None else {"status": found.status, "reason": found.reason},
    }
    return entry if outcome.trace is None else {**entry, "trace": as_data(outcome.trace)}
