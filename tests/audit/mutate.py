"""How many changed numbers the audit of rendered reports finds.

    python tests/audit/mutate.py --count 500 output/lkjip2023.html [output/lkjip2023.pdf output/lkjip2023.docx]

Each round changes one digit of one random number in the text of one document and audits it; the unchanged documents come
first and must have no finding. In the HTML a number is one that names its figure; elsewhere, one that looks like a result.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import lkjip
from lkjip.audit.document import Document, Mark, document_of
from lkjip.audit.finding import Finding
from lkjip.audit.kinds import classified
from lkjip.audit.own.formats import by_arithmetic, by_places, is_result, words_of_traces
from lkjip.audit.own.ids import _TRACES, Printed, _mark, by_ids, known_numbers
from lkjip.audit.own.marks import with_ids
from lkjip.audit.own.working_papers import allowed_by_figure, by_entries, by_results, own_numbers
from lkjip.audit.reading import read
from lkjip.audit.vocabulary import vocabulary

Check = Callable[[Document], Iterator[Finding]]


def changed(document: Document, place: int, digit: str) -> Document:
    """The document with one digit changed; nothing moves."""
    text = document.text[:place] + digit + document.text[place + 1 :]
    pages: list[tuple[int, str]] = []
    for line in document.lines:
        content = text[line.start : line.start + len(line.text)]
        pages.append((line.page, content))
    return replace(document_of(document.name, document.format, pages), marks=document.marks)


def digits_of(document: Document, printed: Printed) -> list[int]:
    """The offsets of the digits that may be changed."""
    if document.format == "html":
        spans = [(mark.start, mark.end) for mark in document.marks if _is_number(printed, document, mark)]
    else:
        spans = [(n.start, n.end) for n in classified(document, printed.words) if is_result(n)]
    return [place for start, end in spans for place in range(start, end) if document.text[place].isdigit()]


def _is_number(printed: Printed, document: Document, mark: Mark) -> bool:
    fact = printed.facts.get(mark.figure)
    return (
        fact is not None
        and fact.value is not None
        and document.text[mark.start : mark.end].strip(" ").strip("Rp%")[-1:].isdigit()
    )


def found_share(document: Document, check: Check, places: Sequence[int], count: int, seed: int) -> tuple[int, list[str]]:
    """How many of so many changes are found, and the text around those that are not."""
    chance = random.Random(seed)
    found, missed = 0, []
    for _ in range(count):
        place = chance.choice(places)
        old = document.text[place]
        digit = chance.choice([d for d in "0123456789" if d != old])
        if any(True for _ in check(changed(document, place, digit))):
            found += 1
        else:
            missed.append(f"{' '.join(document.text[max(place - 60, 0) : place + 20].split())} ({old} → {digit})")
    return found, missed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("html", type=Path)
    parser.add_argument("others", type=Path, nargs="*")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--year", type=int, default=2023)
    options = parser.parse_args()
    project = lkjip.load(".", options.year)
    printed = Printed(project, project.tables.offices[0], vocabulary(project))
    page = read(options.html)
    traces = _TRACES.search(options.html.read_text(encoding="utf-8"))
    told = words_of_traces(traces[1] if traces else "")
    allowed = allowed_by_figure(traces[1] if traces else "")
    known = known_numbers(printed, page, told)
    failed = False
    for document in (page, *(read(path) for path in options.others)):

        def check(changed: Document) -> Iterator[Finding]:
            if changed.format == "html":
                return by_ids(printed, changed)
            marked = with_ids(changed, page, [*printed.facts, *printed.bounds])
            return chain(
                (finding for mark in marked.marks for finding in _mark(printed, marked, mark)),
                by_places(page, changed, told, known, printed.words, own_numbers(changed, allowed)),
                by_entries(changed, allowed, printed.words),
                by_results(page, changed, allowed),
                by_arithmetic(changed, printed.words),
            )

        alarms = list(check(document))
        found, missed = found_share(document, check, digits_of(document, printed), options.count, options.seed)
        print(f"{document.name}: false alarms {len(alarms)}; found {found} of {options.count}")
        for alarm in alarms[:20]:
            print(f"    alarm {alarm.code}: {alarm.printed} → {alarm.computed} “{alarm.places[0].quote}”")
        for text in missed[:20]:
            print(f"    missed {text}")
        failed |= bool(alarms) or found < 0.99 * options.count
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
