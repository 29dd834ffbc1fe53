"""The audit of a document with planted mistakes, in every format; its outputs; and the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lkjip
from documents import write
from lkjip.audit import Audit, audit
from lkjip.audit.finding import SEVERITIES
from lkjip.audit.output import written
from lkjip.audit.output.text import correction, message
from lkjip.audit.vocabulary import general, vocabulary
from lkjip.cli import main
from lkjip.project import Project

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests/audit"
TEXT = (HERE / "laporan.md").read_text(encoding="utf-8")
PLANTED: list[dict[str, Any]] = yaml.safe_load((HERE / "laporan.yaml").read_text(encoding="utf-8"))
FINE = """Laporan Kinerja Tahun 2023
Indeks Kepuasan Masyarakat memperoleh hasil sebesar 3,91 dari target 3,25 atau 120,31%.
Indeks Pengamanan Keimigrasian memperoleh hasil sebesar 3,93 dari target 3,13 atau 125,56%.
"""


@pytest.fixture(scope="module")
def audited(project: Project) -> Audit:
    return audit(project, HERE / "laporan.md")


def told(found: Audit) -> list[tuple[str, str, str, str, str]]:
    return sorted((f.code, f.level, f.severity, f.printed, f.computed) for f in found.findings)


def planted() -> list[tuple[str, str, str, str, str]]:
    return sorted((p["code"], p["level"], p["severity"], p["printed"], p["computed"]) for p in PLANTED)


def test_every_planted_mistake_is_found_and_nothing_else(audited: Audit) -> None:
    assert told(audited) == planted()
    lines = {(f.code, f.printed): f.places[0].line for f in audited.findings}
    assert lines == {(p["code"], p["printed"]): p["line"] for p in PLANTED}
    assert audited.failed


@pytest.mark.parametrize("kind", ["txt", "html", "docx", "pdf"])
def test_the_format_changes_nothing(project: Project, tmp_path: Path, kind: str) -> None:
    assert told(audit(project, write(TEXT, tmp_path / f"laporan.{kind}"))) == planted()


def test_the_worst_comes_first(audited: Audit) -> None:
    order = [SEVERITIES.index(f.severity) for f in audited.findings]
    assert order == sorted(order)


def test_every_result_is_linked_and_every_link_says_why(audited: Audit) -> None:
    found = audited.audited
    assert found is not None
    assert {i for i, n in enumerate(found.text.numerals) if not n.kind} == set(found.by_numeral)
    for link in found.links:
        assert link.reasons and link.points > 0 and link.certainty in ("sure", "likely", "ambiguous")


def test_a_correct_document_has_no_finding(project: Project, tmp_path: Path) -> None:
    assert told(audit(project, write(FINE, tmp_path / "baik.txt"))) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("3,91", "3,92", "value_differs"),
        ("3,25 atau", "3,35 atau", "value_differs"),
        ("120,31%", "12,31%", "value_differs"),
        ("125,56%.", "125,56%. Nilai ini telah tercapai, tetapi masih belum tercapai.", "statement"),
        ("3,93", "3,93. Kantor memakai 3 (empat) indikator kinerja kegiatan", "spelled"),
        (
            "Tahun 2023",
            "Tahun 2023\nJember, 28 Desember 2023\nKepala Kantor\nKeadaan per 31 Desember 2023",
            "after_signature",
        ),
        ("120,31%.", "120,31%.\n12 + 30 = 43", "calculation"),
    ],
)
def test_one_mistake_in_a_correct_document(project: Project, tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in FINE
    found = audit(project, write(FINE.replace(old, new, 1), tmp_path / "satu.txt"))
    assert [f.code for f in found.findings if f.level != "note"] == [code]


def test_findings_have_words_in_both_languages_and_a_way_out(audited: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("id", "en"):
        monkeypatch.setenv("LKJIP_LANG", language)
        for finding in audited.findings:
            assert finding.printed in message(finding) or finding.code == "no_data"
            assert correction(finding)
            assert "?" not in message(finding) + correction(finding)


# Outputs


def test_json_has_everything(audited: Audit) -> None:
    (entry,) = json.loads(written([audited], "json", colour=False))
    assert len(entry["findings"]) == len(PLANTED)
    assert len(entry["checklist"]) == 23
    numbers = {(n["line"], n["text"]): n for n in entry["numbers"]}
    assert numbers[9, "3,25"]["figure"] == "ikm.target"
    assert numbers[27, "3,98"] | {"state": "differs", "computed": "389/100"} == numbers[27, "3,98"]
    assert numbers[1, "2023"]["state"] == "other"


HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> [nama =1+1]\nTahun 2023, " + FINE.replace("3,91", "3,92")


def test_csv_and_workbook_hold_no_formula(project: Project, tmp_path: Path) -> None:
    found = audit(project, write(HOSTILE.replace("[nama", "=HYPERLINK(1) [nama"), tmp_path / "jahat.txt"))
    rows = list(csv.reader(io.StringIO(written([found], "csv", colour=False).decode())))
    assert len(rows) == 1 + len(found.findings)
    assert not any(cell[:1] in tuple("=+-@") and len(cell) > 1 for row in rows for cell in row)
    with ZipFile(io.BytesIO(written([found], "xlsx", colour=False))) as book:
        sheets = [book.read(name) for name in book.namelist() if "sheet" in name]
    assert sheets and not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.states: dict[str, str] = {}
        self.last = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.last = str(dict(attrs).get("class")) if tag == "button" else ""

    def handle_data(self, data: str) -> None:
        if self.last:
            self.states[data] = self.last
        self.last = ""


def test_the_page_colours_numbers_and_runs_nothing_of_the_document(project: Project, tmp_path: Path) -> None:
    found = audit(project, write(HOSTILE, tmp_path / "jahat.txt"))
    page = written([found], "html", colour=False).decode()
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("script") == 2 and "<script>alert" not in page
    assert tags.states["3,92"] == "n differs" and tags.states["3,25"] == "n agrees"
    assert "http" not in page.replace("http-equiv", "")


def test_the_terminal_gets_no_control_characters(project: Project, tmp_path: Path) -> None:
    found = audit(project, write(FINE.replace("3,91", "\x1b[31m 3,92\x07"), tmp_path / "jahat.txt"))
    text = written([found], "text", colour=False).decode()
    assert found.failed and "\x1b" not in text and "\x07" not in text


# The command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], english: None) -> Callable[..., tuple[int, str, str]]:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["audit", "--project", str(ROOT), "--year", "2023", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


def test_the_command_fails_on_errors_only(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, _ = run(str(HERE / "laporan.md"))
    assert code == 1 and "Errors: 11, warnings: 3, notes: 1" in out and "printed 3,98, computed 3,89" in out
    code, out, _ = run(str(write(FINE, tmp_path / "baik.txt")))
    assert code == 0 and "No findings." in out


def test_the_command_says_what_it_cannot_read(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert run(str(tmp_path / "a.pdf"))[0] == 1
    code, out, err = run(str(tmp_path / "tidak-ada.txt"))
    assert (code, out) == (1, "") and "cannot be read" in err
    assert run(str(HERE / "laporan.md"), "--format", "xlsx")[0] == 2


# Robustness


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TEXT.split()) | st.text(max_size=12), min_size=30, max_size=160), st.sampled_from(" \n"))
def test_any_text_can_be_audited_twice_alike(project: Project, tmp_path: Path, words: list[str], gap: str) -> None:
    path = write(
        "Laporan Kinerja Kantor Imigrasi Tahun 2023 ini\n" + gap.join(words).replace("\0", ""), tmp_path / "acak.txt"
    )
    try:
        one = audit(project, path)
    except lkjip.errors.UserError:
        return
    assert one.findings == audit(project, path).findings


def test_words_name_only_figures_and_members_that_exist(project: Project) -> None:
    words, rules = vocabulary(project), project.rules
    figures = project.plan.resolved.figures
    names = {f.partition(".")[2] for f in figures}
    constants = {f"{m.id}.{name}" for m in rules.measures.values() for name in (*m.parameters, *m.weights)}
    known = {*figures, *names, *constants, *(f"categories.{name}" for name in rules.categories)}
    assert set(words.figures) <= known
    assert set(words.statements) <= {*figures, *names}
    assert {*words.lists, *words.transcripts, words.targets["figure"]} <= set(figures)
    assert {name for s in words.samples for name in (s.values, s.respondents)} <= set(figures)
    for name, codes in words.statements.items():
        for figure in figures.values():
            if name in (figure.id, figure.id.partition(".")[2]):
                assert set(codes) <= {band.code for band in figure.bands}, figure.id
    assert set(words.measures) <= {*rules.measures, "categories"}
    own = yaml.safe_load((ROOT / "rules/2023/audit.yaml").read_text(encoding="utf-8"))
    for dimension, codes in own["members"].items():
        assert {str(code) for code in codes} <= set(rules.dimensions[dimension].codes), dimension
    assert all(len(wrong) == len(right) for wrong, right in general()["misread"].items())
