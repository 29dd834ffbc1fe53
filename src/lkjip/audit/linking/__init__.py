"""Linking: each number of a document to the fact it claims to be, with how sure that is and why.

Tables come first: a row, a column or the factors of a written-out sum that agrees with most of a figure's values is that
figure, whatever its other cells say. The remaining numbers are linked one by one, by their value at its printed precision
and by the words around them. Everything is counted in points, so that a link can be explained and repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lkjip.audit.context import Text
from lkjip.audit.kinds import stretches
from lkjip.audit.linking.cells import cell_links
from lkjip.audit.linking.claims import claims
from lkjip.audit.linking.links import Link, Supported
from lkjip.audit.linking.matching import agrees
from lkjip.audit.linking.series import block_links, row_links
from lkjip.audit.linking.tables import blocks_of, rows_of
from lkjip.audit.model.rows import Table

__all__ = ["Link", "Supported", "linked"]

BY_ID = 20.0  # points of a link that the document states


def _by_id(text: Text, supported: Supported) -> Iterator[Link]:
    """The links that a page of our own names itself."""
    if not text.document.marks:
        return
    facts = {str(fact.root): fact for fact in supported.claimable} | {fact.id: fact for fact in supported.claimable}
    starts = {numeral.start: index for index, numeral in enumerate(text.numerals)}
    for mark in text.document.marks:
        inside = [starts[place] for place in range(mark.start, mark.end) if place in starts]
        if mark.figure in facts and len(inside) == 1:
            fact = facts[mark.figure]
            yield Link(inside[0], fact, agrees(text.numerals[inside[0]], fact), BY_ID, ("id",))


def linked(text: Text, supported: Supported, tables: Sequence[Table] = (), year: int = 0) -> tuple[Link, ...]:
    """The link of every number that has one, in the order of the document.

    Which bar of a chart a label belongs to, its text does not say: there only a number that agrees is linked.
    """
    rows = rows_of(text)
    series = [link for row in rows for link in row_links(text, supported, row)]
    series += cell_links(text, supported, tables, year)
    series += [link for block in blocks_of(rows) for link in block_links(text, supported, block)]
    found: dict[int, Link] = {link.numeral: link for link in _by_id(text, supported)}
    for link in series:
        if link.numeral not in found or link.points > found[link.numeral].points:
            found[link.numeral] = link
    for link in claims(text, supported, rows, found):
        found.setdefault(link.numeral, link)
    drawn = {
        n
        for run in stretches(text.document, text.numerals)
        if any(text.numerals[i].kind == "axis" for i in run)
        for n in run
    }
    return tuple(found[index] for index in sorted(found) if found[index].agrees or index not in drawn)
