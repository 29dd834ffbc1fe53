"""Statistics, ranks, running results and roots with their values filled in."""

from __future__ import annotations

from fractions import Fraction

from lkjip.decimals import fraction_text
from lkjip.errors import Defect
from lkjip.messages import phrase
from lkjip.rules.tree import Extreme, FirstPresent, Gated, Log, Node, Power, Statistic, Window
from lkjip.trace.oracle import Oracle
from lkjip.trace.outcome import Key, Missing
from lkjip.trace.shown import ATOM, COMPARISON, PRODUCT, SUM, inside, shortened, show, text_of


@text_of.register(Statistic)
def _show_statistic(node: Statistic, oracle: Oracle, key: Key) -> tuple[str, int]:
    rows = [row for row, value, _ in oracle.members(node, key) if not isinstance(value, Missing)]
    if node.fn in ("last", "selected"):
        shown = show(node.operand, oracle, rows[-1])
        return shown.text, shown.strength
    if node.fn == "geometric_mean":
        factors = shortened([inside(node.operand, oracle, row, PRODUCT) for row in rows])
        return f"({' × '.join(factors)})^(1/{len(rows)})", ATOM
    if node.fn == "weighted_geometric_mean":
        assert node.weight is not None
        pairs = [(inside(node.operand, oracle, r, ATOM), inside(node.weight, oracle, r, ATOM)) for r in rows]
        factors = shortened([f"{value}^{weight}" for value, weight in pairs])
        return f"({' × '.join(factors)})^(1/({' + '.join(shortened([weight for _, weight in pairs]))}))", ATOM
    values = "; ".join(shortened([show(node.operand, oracle, row).text for row in rows]))
    match node.fn:
        case "median":
            return phrase("shown_median").format(values=values), ATOM
        case "quantile":
            return phrase("shown_quantile").format(values=values, share=fraction_text(Fraction(node.options[0]))), ATOM
        case "stdev":
            return phrase("shown_stdev").format(values=values), ATOM
    raise Defect(f"no text for {node.fn}")


@text_of.register(Window)
def _show_window(node: Window, oracle: Oracle, key: Key) -> tuple[str, int]:
    rows = window_rows(node, oracle, key)
    there = [row for row in rows if not isinstance(oracle.value(node.operand, row), Missing)]
    if node.fn == "rank":
        own = show(node.operand, oracle, key).text
        order = phrase("shown_descending" if node.options[0] == "descending" else "shown_ascending")
        return phrase("shown_rank").format(value=own, count=len(there), order=order), COMPARISON
    if node.fn == "lag" or node.options[0] == "last":
        shown = show(node.operand, oracle, there[-1])
        return shown.text, shown.strength
    texts = shortened([inside(node.operand, oracle, row, SUM) for row in there])
    if node.options[0] == "max":
        return phrase("greatest").format(values="; ".join(texts)), ATOM
    total = " + ".join(texts)
    if node.options[0] == "mean":
        return f"({total}) / {len(there)}", PRODUCT
    return total, SUM if len(there) > 1 else ATOM


def window_rows(node: Window, oracle: Oracle, key: Key) -> list[dict[str, str]]:
    """The members that a value of a window looks at."""
    codes = oracle.members_of(node.dimension)
    here = codes.index(key[node.dimension])
    if node.fn == "lag":
        before = here - int(node.options[0])
        codes = codes[before : before + 1] if before >= 0 else ()
    elif node.fn == "cumulate":
        codes = codes[: here + 1]
    return [{**key, node.dimension: code} for code in codes]


@text_of.register(Power)
def _show_power(node: Power, oracle: Oracle, key: Key) -> tuple[str, int]:
    if node.exponent == Fraction(1, 2):
        return f"√{inside(node.operand, oracle, key, ATOM)}", ATOM
    exponent = f"1/{node.exponent.denominator}" if node.exponent.numerator == 1 else fraction_text(node.exponent)
    plain = node.exponent.denominator == 1 and node.exponent >= 0
    return f"{inside(node.operand, oracle, key, ATOM)}^{exponent if plain else f'({exponent})'}", ATOM


@text_of.register(Log)
def _show_log(node: Log, oracle: Oracle, key: Key) -> tuple[str, int]:
    return f"ln({show(node.operand, oracle, key).text})", ATOM


@text_of.register(FirstPresent)
def _show_first_present(node: FirstPresent, oracle: Oracle, key: Key) -> tuple[str, int]:
    shown = show(present(node, oracle, key), oracle, key)
    return shown.text, shown.strength


def present(node: FirstPresent, oracle: Oracle, key: Key) -> Node:
    """The first operand that has a value, or the first where none has."""
    found = (operand for operand in node.operands if not isinstance(oracle.value(operand, key), Missing))
    return next(found, node.operands[0])


@text_of.register(Extreme)
def _show_extreme(node: Extreme, oracle: Oracle, key: Key) -> tuple[str, int]:
    values = "; ".join(show(operand, oracle, key).text for operand in node.operands)
    return phrase("least" if node.fn == "min" else "greatest").format(values=values), ATOM


@text_of.register(Gated)
def _show_gated(node: Gated, oracle: Oracle, key: Key) -> tuple[str, int]:
    shown = show(node.operand, oracle, key)
    if isinstance(shown.value, Missing):
        raise Defect("a gated value that is missing has no text")
    return f"{shown.text} ({show(node.condition, oracle, key).text})", COMPARISON
