"""A trace on the terminal and as data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from rich.text import Text

    from lkjip.figure_key import FigureKey
    from lkjip.trace.explain import Trace

DEEP = 1_000  # levels, more than any trace has


def as_data(trace: Trace) -> dict[str, object]:
    """A trace by the JSON contract."""
    data: dict[str, object] = {
        "id": trace.id,
        "key": {name: int(code) if code.isdigit() else code for name, code in trace.key.items()},
        "title": trace.title,
        "value": trace.exact,
        "shown": trace.value,
        "unit": trace.unit,
        "status": trace.status,
        "file": trace.location.file,
        "line": trace.location.line,
    }
    if trace.formula:
        data |= {"formula": trace.formula, "steps": list(trace.steps), "round": trace.rounding}
        data["latex"] = trace.latex
        cited = trace.citation
        data["citation"] = cited and {"id": cited.id, "title": cited.title, "certainty": cited.certainty}
    if trace.note:
        data["note"] = trace.note
    if trace.parts:
        data["parts"] = [as_data(part) for part in trace.parts]
    return data


def print_trace(trace: Trace, depth: int = DEEP) -> None:
    """A trace as a tree, down to so many levels; what stood above is not repeated."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(f"{guide}{line.plain}\n" for guide, line in _lines(trace, depth))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for guide, line in _lines(trace, depth):
        console.print(Text(guide) + line)


def _lines(trace: Trace, depth: int) -> Iterator[tuple[str, Text]]:
    """The lines of the tree, each with the guides that lead to it."""
    seen: set[FigureKey] = set()

    def branch(node: Trace, first: str, rest: str, left: int) -> Iterator[tuple[str, Text]]:
        again = bool(node.at in seen and node.parts)
        seen.add(node.at)
        for number, line in enumerate(_head(node, again).split("\n")):
            yield rest if number else first, line
        parts = () if again or not left else node.parts
        for number, part in enumerate(parts, 1):
            guide, below = ("└── ", "    ") if number == len(parts) else ("├── ", "│   ")
            yield from branch(part, rest + guide, rest + below, left - 1)

    return branch(trace, "", "", depth)


def _head(node: Trace, again: bool) -> Text:
    """What stands at a branch: the value, how it was computed, and by which rule; of a cell, where it stands."""
    from rich.text import Text

    title = "" if node.title == node.id else f"{node.title}  "
    head = Text.assemble((title, "bold"), str(node.at))
    head.append(f" = {visible(node.value)}", "bold green" if node.status == "ok" else "bold yellow")
    head.append(f" {node.unit}" if node.unit and node.status == "ok" else "")
    if not node.formula:  # a cell, or a constant of the rules
        return head.append(f"  {node.location}", "dim")
    if again:
        return head.append(f"  ({phrase('above')})", "dim")
    if node.steps and node.steps != (node.value,):
        head.append("\n" + " = ".join(node.steps))
    details = [node.formula, str(node.location)]
    if node.rounding is not None:
        details.insert(1, phrase("rounded").format(decimals=node.rounding))
    if node.citation:
        details.append(f"{node.citation.title} [{phrase('certainty_' + node.citation.certainty)}]")
    head.append("\n" + " · ".join(details), "dim")
    return head.append("\n" + node.note, "italic") if node.note else head
