"""The other renderer: what is handed to Quarto, what pandoc and Typst make of it, and what an author is told."""

from __future__ import annotations

import re
import runpy
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import typst
import yaml

from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import load
from lkjip.report import quarto
from lkjip.report.compose import compose
from lkjip.report.render import SCRIPTS, script_hash

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "src/lkjip/report/assets"
INSTALLED = quarto.find()


def fake_quarto(folder: Path, version: str, body: str = "") -> Path:
    """A command that says a version, and else does what it is told."""
    command = folder / "quarto"
    command.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo {version}; exit 0; fi\n{body}\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return command


def test_a_quarto_that_is_not_there_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path))
    assert quarto.find() is None
    with pytest.raises(UserError) as caught:
        quarto.require()
    assert caught.value.issues[0].code == "no_quarto"


def test_an_old_quarto_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = fake_quarto(tmp_path, "1.6.42")
    for named in (tmp_path, command):
        monkeypatch.setenv("QUARTO_PATH", str(named))
        assert quarto.find() == command
    with pytest.raises(UserError) as caught:
        quarto.require()
    (issue,) = caught.value.issues
    assert (issue.code, issue.values["found"], issue.values["oldest"]) == ("old_quarto", "1.6.42", "1.7")


def handed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, suffix: str = "html") -> Path:
    """The folder that Quarto of a version gets, seen through a stand-in that copies it to where the output should be."""
    kept = tmp_path / "diterima"
    body = f'cp -r "$PWD/.." "{kept}" && env > "{kept}/env" && mkdir -p "$6" && touch "$6/lkjip2023.{suffix}"'
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, version, body)))
    compose(load(ROOT, 2023), tmp_path / "output", [suffix], renderer="quarto")
    return kept


def settings(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "reports/_quarto.yml").read_text(encoding="utf-8"))
    return found


def paths(node: Any) -> set[str]:
    """Every path in the settings."""
    if isinstance(node, dict):
        return {path for value in node.values() for path in paths(value)}
    if isinstance(node, list):
        return {path for value in node for path in paths(value)}
    return set(re.findall(r"\.\./src/[\w./-]+", node)) if isinstance(node, str) else set()


def test_quarto_gets_the_document_with_this_packages_assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By paths from the project, as Quarto wants those of fonts, and with all that the embedded renderer knows."""
    folder = handed(tmp_path, monkeypatch, "1.9.1")
    named = paths(settings(folder))
    assert named == paths(settings(ROOT)) and len(named) >= 7
    for path in named:
        assert (folder / "reports" / path).resolve().is_relative_to(folder.resolve())
        assert (folder / "reports" / path).exists(), path
    fonts = (folder / "reports" / settings(folder)["format"]["typst"]["font-paths"][0]).iterdir()
    assert {path.name for path in fonts} >= {"serif-regular.ttf", "sans-bold.ttf"}
    variables = dict(line.split("=", 1) for line in (folder / "env").read_text().splitlines() if "=" in line)
    assert variables["SOURCE_DATE_EPOCH"] == "1703721600"  # 2023-12-28, the report's date
    assert Path(variables["QUARTO_PYTHON"]).is_file()


@pytest.mark.parametrize(("version", "standards"), [("1.7.34", "ua-1"), ("1.9.38", "ua-1"), ("1.10.5", ["ua-1", "a-2a"])])
def test_each_quarto_is_asked_for_the_standards_that_it_knows(
    version: str, standards: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings(handed(tmp_path, monkeypatch, version, "pdf"))["format"]["typst"]["pdf-standard"] == standards


def test_without_being_asked_quarto_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is slower, and what it makes depends on its version."""
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, "1.10.5", "exit 1")))
    project = tmp_path / "proyek"
    for name in ("rules", "data", "archive"):
        shutil.copytree(ROOT / name, project / name)
    (project / "reports").mkdir()
    (project / "reports/lkjip2023.qmd").write_text("---\ntitle: Uji\n---\n\n# Bab\n\nTeks.\n", encoding="utf-8")
    (made,) = compose(load(project, 2023), tmp_path / "output", ["html"], renderer="auto")
    assert "Teks." in made.read_text(encoding="utf-8")


def test_a_failing_quarto_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, "1.9.1", "echo 'Syntax rusak' >&2; exit 1")))
    with pytest.raises(UserError) as caught:
        compose(load(ROOT, 2023), tmp_path / "output", ["html"], renderer="quarto")
    (issue,) = caught.value.issues
    assert (issue.code, issue.values["problem"]) == ("render_failed", "Syntax rusak")
    assert not (tmp_path / "output").exists()


# What can be had without Quarto: its pandoc with its options, on the same filter and templates


def pandoc(source: str, target: str, *options: str) -> subprocess.CompletedProcess[str]:
    given = [f"--to={target}", f"--lua-filter={ASSETS / 'report.lua'}", "--metadata=title=Uji", *options]
    return subprocess.run(
        [pypandoc.get_pandoc_path(), *given], input=source, capture_output=True, encoding="utf-8", check=False
    )


def test_the_listings_of_quarto_can_be_typeset(tmp_path: Path) -> None:
    """From 1.9 on it dresses code in functions that the template has to define."""
    source = '# Bab\n\n```python\nx = "a"  # komentar\n```\n\nDan `y = 1`{.python}.\n'
    done = pandoc(source, "typst", "--standalone", f"--template={ASSETS / 'report.typ'}", "--syntax-highlighting=tango")
    assert "#NormalTok" in done.stdout and "#let NormalTok" in done.stdout
    path = tmp_path / "laporan.typ"
    path.write_text(done.stdout, encoding="utf-8")
    pages = typst.compile(path, font_paths=[ASSETS / "fonts"], ignore_system_fonts=True, pdf_standards=["ua-1", "a-2a"])
    assert isinstance(pages, bytes) and pages.startswith(b"%PDF")


def test_the_script_of_quartos_page_is_the_one_that_its_policy_lets_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = handed(tmp_path, monkeypatch, "1.10.5") / "reports"
    page = settings(folder.parent)["format"]["html"]
    (folder / "sisipan.html").write_text(page["include-after-body"][0]["text"], encoding="utf-8")
    monkeypatch.chdir(folder)
    done = pandoc(
        "# Bab",
        "html",
        "--standalone",
        "--embed-resources",
        f"--template={page['template']}",
        "--include-after-body=sisipan.html",
        *(f"--metadata=page-js-hash={digest}" for digest in page["page-js-hash"]),
    )
    scripts = re.findall(r"<script>(.*?)</script>", done.stdout, re.DOTALL)
    assert len(scripts) == len(SCRIPTS) and sum(map(len, scripts)) > 10_000
    policy = " ".join(f"'{script_hash(script)}'" for script in scripts)
    assert f"script-src {policy};" in done.stdout.replace("&#39;", "'")


@pytest.mark.parametrize("target", ["latex", "gfm", "odt", "ipynb", "revealjs"])
def test_formats_that_the_report_does_not_have_end_in_a_sentence(target: str, tmp_path: Path) -> None:
    done = pandoc("# Bab", target, f"--output={tmp_path / 'laporan'}")
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line == (
        f"Naskah ini disusun sebagai html, typst (PDF), atau docx, bukan {target}. Contoh: quarto render --to typst"
    )


# In the folder itself


def check(monkeypatch: pytest.MonkeyPatch, script: Path) -> str:
    """What the script says that Quarto runs first, with the Python that it will use; empty where all is well."""
    try:
        runpy.run_path(str(script))
    except SystemExit as ended:
        return str(ended.code)
    return ""


def test_a_python_without_lkjip_is_told_before_the_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = ROOT / "reports" / settings(ROOT)["project"]["pre-render"]
    assert check(monkeypatch, script) == ""
    alone = shutil.copy(script, tmp_path / script.name)
    assert "lkjip report --renderer quarto" in check(monkeypatch, Path(alone))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "QUARTO_PYTHON=../.venv/bin/python" in check(monkeypatch, script)


def test_what_quarto_leaves_in_the_folder_is_ignored(tmp_path: Path) -> None:
    """Its own two entries are there too: else it would write a file of its own beside them."""
    left = ["lkjip2023_files/a.css", ".quarto/x.json", "lkjip2023.quarto_ipynb", "grafik/a.svg", "lkjip2023.typ"]
    command = ["git", "check-ignore", "--no-index", *(f"reports/{name}" for name in left)]
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "reports").mkdir()
    for name in (".gitignore", "reports/.gitignore"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == command[3:]
    assert {"/.quarto/", "**/*.quarto_ipynb"} <= set((ROOT / "reports/.gitignore").read_text().splitlines())


def test_a_project_without_settings_for_quarto_is_told(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "reports/_quarto.yml").unlink()
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, "1.9.1", "exit 0")))
    assert main(["report", "--project", str(copy), "--year", "2023", "--renderer", "quarto"]) == 1
    assert "_quarto.yml" in capsys.readouterr().err


@pytest.mark.skipif(INSTALLED is None, reason="Quarto is not installed")
def test_quarto_and_the_embedded_renderer_print_the_same(tmp_path: Path, rendered: dict[str, Path]) -> None:
    from report.reading import printed_text

    made = compose(load(ROOT, 2023), tmp_path / "output", renderer="quarto")
    for path in made:
        assert printed_text(path) == printed_text(rendered[path.suffix[1:]])
    shutil.rmtree(tmp_path)
