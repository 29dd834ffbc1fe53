"""Working papers in PDF and Word: within a figure's entry only the numbers of its own traces may stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from lkjip.audit.document import Document
from lkjip.audit.finding import Finding
from lkjip.audit.kinds import classified
from lkjip.audit.numerals import numerals
from lkjip.audit.own.formats import is_result, problem, words_of_traces
from lkjip.audit.vocabulary import Vocabulary
from lkjip.figure_key import id_of

# A long id may be broken over lines, at the invisible spaces that allow it.
_HEAD = re.compile(r"^[^\n=]*\((?P<figure>[a-z0-9_\u200b\n]+\.[a-z0-9_\u200b\n]+)\)[ ]*$", re.MULTILINE)
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


def by_entries(other: Document, allowed: Mapping[str, frozenset[str]], words: Vocabulary) -> Iterator[Finding]:
    """Numbers in a figure's entry that none of its traces has."""
    heads = [(found.end(), _BREAKS.sub("", found["figure"])) for found in _HEAD.finditer(other.text)]
    heads = [head for head in heads if head[1] in allowed]
    if not heads:
        return
    after = other.text.find(_AFTER, heads[-1][0])
    ends = [*(start for start, _ in heads[1:]), after if after >= 0 else len(other.text)]
    results = [numeral for numeral in classified(other, words) if is_result(numeral)]
    for (start, figure), end in zip(heads, ends, strict=True):
        for numeral in results:
            if start <= numeral.start < end and numeral.text not in allowed[figure]:
                yield problem("unsupported", other, numeral.start, numeral.end, numeral.text, figure=figure)
