"""What the second evaluator finds: a value, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lkjip.errors import Location

Key = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Missing:
    """No value: status, a text of the rules or the code of a phrase of ours, and whether a rule says it is absent."""

    status: str
    text: str = ""
    phrase: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its exact value, or None where it is empty, and its place."""

    value: Fraction | None
    location: Location


Result = Fraction | bool | tuple[str, ...] | Missing


def gravest(missing: list[Missing]) -> Missing:
    """Of several reasons the one to tell: one that no rule foresees before one that a rule does."""
    return next((lost for lost in missing if not lost.absent), missing[0])
