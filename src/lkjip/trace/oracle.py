"""A second, naive evaluator: plain fractions, one value at a time, straight from the resolved rules.

It shares nothing with `compile` and `evaluate` but the rules themselves. Tests hold the engine against it, and a trace
takes its intermediate values from it, so that every explained number has been computed twice.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatchmethod
from typing import TypeVar, cast

from lkjip.decimals import round_half_away
from lkjip.errors import Defect, Location
from lkjip.rules.figure import Figure
from lkjip.rules.model import OBSERVATION, YEAR, RuleSet
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import (
    Abs,
    Apportion,
    Arith,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Gather,
    Grain,
    Keyed,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Ref,
    Scale,
    Select,
    references,
)
from lkjip.rules.typist import join

Key = Mapping[str, str]
T = TypeVar("T")


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


@dataclass
class Oracle:
    """Evaluates figures of one office.

    `cells` maps an input's id to its cells by key, in the order of the input's grain; a key without a cell has no row.
    """

    resolved: Resolved
    cells: Mapping[str, Mapping[tuple[str, ...], Cell]]
    covered: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = field(default_factory=dict)
    _memo: dict[tuple[str, tuple[str, ...]], Result] = field(default_factory=dict)
    _reduced: dict[tuple[int, tuple[str, ...]], object] = field(default_factory=dict)
    _rolled: dict[tuple[str, str], Mapping[str, list[str]]] = field(default_factory=dict)

    @property
    def rules(self) -> RuleSet:
        return self.resolved.rules

    def figure(self, name: str, key: Key) -> Result:
        """A figure's value at a key: a fraction, member codes of a list, the number of a category, or why there is none."""
        figure = self.resolved.figures[name]
        place = (name, self.place(figure.grain, key))
        if place not in self._memo:
            self._memo[place] = self._figure(figure, dict(zip(figure.grain, place[1], strict=True)))
        return self._memo[place]

    def _figure(self, figure: Figure, key: Key) -> Result:
        value = self.value(figure.node, key)
        if isinstance(figure.node, (Reduce, MembersWhere)) and not isinstance(value, bool):
            self.covered[figure.id, self.place(figure.grain, key)] = self.coverage(figure.node, key)
        if isinstance(value, Fraction) and figure.rule.round is not None:
            return round_half_away(value, figure.rule.round)
        return value

    def place(self, grain: Grain, key: Key) -> tuple[str, ...]:
        """The codes of a grain's keys, read off a finer key."""
        return tuple(self._code(dimension, key) for dimension in grain)

    def _code(self, dimension: str, key: Key) -> str:
        if dimension in key:
            return key[dimension]
        for child, code in key.items():
            path = child
            while path != OBSERVATION and (parent := self.rules.dimensions[path].parent):
                code, path = self.rules.dimensions[path].member(code).parent, parent
                if path == dimension:
                    return code
        raise Defect(f"no {dimension} in {dict(key)}")

    def keys(self, grain: Grain, within: Key, node: Node) -> Iterator[dict[str, str]]:
        """Every combination of members of a grain that belongs to a coarser key, in printed order."""
        plain = [dimension for dimension in grain if dimension != OBSERVATION]
        for codes in itertools.product(*self._members(plain, within)):
            key = dict(zip(plain, codes, strict=True))
            if OBSERVATION not in grain:
                yield key
                continue
            inputs = [ref for ref in references(node) if OBSERVATION in ref.grain]
            for number in itertools.count():
                row = {**key, OBSERVATION: str(number)}
                if not any(self.place(ref.grain, row) in self.cells[ref.id] for ref in inputs):
                    break
                yield row

    def _members(self, grain: list[str], within: Key) -> list[tuple[str, ...]]:
        """The members of each key of a grain that belong to a coarser key."""
        found = {dimension: self.rules.dimensions[dimension].codes for dimension in grain}
        for above, code in within.items():
            if above in found:
                found[above] = (code,)
            elif finer := next((d for d in grain if above in self.rules.ancestors(d)), None):
                below = set(self._below(finer, above)[code])
                found[finer] = tuple(member for member in found[finer] if member in below)
            else:
                raise Defect(f"no {above} in {grain}")
        return [found[dimension] for dimension in grain]

    def _below(self, finer: str, above: str) -> Mapping[str, list[str]]:
        """The members of a dimension by the member of a coarser one that they roll up to."""
        if (finer, above) not in self._rolled:
            groups: dict[str, list[str]] = {code: [] for code in self.rules.dimensions[above].codes}
            for code in self.rules.dimensions[finer].codes:
                groups[self._code(above, {finer: code})].append(code)
            self._rolled[finer, above] = groups
        return self._rolled[finer, above]

    # Values

    @singledispatchmethod
    def value(self, node: Node, key: Key) -> Result:
        """The exact, unrounded value of a node at a key."""
        raise Defect(f"no value for {type(node).__name__}")

    def number(self, node: Node, key: Key) -> Fraction | Missing:
        found = self.value(node, key)
        if isinstance(found, (Fraction, Missing)) and not isinstance(found, bool):
            return found
        raise Defect(f"{type(node).__name__} is no number")

    def truth(self, node: Node, key: Key) -> bool | Missing:
        found = self.value(node, key)
        if isinstance(found, (bool, Missing)):
            return found
        raise Defect(f"{type(node).__name__} is no condition")

    @value.register
    def _value_const(self, node: Const, key: Key) -> Result:
        return Missing("undefined", phrase=node.reason) if node.value is None else node.value

    @value.register
    def _value_keyed(self, node: Keyed, key: Key) -> Result:
        code = self._code(node.grain[0], key)
        return node.values.get(code, Missing("undefined", phrase="no_target"))

    @value.register
    def _value_ref(self, node: Ref, key: Key) -> Result:
        return self.input(node.id, key) if node.id in self.resolved.inputs else self.figure(node.id, key)

    def input(self, name: str, key: Key) -> Fraction | Missing:
        """An input's cell as a value, or why it has none."""
        entry = self.resolved.inputs[name]
        cell = self.cells[name].get(self.place(entry.grain, key))
        if cell is not None and cell.value is not None:
            return cell.value
        rule, condition = entry.rule.measured_when, entry.condition
        if rule is not None and condition is not None and self.truth(condition, key) is False:
            return Missing("not_measured", text=rule.reason, absent=True)
        if cell is None:
            return Missing("not_measured", phrase="no_archive" if entry.table.archived else "no_row")
        return Missing("not_measured", text=entry.column.empty, phrase="" if entry.column.empty else "no_value")

    @value.register
    def _value_scale(self, node: Scale, key: Key) -> Result:
        inner = self.number(node.operand, key)
        return inner if isinstance(inner, Missing) else inner * node.factor

    @value.register
    def _value_abs(self, node: Abs, key: Key) -> Result:
        inner = self.number(node.operand, key)
        return inner if isinstance(inner, Missing) else abs(inner)

    @value.register
    def _value_arith(self, node: Arith, key: Key) -> Result:
        left, right = self.number(node.left, key), self.number(node.right, key)
        if isinstance(left, Missing):
            return left
        if isinstance(right, Missing):
            return right
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right if right else Missing("undefined", phrase="division_by_zero")

    @value.register
    def _value_clamp(self, node: Clamp, key: Key) -> Result:
        found = self.number(node.operand, key)
        for bound, pick in ((node.low, max), (node.high, min)):
            if bound is None:
                continue
            limit = self.number(bound, key)
            if isinstance(found, Missing):
                return found
            if isinstance(limit, Missing):
                return limit
            found = pick(found, limit)
        return found

    @value.register
    def _value_compare(self, node: Compare, key: Key) -> Result:
        left, right = self.number(node.left, key), self.number(node.right, key)
        if isinstance(left, Missing):
            return left
        if isinstance(right, Missing):
            return right
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "==": left == right,
            "!=": left != right,
        }[node.operator]

    @value.register
    def _value_logic(self, node: Logic, key: Key) -> Result:
        left, right = self.truth(node.left, key), self.truth(node.right, key)
        if isinstance(left, Missing):
            return left
        if isinstance(right, Missing):
            return right
        return left and right if node.operator == "and" else left or right

    @value.register
    def _value_not(self, node: Not, key: Key) -> Result:
        inner = self.truth(node.operand, key)
        return inner if isinstance(inner, Missing) else not inner

    @value.register
    def _value_select(self, node: Select, key: Key) -> Result:
        return self.value(node.operand, {**key, node.dimension: node.code})

    @value.register
    def _value_previous(self, node: Previous, key: Key) -> Result:
        earlier = self.earlier(node, key)
        return Missing("not_measured", phrase="no_earlier_year") if earlier is None else self.value(node.operand, earlier)

    def earlier(self, node: Previous, key: Key) -> Key | None:
        """The key so many years earlier; None before the first year."""
        codes = self.rules.dimensions[YEAR].codes
        number = codes.index(key[YEAR]) - node.years
        return None if number < 0 else {**key, YEAR: codes[number]}

    @value.register
    def _value_over_years(self, node: OverYears, key: Key) -> Result:
        return self.value(node.current if key[YEAR] == str(self.rules.year) else node.history, key)

    @value.register
    def _value_gather(self, node: Gather, key: Key) -> Result:
        part = node.parts.get(self._code(node.dimension, key))
        return Missing("not_measured", phrase="no_member") if part is None else self.value(part, key)

    @value.register
    def _value_classify(self, node: Classify, key: Key) -> Result:
        inner = self.number(node.operand, key)
        if isinstance(inner, Missing):
            return inner
        value = round_half_away(inner, node.categories.round)
        found = -1
        for number, band in enumerate(node.categories.bands):
            assert band.lower is not None
            if value > band.lower or (value == band.lower and not band.open):
                found = number
        upper = node.categories.upper
        if found < 0 or (upper is not None and value > upper):
            return Missing("undefined", phrase="out_of_scale")
        return Fraction(found)

    @value.register
    def _value_choose(self, node: Choose, key: Key) -> Result:
        for number, condition in enumerate(node.conditions):
            holds = self.truth(condition, key)
            if isinstance(holds, Missing):
                return holds
            if holds:
                return Fraction(number)
        return Fraction(len(node.conditions))

    @value.register
    def _value_apportion(self, node: Apportion, key: Key) -> Result:
        shares = self._once(node, (), lambda: self._shares(node))
        return shares if isinstance(shares, Missing) else shares[self.place(node.grain, key)]

    def _once(self, node: Node, place: tuple[str, ...], compute: Callable[[], T]) -> T:
        """What a node is at a place, computed once: many values may read one reduction."""
        if (id(node), place) not in self._reduced:
            self._reduced[id(node), place] = compute()
        return cast(T, self._reduced[id(node), place])

    def _shares(self, node: Apportion) -> Mapping[tuple[str, ...], Fraction] | Missing:
        places = list(self.keys(node.grain, {}, node))
        parts = [self.number(node.operand, place) for place in places]
        missing = [part for part in parts if isinstance(part, Missing)]
        numbers = [part for part in parts if isinstance(part, Fraction)]
        total = sum(numbers, Fraction(0))
        if missing:
            return _gravest(missing)
        if total <= 0 or any(number < 0 for number in numbers):
            return Missing("undefined", phrase="no_total")
        whole = 100 * 10 ** (node.decimals or 0)
        exact = [number * whole / total for number in numbers]
        floors = [math.floor(share) for share in exact]
        order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], -numbers[i], i))
        for index in order[: whole - sum(floors)]:
            floors[index] += 1
        unit = 10 ** (node.decimals or 0)
        return {self.place(node.grain, row): Fraction(floor, unit) for row, floor in zip(places, floors, strict=True)}

    @value.register
    def _value_members_where(self, node: MembersWhere, key: Key) -> Result:
        grain = node.condition.grain
        states = [(row[node.dimension], self.truth(node.condition, row)) for row in self.keys(grain, key, node)]
        missing = [state for _, state in states if isinstance(state, Missing)]
        if states and len(missing) == len(states):
            return _gravest(missing)
        return tuple(code for code, state in states if state is True)

    @value.register
    def _value_reduce(self, node: Reduce, key: Key) -> Result:
        return self._once(node, self.place(node.grain, key), lambda: self._reduction(node, key))

    def _reduction(self, node: Reduce, key: Key) -> Result:
        pairs = list(self.members(node, key))
        if not pairs:
            return Missing("not_measured", phrase="no_row" if OBSERVATION in self.source(node) else "no_member")
        missing = [value for _, value, _ in pairs if isinstance(value, Missing)]
        values = [(value, weight) for _, value, weight in pairs if not isinstance(value, Missing)]
        if node.fn == "count":
            return Fraction(len(values))
        if node.fn == "count_where":
            return Fraction(sum(1 for value, _ in values if value is True or value == 1))
        if not values or (node.strict and any(not lost.absent for lost in missing)):
            return _gravest(missing)
        numbers = [Fraction(value) for value, _ in values]
        match node.fn:
            case "sum":
                return sum(numbers, Fraction(0))
            case "mean":
                return sum(numbers, Fraction(0)) / len(numbers)
            case "min":
                return min(numbers)
            case "max":
                return max(numbers)
            case _:
                weights = sum((weight for _, weight in values), Fraction(0))
                total = sum((Fraction(value) * weight for value, weight in values), Fraction(0))
                return total / weights if weights else Missing("undefined", phrase="no_weight")

    def source(self, node: Reduce) -> Grain:
        """The grain that a reduction reduces."""
        return join(self.rules, node.operand.grain, *([node.weight.grain] if node.weight else []))

    def members(self, node: Reduce, key: Key) -> Iterator[tuple[dict[str, str], Fraction | bool | Missing, Fraction]]:
        """The members of a reduction: key, value (missing if its weight is), weight."""
        for row in self.keys(self.source(node), {d: self._code(d, key) for d in node.grain}, node):
            value = self.value(node.operand, row)
            assert not isinstance(value, tuple)
            weight = Fraction(1)
            if node.weight is not None:
                found = self.number(node.weight, row)
                if isinstance(found, Missing):
                    value = value if isinstance(value, Missing) else found
                else:
                    weight = found
            yield row, value, weight

    def coverage(self, node: Reduce | MembersWhere, key: Key) -> tuple[int, int]:
        """How many members have a value, of how many."""
        if isinstance(node, Reduce):
            found = [value for _, value, _ in self.members(node, key)]
        else:
            grain = node.condition.grain
            found = [self.truth(node.condition, row) for row in self.keys(grain, key, node)]
        return sum(1 for value in found if not isinstance(value, Missing)), len(found)


def _gravest(missing: list[Missing]) -> Missing:
    """Of several reasons the one to tell: one that no rule foresees before one that a rule does."""
    return next((lost for lost in missing if not lost.absent), missing[0])
