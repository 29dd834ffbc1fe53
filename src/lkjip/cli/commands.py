"""The commands check, evaluate and explain. Each parses, calls one function and prints."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lkjip.cli import checked
from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import for_spreadsheets, mention, output, parquet, write_json
from lkjip.cli.tables import write_tables
from lkjip.cli.terminal import FAILED, OK, print_json, steps
from lkjip.cli.trace import as_data, print_trace


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker", "--source")

    check = command(commands, "check", common)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    evaluate = command(commands, "evaluate", common)
    evaluate.add_argument("--format", choices=("table", "json", "csv", "parquet", "xlsx"), default="table")
    evaluate.add_argument("--all", action="store_true")
    evaluate.add_argument("--out", type=Path, metavar="FILE")
    evaluate.set_defaults(run=_evaluate)

    explain = command(commands, "explain", common)
    explain.add_argument("figure", metavar="FIGURE")
    explain.add_argument("--format", choices=("text", "json"), default="text")
    explain.set_defaults(run=_explain)


# check


def _check(options: argparse.Namespace) -> int:
    with steps("working"):
        project = project_of(options)
        issues, known = checked.found(project)
    if options.format == "json":
        print_json([issue.data() for issue in issues])
    else:
        checked.show(project, issues, known, sys.stdout)
    return FAILED if any(issue.level == "error" for issue in issues) else OK


# evaluate


def _evaluate(options: argparse.Namespace) -> int:
    if options.format in ("parquet", "xlsx") and options.out is None:
        raise Misuse("needs_out", format=options.format)
    with steps("working"):
        project = project_of(options)
        figures = project.evaluate()
    with output(options.out) as out:
        if options.format == "json":
            write_json(figures, out)
        elif options.format == "csv":
            out.write(for_spreadsheets(figures).write_csv().encode())
        elif options.format == "parquet":
            out.write(parquet(figures))
        elif options.format == "xlsx":
            from lkjip.workbook.figures import figures_workbook

            out.write(figures_workbook(figures))
        else:
            colour = options.out is None and sys.stdout.isatty()
            write_tables(project, figures, out, colour=colour, whole=options.all or options.out is not None)
    mention(project.evaluation.issues, project.year)
    return OK


# explain


def _explain(options: argparse.Namespace) -> int:
    from lkjip.report import office as offices

    project = project_of(options)
    with steps("working"):
        trace = project.explain(options.figure, satker=options.satker)
        profile = offices.found(project.root, project.year, project.office(options.satker))
    trace = profile.told(trace) if profile else trace
    if options.format == "json":
        print_json(as_data(trace))
    else:
        print_trace(trace)
    return OK
