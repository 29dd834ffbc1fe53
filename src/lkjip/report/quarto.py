"""The other renderer: an installed Quarto, which reads the same document with the same filter and templates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from lkjip.errors import Issue, Location, UserError
from lkjip.layout import REPORTS
from lkjip.report import processes
from lkjip.report.render import PDF_STANDARDS, SCRIPTS, moment, script_hash

OLDEST = (1, 7)
SEVERAL_STANDARDS = (1, 10)  # from there on a PDF may declare more than one
ASSETS = "../src/lkjip/report/assets"  # as reports/_quarto.yml names them
_FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}


def find() -> Path | None:
    """Quarto's command: what QUARTO_PATH names (the command or its folder), or else what is on PATH."""
    named = os.environ.get("QUARTO_PATH")
    if named is None:
        found = shutil.which("quarto")
        return Path(found) if found else None
    path = Path(named)
    inside = (path / folder / name for folder in (".", "bin") for name in ("quarto", "quarto.cmd", "quarto.exe"))
    return next((candidate for candidate in (path, *inside) if candidate.is_file()), None)


def version(command: Path) -> tuple[int, ...]:
    """What `quarto --version` says; (0,) where it says nothing of use."""
    try:
        said = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", said.strip())
    return tuple(int(part) for part in found.groups()) if found else (0,)


def require() -> Path:
    """Quarto's command.

    Raises:
        UserError: there is none, or it is too old.
    """
    command = find()
    oldest = ".".join(map(str, OLDEST))
    if command is None:
        raise UserError([Issue("no_quarto", Location("quarto"), {"oldest": oldest})])
    if (found := version(command)) < OLDEST:
        raise UserError([Issue("old_quarto", Location("quarto"), {"found": ".".join(map(str, found)), "oldest": oldest})])
    return command


def render(
    command: Path, source: Path, work: Path, formats: Sequence[str], environment: Mapping[str, str], date: str
) -> dict[str, Path]:
    """Renders a document with Quarto into a folder. It works on a copy, so that nothing it leaves behind stays.

    Args:
        command: Quarto's, as `require` gives it.
        source: the document; `_quarto.yml` lies beside it.
        work: the folder for the copy and for what is made.
        formats: of `html`, `pdf` and `docx`.
        environment: variables of the cells' process.
        date: the only time that outputs bear (2023-12-28), as with the embedded renderer.

    Raises:
        UserError: Quarto failed; its last lines say why.
    """
    copy = _copy(source, work, version(command))
    own = {"QUARTO_PYTHON": sys.executable, "SOURCE_DATE_EPOCH": str(moment(date))}  # pandoc and Typst read the moment
    variables = processes.environment({**environment, **own})
    made = {}
    for name in formats:
        arguments = [str(command), "render", str(copy), "--to", _FORMATS[name], "--output-dir", str(work / "keluaran")]
        done = subprocess.run(
            arguments, cwd=copy.parent, env=variables, capture_output=True, text=True, errors="replace", check=False
        )
        path = next(work.rglob(f"keluaran/**/{source.stem}.{name}"), None)
        if done.returncode or path is None:
            values = {"step": "quarto", "problem": " ".join((done.stderr or done.stdout).split())[-600:]}
            raise UserError([Issue("render_failed", Location(f"{REPORTS}/{source.name}"), values)])
        made[name] = path
    return made


def _copy(source: Path, work: Path, quarto: tuple[int, ...]) -> Path:
    """The document beside its settings, with this package's assets where the settings look for them.

    By paths from the project: Quarto takes a whole path of fonts for one that begins at its project, and drops them.
    """
    folder = work / source.parent.name
    left = shutil.ignore_patterns("*_files", ".*", "grafik", "*.html", "*.pdf", "*.docx", "*.qmd", "_quarto.yml")
    shutil.copytree(source.parent, folder, ignore=left)
    shutil.copytree(assets := Path(__file__).parent / "assets", (folder / ASSETS).resolve())
    settings = yaml.safe_load((source.parent / "_quarto.yml").read_text(encoding="utf-8"))
    hashes = [script_hash((assets / name).read_text(encoding="utf-8")) for name in SCRIPTS]
    settings["format"]["html"]["page-js-hash"] = hashes
    if quarto >= SEVERAL_STANDARDS:
        settings["format"]["typst"]["pdf-standard"] = list(PDF_STANDARDS)
    (folder / "_quarto.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    shutil.copyfile(source, folder / source.name)
    return folder / source.name
