"""The archived versions of a project, and what a user calls them: `2022`, `2022/1.0.0`, `2022/work`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lkjip.archive.manifest import digest, verify
from lkjip.archive.record import Record, misdated, place_of_date, read
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.layout import ARCHIVE, MANIFEST, RULES, archive_of, versions, years_in
from lkjip.project import Project

WORK = "work"  # the files as they are now


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived version. It is itself a project of one year, which every command can open."""

    root: Path
    year: int
    version: str

    @property
    def folder(self) -> Path:
        return self.root / archive_of(self.year) / self.version

    @property
    def shown(self) -> str:
        """Its path in the project."""
        return f"{ARCHIVE}/{self.year}/{self.version}"

    @property
    def name(self) -> str:
        """What a user calls it."""
        return f"{self.year}/{self.version}"

    def project(self, satker: str | None = None) -> Project:
        """The archived rules over the archived tables."""
        return Project(self.folder, self.year, satker)

    def record(self) -> Record:
        """Its record, after every check of the files themselves.

        Raises:
            UserError: a file is damaged, missing or foreign, or the version was written by a later program.
        """
        record = read(self.folder, self.shown)  # a later form may have other files: say that first
        issues = verify(self.folder, self.shown)
        if (record.year, record.version) != (self.year, self.version):
            values = {"given": f"{record.year}/{record.version}", "wanted": self.name}
            issues.append(Issue("archive_misplaced", Location(self.shown), values))
        issues = issues or list(_chain(self, record))  # what a damaged record says of others means nothing
        if issues:
            raise UserError(issues)
        return record


def entries(root: Path, year: int | None = None) -> list[Entry]:
    """Every archived version, by year, oldest first."""
    years = years_in(root / ARCHIVE)
    return [Entry(root, found, version) for found in years if year in (None, found) for version in versions(root, found)]


def _chain(entry: Entry, record: Record) -> Iterator[Issue]:
    """Whether the versions that this one rests on are here, and are the very ones: else it comes from another project."""
    pinned = [(year, version, total) for year, (version, total) in sorted(record.history.items())]
    if record.replaces:
        pinned.append((record.year, record.replaces, record.previous))
    found: list[Record] = []
    for year, version, total in pinned:
        path = Entry(entry.root, year, version).folder / MANIFEST
        values = {"version": entry.name, "needs": f"{year}/{version}"}
        if not path.is_file():
            yield Issue("archive_chain_missing", Location(entry.shown), values)
        elif digest(path) != total:
            yield Issue("archive_chain", Location(entry.shown), values)
        else:
            found.append(read(path.parent, f"{ARCHIVE}/{year}/{version}"))
    yield from misdated(record, record.date, found, place_of_date(entry.folder, entry.shown))


def find(root: Path, name: str, satker: str | None = None) -> tuple[str, Project]:
    """What a user means by a year (its latest archived version, else its files), a version, or a year's files.

    Raises:
        UserError: there is no such thing, or the archived version is damaged.
    """
    text = name.removeprefix(f"{ARCHIVE}/").rstrip("/")
    number, _, version = text.partition("/")
    known = [entry.name for entry in entries(root)] + [f"{year}/{WORK}" for year in years_in(root / RULES)]
    issue = Issue("archive_unknown", Location(ARCHIVE), {"given": name, "nearest": nearest(text, known),
                                                         "known": ", ".join(known)})  # fmt: skip
    if not (number.isascii() and number.isdigit() and len(number) <= 4):
        raise UserError([issue])
    kept = entries(root, int(number))
    if version == WORK or (not version and not kept):
        if int(number) not in years_in(root / RULES):
            raise UserError([issue])
        return f"{int(number)}/{WORK}", Project(root, int(number), satker)
    entry = next((entry for entry in kept if not version or entry.version == version), None) if version else kept[-1]
    if entry is None:
        raise UserError([issue])
    entry.record()
    return entry.name, entry.project(satker)
