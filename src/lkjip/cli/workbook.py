"""The commands workbook and import."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Parser, command, project_of, shared
from lkjip.cli.output import output, shown_path
from lkjip.cli.terminal import OK, steps
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.editing.edits import Edit
    from lkjip.project import Project

_CODES = 6  # codes that are listed


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")
    workbook = command(commands, "workbook", common)
    workbook.add_argument("--out", type=Path, required=True, metavar="FILE")
    workbook.set_defaults(run=_workbook)

    imported = command(commands, "import", common)
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--as", dest="mapping", default="", metavar="NAME")
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

    project = project_of(options)
    saving.finish(project.root)
    with steps("working"):
        edits, told = (
            _mapped(options.file, options.mapping, project) if options.mapping else _filled_in(options.file, project)
        )
        files = applied(project.root, edits)
        before = {file: saving.state(project.root / file) for file in files}
    sys.stdout.writelines(f"{line}\n" for line in told)
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


def _filled_in(file: Path, project: Project) -> tuple[Sequence[Edit], list[str]]:
    """The edits of a workbook that `lkjip workbook` made, and what is said of it."""
    from lkjip.report.office import chosen
    from lkjip.workbook.reading import read

    found = read(file, project, chosen(project))
    return found.edits, [phrase("import_left").format(count=found.left)] if found.left else []


def _mapped(file: Path, name: str, project: Project) -> tuple[Sequence[Edit], list[str]]:
    """The edits of another application's export."""
    from lkjip.workbook.mapped import read

    found = read(file, name, project)
    told = [phrase("import_offices").format(offices=", ".join(found.offices) or "–")]
    if found.unknown:
        codes = ", ".join(found.unknown[:_CODES]) + (" …" if len(found.unknown) > _CODES else "")
        told.append(phrase("import_other_codes").format(count=len(found.unknown), codes=codes))
    return found.edits, told


def _agreed() -> bool:
    """Whether the user says yes; where nobody can be asked, not."""
    if not sys.stdin.isatty():
        return False
    return input(phrase("import_ask") + " ").strip().lower() in ("y", "ya", "yes")
