"""What each node of a formula is in LaTeX, but for reductions; names, codes and numbers, escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch

from lkjip.decimals import finite_decimals, indonesian, plain
from lkjip.errors import Defect
from lkjip.messages import phrase
from lkjip.rules.model import BETWEEN, OBSERVATION, YEAR
from lkjip.rules.resolve import Resolved
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
    Grain,
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
    Ref,
    Scale,
    Score,
    Select,
)
from lkjip.trace.shown import ATOM, COMPARISON, PRODUCT, SUM

NOTHING = r"\varnothing"
MEMBERS = 12  # lines of a gathering that are written out
_SIGNS = {">=": r"\ge", "<=": r"\le", "==": "=", "!=": r"\ne"}
_ESCAPED = {"\\": r"\backslash ", "~": r"\sim ", "^": r"\wedge ", "–": r"\text{–}"}


@dataclass(frozen=True, slots=True)
class Within:
    """The rules, and the file whose names stand without it; at `at`, keys are fixed to one member."""

    resolved: Resolved
    measure: str
    at: tuple[tuple[str, str], ...] = ()


def name(text: str) -> str:
    r"""A name, code or number of a rule.

    >>> print(name("nilai_bulanan"))
    \mathrm{nilai\_bulanan}
    """
    return rf"\mathrm{{{escaped(text)}}}"


def number(text: str) -> str:
    r"""A number in Indonesian notation, whose comma and points are no punctuation.

    >>> print(number("1.234,50"))
    1{.}234{,}50
    """
    return "".join(f"{{{sign}}}" if sign in ".," else sign for sign in text).replace("%", r"\%")


def escaped(text: str) -> str:
    """Text without a sign that LaTeX reads as a command; a blank stays one."""
    return "".join(
        _ESCAPED.get(sign) or (f"\\{sign}" if sign in "_%&#${}" else r"\ " if sign.isspace() else sign) for sign in text
    )


def text_in(node: Node, within: Within, strength: int = COMPARISON) -> str:
    """A node's text, in parentheses where it binds less than its surroundings."""
    text, own = latex_of(node, within)
    return rf"\left({text}\right)" if own < strength or (text.startswith("-") and strength > COMPARISON) else text


@singledispatch
def latex_of(node: Node, within: Within) -> tuple[str, int]:
    """The text of a node, and the strength of its outermost operator."""
    raise Defect(f"no LaTeX of {type(node).__name__}")


def keys_of(grain: Iterable[str], within: Within) -> str:
    """The keys of a grain, each with its member where that is fixed."""
    fixed = dict(within.at)
    return ",".join(fixed.get(key) or name(key) for key in grain)


def named(own: str, grain: Grain, within: Within) -> str:
    """A name with its keys below it."""
    keys = keys_of((key for key in grain if key != OBSERVATION), within)
    return f"{name(own)}_{{{keys}}}" if keys else name(own)


def exact_text(value: Fraction) -> str:
    """A number with the decimals that it has, or as a fraction."""
    decimals = finite_decimals(value)
    if decimals is None:
        return rf"\tfrac{{{value.numerator}}}{{{value.denominator}}}"
    return number(indonesian(plain(value, decimals)))


@latex_of.register(Const)
def _const(node: Const, within: Within) -> tuple[str, int]:
    kind = within.resolved.kinds.get(node.unit)
    if node.label and (node.location is not None or node.value is None):
        own, _, code = node.label.rstrip("]").partition("[")
        return (f"{name(own)}_{{{name(code)}}}" if code else name(own)), ATOM
    if node.value is None:
        return NOTHING, ATOM
    if kind is not None:
        return name(kind.bands[int(node.value) - kind.first].code), ATOM
    return exact_text(node.value), ATOM


@latex_of.register(Keyed)
def _keyed(node: Keyed, within: Within) -> tuple[str, int]:
    own, _, code = node.label.rstrip("]").partition("[")
    keys = ",".join(filter(None, (name(code) if code else "", keys_of(node.by, within))))
    return f"{name(own)}_{{{keys}}}", ATOM


@latex_of.register(Ref)
def _ref(node: Ref, within: Within) -> tuple[str, int]:
    return named(node.id.removeprefix(f"{within.measure}."), node.grain, within), ATOM


@latex_of.register(Here)
def _here(node: Here, within: Within) -> tuple[str, int]:
    return keys_of((node.dimension,), within), ATOM


@latex_of.register(Scale)
def _scale(node: Scale, within: Within) -> tuple[str, int]:
    return rf"{text_in(node.operand, within, PRODUCT)} \times {exact_text(node.factor)}", PRODUCT


@latex_of.register(Arith)
def _arith(node: Arith, within: Within) -> tuple[str, int]:
    if node.operator == "/":
        return rf"\frac{{{text_in(node.left, within)}}}{{{text_in(node.right, within)}}}", PRODUCT
    strength = PRODUCT if node.operator == "*" else SUM
    sign = r"\times" if node.operator == "*" else node.operator
    right = text_in(node.right, within, strength + (node.operator == "-"))
    return f"{text_in(node.left, within, strength)} {sign} {right}", strength


@latex_of.register(Abs)
def _abs(node: Abs, within: Within) -> tuple[str, int]:
    return rf"\left|{text_in(node.operand, within)}\right|", ATOM


@latex_of.register(Clamp)
def _clamp(node: Clamp, within: Within) -> tuple[str, int]:
    text = text_in(node.operand, within)
    for bound, pick in ((node.low, r"\max"), (node.high, r"\min")):
        if bound is not None:
            text = rf"{pick}\left({text};\, {text_in(bound, within)}\right)"
    return text, ATOM


@latex_of.register(Compare)
def _compare(node: Compare, within: Within) -> tuple[str, int]:
    sign = _SIGNS.get(node.operator, node.operator)
    return f"{text_in(node.left, within, SUM)} {sign} {text_in(node.right, within, SUM)}", COMPARISON


@latex_of.register(Among)
def _among(node: Among, within: Within) -> tuple[str, int]:
    several = len(node.keys) > 1
    here, *codes = (
        rf"\left({part}\right)" if several else part
        for part in (
            keys_of(node.keys, within),
            *(",".join(name(one) for one in code.split(BETWEEN)) for code in node.codes),
        )
    )
    return rf"{here} \in \{{{';'.join(codes)}\}}", COMPARISON


@latex_of.register(Logic)
def _logic(node: Logic, within: Within) -> tuple[str, int]:
    sign = r"\land" if node.operator == "and" else r"\lor"
    sides = (rf"\left({text_in(side, within)}\right)" for side in (node.left, node.right))
    return f" {sign} ".join(sides), COMPARISON


@latex_of.register(Not)
def _not(node: Not, within: Within) -> tuple[str, int]:
    return rf"\lnot\left({text_in(node.operand, within)}\right)", ATOM


@latex_of.register(Lacking)
def _lacking(node: Lacking, within: Within) -> tuple[str, int]:
    return f"{text_in(node.operand, within, SUM)} = {NOTHING}", COMPARISON


@latex_of.register(Select)
def _select(node: Select, within: Within) -> tuple[str, int]:
    return latex_of(node.operand, replace(within, at=(*within.at, (node.dimension, name(node.code)))))


@latex_of.register(Previous)
def _previous(node: Previous, within: Within) -> tuple[str, int]:
    return latex_of(node.operand, replace(within, at=(*within.at, (YEAR, f"{name(YEAR)}-{node.years}"))))


@latex_of.register(OverYears)
def _over_years(node: OverYears, within: Within) -> tuple[str, int]:
    current = node.current
    if isinstance(current, Ref):
        return latex_of(replace(current, grain=node.grain), within)
    return latex_of(current, within)


@latex_of.register(Gather)
def _gather(node: Gather, within: Within) -> tuple[str, int]:
    fixed = dict(within.at)
    lines = [
        (text_in(part, within), f"{fixed.get(node.dimension) or name(node.dimension)} = {name(code)}")
        for code, part in node.parts.items()
    ]
    short = lines if len(lines) <= MEMBERS else [*lines[:3], (r"\vdots", ""), lines[-1]]
    return _braced(short), ATOM


def _braced(lines: list[tuple[str, str]]) -> str:
    """Values with their conditions; the last may have none, and is taken otherwise."""
    rows = r" \\ ".join(f"{value} & {condition}".rstrip() for value, condition in lines)
    return rf"\begin{{cases}} {rows} \end{{cases}}"


def _by_cases(values: list[str], conditions: Iterable[Node], within: Within) -> str:
    when = [rf"\text{{{phrase('latex_when')} }} {text_in(condition, within)}" for condition in conditions]
    if len(when) < len(values):
        when.append(rf"\text{{{phrase('latex_otherwise')}}}")
    return _braced(list(zip(values, when, strict=True)))


@latex_of.register(Cases)
def _cases(node: Cases, within: Within) -> tuple[str, int]:
    return _by_cases([text_in(value, within) for value in node.values], node.conditions, within), ATOM


@latex_of.register(Choose)
def _choose(node: Choose, within: Within) -> tuple[str, int]:
    codes = [name(band.code) for band in within.resolved.kinds[node.unit].bands]
    return _by_cases(codes, node.conditions, within), ATOM


@latex_of.register(Gated)
def _gated(node: Gated, within: Within) -> tuple[str, int]:
    return _by_cases([text_in(node.operand, within)], [node.condition], within), ATOM


@latex_of.register(Classify)
def _classify(node: Classify, within: Within) -> tuple[str, int]:
    return _function(name(node.categories.name), [node.operand], within), ATOM


@latex_of.register(Score)
def _score(node: Score, within: Within) -> tuple[str, int]:
    return _function(name("value"), [node.operand], within), ATOM


@latex_of.register(FirstPresent)
def _first_present(node: FirstPresent, within: Within) -> tuple[str, int]:
    return _function(name("first_present"), node.operands, within), ATOM


@latex_of.register(Extreme)
def _extreme(node: Extreme, within: Within) -> tuple[str, int]:
    return _function(rf"\{node.fn}", node.operands, within), ATOM


def _function(function: str, operands: Iterable[Node], within: Within) -> str:
    texts = r";\, ".join(text_in(operand, within) for operand in operands)
    return rf"{function}\left({texts}\right)"


@latex_of.register(MembersWhere)
def _members_where(node: MembersWhere, within: Within) -> tuple[str, int]:
    return rf"\left\{{{name(node.dimension)} \mid {text_in(node.condition, within)}\right\}}", ATOM


@latex_of.register(Apportion)
def _apportion(node: Apportion, within: Within) -> tuple[str, int]:
    own = text_in(node.operand, within)
    whole = rf"\sum_{{{keys_of(node.grain, within)}}} {text_in(node.operand, within, PRODUCT)}"
    return rf"\frac{{{own}}}{{{whole}}} \times 100", PRODUCT


@latex_of.register(Power)
def _power(node: Power, within: Within) -> tuple[str, int]:
    if node.exponent.numerator == 1 and node.exponent.denominator > 1:
        degree = "" if node.exponent.denominator == 2 else f"[{node.exponent.denominator}]"
        return rf"\sqrt{degree}{{{text_in(node.operand, within)}}}", ATOM
    return rf"\left({text_in(node.operand, within)}\right)^{{{exact_text(node.exponent)}}}", ATOM


@latex_of.register(Log)
def _log(node: Log, within: Within) -> tuple[str, int]:
    return rf"\ln\left({text_in(node.operand, within)}\right)", ATOM
