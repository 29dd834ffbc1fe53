"""Archived versions as they lie on disk. Nothing is read from one before all of it, and all that it rests on, is proven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lkjip.archived.manifest import digest, verify
from lkjip.archived.record import Record, misdated, place_of_date, read
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import ARCHIVE, MANIFEST, RECORD, WAITING, archive_of, order, versions


@dataclass(frozen=True, slots=True)
class Version:
    """One archived version of a year."""

    root: Path
    year: int
    version: str

    @property
    def folder(self) -> Path:
        """Where it is. It is itself a project of one year, which every command can open."""
        return self.root / self.shown

    @property
    def shown(self) -> str:
        """Its path in the project."""
        return archive_of(self.year, self.version)

    @property
    def name(self) -> str:
        """What a user calls it."""
        return f"{self.year}/{self.version}"

    def proven(self) -> Record:
        """Its record, after every file of it, and of the versions that it rests on, has been checked.

        Raises:
            UserError: a file is damaged, missing, foreign or none, a version that it rests on is not the one it was made
                from, or it was written by a later program.
        """
        return _proven(self, {})


def latest(root: Path, year: int) -> Version | None:
    """A year's latest archived version, proven; None where the year is not archived.

    Raises:
        UserError: as `Version.proven`.
    """
    known = versions(root, year)
    if not known:
        return None
    version = Version(root, year, known[-1])
    version.proven()
    return version


def open_as_project(root: Path) -> bool:
    """Whether a project is itself an archived version, as every command can open it; it is proven then.

    Raises:
        UserError: as `Version.proven`.
    """
    if not (root / RECORD).exists() or root.name == WAITING:  # one that is being built is not proven yet
        return (root / RECORD).exists()
    year, archive = root.parent, root.parent.parent
    if archive.name == ARCHIVE and year.name.isascii() and year.name.isdigit() and order(root.name):
        Version(archive.parent, int(year.name), root.name).proven()
    else:  # it was copied out of its project: what it rests on is elsewhere
        _checked(root, root.name)
    return True


def _proven(version: Version, seen: dict[Version, Record]) -> Record:
    if version in seen:
        return seen[version]
    for folder in (version.folder, version.folder.parent):
        if folder.is_symlink():
            raise UserError([Issue("archive_path", Location(version.shown), {"given": folder.name})])
    record = _checked(version.folder, version.shown)
    if (record.year, record.version) != (version.year, version.version):
        values = {"given": f"{record.year}/{record.version}", "wanted": version.name}
        raise UserError([Issue("archive_misplaced", Location(version.shown), values)])
    seen[version] = record
    _stop(_unlinked(version, record))  # what a damaged record says of others means nothing
    earlier = [_proven(Version(version.root, year, name), seen) for year, name, _ in _rests_on(record)]
    if any(misdated(record, record.date, earlier, Location(version.shown))):
        _stop(misdated(record, record.date, earlier, place_of_date(version.folder, version.shown)))
    return record


def _checked(folder: Path, shown: str) -> Record:
    """The record of a version whose files are those of its manifest."""
    record = read(folder, shown)  # a later form may have other files: say that first
    _stop(verify(folder, shown))
    return record


def _rests_on(record: Record) -> list[tuple[int, str, str]]:
    """Year, version and manifest's digest of what a version was made from."""
    pinned = [(year, version, total) for year, (version, total) in sorted(record.history.items())]
    return [*pinned, (record.year, record.replaces, record.previous)] if record.replaces else pinned


def _unlinked(version: Version, record: Record) -> Iterator[Issue]:
    """Whether the versions that this one rests on are here, and are the very ones: else it comes from another project."""
    place = Location(version.shown)
    for year, earlier, total in _rests_on(record):
        path = Version(version.root, year, earlier).folder / MANIFEST
        values = {"version": version.name, "needs": f"{year}/{earlier}"}
        if order(earlier) is None or not path.is_file():
            yield Issue("archive_chain_missing", place, values)
        elif path.is_symlink() or digest(path) != total:
            yield Issue("archive_chain", place, values)
    known = versions(version.root, version.year)
    before = ["", *known][known.index(version.version)]
    if before != record.replaces and record.replaces in ("", *known):
        values = {"version": version.name, "before": f"{version.year}/{before}" if before else "–"}
        yield Issue("archive_chain_gap", place, values)


def _stop(issues: Iterator[Issue] | tuple[Issue, ...]) -> None:
    if found := tuple(issues):
        raise UserError(found)
