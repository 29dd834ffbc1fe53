"""Where the tables of a year lie: one folder per office, or one file for many; which columns each file has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lkjip.errors import Issue, Location, nearest
from lkjip.layout import data_of
from lkjip.rules.folder import NOTHING, is_utf8
from lkjip.rules.model import SATKER, Table

FILE, LINE = "@file", "@line"
SUFFIXES = (".csv", ".parquet", ".xlsx")
LONGEST = 32_767  # signs in a cell, as in Excel, which cuts what is longer without a word
SHOWN = 20  # of one kind of problem that are listed; the rest are counted
OFFICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a table: its path, its path as shown, and the office it belongs to ("" = it names them itself).

    `content` is what it will hold where that is not saved yet; such a file is CSV.
    """

    path: Path
    shown: str
    satker: str
    content: bytes | None = None

    def read(self) -> bytes:
        """What it holds."""
        return self.path.read_bytes() if self.content is None else self.content


def offices(root: Path, shown: str, issues: list[Issue]) -> list[str]:
    """The offices that have a folder of their own under a year's data, sorted; a name that cannot be one is an issue."""
    names = sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    for name in names:
        if not OFFICE.fullmatch(name):
            issues.append(Issue("office_name", Location(f"{shown}/{name}"), {"given": name}))
    return [name for name in names if OFFICE.fullmatch(name)]


def sources(
    project: Path, year: int, table: str, folders: Sequence[str], changed: Mapping[str, bytes | None] = NOTHING
) -> list[Source]:
    """Every file of a table, in a fixed order: the shared one, then one per office folder."""
    root = project / data_of(year)
    found = []
    for folder in ["", *folders]:
        for suffix in SUFFIXES:
            path = root / folder / f"{table}{suffix}"
            shown = path.relative_to(project).as_posix()
            if shown in changed:
                if (content := changed[shown]) is not None:
                    found.append(Source(path, shown, folder, content))
            elif path.is_file():
                if not path.resolve().is_relative_to(project.resolve()):
                    continue  # a link out of the project is no table of it
                found.append(Source(path, shown, folder))
    return found


def other_format(folder: Path, table: str) -> str:
    """A file that is meant to be a table but is not read: another format, or a name in other letters; "" where none is."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    read = [table + suffix for suffix in SUFFIXES]  # such a one is a link that leads out of the project
    alike = (name for name in names if Path(name).stem.strip().lower() == table and name not in read)
    return next(filter(is_utf8, alike), "")


def expected(table: Table, source: Source) -> list[str]:
    """The columns that a file of a table has: an office's own file needs none that names it."""
    return [*([] if source.satker else [SATKER]), *table.keys, *table.columns]


def header_fits(names: Sequence[str], table: Table, source: Source, issues: list[Issue], line: int = 1) -> bool:
    """Whether a header has each declared column once and nothing else; what is wrong goes to `issues`."""
    wanted, place = expected(table, source), Location(source.shown, line)
    before = len(issues)
    for name in sorted({name for name in names if names.count(name) > 1}):
        issues.append(Issue("duplicate_column", place, {"column": name}))
    for name in wanted:
        if name not in names:
            near = nearest(name, [n for n in names if n not in wanted])
            issues.append(Issue("missing_column", place, {"column": name, "found": ", ".join(names), "nearest": near}))
    for name in names:
        if name not in wanted:
            near = nearest(name, [w for w in wanted if w not in names])
            issues.append(Issue("unknown_column_in_table", place, {"column": name, "nearest": near}))
    return len(issues) == before


def placed(frame: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    """Rows with the file they stand in, and the office where the file is one office's own."""
    frame = frame.with_columns(pl.lit(source.shown).alias(FILE))
    return frame.with_columns(pl.lit(source.satker).alias(SATKER)) if source.satker else frame


def as_text(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str | None]]]) -> pl.LazyFrame:
    """Rows of text with their line numbers as a frame: the declared columns and `@line`."""
    columns = {name: [cells[n] for _, cells in rows] for n, name in enumerate(header)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(header, pl.String))
    return frame.with_columns(pl.Series(LINE, [line for line, _ in rows], dtype=pl.UInt32)).lazy()
