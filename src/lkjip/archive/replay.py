"""Archived rules over archived tables with today's engine, and every figure compared: exactly, or it is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lkjip import cache
from lkjip.archive import values
from lkjip.archive.entries import Entry, entries
from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey, parse_key
from lkjip.layout import ARCHIVE
from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.rules.model import SATKER

SHOWN = 50  # differences with traces; the rest are counted
_PLACE = (SATKER, "id", "key")


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that comes out otherwise: what was archived and what is computed now, each with its calculation.

    A part that differs is `value`, `status`, `unit`, `reason` …; a value that is not there at all has None everywhere.
    """

    id: str
    satker: str
    key: str
    parts: tuple[str, ...]
    archived: str | None
    computed: str | None
    archived_trace: str
    computed_trace: str

    @property
    def at(self) -> FigureKey:
        """The figure's id with the value's key."""
        return FigureKey(self.id, parse_key(self.key))


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of replaying one archived version. `issues`: why it could not be replayed at all."""

    entry: Entry
    figures: int = 0
    identical: int = 0
    values: int = 0
    differing: int = 0
    differences: tuple[Difference, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def same(self) -> bool:
        return not self.issues and not self.differing


def reproduce(root: Path, year: int | None = None) -> Iterator[Replay]:
    """Replays every archived version, or those of one year, one after the other.

    Raises:
        UserError: there is none.
    """
    found = entries(root, year)
    if not found:
        known = ", ".join(sorted({str(entry.year) for entry in entries(root)})) or "–"
        raise UserError([Issue("archive_none", Location(ARCHIVE), {"year": year or "", "known": known})])
    for entry in found:
        yield replay(entry)


def replay(entry: Entry) -> Replay:
    """Checks one version's files and computes its figures again."""
    try:
        entry.proven()
        before = values.read(entry.folder, entry.shown)
        with speaking("id"), cache.unused():
            project = entry.project()
            return _compared(entry, before, project)
    except UserError as error:
        return Replay(entry, issues=tuple(_inside(entry, issue) for issue in error.issues))


def _inside(entry: Entry, issue: Issue) -> Issue:
    """An issue of an archived file, placed in the project."""
    place = issue.location
    if place.file.startswith(f"{ARCHIVE}/"):
        return issue
    return Issue(issue.code, Location(f"{entry.shown}/{place.file}", place.line, place.column), issue.values, issue.level)


def _compared(entry: Entry, before: pl.DataFrame, project: Project) -> Replay:
    now = values.archived(project.evaluate())
    columns = [SATKER, *values.COMPARED]
    figures, total = values.counts(before)
    if before.select(columns).equals(now.select(columns)):
        return Replay(entry, figures, figures, total)
    rows = _different(before, now)
    touched = rows.get_column("id").n_unique()
    return Replay(
        entry,
        figures,
        max(figures - touched, 0),
        total,
        rows.height,
        tuple(_told(project, rows.head(SHOWN))),
    )


def _different(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Every value that is not the same on both sides, with the names of what differs (`parts`)."""
    here = before.with_columns(pl.lit(True).alias("here"))
    joined = here.join(
        now.with_columns(pl.lit(True).alias("there")),
        on=list(_PLACE),
        how="full",
        nulls_equal=True,
        coalesce=True,
        suffix=" now",
        maintain_order="left_right",
    )
    compared = [name for name in values.COMPARED if name not in _PLACE]
    flags = [pl.col(name).ne_missing(pl.col(f"{name} now")).alias(f"!{name}") for name in compared]
    missing = pl.col("here").is_null() | pl.col("there").is_null()
    parts = pl.concat_str(
        [pl.when(pl.col(f"!{name}")).then(pl.lit(name)).otherwise(None) for name in compared],
        separator=" ",
        ignore_nulls=True,
    )
    found = joined.with_columns(flags).with_columns(parts.alias("parts"))
    return found.filter((pl.col("parts") != "") | missing)


def _told(project: Project, rows: pl.DataFrame) -> Iterator[Difference]:
    for row in rows.iter_rows(named=True):
        yield Difference(
            id=row["id"],
            satker=row[SATKER],
            key=row["key"] or "",
            parts=tuple(row["parts"].split()),
            archived=_shown(row, ""),
            computed=_shown(row, " now"),
            archived_trace=row[values.CALCULATION] or "",
            computed_trace=_trace(project, row),
        )


def _shown(row: dict[str, str | None], side: str) -> str | None:
    """A value as it was archived: itself, or why there is none."""
    value, reason = row[f"value{side}"], row[f"reason{side}"]
    return value if value is not None else (f"– ({reason})" if reason else None)


def _trace(project: Project, row: dict[str, str | None]) -> str:
    try:
        return " = ".join(project.traces(row[SATKER])(FigureKey(str(row["id"]), parse_key(row["key"] or ""))).steps)
    except (KeyError, UserError):  # a figure that today's rules do not have
        return ""
