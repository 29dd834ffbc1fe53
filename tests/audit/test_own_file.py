"""A report of our own, wherever it lies and whatever it is called, in all three formats; of the second worked example."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import lkjip
from lkjip.audit import audit
from lkjip.project import Project
from lkjip.report.compose import compose, page_of
from lkjip.report.points import is_difference

EXAMPLE = Path(__file__).parents[2] / "examples/dp2kbp3a-pontianak-2021"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return lkjip.load(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("contoh") / "p"), 2021)


@pytest.fixture(scope="module")
def files(other: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = compose(other, tmp_path_factory.mktemp("hasil"))
    return {path.suffix[1:]: path.rename(path.with_stem("Laporan kami (final)")) for path in paths}


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_an_unchanged_report_has_no_finding(kind: str, other: Project, files: dict[str, Path]) -> None:
    found = audit(other, files[kind], page_of(other))
    assert found.checked > 100
    assert found.findings == ()


def _word(path: Path, to: Path, change: Callable[[str], str]) -> Path:
    """The same Word file with another text in its document."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = change(content.decode("utf-8")).encode("utf-8")
            new.writestr(part, content)
    return to


def test_a_changed_digit_of_a_word_file_is_found(other: Project, files: dict[str, Path], tmp_path: Path) -> None:
    changed = _word(files["docx"], tmp_path / "salinan.docx", lambda text: text.replace(">91,16%<", ">91,61%<", 1))
    found = audit(other, changed, page_of(other))
    assert {finding.printed.rstrip("%") for finding in found.findings if finding.level == "error"} == {"91,61"}


def test_a_changed_digit_of_a_page_is_found(other: Project, files: dict[str, Path], tmp_path: Path) -> None:
    page = tmp_path / "halaman.html"
    text = files["html"].read_text(encoding="utf-8")
    assert 'data-figure="ipg.capaian">100,10<' in text
    page.write_text(
        text.replace('data-figure="ipg.capaian">100,10<', 'data-figure="ipg.capaian">101,10<', 1), encoding="utf-8"
    )
    found = audit(other, page, page_of(other))
    assert [(finding.code, finding.printed) for finding in found.findings if finding.level == "error"] == [
        ("stale", "101,10")
    ]


def _sentences(page: Path) -> Iterator[str]:
    yield from page.read_text(encoding="utf-8").split("</p>")


def test_differences_of_percentages_are_percentage_points(other: Project, files: dict[str, Path]) -> None:
    figures = other.plan.resolved.figures
    assert is_difference("lpp.selisih_target", figures)
    assert is_difference("kinerja.selisih_rata_rata", figures)
    assert not is_difference("lpp.pertumbuhan", figures)  # a ratio
    assert not is_difference("lpp.capaian", figures)
    said = next(text for text in _sentences(files["html"]) if "terhadap target, target" in text)
    assert "0,16 poin persen" in said  # 1,81 − 1,65
