"""Whether a document is one that this program has rendered, by what such a file carries and no other does."""

from __future__ import annotations

import re

from lkjip.audit.document import Document

LEAST = 20  # marked numbers; even the report of one indicator has more
_COLOPHON = re.compile(r"\blkjip \d+\.\d+")


def recognised(document: Document) -> bool:
    """Whether its numbers carry ids and its colophon names the program, wherever the file lies and whatever it is called."""
    return len(document.marks) >= LEAST and bool(_COLOPHON.search(document.text))
