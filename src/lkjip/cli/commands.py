"""The commands check, evaluate, explain, report, notebook and audit. Each parses, calls one function and prints."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip import whole
from lkjip.cli import checked
from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import for_spreadsheets, mention, output, parquet, shown_path, write_json
from lkjip.cli.tables import write_tables
from lkjip.cli.terminal import FAILED, OK, print_json, steps
from lkjip.cli.trace import as_data, print_trace
from lkjip.errors import UserError
from lkjip.layout import OUTPUT, find, report_name
from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from lkjip.project import Project


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")

    check = command(commands, "check", common)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    evaluate = command(commands, "evaluate", common)
    evaluate.add_argument("--format", choices=("table", "json", "csv", "parquet", "xlsx"), default="table")
    evaluate.add_argument("--out", type=Path, metavar="FILE")
    evaluate.set_defaults(run=_evaluate)

    explain = command(commands, "explain", common)
    explain.add_argument("figure", metavar="FIGURE")
    explain.add_argument("--format", choices=("text", "json"), default="text")
    explain.set_defaults(run=_explain)

    report = command(commands, "report", common)
    report.add_argument("--to", default="html,pdf,docx", metavar="FORMATS")
    report.add_argument("--renderer", choices=("auto", "quarto", "embedded"), default="auto")
    report.add_argument("--out", type=Path, metavar="DIR")
    report.add_argument("--all", action="store_true")
    report.set_defaults(run=_report)

    take_back = command(commands, "take-back", common)
    take_back.add_argument("file", type=Path, metavar="FILE")
    take_back.set_defaults(run=_take_back)

    notebook = command(commands, "notebook", common)
    notebook.add_argument("--out", type=Path, metavar="FILE")
    notebook.set_defaults(run=_notebook)

    audit = command(commands, "audit", common)
    audit.add_argument("document", nargs="?", type=Path, metavar="DOCUMENT")
    audit.add_argument("--format", choices=("text", "json", "csv", "html", "xlsx", "docx"), default="text")
    audit.add_argument("--out", type=Path, metavar="FILE")
    audit.set_defaults(run=_audit)


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
            write_tables(project, figures, out, colour=options.out is None and sys.stdout.isatty())
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


# report and notebook


def _report(options: argparse.Namespace) -> int:
    from lkjip.project import Project
    from lkjip.report import office as offices
    from lkjip.report.compose import FORMATS, compose, stem
    from lkjip.report.proof import texts

    formats = [name.strip() for name in options.to.split(",") if name.strip()]
    if not formats or set(formats) - set(FORMATS):
        raise Misuse("report_formats", formats=",".join(FORMATS), given=options.to)
    project = project_of(options)
    meant = offices.known(project.root, project.year) if options.all else [project.satker]
    for office in meant:
        one = Project(project.root, project.year, office) if options.all else project
        with steps("rendering") as tell:
            paths = compose(one, options.out or project.root / OUTPUT, formats, options.renderer, tell)
        usual = stem(one, offices.chosen(one))
        for note in texts(one):  # of texts that the report prints otherwise than they look
            if note.level != "error":
                print(note, file=sys.stderr)
        for path in paths:
            if path.stem != usual:
                kept = {"file": path.with_stem(usual).name, "new": path.name}
                print(phrase("word_edited").format(**kept), file=sys.stderr)
            print(shown_path(path))
    return OK


def _take_back(options: argparse.Namespace) -> int:
    from lkjip.report.taken import take_back

    found = take_back(project_of(options), options.file)
    for one in found:
        print(_taken(one.problem).format(path=one.path, place=one.location))
        print(f"  - {visible(one.before)}\n  + {visible(one.after)}")
    if not found:
        print(phrase("taken_nothing"))
    return FAILED if any(one.problem for one in found) else OK


def _taken(problem: str) -> str:
    match problem:
        case "removed":
            return phrase("taken_removed")
        case "moved":
            return phrase("taken_moved")
        case "twice":
            return phrase("taken_twice")
        case "unwritable":
            return phrase("taken_unwritable")
        case _:
            return phrase("taken")


def _notebook(options: argparse.Namespace) -> int:
    from lkjip.report.compose import executed

    project = project_of(options)
    out = options.out or project.root / OUTPUT / f"{report_name(project.year)}.ipynb"
    with steps("rendering") as tell:
        content = executed(project, tell)
    whole.folder(out.parent)
    with output(out) as file:
        file.write(content.encode())
    print(shown_path(out))
    return OK


# audit


def _project_around(options: argparse.Namespace) -> Project | None:
    """The project that the command stands in; None where there is none and none was asked for."""
    try:
        find(options.project)
    except UserError:
        if options.project != Path():
            raise
        return None
    return project_of(options)


def _audit(options: argparse.Namespace) -> int:
    if options.format in ("xlsx", "docx") and options.out is None:
        raise Misuse("needs_out", format=options.format)
    if options.format == "docx" and (options.document is None or options.document.suffix.lower() != ".docx"):
        raise Misuse("needs_word")
    from lkjip.audit import Audit, audit, audit_rendered
    from lkjip.audit.output import written

    with steps("working"):
        if options.document:
            audits: tuple[Audit, ...] = (audit(_project_around(options), options.document),)
        else:
            project = project_of(options)
            audits = audit_rendered(project, project.root / OUTPUT)
    with output(options.out) as out:
        colour = options.out is None and sys.stdout.isatty()
        out.write(written(audits, options.format, colour=colour, document=options.document))
    return FAILED if any(found.failed for found in audits) else OK
