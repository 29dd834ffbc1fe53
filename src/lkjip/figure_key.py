"""One value of a figure: its id with its key, in the one notation there is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureKey:
    """A figure's id and the codes of its keys, in the order given; equal whatever that order is.

    >>> str(FigureKey.of("ikm.nilai_bulanan", {"bulan": 1})), str(FigureKey("ikm.realisasi"))
    ('ikm.nilai_bulanan[bulan=1]', 'ikm.realisasi')
    >>> FigureKey.parse("ikm.nilai[bulan=1, unsur=respon]").codes
    {'bulan': '1', 'unsur': 'respon'}
    """

    id: str
    key: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, figure: str, key: Mapping[str, int | str]) -> FigureKey:
        """The value of a figure at a key given as a mapping."""
        return cls(figure, tuple((name, str(code)) for name, code in key.items()))

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """What `str` wrote, or a user typed. Raises ValueError where the text is no id with a key."""
        figure, bracket, rest = text.strip().partition("[")
        if not figure.strip() or (bracket and not rest.endswith("]")):
            raise ValueError(text)
        return cls(figure.strip(), parse_key(rest.removesuffix("]")))

    @property
    def codes(self) -> dict[str, str]:
        """The key as a mapping of names to codes."""
        return dict(self.key)

    @property
    def pairs(self) -> tuple[str, ...]:
        """The parts of the key as they are written: `bulan=1`."""
        return tuple(f"{name}={code}" for name, code in self.key)

    def __str__(self) -> str:
        return f"{self.id}[{','.join(self.pairs)}]" if self.key else self.id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FigureKey) and (self.id, self.codes) == (other.id, other.codes)

    def __hash__(self) -> int:
        return hash((self.id, frozenset(self.key)))


def parse_key(text: str) -> tuple[tuple[str, str], ...]:
    """The codes of a key alone, blanks or not. Raises ValueError where a part is no `name=code`, or a name stands twice.

    >>> parse_key("bulan=1, unsur=respon"), parse_key("")
    ((('bulan', '1'), ('unsur', 'respon')), ())
    """
    found = []
    for part in filter(str.strip, text.split(",")):
        name, equals, code = (piece.strip() for piece in part.partition("="))
        if not (name and equals and code):
            raise ValueError(text)
        found.append((name, code))
    if len(dict(found)) < len(found):
        raise ValueError(text)
    return tuple(found)


def word_mark(name: str) -> str:
    """How the bookmarks of a Word file that hold the value of this figure or rule begin; `_1`, `_2`, … follow.

    A bookmark's name has at most 40 letters, digits and underscores, and one that begins with an underscore is hidden. So
    the id is told by a digest, which whoever knows the ids can find again.

    >>> word_mark("ikm.realisasi")
    '_F002667964c0c8ea8a6e5'
    """
    return f"_F{_digest(name)}"


def text_mark(path: str) -> str:
    """The same for a text of the office's file, by its path `factors.ikm.0`; eight digits of what it said follow."""
    return f"_O{_digest(path)}"


def _digest(name: str) -> str:
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:20]


def id_of(text: str) -> str:
    """The id in what a document gives as a figure's name, which may be anything.

    >>> id_of("ikm.nilai_bulanan[bulan=1]"), id_of("categories.mutu[")
    ('ikm.nilai_bulanan', 'categories.mutu')
    """
    return text.partition("[")[0]
