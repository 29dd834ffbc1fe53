"""Sentences whose numbers do not give each other: ratios, differences and growth, totals and their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from lkjip.audit.compare import Verdict, summed, verdict
from lkjip.audit.finding import Finding
from lkjip.audit.itself.relations import RELATIONS
from lkjip.audit.model.sentences import Said, sentences
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.decimals import indonesian, plain, round_half_away
from lkjip.errors import Level

RATIOS = tuple(relation for relation in RELATIONS if relation.kind == "ratio")
NEAR = 8  # words between a number and its percentage
FAR = 14  # words between two numbers that are compared
_OPERATORS = frozenset("=/×∗*")
LIKE = Fraction(1, 5)  # a sum farther off than this is not meant to be one


def said(contents: Contents) -> Iterator[Finding]:
    """Everything that sentences say of their own numbers and that is not so."""
    words = contents.text.vocabulary.general["sentences"]
    before: list[Said] = []
    for sentence in sentences(contents.text):
        yield from _ratios(contents, sentence, words)
        yield from _parts(contents, sentence, words)
        yield from _differences(contents, [*before[-6:], *sentence], sentence, words)
        told = [number for number in sentence if not _in_working(contents, number.numeral)]
        before = told if len(told) < 12 else told[-6:]


def _in_working(contents: Contents, numeral: Numeral) -> bool:
    """Whether a number is a term or the result of a calculation written out, which no later sentence speaks of."""
    text = contents.text.document.text
    before, after = text[max(numeral.start - 3, 0) : numeral.start].strip(), text[numeral.end : numeral.end + 3].strip()
    return before[-1:] in _OPERATORS or after[:1] in _OPERATORS


def _count(words: str) -> int:
    return len(words.split())


# a of b, or c %


def _ratios(contents: Contents, sentence: Sequence[Said], words: Any) -> Iterator[Finding]:
    moved = [*words["up"], *words["down"], *words["compared"]]
    for x, y, z in zip(sentence, sentence[1:], sentence[2:], strict=False):
        if _side_by_side(z):
            continue
        if z.numeral.unit == "%" and _alike(x, y) and _only(z, words["percent"]):
            if y.has(words["result"]) and (x.has(words["base"]) or x.has(words["parts"])):
                yield from _ratio(contents, y, x, z)
            elif y.has(words["base"]) and _near(x, y) and not y.has(moved):
                yield from _ratio(contents, x, y, z)
        elif y.numeral.unit == "%" and x.numeral.unit == z.numeral.unit != "%" and _alike(x, z):
            of = z.before.strip(" %").split()[:1] in (["dari"], ["of"]) and _count(z.before) <= NEAR
            if of and _only(y, ("atau", "sebesar", "mencapai", "setara", "dengan", "or", "rp", "yaitu")):
                yield from _ratio(contents, x, z, y)


def _side_by_side(number: Said) -> bool:
    """Whether the word before a number stands behind it again: columns beside each other, flattened to a line."""
    before, after = number.before.split(), number.after.strip(" %").split()
    return bool(before) and before[-1:] == after[:1]


def _alike(x: Said, y: Said) -> bool:
    """Whether two numbers may be parts of one ratio: of one unit, and not far apart in size."""
    a, b = x.numeral.amount, y.numeral.amount
    return x.numeral.unit == y.numeral.unit and bool(a) and bool(b) and Fraction(1, 1000) < a / b < 1000


def _near(x: Said, y: Said) -> bool:
    """Whether a number and the target behind it belong together: nothing but the target lies between unlike ones."""
    words = y.before.strip(" %").split()
    return len(words) <= FAR and (x.numeral.decimals == y.numeral.decimals or words[:1] in (["dari"], ["of"]))


def _only(number: Said, allowed: Sequence[str]) -> bool:
    """Whether only such words stand before a number."""
    return _count(number.before) <= NEAR and all(word in allowed for word in number.before.split())


def _ratio(contents: Contents, a: Said, b: Said, c: Said) -> Iterator[Finding]:
    """c % is a / b: unless another ratio of the two gives it."""
    found, value = verdict(c.numeral, RATIOS[0].rule, (b.numeral, a.numeral))
    if found in ("exact", "near") or value is None:
        return
    if found == "off" and _otherwise(a.numeral, b.numeral, c.numeral):
        return
    right = shown_as(value, c.numeral)
    shown = f"{a.numeral.text} / {b.numeral.text} × 100 = {_digits(value, c.numeral)}"
    parts = (contents.at(a.index), contents.at(b.index))
    values = {"shown": shown, "correction": right, "parts": parts}
    rounding = found == "rounding"
    yield Finding(
        "ratio_rounding" if rounding else "ratio",
        "rounding" if rounding else "result",
        "warning" if rounding else "error",
        (contents.at(c.index),),
        c.numeral.text,
        right,
        values=values,
        certainty="arithmetic",
    )


def _digits(value: Fraction, like: Numeral) -> str:
    """A value with one decimal more than a printed number."""
    return indonesian(
        plain(Fraction(round(value * 10 ** (like.decimals + 1)), 10 ** (like.decimals + 1)), like.decimals + 1)
    )


def _otherwise(a: Numeral, b: Numeral, c: Numeral) -> bool:
    """Whether a percentage is another ratio of the two numbers: what is left, growth, less is better."""
    return any(verdict(c, way.rule, pair)[0] != "off" for way in RATIOS for pair in ((a, b), (b, a)))


# a total and its parts


def _parts(contents: Contents, sentence: Sequence[Said], words: Any) -> Iterator[Finding]:
    for place, first in enumerate(sentence[1:], 1):
        total = sentence[place - 1]
        if not first.has(words["parts"]) or first.has(words["some"]):
            continue
        parts = [first]
        for other in sentence[place + 1 :]:
            if other.has([*words["parts"], *words["some"], *words["result"]]) or other.numeral.unit != first.numeral.unit:
                break
            parts.append(other)
        if len(parts) < 2 or first.numeral.unit != total.numeral.unit or first.numeral.unit == "%":
            continue
        if _partial(total, parts) or not all(_same_kind(total.numeral, part.numeral) for part in parts):
            continue
        closed = parts[-1].has(words["last"])
        yield from _sum(contents, total, parts, closed)


def _partial(total: Said, parts: Sequence[Said]) -> bool:
    """Whether the first so many parts already give the total: the others are parts of a part."""
    added = Fraction(0)
    for part in parts:
        added += part.numeral.amount
        if added == total.numeral.amount:
            return True
    return False


def _same_kind(total: Numeral, part: Numeral) -> bool:
    return total.decimals == part.decimals and total.scale == part.scale and part.value < total.value


def _sum(contents: Contents, total: Said, parts: Sequence[Said], closed: bool) -> Iterator[Finding]:
    found, added = summed(total.numeral, [part.numeral for part in parts])
    amount = total.numeral.amount
    if found != "off" or abs(added - amount) > LIKE * amount:
        return
    sure = closed and (total.numeral.unit == "Rp" or len(total.numeral.text) > 2)
    right = shown_as(added / total.numeral.scale, total.numeral)
    terms = " + ".join(part.numeral.text for part in parts)
    values = {"terms": terms, "correction": right}
    yield Finding(
        "parts",
        "result",
        "error" if sure else "warning",
        (contents.at(total.index),),
        total.numeral.text,
        right,
        values=values,
        certainty="arithmetic" if sure else "likely",
    )


# from a to b, by so much


def _differences(contents: Contents, known: Sequence[Said], sentence: Sequence[Said], words: Any) -> Iterator[Finding]:
    first = len(known) - len(sentence)
    for place in range(first, len(known)):
        change = known[place]
        if place < 1 or not _is_change(change, words):
            continue
        pairs = _compared(known, place, first, words)
        if pairs and not any(_comes_out(a, b, change) for a, b in pairs):
            yield from _change(contents, *pairs[0], change, sure=_unique(known, place, pairs[0]))


def _is_change(number: Said, words: Any) -> bool:
    """Whether a number says by how much something moved: a direction right before it."""
    last = [
        word for word in number.before.split() if word not in ("rp", "sebesar", "sebanyak", "adalah", "yaitu", "by", "of")
    ][-2:]
    moved = {*words["up"], *words["down"], *words["difference"]}
    return any(word in moved for word in last[-1:]) and not any(word in words["not"] for word in number.before.split()[-4:])


def _compared(known: Sequence[Said], place: int, first: int, words: Any) -> list[tuple[Said, Said]]:
    """The pairs of numbers (earlier, later) that a change may lie between, likeliest first."""
    last = known[place - 1]
    start = known[place - 2] if place - 2 >= first else None
    if start is not None and last.has(words["to"]) and start.has(words["from"]) and _alike(start, last):
        return [(start, last)]
    if place <= first or not last.has(words["compared"]):
        return []
    anchors = [n for n in reversed(known[max(place - 6, 0) : place - 1]) if _comparable(n.numeral, last.numeral)]
    return [(last, anchor) for anchor in anchors if not anchor.has(words["compared"])]


def _comparable(a: Numeral, b: Numeral) -> bool:
    return (
        a.unit == b.unit
        and a.decimals == b.decimals
        and a.scale == b.scale
        and bool(b.value)
        and Fraction(1, 2) < a.value / b.value < 2
    )


def _unique(known: Sequence[Said], place: int, pair: tuple[Said, Said]) -> bool:
    """Whether no other number before may have been meant."""
    others = [n for n in known[:place] if n not in pair and n.numeral.unit == pair[0].numeral.unit]
    return not [
        n
        for n in others
        if _comparable(n.numeral, pair[0].numeral)
        and n.numeral.value != pair[1].numeral.value
        and not n.has(("dibanding", "dibandingkan", "terhadap", "target", "compared"))
    ]


DIFFERENCE = ("{b} − {a}", lambda a, b: abs(b - a))
TIMES = ("{b} / {a}", lambda a, b: b / a)
PERCENT = (
    ("({b} − {a}) / {a} × 100", lambda a, b: abs(b - a) / a * 100),
    ("{b} / {a} × 100", lambda a, b: b / a * 100),
    ("({b} − {a}) / {b} × 100", lambda a, b: abs(b - a) / b * 100),
    ("({b} − {a}) × 100", lambda a, b: abs(b - a) * 100),
)


def _ways(a: Said, b: Said, change: Said) -> list[tuple[str, Verdict, Fraction | None]]:
    """What the change would be by each way to tell it, and how the printed one stands to that."""
    known = [DIFFERENCE, *(PERCENT if change.numeral.unit == "%" else ()), *([TIMES] if " kali " in change.after else ())]
    return [(shown, *verdict(change.numeral, way, (a.numeral, b.numeral))) for shown, way in known]


def _comes_out(a: Said, b: Said, change: Said) -> bool:
    """Whether a printed change is that of two numbers; a difference must be that of the printed ones."""
    return any(f == "exact" or (f == "near" and shown != DIFFERENCE[0]) for shown, f, _ in _ways(a, b, change))


def _change(contents: Contents, a: Said, b: Said, change: Said, *, sure: bool) -> Iterator[Finding]:
    ways = _ways(a, b, change)
    percent = change.numeral.unit == "%" and a.numeral.unit != "%"
    if change.numeral.unit == "Rp" != a.numeral.unit:
        return
    shown, found, value = ways[1] if percent else ways[0]
    if value is None:
        return
    decimals = 2 if percent else max(a.numeral.decimals, b.numeral.decimals)
    right = indonesian(plain(round_half_away(value, decimals), decimals))
    working = f"{shown.format(a=a.numeral.text, b=b.numeral.text)} = {right}"
    rounding = found == "rounding" and percent
    level: Level = "warning" if rounding or not sure else "error"
    values = {"shown": working, "correction": right, "parts": (contents.at(a.index), contents.at(b.index))}
    yield Finding(
        "change_rounding" if rounding else "change",
        "rounding" if rounding else "result",
        level,
        (contents.at(change.index),),
        change.numeral.text,
        right,
        values=values,
        certainty="arithmetic" if sure or rounding else "likely",
    )
