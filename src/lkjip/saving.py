"""Saves several files of a project as one step: all of them are changed or none, whenever the power goes.

What is to be written goes into one file first, the journal; once that is there, the files are saved, and whoever opens the
project next finishes what was not done. A journal can only reach plain files of its own project, and only where they still
are as they were: what has been edited since is never overwritten.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lkjip import whole
from lkjip.errors import Issue, Location, UserError

JOURNAL, LOCK = ".lkjip-journal", ".lkjip-lock"


def state(path: Path) -> str:
    """What a file is told apart by: the SHA-256 of its bytes; empty where there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def save(root: Path, files: Mapping[str, bytes | None], before: Mapping[str, str] | None = None) -> None:
    """Saves files of a project, all or none.

    Args:
        root: the project.
        files: path in the project → new content; None removes the file.
        before: path → the `state` that the edits were made from. A file named here that is in another state now has been
            changed by somebody else, and nothing is saved.

    Raises:
        UserError: a file was changed meanwhile, or its path leads out of the project.
        OSError: a file cannot be written. All files are then as they were; where even that cannot be written, `finish`
            will save them.
    """
    with whole.locked(root / LOCK):
        _finish(root)
        found = {name: state(_inside(root, name)) for name in files}
        changed = [name for name, known in (before or {}).items() if state(_inside(root, name)) != known]
        if changed:
            raise UserError(Issue("file_changed_meanwhile", Location(name), {}) for name in changed)
        steps = [_Step(name, found[name], content) for name, content in files.items()]
        old = {step.name: (root / step.name).read_bytes() if step.before else None for step in steps}
        whole.write(root / JOURNAL, _written(steps))
        try:
            for step in steps:
                _put(root / step.name, step.content)
        except OSError:
            for name, content in old.items():
                _put(root / name, content)
                _tidy(root, name)
            (root / JOURNAL).unlink()
            raise
        (root / JOURNAL).unlink()


def finish(root: Path) -> None:
    """Finishes what an interrupted `save` has left. Costs a look at one name where there is nothing to do.

    Raises:
        UserError: a file has been changed since, or the journal is none of ours.
    """
    if os.path.lexists(root / JOURNAL):
        with whole.locked(root / LOCK):
            _finish(root)


@dataclass(frozen=True, slots=True)
class _Step:
    """One file to be saved: its state before, and its new content (None: it goes)."""

    name: str
    before: str
    content: bytes | None

    @property
    def after(self) -> str:
        return "" if self.content is None else hashlib.sha256(self.content).hexdigest()


def _finish(root: Path) -> None:
    path = root / JOURNAL
    if not os.path.lexists(path):
        return
    steps = _read(path)
    targets = [_inside(root, step.name) for step in steps]
    now = [state(target) for target in targets]
    between = [step.name for step, given in zip(steps, now, strict=True) if given not in (step.before, step.after)]
    if between:
        raise UserError(Issue("save_interrupted", Location(name), {"journal": JOURNAL}) for name in between)
    for step, target in zip(steps, targets, strict=True):
        _put(target, step.content)
    path.unlink(missing_ok=True)


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        whole.folder(path.parent)
        whole.write(path, content)


def _tidy(root: Path, name: str) -> None:
    """Removes the folders that were made for a file that is not to be."""
    for folder in PurePosixPath(name).parents[:-1]:
        with contextlib.suppress(OSError):  # not empty, or not made
            (root / folder).rmdir()


def _inside(root: Path, name: str) -> Path:
    """The file of a path in the project: no hidden name, nothing outside, no link that leads there.

    Raises:
        UserError: it is none.
    """
    parts = PurePosixPath(name).parts
    path = root / name
    plain = bool(parts) and PurePosixPath(name).as_posix() == name and not any(part.startswith(".") for part in parts)
    plain = plain and not any(sign in name for sign in "\\:\0")
    if not plain or not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise UserError([Issue("path_outside", Location(name), {})])
    return path


def _written(steps: list[_Step]) -> bytes:
    entries = [
        [step.name, step.before, None if step.content is None else base64.b64encode(step.content).decode()] for step in steps
    ]
    body = json.dumps(entries, ensure_ascii=False)
    return f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}\n".encode()


def _read(path: Path) -> list[_Step]:
    try:
        if path.is_symlink() or not path.is_file():
            raise ValueError
        total, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body.rstrip(b"\n")).hexdigest().encode() != total:
            raise ValueError
        return [
            _Step(str(name), str(before), None if content is None else base64.b64decode(content, validate=True))
            for name, before, content in json.loads(body)
        ]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise UserError([Issue("save_journal", Location(JOURNAL), {})]) from None
