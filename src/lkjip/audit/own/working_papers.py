"""Working papers in PDF and Word: an entry has the results of its figure, and only numbers of its own traces."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lkjip.audit.document import Document
from lkjip.audit.finding import Finding
from lkjip.audit.kinds import classified
from lkjip.audit.linking.matching import distance
from lkjip.audit.numerals import Numeral, numerals
from lkjip.audit.own.formats import is_result, problem, words_of_traces
from lkjip.audit.vocabulary import Vocabulary
from lkjip.figure_key import id_of

# A long id may be broken over lines, at the invisible spaces that allow it.
_HEAD = re.compile(r"\((?P<figure>[a-z0-9_\u200b\n]+\.[a-z0-9_\u200b\n]+)\)")
_BREAKS = re.compile("[\u200b\n]")
_AFTER = "\nKolofon"  # what follows the last entry


def allowed_by_figure(traces: str) -> Mapping[str, frozenset[str]]:
    """The numbers that the trace data of a page have for each figure, over all its keys."""
    try:
        data = json.loads(traces)
    except ValueError:
        return {}
    texts: dict[str, list[str]] = {}
    for name, node in data.get("nodes", {}).items():
        cited = data.get("citations", {}).get(node.get("cite"), {})
        texts.setdefault(id_of(name), []).append(words_of_traces(json.dumps([node, cited])))
    return {name: frozenset(n.text for text in found for n in numerals(text)) for name, found in texts.items()}


def entries_of(other: Document, allowed: Mapping[str, frozenset[str]]) -> list[tuple[int, int, str]]:
    """The entries of a document's working papers: from where to where, and of which figure."""
    heads = [(found.end(), _BREAKS.sub("", found["figure"])) for found in _HEAD.finditer(other.text)]
    heads = [head for head in heads if head[1] in allowed]
    if not heads:
        return []
    after = other.text.find(_AFTER, heads[-1][0])
    ends = [*(start for start, _ in heads[1:]), after if after >= 0 else len(other.text)]
    return [(start, end, figure) for (start, figure), end in zip(heads, ends, strict=True)]


def own_numbers(other: Document, allowed: Mapping[str, frozenset[str]]) -> frozenset[int]:
    """Where a number of an entry stands that its figure's traces have: words around it say nothing of another place."""
    return frozenset(
        start + numeral.start
        for start, end, figure in entries_of(other, allowed)
        for numeral in numerals(other.text[start:end])
        if numeral.text in allowed[figure]
    )


def by_entries(other: Document, allowed: Mapping[str, frozenset[str]], words: Vocabulary) -> Iterator[Finding]:
    """Numbers in a figure's entry that none of its traces has."""
    entries = entries_of(other, allowed)
    if not entries:
        return
    results = [numeral for numeral in classified(other, words) if is_result(numeral)]
    for start, end, figure in entries:
        for numeral in results:
            if start <= numeral.start < end and numeral.text not in allowed[figure]:
                yield problem("unsupported", other, numeral.start, numeral.end, numeral.text, figure=figure)


def by_results(page: Document, other: Document, allowed: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Results of a figure that the page prints and its entry does not have, or has less often: one was changed into another.

    The place is that of a number like it which the entry has once too often, or else of the entry.
    """
    printed: dict[str, dict[str, Numeral]] = {}
    for mark in page.marks:
        shown = [numeral for numeral in numerals(page.text[mark.start : mark.end]) if numeral.readings]
        if len(shown) == 1:
            printed.setdefault(id_of(mark.figure), {}).setdefault(mark.figure, shown[0])
    for start, end, figure in entries_of(other, allowed):
        found = [numeral for numeral in numerals(other.text[start:end]) if numeral.readings]
        results = {numeral.value: numeral.text for numeral in printed.get(figure, {}).values()}
        least = Counter(numeral.value for numeral in printed.get(figure, {}).values())
        there = Counter(numeral.value for numeral in found)
        for value in least - there:
            over = (n for n in found if there[n.value] > least[n.value] and distance(n.text, results[value], 1) <= 1)
            one = next(over, None)
            at = (start + one.start, start + one.end, one.text) if one else (start, start + 1, "–")
            yield problem("formats_differ", other, at[0], at[1], at[2], results[value], figure)
