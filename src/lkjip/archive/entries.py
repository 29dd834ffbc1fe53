"""The archived versions of a project, and what a user calls them: `2022`, `2022/1.0.0`, `2022/work`."""

from __future__ import annotations

from pathlib import Path

from lkjip.archived import Version
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.layout import ARCHIVE, RULES, versions, years_in
from lkjip.project import Project

WORK = "work"  # the files as they are now


class Entry(Version):
    """One archived version, as the project that it is."""

    __slots__ = ()

    def project(self, satker: str | None = None) -> Project:
        """The archived rules over the archived tables."""
        return Project(self.folder, self.year, satker)


def entries(root: Path, year: int | None = None) -> list[Entry]:
    """Every archived version, by year, oldest first."""
    archived = years_in(root / ARCHIVE)
    return [Entry(root, found, version) for found in archived if year in (None, found) for version in versions(root, found)]


def find(root: Path, name: str, satker: str | None = None) -> tuple[str, Project]:
    """What a user means by a year (its latest archived version, else its files), a version, or a year's files.

    Raises:
        UserError: there is no such thing, or the archived version is damaged.
    """
    text = name.removeprefix(f"{ARCHIVE}/").rstrip("/")
    number, _, version = text.partition("/")
    known = [entry.name for entry in entries(root)] + [f"{year}/{WORK}" for year in years_in(root / RULES)]
    issue = Issue(
        "archive_unknown", Location(ARCHIVE), {"given": name, "nearest": nearest(text, known), "known": ", ".join(known)}
    )
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
    entry.proven()
    return entry.name, entry.project(satker)
