"""What a run of the tests makes once, in whichever of its processes asks first."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that the first process of the run to ask for it makes, and that the others wait for; not to be changed."""
    failed, part = folder.with_suffix(".failed"), folder.with_suffix(".part")
    try:
        part.mkdir()
    except FileExistsError:
        while not folder.exists():
            assert not failed.exists(), f"{folder.name} could not be made: see the first test that asks for it"
            time.sleep(0.05)
        return folder
    try:
        make(part)
    except BaseException:
        failed.touch()
        raise
    part.rename(folder)
    part.mkdir()  # taken, for whoever asks later
    return folder
