"""The commands check, evaluate, explain, report, notebook and audit. Each parses, calls one function and prints."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.output import for_spreadsheets, mention, output, shown_path, write_json, write_tables
from lkjip.cli.terminal import FAILED, MISUSED, OK, show_issues, steps
from lkjip.cli.trace import as_data, print_trace

if TYPE_CHECKING:
    from lkjip.project import Project


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands and their options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--year", type=int, help="the year of the rules (default: the latest there is)")
    common.add_argument("--project", type=Path, default=Path(), metavar="DIR", help="a folder inside the project")
    common.add_argument("--satker", metavar="OFFICE", help="one office only")

    check = commands.add_parser("check", parents=[common], help="every problem of rules and tables, at once")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    evaluate = commands.add_parser("evaluate", parents=[common], help="compute every figure")
    evaluate.add_argument("--format", choices=("table", "json", "csv", "parquet"), default="table")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    evaluate.set_defaults(run=_evaluate)

    explain = commands.add_parser("explain", parents=[common], help="where a figure comes from, down to the cells")
    explain.add_argument("figure", metavar="FIGURE", help="such as ikm.realisasi or 'ikm.nilai_bulanan[bulan=1]'")
    explain.add_argument("--format", choices=("text", "json"), default="text")
    explain.set_defaults(run=_explain)

    report = commands.add_parser("report", parents=[common], help="render the report: HTML, PDF and Word")
    report.add_argument("--to", default="html,pdf,docx", metavar="FORMATS", help="some of html,pdf,docx (default: all)")
    report.add_argument("--renderer", choices=("auto", "quarto", "embedded"), default="auto")
    report.add_argument("--out", type=Path, metavar="DIR", help="where the files go (default: output in the project)")
    report.set_defaults(run=_report)

    notebook = commands.add_parser("notebook", parents=[common], help="the executed report notebook, for Jupyter")
    notebook.add_argument("--out", type=Path, metavar="FILE", help="the file (default: output/lkjip<year>.ipynb)")
    notebook.set_defaults(run=_notebook)

    audit = commands.add_parser("audit", parents=[common], help="what a finished report says that the rules do not")
    audit.add_argument(
        "document", nargs="?", type=Path, metavar="DOCUMENT", help="txt, md, html, docx or pdf (default: own)"
    )
    audit.add_argument("--format", choices=("text", "json", "csv", "html", "xlsx"), default="text")
    audit.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    audit.set_defaults(run=_audit)


# check


def _check(options: argparse.Namespace) -> int:
    with steps("working"):
        issues = _project(options).check()
    if options.format == "json":
        print(json.dumps([issue.data() for issue in issues], ensure_ascii=False, indent=1))
    else:
        show_issues(issues, sys.stdout)
    return FAILED if any(issue.level == "error" for issue in issues) else OK


# evaluate


def _evaluate(options: argparse.Namespace) -> int:
    if options.format == "parquet" and options.out is None:
        print("lkjip evaluate: --format parquet needs --out FILE", file=sys.stderr)
        return MISUSED
    with steps("working"):
        project = _project(options)
        figures = project.evaluate()
    with output(options.out) as out:
        if options.format == "json":
            write_json(figures, out)
        elif options.format == "csv":
            out.write(for_spreadsheets(figures).write_csv().encode())
        elif options.format == "parquet":
            figures.frame.write_parquet(out)
        else:
            write_tables(project, figures, out, colour=options.out is None and sys.stdout.isatty())
    mention(project.evaluation.issues, project.year)
    return OK


# explain


def _explain(options: argparse.Namespace) -> int:
    with steps("working"):
        trace = _project(options).explain(options.figure, satker=options.satker)
    if options.format == "json":
        print(json.dumps(as_data(trace), ensure_ascii=False, indent=1))
    else:
        print_trace(trace, colour=sys.stdout.isatty())
    return OK


# report and notebook


def _report(options: argparse.Namespace) -> int:
    from lkjip.report.compose import FORMATS, compose

    formats = [name.strip() for name in options.to.split(",") if name.strip()]
    if not formats or set(formats) - set(FORMATS):
        print(f"lkjip report: --to takes {','.join(FORMATS)}", file=sys.stderr)
        return MISUSED
    project = _project(options)
    with steps("rendering") as tell:
        paths = compose(project, options.out or project.root / "output", formats, options.renderer, tell)
    for path in paths:
        print(shown_path(path))
    return OK


def _notebook(options: argparse.Namespace) -> int:
    from lkjip.report.compose import executed

    project = _project(options)
    out = options.out or project.root / "output" / f"lkjip{project.year}.ipynb"
    with steps("rendering") as tell:
        content = executed(project, tell)
    out.parent.mkdir(parents=True, exist_ok=True)
    with output(out) as file:
        file.write(content.encode())
    print(shown_path(out))
    return OK


# audit


def _audit(options: argparse.Namespace) -> int:
    if options.format == "xlsx" and options.out is None:
        print("lkjip audit: --format xlsx needs --out FILE", file=sys.stderr)
        return MISUSED
    from lkjip.audit import audit, audit_rendered
    from lkjip.audit.output import written

    with steps("working"):
        project = _project(options)
        audits = (
            (audit(project, options.document),) if options.document else audit_rendered(project, project.root / "output")
        )
    with output(options.out) as out:
        out.write(written(audits, options.format, colour=options.out is None and sys.stdout.isatty()))
    return FAILED if any(found.failed for found in audits) else OK


def _project(options: argparse.Namespace) -> Project:
    from lkjip.layout import find, latest_year
    from lkjip.project import load

    year = options.year if options.year is not None else latest_year(find(options.project))
    return load(options.project, year, options.satker)
