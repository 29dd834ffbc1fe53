"""Several files as one step: all of them or none, wherever it stops, and never over what somebody else has written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fuses import Fuse
from lkjip import saving
from lkjip.errors import UserError
from lkjip.layout import find
from lkjip.saving import JOURNAL, finish, save, state

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and links")
OLD = {"rules/a.yaml": b"a: 1\n", "rules/b.yaml": b"b: 1\n"}
NEW: dict[str, bytes | None] = {"rules/a.yaml": b"a: 2\n", "rules/b.yaml": None, "data/2024/c.csv": b"c\n"}
DONE = {"rules/a.yaml": b"a: 2\n", "data/2024/c.csv": b"c\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def content(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(function: Callable[[], None]) -> list[tuple[str, str]]:
    with pytest.raises(UserError) as error:
        function()
    return [(issue.code, issue.location.file) for issue in error.value.issues]


def test_all_are_saved_and_nothing_else_is_left(root: Path) -> None:
    save(root, NEW)
    assert content(root) == DONE


def test_what_somebody_else_has_changed_is_not_overwritten(root: Path) -> None:
    before = {name: state(root / name) for name in OLD}
    (root / "rules/b.yaml").write_bytes(b"b: 9\n")
    assert refused(lambda: save(root, NEW, before)) == [("file_changed_meanwhile", "rules/b.yaml")]
    assert content(root) == {**OLD, "rules/b.yaml": b"b: 9\n"}
    assert refused(lambda: save(root, NEW, {"data/2024/c.csv": "0" * 64})) == [("file_changed_meanwhile", "data/2024/c.csv")]


def failure(root: Path) -> str | None:
    """The file that could not be written; nothing where all were saved."""
    try:
        save(root, NEW)
    except OSError as error:
        return str(error.filename)
    return None


@pytest.mark.parametrize("name", ["fsync", "replace", "mkdir"])
def test_a_failing_disk_leaves_all_as_it_was(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, failed = os if name == "fsync" else Path, 0
    for number in range(1, 20):
        fuse = Fuse(number)
        with monkeypatch.context() as patch:
            patch.setattr(home, name, fuse.wrap(getattr(home, name)))
            told = failure(root)
        if told is not None:
            failed += 1
            assert name == "mkdir" or told in {str(root / path) for path in (*NEW, JOURNAL)}  # it names its folder itself
            assert content(root) == OLD, number
            assert not (root / "data").exists()
            continue
        assert content(root) == DONE  # also where a folder cannot say that it is on the disk
        if fuse.calls < number:
            break
        save(root, {"rules/b.yaml": b"b: 1\n", "rules/a.yaml": b"a: 1\n", "data/2024/c.csv": None})
        shutil.rmtree(root / "data")
    assert failed and fuse.calls < number


_KILLED = """
import os, signal, sys
from pathlib import Path
from lkjip.saving import save
name, number, root = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
home = os if name == "fsync" else Path
function, calls = getattr(home, name), [0]
def deadly(*given, **named):
    calls[0] += 1
    if calls[0] == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*given, **named)
setattr(home, name, deadly)
save(root, {"rules/a.yaml": b"a: 2\\n", "rules/b.yaml": None, "data/2024/c.csv": b"c\\n"})
"""


@posix
@pytest.mark.parametrize("name", ["fsync", "replace", "unlink", "mkdir"])
def test_killed_anywhere_the_next_command_finds_all_or_nothing(name: str, root: Path) -> None:
    seen = set()
    for number in range(1, 40):
        command = [sys.executable, "-c", _KILLED, name, str(number), str(root)]
        died = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)
        assert find(root / "rules") == root
        found = content(root)
        visible = {path: text for path, text in found.items() if not path.rpartition("/")[2].startswith(".lkjip-")}
        assert visible in (OLD, DONE), number
        seen.add(visible == DONE)
        save(root, {"rules/b.yaml": b"b: 1\n", "rules/a.yaml": b"a: 1\n", "data/2024/c.csv": None})
        assert content(root) == OLD, number  # what was left is gone
        if not died.returncode:
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
    assert seen == {True, False} or name in ("unlink", "replace", "mkdir")
    assert number > 1


def interrupted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that ended after its journal was there."""

    def ended(path: Path, content: bytes | None) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_put", ended)
        with pytest.raises(KeyboardInterrupt):
            save(root, NEW)


def test_what_was_edited_after_the_interruption_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(root, monkeypatch)
    (root / "rules/a.yaml").write_bytes(b"a: 7\n")
    assert refused(lambda: finish(root)) == [("save_interrupted", "rules/a.yaml")]
    assert content(root) == {**OLD, "rules/a.yaml": b"a: 7\n", JOURNAL: (root / JOURNAL).read_bytes()}


def test_finishing_twice_is_finishing_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(root, monkeypatch)
    (root / "rules/b.yaml").unlink()  # as far as it came
    finish(root)
    finish(root)
    assert content(root) == DONE


@pytest.mark.parametrize("text", [b"", b"{}", b"[]\n", b"\xff\xfe", b"0" * 64 + b"\n[]\n"])
def test_a_journal_that_is_none_of_ours_is_refused(text: bytes, root: Path) -> None:
    (root / JOURNAL).write_bytes(text)
    assert refused(lambda: finish(root)) == [("save_journal", JOURNAL)]
    assert content(root) == {**OLD, JOURNAL: text}


@posix
def test_a_journal_that_is_a_pipe_is_refused(root: Path) -> None:
    os.mkfifo(root / JOURNAL)
    assert refused(lambda: finish(root)) == [("save_journal", JOURNAL)]


@pytest.mark.parametrize("name", ["../luar", "/tmp/luar", ".git/hooks/post-checkout", "rules/.x", "rules//a.yaml", "", "."])
def test_no_journal_leads_out_of_the_project(name: str, root: Path) -> None:
    (root / JOURNAL).write_bytes(saving._written([saving._Step(name, "", b"#!/bin/sh\n")]))
    assert [code for code, _ in refused(lambda: finish(root))] == ["path_outside"]
    assert content(root).keys() == {*OLD, JOURNAL}
    (root / JOURNAL).unlink()
    assert [code for code, _ in refused(lambda: save(root, {name: b"1"}))] == ["path_outside"]


@posix
def test_no_link_leads_out_of_the_project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    far = tmp_path_factory.mktemp("luar") / "berkas"
    far.write_bytes(b"milik orang")
    (root / "rules/l.yaml").symlink_to(far)
    assert refused(lambda: save(root, {"rules/l.yaml": b"1"})) == [("path_outside", "rules/l.yaml")]
    assert far.read_bytes() == b"milik orang"
