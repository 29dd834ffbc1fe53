"""Runs inside the kernel: evaluates the inline expressions of a piece of text and hands back their Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lkjip.report.printed import markdown

MIME = "application/vnd.lkjip.inline+json"


def show(expressions: Sequence[Callable[[], Any]]) -> None:
    """Displays the Markdown of every expression as one bundle; a failing one says which it is, and is raised."""
    from IPython import display as shown

    texts: list[str] = []
    try:
        texts.extend(as_markdown(expression()) for expression in expressions)
    finally:
        display: Any = shown.display
        display({MIME: texts}, raw=True)


def as_markdown(value: Any) -> str:
    """A value's own Markdown, or its text."""
    own = getattr(value, "_repr_markdown_", None)
    return str(own()) if own is not None else markdown(str(value))
