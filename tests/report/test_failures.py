"""What stands in the way of a report: a clear issue each, and the output of before stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import Project, load
from lkjip.report import Report
from lkjip.report.compose import compose

ROOT = Path(__file__).parents[2]
NOTEBOOK = "reports/lkjip2023.qmd"


def change(path: Path, old: str, new: str) -> int:
    """Replaces a text that stands there once, and returns its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text.partition(old)[0].count("\n") + 1


@pytest.fixture(scope="module")
def report(project: Project) -> Report:
    return Report(project)


@pytest.mark.usefixtures("english")
def test_a_failing_cell_stops_the_render_and_leaves_the_old_output(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = copy / NOTEBOOK
    notebook.write_text(
        "---\ntitle: Uji\n---\n\n```{python}\nfrom lkjip.report import load\nr = load(2023)\n```\n\n"
        "Nilai `{python} r('ikm.realisai')`.\n",
        encoding="utf-8",
    )
    out = copy / "output"
    out.mkdir()
    for name in ("html", "pdf", "docx"):
        (out / f"lkjip2023.{name}").write_text("lama")
    assert main(["report", "--project", str(copy), "--year", "2023", "--renderer", "embedded"]) == 1
    shown = capsys.readouterr()
    assert f"{NOTEBOOK}:10" in shown.err
    assert "r('ikm.realisai')" in shown.err and "ikm.realisasi" in shown.err  # the nearest figure
    assert "Traceback" not in shown.err
    assert [path.read_text() for path in sorted(out.iterdir())] == ["lama"] * 3


@pytest.mark.usefixtures("english")
def test_a_mistake_in_the_rules_is_told_as_such(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(copy / "rules/2023/indicators/ikm.yaml", "formula: mean(nilai)\n", "formula: mean(nilay)\n")
    assert main(["report", "--project", str(copy), "--year", "2023"]) == 1
    shown = capsys.readouterr().err
    assert f"rules/2023/indicators/ikm.yaml:{line}" in shown and "nilay" in shown
    assert not (copy / "output").exists()


def test_an_office_without_a_file_and_a_year_without_a_notebook(copy: Path) -> None:
    (copy / NOTEBOOK).unlink()
    with pytest.raises(UserError) as caught:
        compose(load(copy, 2023), copy / "output")
    assert [issue.code for issue in caught.value.issues] == ["no_notebook"]
    (copy / "data/2023/kanim-jember/office.yaml").unlink()
    with pytest.raises(UserError) as caught:
        compose(load(copy, 2023), copy / "output")
    assert [issue.code for issue in caught.value.issues] == ["no_office_file"]
    assert not (copy / "output").exists()


def test_a_wrong_key_in_the_offices_file_is_told_with_its_line(copy: Path) -> None:
    line = change(copy / "data/2023/kanim-jember/office.yaml", "\ncity: ", "\nkota: ") + 1
    with pytest.raises(UserError) as caught:
        compose(load(copy, 2023), copy / "output")
    assert {(issue.location.file, issue.location.line) for issue in caught.value.issues} >= {
        ("data/2023/kanim-jember/office.yaml", line)
    }


def test_the_narrative_can_only_ask_for_what_there_is(report: Report) -> None:
    wrong: dict[str, Callable[[], object]] = {
        "unknown_figure": lambda: report("ikm.realisai"),
        "unknown_key_of_figure": lambda: report("ikm.nilai_bulanan", bulan=13),
        "unknown_constant": lambda: report.constant("ikm.minimum_respoden"),
        "unknown_option": lambda: report.choose("ikm.arah", naik="naik", turun="turun"),
        "unknown_measure": lambda: report.title("ikn"),
        "unknown_citation": lambda: report.citation("permenpanrb-14"),
        "unknown_member": lambda: report.member("unsur", "respons"),
        "unknown_categories": lambda: report.bands("mutu"),
        "unknown_part": lambda: report.indicator("ikm", "targett"),
        "unknown_phrase": lambda: report.phrases("strukturall"),
        "unknown_breakdown": lambda: report.breakdown("pasporr"),
        "unknown_placeholder": lambda: report.say("Nilainya {ikm.realisai}."),
    }
    for code, ask in wrong.items():
        with pytest.raises(UserError) as caught:
            ask()
        (issue,) = caught.value.issues
        assert issue.code == code
        assert issue.message in str(caught.value) and issue.hint in str(caught.value)


def test_formats_that_do_not_exist_are_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--project", str(ROOT), "--to", "html,odt"]) == 2
    assert "html,pdf,docx" in capsys.readouterr().err


def test_braces_that_look_like_no_figure_are_text(report: Report) -> None:
    assert report.say("Kelas {A} dan {a b}.").text.strip() == r"Kelas \{A\} dan \{a b\}\."
