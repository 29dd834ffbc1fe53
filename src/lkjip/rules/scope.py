"""One formula in the scope of its file: names become references, functions what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.decimals import finite_decimals
from lkjip.errors import nearest
from lkjip.rules import formula as language
from lkjip.rules import targets
from lkjip.rules.formula import Formula, FormulaError
from lkjip.rules.grains import join, of_offices, ordered, within_office
from lkjip.rules.kinds import Kind, category, members
from lkjip.rules.model import BETWEEN, OBSERVATION, YEAR, Band, Constants, FigureRule, Measure, Parameter, RuleSet
from lkjip.rules.periods import in_force
from lkjip.rules.tree import Among, Arith, Compare, Const, Grain, Here, Keyed, Lacking, Logic, Node, Not, Ref, Scale, Select
from lkjip.units import NUMBER, Unit

if TYPE_CHECKING:
    from lkjip.rules.typist import Typist

CONDITIONS = (Compare, Logic, Not, Lacking, Among)


def plus(left: int | None, right: int | None) -> int | None:
    """The decimals of a product; None where either leaves the finite decimals."""
    return None if left is None or right is None else left + right


def most(*decimals: int | None) -> int | None:
    """The decimals that write all of them; None where one leaves the finite decimals."""
    finite = [found for found in decimals if found is not None]
    return max(finite, default=0) if len(finite) == len(decimals) else None


def converted(operand: Node, unit: Unit) -> Node | None:
    """The operand in another unit of the same quantity; None where it is another quantity."""
    factor = operand.unit.factor_to(unit)
    if factor is None or factor == 1:
        return None if factor is None else operand
    return Scale(operand.grain, unit, plus(operand.decimals, finite_decimals(factor)), operand, factor)


def _common(values: list[Fraction]) -> int | None:
    return most(*(finite_decimals(value) for value in values))


def _quotient(left: Node, right: Node) -> int | None:
    if isinstance(right, Const) and right.value:
        return plus(left.decimals, finite_decimals(1 / right.value))
    return None


@dataclass(slots=True)
class Scope:
    """One formula: the file whose names it sees, and the keys it is to have."""

    typist: Typist
    measure: Measure
    by: Grain
    rule: FigureRule | None
    root: Formula | None = None  # the whole formula of a figure
    offices: bool = False  # whether the office is a key like any other

    @property
    def rules(self) -> RuleSet:
        return self.typist.rules

    def type(self, tree: Formula) -> Node:
        match tree:
            case language.Number(value):
                return Const((), NUMBER, finite_decimals(value), value, tree.text, bare=True)
            case language.Name(name):
                return self.name(name, tree.offset)
            case language.Member(operand, members):
                return self.members(self.number(operand), members, tree.offset)
            case language.Unary("not", operand):
                inner = self.truth(operand)
                return Not(inner.grain, NUMBER, 0, inner)
            case language.Unary(_, operand):
                inner = self.number(operand)
                self.plain("-", tree.offset, inner)
                minus = Const((), NUMBER, 0, Fraction(-1), "−1", bare=True)
                if isinstance(inner, Const) and inner.value is not None and inner.bare:
                    return Const((), NUMBER, inner.decimals, -inner.value, f"-{inner.label}", bare=True)
                return Arith(inner.grain, inner.unit, inner.decimals, "*", minus, inner)
            case language.Binary(operator, left, right):
                return self.binary(operator, left, right, tree.offset)
            case language.Call():
                return self.call(tree)

    def number(self, tree: Formula) -> Node:
        node = self.type(tree)
        if isinstance(node, CONDITIONS):
            raise FormulaError("not_a_number", tree.offset)
        return node

    def truth(self, tree: Formula) -> Node:
        node = self.type(tree)
        if not isinstance(node, CONDITIONS):
            raise FormulaError("not_a_condition", tree.offset)
        return node

    def name(self, name: str, offset: int) -> Node:
        measure = self.measure
        full = name if "." in name else f"{measure.id}.{name}"
        owner, _, short = full.partition(".")
        if full in self.typist.figures:
            figure = self.typist.figures[full]
            if figure.listing:
                raise FormulaError("name_is_list", offset, name=name)
            return Ref(figure.whole if self.offices else figure.grain, figure.unit, figure.decimals, full)
        if owner == measure.id:
            if full in self.typist.inputs:
                return self._input(self.typist.inputs[full], short, offset)
            if short in measure.weights:
                weights = measure.weights[short]
                return self.keyed(Constants(weights.by, weights.values, weights.places), NUMBER, short)
            if short in measure.grids:
                return self.keyed(measure.grids[short], NUMBER, short)
            if short in measure.parameters:
                return self._parameter(measure.parameters[short], offset)
            if short == "targets" and measure.objective:
                scale = self.rules.scales.get(measure.unit)
                unit = scale.unit if scale else category(measure.unit) if measure.unit else NUMBER
                given = measure.targets_by or Constants(YEAR, measure.targets, measure.target_places)
                return targets.by_year(self, self.keyed(given, unit, "targets"), offset)
        if name in self.rules.dimensions:
            return self.here(name)
        raise self._unknown(name, owner, short, offset)

    def _input(self, entry: Ref, name: str, offset: int) -> Node:
        """An input; targets from a table are this year's."""
        found = replace(entry, grain=of_offices(entry.grain)) if self.offices else entry
        return targets.by_year(self, found, offset) if name == "targets" else found

    def _parameter(self, parameter: Parameter, offset: int) -> Node:
        unit = self.rules.scales[parameter.unit].unit if parameter.unit else NUMBER
        given = parameter.varying
        if parameter.dated is not None:
            given = in_force(parameter.dated, self.rules, self.by, offset, parameter.name)
        if given is None:
            value = parameter.value
            assert value is not None
            return Const((), unit, finite_decimals(value), value, parameter.name, location=parameter.location)
        if not given.by:
            value = next(iter(given.values.values()))
            return Const((), unit, finite_decimals(value), value, parameter.name, location=parameter.location)
        return self.keyed(given, unit, parameter.name, reason="no_parameter")

    def keyed(self, given: Constants, unit: Unit, label: str, reason: str = "no_target") -> Keyed:
        """Constants by their keys, the codes in the order of the dimensions."""
        by = ordered(self.rules, set(given.keys))
        turn = [given.keys.index(key) for key in by]
        turned = {code: BETWEEN.join(code.split(BETWEEN)[place] for place in turn) for code in given.values}
        grain = self.within(by)
        return Keyed(
            grain=grain,
            unit=unit,
            decimals=_common(list(given.values.values())),
            label=label,
            values={turned[code]: value for code, value in given.values.items()},
            places={turned[code]: place for code, place in given.places.items()},
            reason=reason,
            keys=() if grain == by else by,
        )

    def within(self, keys: Grain) -> Grain:
        """The keys without those that the office at hand decides."""
        return keys if self.offices else tuple(key for key in keys if key not in self.typist.of_office)

    def here(self, dimension: str) -> Here:
        """The member at hand of a dimension, as something that compares with its codes."""
        unit = members(dimension)
        bands = tuple(Band(member.code, member.title) for member in self.rules.dimensions[dimension].members)
        self.typist.kinds.setdefault(unit, Kind(bands, 0, ordered=True, ranked=False))
        return Here(self.within((dimension,)), unit, 0, dimension)

    def _unknown(self, name: str, owner: str, short: str, offset: int) -> FormulaError:
        if owner in self.rules.measures and short in self.rules.measures[owner].figures:
            return FormulaError("figure_unusable", offset, name=name)  # it has a mistake of its own, which is told there
        if owner == self.measure.id and short in self.measure.inputs:
            return FormulaError("figure_unusable", offset, name=name)
        local = {
            *self.measure.inputs,
            *self.measure.weights,
            *self.measure.grids,
            *self.measure.parameters,
            *self.measure.figures,
        }
        known = sorted(local | {f"{m.id}.{f}" for m in self.rules.measures.values() for f in m.figures})
        near = nearest(name, known)
        return FormulaError("unknown_name", offset, name=name, nearest=near, names=", ".join(sorted(local)[:12]))

    def binary(self, operator: str, left_tree: Formula, right_tree: Formula, offset: int) -> Node:
        if operator in ("and", "or"):
            both = self.truth(left_tree), self.truth(right_tree)
            return Logic(join(self.rules, both[0].grain, both[1].grain), NUMBER, 0, operator, *both)  # type: ignore[arg-type]
        if operator in language.COMPARISONS:
            return self.arith(operator, *self.pair(left_tree, right_tree), offset)
        return self.arith(operator, self.number(left_tree), self.number(right_tree), offset)

    def pair(self, left_tree: Formula, right_tree: Formula) -> tuple[Node, Node]:
        """Both sides of a comparison; on one of them a code of the other's kind may stand: `opini >= WTP`."""
        right = self._code(right_tree, left_tree)
        if right is not None:
            return self.number(left_tree), right
        left = self._code(left_tree, right_tree)
        return left or self.number(left_tree), self.number(right_tree)

    def _code(self, tree: Formula, other: Formula) -> Node | None:
        """What stands for a code, where `tree` is a bare word that is a code of the other side and no name of the file."""
        of_key = isinstance(other, language.Name) and other.name in self.rules.dimensions
        match tree:
            case language.Name(word) if "." not in word and not self._is_name(word):
                pass
            case language.Number(_, word) if of_key:  # `bulan >= 7`
                pass
            case _:
                return None
        if isinstance(other, language.Name) and not (of_key or "." in other.name or self._is_name(other.name)):
            return None
        kind = self.kind(coded := self.number(other))
        if kind is None:
            return None
        number = kind.number(word)
        if number is None:
            raise FormulaError("unknown_code", tree.offset, name=word, known=list(kind.codes))
        title = kind.bands[number - kind.first].title
        return Const((), coded.unit, 0, Fraction(number), title)

    def _is_name(self, name: str) -> bool:
        measure = self.measure
        parts = (measure.inputs, measure.weights, measure.grids, measure.parameters, measure.figures)
        return name == "targets" or any(name in part for part in parts)

    def kind(self, node: Node) -> Kind | None:
        """The codes that a node's value counts through, if it is one."""
        return self.typist.kinds.get(node.unit)

    def plain(self, function: str, offset: int, *nodes: Node) -> None:
        """Refuses codes where a number is computed with."""
        for node in nodes:
            if (kind := self.kind(node)) is not None:
                code = "codes_with_values" if kind.values else "codes_computed"
                raise FormulaError(code, offset, function=function, codes=", ".join(kind.codes))

    def arith(self, operator: str, left: Node, right: Node, offset: int) -> Node:
        grain = join(self.rules, left.grain, right.grain)
        if operator in language.COMPARISONS:
            self.same_unit(operator, left, right, offset, bare=True)
            for kind in (self.kind(left), self.kind(right)):
                if kind is not None and not kind.ordered and operator not in ("==", "!="):
                    raise FormulaError("codes_without_order", offset, operator=operator, codes=", ".join(kind.codes))
            return Compare(grain, NUMBER, 0, operator, left, right)  # type: ignore[arg-type]
        self.plain(operator, offset, left, right)
        match operator:
            case "*":
                unit, decimals = left.unit * right.unit, plus(left.decimals, right.decimals)
            case "/":
                unit, decimals = left.unit / right.unit, _quotient(left, right)
            case _:
                self.same_unit(operator, left, right, offset, bare=False)
                unit, decimals = left.unit, most(left.decimals, right.decimals)
        return Arith(grain, unit, decimals, operator, left, right)  # type: ignore[arg-type]

    def same_unit(self, operator: str, left: Node, right: Node, offset: int, *, bare: bool) -> None:
        if left.unit == right.unit:
            return
        if bare and any(isinstance(n, Const) and n.bare for n in (left, right)):
            kind = self.kind(left) or self.kind(right)
            if kind is None or (kind.ranked and operator in language.COMPARISONS):
                return
            raise FormulaError("code_expected", offset, codes=", ".join(kind.codes))
        values = {"left": self.typist.unit_name(left.unit), "right": self.typist.unit_name(right.unit)}
        raise FormulaError("mixed_units", offset, operator=operator, **values)

    def members(self, operand: Node, members: tuple[str, ...], offset: int) -> Node:
        for code in members:
            inside = [key for key in within_office(operand.grain) if key != OBSERVATION]
            keys = [key for key in inside if code in self.rules.dimensions[key].codes]
            if len(keys) != 1:
                if keys:
                    raise FormulaError("member_ambiguous", offset, name=code)
                known = [c for k in inside for c in self.rules.dimensions[k].codes]
                raise FormulaError("member_unknown", offset, name=code, known=known)
            operand = self.select(operand, keys[0], code)
        return operand

    def select(self, operand: Node, key: str, code: str) -> Node:
        if isinstance(operand, Keyed) and operand.grain == (key,):
            return self._fixed(operand, key, code)
        return Select(tuple(k for k in operand.grain if k != key), operand.unit, operand.decimals, operand, key, code)

    @staticmethod
    def _fixed(operand: Keyed, key: str, code: str) -> Node:
        """The constants of one member of the only key that the office does not decide."""
        label, place = f"{operand.label}[{code}]", operand.by.index(key)
        if operand.by == (key,):
            value, location = operand.values.get(code), operand.places.get(code)
            return Const((), operand.unit, operand.decimals, value, label, reason=operand.reason, location=location)
        split = {found: found.split(BETWEEN) for found in operand.values}
        here = {found: parts for found, parts in split.items() if parts[place] == code}
        codes = {found: BETWEEN.join((*parts[:place], *parts[place + 1 :])) for found, parts in here.items()}
        return replace(
            operand,
            grain=(),
            label=label,
            values={left: operand.values[found] for found, left in codes.items()},
            places={left: operand.places[found] for found, left in codes.items()},
            keys=tuple(name for name in operand.by if name != key),
        )

    def call(self, tree: language.Call) -> Node:
        """What a function stands for."""
        return self.typist.functions[tree.function](self, tree)
