"""Figures as files, and where they are written."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lkjip import whole
from lkjip.errors import Issue
from lkjip.messages import phrase

if TYPE_CHECKING:
    import polars as pl

    from lkjip.figures import Figures


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears only when it is whole."""
    if path is None:
        yield sys.stdout.buffer
        return
    with whole.writing(path) as file:
        yield file


def shown_path(path: Path) -> str:
    """A path as the user would type it."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)


def mention(issues: Sequence[Issue], year: int) -> None:
    """Says on the error output how many warnings and notes stand beside the figures."""
    if issues:
        counts = {f"{level}s": sum(issue.level == level for issue in issues) for level in ("warning", "note")}
        print(phrase("mention").format(year=year, **counts), file=sys.stderr)


def write_json(figures: Figures, out: BinaryIO) -> None:
    """The figures by the JSON contract, a line each."""
    from lkjip.figures import json_lines

    head = json.dumps(figures.meta, ensure_ascii=False)[:-1]
    body = ",\n".join(json_lines(figures.frame).to_list())
    out.write(f'{head}, "figures": [\n{body}\n]}}\n'.encode())


def parquet(figures: Figures) -> bytes:
    """The figures as a Parquet file. Polars would write past a file of ours, and its errors name nothing."""
    file = io.BytesIO()
    figures.frame.write_parquet(file)
    return file.getvalue()


def for_spreadsheets(figures: Figures) -> pl.DataFrame:
    """The figures with every text that a spreadsheet would take for a formula marked as text."""
    from lkjip.figures import harmless

    return figures.frame.with_columns(harmless(name) for name in ("label", "reason", "title"))
