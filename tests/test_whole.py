"""A file appears whole or not at all, under links and on devices, on a full disk and when its process is killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fuses import Fuse
from lkjip import whole

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices, links and signals")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_alone(tmp_path: Path) -> None:
    whole.write(tmp_path / "hasil.csv", b"1\n")
    assert (tmp_path / "hasil.csv").read_bytes() == b"1\n"
    assert names(tmp_path) == ["hasil.csv"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "salah ketik" / "hasil.csv"
    with pytest.raises(FileNotFoundError) as error:
        whole.write(path, b"1\n")
    assert error.value.filename == str(path)
    assert names(tmp_path) == []


def test_the_longest_name_there_is_can_be_written(tmp_path: Path) -> None:
    name = "n" * 251 + ".csv"
    whole.write(tmp_path / name, b"1")
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_does_not_end_well_leaves_the_file_as_it_was(error: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "hasil.csv"
    path.write_bytes(b"lama")

    def failing() -> None:
        with whole.writing(path) as file:
            file.write(b"baru")
            raise error

    with pytest.raises(error):
        failing()
    assert path.read_bytes() == b"lama"
    assert names(tmp_path) == ["hasil.csv"]


@posix
def test_a_link_stays_and_what_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "jauh").mkdir()
    far = tmp_path / "jauh" / "hasil.csv"
    far.write_bytes(b"lama")
    (tmp_path / "tautan").symlink_to(far)
    (tmp_path / "kosong").symlink_to(tmp_path / "jauh" / "baru.csv")
    for name in ("tautan", "kosong"):
        whole.write(tmp_path / name, b"baru")
        assert (tmp_path / name).is_symlink() and (tmp_path / name).read_bytes() == b"baru"
    assert names(tmp_path / "jauh") == ["baru.csv", "hasil.csv"]


@posix
def test_links_in_a_ring_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError) as error:
        whole.write(tmp_path / "a", b"1")
    assert (error.value.errno, error.value.filename) == (errno.ELOOP, str(tmp_path / "a"))
    assert names(tmp_path) == ["a", "b"]


@posix
def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "hasil.csv"
    path.write_bytes(b"lama")
    path.chmod(0o640)
    whole.write(path, b"baru")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="nothing is protected from root")
def test_a_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "hasil.csv"
    path.write_bytes(b"lama")
    path.chmod(0o444)
    with pytest.raises(PermissionError) as error:
        whole.write(path, b"baru")
    assert error.value.filename == str(path)
    assert path.read_bytes() == b"lama"


@posix
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipa"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    whole.write(pipe, b"isi")
    reader.join(10)
    assert read == [b"isi"]
    assert stat.S_ISFIFO(pipe.stat().st_mode) and names(tmp_path) == ["pipa"]


@posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    (tmp_path / "buangan").symlink_to("/dev/null")
    for path in (Path("/dev/null"), tmp_path / "buangan"):
        whole.write(path, b"isi")
        assert stat.S_ISCHR(path.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_a_full_disk_names_the_file(size: int) -> None:
    with pytest.raises(OSError) as error:
        whole.write(Path("/dev/full"), b"x" * size)
    assert (error.value.errno, error.value.filename) == (errno.ENOSPC, "/dev/full")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
def test_standard_output_by_name_is_appended_to(tmp_path: Path) -> None:
    """`… > file` and `… >> file`: the shell has opened it, and it is not to be replaced under its hands."""
    code = "from pathlib import Path; from lkjip import whole; whole.write(Path('/dev/stdout'), b'dua')"
    out = tmp_path / "hasil"
    out.write_bytes(b"satu")
    with out.open("ab") as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True, env=_environment())
    assert out.read_bytes() == b"satudua"


def test_a_folder_in_the_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError) as error:
        whole.write(tmp_path, b"1")
    assert error.value.filename == str(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OSError) as error:
        whole.write(tmp_path / "out" / "hasil.csv", b"1")
    assert error.value.filename == str(tmp_path / "out" / "hasil.csv")


def test_files_that_belong_together_are_all_there_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"lama")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", Fuse(2).wrap(os.fsync))
        with pytest.raises(OSError):
            whole.write_all({tmp_path / "a": b"baru", tmp_path / "b": b"baru"})
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"lama", b"lama"]
    whole.write_all({tmp_path / "a": b"baru", tmp_path / "b": b"baru"})
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"baru", b"baru"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from lkjip import whole
with whole.writing(Path(sys.argv[1])) as file:
    file.write(b"separuh")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


@posix
def test_what_a_killed_process_left_goes_with_the_next_file(tmp_path: Path) -> None:
    path = tmp_path / "hasil.csv"
    path.write_bytes(b"lama")
    died = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False, env=_environment())
    assert died.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"lama" and len(names(tmp_path)) == 2
    whole.write(tmp_path / "lain.csv", b"1")
    assert names(tmp_path) == ["hasil.csv", "lain.csv"]


@posix
def test_another_writer_at_work_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    with whole.writing(tmp_path / "a.csv") as first:
        first.write(b"a")
        whole.write(tmp_path / "b.csv", b"b")
    assert names(tmp_path) == ["a.csv", "b.csv"]


def test_a_lock_is_one_s_own_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kunci"
    with whole.locked(path, wait=False) as first, whole.locked(path, wait=False) as second:
        assert (first, second) == (True, False)
    with whole.locked(path, wait=False) as again:
        assert again
    assert names(tmp_path) == []


def test_a_folder_is_made_or_told(tmp_path: Path) -> None:
    whole.folder(tmp_path / "a" / "b")
    whole.folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "berkas").write_bytes(b"")
    with pytest.raises(NotADirectoryError) as error:
        whole.folder(tmp_path / "berkas")
    assert error.value.filename == str(tmp_path / "berkas")
