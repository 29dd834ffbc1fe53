"""Documents that once went wrong, with the right verdict of each (cases.yaml), with the Jember rules and without any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lkjip.audit import Audit, audit
from lkjip.project import Project

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))


def told(found: Audit) -> list[str]:
    return sorted(f"{f.level} {f.code}: {f.printed} → {f.computed}" for f in found.findings if f.level != "note")


@pytest.mark.no_cover  # the same audit of many documents
@pytest.mark.parametrize("name", CASES)
def test_with_the_rules_of_an_office(project: Project, name: str) -> None:
    assert told(audit(project, HERE / "cases" / name)) == sorted(CASES[name]["findings"])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.get("alone")])
def test_without_a_project(name: str) -> None:
    found = audit(None, HERE / "cases" / name)
    assert told(found) == sorted(CASES[name]["findings"])
    assert found.scope is not None and found.scope.whose == "no_project"


def test_every_document_is_a_case() -> None:
    assert {path.name for path in (HERE / "cases").iterdir()} == set(CASES)
