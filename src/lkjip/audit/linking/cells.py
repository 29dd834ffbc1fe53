"""Cells of stated tables whose row names a measure and whose column's head names a figure of it, and perhaps a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lkjip.audit.context import Text
from lkjip.audit.facts import Fact
from lkjip.audit.linking.links import Link, Supported
from lkjip.audit.linking.matching import agrees, fits_unit
from lkjip.audit.model.rows import Entry, Table
from lkjip.rules.model import YEAR

POINTS = 6.5  # of a cell that row and head name; more than a single word, less than a whole series
_YEAR = re.compile(r"\b(20\d\d)\b")


def cell_links(text: Text, supported: Supported, tables: Sequence[Table], year: int) -> Iterator[Link]:
    """The links of labelled cells; a row is taken only where some of its cells agree with what names them."""
    for table in tables:
        if not table.stated:
            continue
        for entry in table.rows:
            found = list(_row(text, supported, table, entry, year))
            if sum(link.agrees for link in found) * 2 >= len(found) and any(link.agrees for link in found):
                yield from found


def _row(text: Text, supported: Supported, table: Table, entry: Entry, year: int) -> Iterator[Link]:
    measure = _measure(supported, entry.label)
    if not measure:
        return
    for column, index in enumerate(entry.cells):
        head = table.heads[column] if column < len(table.heads) else ""
        if index is None or text.numerals[index].kind or not head:
            continue
        fact = _named(supported, measure, head, year)
        if fact is not None and fits_unit(text.numerals[index], fact):
            yield Link(index, fact, agrees(text.numerals[index], fact), POINTS, ("labelled",))


def _measure(supported: Supported, label: str) -> str:
    """The one measure that a label names by its longest phrase."""
    found = [
        (len(phrase), measure)
        for measure, phrases in supported.vocabulary.measures.items()
        for phrase in phrases
        if f" {phrase} " in label
    ]
    longest = max((length for length, _ in found), default=0)
    named = {measure for length, measure in found if length == longest}
    return named.pop() if len(named) == 1 else ""


def _named(supported: Supported, measure: str, head: str, year: int) -> Fact | None:
    """The one quantity of a measure that a head names; a head without a year means the report's."""
    years = _YEAR.findall(head)
    if len(set(years)) > 1:
        return None
    wanted = years[0] if years else str(year)
    words = f" {_YEAR.sub(' ', head)} ".replace("  ", " ")
    found: list[tuple[int, Fact]] = []
    for fact in supported.by_measure.get(measure, ()):
        if set(fact.key) - {YEAR} or fact.key.get(YEAR, str(year)) != wanted:
            continue
        name = fact.name.split("_")[0]
        own = [word for word in (name, *supported.vocabulary.sayings(fact.figure).words) if f" {word} " in words]
        if own and name in words.split():
            found.append((max(map(len, own)) - len(fact.name), fact))
    if not found:
        return None
    best = max(points for points, _ in found)
    quantities = {fact.same_as: fact for points, fact in found if points == best}
    return next(iter(quantities.values())) if len(quantities) == 1 else None
