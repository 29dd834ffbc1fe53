"""Which links may be believed: in a report that does not name the office, only where its own numbers say it is this one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lkjip.audit.context import Text
from lkjip.audit.linking.links import Link

TELLING = 3  # digits of a number that hardly agrees by chance
ENOUGH = 4  # different figures that agree by such numbers: then the whole report is this office's


def trusted(text: Text, links: Sequence[Link], *, named: bool) -> tuple[Link, ...]:
    """The links that may say "differs": those of a measure of which something agrees, or that the text names in full.

    `named`: the document says that it is of this office.
    """
    agreeing = [link for link in links if link.agrees and _tells(text, link)]
    whole = (
        named or len({(link.fact.same_as, link.fact.value) for link in agreeing if _digits(text, link) > TELLING}) >= ENOUGH
    )
    measures = {link.fact.measure for link in agreeing}
    measures |= {link.fact.measure for link in links if "exchanged" in link.reasons and _digits(text, link) >= TELLING}
    if whole:
        measures |= {link.fact.measure for link in links if link.fact.measure in text.around(link.numeral).named}
    return tuple(link for link in links if link.agrees or link.fact.measure in measures)


def _digits(text: Text, link: Link) -> int:
    return len(re.sub(r"\D", "", text.numerals[link.numeral].text).strip("0"))


def _tells(text: Text, link: Link) -> bool:
    return _digits(text, link) >= TELLING and link.certainty != "ambiguous"
