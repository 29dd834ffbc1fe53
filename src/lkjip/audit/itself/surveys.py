"""Surveys: weighted scores, their sum, the index and its conversion, by the document's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from lkjip.audit.compare import spans
from lkjip.audit.finding import Finding
from lkjip.audit.model.rows import Entry
from lkjip.audit.model.sentences import sentences
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral, shown_as

CONVERSION = 25
NEXT = 8  # rows within which the rows of one survey stand
TOP = 5  # the largest score of a survey's scale


def surveys(contents: Contents) -> Iterator[Finding]:
    """Weighted scores, sums and indices that do not follow from each other."""
    found = sorted(((entry, table) for table in contents.tables for entry in table.rows), key=lambda each: each[0].start)
    entries = [entry for entry, _ in found]
    for place, (entry, table) in enumerate(found):
        weighted = _row(contents, entry)
        if " tertimbang " not in entry.label or " nrr " not in entry.label or len(weighted) < 4:
            continue
        scores = next((row for row in reversed(entries[max(place - 3, 0) : place]) if _is_scores(row)), None)
        parts, total = _split(weighted)
        yield from _weights(contents, scores, entry, parts)
        below = [row for row, other in found[place + 1 : place + NEXT] if other is table or not table.stated]
        yield from _index(contents, below, scores, parts, total)


def _is_scores(entry: Entry) -> bool:
    return " nrr " in entry.label and " tertimbang " not in entry.label


def _row(contents: Contents, entry: Entry) -> list[Numeral]:
    return [contents.text.numerals[i] for i in entry.cells if i is not None]


def _split(weighted: Sequence[Numeral]) -> tuple[Sequence[Numeral], Numeral | None]:
    """The weighted scores, and their sum where the last number is it."""
    *parts, last = weighted
    if last.value > 2 * sorted(part.value for part in parts)[len(parts) // 2]:
        return parts, last
    return weighted, None


def _weights(contents: Contents, scores: Entry | None, entry: Entry, parts: Sequence[Numeral]) -> Iterator[Finding]:
    """Weighted scores that are not score × weight, the weight being 1/n, also rounded."""
    row = _row(contents, scores)[: len(parts)] if scores else []
    if scores is None or len(row) != len(parts):
        return
    weights = [_rounded(Fraction(1, len(parts)), places) for places in (2, 3, 4)] + [Fraction(1, len(parts))]
    fits = [[_near(part, score, weight) for part, score in zip(parts, row, strict=True)] for weight in weights]
    best = max(fits, key=sum)
    if sum(best) * 4 < 3 * len(parts) or all(best):
        return
    weight = weights[fits.index(best)]
    for cell, part, score, fit in zip(entry.cells, parts, row, best, strict=False):
        if not fit and cell is not None:
            right = shown_as(score.value * weight, part)
            shown = f"{score.text} / {len(parts)} = {right}"
            yield _finding(contents, cell, part, right, shown)


def _rounded(value: Fraction, places: int) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)


def _near(part: Numeral, score: Numeral, weight: Fraction) -> bool:
    slack = Fraction(1, 10**part.decimals) + weight * Fraction(1, 2 * 10**score.decimals)
    return abs(part.value - score.value * weight) <= slack


def _index(
    contents: Contents, below: Sequence[Entry], scores: Entry | None, parts: Sequence[Numeral], total: Numeral | None
) -> Iterator[Finding]:
    """The index that is the sum of the weighted scores × 25."""
    added = sum((part.value for part in parts), Fraction(0))
    slack = sum((Fraction(1, 2 * 10**part.decimals) for part in parts), Fraction(0))
    if total is not None and abs(total.value - added) > slack + Fraction(1, 2 * 10**total.decimals):
        index = _index_of(contents, total)
        yield _finding(contents, index, total, shown_as(added, total), f"{parts[0].text} + … + {parts[-1].text}")
        return
    for entry in below:
        row = [number for number in _row(contents, entry) if number.value != CONVERSION]  # "(NRR tertimbang x 25)"
        words = {"ikm", "skm", "indeks"} & set(entry.label.split())
        if not words or len(row) != 1 or not 25 <= row[0].value <= 110:
            continue
        base = total or None
        around = [(added, slack)] if base is None else [(s.value, (s.high - s.low) / 2) for s in spans(base)]
        mean = _mean(contents, scores)
        shown_step = Fraction(1, 2 * 10 ** row[0].decimals)
        if any(abs(row[0].value - CONVERSION * value) <= CONVERSION * loose + shown_step for value, loose in around):
            return
        value = base.value if base is not None else added
        right = shown_as(value * CONVERSION, row[0], 2) if row[0].decimals else shown_as(value * CONVERSION, parts[0], 2)
        rounded = mean is not None and abs(row[0].value - mean * CONVERSION) <= Fraction(1, 2) + shown_step
        shown = f"{base.text if base is not None else shown_as(added, parts[0])} × 25 = {right}"
        index = _index_of(contents, row[0])
        yield _finding(contents, index, row[0], right, shown, rounded=rounded)
        return


def _mean(contents: Contents, scores: Entry | None) -> Fraction | None:
    row = [n for n in _row(contents, scores) if n.value <= TOP] if scores else []
    return sum((n.value for n in row), Fraction(0)) / len(row) if row else None


def _index_of(contents: Contents, numeral: Numeral) -> int:
    return contents.text.inside(numeral.start, numeral.start + 1)[0]


def _finding(contents: Contents, index: int, printed: Numeral, right: str, shown: str, *, rounded: bool = False) -> Finding:
    values = {"shown": shown, "correction": right}
    return Finding(
        "survey",
        "result",
        "warning" if rounded else "error",
        (contents.at(index),),
        printed.text,
        right,
        values=values,
        certainty="arithmetic",
    )


def conversions(contents: Contents) -> Iterator[Finding]:
    """An index of a short scale and its conversion to a hundred in one sentence."""
    for sentence in sentences(contents.text):
        for a, b in pairwise(sentence):
            converted = re.search(r" (?:di)?konversi\w* | converted ", f"{b.before}{b.after}")
            x, y = a.numeral, b.numeral
            if not converted or not 1 <= x.value <= 4 or not 25 <= y.value <= 100 or x.decimals < 2 or not y.decimals:
                continue
            if y.value == CONVERSION:
                continue
            slack = CONVERSION * Fraction(1, 2 * 10**x.decimals) + Fraction(1, 2 * 10**y.decimals)
            if abs(y.value - CONVERSION * x.value) > slack:
                right = shown_as(x.value * CONVERSION, y)
                values = {"shown": f"{x.text} × 25 = {right}", "correction": right}
                yield Finding(
                    "survey", "result", "warning", (contents.at(b.index),), y.text, right, values=values, certainty="likely"
                )
