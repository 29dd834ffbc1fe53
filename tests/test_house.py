"""One notion, one home: what the source may spell only once, and what the guides and records promise of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lkjip

SOURCE = Path(lkjip.__file__).parent
ROOT = Path(__file__).parents[1]
FOLDER = "rules|data|reports|output|archive"
HOMES = {
    "layout.py": rf"""f?["'](?:{FOLDER})/\{{|/ ?["'](?:{FOLDER})["'](?= /|\))|["']office\.yaml["']""",
    "figure_key.py": r"""=\{code\}|partition\(["']\[["']\)|partition\(["']=["']\)|split\(["']=["']|\}\[\{""",
    "messages/__init__.py": r"\\x1b|\*range\(32\)",
}
ELSEWHERE = {  # what looks alike and is another thing: a formula's label, a calculation, a condition, a level's colour
    "figure_key.py": {
        "rules/scope.py",
        "rules/yearly.py",
        "trace/latex_nodes.py",
        "audit/numbering.py",
        "studio/pages/narrative.py",
    },
    "messages/__init__.py": {"errors.py"},
}


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


def test_every_room_is_in_the_drawing() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    drawing = page.partition("```")[2].partition("```")[0]
    modules = [path for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    rooms = {path.stem for path in modules if not path.name.startswith("_")}
    assert sorted(room for room in rooms if not re.search(rf"\b{room}\b", drawing)) == []
    assert len(page.splitlines()) <= 80  # one page


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_what_the_guides_name_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:src/lkjip/)?[a-z_]+/[a-z_/]+(?:\.[a-z]+|/))`", text)
    assert len(named) > 8
    places = (ROOT, SOURCE, SOURCE / "lkjip")
    assert [path for path in named if not any((place / path).exists() for place in places)] == []


def test_the_changelog_has_versions_and_dates() -> None:
    headings = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ – \d{4}-\d\d-\d\d", heading) for heading in headings[1:]), headings
    assert headings[1].split(" ")[0] == lkjip.__version__


GUIDES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def anchors(path: Path) -> set[str]:
    """The anchors that a page's headings have, as GitHub makes them."""
    headings = re.findall(r"(?m)^#{1,6} (.+)$", re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8")))
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_the_guides_lead_somewhere(path: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file) if file else path
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_no_line_is_kept_from_the_formatter() -> None:
    kept = [
        path.relative_to(ROOT).as_posix()
        for folder in ("src", "tests", "scripts", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if "# fmt: " + "skip" in path.read_text(encoding="utf-8")
    ]
    assert kept == []
