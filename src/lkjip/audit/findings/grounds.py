"""What a number must stand on before the report is told that it is wrong: its own words, not only its neighbourhood."""

from __future__ import annotations

import re

from lkjip.audit.audited import Audited
from lkjip.audit.linking.links import Link
from lkjip.audit.linking.matching import agrees, near
from lkjip.audit.linking.scoring import CLOSE, TELLING, telling_of
from lkjip.audit.linking.series import LONG_SERIES
from lkjip.audit.numerals import Numeral

_TERM_BEFORE = re.compile(r"(?:[×∗*/+><≥≤]|\d[ \u00a0][–−-])[ \u00a0]?$")
_TERM_AFTER = re.compile(r"[ \u00a0]?(?:[×∗*/+><≥≤]|[–−-][ \u00a0]\d)")
SERIES = 12  # numbers on either side among which the rest of a series is looked for
_OF_ITS_OWN = {"words", "digits", "exchanged"}
_BY_PLACE = {"row", "column"}


def grounded(audited: Audited, link: Link) -> bool:
    """Whether a number that is not its fact's value can be called wrong.

    It cannot where it is a term of a calculation or an end of a range, where it is what a figure that only copies the source
    is named to be, where a short number has nothing but its place in a short row, or where nothing names the figure and the
    number is that of another one of the same measure.
    """
    numeral = audited.text.numerals[link.numeral]
    by_place = bool(_BY_PLACE & set(link.reasons))
    if by_place and _in_long_series(audited, link):
        return True
    if _is_term(audited, numeral) or _is_copied(audited, link, numeral):
        return False
    if by_place:
        return telling_of(numeral) >= TELLING or near(numeral, link.fact, CLOSE)
    return bool(_OF_ITS_OWN & set(link.reasons)) or not _is_anothers(audited, link, numeral)


def _in_long_series(audited: Audited, link: Link) -> bool:
    """Whether so many numbers of its row or column are the same figure's that they are a series by themselves."""
    near_by = range(link.numeral - SERIES, link.numeral + SERIES + 1)
    found = [other for index in near_by if (other := audited.by_numeral.get(index)) is not None]
    return sum(other.agrees and other.fact.figure == link.fact.figure for other in found) >= LONG_SERIES - 1


def _is_term(audited: Audited, numeral: Numeral) -> bool:
    text = audited.text.document.text
    before, after = text[max(numeral.start - 4, 0) : numeral.start], text[numeral.end : numeral.end + 4]
    return bool(_TERM_BEFORE.search(before) or _TERM_AFTER.match(after))


def _is_copied(audited: Audited, link: Link, numeral: Numeral) -> bool:
    """Whether a figure that copies the source is named before the number by its whole title, and has its value."""
    before = audited.text.around(link.numeral).before
    vocabulary = audited.text.vocabulary
    return any(
        agrees(numeral, fact) and f" {title} " in before
        for fact in audited.facts
        if fact.figure in vocabulary.transcripts and (title := audited.titles[fact.figure])
    )


def _is_anothers(audited: Audited, link: Link, numeral: Numeral) -> bool:
    return telling_of(numeral) >= TELLING and any(
        agrees(numeral, fact)
        for fact in audited.facts
        if fact.measure == link.fact.measure
        and fact.value is not None
        and fact.figure not in audited.text.vocabulary.transcripts
    )
