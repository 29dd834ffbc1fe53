"""The manifest: the SHA-256 of every file of an archived version, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from lkjip.errors import Issue, Location
from lkjip.layout import MANIFEST

_SETTLED = 3 * 10**9  # nanoseconds: a file as old as this cannot be changed again within one tick of the disk's clock
_Look = tuple[str, os.stat_result]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_of(folder: Path) -> bytes:
    """The manifest of everything in a folder, by path."""
    names = sorted(name for name, found in _walk(folder) if stat.S_ISREG(found.st_mode) and name != MANIFEST)
    return "".join(f"{digest(folder / name)}  {name}\n" for name in names).encode()


def sums_of(folder: Path) -> dict[str, str]:
    """The checksums of a verified manifest, by path."""
    return {name: total for name, (total, _) in _listed((folder / MANIFEST).read_bytes(), "", [])}


def verify(folder: Path, shown: str) -> tuple[Issue, ...]:
    """What differs from the manifest: files that are damaged, missing, not listed, or no files (links, empty folders).

    Files that a look at the disk shows to be those of the last time are not read again by this process.

    Args:
        folder: of an archived version.
        shown: what issues call it.
    """
    looks = sorted(_walk(folder))
    strange = [_strange(name, found, shown) for name, found in looks if not _plain(found)]
    if strange:  # nothing of it is read
        return tuple(strange)
    if MANIFEST not in {name for name, _ in looks}:
        return (Issue("archive_missing_file", Location(f"{shown}/{MANIFEST}"), {}),)
    state = tuple((name, f.st_mode, f.st_ino, f.st_size, f.st_mtime_ns, f.st_ctime_ns) for name, f in looks)
    newest = max(max(found.st_mtime_ns, found.st_ctime_ns) for _, found in looks)
    known = _verified if newest < time.time_ns() - _SETTLED else _verified.__wrapped__
    return known(folder, shown, state)


@lru_cache(maxsize=256)
def _verified(folder: Path, shown: str, state: tuple[tuple[str, int, int, int, int, int], ...]) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    listed = dict(_listed((folder / MANIFEST).read_bytes(), f"{shown}/{MANIFEST}", issues))
    files = {name for name, mode, *_ in state if stat.S_ISREG(mode)} - {MANIFEST}
    if not listed and not issues:
        return (Issue("archive_manifest_line", Location(f"{shown}/{MANIFEST}", 1), {"given": "–"}),)
    for name, (wanted, line) in listed.items():
        if name not in files:
            issues.append(Issue("archive_missing_file", Location(f"{shown}/{name}"), {"line": line}))
        elif digest(folder / name) != wanted:
            issues.append(Issue("archive_damaged", Location(f"{shown}/{name}"), {"version": shown.partition("/")[2]}))
    issues += [Issue("archive_extra_file", Location(f"{shown}/{name}"), {}) for name in sorted(files - set(listed))]
    homes = {str(home) for name in listed for home in PurePosixPath(name).parents}  # what is missing there is told already
    empty = sorted({name for name, mode, *_ in state if stat.S_ISDIR(mode)} - homes)
    return (*issues, *(Issue("archive_no_file", Location(f"{shown}/{name}"), {}) for name in empty))


def _plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)


def _listed(manifest: bytes, shown: str, issues: list[Issue]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Path → checksum and line. A line that is none, comes twice, or whose path leads out of the folder, is an issue."""
    text, seen = manifest.decode("utf-8", "replace"), {MANIFEST}
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        total, gap, name = line.partition("  ")
        if not gap or len(total) != 64 or set(total) - set("0123456789abcdef") or name in seen:
            issues.append(Issue("archive_manifest_line", Location(shown, number), {"given": line[:80]}))
        elif not _inside(name):
            issues.append(Issue("archive_path", Location(shown, number), {"given": name}))
        else:
            seen.add(name)
            yield name, (total, number)


def _inside(name: str) -> bool:
    """Whether a path stays in its folder on every system: relative, forward slashes, no `..`, no drive."""
    parts = PurePosixPath(name).parts
    plain = bool(parts) and not name.startswith("/") and PurePosixPath(name).as_posix() == name
    return plain and ".." not in parts and not any(sign in name for sign in '\\:\0<>|"?*')


def _walk(folder: Path, inside: str = "") -> Iterator[_Look]:
    """Everything below a folder that is no folder, and the folders with nothing in them; links are not followed."""
    with os.scandir(folder) as found:
        entries = list(found)
    if not entries and inside:
        yield inside.rstrip("/"), folder.lstat()
    for entry in entries:
        name = inside + os.fsencode(entry.name).decode("utf-8", "replace")
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{name}/")
        else:
            yield name, os.lstat(entry.path)


def _strange(name: str, found: os.stat_result, shown: str) -> Issue:
    code = "archive_path" if stat.S_ISLNK(found.st_mode) else "archive_no_file"
    return Issue(code, Location(f"{shown}/{name}"), {"given": name})
