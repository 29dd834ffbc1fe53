"""Formulas of figures in words: `rata-rata Nilai SKM per bulan dari semua bulan, ditimbang dengan Jumlah responden`.

What is said is the rule, not its values. Names are the titles that the rules give; functions are the phrases of
`messages/formulas.yaml`, so that both languages say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch

from lkjip import messages
from lkjip.decimals import finite_decimals, fraction_text, indonesian, plain
from lkjip.errors import Defect
from lkjip.figure_key import id_of
from lkjip.messages import phrase
from lkjip.rules.figure import Figure
from lkjip.rules.grains import join
from lkjip.rules.model import BETWEEN, OBSERVATION, SATKER
from lkjip.rules.resolve import Resolved, ResolvedInput
from lkjip.rules.tree import (
    Abs,
    Among,
    Apportion,
    Arith,
    Cases,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Extreme,
    FirstPresent,
    Gated,
    Gather,
    Here,
    Keyed,
    Lacking,
    Log,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Power,
    Previous,
    Reduce,
    Ref,
    Scale,
    Score,
    Select,
    Statistic,
    Window,
)

MEMBERS = 4  # titles of a gathering that are named
_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "over"}
_SIGNS = {"<": "below", "<=": "most", ">": "above", ">=": "least", "==": "equals", "!=": "differs"}


@dataclass(frozen=True, slots=True)
class Telling:
    """The rules, and the file whose own figures are named without it."""

    resolved: Resolved
    measure: str

    def dimension(self, name: str) -> str:
        """A key's title as it stands within a sentence."""
        found = self.resolved.rules.dimensions.get(name)
        title = found.title if found else name
        return title[:1].lower() + title[1:] if title[1:2].islower() else title


def worded(resolved: Resolved, figure: Figure) -> str:
    """A figure's formula in words, in the language that is spoken."""
    return words_of(figure.node, Telling(resolved, figure.measure))


def _say(code: str, **parts: str) -> str:
    return messages.worded("formulas", code, parts)


def _inner(node: Node, telling: Telling) -> str:
    """A node's words, in parentheses where it is arithmetic itself."""
    words = words_of(node, telling)
    return f"({words})" if isinstance(node, (Arith, Compare, Logic, Scale)) else words


def _number(value: Fraction) -> str:
    decimals = finite_decimals(value)
    return fraction_text(value) if decimals is None else indonesian(plain(value, decimals))


@singledispatch
def words_of(node: Node, telling: Telling) -> str:
    """The words of a node."""
    raise Defect(f"no words for {type(node).__name__}")


# Names


@words_of.register(Ref)
def _ref(node: Ref, telling: Telling) -> str:
    entry = telling.resolved.inputs.get(node.id)
    if entry is not None:
        return _column(entry, telling)
    figure = telling.resolved.figures[node.id]
    if figure.measure == telling.measure:
        return figure.title
    owner = telling.resolved.rules.measures[figure.measure]
    return figure.title if (owner.short or owner.title) in figure.title else f"{figure.title} ({owner.short or owner.title})"


def _column(entry: ResolvedInput, telling: Telling) -> str:
    """A column's title; of an archive that of its figure, and a title of one word with its table's."""
    if entry.table.archived:
        archived = telling.resolved.figures.get(entry.table.archived)
        return archived.title if archived else phrase("archived_value")
    title = entry.column.title
    return title if " " in title else f"{title} ({entry.table.title})"


@words_of.register(Const)
def _const(node: Const, telling: Telling) -> str:
    kind = telling.resolved.kinds.get(node.unit)
    if node.label and not node.bare:
        return _labelled(node.label, telling)
    if node.value is None:
        return _say("nothing")
    return kind.bands[int(node.value) - kind.first].title if kind is not None else _number(node.value)


@words_of.register(Keyed)
def _keyed(node: Keyed, telling: Telling) -> str:
    return _labelled(node.label, telling)


def _labelled(label: str, telling: Telling) -> str:
    """The title of a parameter, weight or target by its label."""
    measure, _, name = id_of(label).rpartition(".")
    owner = telling.resolved.rules.measures.get(measure or telling.measure)
    if name == "targets":
        return _say("target")
    if owner is None:
        return label
    found = owner.parameters.get(name) or owner.weights.get(name) or owner.grids.get(name)
    title = getattr(found, "title", "")
    return title or (_say("weight") if name in owner.weights or name in owner.grids else name.replace("_", " "))


@words_of.register(Here)
def _here(node: Here, telling: Telling) -> str:
    return _say("here", over=_keys((node.dimension,), telling))


def _keys(names: Iterable[str], telling: Telling) -> str:
    shown = [_say("row") if name == OBSERVATION else telling.dimension(name) for name in names]
    return _say("also").join(shown)


# Arithmetic and conditions


@words_of.register(Arith)
def _arith(node: Arith, telling: Telling) -> str:
    return _say(_OPERATORS[node.operator], left=_inner(node.left, telling), right=_inner(node.right, telling))


@words_of.register(Scale)
def _scale(node: Scale, telling: Telling) -> str:
    if node.factor.numerator == 1 and node.factor.denominator > 1:
        return _say("over", left=_inner(node.operand, telling), right=_number(Fraction(node.factor.denominator)))
    return _say("times", left=_inner(node.operand, telling), right=_number(node.factor))


@words_of.register(Compare)
def _compare(node: Compare, telling: Telling) -> str:
    return _say(_SIGNS[node.operator], left=_inner(node.left, telling), right=_inner(node.right, telling))


@words_of.register(Among)
def _among(node: Among, telling: Telling) -> str:
    by = BETWEEN.join(node.keys)
    found = [telling.resolved.rules.titled(by, code) for code in node.codes]
    return _say("among", over=_keys(node.keys, telling), members=_say("other").join(found))


@words_of.register(Logic)
def _logic(node: Logic, telling: Telling) -> str:
    code = "both" if node.operator == "and" else "either"
    return _say(code, left=words_of(node.left, telling), right=words_of(node.right, telling))


@words_of.register(Not)
@words_of.register(Lacking)
@words_of.register(Abs)
@words_of.register(Log)
@words_of.register(Score)
def _simple(node: Not | Lacking | Abs | Log | Score, telling: Telling) -> str:
    return _say(type(node).__name__.lower(), of=words_of(node.operand, telling))


@words_of.register(Power)
def _power(node: Power, telling: Telling) -> str:
    return _say("power", of=_inner(node.operand, telling), exponent=_number(node.exponent))


@words_of.register(Clamp)
def _clamp(node: Clamp, telling: Telling) -> str:
    bounds = (("no_less", node.low), ("no_more", node.high))
    told = [_say(code, bound=words_of(bound, telling)) for code, bound in bounds if bound is not None]
    return ", ".join([words_of(node.operand, telling), *told])


@words_of.register(Gated)
def _gated(node: Gated, telling: Telling) -> str:
    return _say("when", of=words_of(node.operand, telling), condition=words_of(node.condition, telling))


@words_of.register(Classify)
def _classify(node: Classify, telling: Telling) -> str:
    return _say("classify", of=words_of(node.operand, telling), scale=node.categories.title)


@words_of.register(Choose)
def _choose(node: Choose, telling: Telling) -> str:
    titles = [band.title for band in telling.resolved.kinds[node.unit].bands]
    return _by_cases(titles, node.conditions, telling)


@words_of.register(Cases)
def _cases(node: Cases, telling: Telling) -> str:
    return _by_cases([words_of(value, telling) for value in node.values], node.conditions, telling)


def _by_cases(values: list[str], conditions: tuple[Node, ...], telling: Telling) -> str:
    lines = [
        _say("when", of=value, condition=words_of(condition, telling))
        for value, condition in zip(values, conditions, strict=False)
    ]
    return "; ".join([*lines, *(_say("otherwise", of=value) for value in values[len(conditions) :])])


@words_of.register(FirstPresent)
@words_of.register(Extreme)
def _several(node: FirstPresent | Extreme, telling: Telling) -> str:
    code = node.fn if isinstance(node, Extreme) else "first"
    return _say(f"{code}_of", of="; ".join(words_of(operand, telling) for operand in node.operands))


# Keys


@words_of.register(Select)
def _select(node: Select, telling: Telling) -> str:
    member = telling.resolved.rules.dimensions[node.dimension].member(node.code)
    return _say("select", of=_inner(node.operand, telling), member=member.title)


@words_of.register(Previous)
def _previous(node: Previous, telling: Telling) -> str:
    return _say("previous" if node.years == 1 else "years_before", of=_inner(node.operand, telling), years=str(node.years))


@words_of.register(OverYears)
def _over_years(node: OverYears, telling: Telling) -> str:
    return words_of(node.current, telling)


@words_of.register(Gather)
def _gather(node: Gather, telling: Telling) -> str:
    titles = list(dict.fromkeys(words_of(part, telling).partition(" (")[0] for part in node.parts.values()))
    shown = "; ".join([*titles[:MEMBERS], *(["…"] if len(titles) > MEMBERS else [])])
    return _say("each", of=shown, over=telling.dimension(node.dimension))


@words_of.register(MembersWhere)
def _members_where(node: MembersWhere, telling: Telling) -> str:
    return _say("members", over=telling.dimension(node.dimension), condition=words_of(node.condition, telling))


@words_of.register(Apportion)
def _apportion(node: Apportion, telling: Telling) -> str:
    return _say("apportion", of=words_of(node.operand, telling))


@words_of.register(Window)
def _window(node: Window, telling: Telling) -> str:
    words = {"of": words_of(node.operand, telling), "over": telling.dimension(node.dimension), "steps": str(node.options[0])}
    return _say(node.fn, **words)


@words_of.register(Reduce)
@words_of.register(Statistic)
def _reduce(node: Reduce, telling: Telling) -> str:
    rules = telling.resolved.rules
    whole = join(rules, node.operand.grain, *([node.weight.grain] if node.weight else []))
    over = _keys((key for key in whole if key not in node.grain and key != SATKER), telling)
    parts = {"of": words_of(node.operand, telling), "over": over or telling.dimension(SATKER)}
    if node.weight is not None:
        parts["weight"] = words_of(node.weight, telling)
    if isinstance(node, Statistic) and node.options and isinstance(node.options[0], Fraction):
        parts["share"] = _number(node.options[0])
    return _say(node.fn, **parts)
