"""Signs that the report's fonts cannot show, such as emoji: a PDF that must be readable by everyone is refused with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lkjip.errors import Issue, Location
from lkjip.rules.source import Document

_FONTS = Path(__file__).parents[1] / "assets" / "fonts"
# What both of the report's fonts have; whether another font has another sign is asked of Typst itself.
OWN = re.compile(
    "[\\s!-~\u00a0-\u0148\u014a-\u017e\u2010\u2012-\u2015\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030"
    "\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212]"
)


def of_document(document: Document) -> Iterator[Issue]:
    """The texts of a YAML file that hold such signs, at their places."""
    texts = {place: text for path, place in document.values.items() if isinstance(text := document.value(*path), str)}
    lost = _lost(frozenset(OWN.sub("", "".join(texts.values()))))
    for place, text in texts.items():
        for sign in sorted(lost & set(text)):
            yield Issue("unprintable_sign", place, {"given": sign, "number": f"U+{ord(sign):04X}"})


def of_text(text: str, shown: str) -> Iterator[Issue]:
    """The lines of a document that hold such signs."""
    lost = _lost(frozenset(OWN.sub("", text)))
    for number, line in enumerate(text.split("\n"), 1) if lost else ():
        for sign in sorted(lost & set(line)):
            place = Location(shown, number, line.index(sign) + 1)
            yield Issue("unprintable_sign", place, {"given": sign, "number": f"U+{ord(sign):04X}"})


@cache
def _lost(signs: frozenset[str]) -> frozenset[str]:
    """Those of some signs that a PDF cannot show, as Typst says: all at once, and one by one only where that fails."""
    if not signs or _shown("".join(sorted(signs))):
        return frozenset()
    return frozenset(sign for sign in signs if not _shown(sign))


def _shown(signs: str) -> bool:
    import typst

    compiled: Any = typst.compile
    quoted = "".join(f"\\u{{{ord(sign):x}}}" for sign in signs)
    source = f'#set document(title: "x")\n#set text(font: ("Inter", "Literata"))\n#"{quoted}"\n'
    try:
        compiled(source.encode(), font_paths=[_FONTS], ignore_system_fonts=True, pdf_standards=["ua-1", "a-2a"])
    except typst.TypstError:
        return False
    return True
