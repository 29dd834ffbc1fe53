"""The names of columns: a value under the name of its step, and what goes with it under the name with a mark.

No name of a rule has such a sign, so that a mark can never be mistaken for one.
"""

from __future__ import annotations


def why_of(name: str) -> str:
    """The reasons why values are missing."""
    return f"{name}?"


def denominator_of(name: str) -> str:
    """The denominators of values that stay fractions."""
    return f"{name}/"


def covered_of(name: str) -> str:
    """How many members of an aggregate have a value."""
    return f"{name}#"


def members_of(name: str) -> str:
    """How many members an aggregate has."""
    return f"{name}%"


def check_of(name: str) -> str:
    """Whether a check holds: 1 or 0."""
    return f"!{name}"


def checked_by(column: str) -> str:
    """The check that a column is of; of any other column, its own name."""
    return column.removeprefix("!")


def part_of(owner: str, number: int) -> str:
    """A step within a figure's formula, numbered from 1."""
    return f"{owner}#{number}"


def is_part(name: str, owner: str) -> bool:
    """Whether a step is within that figure's formula, and not a figure or input that the formula names."""
    return name.startswith(f"{owner}#")
