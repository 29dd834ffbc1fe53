"""Categories: a value whose category is another by the bands that the document prints, and bands that do not meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from lkjip.audit.finding import Finding
from lkjip.audit.model.bands import Scale, methods, scales_of, title_in
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral
from lkjip.decimals import indonesian, plain

_LEAD = r"(?:kategori|dikategorikan|berkategori|predikat|berpredikat|mutu(?:\s+pelayanan)?|kinerja(?:\s+unit\s+pelayanan)?"
_LEAD += r"|kriteria|interpretasi|category|rated)"
_FILL = r"(?:\(|atau|dan|yang|dengan|termasuk|masuk|dalam|nilai|berada|pada|memperoleh|sehingga|in|the|or|with)"
_BEHIND = re.compile(
    rf"(?:\s?%)?[\s,;]{{0,3}}(?:{_FILL}\s*|{_LEAD}\s*:?\s*){{1,9}}"
    r"[\"“”'(]{0,2}(?P<code>AA|A|BB|B|CC|C|D|E)?(?![A-Za-z])[\s\"“”'()=–-]{0,4}(?P<title>[A-Za-z]+(?:\s+[A-Za-z]+)?)?",
)


def categories(contents: Contents) -> Iterator[Finding]:
    """Every "76,47 … mutu B (Baik)" that the document's own bands, or those of the regulation it cites, call otherwise."""
    printed = scales_of(contents.text)
    cited = [scale for cites, scale in methods() if any(any(True for _ in contents.text.find(cite)) for cite in cites)]
    if not printed and not cited:
        return
    inside = [(band.start, band.end) for scale in printed for band in scale.bands]
    for index, numeral in enumerate(contents.text.numerals):
        if numeral.kind or not numeral.readings or any(start <= numeral.start < end for start, end in inside):
            continue
        said = _said(contents, numeral)
        if said is not None:
            yield from _held(contents, index, numeral, said, printed, cited)


def _said(contents: Contents, numeral: Numeral) -> tuple[str, str] | None:
    """The category (code, title) that stands behind a number, with words that say it is one."""
    found = _BEHIND.match(contents.text.document.text, numeral.end)
    if found is None or not (found["code"] or found["title"]):
        return None
    title = title_in(found["title"] or "", contents.text.vocabulary.general["categories"]) or ""
    return (found["code"] or "", title) if found["code"] or title else None


def _held(
    contents: Contents, index: int, numeral: Numeral, said: tuple[str, str], printed: Sequence[Scale], cited: Sequence[Scale]
) -> Iterator[Finding]:
    value = numeral.amount
    known = {band.title for scale in printed for band in scale.bands}
    own = [scale for scale in printed if scale.of(value) and (said[1] in known or not said[1])]
    low, high = contents.text.sentence(numeral.start)
    sentence = contents.text.between(low, high)
    law = [scale for scale in cited if scale.of(value) and any(f" {word} " in sentence for word in scale.about)]
    scales = own or law
    if not scales or any(_agrees(scale, value, said) for scale in scales) or len(scales) > 1:
        return
    band = scales[0].of(value)[0]
    right = f"{band.code} ({band.title.title()})" if band.code and band.code.lower() != band.title else band.title.title()
    stated = " ".join(filter(None, (said[0], f"({said[1].title()})" if said[1] else "")))
    shown = f"{_number(band.low, scales[0])} – {_number(band.high, scales[0])}"
    values = {"band": shown, "said": stated, "correction": right}
    yield Finding(
        "category_band",
        "conclusion",
        "error",
        (contents.at(index),),
        numeral.text,
        right,
        values=values,
        certainty="arithmetic" if own else "rule",
    )


def _agrees(scale: Scale, value: Fraction, said: tuple[str, str]) -> bool:
    """Whether a band of the value has the code or the title that is said; where both are said, both must fit."""
    for band in scale.of(value):
        code = not said[0] or not band.code or band.code == said[0]
        title = not said[1] or band.title == said[1]
        if code and title:
            return True
    return False


def _number(value: Fraction, scale: Scale) -> str:
    return indonesian(plain(value, len(str(scale.step.denominator)) - 1))


def bands(contents: Contents) -> Iterator[Finding]:
    """Bands that leave a gap between them, or overlap."""
    for scale in scales_of(contents.text):
        for upper, lower in pairwise(scale.bands):
            gap = upper.low - lower.high
            if gap in (0, scale.step) or (abs(gap) > 5 * scale.step and gap > 0 and gap > 2):
                continue
            name = "bands_overlap" if gap < 0 else "bands_gap"
            place = contents.place(min(upper.start, lower.start), max(upper.end, lower.end))
            shown = f"{_number(lower.high, scale)} · {_number(upper.low, scale)}"
            yield Finding(
                "bands_overlap" if name == "bands_overlap" else "bands_gap",
                "result",
                "warning",
                (place,),
                shown,
                values={"lower": lower.title.title(), "upper": upper.title.title()},
                certainty="arithmetic",
            )
