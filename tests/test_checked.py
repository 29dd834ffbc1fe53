"""What `check` shows: equal issues as one, what is new since the archive, and in the last line what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

import lkjip
from lkjip.archive.freeze import freeze
from lkjip.archive.known import known
from lkjip.cli import main
from lkjip.errors import Issue, Location
from lkjip.figure_key import FigureKey
from lkjip.grouped import grouped
from lkjip.project import Project

RESPONDENTS = "data/2023/kantor-uji/responden.csv"
CHECK = """  cukup: {expect: responden >= 20, by: [bulan], level: LEVEL, title: Responden cukup}
"""


@pytest.fixture
def noted(tiny: Path) -> Path:
    """The tiny project with a check that January and March fail."""
    path = tiny / "rules/2023/indicators/kepuasan.yaml"
    path.write_text(path.read_text(encoding="utf-8") + CHECK.replace("LEVEL", "warning"), encoding="utf-8")
    return tiny


def lines(project: Path, capsys: pytest.CaptureFixture[str], code: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(["check", "--project", str(project), "--year", "2023"]) == code
    return capsys.readouterr().out.splitlines()


def failed(month: int, detail: str) -> Issue:
    at = FigureKey.of("ikm.cukup", {"bulan": month})
    values = {"check": "ikm.cukup", "title": "Responden cukup", "key": f"bulan={month}", "satker": "k", "detail": detail}
    return Issue("check_failed", Location("rules/2023/a.yaml", 9, 3), values, "note", at, "k")


@pytest.mark.usefixtures("english")
def test_a_check_that_fails_in_many_months_is_told_once() -> None:
    (group,) = grouped([failed(month, f"{month} ≥ 30") for month in (10, 2, 1, 11)])
    assert group.message == "Responden cukup (k): 4 × bulan"
    assert group.details == "bulan=1: 1 ≥ 30; bulan=2: 2 ≥ 30; bulan=10: 10 ≥ 30; bulan=11: 11 ≥ 30"
    assert str(group).splitlines()[0] == "note  rules/2023/a.yaml:9:3"


@pytest.mark.usefixtures("english")
def test_cells_of_one_column_are_told_once_with_their_lines() -> None:
    def cell(line: int, column: str = "nilai", file: str = "a.csv", code: str = "empty_cell") -> Issue:
        return Issue(code, Location(file, line), {"column": column, "table": "a", "given": ""})

    issues = [*(cell(line) for line in (9, 3, 4, 5)), cell(3, "orang"), cell(3, file="b.csv"), cell(3, code="line_in_cell")]
    groups = grouped(issues)
    assert sorted(len(group.issues) for group in groups) == [1, 1, 1, 4]
    most = next(group for group in groups if len(group.issues) == 4)
    assert most.first.location == Location("a.csv", 3)
    assert most.details == "… and 3 more like it: lines 4–5, 9"


def test_issues_of_rules_stand_for_themselves() -> None:
    issues = [Issue("unknown_name", Location("a.yaml", line), {"name": "x", "names": "y"}) for line in (1, 2)]
    assert len(grouped(issues)) == 2


@pytest.mark.usefixtures("english")
def test_without_an_archive_everything_is_told_and_then_what_to_do(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = lines(noted, capsys)
    assert shown[0].startswith("warning  rules/2023/indicators/kepuasan.yaml:")
    assert shown[1] == "    Responden cukup (kantor-uji): 2 × bulan [check_failed]"
    assert shown[2] == "    bulan=1: 10 ≥ 20; bulan=3: 0 ≥ 20"
    assert shown[-2] == "Errors: 0, warnings: 2, notes: 0"
    assert shown[-1].startswith("Next: compare the warnings above (2) with their sources")


@pytest.mark.usefixtures("english")
def test_what_the_archive_had_is_told_apart(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    freeze(lkjip.load(noted, 2023), "2024-01-31")
    shown = lines(noted, capsys)
    assert shown[0] == "Already there in the archive 2023/1.0.0 (2024-01-31); no need to look again:"
    assert shown[1].startswith("warning  Responden cukup (kantor-uji): 2 × bulan")
    assert shown[-1] == "Next: lkjip evaluate --year 2023"
    path = noted / RESPONDENTS
    path.write_text(path.read_text(encoding="utf-8").replace("1,10", "1,11").replace("2,30", "2,19"), encoding="utf-8")
    shown = lines(noted, capsys)
    assert shown[0] == "New since the archive 2023/1.0.0 (2024-01-31):"
    assert shown[3] == "    bulan=1: 11 ≥ 20; bulan=2: 19 ≥ 20"  # March was there already
    assert "Already there" in shown[5]
    assert "bulan=3" in shown[6]


def test_lines_that_have_moved_are_not_new(noted: Path) -> None:
    freeze(lkjip.load(noted, 2023), "2024-01-31")
    path = noted / "rules/2023/indicators/kepuasan.yaml"
    path.write_text("# Catatan\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    project = lkjip.load(noted, 2023)
    found = known(project, Project.check)
    assert found is not None
    assert [found.new(issue) for issue in project.check()] == [False, False]


def test_a_damaged_archive_knows_nothing(noted: Path) -> None:
    folder = freeze(lkjip.load(noted, 2023), "2024-01-31").folder
    (folder / "archive.yaml").write_text("rusak", encoding="utf-8")
    assert known(lkjip.load(noted, 2023), Project.check) is None


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "last"),
    [
        ("bulan,responden\n", "Next: fill in the tables above (1); then lkjip check --year 2023"),
        ("bulan,responden\n1,\n2,\n3,\n", "Next: fill in the tables above (1); then lkjip check --year 2023"),
        (
            "bulan,responden\n1,x\n2,30\n3,0\n",
            f"Next: correct the errors above (1), beginning with {RESPONDENTS}:2; then lkjip check --year 2023",
        ),
        ("bulan,responden\n1,10\n2,30\n3,0\n", "Next: lkjip evaluate --year 2023"),
    ],
)
def test_the_last_line_says_what_to_do(content: str, last: str, tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / RESPONDENTS).write_text(content, encoding="utf-8")
    assert lines(tiny, capsys, int("above" in last))[-1] == last


@pytest.mark.usefixtures("english")
def test_the_office_that_was_named_is_named_again(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--project", str(tiny), "--year", "2023", "--satker", "kantor-uji"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Next: lkjip evaluate --year 2023 --satker kantor-uji"


@pytest.mark.usefixtures("english")
def test_a_year_that_has_just_begun(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys are there and no values: one line a table, also of a table whose cells may be empty."""
    (tiny / RESPONDENTS).write_text("bulan,responden\n1,\n2,\n3,\n", encoding="utf-8")
    path = tiny / "data/2023/kantor-uji/survei.csv"
    rows = [line.rpartition(",")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join([f"{rows[0]},nilai", *(f"{row}," for row in rows[1:])]) + "\n", encoding="utf-8")
    told = [line.strip() for line in lines(tiny, capsys, 1) if "not filled in" in line]
    assert told == [
        "responden: 3 rows are not filled in yet (lines 2 to 4). [table_unfilled]",
        "survei: 9 rows are not filled in yet (lines 2 to 10). [table_unfilled]",
    ]
