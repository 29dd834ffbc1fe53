"""A file that appears whole, once: until it is complete and on the disk, its name holds what it held before.

What is not a regular file (a device, a pipe, a terminal) cannot be replaced and is written to as it is; a link is followed,
and stays a link. Nothing but the file is left behind: what an earlier process that was killed left in the folder goes too.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import EISDIR, ENOTDIR
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_NUMBERS = count()
_MARK, _END = ".lkjip-", ".new"  # short, so that every name that fits is one that can be written


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its name when the block ends well.

    Raises:
        OSError: it cannot be written; `filename` is the name that was given. The file is then as it was.
    """
    target = _target(path)
    if target is None:
        with io.BufferedWriter(Told(path, path)) as stream:
            yield stream
        return
    waiting = _begun(path, target)
    try:
        with waiting.opened() as file:
            yield file
            _settle(file, path)
        _finish(waiting)
    except BaseException:
        waiting.file.unlink(missing_ok=True)
        raise


def write(path: Path, content: bytes) -> None:
    """Writes a file, whole or not at all; see `writing`."""
    with writing(path) as file:
        file.write(content)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Writes files that belong together: none takes its name before all of them are on the disk.

    Raises:
        OSError: one cannot be written; `filename` names it.
    """
    ready: list[_Waiting] = []
    try:
        for path, content in files.items():
            if (target := _target(path)) is None:
                write(path, content)
                continue
            ready.append(_begun(path, target))
            with ready[-1].opened() as file:
                file.write(content)
                _settle(file, path)
        for waiting in ready:
            _finish(waiting)
    except BaseException:
        for waiting in ready:
            waiting.file.unlink(missing_ok=True)
        raise


def folder(path: Path) -> None:
    """Makes a folder, and those above it, where there is none.

    Raises:
        OSError: it cannot be made; `filename` names it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # a file, or a link to nothing
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(path)) from None


def flush(path: Path) -> None:
    """Waits until a file or folder is on the disk; Windows has no such thing for folders."""
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Told(io.FileIO):
    """A file to write to whose errors name it as the user does: `shown`."""

    def __init__(self, file: Path | int, shown: object, *, closefd: bool = True) -> None:
        self._shown = str(shown)
        with _named(self._shown):
            super().__init__(file, "a", closefd=closefd)

    def write(self, data: ReadableBuffer, /) -> int:
        with _named(self._shown):
            return super().write(data)


@contextlib.contextmanager
def _named(shown: object) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(shown)) from None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file under a name that nothing reads, open to be written; the name it will have, and how the user calls that."""

    file: Path
    handle: int
    target: Path
    shown: Path

    def opened(self) -> BinaryIO:
        return io.BufferedWriter(Told(self.handle, self.shown))


def _target(path: Path) -> Path | None:
    """The file that a name means, links followed; None where it is to be written to as it is."""
    name = path.absolute()
    if name.is_relative_to("/proc") or (name.is_relative_to("/dev") and not name.is_relative_to("/dev/shm")):
        return None  # /dev/stdout may lead to a file, but one that somebody else has opened
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Path(os.path.realpath(path))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    if not stat.S_ISREG(mode):
        return None
    if not os.access(path, os.W_OK):  # protected by its owner: it could be replaced, but is not to be
        with path.open("ab"):
            pass
    return Path(os.path.realpath(path))


def _begun(path: Path, target: Path) -> _Waiting:
    """An empty file beside the target, with its permissions."""
    with _named(path):
        _clear(target.parent)
        file = target.with_name(f"{_MARK}{os.getpid()}-{next(_NUMBERS)}{_END}")
        file.unlink(missing_ok=True)  # of a killed process that had our number
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
        with contextlib.suppress(OSError):  # there is no target yet, or the drive knows no permissions
            file.chmod(target.stat().st_mode & 0o777)
    return _Waiting(file, handle, target, path)


def _settle(file: BinaryIO, shown: Path) -> None:
    file.flush()
    with _named(shown):
        os.fsync(file.fileno())


def _finish(waiting: _Waiting) -> None:
    with _named(waiting.shown):
        waiting.file.replace(waiting.target)
        with contextlib.suppress(OSError):  # the file is there; not every drive can say when a folder is on the disk
            flush(waiting.target.parent)


def _clear(folder: Path) -> None:
    """Removes what a process that was killed has left."""
    for path in folder.glob(f"{_MARK}*{_END}"):
        number = path.name.removeprefix(_MARK).partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            with contextlib.suppress(OSError):
                path.unlink()


def _runs(process: int) -> bool:
    """Whether a process is still there. Windows keeps open files by itself, and would end a process that is asked."""
    if sys.platform == "win32":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """The lock of the system itself: it goes when its process does, however that ends. Yields whether it was free.

    Args:
        path: the lock's file, which is removed with the lock.
        wait: until it is free; else the block runs without it.
    """
    file = _lock(path, wait=wait)
    try:
        yield file is not None
    finally:
        if file is not None:
            with contextlib.suppress(OSError):  # Windows keeps an open file
                path.unlink()
            file.close()


def _lock(path: Path, *, wait: bool) -> BinaryIO | None:
    while True:
        flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(path, flags, 0o666), "r+b", buffering=0)
        free = _take(file, wait=wait)
        # a lock file that is not this one any more has just been cleared away by its last owner
        if free and path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()
        if not free and not wait:
            return None


def _take(file: BinaryIO, *, wait: bool) -> bool:
    """Whether the lock is ours now. Windows waits ten seconds at most, the others for as long as it takes."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        if wait and sys.platform != "win32":
            raise
        return False
    return True
