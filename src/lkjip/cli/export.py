"""The command export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip import whole
from lkjip.cli.arguments import Commands, Parser, command, project_of, shared
from lkjip.cli.output import shown_path
from lkjip.cli.terminal import OK, steps
from lkjip.errors import Issue, Location, UserError
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.project import Project

DATABASE = ".duckdb"
MARK = "datapackage.json"  # a folder with it is an earlier package, which is replaced


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    found = command(commands, "export", shared("--year", "--project", "--satker"))
    found.add_argument("--out", type=Path, required=True, metavar="PATH")
    found.add_argument("--licence", default="", metavar="URL")
    found.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    project, out = project_of(options), options.out
    with steps("working"):
        count = _database(project, out) if out.suffix == DATABASE else _package(project, out, options.licence)
    print(phrase("exported").format(path=shown_path(out), count=count))
    return OK


def _database(project: Project, out: Path) -> int:
    from lkjip.exchange import database

    whole.write(out, database(project))
    return 1


def _package(project: Project, out: Path, licence: str) -> int:
    from lkjip.exchange import package
    from lkjip.report import office

    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file()):
        raise UserError([Issue("export_not_empty", Location(out.name), {"given": out.name})])
    offices = project.tables.offices if project.satker is None else (project.satker,)
    known = [found for name in offices if (found := office.found(project.root, project.year, name))]
    publisher = str(known[0].get("name")) if len(known) == 1 else str(known[0].get("ministry")) if known else offices[0]
    date = max((str(found.get("date")) for found in known), default=f"{project.year}-12-31")
    title = f"{project.rules.title}: {publisher}"
    files = package(project, title=title, publisher=publisher, date=date, licence=licence)
    for folder in sorted({(out / name).parent for name in files}):
        whole.folder(folder)
    whole.write_all({out / name: content for name, content in files.items()})
    return len(files)
