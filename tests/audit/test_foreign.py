"""Reports of other agencies, in invented words and with the layouts of published ones: nothing in them is wrong."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip.audit import audit
from lkjip.errors import UserError
from lkjip.project import Project

DOCUMENTS = sorted((Path(__file__).parent / "foreign").iterdir())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_false_alarm_without_a_project(path: Path) -> None:
    assert [(f.code, f.printed, f.places[0].line) for f in audit(None, path).findings if f.level != "note"] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_figure_of_another_office_is_used(project: Project, path: Path) -> None:
    found = audit(project, path)
    assert found.scope is not None and found.scope.whose in ("other_office", "other_year")
    assert found.audited is None and all(not f.figures for f in found.findings)


def test_a_foreign_document_needs_no_office_among_several(tmp_path: Path) -> None:
    root = Path(shutil.copytree(Path(__file__).parents[2] / "examples/dp2kbp3a-pontianak-2021", tmp_path / "p"))
    shutil.copytree(root / "data/2021/dp2kbp3a", root / "data/2021/kedua")
    two = lkjip.load(root, 2021)
    assert len(two.tables.offices) == 2
    assert {found.scope.whose for path in DOCUMENTS if (found := audit(two, path)).scope} <= {"other_office", "other_year"}
    with pytest.raises(UserError) as caught:
        audit(two, Path(__file__).parent / "second/tata_letak.txt")
    assert [issue.code for issue in caught.value.issues] == ["office_needed"]


WAYS: dict[str, Callable[[str], str]] = {
    "all lines joined": lambda text: " ".join(text.split()),
    "wrapped at 70": lambda text: "\n".join(textwrap.wrap(" ".join(text.split()), 70)),
    "each line wrapped at 60": lambda text: "\n".join("\n".join(textwrap.wrap(line, 60)) for line in text.split("\n")),
    "a word a line": lambda text: "\n".join(text.split()),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_false_alarm_however_the_lines_fell(way: str, tmp_path: Path) -> None:
    for document in DOCUMENTS:
        path = tmp_path / f"{document.stem}.txt"
        path.write_text(WAYS[way](document.read_text(encoding="utf-8")), encoding="utf-8")
        found = audit(None, path).findings
        assert [(path.name, f.code, f.printed) for f in found if f.level != "note"] == []
