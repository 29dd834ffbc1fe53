"""The executed document as HTML, PDF and Word: pandoc with the report's filter, and Typst for the PDF. Wheels only."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lkjip.errors import Issue, Location, UserError, unknown

FORMATS = ("pdf", "docx", "html")  # the one that takes longest begins
PDF_STANDARDS: list[Any] = ["ua-1", "a-2a"]  # as Typst and Quarto name them
STYLES = ("palette.css", "page.css", "sekilas.css", "page-panel.css", "page-take.css", "page-aids.css")
# As they build on each other.
SCRIPTS = ("page-base.js", "page-panel.js", "page-files.js", "page-take.js", "page-aids.js", "page.js")
_ASSETS = Path(__file__).parent / "assets"
_FONT = re.compile(r'url\("(?P<path>fonts/[\w-]+\.woff2)"\)')
_REFERENCES = re.compile(r"^Rujukan tidak dikenal: (?P<given>.*)\nYang dikenal: (?P<known>.*)$", re.MULTILINE)
_NOISE = re.compile(r"\s*(stack traceback|HasCallStack backtrace):.*", re.DOTALL)


def moment(date: str) -> int:
    """A date (2023-12-28) in seconds since 1970."""
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Sheet:
    """What is rendered.

    Args:
        text: the document's Markdown as the cells left it.
        meta: its title, author (the office), lang, and date (2023-12-28), the only time that outputs bear: equal inputs
            give equal bytes.
        folder: where `grafik/` lies, and where outputs go.
        file: the notebook as issues name it.
        source: the notebook's own text, in which the line of a mistake is looked up.
        pictures: waits until the charts are there as PNG, which only Word needs.
    """

    text: str
    meta: Mapping[str, str]
    folder: Path
    file: str = "laporan.md"
    source: str = ""
    pictures: Callable[[], None] = lambda: None

    @cached_property
    def markdown(self) -> Path:
        """The text as a file for pandoc."""
        path = self.folder / "laporan.md"
        path.write_text(self.text, encoding="utf-8", newline="\n")
        return path

    @cached_property
    def moment(self) -> int:
        """The document's date in seconds since 1970."""
        date = self.meta.get("date")
        return moment(date) if date else 0

    def place(self, wanted: str) -> Location:
        """Where a piece of text first stands in the notebook."""
        lines = (self.source or self.text).split("\n")
        whole = re.compile(re.escape(wanted) + r"(?![\w-])")
        return Location(self.file, next((number for number, line in enumerate(lines, 1) if whole.search(line)), 0))


def render(
    text: str,
    meta: Mapping[str, str],
    folder: Path,
    formats: Collection[str] = FORMATS,
    progress: Callable[[str], None] | None = None,
    *,
    file: str = "laporan.md",
    source: str = "",
    pictures: Callable[[], None] = lambda: None,
) -> dict[str, Path]:
    """Renders an executed document in several formats at once; see `Sheet` for what is given.

    Args:
        progress: is told each format when it is done.

    Returns:
        The file of each format, in `folder`.

    Raises:
        UserError: a reference leads nowhere, or a renderer is missing or fails.
    """
    sheet = Sheet(text, meta, folder, file, source, pictures)
    assert sheet.markdown  # written before threads read it
    writers = {"html": html, "pdf": pdf, "docx": docx}
    chosen = [name for name in FORMATS if name in formats]
    with ThreadPoolExecutor(min(len(writers), os.cpu_count() or 1)) as pool:
        tasks = {pool.submit(writers[name], sheet): name for name in chosen}
        failed: dict[str, UserError] = {}
        for task in as_completed(tasks):
            try:
                task.result()
            except UserError as error:
                failed[tasks[task]] = error
            else:
                if progress is not None:
                    progress(tasks[task])
    if failed:  # what is wrong in the document is wrong in every format: it is told once
        raise failed[next(name for name in chosen if name in failed)]
    return {name: folder / f"laporan.{name}" for name in formats}


def html(sheet: Sheet) -> Path:
    """The report as one page that loads nothing from anywhere."""
    settings = sheet.folder / "laporan-html.json"
    settings.write_text(json.dumps({"variables": _page_parts()}), encoding="utf-8")
    options = ["--standalone", "--mathml", "--toc", "--toc-depth=3", f"--defaults={settings.name}"]
    return _pandoc(sheet, "html", [*options, f"--template={_ASSETS / 'page.html'}"], "laporan.html")


def docx(sheet: Sheet) -> Path:
    """The report for Word."""
    from lkjip.report.charts import rasterize

    sheet.pictures()
    for chart in sorted((sheet.folder / "grafik").glob("*.svg")):
        if not chart.with_suffix(".png").is_file():
            rasterize(chart)
    return _pandoc(sheet, "docx", [f"--reference-doc={_ASSETS / 'reference.docx'}"], "laporan.docx")


def pdf(sheet: Sheet) -> Path:
    """The report as PDF: tagged, in the report's own fonts, checked by Typst against PDF/UA-1 and PDF/A."""
    try:
        import typst
    except ModuleNotFoundError as error:
        raise _failure(sheet, "typst", str(error)) from None
    source = _pandoc(sheet, "typst", ["--standalone", f"--template={_ASSETS / 'report.typ'}"], "laporan.typ")
    out = sheet.folder / "laporan.pdf"
    try:
        typst.compile(
            source,
            output=out,
            root=sheet.folder,
            font_paths=[_ASSETS / "fonts"],
            ignore_system_fonts=True,
            pdf_standards=PDF_STANDARDS,
            timestamp=sheet.moment,
        )
    except typst.TypstError as error:
        raise _failure(sheet, "typst", str(error)) from None
    return out


def _pandoc(sheet: Sheet, target: str, options: list[str], name: str) -> Path:
    given = [f"--metadata={key}={value}" for key, value in sheet.meta.items() if key != "date"]
    common = ["--from=markdown", f"--to={target}", "--wrap=none", "--eol=lf", f"--lua-filter={_ASSETS / 'report.lua'}"]
    command = [str(_binary(sheet)), *common, *given, *options, f"--output={name}", sheet.markdown.name]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(sheet.moment)}
    done = subprocess.run(command, cwd=sheet.folder, env=variables, capture_output=True, check=False)
    said = done.stderr.decode(errors="replace")
    # pandoc goes on where a picture is missing.
    if done.returncode or "Could not fetch resource" in said:
        raise _refused(sheet, said)
    return sheet.folder / name


def _binary(sheet: Sheet) -> Path:
    """The pandoc of the wheel; importing the package would start it several times."""
    package = find_spec("pypandoc")
    for folder in package.submodule_search_locations or [] if package else []:
        for name in ("pandoc", "pandoc.exe"):
            if (path := Path(folder) / "files" / name).is_file():
                return path
    raise _failure(sheet, "pandoc", "No package pypandoc_binary")


def _refused(sheet: Sheet, said: str) -> UserError:
    found = _REFERENCES.search(said)
    if found is None:
        return _failure(sheet, "pandoc", _NOISE.sub("", said))
    known = found["known"].split()
    return UserError(
        unknown("unknown_reference", sheet.place(f"@{given}"), given, known) for given in sorted(set(found["given"].split()))
    )


def _failure(sheet: Sheet, step: str, problem: str) -> UserError:
    values = {"step": step, "problem": " ".join(problem.split())[:600]}
    return UserError([Issue("render_failed", Location(sheet.file), values)])


def _page_parts() -> dict[str, str]:
    """Style, fonts and script of the page, with the script's hash: page.html lets no other run."""
    script = joined(SCRIPTS)
    fonts = _FONT.sub(_embedded, joined(("page-fonts.css",)))
    return {"page-css": joined(STYLES), "page-fonts": fonts, "page-js": script, "page-js-hash": script_hash(script)}


def joined(names: Sequence[str]) -> str:
    """Files of the page's style or script as one."""
    return "\n".join((_ASSETS / name).read_text(encoding="utf-8").strip() for name in names)


def script_hash(script: str) -> str:
    """By what a page's policy lets a script run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _embedded(found: re.Match[str]) -> str:
    data = base64.b64encode((_ASSETS / found["path"]).read_bytes()).decode()
    return f'url("data:font/woff2;base64,{data}")'
