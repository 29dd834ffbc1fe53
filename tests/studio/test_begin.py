"""Parts that the office's file does not have are begun from Narasi: nothing else of it changes, and the report has them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import lkjip
from lkjip.report import Report
from lkjip.starting.project import NewProject, begin
from lkjip.studio.ask import Ask, Fragment, Page, Reload
from lkjip.studio.pages.narrative import ROUTES
from lkjip.studio.session import Session
from studio.test_structure import post

LONG = (
    "Petugas layanan mengikuti pelatihan yang diselenggarakan bersama balai pendidikan, sehingga waktu penyelesaian "
    "berkurang dan pengaduan ditindaklanjuti pada hari yang sama"
)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """What a newcomer has after `lkjip init`."""
    monkeypatch.setenv("LKJIP_LANG", "id")
    begin(tmp_path / "baru", NewProject(2025, "pemda", name="Dinas Uji Nusa", city="Lontar"))
    (folder,) = (tmp_path / "baru/data/2025").iterdir()
    return Session(tmp_path / "baru", 2025, folder.name)


def office(session: Session) -> Path:
    (path,) = session.root.glob("data/2025/*/office.yaml")
    return path


def started(session: Session, part: str, text: str) -> object:
    file = office(session).relative_to(session.root).as_posix()
    return post(session, "/narasi/mulai", bagian=part, teks=text, berkas=file)


def test_recommendations_and_causes_begin_without_a_file_being_opened(fresh: Session) -> None:
    before = office(fresh).read_text(encoding="utf-8")
    code = next(path.stem for path in (fresh.root / "rules/2025/indicators").iterdir())
    for part, text in (
        ("recommendations", "Survei dilanjutkan"),
        (f"factors.{code}", LONG),
        (f"remedies.{code}", "Pelatihan: lanjutan"),
    ):
        assert isinstance(started(fresh, part, text), Reload), part
    near = next(f for f, v in fresh.view.fields.items() if v.path == ("recommendations", 0))
    assert isinstance(post(fresh, "/narasi/tambah", dekat=near, teks="Sarana diperbaiki"), Reload)
    fresh.save()
    after = office(fresh).read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    data = yaml.safe_load(after)
    assert data["recommendations"] == ["Survei dilanjutkan", "Sarana diperbaiki"]
    assert (data["factors"], data["remedies"]) == ({code: [LONG]}, {code: ["Pelatihan: lanjutan"]})
    added = after[len(before.rstrip("\n")) :]
    assert "recommendations:\n  - Survei dilanjutkan\n  - Sarana diperbaiki\n" in added
    assert max(map(len, added.splitlines())) <= 125
    report = Report(lkjip.load(fresh.root, 2025))
    assert "Sarana diperbaiki" in report.office_list("recommendations", opening="Rekomendasi:").text
    for _ in range(4):
        fresh.undo()
    fresh.save()
    assert office(fresh).read_text(encoding="utf-8") == before


def test_what_is_offered_is_what_is_not_there(fresh: Session) -> None:
    def offered() -> str:
        route = next(route for route in ROUTES if route.method == "GET")
        page = route.answer(Ask(fresh, (), {}))
        assert isinstance(page, Page)
        return str(page.body)

    assert 'value="recommendations"' in offered()
    started(fresh, "recommendations", "Survei dilanjutkan")
    assert 'value="recommendations"' not in offered()
    assert 'value="strategic_issues"' in offered()


@pytest.mark.parametrize(
    ("part", "text"), [("head", "x"), ("factors.tidak_ada", "x"), ("recommendations", "  "), ("", "x"), ("a.b.c", "x")]
)
def test_what_is_no_such_part_or_says_nothing_is_refused(fresh: Session, part: str, text: str) -> None:
    assert isinstance(started(fresh, part, text), Fragment)
    assert not fresh.history.unsaved
