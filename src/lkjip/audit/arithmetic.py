"""Arithmetic as a report writes it out: read by a parser of its own and computed again in exact fractions.

Three forms survive the flattening of a page to lines: an expression on one line (`3,91 / 3,25 x 100% = 120%`), a weighted
sum over a sum (`((3,92 ∗ 12) + …)` above `12 + …`, then `= sum, count = mean`), and a quotient whose bar was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkjip.audit.expressions import number, parsed, tokens_of
from lkjip.audit.numerals import Numeral
from lkjip.decimals import fraction_text, round_half_away

_EXPRESSION = re.compile(r"[(\d][\d.,%()\s+−–*∗×x/:÷-]*[\d%)]\s*=\s*(?=\d)")
_GOES_ON = re.compile(r"\s?%?\s*[/×∗*:+−]\s*\(?\d")
_PRODUCT = re.compile(r"\(\s*(\d+(?:[.,]\d+)*)\s*[∗*×x]\s*(\d+(?:[.,]\d+)*)\s*\)")
_SUM_TAIL = re.compile(
    r"[\s)]*\n\s*(?P<counts>\d+(?:\s*\+\s*\d+)+)\s*=\s*(?P<sum>\d[\d.,]*)\s+(?P<count>\d[\d.]*)\s*=\s*(?P<mean>\d[\d.,]*\d)"
)
_PERCENT_RESULT = re.compile(r"x\s*100\s?%\s*=\s*$", re.IGNORECASE)
_LOST_BAR = re.compile(r"(?P<terms>\d[\d.,]*(?:\s*\+\s*\d[\d.,]*)+)\s*\]?\s+(?P<count>\d+)\s*=\s*(?P<mean>\d[\d.,]*\d)")
LONGEST = 400  # characters of an expression
NEAR = 90  # characters between the two parts of a quotient whose bar was lost


@dataclass(frozen=True, slots=True)
class Claim:
    """A result as printed, and what its own terms give. `exact` is that value, `shown` the terms in one line."""

    start: int
    end: int
    printed: str
    exact: Fraction
    shown: str
    holds: bool


def written_out(text: str, numerals: Sequence[Numeral]) -> Iterator[Claim]:
    """Every calculation of a text whose terms can be read."""
    seen: set[int] = set()
    for found in (_weighted(text), _lost_bars(text), _percentages(text, numerals), _inline(text, numerals)):
        for claim in found:
            if claim.start not in seen:
                seen.add(claim.start)
                yield claim


def _claim(start: int, printed: str, exact: Fraction, shown: str) -> Claim:
    decimals = len(printed.partition(",")[2]) or (len(printed.partition(".")[2]) if printed.count(".") == 1 else 0)
    holds = round_half_away(exact, decimals) == number(printed)
    return Claim(start, start + len(printed), printed, exact, shown, holds)


def _inline(text: str, numerals: Sequence[Numeral]) -> Iterator[Claim]:
    """Expressions with an operator, an equals sign and a result behind it."""
    by_start = {numeral.start: numeral for numeral in numerals}
    for match in _EXPRESSION.finditer(text):
        expression = match[0].rpartition("=")[0]
        result = by_start.get(match.end())
        if result is None or len(expression) > LONGEST or not result.readings or _only_percent(expression):
            continue
        if _GOES_ON.match(text, result.end):  # `a = b / c = d`: b is not the result
            continue
        lines = expression.split("\n")
        wholes = (" ".join(lines[start:]) for start in range(len(lines)))  # a calculation may start on a later line
        expression, value = next(((e, v) for e in wholes if (v := parsed(e)) is not None), (expression, None))
        if value is not None and len(list(tokens_of(expression))) > 2:
            yield _claim(result.start, result.text, value, f"{' '.join(expression.split())} = {fraction_text(value)}")


def _only_percent(expression: str) -> bool:
    """Whether an expression is no more than `a x 100%`: the other part of the quotient stands elsewhere."""
    return "/" not in expression and ":" not in expression and _PERCENT_RESULT.search(expression + "=") is not None


def _weighted(text: str) -> Iterator[Claim]:
    """`((a ∗ m) + (b ∗ n) + …)` over `m + n + …`, then `= sum, count = mean`: the sum, the count and the mean."""
    for products in _chains(text):
        tail = _SUM_TAIL.match(text, products[-1].end())
        if tail is None:
            continue
        total = sum((number(m[1]) * number(m[2]) for m in products), Fraction(0))
        people = sum((number(part.strip()) for part in tail["counts"].split("+")), Fraction(0))
        terms = f"({products[0][1]} × {products[0][2]}) + … + ({products[-1][1]} × {products[-1][2]})"
        yield _claim(tail.start("sum"), tail["sum"], total, f"{terms} = {fraction_text(total)}")
        yield _claim(tail.start("count"), tail["count"], people, f"{' '.join(tail['counts'].split())} = {people}")
        count = number(tail["count"])
        if count:
            shown = f"{tail['sum']} / {tail['count']}"
            yield _claim(tail.start("mean"), tail["mean"], number(tail["sum"]) / count, shown)


def _chains(text: str) -> Iterator[list[re.Match[str]]]:
    """Products in parentheses that are joined by plus signs."""
    chain: list[re.Match[str]] = []
    for match in _PRODUCT.finditer(text):
        if chain and text[chain[-1].end() : match.start()].strip() != "+":
            if len(chain) > 1:
                yield chain
            chain = []
        chain.append(match)
    if len(chain) > 1:
        yield chain


def _lost_bars(text: str) -> Iterator[Claim]:
    """`a + b` above `n`, then `= mean`: a sum over a count whose fraction bar was lost."""
    for match in _LOST_BAR.finditer(text):
        if not number(match["count"]) or match["terms"].count("+") > 3:
            continue
        value = sum((number(part.strip()) for part in match["terms"].split("+")), Fraction(0)) / number(match["count"])
        shown = f"({' '.join(match['terms'].split())}) / {match['count']} = {fraction_text(round_half_away(value, 4))}"
        yield _claim(match.start("mean"), match["mean"], value, shown)


def _percentages(text: str, numerals: Sequence[Numeral]) -> Iterator[Claim]:
    """`a … b … x 100% = c`, the parts before it, or one before and one behind it."""
    plain = [n for n in numerals if n.readings and n.kind in ("", "law") and not (n.unit == "%" and n.value == 100)]
    for index, numeral in enumerate(plain):
        if index < 1 or not _PERCENT_RESULT.search(text[max(numeral.start - 24, 0) : numeral.start]):
            continue
        before = plain[index - 1]
        pairs = [(before, plain[index + 1])] if index + 1 < len(plain) else []
        if index > 1:
            pairs.insert(0, (plain[index - 2], before))
        close = [(a, b) for a, b in pairs if b.value and _close(a, b, numeral) and _comparable(a, b)]
        claims = [
            _claim(numeral.start, numeral.text, a.value / b.value * 100, f"{a.text} / {b.text} × 100%") for a, b in close
        ]
        if claims:
            yield next((claim for claim in claims if claim.holds), claims[0])


def _close(a: Numeral, b: Numeral, result: Numeral) -> bool:
    return result.start - a.start < 3 * NEAR and abs(b.start - a.end) < NEAR and b.start - result.end < NEAR // 3


def _comparable(a: Numeral, b: Numeral) -> bool:
    """Whether two numbers may be the parts of an achievement: of one unit and one size."""
    return a.unit == b.unit != "%" and a.decimals == b.decimals and Fraction(1, 3) < a.value / b.value < 3


def terms(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of the products that a written-out sum consists of."""
    for match in _PRODUCT.finditer(text):
        yield match.span()
