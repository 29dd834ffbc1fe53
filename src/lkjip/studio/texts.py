"""The words of the studio, in the user's language."""

from __future__ import annotations

from lkjip.messages import worded


def say(code: str, /, **values: object) -> str:
    """A text of the catalogue `studio`, filled in."""
    return worded("studio", code, values)
