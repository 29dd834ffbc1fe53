"""What reductions, and values that depend on other members, are in LaTeX."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lkjip.rules.grains import join
from lkjip.rules.model import OBSERVATION
from lkjip.rules.tree import (
    Reduce,
    Statistic,
    Window,
)
from lkjip.trace.latex_nodes import NOTHING, Within, exact_text, latex_of, name, text_in
from lkjip.trace.shown import ATOM, PRODUCT, SUM


def _over(node: Reduce, within: Within) -> str:
    """The keys that a reduction reduces."""
    whole = join(within.resolved.rules, node.operand.grain, *([node.weight.grain] if node.weight else []))
    return ",".join(name("baris" if key == OBSERVATION else key) for key in whole if key not in node.grain)


@latex_of.register(Window)
def _window(node: Window, within: Within) -> tuple[str, int]:
    key = name(node.dimension)
    if node.fn == "lag":
        return latex_of(node.operand, replace(within, at=(*within.at, (node.dimension, f"{key}-{node.options[0]}"))))
    if node.fn == "rank":
        words = ",".join(name(str(word)) for word in node.options)
        return rf"\mathrm{{rank}}_{{{key}}}^{{{words}}}\left({text_in(node.operand, within)}\right)", ATOM
    fn = str(node.options[0])
    sign = {"sum": r"\sum", "max": r"\max"}.get(fn, name(fn))
    return rf"{sign}_{{{key}' \le {key}}} {text_in(node.operand, within, PRODUCT)}", SUM


@latex_of.register(Reduce)
def _reduce(node: Reduce, within: Within) -> tuple[str, int]:
    over = _over(node, within)
    own = text_in(node.operand, within, PRODUCT)
    match node.fn:
        case "sum":
            return rf"\sum_{{{over}}} {own}", SUM
        case "mean":
            return rf"\frac{{\sum_{{{over}}} {own}}}{{\sum_{{{over}}} 1}}", PRODUCT
        case "weighted_mean":
            assert node.weight is not None
            weight = text_in(node.weight, within, PRODUCT)
            return rf"\frac{{\sum_{{{over}}} {own} \times {weight}}}{{\sum_{{{over}}} {weight}}}", PRODUCT
        case "count":
            return rf"\left|\left\{{{over} \mid {text_in(node.operand, within, SUM)} \ne {NOTHING}\right\}}\right|", ATOM
        case "count_where":
            return rf"\left|\left\{{{over} \mid {text_in(node.operand, within)}\right\}}\right|", ATOM
        case fn:
            return rf"\{fn}_{{{over}}} {own}", SUM


@latex_of.register(Statistic)
def _statistic(node: Statistic, within: Within) -> tuple[str, int]:
    over = _over(node, within)
    own = text_in(node.operand, within)
    match node.fn:
        case "geometric_mean":
            return rf"\left(\prod_{{{over}}} {text_in(node.operand, within, PRODUCT)}\right)^{{1 / \sum_{{{over}}} 1}}", ATOM
        case "weighted_geometric_mean":
            assert node.weight is not None
            weight = text_in(node.weight, within, PRODUCT)
            product = rf"\prod_{{{over}}} {{{text_in(node.operand, within, ATOM)}}}^{{{weight}}}"
            return rf"\left({product}\right)^{{1 / \sum_{{{over}}} {weight}}}", ATOM
        case "selected":
            assert node.weight is not None
            return rf"\left.{own}\right|_{{{text_in(node.weight, within)}}}", ATOM
        case fn:
            words = ",".join(exact_text(word) if isinstance(word, Fraction) else name(word) for word in node.options)
            above = f"^{{{words}}}" if words else ""
            return rf"{name(fn)}_{{{over}}}{above}\left({own}\right)", ATOM
