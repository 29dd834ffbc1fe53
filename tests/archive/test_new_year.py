"""A new year from the last: rolled on, empty, and clear about what is left to decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lkjip
from fuses import Fuse
from lkjip.archive.newyear import new_year
from lkjip.archive.replay import reproduce
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.rules.load import load

from .conftest import snapshot


def test_the_next_year_is_rolled_on_and_the_old_ones_stay(
    years: Path, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    before = snapshot(years)
    assert main(["new-year", "2024", "--from", "2023", "--project", str(years)]) == 0
    out = capsys.readouterr().out
    assert "Year 2024 was made from 2023" in out
    assert "The medium-term year 2024 is not after 2024" in out
    assert "PP ini diduga tidak berlaku lagi pada tahun 2023" in out  # still mentioned: to be looked at
    after = snapshot(years)
    assert {name: after[name] for name in before} == before
    rules = lkjip.load(years, 2024).rules
    assert (rules.id, rules.version, rules.year, rules.period) == ("2024", "1.0.0", 2024, ("2024-01-01", "2024-12-31"))
    assert rules.citations["perjanjian-kinerja-2024"].title.startswith("Perjanjian Kinerja Tahun 2024")
    assert rules.dimensions["tahun"].codes == ("2022", "2023", "2024")
    assert rules.measures["ikm"].targets == lkjip.load(years, 2023).rules.measures["ikm"].targets
    notebook = (years / "reports/lkjip2024.qmd").read_text(encoding="utf-8")
    assert "load(2024)" in notebook
    assert "Tahun 2024" in notebook
    comments = (years / "rules/2023/ruleset.yaml").read_text(encoding="utf-8").count("#")
    assert (years / "rules/2024/ruleset.yaml").read_text(encoding="utf-8").count("#") == comments
    assert all(replay.same for replay in reproduce(years))


def test_check_says_what_is_missing_and_nothing_else(years: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    new_year(years, 2024, 2023)
    folder = years / "data/2024/kanim-jember"
    lines = (folder / "skm_nilai.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["bulan,unsur,nilai", "1,informasi,"]
    assert len(lines) == 1 + 12 * 8
    assert {path.name for path in folder.iterdir()} == {
        "office.yaml",
        *(path.name for path in (years / "data/2023/kanim-jember").glob("*.csv")),
    }
    assert main(["check", "--year", "2024", "--project", str(years), "--format", "json"]) == 1
    issues = json.loads(capsys.readouterr().out)
    assert {issue["code"] for issue in issues} == {"table_unfilled"}
    assert any(issue["message"].startswith("skm_nilai: 96 rows are not filled in yet") for issue in issues)
    complete = {table.name for table in lkjip.load(years, 2024).rules.tables.values() if table.complete is not None}
    assert {Path(issue["file"]).stem for issue in issues} == {name for name in complete if "arsip" not in name}
    assert main(["check", "--year", "2023", "--project", str(years)]) == 0


def test_2024_reads_2022_and_2023_from_their_archives(years: Path) -> None:
    """With the tables of 2023 as a stand-in, the years before 2024 are those that were archived."""
    new_year(years, 2024, 2023)
    for path in (years / "data/2023/kanim-jember").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "anggaran_tercetak.csv":
            text = "\n".join(line for line in text.splitlines() if ",2021," not in line) + "\n"
        (years / "data/2024/kanim-jember" / path.name).write_text(text.replace("2023", "2024"), encoding="utf-8")
    figures = lkjip.load(years, 2024).evaluate()
    found = [figures["ikm.realisasi_tahunan", {"tahun": year}].value for year in (2022, 2023, 2024)]
    assert found == ["3.90", "3.91", "3.91"]


@pytest.mark.parametrize(
    ("year", "given", "code"), [(2025, 2023, "year_not_after"), (2023, 2022, "year_exists"), (1999, 1998, "no_rules")]
)
def test_what_cannot_be_made(year: int, given: int, code: str, years: Path) -> None:
    before = snapshot(years)
    with pytest.raises(UserError) as error:
        new_year(years, year, given)
    assert {issue.code for issue in error.value.issues} == {code}
    assert snapshot(years) == before


@pytest.mark.parametrize("number", [1, 2, 40, 80])
def test_interrupted_it_leaves_nothing(number: int, years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(years)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", Fuse(number).wrap(Path.replace))
        with pytest.raises(OSError, match="No space"):
            new_year(years, 2024, 2023)
    assert snapshot(years) == before
    assert not (years / "rules/2024").exists()


def test_targets_that_are_not_set_are_listed(tiny: Path) -> None:
    path = tiny / "rules/2023/indicators/kepuasan.yaml"
    lines = path.read_text(encoding="utf-8").replace(", 2024: 3.30}", "}").splitlines(keepends=True)
    text = "".join(line for line in lines if "medium_term" not in line)
    path.write_text(text, encoding="utf-8")
    made = new_year(tiny, 2024, 2023)
    assert "left_target" in [left.code for left in made.left]


@pytest.mark.parametrize("head", ["", "# Aturan\n", "---\n"])
@pytest.mark.parametrize("version", ["1.2.3", '"1.2.3"', "1.2.3  # sesudah koreksi"])
def test_the_version_starts_anew_wherever_it_stands(head: str, version: str, tiny: Path) -> None:
    path = tiny / "rules/2023/ruleset.yaml"
    text = "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#"))
    assert text.count("version: 1.0.0") == 1
    path.write_text(head + text.replace("version: 1.0.0", f"version: {version}"), encoding="utf-8")
    new_year(tiny, 2024, 2023)
    made = (tiny / "rules/2024/ruleset.yaml").read_text(encoding="utf-8")
    (line,) = (line for line in made.splitlines() if line.startswith("version:"))
    assert line == f"version: {version}".replace("1.2.3", "1.0.0")  # quotes and comments stay
    assert load(tiny, 2024).version == "1.0.0"
