"""What a report would say is told without running its notebook, and is what running it says."""

from __future__ import annotations

import pytest

from conftest import ROOT
from lkjip.editing.edits import Edit, applied
from lkjip.project import Project
from lkjip.report import Report
from lkjip.report.document import parse
from lkjip.report.said import outputs
from lkjip.report.sentences import sentences, told

CATEGORIES = "rules/2023/categories.yaml"
OFFICE = "data/2023/kanim-jember/office.yaml"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("LKJIP_LANG", "id")
    return Project(ROOT, 2023, "kanim-jember")


def test_every_sentence_is_the_one_that_the_notebook_gives(office: Project) -> None:
    assert told(office).sentences == sentences(office)


def test_an_edit_that_is_not_saved_moves_sentences_and_charts(office: Project) -> None:
    edits = [
        Edit(CATEGORIES, ("mutu_pelayanan", "bands", 3, "from"), "set", 98),
        Edit(OFFICE, ("efforts", 0), "set", "Capaian IKM sebesar {ikm.capaian} dijaga"),
    ]
    after = told(Project(ROOT, 2023, "kanim-jember", applied(ROOT, edits)))
    before = told(office)
    new = {after.sentences[place] for place in after.sentences if before.sentences.get(place) != after.sentences[place]}
    assert any("berada dalam kategori Baik" in sentence for sentence in new)
    assert "Capaian IKM sebesar 120,31% dijaga" in new
    assert [name for name in after.charts if before.charts[name] != after.charts[name]] == ["posisi:ikm.nilai_konversi"]


@pytest.mark.no_cover  # the same page many times
@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').getcwd()",
        "r.project.root",
        "r.__class__",
        "r.facts.value('ikm.realisasi')",
        "(lambda: 1)()",
        "[x for x in (1,)]",
        "r.charts.facts.project()",
        "open('x')",
        "r.size",
    ],
)
def test_nothing_but_the_report_itself_is_answered(office: Project, code: str) -> None:
    source = f"```{{python}}\nr = load(2023)\n```\n\nTeks `{{python}} {code}`.\n\n```{{python}}\n{code}\n```\n"
    given, _ = outputs(Report(office), parse("x.qmd", source))
    assert [part for part in given if part] == []
