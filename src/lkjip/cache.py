"""The user's own cache folder: what spares work, and may be deleted at any time. `LKJIP_CACHE=0` does without.

An entry proves itself: it begins with the digest of its name and content, and one that does not hold is none. What is
archived or reproduced does not rest on it at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from lkjip import whole

_UNUSED: ContextVar[bool] = ContextVar("unused", default=False)


@contextlib.contextmanager
def unused() -> Iterator[None]:
    """Nothing is taken from the cache inside, and nothing is put there."""
    token = _UNUSED.set(True)
    try:
        yield
    finally:
        _UNUSED.reset(token)


def read(name: str) -> bytes | None:
    """What is kept under a name, such as `charts/1f….svg`; None where there is nothing, or nothing whole."""
    path = _path(name)
    try:
        if path is None or not path.is_file():
            return None
        proof, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if proof == _proof(name, content) else None


def keep(name: str, content: bytes, most: int = 0) -> None:
    """Keeps an entry, whole or not at all; a folder that cannot be written only means no gain.

    Args:
        name: what `read` will ask for.
        content: the bytes.
        most: how many entries the folder may have; the oldest go. 0: any number.
    """
    path = _path(name)
    if path is None or (path.exists() and not path.is_file()):
        return
    with contextlib.suppress(OSError):
        whole.folder(path.parent)
        whole.write(path, _proof(name, content) + b"\n" + content)
        if most:
            ranked = sorted(path.parent.iterdir(), key=lambda entry: entry.lstat().st_mtime)
            for entry in ranked[:-most]:
                entry.unlink(missing_ok=True)


def _path(name: str) -> Path | None:
    """Where an entry is; None where there is to be no cache, or no place for one."""
    if _UNUSED.get() or os.environ.get("LKJIP_CACHE", "1") == "0":
        return None
    from platformdirs import user_cache_path

    folder = user_cache_path("lkjip", appauthor=False)
    return folder / name if folder.is_absolute() else None  # else there is no home


def _proof(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + content).hexdigest().encode()
