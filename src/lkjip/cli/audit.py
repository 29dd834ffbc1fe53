"""The command audit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import output
from lkjip.cli.terminal import FAILED, OK, steps
from lkjip.errors import UserError
from lkjip.layout import OUTPUT, find, rules_of

if TYPE_CHECKING:
    from lkjip.project import Project


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    common = shared("--year", "--project", "--satker")

    audit = command(commands, "audit", common)
    audit.add_argument("document", nargs="?", type=Path, metavar="DOCUMENT")
    audit.add_argument("--format", choices=("text", "json", "csv", "html", "xlsx", "docx"), default="text")
    audit.add_argument("--out", type=Path, metavar="FILE")
    audit.set_defaults(run=_audit)


def _project_around(options: argparse.Namespace) -> Project | None:
    """The project that the command stands in; None where there is none and none was asked for.

    Without `--year` it is the year that the document names, where the project has rules for it.
    """
    from lkjip.audit import year_of

    try:
        root = find(options.project)
    except UserError:
        if options.project != Path():
            raise
        return None
    if options.year is None:
        year = year_of(options.document)
        if year is not None and (root / rules_of(year)).is_dir():
            options.year = year
    return project_of(options)


def _audit(options: argparse.Namespace) -> int:
    if options.format in ("xlsx", "docx") and options.out is None:
        raise Misuse("needs_out", format=options.format)
    if options.format == "docx" and (options.document is None or options.document.suffix.lower() != ".docx"):
        raise Misuse("needs_word")
    from lkjip.audit import Audit, audit, audit_rendered
    from lkjip.audit.output import written
    from lkjip.report.compose import page_of

    with steps("working"):
        if options.document:
            around = _project_around(options)
            audits: tuple[Audit, ...] = (audit(around, options.document, page_of(around) if around else None),)
        else:
            project = project_of(options)
            audits = audit_rendered(project, project.root / OUTPUT)
    with output(options.out) as out:
        colour = options.out is None and sys.stdout.isatty()
        out.write(written(audits, options.format, colour=colour, document=options.document))
    return FAILED if any(found.failed for found in audits) else OK
