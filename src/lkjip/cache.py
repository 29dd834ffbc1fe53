"""The user's own cache folder: what spares work, and may be deleted at any time. `LKJIP_CACHE=0` does without."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from lkjip import whole


def folder() -> Path | None:
    """Where this user's cache is; None where there is to be none."""
    if os.environ.get("LKJIP_CACHE", "1") == "0":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    try:
        return (Path(base) if base else Path.home() / ".cache") / "lkjip"
    except RuntimeError:  # no home folder
        return None


def keep(path: Path, content: bytes) -> None:
    """Puts a file into the cache, whole or not at all; a folder that cannot be written only means no gain."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, content)
