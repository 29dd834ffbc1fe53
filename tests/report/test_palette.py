"""One palette: what the page names in its first lines, paper, Word and charts have under the same names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lkjip.report.charts import theme

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "src/lkjip/report/assets"
PAGE = dict(re.findall(r"--([a-z]+): #([0-9a-f]{6});", (ASSETS / "page.css").read_text(encoding="utf-8")))


def names(path: Path, pattern: str) -> dict[str, str]:
    return {name.lower(): value.lower() for name, value in re.findall(pattern, path.read_text(encoding="utf-8"))}


def of_word() -> dict[str, str]:
    """`A, B = "1", "2"` of the script that makes the reference document."""
    found: dict[str, str] = {}
    for left, right in re.findall(r"^([A-Z, ]+) = (.*)$", (ROOT / "scripts/reference_docx.py").read_text("utf-8"), re.M):
        found |= zip(left.lower().split(", "), re.findall(r'"([0-9A-F]{6})"', right.upper()), strict=False)
    return {name: value.lower() for name, value in found.items()}


@pytest.mark.parametrize(
    "other",
    [
        names(ASSETS / "report.typ", r'#let ([a-z]+) = rgb\("#([0-9a-f]{6})"\)'),
        names(ASSETS / "report-docx.lua", r"local ([A-Z]+) = '([0-9A-F]{6})'"),
        of_word(),
        {"navy": theme.NAVY.removeprefix("#")},
    ],
    ids=["paper", "word", "reference document", "charts"],
)
def test_a_colour_is_one_colour_everywhere(other: dict[str, str]) -> None:
    shared = other.keys() & PAGE.keys()
    assert "navy" in shared
    assert {name: other[name] for name in shared} == {name: PAGE[name] for name in shared}
