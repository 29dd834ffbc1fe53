"""Formula to tree: names become references, functions become arithmetic, and grain, unit and exactness are worked out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from lkjip.decimals import finite_decimals
from lkjip.errors import nearest
from lkjip.rules import formula as language
from lkjip.rules.formula import Formula
from lkjip.rules.model import OBSERVATION, YEAR, Band, FigureRule, Measure, RuleSet
from lkjip.rules.tree import (
    Abs,
    Apportion,
    Arith,
    Clamp,
    Compare,
    Const,
    Grain,
    Keyed,
    Lacking,
    Logic,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Ref,
    Scale,
    Select,
    descendants,
)
from lkjip.units import NUMBER, Unit

PERCENT = Unit(Fraction(1, 100))
CONDITIONS = (Compare, Logic, Not, Lacking)


class Mistake(Exception):
    """Something in a formula that cannot be right: an issue code, an offset into its text, values for the message."""

    def __init__(self, code: str, offset: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.offset, self.values = code, offset, values


class Known(Protocol):
    """What the typist needs of a figure that is already resolved."""

    @property
    def grain(self) -> Grain: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def decimals(self) -> int: ...
    @property
    def rule(self) -> FigureRule: ...
    @property
    def listing(self) -> str: ...
    @property
    def bands(self) -> tuple[Band, ...]: ...
    @property
    def first_band(self) -> int: ...


def ordered(rules: RuleSet, keys: set[str]) -> Grain:
    """Keys in the order of the dimensions; the observation last."""
    order = [*rules.dimensions, OBSERVATION]
    return tuple(sorted(keys, key=order.index))


def closure(rules: RuleSet, grain: Grain) -> set[str]:
    """The keys of a grain and all that they roll up to: what a value at this grain can be grouped by."""
    return {*grain, *(parent for key in grain if key != OBSERVATION for parent in rules.ancestors(key))}


def join(rules: RuleSet, *grains: Grain) -> Grain:
    """The grain of operands together: all their keys, less those that another one rolls up to."""
    keys = {key for grain in grains for key in grain}
    above = {parent for key in keys if key != OBSERVATION for parent in rules.ancestors(key)}
    return ordered(rules, keys - above)


@dataclass(slots=True)
class Typist:
    """Types the formulas of one rule set; `figures` grows as figures are resolved in order."""

    rules: RuleSet
    inputs: dict[str, Ref]
    figures: dict[str, Known]
    many: dict[str, str]  # input → its table, where that has many rows per key

    def quantity(self, tree: Formula, measure: str, by: Grain, rule: FigureRule | None = None) -> Node:
        """The tree of a formula that yields a number, for a figure of `measure` with the keys `by`."""
        node = _Scope(self, self.rules.measures[measure], by, rule).type(tree)
        if isinstance(node, CONDITIONS):
            raise Mistake("not_a_number", tree.offset)
        return node

    def condition(self, tree: Formula, measure: str, by: Grain) -> Node:
        """The tree of a formula that holds or not."""
        node = _Scope(self, self.rules.measures[measure], by, None).type(tree)
        if not isinstance(node, CONDITIONS):
            raise Mistake("not_a_condition", tree.offset)
        return node

    def convert(self, operand: Node, unit: Unit, offset: int, name: str) -> Node:
        """The operand in another unit of the same quantity."""
        factor = operand.unit.factor_to(unit)
        if factor is None:
            raise Mistake("cannot_convert", offset, given=self.unit_name(operand.unit), wanted=name)
        if factor == 1:
            return operand
        return Scale(operand.grain, unit, _plus(operand.decimals, finite_decimals(factor)), operand, factor)

    def unit_name(self, unit: Unit) -> str:
        """A unit in words for a message: its name, or its factor and powers."""
        named = next((name for name, scale in self.rules.scales.items() if scale.unit == unit), "")
        powers = "·".join(base + (f"^{power}" if power != 1 else "") for base, power in unit.powers)
        return named or (f"{unit.factor} {powers}".strip() if unit.factor != 1 else powers) or "angka"


def _plus(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right


def _most(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else max(left, right)


@dataclass(slots=True)
class _Scope:
    """One formula: the file whose names it sees, and the keys it is to have."""

    typist: Typist
    measure: Measure
    by: Grain
    rule: FigureRule | None

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
            raise Mistake("not_a_number", tree.offset)
        return node

    def truth(self, tree: Formula) -> Node:
        node = self.type(tree)
        if not isinstance(node, CONDITIONS):
            raise Mistake("not_a_condition", tree.offset)
        return node

    def name(self, name: str, offset: int) -> Node:
        measure = self.measure
        full = name if "." in name else f"{measure.id}.{name}"
        owner, _, short = full.partition(".")
        if full in self.typist.figures:
            figure = self.typist.figures[full]
            if figure.listing:
                raise Mistake("name_is_list", offset, name=name)
            return Ref(figure.grain, figure.unit, figure.decimals, full)
        if owner == measure.id:
            if full in self.typist.inputs:
                return self.typist.inputs[full]
            if short in measure.weights:
                weights = measure.weights[short]
                decimals = self._common(list(weights.values.values()))
                return Keyed((weights.by,), NUMBER, decimals, short, weights.values, weights.places)
            if short in measure.parameters:
                parameter = measure.parameters[short]
                unit = self.rules.scales[parameter.unit].unit if parameter.unit else NUMBER
                return Const((), unit, finite_decimals(parameter.value), parameter.value, short, location=parameter.location)
            if short == "targets" and measure.objective:
                scale = self.rules.scales.get(measure.unit)
                unit = scale.unit if scale else Unit(powers=((measure.unit, 1),)) if measure.unit else NUMBER
                decimals = self._common(list(measure.targets.values()))
                return Keyed((YEAR,), unit, decimals, "targets", measure.targets, measure.target_places)
        raise self._unknown(name, owner, short, offset)

    def _unknown(self, name: str, owner: str, short: str, offset: int) -> Mistake:
        if owner in self.rules.measures and short in self.rules.measures[owner].figures:
            return Mistake("figure_unusable", offset, name=name)  # it has a mistake of its own, which is told there
        if owner == self.measure.id and short in self.measure.inputs:
            return Mistake("figure_unusable", offset, name=name)
        local = {*self.measure.inputs, *self.measure.weights, *self.measure.parameters, *self.measure.figures}
        known = sorted(local | {f"{m.id}.{f}" for m in self.rules.measures.values() for f in m.figures})
        near = nearest(name, known)
        return Mistake("unknown_name", offset, name=name, nearest=near, names=", ".join(sorted(local)[:12]))

    @staticmethod
    def _common(values: list[Fraction]) -> int | None:
        found = [finite_decimals(value) for value in values]
        finite = [d for d in found if d is not None]
        return max(finite, default=0) if len(finite) == len(found) else None

    def binary(self, operator: str, left_tree: Formula, right_tree: Formula, offset: int) -> Node:
        if operator in ("and", "or"):
            both = self.truth(left_tree), self.truth(right_tree)
            return Logic(join(self.rules, both[0].grain, both[1].grain), NUMBER, 0, operator, *both)  # type: ignore[arg-type]
        left = self.number(left_tree)
        right = self.code(operator, left, right_tree) or self.number(right_tree)
        return self.arith(operator, left, right, offset)

    def code(self, operator: str, left: Node, right: Formula) -> Node | None:
        """The right side of `status == tercapai`: a code that the category or choice on the left can have."""
        figure = self.typist.figures.get(left.id) if isinstance(left, Ref) else None
        if operator not in ("==", "!=") or figure is None or not isinstance(right, language.Name):
            return None
        for number, band in enumerate(figure.bands):
            if band.code == right.name:
                return Const((), left.unit, 0, Fraction(number + figure.first_band), band.title)
        return None

    def arith(self, operator: str, left: Node, right: Node, offset: int) -> Node:
        grain = join(self.rules, left.grain, right.grain)
        if operator in language.COMPARISONS:
            self._same_unit(operator, left, right, offset, bare=True)
            return Compare(grain, NUMBER, 0, operator, left, right)  # type: ignore[arg-type]
        match operator:
            case "*":
                unit, decimals = left.unit * right.unit, _plus(left.decimals, right.decimals)
            case "/":
                unit, decimals = left.unit / right.unit, self._quotient(left, right)
            case _:
                self._same_unit(operator, left, right, offset, bare=False)
                unit, decimals = left.unit, _most(left.decimals, right.decimals)
        return Arith(grain, unit, decimals, operator, left, right)  # type: ignore[arg-type]

    @staticmethod
    def _quotient(left: Node, right: Node) -> int | None:
        if isinstance(right, Const) and right.value:
            return _plus(left.decimals, finite_decimals(1 / right.value))
        return None

    def _same_unit(self, operator: str, left: Node, right: Node, offset: int, *, bare: bool) -> None:
        if left.unit == right.unit or (bare and any(isinstance(n, Const) and n.bare for n in (left, right))):
            return
        values = {"left": self.typist.unit_name(left.unit), "right": self.typist.unit_name(right.unit)}
        raise Mistake("mixed_units", offset, operator=operator, **values)

    def members(self, operand: Node, members: tuple[str, ...], offset: int) -> Node:
        for code in members:
            keys = [key for key in operand.grain if key != OBSERVATION and code in self.rules.dimensions[key].codes]
            if len(keys) != 1:
                if keys:
                    raise Mistake("member_ambiguous", offset, name=code)
                known = [c for k in operand.grain if k != OBSERVATION for c in self.rules.dimensions[k].codes]
                raise Mistake("member_unknown", offset, name=code, known=known)
            operand = self.select(operand, keys[0], code)
        return operand

    def select(self, operand: Node, key: str, code: str) -> Node:
        if isinstance(operand, Keyed):
            value = operand.values.get(code)
            return Const(
                (),
                operand.unit,
                operand.decimals,
                value,
                f"{operand.label}[{code}]",
                reason="no_target",
                location=operand.places.get(code),
            )
        return Select(tuple(k for k in operand.grain if k != key), operand.unit, operand.decimals, operand, key, code)

    def call(self, tree: language.Call) -> Node:
        name, arguments, offset = tree.function, tree.arguments, tree.offset
        if name in ("sum", "mean", "min", "max", "count"):
            return self.reduce(name, self.number(arguments[0]), None, arguments[1:], offset)
        match name:
            case "weighted_mean":
                pair = self.number(arguments[0]), self.number(arguments[1])
                return self.reduce(name, pair[0], pair[1], arguments[2:], offset)
            case "count_where":
                return self.reduce(name, self.truth(arguments[0]), None, (), offset)
            case "achievement":
                return self.achievement(self.number(arguments[0]), self.number(arguments[1]), offset)
            case "percentage":
                return self.percentage(self.number(arguments[0]), self.number(arguments[1]), offset)
            case "growth":
                now, before = self.number(arguments[0]), self.number(arguments[1])
                return self.percentage(self.arith("-", now, before, offset), before, offset)
            case "apportion":
                return self.apportion(self.number(arguments[0]), offset)
            case "convert":
                return self.conversion(self.number(arguments[0]), arguments[1])
            case "abs":
                inner = self.number(arguments[0])
                return Abs(inner.grain, inner.unit, inner.decimals, inner)
            case "clamp":
                return self.clamp(*(self.number(argument) for argument in arguments), offset=offset)
            case "missing":
                inner = self.number(arguments[0])
                return Lacking(inner.grain, NUMBER, 0, inner)
            case "meets" | "beats":
                return self.arith(self.better(name), self.number(arguments[0]), self.number(arguments[1]), offset)
            case "over_years":
                return self.over_years(self.number(arguments[0]), offset)
            case _:
                return self.in_year(name, arguments, offset)

    def reduce(self, fn: str, operand: Node, weight: Node | None, keeps: tuple[Formula, ...], offset: int) -> Node:
        finest = join(self.rules, operand.grain, *([weight.grain] if weight else []))
        groups = closure(self.rules, finest)
        keys = set()
        for keep in keeps:
            if not isinstance(keep, language.Name) or keep.name not in groups:
                known = sorted(groups - {OBSERVATION})
                raise Mistake("key_expected", keep.offset, name=getattr(keep, "name", "?"), known=known)
            keys.add(keep.name)
        if OBSERVATION in finest:
            self._one_table(operand, weight, offset)
        target = join(self.rules, ordered(self.rules, (set(self.by) & groups) | keys))
        if set(finest) <= closure(self.rules, target):
            raise Mistake("nothing_to_reduce", offset, name=fn, grain=", ".join(finest) or "–")
        counting = fn in ("count", "count_where")
        decimals = 0 if counting else None if fn in ("mean", "weighted_mean") else operand.decimals
        strict = fn == "sum" or (self.rule is not None and self.rule.coverage_all)
        unit = NUMBER if counting else operand.unit
        return Reduce(target, unit, decimals, fn, operand, weight, strict and not counting)  # type: ignore[arg-type]

    def _one_table(self, operand: Node, weight: Node | None, offset: int) -> None:
        """A table with many rows per key is read in one pass: what is reduced over it may name only its own columns."""
        parts = [part for part in (operand, weight) if part is not None]
        named = [*parts, *(node for part in parts for node in descendants(part))]
        tables = {self.typist.many.get(node.id, "") for node in named if isinstance(node, Ref)}
        if len(tables) != 1 or "" in tables or any(isinstance(node, (Keyed, Reduce, Select)) for node in named):
            raise Mistake("many_mixed", offset)

    def percentage(self, part: Node, whole: Node, offset: int) -> Node:
        self._same_unit("/", part, whole, offset, bare=False)
        quotient = self.arith("/", part, whole, offset)
        return Scale(quotient.grain, PERCENT, quotient.decimals, quotient, Fraction(100))

    def achievement(self, realised: Node, target: Node, offset: int) -> Node:
        measure = self.measure
        match measure.achievement:
            case "T/R":
                node = self.percentage(target, realised, offset)
            case "(2T-R)/T":
                two = Const((), NUMBER, 0, Fraction(2), "2", bare=True)
                twice = Arith(target.grain, target.unit, target.decimals, "*", two, target)
                node = self.percentage(self.arith("-", twice, realised, offset), target, offset)
                floor = Const((), PERCENT, 0, Fraction(0), "0")
                node = Clamp(node.grain, PERCENT, node.decimals, node, floor, None)
            case _:
                node = self.percentage(realised, target, offset)
        if measure.cap is None:
            return node
        cap = Const((), PERCENT, finite_decimals(measure.cap), measure.cap, "cap")
        return Clamp(node.grain, PERCENT, _most(node.decimals, cap.decimals), node, None, cap)

    def better(self, function: str) -> str:
        """The comparison by which a realisation meets, or beats, a target: it follows the polarity of the indicator."""
        sign = "<" if self.measure.lower_is_better else ">"
        return f"{sign}=" if function == "meets" else sign

    def apportion(self, operand: Node, offset: int) -> Node:
        if operand.decimals is None:
            raise Mistake("round_needed", offset, formula="apportion")
        decimals = (self.rule.round if self.rule else None) or 0
        return Apportion(operand.grain, PERCENT, decimals, operand)

    def conversion(self, operand: Node, unit: Formula) -> Node:
        name = unit.name if isinstance(unit, language.Name) else ""
        if name not in self.rules.scales:
            raise Mistake("unknown_unit", unit.offset, name=name, given=name, known=sorted(self.rules.scales))
        return self.typist.convert(operand, self.rules.scales[name].unit, unit.offset, name)

    def clamp(self, operand: Node, low: Node, high: Node, *, offset: int) -> Node:
        for bound in (low, high):
            self._same_unit("clamp", operand, bound, offset, bare=True)
        grain = join(self.rules, operand.grain, low.grain, high.grain)
        decimals = _most(operand.decimals, _most(low.decimals, high.decimals))
        return Clamp(grain, operand.unit, decimals, operand, low, high)

    def _history(self, ref: Node, offset: int) -> Ref:
        """The input with a figure's earlier years."""
        figure = self.typist.figures.get(ref.id) if isinstance(ref, Ref) else None
        if figure is None or not figure.rule.history:
            raise Mistake("no_history", offset, name=ref.id if isinstance(ref, Ref) else "?")
        assert isinstance(ref, Ref)
        name = f"{ref.id.partition('.')[0]}.{figure.rule.history}"
        history = self.typist.inputs.get(name)
        if history is None and figure.rule.history in self.measure.inputs:
            raise Mistake("figure_unusable", offset, name=name)
        if history is None or set(history.grain) != {*ref.grain, YEAR}:
            raise Mistake("history_grain", offset, name=name, grain=", ".join((*ref.grain, YEAR)))
        if history.unit != ref.unit:
            left, right = self.typist.unit_name(ref.unit), self.typist.unit_name(history.unit)
            raise Mistake("mixed_units", offset, operator="history", left=left, right=right)
        return history

    def over_years(self, current: Node, offset: int) -> Node:
        history = self._history(current, offset)
        return OverYears(history.grain, current.unit, _most(current.decimals, history.decimals), current, history)

    def in_year(self, function: str, arguments: tuple[Formula, ...], offset: int) -> Node:
        """`current`, `previous`, `medium_term`."""
        year, years = self.rules.year, 1
        if function == "medium_term":
            if not self.rules.medium_term:
                raise Mistake("no_medium_term", offset)
            return self._at_year(self.number(arguments[0]), self.rules.medium_term, offset)
        if function == "current":
            return self._at_year(self.number(arguments[0]), year, offset)
        if len(arguments) == 2:
            count = arguments[1]
            if not isinstance(count, language.Number) or count.value.denominator != 1 or count.value < 1:
                raise Mistake("years_expected", count.offset)
            years = int(count.value)
        if (history := self._history_by_name(arguments[0])) is not None:
            return self._years_ago(history, years, offset)
        operand = self.number(arguments[0])
        if isinstance(operand, Keyed):
            return self._at_year(operand, year - years, offset)
        if YEAR not in operand.grain:
            return self._years_ago(self._history(operand, offset), years, offset)
        return Previous(operand.grain, operand.unit, operand.decimals, operand, years)

    def _years_ago(self, history: Ref, years: int, offset: int) -> Node:
        """A history's value of an earlier year; before the first year of the rule set there is none, which is no mistake."""
        if history.grain == (YEAR,) and years >= len(self.rules.dimensions[YEAR].codes):
            return Const((), history.unit, history.decimals, None, history.id, reason="no_earlier_year")
        return self._at_year(history, self.rules.year - years, offset)

    def _history_by_name(self, tree: Formula) -> Ref | None:
        """The history of a figure that may not be resolved yet: its own formula may look back at itself."""
        if not isinstance(tree, language.Name) or "." in tree.name:
            return None
        rule = self.measure.figures.get(tree.name)
        if rule is None or YEAR in rule.by or not rule.history:
            return None
        history = self.typist.inputs.get(f"{self.measure.id}.{rule.history}")
        if history is None and rule.history in self.measure.inputs:
            raise Mistake("figure_unusable", tree.offset, name=rule.history)
        if history is None or set(history.grain) != {*rule.by, YEAR}:
            raise Mistake("history_grain", tree.offset, name=rule.history, grain=", ".join((*rule.by, YEAR)))
        return history

    def _at_year(self, operand: Node, year: int, offset: int) -> Node:
        if isinstance(operand, Keyed) and operand.grain == (YEAR,):
            return self.select(operand, YEAR, str(year))
        if YEAR not in operand.grain:
            raise Mistake("no_years", offset, year=year)
        if str(year) not in self.rules.dimensions[YEAR].codes:
            raise Mistake("year_unknown", offset, year=year, known=", ".join(self.rules.dimensions[YEAR].codes))
        return self.select(operand, YEAR, str(year))
