"""The Word file and its way back: ids in hidden bookmarks, edits that are never overwritten, texts that are taken back."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pytest

from lkjip.cli import main
from lkjip.figure_key import word_mark
from lkjip.report import word
from report.reading import page

EDITED = "Pengaduan masyarakat segera ditanggapi"


def edit(path: Path, old: str, new: str) -> int:
    """Edits a Word file as a person would, and returns at how many places."""
    document = docx.Document(str(path))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if old in run.text]
    for run in runs:
        run.text = run.text.replace(old, new)
    document.save(str(path))
    return len(runs)


def test_every_value_stands_in_a_hidden_bookmark_that_tells_its_figure(rendered: dict[str, Path]) -> None:
    text = zipfile.ZipFile(rendered["docx"]).read("word/document.xml").decode()
    names = re.findall(r'<w:bookmarkStart [^>]*w:name="(_F[0-9a-f]{20})_(\d+)"', text)
    assert len({number for _, number in names}) == len(names)
    in_word = Counter(mark for mark, _ in names)
    for number in page(rendered["html"]).numbers:
        name = number.attributes.get("data-figure") or number.attributes["data-rule"]
        in_word[word_mark(name)] -= 1
    short = {mark: count for mark, count in in_word.items() if count < 0}
    assert short == {}
    assert all(len(f"{mark}_{number}") <= 40 for mark, number in names)


def test_a_file_is_edited_when_it_says_something_else_and_only_then(rendered: dict[str, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(rendered["docx"], tmp_path / "a.docx"))
    assert not word.edited(path)
    docx.Document(str(path)).save(str(path))  # saved again, nothing changed
    assert not word.edited(path)
    assert edit(path, EDITED, "Pengaduan dijawab") == 1
    assert word.edited(path)
    other = tmp_path / "lama.docx"
    other.write_text("lama")
    assert not word.edited(other)


def test_an_edited_file_is_not_overwritten_and_its_texts_are_taken_back(
    rendered: dict[str, Path], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = copy / "output"
    out.mkdir()
    path = Path(shutil.copy(rendered["docx"], out / "lkjip2023.docx"))
    edit(path, EDITED, "Pengaduan masyarakat dijawab dan")
    edited = path.read_bytes()
    options = ["--project", str(copy), "--year", "2023"]
    assert main(["report", *options, "--to", "docx"]) == 0
    assert path.read_bytes() == edited and (out / "lkjip2023-2.docx").is_file()
    assert "lkjip2023-2.docx" in capsys.readouterr().err
    office = copy / "data/2023/kanim-jember/office.yaml"
    before = office.read_text(encoding="utf-8")
    shown = Path(shutil.move(path, copy / "suntingan kepala.docx"))  # wherever it lies and by any name
    assert main(["take-back", str(shown), *options]) == 0
    assert "factors.ikm.2" in capsys.readouterr().out
    after = office.read_text(encoding="utf-8")
    assert after == before.replace(EDITED, "Pengaduan masyarakat dijawab dan")
    assert main(["take-back", str(out / "lkjip2023-2.docx"), *options]) == 0  # nothing was edited there
    assert office.read_text(encoding="utf-8") == after


@pytest.mark.usefixtures("english")
def test_what_cannot_be_taken_back_is_told(
    rendered: dict[str, Path], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--project", str(copy), "--year", "2023"]
    path = Path(shutil.copy(rendered["docx"], copy / "a.docx"))
    edit(path, EDITED, "Pengaduan dijawab dan")
    office = copy / "data/2023/kanim-jember/office.yaml"
    office.write_text(office.read_text(encoding="utf-8").replace(EDITED, "Pengaduan dicatat, lalu"), encoding="utf-8")
    assert main(["take-back", str(path), *options]) == 1
    assert "office.yaml changed as well" in capsys.readouterr().out
    foreign = copy / "b.docx"
    docx.Document().save(str(foreign))
    assert main(["take-back", str(foreign), *options]) == 1
    assert "no Word report" in capsys.readouterr().err
