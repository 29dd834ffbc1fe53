"""What a compilation knows, and the two questions that it answers of a node: its exact value, and whether it holds.

A column `x` has no value exactly where its companion `x?` holds a reason: positive for missing, negative for absent by
rule. `x?` is left out where the column cannot be empty. A column that stays a fraction has its denominator in `x/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatch

from lkjip.errors import Defect
from lkjip.plan.exact import (
    Exact,
    Truth,
)
from lkjip.rules.model import SATKER, RuleSet
from lkjip.rules.tree import (
    Grain,
    Node,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a column that exists: its grain, scale (None: a fraction) and largest magnitudes.

    `denominator` is the largest of a fraction's denominators, or, if it is `shared`, the one of every row.
    """

    grain: Grain
    decimals: int | None
    bound: int
    denominator: int = 1
    nullable: bool = False
    shared: bool = False


@dataclass(slots=True)
class Context:
    """What a compilation needs to know: the columns there are, the rules, and how reasons are numbered."""

    rules: RuleSet
    stored: Mapping[str, Stored]
    reason: Callable[[str, str], int]
    absent: Callable[[str], int]  # of a reason that a rule gives in its own words
    codes: tuple[str, ...] = ("",)  # of the offices
    grain: Grain = ()  # of the step at hand, the office included

    @property
    def offices(self) -> int:
        """How many offices there are."""
        return len(self.codes)

    def members(self, key: str) -> tuple[str, ...]:
        """The codes of a dimension, or the offices."""
        return self.codes if key == SATKER else self.rules.dimensions[key].codes

    def code(self, dimension: str, member: str) -> int:
        """A member's number in its dimension."""
        return self.rules.dimensions[dimension].number(member)


@singledispatch
def exact(node: Node, context: Context) -> Exact:
    """The rational expression of a row-wise quantity."""
    raise Defect(f"no compilation for {type(node).__name__}")


@singledispatch
def truth(node: Node, context: Context) -> Truth:
    """The expression of a condition."""
    raise Defect(f"no condition in {type(node).__name__}")
