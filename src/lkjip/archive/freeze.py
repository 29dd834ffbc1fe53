"""A year into its archive: inputs are copied first, and the figures are computed from the copy.

So what is archived rests on exactly the files that lie beside it.
"""

from __future__ import annotations

import contextlib
import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import polars as pl

from lkjip import cache
from lkjip.archive import values
from lkjip.archive.entries import Entry, entries
from lkjip.archive.store import publish, put, writing
from lkjip.archived import latest
from lkjip.archived.manifest import digest, sums_of
from lkjip.archived.record import Record, misdated, read, write
from lkjip.dates import is_date
from lkjip.errors import Issue, Location, UserError
from lkjip.inputs import files
from lkjip.inputs import sources as inputs
from lkjip.inputs.elsewhere import MOST, Elsewhere
from lkjip.inputs.history import earlier_years
from lkjip.inputs.survey import Survey
from lkjip.layout import (
    ARCHIVE,
    HEADER,
    HISTORY,
    MANIFEST,
    RECORD,
    archive_of,
    data_of,
    order,
    pictures_of,
    report_of,
    rules_of,
)
from lkjip.messages import filed, speaking
from lkjip.project import Project
from lkjip.rules import schema
from lkjip.rules.folder import PACKAGE, files_of, is_utf8
from lkjip.rules.model import RuleSet, Table
from lkjip.version import __version__

LOCK_FILE = "dependencies.txt"
_KEPT = ("rules/", "data/", f"{HISTORY}/", "figures/")
_DEPENDENCIES = ("jsonschema", "pint", "polars", "pyyaml", "rich")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A new version: its record, its folder, and the SHA-256 of its manifest, which stands for all of it."""

    record: Record
    folder: Path
    fingerprint: str


def day(given: str, epoch: str) -> str:
    """The date of an archive: the one given, else that of SOURCE_DATE_EPOCH; never the clock's.

    >>> day("2023-01-31", ""), day("", "1675123200")
    ('2023-01-31', '2023-01-31')

    Raises:
        UserError: there is none, or it is no date.
    """
    text = given or epoch
    if not text:
        raise UserError([Issue("archive_no_date", Location(ARCHIVE), {})])
    if given and is_date(given):
        return given
    with contextlib.suppress(ValueError, OverflowError, OSError):
        if not given:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    raise UserError([Issue("archive_date", Location(ARCHIVE), {"given": text[:40]})])


@cache.unused()
def freeze(
    project: Project, on: str, reason: str = "", progress: Progress | None = None, *, calculations: bool = True
) -> Frozen:
    """Archives a year as it is now.

    Args:
        project: the year, with all its offices.
        on: the date, as YYYY-MM-DD.
        reason: why; a year that is archived already needs one, and becomes a new version.
        progress: is told what is being done.
        calculations: whether each value carries its formula with numbers (only benchmarks go without).

    Raises:
        UserError: rules or tables have errors, the year is archived and no reason is given, nothing has changed, somebody
            else is archiving, or the disk cannot be written. The archive is then as it was.
    """
    tell = progress or (lambda _: None)
    if project.satker is not None:  # an archive has all offices
        project = Project(project.root, project.year, sources=project.sources)
    root, rules = project.root, project.rules
    if (root / RECORD).is_file():
        raise UserError([Issue("archive_within", Location(RECORD), {})])
    _may_archive(root, rules, reason)
    project.evaluate()
    with writing(root) as waiting:
        version = _may_archive(root, rules, reason)
        tell("rules, data")
        pinned = _copy(project, waiting)
        put(waiting / RECORD, b"")  # makes it an archive: earlier years are read from the copy
        tell("figures")
        with speaking("id"):
            copy = Project(waiting, rules.year)
            count = values.counts(values.archived(copy.evaluate()))
            for path, content in values.files_of(copy, calculations=calculations):
                tell(path)
                put(waiting / path, content)
        record = _record(project, version, on, reason, count, pinned)
        _may_be_dated(root, record, rules.period[0])
        (waiting / RECORD).write_bytes(write(record))
        _differs(root, waiting, record)
        folder = publish(root, waiting, rules.year, version)
    return Frozen(record, folder, digest(folder / MANIFEST))


def _may_archive(root: Path, rules: RuleSet, reason: str) -> str:
    """The version that a new archive gets: that of the rules, or its next revision where the rules have kept theirs."""
    known = latest(root, rules.year)
    if known is None:
        return rules.version
    place = Location(known.shown)
    if not reason.strip():
        raise UserError([Issue("archive_exists", place, {"year": rules.year, "version": known.version})])
    *base, revision = order(known.version) or (0, 0, 0, 1)
    *own, _ = order(rules.version) or (0, 0, 0, 1)
    if own < base:
        raise UserError([Issue("archive_version_lower", place, {"given": rules.version, "known": known.version})])
    return rules.version if own > base else f"{rules.version}-r{revision + 1}"


def _may_be_dated(root: Path, record: Record, start: str) -> None:
    """An archive is not made before its period, nor before those that it rests on."""
    names = [(year, version) for year, (version, _) in record.history.items()]
    names += [(record.year, record.replaces)] if record.replaces else []
    earlier = [read(root / archive_of(*name), archive_of(*name)) for name in names]
    if issues := list(misdated(record, start, earlier, Location(ARCHIVE))):
        raise UserError(issues)


def _differs(root: Path, waiting: Path, record: Record) -> None:
    """A correction that corrects nothing is a mistake."""
    if not record.replaces:
        return
    folder = root / archive_of(record.year) / record.replaces
    before = {name: total for name, total in sums_of(folder).items() if name.startswith(_KEPT)}
    paths = {path.relative_to(waiting).as_posix(): path for path in waiting.rglob("*") if path.is_file()}
    if before == {name: digest(path) for name, path in paths.items() if name.startswith(_KEPT)}:
        place = Location(f"{ARCHIVE}/{record.year}/{record.replaces}")
        raise UserError([Issue("archive_unchanged", place, {"year": record.year, "version": record.replaces})])


# What is copied


def _copy(project: Project, waiting: Path) -> dict[int, tuple[str, str]]:
    """Rules, tables, earlier years, schemas, template, texts and the lock; returns the earlier versions that were read."""
    root, year = project.root, project.year
    for path, content in _plain_files(root, year):
        if not is_utf8(path):
            raise UserError([Issue("file_name", Location(path), {})])
        put(waiting / path, content)
    for path, content in _tables(project):
        put(waiting / path, content)
    pinned = {}
    for earlier in earlier_years(root, project.rules, list(project.tables.offices)):
        assert earlier.version  # a year is not archived within an archive
        pinned[earlier.year] = (earlier.version.version, digest(earlier.version.folder / MANIFEST))
        for source in earlier.sources:
            content = _read_rows(source.path, project.rules)
            put(waiting / HISTORY / str(earlier.year) / source.path.name, content)
    return pinned


def _plain_files(root: Path, year: int) -> Iterator[tuple[str, bytes]]:
    """What is frozen as it is: rule files, schemas, the offices' own texts and pictures, the report's template, the lock."""
    for path in sorted((root / rules_of(year)).rglob("*.yaml")):
        yield path.relative_to(root).as_posix(), path.read_bytes()
    for file, (kind, content) in files_of(root, year).items():
        if kind == PACKAGE and not (root / file).is_file():
            yield file, content
    for path in sorted(schema.folder().glob("*.json")):
        yield f"schemas/{path.name}", path.read_bytes()
    for path in sorted((root / data_of(year)).rglob("*.yaml")):
        yield path.relative_to(root).as_posix(), path.read_bytes()
    for path in pictures_of(root, year):
        yield path.relative_to(root).as_posix(), path.read_bytes()
    template = root / _template(year)
    if template.is_file():
        yield _template(year), template.read_bytes()
    lock = root / "requirements" / "base.txt"
    installed = "".join(f"{name}=={text}\n" for name, text in _installed().items())
    yield LOCK_FILE, lock.read_bytes() if lock.is_file() else installed.encode()


def _template(year: int) -> str:
    return report_of(year)


def _installed() -> dict[str, str]:
    return {name: metadata.version(name) for name in _DEPENDENCIES}


def _tables(project: Project) -> Iterator[tuple[str, bytes]]:
    """Every table that was read, as CSV: a CSV file as it is, other formats as the text of their cells."""
    folders = [office for office in project.tables.offices if (project.root / data_of(project.year, office)).is_dir()]
    for name, found in project.tables.tables.items():
        if found.table.archived:
            continue
        if found.survey is not None and isinstance(found.survey.scan, Elsewhere):
            yield f"{data_of(project.year)}/{name}.csv", _fetched(found.table, found.survey, found.survey.scan)
            continue
        sources = inputs.sources(project.root, project.year, name, folders)
        for folder in dict.fromkeys(source.satker for source in sources):
            own = [source for source in sources if source.satker == folder]
            path = f"{data_of(project.year, folder)}/{name}.csv"
            if len(own) == 1 and own[0].path.suffix == ".csv":
                yield path, own[0].path.read_bytes()
            else:
                yield path, _as_csv(found.table, own)


def _fetched(table: Table, survey: Survey, rows: Elsewhere) -> bytes:
    """The rows of a table that live elsewhere, one by one: an archive needs nothing outside itself."""
    if survey.rows > MOST:
        values = {"table": table.name, "rows": survey.rows, "most": MOST}
        raise UserError([Issue("source_too_large", rows.address.location, values)])
    return rows.rows(list(table.columns)).write_csv().encode()


def _as_csv(table: Table, sources: list[inputs.Source]) -> bytes:
    columns = inputs.expected(table, sources[0])
    if table.many:
        frames = [pl.scan_parquet(source.path).select(columns) for source in sources]
    else:
        frames = [frame.select(columns) for frame in files.read(table, sources, [])]
    return pl.concat(frames).collect().write_csv().encode()


def _read_rows(path: Path, rules: RuleSet) -> bytes:
    """The rows of an earlier year's figures that this year reads."""
    wanted = sorted({table.archived for table in rules.tables.values() if table.archived})
    rows = pl.read_csv(path, infer_schema=False).filter(pl.col("id").is_in(wanted))
    return rows.select(HEADER).write_csv().encode()


def _record(
    project: Project, version: str, on: str, reason: str, count: tuple[int, int], pinned: dict[int, tuple[str, str]]
) -> Record:
    known: list[Entry] = [entry for entry in entries(project.root) if entry.year == project.year]
    python = re.sub(r"[^0-9.].*", "", platform.python_version())
    return Record(
        year=project.year,
        version=version,
        ruleset=project.rules.id,
        ruleset_version=project.rules.version,
        date=on,
        reason=reason.strip() or filed("archive.first"),
        engine={"lkjip": __version__, "python": python, **_installed()},
        offices=project.tables.offices,
        figures=count[0],
        values=count[1],
        template=_template(project.year) if (project.root / _template(project.year)).is_file() else "",
        replaces=known[-1].version if known else "",
        previous=digest(known[-1].folder / MANIFEST) if known else "",
        history=pinned,
    )
