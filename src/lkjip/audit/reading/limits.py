"""What no document may exceed, and the refusal of a damaged one."""

from __future__ import annotations

from pathlib import Path

from lkjip.errors import Issue, Location, UserError

CHARACTERS = 20_000_000  # the most text that is taken from one document: some hundred times a report


def limited(text: str, path: Path) -> str:
    """The text, unless it is longer than any report."""
    within(len(text), path)
    return text


def within(length: int, path: Path) -> None:
    """Refuses a text that is longer than any report."""
    if length > CHARACTERS:
        raise UserError([Issue("document_too_long", Location(path.name), {"limit": CHARACTERS})])


def damaged(path: Path, problem: str) -> UserError:
    """The refusal of a file whose content is not what its name says."""
    return UserError([Issue("document_damaged", Location(path.name), {"problem": problem})])
