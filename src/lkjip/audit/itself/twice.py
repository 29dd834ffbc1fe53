"""The same quantity printed twice with two values: in sentences, and in rows and columns of stated tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from lkjip.audit.context import Text
from lkjip.audit.finding import Finding
from lkjip.audit.gate import year_of
from lkjip.audit.model.rows import Entry, Table
from lkjip.audit.model.sentences import sentences
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral

TELLING = 2  # words that are not general, without which a quantity has no name
WORDS = 14
PLACES = 40  # of one quantity that are compared with each other
CAPTION = 12  # words right above a table that say of when it is
_YEAR = re.compile(r"\b(20\d\d|19\d\d)\b")
_COUNTED = re.compile(r"\d{1,3}|[ivx]{1,4}|[a-h]")  # what tells things of one name apart: `kelompok 1`, `golongan iv`
_PERIOD = re.compile(
    r"\b(triwulan|tw|semester|bulan|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)\b"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number says it is: a role (realisasi, target, capaian), the words of its name, its year, its unit."""

    role: str
    words: frozenset[str]
    year: str
    unit: str


def twice(contents: Contents) -> Iterator[Finding]:
    """Every quantity with two values that do not print alike; the later place is the finding."""
    known: dict[Quantity, list[tuple[int, int]]] = {}
    year = year_of(contents.text)
    sentences_of = ((quantity, index, -1) for quantity, index in _in_sentences(contents, year))
    for quantity, index, table in (*sentences_of, *_in_tables(contents, year)):
        known.setdefault(quantity, []).append((index, table))
    others_of = _of_other_things(contents, known.values())
    for places in known.values():
        (first, one), *others = sorted(places)
        a = contents.text.numerals[first]
        for index, other in others:
            b = contents.text.numerals[index]
            if _differ(a, b) and frozenset((one, other)) not in others_of:
                values = {"first": contents.at(first).quote}
                yield Finding(
                    "twice",
                    "result",
                    "warning",
                    (contents.at(index), contents.at(first)),
                    f"{b.text} · {a.text}",
                    "",
                    values=values,
                    certainty="likely",
                )
                break


def _of_other_things(contents: Contents, known: Iterable[list[tuple[int, int]]]) -> set[frozenset[int]]:
    """Pairs of tables whose rows have the same names and mostly other values: they are of two things, say two units."""
    agree: Counter[frozenset[int]] = Counter()
    differ: Counter[frozenset[int]] = Counter()
    for places in known:
        for (one, table), (other, beside) in combinations(sorted(places)[:PLACES], 2):
            if table != beside and min(table, beside) >= 0:
                same = contents.text.numerals[one].value == contents.text.numerals[other].value
                (agree if same else differ)[frozenset((table, beside))] += 1
    return {pair for pair, count in differ.items() if count > max(1, agree[pair])}


def _differ(a: Numeral, b: Numeral) -> bool:
    """Whether two numbers are of one size and shape, and neither is the other rounded."""
    if a.decimals != b.decimals or a.scale != b.scale or a.unit != b.unit or not a.value or not b.value:
        return False
    return a.value != b.value and Fraction(1, 2) < a.value / b.value < 2


def _quantity(text: Text, words: list[str], role: str, year: str, unit: str) -> Quantity | None:
    general = text.vocabulary.general
    telling = [word for word in words if word not in general["generic"] and not word.isdigit() and len(word) > 2]
    pointing = any(word in ("ini", "tersebut", "lainnya", "masing", "rata", "this", "that") for word in words)
    if pointing or len(set(telling)) < TELLING or len(words) > WORDS:
        return None
    counted = [word for word in words if _COUNTED.fullmatch(word)]
    return Quantity(role, frozenset((*telling, *counted)), year, unit)


def _role(text: Text, words: list[str]) -> str:
    """The last word of a role: what the number right behind it is."""
    roles = text.vocabulary.general["said_roles"]
    found = [(words.index(word), role) for role, known in roles.items() for word in known if word in words]
    return max(found)[1] if found else ""


def _in_sentences(contents: Contents, year: str) -> Iterator[tuple[Quantity, int]]:
    text = contents.text
    for sentence in sentences(text):
        first = sentence[0]
        low, _ = text.sentence(first.numeral.start)
        shown = text.document.text[max(low, first.numeral.start - 160) : first.numeral.start]
        words = first.before.split()
        years = set(_YEAR.findall(shown))
        role = _role(text, words)
        if not role or len(years) > 1 or _PERIOD.search(first.before) or len(sentence) > 4:
            continue
        quantity = _quantity(text, words, role, next(iter(years), year), first.numeral.unit)
        if quantity is not None:
            yield quantity, first.index


def _in_tables(contents: Contents, year: str) -> Iterator[tuple[Quantity, int, int]]:
    for number, table in enumerate(contents.tables):
        title = " ".join(table.title.split()[-CAPTION:])
        if table.stated and not set(_YEAR.findall(title)) - {year} and not _PERIOD.search(title):
            for entry in table.rows:
                yield from ((quantity, index, number) for quantity, index in _in_row(contents.text, table, entry, year))


def _in_row(text: Text, table: Table, entry: Entry, year: str) -> Iterator[tuple[Quantity, int]]:
    for column, index in enumerate(entry.cells):
        head = table.heads[column].split() if column < len(table.heads) else []
        years = [word for word in head if _YEAR.fullmatch(word)]
        role = _role(text, head)
        if index is None or not role or len(years) > 1 or _PERIOD.search(" ".join(head)):
            continue
        quantity = _quantity(text, entry.label.split(), role, next(iter(years), year), text.numerals[index].unit)
        if quantity is not None:
            yield quantity, index
