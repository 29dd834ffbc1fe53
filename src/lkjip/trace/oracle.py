"""A second, naive evaluator: plain fractions, one value at a time, straight from the resolved rules.

It shares nothing with `compile` and `evaluate` but the rules themselves. Tests hold the engine against it, and a trace
takes its intermediate values from it, so that every explained number has been computed twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar, cast

from lkjip.decimals import round_half_away
from lkjip.errors import Defect
from lkjip.rules.figure import Figure
from lkjip.rules.grains import join
from lkjip.rules.model import OBSERVATION, SATKER, YEAR, RuleSet
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import Gated, Grain, MembersWhere, Node, Previous, Reduce, references
from lkjip.trace import statistics as _  # noqa: F401  the values of statistics, which register themselves
from lkjip.trace.outcome import Cell, Key, Missing, Result
from lkjip.trace.values import value_of

if TYPE_CHECKING:
    from lkjip.trace.offices import Offices

T = TypeVar("T")
Cells = Mapping[str, Mapping[tuple[str, ...], Cell]]


@dataclass
class Oracle:
    """Evaluates figures of one office.

    `cells` maps an input's id to its cells by key, in the order of the input's grain; a key without a cell has no row.
    """

    resolved: Resolved
    cells: Cells
    satker: str = ""
    offices: Offices | None = None
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
        owner = self.owner(figure.rule.over_offices, key)
        if owner is not self:
            offices = self.offices
            if offices is not None and offices.many and offices.known and not self.satker and not figure.listing:
                return offices.known(name, self.place(figure.whole, key))
            return owner.figure(name, self.seen_from(owner, key))
        grain = figure.whole if figure.rule.over_offices else figure.grain
        place = (name, self.place(grain, key))
        if place not in self._memo:
            self._memo[place] = self._figure(figure, dict(zip(grain, place[1], strict=True)))
        return self._memo[place]

    def owner(self, over_offices: bool, key: Key) -> Oracle:
        """Who evaluates: the office at hand, or for a figure over offices the one that sees all of them."""
        office = "" if over_offices else key.get(SATKER, self.satker)
        return self if office == self.satker or self.offices is None else self.offices.oracle(office)

    def seen_from(self, owner: Oracle, key: Key) -> Key:
        """A key as its owner has it: among all offices with the office, within one without it."""
        if owner.satker:
            return {name: code for name, code in key.items() if name != SATKER}
        return {**({SATKER: self.satker} if self.satker else {}), **key}

    def members_of(self, dimension: str) -> tuple[str, ...]:
        """The codes of a dimension, or the offices."""
        if dimension == SATKER:
            return self.offices.codes if self.offices else (self.satker,)
        return self.rules.dimensions[dimension].codes

    def _figure(self, figure: Figure, key: Key) -> Result:
        value = self.value(figure.node, key)
        counted = figure.node.operand if isinstance(figure.node, Gated) else figure.node
        if isinstance(counted, (Reduce, MembersWhere)) and not isinstance(value, bool):
            grain = figure.whole if figure.rule.over_offices else figure.grain
            self.covered[figure.id, self.place(grain, key)] = self.coverage(counted, key)
        if isinstance(value, Fraction) and figure.rule.round is not None:
            return round_half_away(value, figure.rule.round)
        return value

    def place(self, grain: Grain, key: Key) -> tuple[str, ...]:
        """The codes of a grain's keys, read off a finer key."""
        return tuple(self.code(dimension, key) for dimension in grain)

    def code(self, dimension: str, key: Key) -> str:
        if dimension in key:
            return key[dimension]
        for child, code in key.items():
            path = child
            if child == SATKER:
                found = self._belongs(code, dimension)
                if found is not None:
                    return found
                continue
            while path != OBSERVATION and (parent := self.rules.dimensions[path].parent):
                code, path = self.rules.dimensions[path].member(code).parent, parent
                if path == dimension:
                    return code
        if self.satker:  # within an office it is understood
            found = self.satker if dimension == SATKER else self._belongs(self.satker, dimension)
            if found is not None:
                return found
        raise Defect(f"no {dimension} in {dict(key)}")

    def _belongs(self, office: str, dimension: str) -> str | None:
        """The member that an office belongs to, by its attributes and what they roll up to."""
        for name, codes in self.offices.attributes.items() if self.offices else ():
            if name == dimension:
                return codes[office]
            if dimension in self.rules.ancestors(name):
                return self.code(dimension, {name: codes[office]})
        return None

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
        found = {dimension: self.members_of(dimension) for dimension in grain}
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
            for code in self.members_of(finer):
                groups[self.code(above, {finer: code})].append(code)
            self._rolled[finer, above] = groups
        return self._rolled[finer, above]

    # Values

    def value(self, node: Node, key: Key) -> Result:
        """The exact, unrounded value of a node at a key."""
        return value_of(node, self, key)

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

    def input(self, name: str, key: Key) -> Fraction | Missing:
        """An input's cell as a value, or why it has none."""
        owner = self.owner(False, key)
        if owner is not self:
            return owner.input(name, self.seen_from(owner, key))
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

    def earlier(self, node: Previous, key: Key) -> Key | None:
        """The key so many years earlier; None before the first year."""
        codes = self.rules.dimensions[YEAR].codes
        number = codes.index(key[YEAR]) - node.years
        return None if number < 0 else {**key, YEAR: codes[number]}

    def once(self, node: Node, place: tuple[str, ...], compute: Callable[[], T]) -> T:
        """What a node is at a place, computed once: many values may read one reduction."""
        if (id(node), place) not in self._reduced:
            self._reduced[id(node), place] = compute()
        return cast(T, self._reduced[id(node), place])

    def source(self, node: Reduce) -> Grain:
        """The grain that a reduction reduces."""
        return join(self.rules, node.operand.grain, *([node.weight.grain] if node.weight else []))

    def members(self, node: Reduce, key: Key) -> Iterator[tuple[dict[str, str], Fraction | bool | Missing, Fraction]]:
        """The members of a reduction: key, value (missing if its weight is), weight."""
        for row in self.keys(self.source(node), {d: self.code(d, key) for d in node.grain}, node):
            if node.fn == "selected" and node.weight is not None:
                held = self.truth(node.weight, row)
                if held is not False:
                    found = self.value(node.operand, row) if held is True else held
                    assert not isinstance(found, tuple)
                    yield row, found, Fraction(1)
                continue
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
