"""The commands report, take-back and notebook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip import whole
from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import output, shown_path
from lkjip.cli.terminal import FAILED, OK, show_issues, steps
from lkjip.layout import OUTPUT, report_name
from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.report.many import Made


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")

    report = command(commands, "report", common)
    report.add_argument("--to", default="html,pdf,docx", metavar="FORMATS")
    report.add_argument("--renderer", choices=("auto", "quarto", "embedded"), default="auto")
    report.add_argument("--out", type=Path, metavar="DIR")
    report.add_argument("--all", action="store_true")
    report.add_argument("--jobs", type=int, default=0, metavar="N")
    report.add_argument("--shard", default="1/1", metavar="I/N")
    report.set_defaults(run=_report)

    take_back = command(commands, "take-back", common)
    take_back.add_argument("file", type=Path, metavar="FILE")
    take_back.set_defaults(run=_take_back)

    notebook = command(commands, "notebook", common)
    notebook.add_argument("--out", type=Path, metavar="FILE")
    notebook.set_defaults(run=_notebook)


def _report(options: argparse.Namespace) -> int:
    from lkjip.report import office as offices
    from lkjip.report.compose import FORMATS, compose, stem
    from lkjip.report.proof import texts

    formats = [name.strip() for name in options.to.split(",") if name.strip()]
    if not formats or set(formats) - set(FORMATS):
        raise Misuse("report_formats", formats=",".join(FORMATS), given=options.to)
    project = project_of(options)
    if options.all:
        return _all(options, project, formats)
    with steps("rendering") as tell:
        paths = compose(project, options.out or project.root / OUTPUT, formats, options.renderer, tell)
    usual = stem(project, offices.chosen(project))
    for note in texts(project):  # of texts that the report prints otherwise than they look
        if note.level != "error":
            print(note, file=sys.stderr)
    for path in paths:
        if path.stem != usual:
            kept = {"file": path.with_stem(usual).name, "new": path.name}
            print(phrase("word_edited").format(**kept), file=sys.stderr)
        print(shown_path(path))
    return OK


def _all(options: argparse.Namespace, project: Project, formats: Sequence[str]) -> int:
    """Every office's report, or those of one part; once all are there, also the page that leads to them."""
    from lkjip.report.many import Job, Made, Many, cores

    first, of = _part(options.shard)
    out = options.out or project.root / OUTPUT
    many = Many(Job(project.root, project.year, out, tuple(formats), options.renderer))
    count, found = len(many.part((first, of))), list[Made]()
    for made in many.made((first, of), options.jobs or cores()):
        found.append(made)
        state = phrase("all_failed") if made.issues else phrase("all_before") if made.before else phrase("all_made")
        print(f"{len(found)}/{count}  {visible(made.office)}  {state}", flush=True)
    failed = [made for made in found if made.issues]
    for made in failed:
        print(f"\n{visible(made.office)}:", file=sys.stderr)
        show_issues(made.issues)
    known = {made.office for made in found}
    if missing := [office for office in many.missing() if office not in known]:
        print(phrase("all_missing").format(count=len(missing), of=len(many.all), first=", ".join(missing[:12])))
    else:
        rest = [Made(office, many.done(office) or (), before=True) for office in many.all if office not in known]
        for path in _whole(project, [*found, *rest], out, formats):
            print(shown_path(path))
    return FAILED if failed else OK


def _whole(project: Project, made: Sequence[Made], out: Path, formats: Sequence[str]) -> list[Path]:
    """The report on all offices, where any has one, and the page that leads to everything."""
    from lkjip.report import index
    from lkjip.report.national import document
    from lkjip.report.national.overview import Overview

    overview = Overview(project, made)
    national = document.write(overview, out, formats) if overview.sound else []
    return [*national, index.write(overview, out, national)]


def _part(text: str) -> tuple[int, int]:
    """Which part of how many is meant: `2/8`."""
    first, _, of = text.partition("/")
    if not (first.isascii() and of.isascii() and first.isdigit() and of.isdigit() and 1 <= int(first) <= int(of)):
        raise Misuse("not_a_shard", given=visible(text))
    return int(first), int(of)


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
