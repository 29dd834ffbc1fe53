"""What stands in the way of a report: a clear issue each, and the output of before stays."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import Project, load
from lkjip.report import Report, quarto
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
    notebook.write_text("---\ntitle: Uji\n---\n\n```{python}\nfrom lkjip.report import load\nr = load(2023)\n```\n\n"
                        "Nilai `{python} r('ikm.realisai')`.\n", encoding="utf-8")  # fmt: skip
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


# Quarto


def fake_quarto(folder: Path, version: str, body: str = "") -> Path:
    """A command that says a version, and else does what it is told."""
    command = folder / "quarto"
    command.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo {version}; exit 0; fi\n{body}\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return command


def test_a_quarto_that_is_not_there_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path))
    assert quarto.find() is None and quarto.usable() is None
    with pytest.raises(UserError) as caught:
        quarto.require()
    assert caught.value.issues[0].code == "no_quarto"


def test_an_old_quarto_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = fake_quarto(tmp_path, "1.6.42")
    for named in (tmp_path, command):
        monkeypatch.setenv("QUARTO_PATH", str(named))
        assert quarto.find() == command and quarto.usable() is None
    with pytest.raises(UserError) as caught:
        quarto.require()
    (issue,) = caught.value.issues
    assert (issue.code, issue.values["found"], issue.values["oldest"]) == ("old_quarto", "1.6.42", "1.7")


def test_quarto_gets_the_document_with_this_packages_assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to Quarto, seen through a stand-in that only copies its settings to where the output should be."""
    body = 'mkdir -p "$6" && cp _quarto.yml "$6/lkjip2023.html"'
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, "1.9.1", body)))
    (made,) = compose(load(ROOT, 2023), tmp_path / "output", ["html"], renderer="auto")
    settings = made.read_text(encoding="utf-8")
    assert quarto.ASSETS not in settings
    named = re.findall(r"/[\w./-]+/assets/[\w./-]+", settings)
    assert len(named) >= 7
    assert [name for name in named if not Path(name).exists()] == []


def test_a_failing_quarto_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, "1.9.1", "echo 'Syntax rusak' >&2; exit 1")))
    with pytest.raises(UserError) as caught:
        compose(load(ROOT, 2023), tmp_path / "output", ["html"], renderer="quarto")
    (issue,) = caught.value.issues
    assert (issue.code, issue.values["problem"]) == ("render_failed", "Syntax rusak")
    assert not (tmp_path / "output").exists()


@pytest.mark.skipif(quarto.usable() is None, reason="Quarto 1.7 or newer is not installed")
def test_quarto_and_the_embedded_renderer_print_the_same(tmp_path: Path, rendered: dict[str, Path]) -> None:
    from report.reading import printed_text

    made = compose(load(ROOT, 2023), tmp_path / "output", renderer="quarto")
    for path in made:
        assert printed_text(path) == printed_text(rendered[path.suffix[1:]])
    shutil.rmtree(tmp_path)
