"""How a figure came about, as a page has it: the formula in words with its values, down to the cells."""

from __future__ import annotations

from lkjip.decimals import indonesian
from lkjip.studio import places
from lkjip.studio.markup import Markup, el
from lkjip.studio.view import View
from lkjip.trace.explain import Trace


def trace_markup(view: View, trace: Trace, depth: int = 1) -> Markup:
    """A trace: title, steps, and what it was computed from, each a link to its field."""
    key = ", ".join(trace.key.values())
    title = f"{trace.title}{f' ({key})' if key else ''}"
    steps = [el("li", step) for step in trace.steps]
    parts = [_part(view, part, depth) for part in trace.parts[:40]] if depth else []
    return el(
        "div",
        el("p", el("b", title), el("span", _value(trace), class_="nilai")),
        el("ol", steps, class_="langkah") if steps else None,
        el("ul", parts, class_="unsur") if parts else None,
        class_="jejak",
    )


def _part(view: View, part: Trace, depth: int) -> Markup:
    key = ", ".join(part.key.values())
    name = f"{part.title}{f' ({key})' if key else ''}"
    return el("li", el("a", name, href=places.of_location(view, part.location)), el("span", _value(part), class_="nilai"))


def _value(trace: Trace) -> str:
    return f" {trace.value} {trace.unit}".rstrip() if trace.value else indonesian(trace.exact or "–")
