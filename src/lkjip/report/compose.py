"""A year of a project to the finished report: HTML, PDF and Word, all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.errors import Issue, Location, UserError
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report.document import Document, parse
from lkjip.report.execute import assemble, execute

if TYPE_CHECKING:
    from nbformat import NotebookNode

FORMATS = ("html", "pdf", "docx")
Progress = Callable[[str], None]


def compose(
    project: Project, out: Path, formats: Sequence[str] = FORMATS, renderer: str = "auto", progress: Progress | None = None
) -> list[Path]:
    """Renders the report of a project's year and office.

    Args:
        project: the year; it must name its office where the year has several.
        out: the folder for the files; they replace earlier ones only when all of them are done.
        formats: of `FORMATS`.
        renderer: `embedded`, `quarto`, or `auto`, which takes Quarto where it is installed.
        progress: is told what is being done.

    Raises:
        UserError: rules or tables have errors, the notebook fails, or a renderer is missing or fails.
    """
    from lkjip.report import quarto

    tell = progress or (lambda _: None)
    office = project.office(project.satker)
    profile = offices.load(project.root, project.year, office)
    source = notebook_path(project)
    command = quarto.require() if renderer == "quarto" else quarto.usable() if renderer == "auto" else None
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        work = Path(folder)
        if command is not None:
            tell("quarto")
            made = quarto.render(command, source, work, formats, _environment(project, office))
        else:
            from lkjip.report import render

            document = read(project)
            notebook = run(project, document, work, tell)
            text = assemble(document, notebook)
            meta = {"title": str(document.meta.get("title", "")), "author": str(profile.get("name")), "lang": "id"}
            made = render.render(text, meta, work, formats, tell)
        return _publish(made, out, stem(project, office))


def notebook_path(project: Project) -> Path:
    """The notebook of a project's year.

    Raises:
        UserError: there is none.
    """
    path = project.root / "reports" / f"lkjip{project.year}.qmd"
    if not path.is_file():
        raise UserError([Issue("no_notebook", Location(f"reports/lkjip{project.year}.qmd"), {"year": project.year})])
    return path


def read(project: Project) -> Document:
    """The year's notebook, parsed."""
    path = notebook_path(project)
    return parse(f"reports/{path.name}", path.read_text(encoding="utf-8-sig"))


def run(project: Project, document: Document, work: Path, tell: Progress) -> NotebookNode:
    """The notebook with its outputs; charts lie in `work`. A mistake in rules or tables is told as such."""
    office = project.office(project.satker)
    try:
        variables = {**_environment(project, office), "LKJIP_CHARTS": "svg"}
        return execute(document, work, variables, lambda done, of: tell(f"{done}/{of}"))
    except UserError:
        errors = [issue for issue in project.check() if issue.level == "error"]
        if errors:
            raise UserError(errors) from None
        raise


def executed(project: Project, progress: Progress | None = None) -> str:
    """The year's notebook with its outputs, as the text of an .ipynb file."""
    import nbformat

    from lkjip.report.notebook import readable

    document = read(project)
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        notebook = run(project, document, Path(folder), progress or (lambda _: None))
        text: str = nbformat.writes(readable(document, notebook, Path(folder)))  # type: ignore[no-untyped-call]
    return text + "\n"


def stem(project: Project, office: str) -> str:
    """What the output files are called: the office is named where the year has several."""
    name = f"lkjip{project.year}"
    return name if len(offices.known(project.root, project.year)) < 2 else f"{name}-{office}"


def _environment(project: Project, office: str) -> dict[str, str]:
    return {"LKJIP_PROJECT": str(project.root), "LKJIP_SATKER": office}


def _publish(made: dict[str, Path], out: Path, name: str) -> list[Path]:
    """Moves the files to their place, each whole, after all of them were made."""
    out.mkdir(parents=True, exist_ok=True)
    ready = []
    for suffix, path in made.items():
        target = out / f"{name}.{suffix}"
        waiting = out / f".{target.name}.{os.getpid()}"
        shutil.copyfile(path, waiting)
        ready.append((waiting, target))
    for waiting, target in ready:
        waiting.replace(target)
    return [target for _, target in ready]
