"""Arithmetic as a report writes it out: read by a parser of its own and computed again in exact fractions.

Three forms survive the flattening of a page to lines: an expression on one line (`3,91 / 3,25 x 100% = 120%`), a weighted
sum over a sum (`((3,92 ∗ 12) + …)` above `12 + …`, then `= sum, count = mean`), and a quotient whose bar was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lkjip.audit.expressions import number, parsed, tokens_of
from lkjip.audit.numerals import Numeral, amounts
from lkjip.decimals import fraction_text, indonesian, plain, round_half_away

_EQUALS = re.compile(r"=\s{0,6}(?:Rp\.?\s?)?$")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*(?:\s?%)?|[-+−–*∗×/:÷()]|x(?![A-Za-z])|[A-Za-z][A-Za-z.]*|\S")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b(?![.,]\d)")
_DIVISOR = re.compile(r"\s{0,4}%?\s{1,4}(\d{1,2})(?![\d.,])")
_GOES_ON = re.compile(r"\s?%?\s*[/×∗*:+−]\s*\(?\d")
_PRODUCT = re.compile(r"\(\s*(\d+(?:[.,]\d+)*)\s*[∗*×x]\s*(\d+(?:[.,]\d+)*)\s*\)")
_SUM_TAIL = re.compile(
    r"[\s)]*\n\s*(?P<counts>\d+(?:\s*\+\s*\d+)+)\s*=\s*(?P<sum>\d[\d.,]*)\s+(?P<count>\d[\d.]*)\s*=\s*(?P<mean>\d[\d.,]*\d)"
)
_PERCENT_RESULT = re.compile(r"x\s*100\s?%\s*=\s*$", re.IGNORECASE)
_LOST_BAR = re.compile(
    r"(?<![\d.,])(?P<terms>\d[\d.,]{0,30}(?:\s*\+\s*\d[\d.,]{0,30})+)\s*\]?\s+"
    r"(?P<count>\d+)\s*=\s*(?P<mean>\d[\d.,]*\d)"
)
LONGEST = 400  # characters of an expression
_NO_UNITS = frozenset(  # words that end an expression
    ["dari", "dan", "atau", "tahun", "adalah", "sebesar", "yaitu", "pada", "dengan", "sehingga", "jadi", "maka", "nilai"]
)
UNITS = 3  # words behind a number that may say what it counts
_SIGNS = frozenset("-+−–*∗×/:÷()x")
NEAR = 90  # characters between the two parts of a quotient whose bar was lost


@dataclass(frozen=True, slots=True)
class Claim:
    """A result as printed, and what its own terms give. `exact` is that value, `shown` the terms in one line.

    `rounding`: the result is cut off, or follows from terms that print like these; `sure`: no bar had to be imagined.
    """

    start: int
    end: int
    printed: str
    exact: Fraction
    shown: str
    holds: bool
    rounding: bool = False
    sure: bool = True


def written_out(text: str, numerals: Sequence[Numeral]) -> Iterator[Claim]:
    """Every calculation of a text whose terms can be read."""
    seen: set[int] = set()
    for found in (_weighted(text), _inline(text, numerals), _lost_bars(text), _percentages(text, numerals)):
        for claim in found:
            if claim.start not in seen:
                seen.add(claim.start)
                yield claim


def _claim(start: int, printed: str, exact: Fraction, shown: str, *, sure: bool = True) -> Claim:
    decimals = _decimals(printed)
    holds = round_half_away(exact, decimals) == number(printed)
    cut = Fraction(int(exact * 10**decimals), 10**decimals) == number(printed)
    return Claim(
        start=start,
        end=start + len(printed),
        printed=printed,
        exact=exact,
        shown=shown,
        holds=holds,
        rounding=cut and not holds,
        sure=sure,
    )


def _decimals(printed: str) -> int:
    return len(printed.partition(",")[2]) or (len(printed.partition(".")[2]) if printed.count(".") == 1 else 0)


def _inline(text: str, numerals: Sequence[Numeral]) -> Iterator[Claim]:
    """Expressions with an operator, an equals sign and a result behind it; words may name what is counted."""
    for result in numerals:
        equals = _EQUALS.search(text, max(result.start - 12, 0), result.start)
        if equals is None or not result.readings or _GOES_ON.match(text, result.end):
            continue  # `a = b / c = d`: b is not the result
        expression = _expression(text[max(equals.start() - LONGEST, 0) : equals.start()])
        if not expression or _only_percent(expression):
            continue
        value = parsed(expression)
        if _YEARS.search(expression):
            continue
        if value is None or len(list(tokens_of(expression))) < 3:
            continue
        claim = _claim(result.start, result.text, value, expression)
        yield claim if claim.holds else _kindly(text, claim, result, expression)


def _expression(text: str) -> str:
    """The longest expression at the end of a text, without the words that stand behind its numbers."""
    kept: list[str] = []
    words = 0
    for piece in reversed(list(_PIECE.finditer(text))):
        shown = piece[0]
        if shown.lower().startswith("rp"):
            continue
        if shown[0].isalpha() and shown != "x":
            words += 1
            if words > UNITS or shown.lower() in _NO_UNITS:
                break
            continue
        label = shown == ":" and text[max(piece.start() - 1, 0)].isalpha()
        if shown == "=" or label or not (shown[0].isdigit() or shown in _SIGNS):
            break
        if words and not shown[0].isdigit():
            break  # words stand behind numbers only
        if kept and shown[0].isdigit() and kept[-1][0].isdigit():
            break  # two numbers side by side: the expression starts at the second
        words = 0
        kept.append(shown)
    while kept and kept[-1] in ("+", "*", "×", "∗", "x", "/", ":", "÷", ")", "-", "−", "–"):
        kept.pop()
    expression = " ".join(reversed(kept))
    while expression.count("(") != expression.count(")") and expression.startswith("("):
        expression = expression[1:].strip()
    return expression


def _kindly(text: str, claim: Claim, result: Numeral, expression: str) -> Claim:
    """A claim that does not come out, by the kindest reading: a share for a percentage, a divisor that slipped, rounding."""
    decimals = result.decimals
    others = [claim.exact / 100, claim.exact * 100] if "%" in expression or result.unit == "%" else []
    if slipped := _DIVISOR.match(text, result.end):
        others += [claim.exact / int(slipped[1])] if int(slipped[1]) else []
    if any(round_half_away(other, decimals) == value for other in others for value in amounts(result)):
        return replace(claim, holds=True)
    slack = _slack(expression, claim.exact)
    near = slack > 0 and abs(claim.exact - result.value) <= slack + Fraction(1, 2 * 10**decimals)
    return replace(claim, rounding=claim.rounding or near)


def _slack(expression: str, exact: Fraction) -> Fraction:
    """How far a value may be off because the decimals of its terms were rounded."""
    tokens = expression.split(" ")
    total = Fraction(0)
    for place, token in enumerate(tokens):
        decimals = _decimals(token.rstrip("%")) if token[0].isdigit() else 0
        if decimals:
            moved = number(token.rstrip("%")) + Fraction(1, 2 * 10**decimals)
            shown = indonesian(plain(moved, decimals + 1))
            other = parsed(" ".join([*tokens[:place], shown, *tokens[place + 1 :]]))
            total += abs(other - exact) if other is not None else 0
    return total


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
        yield _claim(match.start("mean"), match["mean"], value, shown, sure=False)


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
            _claim(numeral.start, numeral.text, a.value / b.value * 100, f"{a.text} / {b.text} × 100%", sure=False)
            for a, b in close
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
