"""The report's sentences of two sides, paired by what they say: a sentence more in one place moves no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ALIKE = 0.5  # of the words of two sentences that are one sentence, said otherwise
_Placed = tuple[str, str]  # place and sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report that reads otherwise; `before` or `after` is empty where there is none."""

    place: str
    before: str
    after: str


def different(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Sentence]:
    """What reads otherwise, in the order of the report. A sentence keeps its partner where lines have moved.

    Args:
        old: place → sentence, in the order of the report.
        new: the same of the other side.
    """
    before, after = list(old.items()), list(new.items())
    matcher = SequenceMatcher(None, list(old.values()), list(new.values()), autojunk=False)
    for kind, start, end, start_now, end_now in matcher.get_opcodes():
        if kind != "equal":
            yield from _paired(before[start:end], after[start_now:end_now])


def _paired(before: Sequence[_Placed], after: Sequence[_Placed]) -> Iterator[Sentence]:
    rest = list(after)
    alone = len(before) == len(after) == 1
    for place, text in before:
        found = next((at for at, (_, other) in enumerate(rest) if alone or _alike(text, other)), None)
        if found is None:
            yield Sentence(place, text, "")
            continue
        yield from (Sentence(added, "", other) for added, other in rest[:found])
        yield Sentence(rest[found][0], text, rest[found][1])
        del rest[: found + 1]
    yield from (Sentence(added, "", other) for added, other in rest)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= _ALIKE
