"""Resolved formulas: one tree that compile, oracle and explain all read.

Every node knows its grain (the keys it varies over), its unit and how many decimals write it exactly (None: it can leave
the finite decimals). Functions such as `achievement` have become arithmetic here; what is left is a small, closed set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lkjip.errors import Location
from lkjip.rules.model import Categories
from lkjip.units import Unit

Grain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes have. A condition has no unit of its own and 0 decimals."""

    grain: Grain
    unit: Unit
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A number: written in the formula (`bare`), a parameter or a target. None: there is none, because of `reason`."""

    value: Fraction | None
    label: str = ""
    bare: bool = False
    reason: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Keyed(Node):
    """Constants by the members of dimensions: weights, or targets by year.

    `keys` are the dimensions of the codes where they are more than the grain: within an office the office is understood,
    and so is what it belongs to.
    """

    label: str
    values: Mapping[str, Fraction]
    places: Mapping[str, Location]
    reason: str = "no_target"  # why a member without a constant has none
    keys: Grain = ()

    @property
    def by(self) -> Grain:
        """The dimensions whose members the codes are, in their order."""
        return self.keys or self.grain


@dataclass(frozen=True, slots=True)
class Ref(Node):
    """An input or a figure by its full id."""

    id: str


@dataclass(frozen=True, slots=True)
class Here(Node):
    """The number of the member at hand of a dimension, in printed order."""

    dimension: str


@dataclass(frozen=True, slots=True)
class Among(Node):
    """A condition that always has an answer: whether the members at hand are one of some combinations of codes."""

    keys: Grain
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """Exact arithmetic; a division by zero has no value."""

    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Scale(Node):
    """The operand times a constant: a conversion of units, or a ratio in per cent."""

    operand: Node
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Abs(Node):
    """The magnitude of the operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Clamp(Node):
    """The operand, not below `low` and not above `high` (None: no bound)."""

    operand: Node
    low: Node | None
    high: Node | None


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A condition on two quantities of one unit."""

    operator: Literal["<", "<=", ">", ">=", "==", "!="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` of two conditions; missing where either is."""

    operator: Literal["and", "or"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The negation of a condition."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Lacking(Node):
    """A condition that always has an answer: whether the operand has no value."""

    operand: Node


Fn = Literal[
    "sum",
    "mean",
    "min",
    "max",
    "count",
    "count_where",
    "weighted_mean",
    "median",
    "last",
    "quantile",
    "stdev",
    "geometric_mean",
    "weighted_geometric_mean",
    "selected",
]


@dataclass(frozen=True, slots=True)
class Reduce(Node):
    """An aggregation of the operand's grain down to this node's. `strict`: every member must be measured."""

    fn: Fn
    operand: Node
    weight: Node | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Statistic(Reduce):
    """A reduction that needs all members at once; `options` are what its function is told beside them.

    `median`, `last` (of the last key), `quantile` (share, method), `stdev` (sample or population), `geometric_mean`,
    `weighted_geometric_mean`, `selected` (the one member whose weight, a condition, holds). What leaves the rational
    numbers is rounded correctly to this node's decimals.
    """

    options: tuple[Fraction | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window(Node):
    """For every member of a dimension a value that depends on the others: `rank`, `cumulate` or `lag`."""

    fn: Literal["rank", "cumulate", "lag"]
    operand: Node
    dimension: str
    options: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Power(Node):
    """The operand to a rational power, rounded correctly to this node's decimals; a root where it is 1/n."""

    operand: Node
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Log(Node):
    """The natural logarithm of the operand, rounded correctly to this node's decimals."""

    operand: Node


@dataclass(frozen=True, slots=True)
class FirstPresent(Node):
    """The first operand that has a value."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """The least or the greatest of several operands, all of which must have a value."""

    fn: Literal["min", "max"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Gated(Node):
    """The operand where the condition holds; elsewhere it is not measured, for this reason."""

    operand: Node
    condition: Node
    reason: str


@dataclass(frozen=True, slots=True)
class Select(Node):
    """The operand's value for one member of a key, which leaves the grain."""

    operand: Node
    dimension: str
    code: str


@dataclass(frozen=True, slots=True)
class Previous(Node):
    """The operand by year, so many years earlier."""

    operand: Node
    years: int


@dataclass(frozen=True, slots=True)
class OverYears(Node):
    """By year: the history's values, and the computed value in the rule set's year."""

    current: Node
    history: Node


@dataclass(frozen=True, slots=True)
class Apportion(Node):
    """Shares of the total in per cent at `decimals` places, by largest remainder, that sum to exactly 100."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Classify(Node):
    """The number of the band that the operand falls in, from 0."""

    operand: Node
    categories: Categories


@dataclass(frozen=True, slots=True)
class Choose(Node):
    """The number of the first condition that holds, from 0; as many as there are conditions where none does."""

    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """The value of the first condition that holds, or the last value where none does."""

    conditions: tuple[Node, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Score(Node):
    """The declared value of a code; `first` stands for the first code."""

    operand: Node
    values: tuple[Fraction, ...]
    first: int


@dataclass(frozen=True, slots=True)
class MembersWhere(Node):
    """The members of a dimension that fulfil the condition, in their printed order."""

    condition: Node
    dimension: str


@dataclass(frozen=True, slots=True)
class Gather(Node):
    """One figure per member of a dimension."""

    dimension: str
    parts: Mapping[str, Node]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order of the formula."""
    for name in part_names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))
        elif isinstance(value, dict):
            yield from (item for item in value.values() if isinstance(item, Node))


def part_names(node: Node) -> tuple[str, ...]:
    """What a node has beyond grain, unit and decimals."""
    return node.__match_args__[len(Node.__match_args__) :]


def descendants(node: Node) -> Iterator[Node]:
    """Every node below a node, in order."""
    for child in children(node):
        yield child
        yield from descendants(child)


def references(node: Node) -> Iterator[Ref]:
    """Every reference below a node, in order."""
    if isinstance(node, Ref):
        yield node
    for child in children(node):
        yield from references(child)
