"""A trace on the terminal and as data."""

from __future__ import annotations

import sys
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
        cited = trace.citation
        data["citation"] = cited and {"id": cited.id, "title": cited.title, "certainty": cited.certainty}
    if trace.note:
        data["note"] = trace.note
    if trace.parts:
        data["parts"] = [as_data(part) for part in trace.parts]
    return data


def print_trace(trace: Trace, depth: int = DEEP) -> None:
    """A trace as a tree, down to so many levels; what stood above is not repeated."""
    from rich.console import Console
    from rich.tree import Tree

    seen: set[FigureKey] = set()

    def branch(node: Trace, tree: Tree | None, left: int) -> Tree:
        again = bool(node.at in seen and node.parts)
        seen.add(node.at)
        here = tree.add(_head(node, again)) if tree else Tree(_head(node, again))
        for part in () if again or not left else node.parts:
            branch(part, here, left - 1)
        return here

    colour = sys.stdout.isatty()
    width = None if colour else 1_000_000
    console = Console(no_color=not colour, width=width, soft_wrap=True, highlight=False)
    console.print(branch(trace, None, depth))


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
