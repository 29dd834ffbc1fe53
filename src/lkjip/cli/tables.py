"""Figures as tables on the terminal, with titles from the rules and numbers in Indonesian notation."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from lkjip.messages import phrase, visible
from lkjip.version import __version__

if TYPE_CHECKING:
    from rich.table import Table

    from lkjip.figures import Figures, Value
    from lkjip.project import Project

Line = tuple[str, ...]  # id, title, office where there are several, all but the last of the keys, unit
WIDTH = 120  # where no terminal says how wide it is


def write_tables(project: Project, figures: Figures, out: BinaryIO, *, colour: bool, whole: bool = True) -> None:
    """One table per rule file; unless the whole is asked for, only the headline figures, and how many there are more.

    A figure without keys takes a line; one with several keys a line per combination of all but the last.
    """
    from rich.console import Console
    from rich.text import Text

    from lkjip.rules.headline import headline

    text = io.StringIO()
    width = shutil.get_terminal_size((WIDTH, 0)).columns if colour else WIDTH
    console = Console(file=text, force_terminal=colour, no_color=not colour, width=width, legacy_windows=False)
    rules = project.plan.rules
    head = Text.assemble((visible(rules.title), "bold"), f" · {rules.version} · lkjip {__version__}")
    console.print(head, highlight=False)
    many = len(project.tables.offices) > 1
    wanted = None if whole else frozenset(headline(project.plan.resolved))
    groups = _lines(project, figures, many, wanted)
    tables = {visible(rules.measures[measure].title): lines for measure, lines in groups.items()}
    if wanted is None:
        for title, lines in tables.items():
            console.print()
            console.print(_table(many, {title: lines}, titled=title))
    else:
        console.print()
        console.print(_table(many, tables))
        rest = len(project.plan.resolved.figures) - len(wanted)
        console.print(phrase("evaluate_more").format(count=rest), highlight=False)
    out.write(text.getvalue().encode())


def _lines(
    project: Project, figures: Figures, many: bool, wanted: frozenset[str] | None
) -> Mapping[str, Mapping[Line, Sequence[str]]]:
    """The lines of each measure's table, each with the values that stand in it."""
    groups: dict[str, dict[Line, list[str]]] = {}
    for value in figures:
        if wanted is not None and value.id not in wanted:
            continue
        *outer, inner = [_member(project, name, code) for name, code in value.key.items()] or [""]
        shown = _shown(value)
        if outer:
            inner, shown = ", ".join(outer), f"{inner}: {shown}"
        unit = project.rules.scales[value.unit].symbol or value.unit if value.unit else ""
        line = (value.id, value.title, *([value.satker] if many else []), inner, unit)
        groups.setdefault(value.id.partition(".")[0], {}).setdefault(line, []).append(shown)
    return groups


def _shown(value: Value) -> str:
    """A value, or why there is none, and how many members it covers where that is not all."""
    shown = str(value) if value.status == "ok" else f"– ({value.reason})"
    return shown if value.covered is None else f"{shown} ({value.covered}/{value.of})"


def _table(many: bool, groups: Mapping[str, Mapping[Line, Sequence[str]]], titled: str = "") -> Table:
    """Measures as one table; untitled, each has a line with its title. No id is broken.

    An id and title that stand in the line above are not repeated.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(titled) if titled else None, title_justify="left")
    table.add_column("id", no_wrap=True)
    keyed = any(cells[-1] for lines in groups.values() for _, _, *cells, _ in lines)
    for name in [phrase("figure"), *([phrase("office")] if many else []), *([phrase("key")] if keyed else [])]:
        table.add_column(name, overflow="fold")
    table.add_column(phrase("value"), justify="right", overflow="fold")
    table.add_column(phrase("unit"))
    for title, lines in groups.items():
        if not titled:
            table.add_row("", Text(title, "bold"))
        before = ""
        for (name, heading, *cells, unit), values in lines.items():
            first = (name, heading) if name != before else ("", "")
            shown = cells if keyed else cells[:-1]
            table.add_row(*(Text(visible(cell)) for cell in (*first, *shown, "; ".join(values), unit)))
            before = name
        table.add_section()
    return table


def _member(project: Project, dimension: str, code: object) -> str:
    member = project.rules.dimensions[dimension].member(str(code))
    return member.short or member.title
