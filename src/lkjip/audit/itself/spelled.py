"""Numbers in words beside their digits: "Rp31.000.000,- (tiga puluh satu juta rupiah)", "4 (empat)", in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkjip.audit.finding import Finding
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import amounts
from lkjip.decimals import indonesian, plain

_WORDS = re.compile(r"(?:\s?,\s?-{1,2}|\s?,-)?\s{0,3}\(\s*(?P<words>[A-Za-z\s-]{3,260}?)\s*\)")
_UNITS = {"rupiah", "persen", "orang", "buah", "dokumen", "poin", "percent", "people", "sen"}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = {
    word: value
    for words in (
        "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
    )
    for value, word in enumerate(words.split())
} | {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_LARGE = {
    "ribu": 10**3,
    "thousand": 10**3,
    "juta": 10**6,
    "million": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "billion": 10**9,
    "triliun": 10**12,
    "trilyun": 10**12,
    "trillion": 10**12,
}
_ONE_OF = {"seratus": (1, 100), "seribu": (1, 1000), "sejuta": (1, 10**6), "semiliar": (1, 10**9)}


def spelled(contents: Contents) -> Iterator[Finding]:
    """Every number whose words in brackets right behind it are another number."""
    text = contents.text.document.text
    for numeral in contents.text.numerals:
        found = _WORDS.match(text, numeral.end) if text[numeral.end : numeral.end + 6].strip(" ,-\n")[:1] == "(" else None
        if found is None or not numeral.readings:
            continue
        value = number_of(found["words"])
        if value is None or any(value == amount for amount in amounts(numeral)):
            continue
        place = contents.place(numeral.start, found.end())
        right = indonesian(plain(value, 0)) if value.denominator == 1 else str(value)
        shown = f"{numeral.text} ({' '.join(found['words'].split())})"
        yield Finding("spelled", "result", "error", (place,), shown, right, certainty="arithmetic")


def number_of(words: str) -> Fraction | None:
    """The number that words spell; None where a word is no part of a number.

    >>> [str(number_of(t)) for t in ("empat puluh juta tujuh ratus enam puluh ribu rupiah", "dua belas", "seribu seratus")]
    ['40760000', '12', '1100']
    >>> str(number_of("two hundred and thirty-one thousand")), number_of("nama kantor"), number_of("rupiah")
    ('231000', None, None)
    """
    parts = words.lower().replace("-", " ").split()
    while parts and parts[-1] in _UNITS:
        parts.pop()
    return _spoken(parts) if parts else None


def _spoken(parts: Sequence[str]) -> Fraction | None:
    total = group = last = 0
    for part in parts:
        if part in _ONES:
            last += _ONES[part]
        elif part in _ONE_OF:
            one, large = _ONE_OF[part]
            if large == 100:
                group += last + 100
                last = 0
            else:
                total, group, last = total + one * large, 0, 0
        elif part == "belas":
            group, last = group + last + 10, 0
        elif part == "puluh":
            group, last = group + last * 10, 0
        elif part in ("ratus", "hundred"):
            group, last = group + (last or 1) * 100, 0
        elif part in _LARGE:
            total, group, last = total + (group + last or 1) * _LARGE[part], 0, 0
        elif part not in ("and", "dan"):
            return None
    return Fraction(total + group + last)
