"""A trace on the terminal and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lkjip.figure_key import FigureKey
    from lkjip.trace.explain import Trace


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


def print_trace(trace: Trace, *, colour: bool) -> None:
    """A trace as a tree; what stood above is not repeated."""
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from lkjip.messages import phrase

    seen: set[FigureKey] = set()

    def branch(node: Trace, tree: Tree | None) -> Tree:
        title = "" if node.title == node.id else f"{node.title}  "
        head = Text.assemble((title, "bold"), str(node.at))
        head.append(f" = {node.value}", "bold green" if node.status == "ok" else "bold yellow")
        head.append(f" {node.unit}" if node.unit and node.status == "ok" else "")
        again = node.at in seen and node.parts
        seen.add(node.at)
        if not node.formula:  # a cell, or a constant of the rules
            head.append(f"  {node.location}", "dim")
            return tree.add(head) if tree else Tree(head)
        if again:
            head.append(f"  ({phrase('above')})", "dim")
            return tree.add(head) if tree else Tree(head)
        if node.steps and node.steps != (node.value,):
            head.append("\n" + " = ".join(node.steps))
        details = [node.formula, str(node.location)]
        if node.rounding is not None:
            details.insert(1, phrase("rounded").format(decimals=node.rounding))
        if node.citation:
            details.append(f"{node.citation.title} [{phrase('certainty_' + node.citation.certainty)}]")
        head.append("\n" + " · ".join(details), "dim")
        if node.note:
            head.append("\n" + node.note, "italic")
        here = tree.add(head) if tree else Tree(head)
        for part in node.parts:
            branch(part, here)
        return here

    width = None if colour else 1_000_000
    console = Console(no_color=not colour, width=width, soft_wrap=True, highlight=False)
    console.print(branch(trace, None))
