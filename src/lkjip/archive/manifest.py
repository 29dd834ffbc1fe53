"""The manifest: the SHA-256 of every file of an archived version, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lkjip.errors import Issue, Location
from lkjip.layout import MANIFEST

_BLOCK = 1 << 20


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def manifest_of(folder: Path) -> bytes:
    """The manifest of everything in a folder, by path."""
    return "".join(f"{digest(folder / name)}  {name}\n" for name in sorted(_files(folder))).encode()


def verify(folder: Path, shown: str) -> list[Issue]:
    """What differs from the manifest: each file that is damaged, missing, not listed, or not inside the folder."""
    path = folder / MANIFEST
    if not path.is_file():
        return [Issue("archive_missing_file", Location(f"{shown}/{MANIFEST}"), {})]
    issues: list[Issue] = []
    listed = dict(_listed(path.read_bytes(), f"{shown}/{MANIFEST}", issues))
    links = [Issue("archive_path", Location(f"{shown}/{MANIFEST}"), {"given": name}) for name in _links(folder)]
    for name, (wanted, line) in listed.items():
        if not (folder / name).is_file():
            issues.append(Issue("archive_missing_file", Location(f"{shown}/{name}"), {"line": line}))
        elif not links and digest(folder / name) != wanted:
            issues.append(Issue("archive_damaged", Location(f"{shown}/{name}"), {"version": shown.partition("/")[2]}))
    extra = sorted(set(_files(folder)) - set(listed))
    issues += [Issue("archive_extra_file", Location(f"{shown}/{name}"), {}) for name in extra]
    return issues + links


def _listed(manifest: bytes, shown: str, issues: list[Issue]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Path → checksum and line. A line that is none, or whose path leads out of the folder, is an issue."""
    text = manifest.decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1):
        total, gap, name = line.partition("  ")
        if not gap or len(total) != 64 or set(total) - set("0123456789abcdef"):
            issues.append(Issue("archive_manifest_line", Location(shown, number), {"given": line[:80]}))
        elif not _inside(name):
            issues.append(Issue("archive_path", Location(shown, number), {"given": name}))
        else:
            yield name, (total, number)


def _inside(name: str) -> bool:
    """Whether a path stays in its folder on every system: relative, forward slashes, no `..`, no drive."""
    parts = PurePosixPath(name).parts
    plain = bool(parts) and not name.startswith("/") and PurePosixPath(name).as_posix() == name
    return plain and ".." not in parts and not any(sign in name for sign in '\\:\0<>|"?*')


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name


def _links(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink())
