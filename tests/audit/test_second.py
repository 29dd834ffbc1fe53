"""The report of the second worked example as the text of its PDF, laid out and in reading order: nothing in it is wrong.

Both texts are what two readers of PDF files made of the rendered report, so that nothing but the words names the numbers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import lkjip
from lkjip.audit import audit
from lkjip.project import Project

EXAMPLE = Path(__file__).parents[2] / "examples/dp2kbp3a-pontianak-2021"
TEXTS = sorted((Path(__file__).parent / "second").iterdir())


@pytest.fixture(scope="module")
def other() -> Project:
    return lkjip.load(EXAMPLE, 2021)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_right_report_has_no_finding(path: Path, other: Project) -> None:
    found = audit(other, path)
    assert found.audited is not None and len(found.audited.links) > 70
    assert [(f.level, f.code, f.printed, f.places[0].line) for f in found.findings] == []
    assert [(f.code, f.printed) for f in audit(None, path).findings] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("menghasilkan capaian 91,16%", "menghasilkan capaian 91,61%"),
        ("menghasilkan capaian 100,10%", "menghasilkan capaian 101,10%"),
        ("Realisasi 94,01%", "Realisasi 94,10%"),
        ("dari target 1,65%", "dari target 1,56%"),
    ],
)
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_wrong_result_is_found(path: Path, old: str, new: str, other: Project, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / path.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(new.split("%")[0].endswith(f.printed.split(" · ")[0]) for f in audit(other, changed).findings)
