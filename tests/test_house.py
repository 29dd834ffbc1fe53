"""One notion, one home: what the source may spell only once, and what the guides and records promise of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lkjip

SOURCE = Path(lkjip.__file__).parent
ROOT = SOURCE.parents[1]
FOLDER = "rules|data|reports|output|archive"
HOMES = {
    "layout.py": rf"""f?["'](?:{FOLDER})/\{{|/ ?["'](?:{FOLDER})["'](?= /|\))|["']office\.yaml["']""",
    "figure_key.py": r"""=\{code\}|partition\(["']\[["']\)|partition\(["']=["']\)|split\(["']=["']|\}\[\{""",
    "messages/__init__.py": r"\\x1b|\*range\(32\)",
}
ELSEWHERE = {"figure_key.py": {"audit", "rules/scope.py", "editing"}, "messages/__init__.py": {"errors.py"}}


@pytest.mark.parametrize("home", HOMES)
def test_what_has_a_home_is_spelled_there_only(home: str) -> None:
    pattern = re.compile(HOMES[home])
    assert pattern.search((SOURCE / home).read_text(encoding="utf-8")), "the pattern finds nothing where it must"
    found = [
        f"{name}:{number}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        for name in [path.relative_to(SOURCE).as_posix()]
        if name != home and not name.startswith(tuple(ELSEWHERE.get(home, ())))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and ">>>" not in line and '"""' not in line
    ]
    assert found == []
