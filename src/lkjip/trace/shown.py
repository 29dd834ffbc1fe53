"""Formulas with their values filled in: `(3,50 × 20 + 3,90 × 40) / 60`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch

from lkjip.decimals import fraction_text, indonesian, plain
from lkjip.errors import Defect
from lkjip.messages import phrase
from lkjip.rules.figure import Figure
from lkjip.rules.model import BETWEEN, YEAR, Band
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
    Gather,
    Lacking,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Scale,
    Score,
    Select,
)
from lkjip.trace.oracle import Oracle
from lkjip.trace.outcome import Key, Missing, Result
from lkjip.trace.values import case_of

TERMS = 12  # terms of a sum that are written out; more are shortened to the first three and the last


@dataclass(frozen=True, slots=True)
class Shown:
    """A node with its values filled in: text, strength of its outermost operator, exact value."""

    text: str
    strength: int
    value: Result


ATOM, PRODUCT, SUM, COMPARISON = 3, 2, 1, 0


def show(node: Node, oracle: Oracle, key: Key) -> Shown:
    """A node with its values filled in at a key."""
    value = oracle.value(node, key)
    if isinstance(value, Missing) and not isinstance(node, (Arith, Compare)):
        return Shown("–", ATOM, value)
    text, strength = text_of(node, oracle, key)
    return Shown(text, strength, value)


def inside(node: Node, oracle: Oracle, key: Key, strength: int) -> str:
    """A node's text, in parentheses where it binds less than its surroundings."""
    shown = show(node, oracle, key)
    loose = shown.strength < strength or shown.text.startswith("-")
    return f"({shown.text})" if loose else shown.text


@singledispatch
def text_of(node: Node, oracle: Oracle, key: Key) -> tuple[str, int]:
    """The text of a node that has a value, and the strength of its outermost operator."""
    value = oracle.value(node, key)
    if isinstance(value, (bool, tuple, Missing)):
        raise Defect(f"no text for {type(node).__name__}")
    kind = oracle.resolved.kinds.get(node.unit)
    if kind is not None:
        return kind.bands[int(value) - kind.first].title, ATOM
    return number_text(node, value), ATOM


def number_text(node: Node, value: Fraction) -> str:
    """An exact number at the decimals its node has, which is how it was written or rounded."""
    if node.decimals is not None:
        return indonesian(plain(value, node.decimals))
    return fraction_text(value)


@text_of.register(Score)
def _show_score(node: Score, oracle: Oracle, key: Key) -> tuple[str, int]:
    value = oracle.number(node, key)
    assert isinstance(value, Fraction)
    return f"{show(node.operand, oracle, key).text} = {number_text(node, value)}", COMPARISON


@text_of.register(Cases)
def _show_cases(node: Cases, oracle: Oracle, key: Key) -> tuple[str, int]:
    chosen = case_of(node, oracle, key)
    assert isinstance(chosen, int)
    held = [show(node.conditions[chosen], oracle, key).text] if chosen < len(node.conditions) else []
    failed = [phrase("not_so").format(condition=show(c, oracle, key).text) for c in node.conditions] if not held else []
    return f"{show(node.values[chosen], oracle, key).text} ({'; '.join(held or failed)})", COMPARISON


@text_of.register(Select)
def _show_select(node: Select, oracle: Oracle, key: Key) -> tuple[str, int]:
    shown = show(node.operand, oracle, {**key, node.dimension: node.code})
    return shown.text, shown.strength


@text_of.register(Previous)
def _show_previous(node: Previous, oracle: Oracle, key: Key) -> tuple[str, int]:
    earlier = oracle.earlier(node, key)
    shown = show(node.operand, oracle, earlier or key)
    return shown.text, shown.strength


@text_of.register(Scale)
def _show_scale(node: Scale, oracle: Oracle, key: Key) -> tuple[str, int]:
    inner = inside(node.operand, oracle, key, PRODUCT)
    if node.factor.numerator == 1:
        return f"{inner} / {node.factor.denominator}", PRODUCT
    return f"{inner} × {fraction_text(node.factor)}", PRODUCT


@text_of.register(Arith)
def _show_arith(node: Arith, oracle: Oracle, key: Key) -> tuple[str, int]:
    strength = PRODUCT if node.operator in "*/" else SUM
    sign = {"*": "×", "-": "−"}.get(node.operator, node.operator)
    left = inside(node.left, oracle, key, strength)
    right = inside(node.right, oracle, key, strength + (node.operator in "-/"))
    return f"{left} {sign} {right}", strength


@text_of.register(Abs)
def _show_abs(node: Abs, oracle: Oracle, key: Key) -> tuple[str, int]:
    return f"|{show(node.operand, oracle, key).text}|", ATOM


@text_of.register(Clamp)
def _show_clamp(node: Clamp, oracle: Oracle, key: Key) -> tuple[str, int]:
    inner = show(node.operand, oracle, key).text
    low = f"≥ {show(node.low, oracle, key).text}" if node.low is not None else ""
    high = f"≤ {show(node.high, oracle, key).text}" if node.high is not None else ""
    return f"[{inner}; {', '.join(filter(None, (low, high)))}]", ATOM


@text_of.register(Lacking)
def _show_lacking(node: Lacking, oracle: Oracle, key: Key) -> tuple[str, int]:
    found = oracle.number(node.operand, key)
    if isinstance(found, Missing):
        return phrase("is_missing").format(reason=reason_text(found)), ATOM
    return phrase("is_present").format(value=show(node.operand, oracle, key).text), ATOM


@text_of.register(Compare)
def _show_compare(node: Compare, oracle: Oracle, key: Key) -> tuple[str, int]:
    sign = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}.get(node.operator, node.operator)
    return f"{inside(node.left, oracle, key, SUM)} {sign} {inside(node.right, oracle, key, SUM)}", COMPARISON


@text_of.register(Among)
def _show_among(node: Among, oracle: Oracle, key: Key) -> tuple[str, int]:
    by = BETWEEN.join(node.keys)
    here = oracle.rules.titled(by, BETWEEN.join(oracle.place(node.keys, key)))
    return f"{here} ∈ {{{'; '.join(oracle.rules.titled(by, code) for code in node.codes)}}}", COMPARISON


@text_of.register(Logic)
def _show_logic(node: Logic, oracle: Oracle, key: Key) -> tuple[str, int]:
    left, right = (show(side, oracle, key).text for side in (node.left, node.right))
    return phrase("both" if node.operator == "and" else "either").format(left=left, right=right), ATOM


@text_of.register(Not)
def _show_not(node: Not, oracle: Oracle, key: Key) -> tuple[str, int]:
    return phrase("not_so").format(condition=show(node.operand, oracle, key).text), ATOM


@text_of.register(Classify)
def _show_classify(node: Classify, oracle: Oracle, key: Key) -> tuple[str, int]:
    group = node.categories
    value = oracle.number(node.operand, key)
    number = oracle.number(node, key)
    assert isinstance(value, Fraction) and isinstance(number, Fraction)
    band = group.bands[int(number)]
    assert band.lower is not None
    bound = indonesian(plain(band.lower, group.round))
    sign = ">" if band.open else "≥"
    return f"{show(node.operand, oracle, key).text} {sign} {bound}", COMPARISON


@text_of.register(Choose)
def _show_choose(node: Choose, oracle: Oracle, key: Key) -> tuple[str, int]:
    number = oracle.number(node, key)
    assert isinstance(number, Fraction)
    if int(number) < len(node.conditions):
        return show(node.conditions[int(number)], oracle, key).text, COMPARISON
    return "; ".join(phrase("not_so").format(condition=show(c, oracle, key).text) for c in node.conditions), COMPARISON


@text_of.register(MembersWhere)
def _show_members_where(node: MembersWhere, oracle: Oracle, key: Key) -> tuple[str, int]:
    dimension = oracle.resolved.rules.dimensions[node.dimension]
    found = oracle.value(node, key)
    assert isinstance(found, tuple)
    texts = [
        f"{dimension.member(code).title}: {show(node.condition, oracle, {**key, node.dimension: code}).text}"
        for code in found
    ]
    return "; ".join(texts) or "–", ATOM


@text_of.register(Apportion)
def _show_apportion(node: Apportion, oracle: Oracle, key: Key) -> tuple[str, int]:
    parts = [oracle.number(node.operand, row) for row in oracle.keys(node.grain, {}, node)]
    total = sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))
    return f"{inside(node.operand, oracle, key, PRODUCT)} / {fraction_text(total)} × 100", PRODUCT


@text_of.register(Gather)
def _show_gather(node: Gather, oracle: Oracle, key: Key) -> tuple[str, int]:
    shown = show(node.parts[oracle.place((node.dimension,), key)[0]], oracle, key)
    return shown.text, shown.strength


@text_of.register(OverYears)
def _show_over_years(node: OverYears, oracle: Oracle, key: Key) -> tuple[str, int]:
    now = key[YEAR] == str(oracle.resolved.rules.year)
    shown = show(node.current if now else node.history, oracle, key)
    return shown.text, shown.strength


@text_of.register(Reduce)
def _show_reduce(node: Reduce, oracle: Oracle, key: Key) -> tuple[str, int]:
    rows = [(row, value) for row, value, _ in oracle.members(node, key) if not isinstance(value, Missing)]
    if node.fn in ("count", "count_where"):
        held = [row for row, value in rows if node.fn == "count" or value is True]
        return phrase("how_many").format(count=len(held)), COMPARISON
    if node.fn in ("min", "max"):
        texts = "; ".join(shortened([show(node.operand, oracle, row).text for row, _ in rows]))
        return phrase("least" if node.fn == "min" else "greatest").format(values=texts), ATOM
    if node.fn == "weighted_mean":
        assert node.weight is not None
        products = [
            f"({inside(node.operand, oracle, row, PRODUCT)} × {inside(node.weight, oracle, row, PRODUCT)})"
            for row, _ in rows
        ]
        weights = [inside(node.weight, oracle, row, SUM) for row, _ in rows]
        return f"({' + '.join(shortened(products))}) / ({' + '.join(shortened(weights))})", PRODUCT
    sums = " + ".join(shortened([inside(node.operand, oracle, row, SUM) for row, _ in rows]))
    return (f"({sums}) / {len(rows)}", PRODUCT) if node.fn == "mean" else (sums, SUM if len(rows) > 1 else ATOM)


def shortened(terms: list[str]) -> list[str]:
    """The first three terms and the last, where there are many."""
    return terms if len(terms) <= TERMS else [*terms[:3], "…", terms[-1]]


def reason_text(missing: Missing) -> str:
    """Why a value is missing, in words."""
    return missing.text or phrase(missing.phrase)


def band_of(figure: Figure, value: Fraction | bool) -> Band:
    """The category that a value counts to."""
    return figure.bands[int(value) - figure.first_band]


def result_text(figure: Figure, value: Result, oracle: Oracle) -> str:
    """A value as the report prints it; of a missing one, its reason."""
    if isinstance(value, Missing):
        return reason_text(value)
    if isinstance(value, tuple):
        dimension = oracle.rules.dimensions[figure.listing]
        return ", ".join(dimension.member(code).title for code in value) or "–"
    if figure.bands:
        band = band_of(figure, value)
        return band.title if band.title == band.code else f"{band.title} ({band.code})"
    return indonesian(plain(Fraction(value), figure.decimals))
