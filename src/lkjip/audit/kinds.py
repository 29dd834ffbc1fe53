"""What sort of number a numeral is: year, date, regulation, list number, page, code, axis, formula, or perhaps a result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lkjip.audit.document import Document, Line
from lkjip.audit.noise import repaired
from lkjip.audit.numbering import is_numbering
from lkjip.audit.numerals import Numeral, numerals
from lkjip.audit.vocabulary import Vocabulary

_CODE_BEFORE = re.compile(
    r"(?:[A-Za-z]{2,}[-.]|[A-Z]|[A-Za-z]-|(?<!\d)[A-Z]\d*[-./]|[A-Za-z]\d+[./]|[A-Za-z]+\.|\d[A-Za-z]{1,3}-)$"
)
_CODE_AFTER = re.compile(r"\.?[A-Za-z]{1,2}\b|-[A-Za-z]")
_COLUMN_NUMBERS = re.compile(r"\s*[({]?1[)}]?(?:\s+[({]?\d{1,2}[)}]?){2,}\s*")
_LIST_MARK = re.compile(r"\s?[.)](?=\s|[A-Z]|$)(?!\s?\d)")
_OPEN = re.compile(r"^\s*[({]?$|^\s*(?:[A-Za-z]+\s:)\s$")
_BARE_LINE = re.compile(r"\s*\d{1,3}\s*")
_SUM_SIGN = re.compile(r"\s*∑")
_INDEX = re.compile(r"[ijkn]\s*=\s*$")
_RANGE = re.compile(r"\d+\s?[–-]\s?$|\d+\s+(?:sampai dengan|s\.?d\.?)\s+$")
_EXAMPLE = re.compile(r"\[(?=[^\[\]]*[A-Za-z]{3})[^\[\]]{1,120}\]")
_REFERENCE = re.compile(r"\.(?:csv|ya?ml|xlsx?):(?:\d+[,;\s–-]+)*$")  # lines of a file: skm_nilai.csv:2, 10, 18
_LEADER = re.compile(r"(?:\.\s?){4,}\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_HEADING = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})*")
LEVELS = 6  # a table's count goes on after the lists inside its rows
HASH = 12  # letters and digits in one run that are no number
NEAR = 160  # characters of its line on either side that say what a number is
AXIS = 4  # so many equally spaced numbers, one per line, are the axis of a chart


def classified(document: Document, words: Vocabulary, *, noisy: bool = False) -> tuple[Numeral, ...]:
    """Every numeral of a document with its kind; an empty kind means that it may be a result.

    `noisy`: numbers that extraction may have broken are put together, or set aside.
    """
    found = list(repaired(document, words.general) if noisy else numerals(document.text))
    axis = set(_axes(document, found))
    names = {*_in_names(document.text, words), *_in_examples(document.text)}
    kinds: list[Numeral] = []
    items: tuple[int, ...] = ()
    for number, numeral in enumerate(found):
        kind = "axis" if number in axis else "name" if numeral.start in names else _kind(document, numeral, words, items)
        if kind == "list" and numeral.readings:
            items = (*items, int(numeral.value))[-LEVELS:]
        kinds.append(replace(numeral, kind=kind))
    return tuple(kinds)


def _kind(document: Document, numeral: Numeral, words: Vocabulary, items: tuple[int, ...]) -> str:
    text, start, end = document.text, numeral.start, numeral.end
    line = document.line_at(start)
    before, after = _around(line, start, end)
    ahead = text[end : end + 24]
    if numeral.noise == "unread":
        return "noise"
    if not numeral.readings or (len(numeral.text) > 15 and numeral.text.isdigit()):
        return "code"
    if numeral.unit != "Rp" and (_CODE_BEFORE.search(before) or (_CODE_AFTER.match(after) and not numeral.unit)):
        return "code"
    if _REFERENCE.search(text, max(start - 80, 0), start):
        return "code"
    if _in_hash(before, numeral.text, after):
        return "code"
    if numeral.unit:
        return "formula" if numeral.unit == "%" and re.search(r"[x×*]\s*$", before) and numeral.value == 100 else ""
    whole = numeral.text.isdigit()
    if numeral.text == "100" and re.search(r"[/:÷]\s*[^\s/:÷]+\s*[x×*]\s*$", before):
        return "formula"
    if whole and len(numeral.text) == 4 and 1900 <= numeral.value < 2100:
        return "year"
    if not whole:
        return _section(text, start, numeral, before, after, words)
    if _LEADER.search(text, max(start - 24, 0), start):
        return "page"
    if _SUM_SIGN.match(text, end) or _INDEX.search(before):
        return "formula"
    if len(numeral.text) <= 2 and _is_day(ahead, words):
        return "date"
    if _numbered(_RANGE.sub("", text[max(start - 24, 0) : start]), words):
        return "law"
    if len(numeral.text) >= 6:
        return "code"
    return _list_or_page(document, numeral, before, after, items, words)


def _section(text: str, start: int, numeral: Numeral, before: str, after: str, words: Vocabulary) -> str:
    """Whether a number with a point is that of a table or section: "Tabel 3.4", "3.2 Capaian"."""
    if "," in numeral.text:
        return ""
    captions = words.general["captions"]
    last = text[max(start - 16, 0) : start].lower().split()[-1:] if before[-1:].isspace() else []
    if last and last[0] in captions:
        return "law"
    first = not before.strip() and _HEADING.fullmatch(numeral.text) and re.match(r"\.?\s+[A-Z][A-Za-z]", after)
    return "list" if first else ""


def _around(line: Line, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a number on its line; of a long line only the nearest, behind a mark that it goes on."""
    before, after = (
        line.text[max(start - line.start - NEAR, 0) : start - line.start],
        line.text[end - line.start : end - line.start + NEAR],
    )
    return (before if start - line.start <= NEAR else f"… {before}"), after


def _in_hash(before: str, text: str, after: str) -> bool:
    """Whether the digits are part of a long run of letters and digits, such as a checksum."""
    head, tail = re.search(r"[0-9A-Za-z]*$", before), re.match(r"[0-9A-Za-z]*", after)
    run = (head[0] if head else "") + text + (tail[0] if tail else "")
    return len(run) >= HASH and not run.startswith("Rp") and len(run) - len(text) >= HASH // 2


def _in_names(text: str, words: Vocabulary) -> Iterator[int]:
    """The offsets of digits that belong to a member's name, as in "Paspor Biasa 48 Halaman"."""
    for codes in words.members.values():
        for phrase in {phrase for phrases in codes.values() for phrase in phrases if re.search(r"\d", phrase)}:
            pattern = r"[^\w%]+".join(re.escape(word) for word in phrase.split())
            for match in re.finditer(rf"\b{pattern}\b", text, re.IGNORECASE):
                yield from (match.start() + digit.start() for digit in re.finditer(r"\d+", match[0]))


def _in_examples(text: str) -> Iterator[int]:
    """The offsets of digits in square brackets with words: what a template left to be filled in."""
    for match in _EXAMPLE.finditer(text):
        yield from (match.start() + digit.start() for digit in re.finditer(r"\d+", match[0]))


def _is_day(ahead: str, words: Vocabulary) -> bool:
    first = re.match(r"\s+(?:s\.?d\.?\s+\d{1,2}\s+)?([A-Za-z]+)", ahead)
    return first is not None and first[1].lower() in words.months


def _numbered(before: str, words: Vocabulary) -> bool:
    previous = before.lower().split()[-1:] if before[-1:].isspace() else []
    return bool(previous) and previous[0] in words.general["numbered"]


def _list_or_page(
    document: Document, numeral: Numeral, before: str, after: str, items: tuple[int, ...], words: Vocabulary
) -> str:
    line = document.line_at(numeral.start)
    if len(line.text) <= NEAR and (_COLUMN_NUMBERS.fullmatch(line.text) or is_numbering(line.text)):
        return "list"
    if re.search(r"(?:^|[({\s])\d{0,2}[({]$", before) and re.match(r"[)}]", after):
        return "list"
    if not _OPEN.search(before) or len(numeral.text) > 2:
        return ""
    if _LIST_MARK.match(after):
        return "list"
    expected = numeral.value == 1 or numeral.value - 1 in items
    if len(line.text) <= NEAR and _BARE_LINE.fullmatch(line.text):
        return _lonely(document, line.number, expected)
    follows = re.match(r"\s+([^\W\d]+)", after)
    if follows and expected:
        return "" if follows[1].lower() in words.general["units"] else "list"
    return "list" if expected and re.match(r"\s+\d", after) else ""


def _lonely(document: Document, number: int, expected: bool) -> str:
    """A number alone on its line between words: the number of a table row if it comes next in the count, or a page's."""
    above, below = _neighbour(document, number, -1), _neighbour(document, number, 1)
    if not _LETTERS.search(below):
        return "list" if expected and _LETTERS.search(above) and "–" in below else ""
    if expected and not above.rstrip().endswith(("=", ":")):
        return "list"
    return "page" if _LETTERS.search(above) else ""


def _neighbour(document: Document, number: int, step: int) -> str:
    """The next line with text, upwards or downwards."""
    index = number - 1 + step
    while 0 <= index < len(document.lines):
        if document.lines[index].text.strip():
            return document.lines[index].text
        index += step
    return ""


def _axes(document: Document, found: Sequence[Numeral]) -> Iterator[int]:
    """The numerals of chart axes: equally spaced to or from nought, whole and alone on their lines or like each other.

    Between those with decimals or a per cent sign the labels of bars may stand, which have more decimals.
    """
    for stretch in stretches(document, found):
        for form in dict.fromkeys(_form(found[number]) for number in stretch):
            ticks = [n for n in stretch if _form(found[n]) == form or not _is_label(found[n], form)]
            labelled = any(_is_label(found[n], form) for n in stretch)  # among the ticks stand the labels of bars
            for order in (ticks, ticks[::-1]):
                run: list[int] = []
                for number in order:
                    if not _may_be_tick(document, found[number], form):
                        run = []
                    elif _continues(found, run, found[number]):
                        run.append(number)
                    else:
                        run = [*run[-1:], number] if run and _continues(found, run[-1:], found[number]) else [number]
                    if len(run) >= AXIS and (found[number].value == 0 or labelled):
                        yield from run


def stretches(document: Document, found: Sequence[Numeral]) -> Iterator[list[int]]:
    """The numbers that follow each other without letters between them."""
    stretch: list[int] = []
    for number, numeral in enumerate(found):
        if stretch and _LETTER.search(document.text, found[number - 1].end, numeral.start):
            yield stretch
            stretch = []
        if numeral.readings:
            stretch.append(number)
    yield stretch


def _form(numeral: Numeral) -> tuple[int, str]:
    return numeral.decimals, numeral.unit


def _is_label(numeral: Numeral, form: tuple[int, str]) -> bool:
    """Whether a number among the ticks of an axis may be the label of a bar."""
    return form != (0, "") and numeral.decimals > form[0]


def _may_be_tick(document: Document, numeral: Numeral, form: tuple[int, str]) -> bool:
    return _form(numeral) == form and (form != (0, "") or _alone(document, numeral))


def _alone(document: Document, numeral: Numeral) -> bool:
    """Whether a short number is all that its line has."""
    return len(numeral.text) < 4 and _BARE_LINE.fullmatch(document.line_at(numeral.start).text) is not None


def _continues(found: Sequence[Numeral], run: Sequence[int], numeral: Numeral) -> bool:
    if not run:
        return True
    if len(run) == 1:
        return numeral.value < found[run[0]].value
    step = found[run[0]].value - found[run[1]].value
    return found[run[-1]].value - numeral.value == step
