"""What the tests' broken files cause: for each code of an issue, the first case that has it, as a user would see it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lkjip.errors import Issue
from lkjip.project import Project

ROOT = Path(__file__).resolve().parents[1]
BASE = ROOT / "tests/bad_rules/base"
FOLDERS = (ROOT / "tests/bad_rules", ROOT / "tests/bad_data")


@cache
def caused() -> dict[str, tuple[Issue, str]]:
    """By code, an issue and the line of the file that it points to, empty where there is none to show."""
    found: dict[str, tuple[Issue, str]] = {}
    for folder in FOLDERS:
        for case in yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8")):
            wanted = {issue["code"] for issue in case["issues"]} - found.keys()
            if wanted and "make" not in case:
                found |= {issue.code: (issue, line) for issue, line in _issues(folder, case) if issue.code in wanted}
    return found


def _issues(folder: Path, case: dict[str, Any]) -> Iterator[tuple[Issue, str]]:
    """What `check` says of a copy of the tiny project with a case's change, last first, so that the first one stays."""
    with tempfile.TemporaryDirectory() as place:
        project = Path(shutil.copytree(BASE, Path(place) / "proyek"))
        for path in case.get("remove", ()):
            shutil.rmtree(project / path) if (project / path).is_dir() else (project / path).unlink()
        placed = {**case.get("rules", {}), **({case["at"]: case["file"]} if case.get("file") else {})}
        for path, file in placed.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes((folder / file).read_bytes())
        office = case.get("arguments", [])[1:2] if case.get("arguments", [""])[0] == "--satker" else []
        for issue in reversed(Project(project, 2023, *office).check()):
            yield issue, _line(project / issue.location.file, issue.location.line)


def _line(path: Path, number: int) -> str:
    """A line of a file; nothing where it is no text, or too strange or long to show."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return ""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return line if line.isprintable() and len(line) <= 160 else ""
