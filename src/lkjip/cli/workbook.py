"""The commands workbook and import."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lkjip.cli.arguments import Commands, Parser, command, project_of, shared
from lkjip.cli.output import output, shown_path
from lkjip.cli.terminal import OK, steps
from lkjip.messages import phrase


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")
    workbook = command(commands, "workbook", common)
    workbook.add_argument("--out", type=Path, required=True, metavar="FILE")
    workbook.set_defaults(run=_workbook)

    imported = command(commands, "import", common)
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--apply", action="store_true")
    imported.set_defaults(run=_import)


def _workbook(options: argparse.Namespace) -> int:
    from lkjip.report.office import chosen
    from lkjip.workbook.export import workbook

    project = project_of(options)
    with steps("working"):
        content = workbook(project, chosen(project))
    with output(options.out) as out:
        out.write(content)
    print(phrase("workbook_made").format(file=shown_path(options.out)))
    return OK


def _import(options: argparse.Namespace) -> int:
    from lkjip import saving
    from lkjip.archive.effects import compared
    from lkjip.archive.words import of_comparison
    from lkjip.editing.edits import applied
    from lkjip.project import Project
    from lkjip.report.office import chosen
    from lkjip.workbook.reading import read

    project = project_of(options)
    saving.finish(project.root)
    satker = chosen(project)
    with steps("working"):
        found = read(options.file, project, satker)
        files = applied(project.root, found.edits)
        before = {file: saving.state(project.root / file) for file in files}
    if found.left:
        print(phrase("import_left").format(count=found.left))
    if not files:
        print(phrase("import_nothing"))
        return OK
    with steps("working"):
        after = Project(project.root, project.year, options.satker, files)
        lines = list(of_comparison(compared(str(project.year), options.file.name, project, after)))
    print("\n".join(lines))
    print()
    print(phrase("import_files").format(files=", ".join(files)))
    if not options.apply and not _agreed():
        print(phrase("import_not"))
        return OK
    saving.save(project.root, files, before)
    print(phrase("import_done").format(count=len(files)))
    return OK


def _agreed() -> bool:
    """Whether the user says yes; where nobody can be asked, not."""
    if not sys.stdin.isatty():
        return False
    return input(phrase("import_ask") + " ").strip().lower() in ("y", "ya", "yes")
