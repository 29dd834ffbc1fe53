"""The archive on disk: one writer at a time, and a version that is there whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from lkjip import whole
from lkjip.archived.manifest import manifest_of, verify
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import ARCHIVE, MANIFEST, WAITING, archive_of
from lkjip.messages import of_system

LOCK = ".lock"
_ATTRIBUTES = b"# Checksums are of bytes: line endings of archived files stay as they are.\n* -text\n"


@contextlib.contextmanager
def writing(root: Path) -> Iterator[Path]:
    """The folder in which a version is built, while nobody else builds one. What an interrupted run left is cleared first.

    Raises:
        UserError: another process is writing, or the folder cannot be written.
    """
    folder = root / ARCHIVE
    with _told(root), _locked(folder):
        waiting = folder / WAITING
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir()
        try:
            yield waiting
        finally:
            shutil.rmtree(waiting, ignore_errors=True)


def publish(root: Path, waiting: Path, year: int, version: str) -> Path:
    """Gives a built version its manifest and its place, in one step.

    Everything is on disk and has been read back before it is renamed, so a crash at any point leaves the archive as it was.
    """
    put(waiting / MANIFEST, manifest_of(waiting))
    for path in sorted(waiting.rglob("*")):
        whole.flush(path)
    whole.flush(waiting)
    if issues := verify(waiting, f"{ARCHIVE}/{WAITING}"):
        raise UserError(issues)
    _keep_bytes(root / ARCHIVE)
    final = root / archive_of(year) / version
    final.parent.mkdir(exist_ok=True)
    whole.flush(final.parent)
    if final.exists():  # a lock that a network drive does not keep
        raise UserError(
            [Issue("archive_exists", Location(f"{ARCHIVE}/{year}/{version}"), {"year": year, "version": version})]
        )
    waiting.rename(final)
    try:
        whole.flush(final.parent)
    except OSError:  # it may not survive a power cut, so it is not there at all
        final.rename(waiting)
        raise
    return final


def _keep_bytes(folder: Path) -> None:
    """Tells git to leave archived files as they are."""
    attributes = folder / ".gitattributes"
    if not attributes.exists():
        whole.write(attributes, _ATTRIBUTES)


def put(path: Path, content: bytes) -> None:
    """Writes a file of a version that is being built."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


@contextlib.contextmanager
def _told(root: Path) -> Iterator[None]:
    """A disk that is full or cannot be written, as the user's issue with the path inside the project."""
    try:
        yield
    except OSError as error:
        name = Path(str(error.filename or root / ARCHIVE))
        shown = name.relative_to(root).as_posix() if name.is_relative_to(root) else ARCHIVE
        raise UserError([Issue("archive_not_written", Location(shown), {"problem": of_system(error)})]) from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with whole.locked(folder / LOCK, wait=False) as free:
        if not free:
            raise UserError([Issue("archive_busy", Location(f"{ARCHIVE}/{LOCK}"), {})])
        yield
