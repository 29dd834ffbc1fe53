"""One table of four columns, and what reading a file of it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from lkjip.errors import Issue, Location
from lkjip.inputs import files
from lkjip.inputs.sources import LINE, Source
from lkjip.messages import speaking
from lkjip.rules.model import Column, Table

HERE = Location("rules/2023/tables/t.yaml")
COLUMNS = {
    "nilai": Column("nilai", "Nilai", "decimal", HERE, decimals=12, empty="Tidak ada"),
    "orang": Column("orang", "Orang", "integer", HERE),
    "catatan": Column("catatan", "Catatan", "text", HERE, empty="Tidak ada"),
}
TABLE = Table("t", "Tabel", ("bulan",), COLUMNS, HERE)
HEADER: list[object] = ["bulan", "nilai", "orang", "catatan"]
Rows = list[tuple[Any, ...]]


def read(path: Path) -> tuple[Rows, list[Issue]]:
    """Rows as (line, bulan, nilai, orang, catatan), and what was refused."""
    issues: list[Issue] = []
    frames = list(files.read(TABLE, [Source(path, f"data/2023/k/{path.name}", "k")], issues))
    for issue in issues:
        for language in ("id", "en"):
            with speaking(language):
                assert "{" not in issue.message + issue.hint
    try:
        rows = pl.concat(frames).select(LINE, *map(str, HEADER)).collect().rows() if frames else []
    except pl.exceptions.PolarsError:
        return [], files.faults(TABLE, [Source(path, f"data/2023/k/{path.name}", "k")])
    return rows, issues


def refused(path: Path) -> list[tuple[str, int, int]]:
    """Code, row and column of each refusal; nothing may have been read beside it."""
    rows, issues = read(path)
    assert rows == []
    return [(issue.code, issue.location.line, issue.location.column) for issue in issues]
