"""Formats against each other: the PDF and Word reports must have the HTML's number between the same words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from lkjip.audit.arithmetic import written_out
from lkjip.audit.document import Document
from lkjip.audit.finding import Finding
from lkjip.audit.kinds import AXIS, classified
from lkjip.audit.linking.matching import distance
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import Vocabulary
from lkjip.decimals import fraction_text

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|%")
Reach = tuple[int, int]  # so many words before and behind a number make its place
Placed = tuple[int, str, Callable[[Reach], tuple[str, ...]]]  # a number's offset, text, and the words about it
Places = dict[tuple[str, ...], set[str]]
REACHES: tuple[Reach, ...] = ((8, 6), (6, 4), (4, 2), (0, 7), (3, 2), (2, 3))
LONG = 2  # so many of them, the first ones, are long
DISTINCT = 5  # different words or numbers that make a place in a table or sum a place of its own
LEAST = 1000  # smaller whole numbers without a sign may be anything


def by_places(
    page: Document,
    other: Document,
    traces: str,
    known: frozenset[str],
    words: Vocabulary,
    settled: frozenset[int] = frozenset(),
) -> Iterator[Finding]:
    """Numbers of another format that differ from the HTML's at the same place, or that are known nowhere.

    Small whole numbers are held against long places only: page numbers stand behind the same words as anything else.
    What stands at a settled offset was held against its own trace: only a long place says more of it.
    """
    tiers = _tiers(page.text, traces)
    found = classified(other, words)
    results = {numeral.start for numeral in found if is_result(numeral)} - set(_scales(other.text, found))
    for start, shown, around in _numbers(other.text):
        close = tiers[:1] if start not in results else tiers[:LONG] if start in settled else tiers
        expected = next((fit for reach, places in close if (fit := _alike(shown, places.get(around(reach)), reach))), None)
        if expected and shown not in expected:
            yield problem("formats_differ", other, start, start + len(shown), shown, " / ".join(sorted(expected)))
        elif not expected and start in results and shown not in known:
            yield problem("unsupported", other, start, start + len(shown), shown)


def by_arithmetic(other: Document, words: Vocabulary) -> Iterator[Finding]:
    """Calculations written out in another format that do not come out."""
    for claim in written_out(other.text, classified(other, words)):
        if not claim.holds:
            again = fraction_text(claim.exact)
            values = {"shown": claim.shown, "correction": again}
            place = other.place(claim.start, claim.end)
            yield Finding("calculation", "result", "error", (place,), claim.printed, again, values=values)


def _alike(shown: str, numbers: set[str] | None, reach: Reach) -> set[str]:
    """The numbers of a place that have as many decimals; of a place known from one side only, those a digit away."""
    fit = {number for number in numbers or () if _decimals(number) == _decimals(shown)}
    return fit if reach[0] else {number for number in fit if distance(number, shown, 1) <= 1}


def _decimals(number: str) -> int:
    return len(number.partition(",")[2])


def _scales(text: str, found: tuple[Numeral, ...]) -> Iterator[int]:
    """The offsets of numbers on the axes of charts: equally spaced, with nothing between them."""
    run: list[Numeral] = []
    for numeral in (*found, None):
        joined = numeral is not None and bool(run) and not text[run[-1].end : numeral.start].strip(" \n%")
        spaced = joined and numeral is not None and _even([*run[-2:], numeral])
        if numeral is None or not spaced:
            if len(run) >= AXIS:
                yield from (each.start for each in run)
            run = run[-1:] if joined else []
        if numeral is not None and numeral.readings:
            run.append(numeral)


def _even(numbers: list[Numeral]) -> bool:
    return len(numbers) < 3 or numbers[0].value - numbers[1].value == numbers[1].value - numbers[2].value


def words_of_traces(traces: str) -> str:
    """Every text in the trace data of a page, one a line."""
    try:
        data: object = json.loads(traces) if traces else {}
    except ValueError:
        return traces
    return "\n".join(_strings(data))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        yield " = ".join(str(part) for part in data if isinstance(part, str))
        for value in data:
            yield from () if isinstance(value, str) else _strings(value)


@lru_cache(1)  # every other format is held against the same page
def _tiers(*texts: str) -> list[tuple[Reach, Places]]:
    numbers = [number for text in texts for number in _numbers(text)]
    return [(reach, _places(numbers, reach)) for reach in REACHES]


def _places(numbers: Iterable[Placed], reach: Reach) -> Places:
    """The numbers that stand between the same words; places of few different numbers are left out."""
    found: Places = {}
    for _, shown, around in numbers:
        place = around(reach)
        if sum(word[0].isalpha() for word in place) > 1 or len(set(place)) > DISTINCT:
            found.setdefault(place, set()).add(shown)
    return found


def _numbers(text: str) -> Iterator[Placed]:
    """Every number with its offset and the words before and behind it, as many as asked for."""
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    texts = [word.lower() for word, _ in found]
    for index, (shown, start) in enumerate(found):
        if shown[0].isdigit():
            yield start, shown, partial(_around, texts, index)


def _around(texts: list[str], index: int, reach: Reach) -> tuple[str, ...]:
    before, behind = reach
    return (*texts[max(index - before, 0) : index], "#", *texts[index + 1 : index + 1 + behind])


def is_result(numeral: Numeral) -> bool:
    """Whether a number looks like a result: with decimals, a sign, or thousands."""
    return not numeral.kind and bool(numeral.readings) and bool(numeral.decimals or numeral.unit or numeral.value >= LEAST)


def problem(
    code: str, document: Document, start: int, end: int, shown: str, computed: str = "", figure: str = ""
) -> Finding:
    """What is wrong with one number of a rendered report: always an error."""
    figures = (figure,) if figure else ()
    place = document.place(start, end)
    return Finding(
        code=code,
        severity="result",
        level="error",
        places=(place,),
        printed=shown,
        computed=computed,
        figures=figures,
        values={"figure": figure, "correction": computed},
    )
