"""Reports of other agencies, in invented words and with the layouts of published ones: nothing in them is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.audit import audit
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
