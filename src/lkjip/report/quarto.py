"""The other renderer: an installed Quarto, which reads the same document with the same filter and templates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lkjip.errors import Issue, Location, UserError
from lkjip.layout import REPORTS
from lkjip.report import processes

OLDEST = (1, 7)
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


def usable() -> Path | None:
    """Quarto's command where it is new enough, or None."""
    command = find()
    return command if command is not None and version(command) >= OLDEST else None


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
    command: Path, source: Path, work: Path, formats: Sequence[str], environment: Mapping[str, str]
) -> dict[str, Path]:
    """Renders a document with Quarto into a folder. It works on a copy, so that nothing it leaves behind stays.

    Raises:
        UserError: Quarto failed; its last lines say why.
    """
    copy = _copy(source, work)
    variables = processes.environment({**environment, "QUARTO_PYTHON": sys.executable})
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


def _copy(source: Path, work: Path) -> Path:
    """The document beside its settings, in which the assets of this package take the place of those of a checkout."""
    folder = work / source.parent.name
    left = shutil.ignore_patterns("*_files", ".quarto", "grafik", "*.html", "*.pdf", "*.docx", "*.qmd", "_quarto.yml")
    shutil.copytree(source.parent, folder, ignore=left)
    settings = (source.parent / "_quarto.yml").read_text(encoding="utf-8")
    assets = (Path(__file__).parent / "assets").as_posix()
    (folder / "_quarto.yml").write_text(settings.replace(ASSETS, assets), encoding="utf-8")
    shutil.copyfile(source, folder / source.name)
    return folder / source.name
