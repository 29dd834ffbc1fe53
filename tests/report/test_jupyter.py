"""The report in Jupyter and VS Code: the delivered notebook, run again, and single values, tables and charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

import lkjip
from lkjip.cli import main
from lkjip.errors import Issues, UserError
from lkjip.project import Project
from lkjip.report import Report, load
from lkjip.report.display import bundles, prose
from once import once
from report.kernel import Bundle, run_cells

ROOT = Path(__file__).parents[2]
LEFT = ("{=html}", ":::", "{.", "{python}", "](grafik/")  # of the document's Markdown, which only the renderers know


@pytest.fixture(scope="session")
def delivered(run_folder: Path) -> Any:
    """The notebook that `lkjip notebook` makes."""

    def make(folder: Path) -> None:
        given = ["--project", str(ROOT), "--year", "2023", "--out", str(folder / "lkjip2023.ipynb")]
        assert main(["notebook", *given]) == 0

    path = once(run_folder / "buku", make) / "lkjip2023.ipynb"
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]


def outputs(notebook: Any) -> list[list[Bundle]]:
    return [[dict(o.data) for o in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebook_opens_in_jupyter(delivered: Any) -> None:
    nbformat.validate(delivered)
    words = "\n".join(cell.source for cell in delivered.cells if cell.cell_type == "markdown")
    shown = [bundle for some in outputs(delivered) for bundle in some]
    for text in (words, *(bundle.get("text/markdown", bundle["text/plain"]) for bundle in shown)):
        assert not [left for left in LEFT if left in text], text[:500]
    assert "3,91" in words + "".join(bundle.get("text/markdown", "") for bundle in shown)
    tables = [bundle for bundle in shown if "text/html" in bundle]
    charts = [bundle for bundle in shown if "image/svg+xml" in bundle]
    assert len(tables) > 30 and all("<table" in bundle["text/html"] for bundle in tables)
    assert len(charts) > 10 and all("<svg" in bundle["image/svg+xml"] and bundle["text/plain"] for bundle in charts)
    assert any("r.table(" in cell.source for cell in delivered.cells if cell.cell_type == "code")


def test_run_again_it_shows_the_same(delivered: Any, tmp_path: Path) -> None:
    """And single values, words, tables and charts beside it; nothing is left in the folder."""
    codes = [cell.source for cell in delivered.cells if cell.cell_type == "code"]
    more = {
        "r('ikm.realisasi')": {
            "text/plain": "3,91",
            "text/html": '<span class="angka" data-figure="ikm.realisasi">3,91</span>',
        },
        "r.title('ikm.realisasi')": {"text/plain": "Realisasi Indeks Kepuasan Masyarakat"},
        "r": {"text/html": "<b>LKjIP 2023</b>, Kantor Imigrasi Kelas I TPI Jember"},
        "r.project": {"text/html": "kanim-jember"},
        "r.project.check()": {"text/html": "<td"},
        "r.project.explain('ikm.realisasi')": {"text/html": "704,51/180"},
    }
    work = tmp_path / "meja"
    work.mkdir()
    done = run_cells([*codes, *more], work, {"LKJIP_PROJECT": str(ROOT), "LKJIP_SATKER": "kanim-jember"})
    assert done[: len(codes)] == outputs(delivered)
    for wanted, (shown,) in zip(more.values(), done[len(codes) :], strict=True):
        for kind, text in wanted.items():
            assert text in shown[kind], shown
        assert not [left for left in LEFT for text in shown.values() if left in text]
    assert {path.name for path in work.iterdir()} <= {"kernel.json"} | {f"k-{number}" for number in range(1, 6)}


def test_a_piece_with_words_a_table_and_a_chart_comes_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "grafik").mkdir()
    (tmp_path / "grafik/a-b.svg").write_text("<svg/>")
    text = (
        '### Judul {#sec-a .kelas}\n\n::: {.callout-note title="Ingat"}\nIsi [3,91]{.angka figure="a"} di @tbl-x.\n:::\n'
        "```{=html}\n<table><tr><th>A</th><td>x &lt; 1</td></tr></table>\n```\n"
        '![](grafik/a-b.svg){fig-alt="Tertinggi 3\\, \\"Maret\\""}\n\n```{=html}\n<script>1</script>\n```\n'
    )
    assert list(bundles(text, tmp_path)) == [
        dict.fromkeys(("text/markdown", "text/plain"), "### Judul\n\n**Ingat**\n\nIsi 3,91 di `tbl-x`."),
        {"text/html": "<table><tr><th>A</th><td>x &lt; 1</td></tr></table>", "text/plain": "A\tx < 1"},
        {"image/svg+xml": "<svg/>", "text/plain": 'Tertinggi 3, "Maret"'},
    ]


def test_a_table_and_a_chart_within_a_text_stay_there(tmp_path: Path) -> None:
    """Where an expression in a sentence gives a table: a cell of Markdown takes HTML."""
    (tmp_path / "grafik").mkdir()
    (tmp_path / "grafik/a.svg").write_text("<svg/>")
    text = 'Isi:\n\n```{=html}\n<table><td>1</td></table>\n```\n\n![](grafik/a.svg){fig-alt="A \\"b\\""}\n\n'
    text += 'Dan [2]{.angka figure="a"}.\n'
    assert prose(text, tmp_path) == (
        'Isi:\n\n<table><td>1</td></table>\n\n<img alt="A &quot;b&quot;" src="data:image/svg+xml;base64,PHN2Zy8+">\n\nDan 2.'
    )


def test_outside_a_project_the_notebook_says_how_to_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    monkeypatch.delenv("LKJIP_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as caught:
        load(2023)
    assert [issue.code for issue in caught.value.issues] == ["notebook_without_project"]
    assert 'r = load(2023, project="C:/lkjip")' in str(caught.value)
    assert str(load(2023, project=str(ROOT), satker="kanim-jember")("ikm.realisasi")) == "3,91"
    with pytest.raises(UserError) as caught:
        load(2023, project=str(tmp_path))
    assert [issue.code for issue in caught.value.issues] == ["no_project"]


@pytest.mark.usefixtures("english")
def test_a_project_shows_its_rules_or_what_stands_in_the_way(project: Project, tiny: Path) -> None:
    shown = project._repr_html_()
    assert project.rules.title in shown and "kanim-jember" in shown and "<th>Rules</th>" in shown
    assert repr(project) == f"Project({ROOT.name!r}, 2023)"
    (tiny / "rules/2023/ruleset.yaml").unlink()
    assert "ruleset.yaml" in lkjip.load(tiny, 2023)._repr_html_()


@pytest.mark.usefixtures("english")
def test_issues_and_traces_show_texts_of_files_as_text(project: Project, tiny: Path) -> None:
    file = tiny / "rules/2023/measures/anggaran.yaml"
    title = "<script>alert(1)</script>"
    file.write_text(
        file.read_text(encoding="utf-8").replace("title: Pagu tahun berjalan", f"title: {title!r}"), encoding="utf-8"
    )
    year = lkjip.load(tiny, 2023)
    named = next(value for value in year.evaluate() if value.title == title)
    trace = year.explain(named.at)
    for shown in (trace._repr_html_(), named._repr_html_()):
        assert "&lt;script&gt;" in shown and "<script" not in shown
    assert Issues()._repr_html_() == "<p>No problem was found</p>"
    found = project.check()
    assert found._repr_html_().count("<tr>") == len(found) > 10
    assert UserError(found)._repr_html_() == found._repr_html_()


@pytest.mark.usefixtures("english")
def test_a_trace_opens_down_to_the_cells_and_repeats_nothing(project: Project) -> None:
    shown = project.explain("kinerja.rata_rata_capaian")._repr_html_()
    assert shown.startswith("<details open><summary>") and shown.count("<details") == shown.count("</details>")
    assert "data/2023/kanim-jember/skm_responden.csv:2" in shown
    assert shown.count("<summary>") == len(set(shown.split("<summary>")[1:]))


def test_the_report_shows_whose_it_is(project: Project) -> None:
    shown = Report(project)._repr_html_()
    assert "LKjIP 2023" in shown and "Jember" in shown
