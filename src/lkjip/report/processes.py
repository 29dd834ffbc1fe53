"""Processes of our own: a Python that takes no module from the folder it stands in, and that does not outlive its caller."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO, cast

import lkjip
from lkjip.errors import Defect

_SAID = 2000  # characters of a failed process's complaints that are told


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a Python process in another folder: this one's, in which `random.py` of a project is no module."""
    paths = [Path(path).resolve() for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    ours = Path(lkjip.__file__).resolve().parents[1]
    if ours == Path.cwd():  # a checkout's `src`, which only the folder made importable
        paths.append(ours)
    own = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONIOENCODING": "utf-8", "PYTHONSAFEPATH": "1"}
    return {**os.environ, **own, **more}


class Helper:
    """A module of ours at work in a process of its own. Leaving the block waits for its end; an exception ends it at once.

    Args:
        module: runs as a program.
        arguments: of the program.
        folder: where its complaints are kept, and where it stands.
        more: variables of its environment beside this process's own.
    """

    def __init__(self, module: str, *arguments: str, folder: Path, more: Mapping[str, str] | None = None) -> None:
        self._complaints = (folder / f"{module.rpartition('.')[2]}.txt").open("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=folder,
            env=environment(more or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self.process.kill()
        with self._complaints, suppress(BrokenPipeError), self.process:  # closes its pipes and waits
            pass

    @property
    def given(self) -> TextIO:
        """What it reads."""
        assert self.process.stdin
        return cast(TextIO, self.process.stdin)

    @property
    def said(self) -> TextIO:
        """What it writes."""
        assert self.process.stdout
        return cast(TextIO, self.process.stdout)

    def failed(self, what: str) -> Defect:
        """That it ended otherwise than it should have, with what it said."""
        self.process.wait()
        self._complaints.seek(0)
        return Defect(f"{what}: {self._complaints.read()[-_SAID:]}")
