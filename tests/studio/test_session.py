"""The draft: what is typed is kept, saved byte for byte, undone over a save, and never overwrites what others changed."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import pytest

from lkjip import saving
from lkjip.editing.edits import Edit
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import UserError
from lkjip.studio.impact import impact
from lkjip.studio.session import Session
from studio.conftest import OFFICE

IPK = "rules/2023/indicators/ipk.yaml"
CATEGORIES = "rules/2023/categories.yaml"
RESPONDENTS = "data/2023/kanim-jember/skm_responden.csv"
WEIGHTS = ("weights", "bobot_internal", "values")


def weight(member: str, value: int) -> Edit:
    return Edit(IPK, (*WEIGHTS, member), "set", value)


def lines(before: bytes, after: bytes) -> list[str]:
    found = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def test_a_saved_weight_is_one_line(session: Session, copy: Path) -> None:
    before = (copy / IPK).read_bytes()
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    assert (copy / IPK).read_bytes() == before
    session.edit([weight("pengaduan", 25)], "Pengaduan", "b")
    assert session.save() == (IPK,)
    assert lines(before, (copy / IPK).read_bytes()) == [
        "-      intelijen: 20",
        "+      intelijen: 15",
        "-      pengaduan: 20",
        "+      pengaduan: 25",
    ]
    assert not session.history.unsaved


def test_undo_and_redo_reach_over_a_save(session: Session, copy: Path) -> None:
    before = (copy / IPK).read_bytes()
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    session.edit([weight("pengaduan", 25)], "Pengaduan", "b")
    session.save()
    after = (copy / IPK).read_bytes()
    session.undo()
    session.undo()
    assert session.history.content(IPK) == before
    assert session.history.undoable is None
    session.save()
    assert (copy / IPK).read_bytes() == before
    session.redo()
    session.redo()
    session.save()
    assert (copy / IPK).read_bytes() == after


def test_typing_on_in_one_field_is_one_step(session: Session) -> None:
    for value in (1, 15):
        session.edit([weight("intelijen", value)], "Intelijen", "a")
    session.undo()
    assert not session.history.unsaved


def test_files_of_several_kinds_are_saved_together(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15), weight("pengaduan", 25)], "bobot")
    session.edit([Edit(RESPONDENTS, ("bulan=1", "responden"), "set", "30")], "sel")
    assert set(session.save()) == {IPK, RESPONDENTS}
    found = Session(copy, 2023, OFFICE).view.project.evaluate()
    assert found["ikm.responden"].value == "198" and found["ipk.nilai_internal"].value == "3.40"


def test_the_draft_survives_a_restart_with_what_could_not_be_taken(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    session.keep_typed("f123", "dua puluh", "Pengaduan")
    again = Session(copy, 2023, OFFICE)
    assert again.history.unsaved == session.history.unsaved
    assert again.history.state.typed == {"f123": "dua puluh"}
    again.undo()
    assert not again.history.unsaved


def test_a_damaged_draft_is_kept_aside(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    draft = next(copy.glob(".lkjip-studio-*.json"))
    draft.write_text("{", encoding="utf-8")
    assert not Session(copy, 2023, OFFICE).history.unsaved
    assert [path.read_text() for path in copy.glob(".lkjip-studio-*.rusak.json")] == ["{"]


def test_discard_can_be_undone(session: Session) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    session.discard("buang")
    assert not session.history.unsaved
    session.undo()
    assert list(session.history.unsaved) == [IPK]


def test_a_file_changed_by_others_is_a_conflict_and_stays(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    other = (copy / IPK).read_bytes().replace(b"  2024: 3.14", b"  2024: 3.20")
    (copy / IPK).write_bytes(other)
    session.refresh()
    assert session.conflicts == (IPK,)
    with pytest.raises(UserError):
        session.save()
    assert (copy / IPK).read_bytes() == other
    session.take_mine(IPK, "terapkan")
    session.save()
    assert (copy / IPK).read_bytes() == other.replace(
        b"intelijen: 20\n      penyidikan: 10", b"intelijen: 15\n      penyidikan: 10"
    )


def test_the_content_of_others_can_be_taken(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    other = (copy / IPK).read_bytes().replace(b"  2024: 3.14", b"  2024: 3.20")
    (copy / IPK).write_bytes(other)
    session.refresh()
    session.take_disk(IPK, "pakai")
    assert not session.conflicts and not session.history.unsaved
    assert (copy / IPK).read_bytes() == other


def test_edits_that_do_not_fit_any_more_are_told(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    (copy / IPK).write_bytes(
        (copy / IPK).read_bytes().replace(b"intelijen: 20\n      penyidikan", b"siber: 20\n      penyidikan")
    )
    with pytest.raises(NotEditable):
        session.take_mine(IPK, "terapkan")


def test_a_change_by_others_to_what_is_not_being_edited_is_simply_seen(session: Session, copy: Path) -> None:
    session.edit([weight("intelijen", 15), weight("pengaduan", 25)], "bobot")
    session.save()
    (copy / IPK).write_bytes((copy / IPK).read_bytes().replace(b"  2024: 3.14", b"  2024: 3.20"))
    session.refresh()
    assert not session.conflicts and not session.history.unsaved and session.history.undoable is None
    assert next(v.value for v in session.view.values if v.file == IPK and v.path == ("targets", "2024")) is not None
    assert str(next(v.value for v in session.view.values if v.file == IPK and v.path == ("targets", "2024"))) == "3.20"


def test_an_interrupted_save_is_finished_by_the_next_start(
    session: Session, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.edit([weight("intelijen", 15), weight("pengaduan", 25)], "bobot")
    session.edit([Edit(RESPONDENTS, ("bulan=1", "responden"), "set", "30")], "sel")
    wanted = dict(session.history.unsaved)
    written: list[Path] = []

    def killed(path: Path, content: bytes | None) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        put(path, content)

    put = saving._put
    monkeypatch.setattr(saving, "_put", killed)
    with pytest.raises(KeyboardInterrupt):
        session.save()
    monkeypatch.undo()
    assert len(written) == 1
    again = Session(copy, 2023, OFFICE)
    assert {file: (copy / file).read_bytes() for file in wanted} == wanted
    assert not again.conflicts


def test_the_effect_is_that_of_the_saved_files(session: Session, copy: Path) -> None:
    session.edit([Edit(CATEGORIES, ("mutu_pelayanan", "bands", 3, "from"), "set", 98)], "batas")
    found = impact(session.disk, session.view)
    assert found.comparison is not None
    effects = {effect.id: (effect.before, effect.after, effect.flips) for effect in found.comparison.effects}
    assert effects == {"ikm.mutu": ("Sangat Baik (A)", "Baik (B)", True)}
    old, new = session.disk.told.sentences, session.view.told.sentences
    changed = {new[place] for place in new if old.get(place) != new[place]}
    assert any("berada dalam kategori Baik" in sentence for sentence in changed)


def test_while_the_draft_has_errors_they_are_told_with_their_place(session: Session) -> None:
    session.edit([weight("intelijen", 15)], "Intelijen", "a")
    found = impact(session.disk, session.view)
    assert found.comparison is None and not found.after.computed
    assert any(issue.location.file == IPK for issue in found.new)


def test_it_starts_without_a_console(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows starts a `gui-scripts` entry: no standard streams. What is printed must then fail nowhere."""
    from lkjip.studio import run

    started: list[tuple[Path, int]] = []

    def stand_in(root: Path, year: int, *_: object) -> None:
        print("terbuka")
        started.append((root, year))

    monkeypatch.chdir(copy)
    monkeypatch.setattr(run, "run", stand_in)
    monkeypatch.setattr("lkjip.cache.keep", lambda *_: None)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    run.main()
    assert sys.stdout is not None and sys.stderr is not None
    sys.stdout.close()
    assert started == [(copy, 2023)]


def test_what_stands_in_the_way_is_shown_without_a_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    """A double click in a folder that is no project, before any project was opened."""
    from lkjip.studio import run

    opened: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lkjip.cache.read", lambda _: None)
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tempfile.mkdtemp", lambda **_: str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        run.main()
    assert "no_project" in str(ended.value) and opened == []
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit):
        run.main()
    sys.stdout.close()
    assert opened == [(tmp_path / "lkjip-studio.html").as_uri()]
    page = (tmp_path / "lkjip-studio.html").read_text(encoding="utf-8")
    assert "lkjip studio" in page and "no_project" in page
