"""One palette: palette.css; page, paper, Word and charts have their colours from it and write down none themselves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypandoc
import pytest

from lkjip.report.charts import theme
from lkjip.report.palette import COLOURS
from lkjip.report.render import STYLES, joined

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "src/lkjip/report"
ASSETS = REPORT / "assets"

READERS = [
    *(ASSETS / name for name in ("report.typ", "report-typst.lua", "report-docx.lua", "report-html.lua", "report.lua")),
    *sorted((REPORT / "charts").glob("*.py")),
    ROOT / "scripts/reference_docx.py",
]


def converted(target: str, source: str, *options: str) -> str:
    given = [pypandoc.get_pandoc_path(), f"--to={target}", f"--lua-filter={ASSETS / 'report.lua'}", *options]
    return subprocess.run(given, input=source, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.name)
def test_no_other_file_writes_down_a_colour_of_the_palette(path: Path) -> None:
    known = {colour.removeprefix("#") for row in COLOURS.values() for colour in row} - {"ffffff"}
    text = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not known & {digits.lower() for digits in re.findall(r"\b[0-9a-fA-F]{6}\b", text)}


def test_the_page_uses_no_colour_that_the_palette_or_itself_does_not_name() -> None:
    page = joined(STYLES[1:])
    named = {*COLOURS, *re.findall(r"--([a-z-]+):", page)}
    assert set(re.findall(r"var\(--([a-z-]+)", page)) <= named


def test_paper_has_every_colour_by_its_name() -> None:
    made = converted("typst", "Isi.\n", "--standalone", f"--template={ASSETS / 'report.typ'}")
    (given,) = re.findall(r"#let warna = \((.*)\)", made)
    assert dict(re.findall(r'(\w+): rgb\("(#\w{6})"\)', given)) == {
        name: row[0] for name, row in COLOURS.items() if len(row) == 1 and not name.startswith("chart-")
    }


def test_a_chart_is_of_the_same_navy_as_the_page() -> None:
    assert theme.NAVY == theme.YEARS[-1] == theme.PARTS[0] == COLOURS["navy"][0]
