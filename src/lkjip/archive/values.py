"""Figures as an archive holds them: one CSV per office, in the order of the rules, each value with its calculation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey, parse_key
from lkjip.figures import Figures, harmless
from lkjip.inputs import delimited
from lkjip.inputs.sources import FILE, Source
from lkjip.layout import FIGURES, HEADER
from lkjip.project import Project
from lkjip.rules.model import SATKER

CALCULATION = "calculation"
COMPARED = tuple(name for name in HEADER if name != CALCULATION)
_TEXTS = ("label", "reason", "title")


def archived(figures: Figures) -> pl.DataFrame:
    """Figures with the columns of an archive and `satker`, without calculations; empty text is no text."""
    key = pl.col("key").str.replace_all('[{}"]', "").str.replace_all(": ", "=", literal=True)
    frame = figures.frame.with_columns(key.alias("key"), *(harmless(name) for name in _TEXTS))
    return _normal(frame.select(SATKER, *(pl.col(name).cast(pl.String) for name in COMPARED)))


def _normal(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in frame.columns]
    return frame.with_columns(texts).sort(SATKER, maintain_order=True)


def files_of(project: Project, *, calculations: bool = True) -> Iterator[tuple[str, bytes]]:
    """Each office's figures as a CSV file: path in the archive and content."""
    frame = archived(project.evaluate())
    for (office,), rows in frame.group_by([SATKER], maintain_order=True):
        shown = pl.Series(CALCULATION, _calculations(project, str(office), rows) if calculations else [None] * rows.height)
        content = rows.drop(SATKER).with_columns(shown.cast(pl.String)).select(HEADER)
        yield f"{FIGURES}/{office}.csv", content.with_columns(harmless(CALCULATION)).write_csv().encode()


def _calculations(project: Project, office: str, rows: pl.DataFrame) -> list[str | None]:
    """The formula of each value with its numbers filled in, as in a trace."""
    trace = project.traces(office)
    found: list[str | None] = []
    for name, key, status in rows.select("id", "key", "status").iter_rows():
        steps = trace(FigureKey(name, parse_key(key or ""))).steps if status == "ok" else ()
        found.append(" = ".join(steps) or None)
    return found


def read(folder: Path, shown: str) -> pl.DataFrame:
    """The archived figures of every office, with their calculations and the place of each row.

    Raises:
        UserError: there are none, or a file is no table of figures.
    """
    paths = sorted((folder / FIGURES).glob("*.csv"))
    sources = [Source(path, f"{shown}/{FIGURES}/{path.name}", path.stem) for path in paths]
    issues = [Issue("archive_foreign", Location(s.shown, 1), {"file": s.shown}) for s in sources if not _headed(s.path)]
    if not sources:
        issues.append(Issue("archive_missing_file", Location(f"{shown}/{FIGURES}"), {}))
    if issues:
        raise UserError(issues)
    try:
        frame = delimited.csv_rows(HEADER, sources).collect(engine="in-memory")
    except pl.exceptions.PolarsError as error:
        problem = {"problem": str(error).split("\n")[0]}
        raise UserError([Issue("table_unreadable", Location(f"{shown}/{FIGURES}"), problem)]) from None
    return _normal(frame.select(SATKER, *HEADER, FILE))


def _headed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(1000).decode("utf-8", "replace").strip() == ",".join(HEADER)


def counts(frame: pl.DataFrame) -> tuple[int, int]:
    """How many figures there are, and how many values."""
    return frame.get_column("id").n_unique(), frame.height
