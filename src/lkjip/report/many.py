"""The reports of all offices: side by side, in parts, and never twice what is done already.

What an office's report was made from is hashed and kept beside the reports, with the hashes of the files. A report whose
sources and files are as they were is not made again, so that a run which was ended goes on, a part that runs twice does
nothing the second time, and the parts of several machines are one set once they lie in one folder.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

from lkjip import whole
from lkjip.errors import Issue, UserError
from lkjip.layout import ARCHIVE, data_of, report_of, rules_of
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report.compose import compose
from lkjip.report.execute import Runner
from lkjip.version import __version__

DONE = ".selesai"  # the folder that holds what was done
Part = tuple[int, int]  # the first of how many


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be rendered for each office."""

    root: Path
    year: int
    out: Path
    formats: tuple[str, ...]
    renderer: str


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an office: its files, whether they were there already, or the issues that stand in the way."""

    office: str
    files: tuple[Path, ...] = ()
    before: bool = False
    issues: tuple[Issue, ...] = ()


class Many:
    """The offices of a year and the state of their reports."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.all = offices.known(job.root, job.year)

    def part(self, part: Part) -> list[str]:
        """The offices of a part: every so many-th, so that the parts are alike in size and together all."""
        first, of = part
        return self.all[first - 1 :: of]

    def made(self, part: Part, jobs: int) -> Iterator[Made]:
        """Renders the offices of a part, each told as soon as it is done; what fails is told with its issues."""
        waiting = []
        for office in self.part(part):
            done = self.done(office)
            if done is None:
                waiting.append(office)
            else:
                yield Made(office, done, before=True)
        yield from self._alone(waiting) if jobs == 1 or len(waiting) < 2 else self._beside(waiting, jobs)

    def _alone(self, waiting: Sequence[str]) -> Iterator[Made]:
        with tempfile.TemporaryDirectory(prefix="lkjip-") as folder, Bench(Path(folder)) as bench:
            for office in waiting:
                yield bench.rendered(self.job, office, self._key(office))

    def _beside(self, waiting: Sequence[str], jobs: int) -> Iterator[Made]:
        """In processes that each keep what they have loaded; a fresh start, as Polars does not live through a fork."""
        context = multiprocessing.get_context("spawn")
        with (
            tempfile.TemporaryDirectory(prefix="lkjip-", ignore_cleanup_errors=True) as folder,
            ProcessPoolExecutor(min(jobs, len(waiting)), context, _begin, (folder,)) as pool,
        ):
            futures = {pool.submit(_rendered, self.job, office, self._key(office)): office for office in waiting}
            try:
                for future in as_completed(futures):
                    yield future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def done(self, office: str) -> tuple[Path, ...] | None:
        """The files of an office that are as they were made, from what lies there now; None where they must be made."""
        try:
            record = json.loads(_record(self.job, office).read_text(encoding="utf-8"))
            files = {self.job.out / name: digest for name, digest in record["files"].items()}
            same = record["key"] == self._key(office) and all(_digest(path) == d for path, d in files.items())
        except (OSError, ValueError, KeyError, AttributeError):
            return None
        return tuple(files) if same else None

    def missing(self) -> list[str]:
        """The offices of all parts that have no report yet."""
        return [office for office in self.all if self.done(office) is None]

    def _key(self, office: str) -> str:
        own = self.job.root / data_of(self.job.year, office)
        whole_key = hashlib.sha256(self._shared.encode())
        for path in sorted(path for path in own.rglob("*") if path.is_file()):
            whole_key.update(f"{path.relative_to(own)}\0{_digest(path)}\n".encode())
        return whole_key.hexdigest()

    @cached_property
    def _shared(self) -> str:
        """The hash of what all reports are made from: program, rules, notebook, shared tables, archived years."""
        job, found = self.job, hashlib.sha256(f"{__version__} {sorted(self.job.formats)} {self.job.renderer}".encode())
        data = job.root / data_of(job.year)
        files = [path for path in (job.root / rules_of(job.year)).rglob("*") if path.is_file()]
        files += [path for path in data.glob("*") if path.is_file()]
        files += [path for path in (job.root / ARCHIVE).glob("*/*/*") if path.is_file()]
        files += [job.root / report_of(job.year)]
        for path in sorted(path for path in files if path.is_file()):
            found.update(f"{path.relative_to(job.root)}\0{_digest(path)}\n".encode())
        return found.hexdigest()


class Bench:
    """Where one process makes report after report: the process that runs their cells stays, and so does what draws.

    Args:
        folder: where that process keeps its own files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runner: Runner | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._runner is not None:
            self._runner.__exit__(kind, error, trace)
            self._runner = None

    def rendered(self, job: Job, office: str, key: str) -> Made:
        """Renders one office and notes that it is done; what stands in the way is returned, not raised."""
        self._runner = self._runner or Runner(self._folder)
        try:
            paths = compose(Project(job.root, job.year, office), job.out, job.formats, job.renderer, runner=self._runner)
        except UserError as error:
            return Made(office, issues=tuple(error.issues))
        record = {"key": key, "files": {path.name: _digest(path) for path in paths}}
        path = _record(job, office)
        whole.folder(path.parent)
        whole.write(path, json.dumps(record, indent=1).encode())
        return Made(office, tuple(paths))


_own: list[Bench] = []  # of a process of the pool, which ends with it


def _begin(folder: str) -> None:
    own = Path(folder) / str(os.getpid())
    own.mkdir()
    _own.append(Bench(own))


def _rendered(job: Job, office: str, key: str) -> Made:
    return _own[0].rendered(job, office, key)


def _record(job: Job, office: str) -> Path:
    return job.out / DONE / f"{job.year}-{office}.json"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
