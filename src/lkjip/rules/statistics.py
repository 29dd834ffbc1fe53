"""Functions over members that are no plain sums: positions, spreads, products, ranks, running results, roots."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

from lkjip.decimals import finite_decimals
from lkjip.errors import Defect
from lkjip.rules import formula as language
from lkjip.rules.formula import Call, Formula, FormulaError
from lkjip.rules.grains import join
from lkjip.rules.judging import by_member, running
from lkjip.rules.model import BETWEEN, OBSERVATION, SATKER, Judgement
from lkjip.rules.reductions import reduce
from lkjip.rules.scope import most, plus
from lkjip.rules.tree import Extreme, FirstPresent, Log, Node, Power, Reduce, Statistic, Window
from lkjip.units import NUMBER, Unit

if TYPE_CHECKING:
    from lkjip.rules.scope import Scope

METHODS = ("inclusive", "exclusive", "lower")
BEST = {"higher_is_better": "descending", "lower_is_better": "ascending"}  # the order in which the first is the best
RUNNING = ("sum", "mean", "last", "max")
MAX_EXPONENT = 10_000  # bounds numerator and denominator of a power


def rounded(scope: Scope, call: Call) -> int:
    """The decimals of a result that leaves the rational numbers: it is a figure's whole formula, and rounded there."""
    if call is not scope.root or scope.rule is None:
        raise FormulaError("rounded_inside", call.offset, name=call.function)
    if scope.rule.round is None:
        raise FormulaError("round_needed", call.offset, formula=call.function)
    return scope.rule.round


def statistic(scope: Scope, call: Call) -> Node:
    """`median`, `stdev`, `geometric_mean`: of a value over the keys that the figure does not have."""
    value, *rest = call.arguments
    options: tuple[Fraction | str, ...] = ()
    if call.function == "stdev":
        options = ("sample",)
        if rest and _word(rest[0]) in ("sample", "population"):
            options, rest = (_word(rest[0]),), rest[1:]
    return _reduced(scope, call, scope.number(value), None, rest, options)


def weighted(scope: Scope, call: Call) -> Node:
    """`weighted_geometric_mean`."""
    value, weight, *rest = call.arguments
    return _reduced(scope, call, scope.number(value), scope.number(weight), rest, ())


def quantile(scope: Scope, call: Call) -> Node:
    """`quantile(x, 0.25, inclusive)`: the method is always named, because they differ."""
    value, share, method, *rest = call.arguments
    if not isinstance(share, language.Number) or not 0 <= share.value <= 1:
        raise FormulaError("share_expected", share.offset)
    return _reduced(scope, call, scope.number(value), None, rest, (share.value, _one_of(method, METHODS)))


def _reduced(
    scope: Scope, call: Call, value: Node, weight: Node | None, keeps: list[Formula], options: tuple[Fraction | str, ...]
) -> Node:
    fn = call.function
    scope.plain(fn, call.offset, value, *([weight] if weight else []))
    if OBSERVATION in join(scope.rules, value.grain, *([weight.grain] if weight else [])):
        raise FormulaError("many_statistic", call.offset, name=fn)
    plain = reduce(scope, "mean", value, weight, tuple(keeps), call.offset)
    assert isinstance(plain, Reduce)
    match fn:
        case "median":
            decimals = plus(value.decimals, 1)
        case "quantile":
            decimals = plus(value.decimals, 0 if options[1] == "lower" else finite_decimals(Fraction(options[0])))
        case _:
            decimals = rounded(scope, call)
    unit = value.unit
    return Statistic(
        grain=plain.grain,
        unit=unit,
        decimals=decimals,
        fn=fn,  # type: ignore[arg-type]
        operand=value,
        weight=weight,
        strict=plain.strict,
        options=options,
    )


def last(scope: Scope, call: Call) -> Node:
    """`last(x, bulan)`: the value of the last member that has one."""
    value, key = scope.number(call.arguments[0]), _key(scope, call.arguments[1])
    return Statistic(_without(scope, value, key, call), value.unit, value.decimals, "last", value)


def selected(scope: Scope, call: Call) -> Node:
    """`selected(x, key, when)`: the value of the one member for which the condition holds."""
    value, key, when = scope.number(call.arguments[0]), _key(scope, call.arguments[1]), scope.truth(call.arguments[2])
    whole = join(scope.rules, value.grain, when.grain)
    if key not in whole:
        raise FormulaError("key_expected", call.arguments[1].offset, name=key, known=list(whole))
    grain = tuple(name for name in whole if name != key)
    return Statistic(grain, value.unit, value.decimals, "selected", value, when, strict=True)


def rank(scope: Scope, call: Call) -> Node:
    """`rank(x, key)`: 1 is the best by the polarity of the file; equal values have the better rank unless `ties` says so."""
    value, key = scope.number(call.arguments[0]), _key(scope, call.arguments[1])
    scope.plain("rank", call.offset, value)
    _without(scope, value, key, call)
    order, ties = "", "min"
    for word in call.arguments[2:]:
        chosen = _one_of(word, ("ascending", "descending", "min", "max", "mean"))
        order, ties = (chosen, ties) if chosen.endswith("ending") else (order, chosen)

    def ordered(best: str) -> Node:
        return Window(
            grain=value.grain,
            unit=NUMBER,
            decimals=int(ties == "mean"),
            fn="rank",
            operand=value,
            dimension=key,
            options=(best, ties),
        )

    if order:
        return ordered(order)
    if key in scope.measure.judged_by.split(BETWEEN):  # what is best differs among those that are ranked
        raise FormulaError("rank_order", call.offset, polarity=f"by: {scope.measure.judged_by}")

    def best(judgement: Judgement) -> Node:
        if judgement.polarity not in BEST:
            raise FormulaError("rank_order", call.offset, polarity=judgement.polarity)
        return ordered(BEST[judgement.polarity])

    return by_member(scope, best)


def cumulate(scope: Scope, call: Call) -> Node:
    """`cumulate(x, bulan, sum)`: over the members up to each."""
    value, key = scope.number(call.arguments[0]), _key(scope, call.arguments[1])
    _without(scope, value, key, call)

    def by(fn: str) -> Node:
        if fn != "last":
            scope.plain("cumulate", call.offset, value)
        return Window(
            grain=value.grain,
            unit=value.unit,
            decimals=None if fn == "mean" else value.decimals,
            fn="cumulate",
            operand=value,
            dimension=key,
            options=(fn,),
        )

    if len(call.arguments) == 2:
        return running(scope, call.offset, by)
    return by(_one_of(call.arguments[2], RUNNING))


def lag(scope: Scope, value: Node, key: str, count: int, call: Call) -> Node:
    """`previous(x, bulan)`: the value of the member before, within the year."""
    _without(scope, value, key, call)
    return Window(
        grain=value.grain, unit=value.unit, decimals=value.decimals, fn="lag", operand=value, dimension=key, options=(count,)
    )


def root(scope: Scope, call: Call) -> Node:
    """`root(x, n)`."""
    value, degree = scope.number(call.arguments[0]), call.arguments[1]
    if not isinstance(degree, language.Number) or degree.value.denominator != 1 or not 1 < degree.value <= 100:
        raise FormulaError("degree_expected", degree.offset)
    return _power(scope, call, value, 1 / degree.value)


def power(scope: Scope, call: Call) -> Node:
    """`power(x, n)`: n is a number of the formula or a parameter."""
    exponent = scope.number(call.arguments[1])
    value = getattr(exponent, "value", None)
    if not isinstance(value, Fraction) or max(abs(value.numerator), value.denominator) > MAX_EXPONENT:
        raise FormulaError("exponent_expected", call.arguments[1].offset, most=MAX_EXPONENT)
    return _power(scope, call, scope.number(call.arguments[0]), value)


def _power(scope: Scope, call: Call, value: Node, exponent: Fraction) -> Node:
    scope.plain(call.function, call.offset, value)
    unit = value.unit.power(exponent)
    if unit is None:
        _bare(scope, call, value)
        raise Defect("a bare number has every power")
    return Power(value.grain, unit, rounded(scope, call), value, exponent)


def ln(scope: Scope, call: Call) -> Node:
    """`ln(x)`."""
    value = scope.number(call.arguments[0])
    _bare(scope, call, value)
    return Log(value.grain, NUMBER, rounded(scope, call), value)


def _bare(scope: Scope, call: Call, value: Node) -> None:
    if value.unit != NUMBER:
        scope.plain(call.function, call.offset, value)
        raise FormulaError("number_expected", call.offset, name=call.function, found=scope.typist.unit_name(value.unit))


def first_present(scope: Scope, call: Call) -> Node:
    """`first_present(x, y)`: the first that has a value."""
    nodes = _alike(scope, call)
    grain = join(scope.rules, *(node.grain for node in nodes))
    return FirstPresent(grain, _unit(nodes), most(*(node.decimals for node in nodes)), nodes)


def extreme(scope: Scope, call: Call) -> Node:
    """`max(a, b)` of values; `max(x)` and `max(x, key)` reduce."""
    words = [_word(argument) for argument in call.arguments[1:]]
    if all(word in scope.rules.dimensions or word == SATKER for word in words):
        return reduce(scope, call.function, scope.number(call.arguments[0]), None, call.arguments[1:], call.offset)
    nodes = _alike(scope, call)
    grain = join(scope.rules, *(node.grain for node in nodes))
    fn = cast(Literal["min", "max"], call.function)
    return Extreme(grain, _unit(nodes), most(*(node.decimals for node in nodes)), fn, nodes)


def _alike(scope: Scope, call: Call) -> tuple[Node, ...]:
    """The operands, all of one unit; a bare number takes it from the others."""
    nodes = [scope.number(argument) for argument in call.arguments]
    base = next((node for node in nodes if not getattr(node, "bare", False)), nodes[0])
    for node in nodes:
        scope.same_unit(call.function, base, node, call.offset, bare=True)
    return tuple(nodes)


def _unit(nodes: tuple[Node, ...]) -> Unit:
    return next((node.unit for node in nodes if not getattr(node, "bare", False)), NUMBER)


def _key(scope: Scope, tree: Formula) -> str:
    word = _word(tree)
    if word == SATKER and not scope.offices:
        raise FormulaError("scope_needed", tree.offset)
    if word not in scope.rules.dimensions and word != SATKER:
        raise FormulaError("key_expected", tree.offset, name=word or "?", known=sorted(scope.rules.dimensions))
    return word


def _without(scope: Scope, value: Node, key: str, call: Call) -> tuple[str, ...]:
    if key not in value.grain:
        raise FormulaError("key_expected", call.arguments[1].offset, name=key, known=list(value.grain))
    if OBSERVATION in value.grain:
        raise FormulaError("many_statistic", call.offset, name=call.function)
    return tuple(name for name in value.grain if name != key)


def _word(tree: Formula) -> str:
    return tree.name if isinstance(tree, language.Name) else ""


def _one_of(tree: Formula, words: tuple[str, ...]) -> str:
    word = _word(tree)
    if word not in words:
        raise FormulaError("word_expected", tree.offset, name=word or "?", known=list(words))
    return word
