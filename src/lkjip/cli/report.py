"""The commands report, take-back and notebook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip import whole
from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import output, shown_path
from lkjip.cli.terminal import FAILED, OK, steps
from lkjip.layout import OUTPUT, report_name
from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    pass


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")

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
