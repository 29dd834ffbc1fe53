"""Lists against the count that announces them: "empat indikator berikut:" with three items behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from lkjip.audit.document import Line
from lkjip.audit.finding import Finding
from lkjip.audit.itself.spelled import number_of
from lkjip.audit.model.tables import Contents

_MARKER = re.compile(
    r"\s*(?:(?P<digit>\d{1,2})|(?P<small>[a-z])|(?P<capital>[A-Z]{1,4}|BAB))(?:\s?[.)]\s+|\s+(?=[IVX]+\b))(?=\S)"
)
_SECTION = re.compile(r"\s*\d{1,2}\.\d{1,2}")
SCAN = 60  # lines behind a count in which all its items stand
APART = 8  # lines from one item to the next
NOUN = 3  # words between a count and what says that a list follows
LEAST, MOST = 2, 12  # items of a list that is counted in words


@cache
def _announcement(counts: tuple[str, ...], follows: tuple[str, ...]) -> re.Pattern[str]:
    words, ends = ("|".join(map(re.escape, each)) for each in (counts, follows))
    count = rf"(?:(?P<digits>\d{{1,2}})\s?\(\s?(?P<said>{words})\s?\)|(?P<words>{words}))"
    nouns = rf"(?P<noun>(?:\s+[a-z-]+){{1,{NOUN}}}?)"
    return re.compile(rf"(?:^|(?P<before>[\w-]+(?:\s+[\w-]+)?)?[\s,.;]+){count}{nouns}\s+(?:{ends})\s*:\s*$", re.IGNORECASE)


def listed(contents: Contents) -> Iterator[Finding]:
    """Every list with fewer items than the words right before it say.

    Nothing is said of lists inside lists, of items that only a layout numbers, and where an item with the next number
    stands anywhere behind.
    """
    general = contents.text.vocabulary.general
    pattern = _announcement(tuple(general["counts"]), tuple(general["list_follows"]))
    lines = [line for line in contents.text.document.lines if line.text.strip()]
    for place, line in enumerate(lines):
        if not line.text.rstrip().endswith(":"):
            continue
        above = lines[place - 1].text[-120:] + " " if place and not _MARKER.match(line.text) else ""
        match = pattern.search((above + line.text)[-240:])
        if match is None or _other_count(match, general):
            continue
        count = number_of(match["said"] or match["words"])
        if count is None or not LEAST <= count <= MOST or (match["digits"] and int(match["digits"]) != count):
            continue
        found = _items(contents, lines[place + 1 : place + 1 + SCAN])
        if found is not None and LEAST <= found < count:
            shown = " ".join(
                match[0][match.start("digits" if match["digits"] else "words") - match.start() :].split()
            ).rstrip(" :")
            at = contents.place(line.start, line.start + len(line.text.rstrip()))
            yield Finding("fewer_listed", "result", "warning", (at,), shown, str(found), certainty="likely")


def _other_count(match: re.Match[str], general: Mapping[str, Any]) -> bool:
    """Whether a count is not that of the list: "dua dari empat", "setiap tiga bulan", "empat kelompok"."""
    before = (match["before"] or "").lower().split()
    made_of = " ".join(before) in general["made_of"]
    bounded = bool(before) and before[-1] in general["not_before"] and not made_of
    return bounded or any(word in general["not_counted"] for word in match["noun"].lower().split())


def _items(contents: Contents, lines: Sequence[Line]) -> int | None:
    """How many items the list has that begins on the first of some lines; None where that is not sure."""
    style, count, last = "", 0, 0
    stated = contents.stated_lines
    for number, line in enumerate(lines):
        match = _MARKER.match(line.text)
        if line.number in stated:
            return None
        if match is None or _SECTION.match(line.text):
            if not count:
                return None
            continue
        kind = str(match.lastgroup)
        value = (
            int(match["digit"]) if match["digit"] else ord((match["small"] or match["capital"])[0].lower()) - ord("a") + 1
        )
        if not count and (kind == "capital" or value != 1):
            return None
        if not count or (kind == style and value == count + 1 and number - last <= APART):
            style, count, last = kind, count + 1, number
        elif kind == "capital" or (kind == style and value == 1):
            return None if _goes_on(lines, style, count) else count
        else:
            return None
    return None if _goes_on(lines, style, count) else count


def _goes_on(lines: Sequence[Line], style: str, count: int) -> bool:
    """Whether the mark of a next item stands anywhere, also inside a line."""
    mark = str(count + 1) if style == "digit" else chr(ord("a") + count)
    return any(re.search(rf"(?<![\w.,]){mark}\s?[.)](?!\d)", line.text) for line in lines)
