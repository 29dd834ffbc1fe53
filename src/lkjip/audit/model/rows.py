"""The records of a table: its rows, its columns' heads, and the formulas that its column numbers state."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its label as flat words, its stretch of the text, and the index of the number in each column (None: none)."""

    label: str
    start: int
    end: int
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """What a column number says: `7 = 6/5 x 100%`, in columns of the table."""

    result: int
    above: int  # what is divided
    below: int  # by what
    percent: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `heads` are flat words above each column; `stated`: the format itself says what its cells are."""

    heads: tuple[str, ...]
    rows: tuple[Entry, ...]
    stated: bool
    formulas: tuple[Formula, ...] = ()
    title: str = ""
