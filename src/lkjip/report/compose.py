"""A year of a project to the finished report: HTML, PDF and Word, all of them or none."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lkjip import whole
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import REPORTS, report_name, report_of
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report import quarto, render, word
from lkjip.report.charts.paint import Painter, PainterHere
from lkjip.report.document import Document, parse
from lkjip.report.drawing import FOLDER
from lkjip.report.execute import Outputs, Runner, assemble, execute
from lkjip.report.identity import colours
from lkjip.report.notebook import notebook
from lkjip.report.proof import proof, texts

FORMATS = ("html", "pdf", "docx")
Progress = Callable[[str], None]


def page_of(project: Project) -> Callable[[Path], Path]:
    """What renders a project's report as HTML into a folder, for those who hold another file against it."""
    return lambda folder: compose(project, folder, ["html"])[0]


def compose(
    project: Project,
    out: Path,
    formats: Sequence[str] = FORMATS,
    renderer: str = "auto",
    progress: Progress | None = None,
    runner: Runner | None = None,
) -> list[Path]:
    """Renders the report of a project's year and office.

    Args:
        project: the year; it must name its office where the year has several.
        out: the folder for the files; they replace earlier ones only when all of them are done.
        formats: of `FORMATS`.
        renderer: `embedded` or `quarto`; `auto` is `embedded`, which is faster, repeats itself to the byte and meets the
            standards, whatever Quarto is installed.
        progress: is told what is being done.
        runner: runs the cells, where many reports are made one after the other; charts are then drawn in this process.

    Raises:
        UserError: rules or tables have errors, the notebook fails, or a renderer is missing or fails.
    """
    tell = progress or (lambda _: None)
    office = offices.chosen(project)
    _may_print(project, office, formats)
    profile = offices.load(project.root, project.year, office)
    source = notebook_path(project)
    command = quarto.require() if renderer == "quarto" else None
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        work = Path(folder)
        if command is not None:
            tell("quarto")
            made = quarto.render(command, source, work, formats, _environment(project, office), str(profile.get("date")))
        else:
            meta = {"author": str(profile.get("name")), "lang": "id", "date": str(profile.get("date"))}
            made = _embedded(project, work, formats, meta, tell, runner)
        return _publish(made, out, stem(project, office), colours(profile))


def _may_print(project: Project, office: str, formats: Sequence[str]) -> None:
    """Refuses what would only come out in the middle of rendering, at the place where it is written."""
    own = Project(project.root, project.year, office)
    errors = [issue for issue in texts(own) if issue.level == "error"]
    if errors := [issue for issue in errors if issue.code != "unprintable_sign" or "pdf" in formats]:
        raise UserError(errors)


def _embedded(
    project: Project,
    work: Path,
    formats: Sequence[str],
    meta: Mapping[str, str],
    tell: Progress,
    runner: Runner | None,
) -> dict[str, Path]:
    document, text = read(project)
    alone = runner is None
    with Painter(work / FOLDER, pictures="docx" in formats) if alone else PainterHere(work / FOLDER) as painter:
        outputs = run(project, document, work, tell, painter.look, runner)
        painter.drawn()
        tell(" ".join(formats))
        titled = {"title": str(document.meta.get("title", "")), **meta}
        filled = assemble(document, outputs)
        return render.render(filled, titled, work, formats, tell, file=document.file, source=text, pictures=painter.finished)


def notebook_path(project: Project) -> Path:
    """The notebook of a project's year.

    Raises:
        UserError: there is none.
    """
    path = project.root / report_of(project.year)
    if not path.is_file():
        raise UserError([Issue("no_notebook", Location(report_of(project.year)), {"year": project.year})])
    return path


def read(project: Project) -> tuple[Document, str]:
    """The year's notebook, parsed and as it is written."""
    path = notebook_path(project)
    shown = f"{REPORTS}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise UserError([Issue("not_utf8", Location(shown, line), {})]) from None
    return parse(shown, text), text


def run(
    project: Project,
    document: Document,
    work: Path,
    tell: Progress,
    drawn: Callable[[], None] = lambda: None,
    runner: Runner | None = None,
) -> list[Outputs]:
    """What the notebook's parts gave; plans of charts lie in `work`, and `drawn` is told that there may be more of them. A
    mistake in rules or tables is told as such.
    """

    def done(number: int, of: int) -> None:
        tell(f"{number}/{of}")
        drawn()

    variables = {**_environment(project, offices.chosen(project)), "LKJIP_CHARTS": "later"}
    try:
        return (execute if runner is None else runner.execute)(document, work, variables, done)
    except UserError:
        found = project.check()
        errors = [issue for issue in (*found, *proof(project, found)) if issue.level == "error"]
        if errors:
            raise UserError(errors) from None
        raise


def executed(project: Project, progress: Progress | None = None) -> str:
    """The year's notebook with its outputs, as the text of an .ipynb file."""
    import nbformat

    document, _ = read(project)
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder, Painter(Path(folder) / FOLDER) as painter:
        outputs = run(project, document, Path(folder), progress or (lambda _: None), painter.look)
        painter.drawn()
        text: str = nbformat.writes(notebook(document, outputs, Path(folder)))  # type: ignore[no-untyped-call]
        painter.finished()
    return text + "\n"


def stem(project: Project, office: str) -> str:
    """What the output files are called: the office is named where the year has several."""
    name = report_name(project.year)
    return name if len(offices.known(project.root, project.year)) < 2 else f"{name}-{office}"


def _environment(project: Project, office: str) -> dict[str, str]:
    return {"LKJIP_PROJECT": str(project.root), "LKJIP_SATKER": office}


def _publish(made: dict[str, Path], out: Path, name: str, own: Mapping[str, str]) -> list[Path]:
    """Gives the files their place, each whole, after all of them were made. A Word file that was edited stays."""
    targets = {_free(out / f"{name}.{suffix}"): _content(suffix, path.read_bytes(), own) for suffix, path in made.items()}
    whole.folder(out)
    whole.write_all(targets)
    return list(targets)


def _content(suffix: str, content: bytes, own: Mapping[str, str]) -> bytes:
    return word.sealed(content, own) if suffix == "docx" else content


def _free(path: Path) -> Path:
    """The place for a file: its own, or the next beside it that holds no edited Word file (`lkjip2023-2.docx`)."""
    number, free = 1, path
    while free.suffix == ".docx" and word.edited(free):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
