"""Figures as files and tables, and where they are written."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lkjip import whole
from lkjip.errors import Issue
from lkjip.version import __version__

if TYPE_CHECKING:
    import polars as pl

    from lkjip.figures import Figures
    from lkjip.project import Project


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
        from lkjip.messages import phrase

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


def write_tables(project: Project, figures: Figures, out: BinaryIO, *, colour: bool) -> None:
    """One table per rule file, titles from the rules, numbers in Indonesian notation.

    A figure without keys takes a line; one with several keys a line per combination of all but the last.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from lkjip.messages import phrase

    text = io.StringIO()
    width = os.get_terminal_size().columns if colour else 120
    console = Console(file=text, force_terminal=colour, no_color=not colour, width=width, legacy_windows=False)
    many = len(project.tables.offices) > 1
    rules = project.plan.rules
    console.print(f"[bold]{rules.title}[/bold] · {rules.version} · lkjip {__version__}", highlight=False)
    groups: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for value in figures:
        *outer, inner = [_member(project, name, code) for name, code in value.key.items()] or [""]
        shown = str(value) if value.status == "ok" else f"– ({value.reason})"
        if value.covered is not None:
            shown += f" ({value.covered}/{value.of})"
        if outer:
            inner, shown = ", ".join(outer), f"{inner}: {shown}"
        unit = rules.scales[value.unit].symbol or value.unit if value.unit else ""
        line = (value.id, value.title, *([value.satker] if many else []), inner, unit)
        groups.setdefault(value.id.partition(".")[0], {}).setdefault(line, []).append(shown)
    for measure, lines in groups.items():
        table = Table(title=rules.measures[measure].title, title_justify="left")
        for name in ["id", phrase("figure"), *([phrase("office")] if many else []), phrase("key")]:
            table.add_column(name, overflow="fold")
        table.add_column(phrase("value"), justify="right", overflow="fold")
        table.add_column(phrase("unit"))
        before = ""
        for (name, title, *cells, unit), values in lines.items():
            first = (name, title) if name != before else ("", "")
            table.add_row(*(escape(cell) for cell in (*first, *cells, "; ".join(values), unit)))
            before = name
        console.print()
        console.print(table)
    out.write(text.getvalue().encode())


def _member(project: Project, dimension: str, code: object) -> str:
    member = project.plan.rules.dimensions[dimension].member(str(code))
    return member.short or member.title
