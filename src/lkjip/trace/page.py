"""A trace as a notebook shows it: nested, to be opened down to the cells."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from lkjip.figure_key import FigureKey
    from lkjip.trace.explain import Trace

MOST = 1_000  # values that one page shows


def html(trace: Trace) -> str:
    """The tree as nested HTML, the first level open. What stood above is not repeated; what is too much is left out."""
    seen: set[FigureKey] = set()

    def item(node: Trace, opened: str = "") -> str:
        if len(seen) == MOST:
            return ""
        again = node.at in seen and node.parts
        seen.add(node.at)
        if not node.formula or again:
            told = phrase("above") if again else node.location
            return f"<div>{_head(node)} <small>{escape(str(told))}</small></div>"
        parts = "".join(item(part) for part in node.parts)
        inner = f'<div style="margin-left:1.5em">{parts}</div>'
        return f"<details{opened}><summary>{_head(node)}</summary>{_working(node)}{inner}</details>"

    whole = item(trace, " open")
    return whole + (f"<p>… {MOST}</p>" if len(seen) == MOST else "")


def _head(node: Trace) -> str:
    unit = f" {node.unit}" if node.unit and node.status == "ok" else ""
    title = "" if node.title == node.id else f"{escape(node.title)} "
    return f"{title}<code>{escape(str(node.at))}</code> = <b>{escape(visible(node.value))}</b>{escape(unit)}"


def _working(node: Trace) -> str:
    """How the value was computed, and by which rule."""
    details = [node.formula, str(node.location)]
    if node.rounding is not None:
        details.insert(1, phrase("rounded").format(decimals=node.rounding))
    if node.citation:
        details.append(f"{node.citation.title} [{phrase('certainty_' + node.citation.certainty)}]")
    steps = " = ".join(node.steps) if node.steps != (node.value,) else ""
    lines = [
        escape(steps),
        f"<small>{escape(' · '.join(details))}</small>",
        f"<i>{escape(node.note)}</i>" if node.note else "",
    ]
    return "".join(f"<div>{line}</div>" for line in lines if line)
