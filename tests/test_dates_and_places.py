"""Names and years that no one would choose: each ends in a sentence at its place, never in a traceback."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from lkjip.cli import main

ROOT = Path(__file__).parents[1]
FILES = Path(__file__).parent / "table_cases"
YEAR = ["--year", "2023"]


@pytest.mark.parametrize("name", ["²", "२०२३", "2023a", "1e3", "00002023", " 2024", "１２３４"])
@pytest.mark.parametrize("command", [["check"], ["reproduce"], ["diff", "2023/work", "2023/work"], ["evaluate"]])
def test_a_folder_that_is_no_year_is_passed_over(name: str, command: list[str], tiny: Path) -> None:
    for folder in ("rules", "archive", "data"):
        (tiny / folder / name).mkdir(parents=True)
    assert main([*command, "--project", str(tiny)]) in (0, 1)


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize("folder", ["rules/2023/measures", "rules/2023/tables"])
def test_a_name_that_is_no_text(folder: str, tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    path = os.fsencode(tiny / folder) + b"/\xe9.yaml"
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"id: x\n")
    assert main(["check", "--project", str(tiny), *YEAR]) == 1
    shown = capsys.readouterr().out
    assert "[file_name]" in shown or "bytes that are not UTF-8" in shown


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_an_archive_of_a_name_that_is_no_text(tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    with open(os.fsencode(tiny / "data/2023/kantor-uji") + b"/\xe9.yaml", "wb") as file:  # noqa: PTH123
        file.write(b"id: x\n")
    assert main(["archive", "--project", str(tiny), *YEAR, "--date", "2024-01-01"]) == 1
    assert "bytes that are not UTF-8" in capsys.readouterr().err
    assert not list((tiny / "archive").rglob("archive.yaml"))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("file", "place", "said"),
    [
        ("unit_defined_by_itself.yaml", "scales.yaml", "is defined by itself"),
        ("tahun_member_is_a_word.yaml", "dimensions.yaml", "ikm is no year"),
    ],
)
def test_rules_of_2022_that_ended_in_a_traceback(
    file: str, place: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("rules", "data", "archive"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(FILES / file, tmp_path / "rules/2022" / place)
    assert main(["check", "--project", str(tmp_path), "--year", "2022"]) == 1
    shown = capsys.readouterr().out
    assert said in shown
    assert f"rules/2022/{place}:" in shown
