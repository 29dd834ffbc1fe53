"""Context: the words around a numeral, the sentence it stands in, and what the text is about there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lkjip.audit.arithmetic import terms
from lkjip.audit.document import Document
from lkjip.audit.numerals import Numeral
from lkjip.audit.vocabulary import Vocabulary, words_of

CLAUSE = 30  # words before a numeral that may name it
BEHIND = 6  # words behind it that may
SENTENCE = 90
MENTIONS = 7  # so many latest mentions of measures say what a passage is about
_STOP = re.compile(r"(?<=[a-z)%\d”])[.;]\s+(?=[A-Z“])")


@dataclass(frozen=True, slots=True)
class Around:
    """The words around one numeral, as flat text with a blank at both ends.

    `before` ends at the numeral and starts at the number before it; `label` is the same without a limit at the sentence.
    `years` are those between the number before and this one; `heads` those of them that stand side by side at the end, as
    above the groups of columns of a table: none of them is written beside the number.
    `named` are the measures named in `before`, `topics` those of the passage with their weight.
    """

    before: str
    after: str
    sentence: str
    label: str
    named: tuple[str, ...]
    topics: Mapping[str, float]
    years: tuple[str, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A document's words with their offsets, its numerals, and the mentions of measures."""

    document: Document
    numerals: tuple[Numeral, ...]
    vocabulary: Vocabulary

    @cached_property
    def _words(self) -> tuple[list[str], list[int]]:
        found = words_of(self._corrected)
        return [word for word, _ in found], [start for _, start in found]

    @cached_property
    def _corrected(self) -> str:
        """The text with common misreadings of scans put right; every letter keeps its place."""
        text = self.document.text
        for wrong, right in self.vocabulary.general["misread"].items():
            text = text.replace(wrong, right)
        return text

    @cached_property
    def _numeral_starts(self) -> list[int]:
        return [numeral.start for numeral in self.numerals]

    def inside(self, start: int, end: int) -> range:
        """The indices of the numerals of a stretch."""
        return range(bisect_left(self._numeral_starts, start), bisect_left(self._numeral_starts, end))

    def names_year(self, year: int) -> bool:
        """Whether the text names a year at all."""
        return any(numeral.kind == "year" and numeral.value == year for numeral in self.numerals)

    @cached_property
    def factors(self) -> frozenset[int]:
        """The offsets inside the products of written-out sums."""
        return frozenset(place for start, end in terms(self.document.text) for place in range(start, end))

    @cached_property
    def stops(self) -> list[int]:
        """The offsets where sentences and list items start."""
        found = [match.end() for match in _STOP.finditer(self.document.text) if self._ends(match.start())]
        found += [numeral.start for numeral in self.numerals if numeral.kind == "list"]
        return sorted({0, *found})

    @cached_property
    def paragraphs(self) -> list[int]:
        """Where the format itself says that a paragraph starts; plain text and pages do not."""
        lines = self.document.lines
        if self.document.format in ("docx", "html"):
            return [line.start for line in lines]
        if self.document.format == "md":
            return [0, *(line.start for above, line in pairwise(lines) if not above.text.strip())]
        return [0]

    def _ends(self, stop: int) -> bool:
        """Whether a full stop ends a sentence, and no abbreviation."""
        last = re.search(r"([^\W_]+)$", self.document.text[max(stop - 12, 0) : stop])
        return last is None or last[1].lower() not in self.vocabulary.general["abbreviations"]

    @cached_property
    def mentions(self) -> list[tuple[int, str, int]]:
        """Every phrase that names a measure: offset, measure, number of words; of overlapping ones the longest."""
        words, starts = self._words
        first: dict[str, list[tuple[list[str], str]]] = {}
        for measure, phrases in self.vocabulary.measures.items():
            for phrase in phrases:
                parts = phrase.split()
                first.setdefault(parts[0], []).append((parts, measure))
        found: list[tuple[int, str, int]] = []
        position = 0
        while position < len(words):
            hits = [(len(p), m) for p, m in first.get(words[position], ()) if words[position : position + len(p)] == p]
            if hits:
                length, measure = max(hits, key=lambda hit: hit[0])
                found.append((starts[position], measure, length))
                position += length
            else:
                position += 1
        return found

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [start for start, _, _ in self.mentions]

    def between(self, start: int, end: int) -> str:
        """The words of a stretch as flat text, with a blank at both ends."""
        words, starts = self._words
        return f" {' '.join(words[bisect_left(starts, start) : bisect_left(starts, end)])} "

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around an offset."""
        index = bisect_right(self.stops, offset)
        end = self.stops[index] if index < len(self.stops) else len(self.document.text)
        return self.stops[index - 1], end

    def named(self, start: int, end: int) -> tuple[str, ...]:
        """The measures named in a stretch, last first."""
        low, high = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return tuple(dict.fromkeys(measure for _, measure, _ in reversed(self.mentions[low:high])))

    def topics(self, offset: int) -> dict[str, float]:
        """What the passage is about: the measures of the latest mentions, by how many of them there are (sum 1)."""
        high = bisect_left(self._mention_starts, offset)
        latest = [measure for _, measure, _ in self.mentions[max(high - MENTIONS, 0) : high]]
        counts = Counter(latest)
        if latest:
            counts[latest[-1]] += 2
        total = sum(counts.values())
        return {measure: count / total for measure, count in counts.items()}

    def find(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Every stretch that reads as a flat phrase, whatever its case, line breaks and punctuation."""
        words, starts = self._words
        parts = phrase.split()
        for position in self._places.get(parts[0], ()):
            if words[position : position + len(parts)] == parts:
                last = position + len(parts) - 1
                yield starts[position], starts[last] + len(words[last])

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for position, word in enumerate(self._words[0]):
            found.setdefault(word, []).append(position)
        return found

    def around(self, index: int) -> Around:
        """The words around a numeral."""
        if index not in self._around:
            self._around[index] = self._words_around(index)
        return self._around[index]

    @cached_property
    def _around(self) -> dict[int, Around]:
        return {}

    def _words_around(self, index: int) -> Around:
        numeral = self.numerals[index]
        low, high = self.sentence(numeral.start)
        previous = self._previous(index)
        before = self._last(max(previous, low), numeral.start, CLAUSE)
        upcoming = next((n.start for n in self.numerals[index + 1 : index + 4] if not n.kind), len(self.document.text))
        sentence = self._last(low, numeral.start, SENTENCE)[:-1] + self._first(numeral.end, high, 12)
        years = self._years(index, max(previous, low))
        return Around(
            before=before,
            after=self._first(numeral.end, min(upcoming, numeral.end + 200), BEHIND),
            sentence=sentence,
            label=self._last(previous, numeral.start, CLAUSE),
            named=self.named(max(previous, low), numeral.start),
            topics=self.topics(numeral.start),
            years=tuple(n.text for n in years),
            heads=tuple(n.text for n in self._side_by_side(years)),
        )

    def _previous(self, index: int) -> int:
        """Where the number before ends; years and list numbers do not count."""
        for numeral in reversed(self.numerals[max(index - 12, 0) : index]):
            if numeral.kind not in ("year", "list", "formula", "date", "name", "law", "code"):
                return numeral.end
        return 0

    def _years(self, index: int, low: int) -> Sequence[Numeral]:
        return [n for n in self.numerals[max(index - 6, 0) : index] if n.kind == "year" and n.start >= low]

    def _side_by_side(self, years: Sequence[Numeral]) -> Sequence[Numeral]:
        """The last years with nothing but blanks and rules between them; none where it is a single one."""
        first = len(years) - 1
        while first > 0 and not self.document.text[years[first - 1].end : years[first].start].strip("\n |"):
            first -= 1
        return years[first:] if first < len(years) - 1 else ()

    def _last(self, start: int, end: int, count: int) -> str:
        words, starts = self._words
        high = bisect_left(starts, end)
        return f" {' '.join(words[max(bisect_left(starts, start), high - count) : high])} "

    def _first(self, start: int, end: int, count: int) -> str:
        words, starts = self._words
        low = bisect_left(starts, start)
        found = words[low : min(bisect_left(starts, end), low + count)]
        while found and found[0] in self.vocabulary.general["number_words"]:
            found = found[1:]
        return f" {' '.join(found)} "
