"""Interrupted at any point, on a full disk or by another writer: the archive is as it was, and the next run works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from fuses import Fuse
from lkjip.archive import freeze as freezing
from lkjip.archive import store
from lkjip.archive.freeze import Frozen, freeze
from lkjip.archive.replay import reproduce
from lkjip.errors import UserError
from lkjip.project import Project

from .conftest import ROOT, snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and fcntl")
Edit = Callable[[str, str, str], None]


def refusal(project: Project) -> list[str]:
    """Why a correction could not be archived; nothing where it could."""
    try:
        freeze(project, "2024-02-01", "Koreksi")
    except UserError as error:
        return [issue.code for issue in error.issues]
    return []


@pytest.mark.no_cover  # the same step hundreds of times
@pytest.mark.parametrize("what", ["put", "write_bytes", "fsync", "rename", "replace", "mkdir"])
def test_a_full_disk_at_every_write_leaves_the_archive_as_it_was(
    what: str, tiny: Path, frozen: Frozen, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("data/2023/kantor-uji/responden.csv", "2,30", "2,40")
    if what == "replace":
        (tiny / "archive/.gitattributes").unlink()
    before = snapshot(tiny / "archive")
    project = lkjip.load(tiny, 2023)
    for number in range(1, 400):
        fuse = Fuse(number)
        with monkeypatch.context() as patch:
            if what == "put":
                patch.setattr(store, "put", fuse.wrap(store.put))
                patch.setattr(freezing, "put", store.put)
            elif what == "fsync":
                patch.setattr(os, "fsync", fuse.wrap(os.fsync))
            else:
                patch.setattr(Path, what, fuse.wrap(getattr(Path, what)))
            patch.setenv("LKJIP_CACHE", "0" if what == "mkdir" else "1")  # seals make folders as well
            failed = refusal(project)
        if not failed:
            assert fuse.calls < number, number
            break
        assert failed == ["archive_not_written"], number
        left = snapshot(tiny / "archive")
        assert {name: left[name] for name in left if name != ".gitattributes"} == {
            name: content for name, content in before.items() if name != ".gitattributes"
        }
    assert number > 1
    assert [replay.same for replay in reproduce(tiny)] == [True, True]


def test_a_place_that_cannot_be_written_is_named(tiny: Path) -> None:
    (tiny / "archive").write_text("bukan folder", encoding="utf-8")
    with pytest.raises(UserError) as error:
        freeze(lkjip.load(tiny, 2023), "2024-01-31")
    assert [(issue.code, issue.location.file) for issue in error.value.issues] == [("archive_not_written", "archive")]


_KILLED = """
import os, signal, sys
import lkjip
from lkjip.archive import freeze as freezing, store
what, number, root = sys.argv[1], int(sys.argv[2]), sys.argv[3]
home, name = {"put": (freezing, "put"), "fsync": (os, "fsync"), "rename": (store.Path, "rename")}[what]
function, calls = getattr(home, name), [0]
def deadly(*arguments, **named):
    calls[0] += 1
    if calls[0] == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*arguments, **named)
setattr(home, name, deadly)
freezing.freeze(lkjip.load(root, 2023), "2024-02-01", "Koreksi")
"""


@posix
@pytest.mark.parametrize(("what", "number"), [("put", 1), ("put", 9), ("fsync", 1), ("fsync", 12), ("rename", 1)])
def test_killed_at_any_point_it_leaves_the_archive_as_it_was(
    what: str, number: int, tiny: Path, frozen: Frozen, edit: Edit
) -> None:
    edit("data/2023/kantor-uji/responden.csv", "2,30", "2,40")
    before = snapshot(frozen.folder)
    command = [sys.executable, "-c", _KILLED, what, str(number), str(tiny)]
    died = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert [path.name for path in (tiny / "archive/2023").iterdir()] == ["1.0.0"]
    assert snapshot(frozen.folder) == before
    assert [replay.same for replay in reproduce(tiny)] == [True]
    assert freeze(lkjip.load(tiny, 2023), "2024-02-01", "Koreksi").folder.name == "1.0.0-r2"
    assert sorted(path.name for path in (tiny / "archive").iterdir()) == [".gitattributes", "2023"]


_HOLDING = """
import sys
from pathlib import Path
from lkjip.archive.store import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@posix
def test_a_second_writer_is_told_to_wait_and_a_dead_one_holds_nothing(tiny: Path) -> None:
    command = [sys.executable, "-c", _HOLDING, str(tiny)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UserError) as error:
            freeze(lkjip.load(tiny, 2023), "2024-01-31")
        assert [issue.code for issue in error.value.issues] == ["archive_busy"]
        other.kill()
    assert freeze(lkjip.load(tiny, 2023), "2024-01-31").folder.is_dir()
