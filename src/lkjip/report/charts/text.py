"""Text that fits: cleaned, measured in the charts' font, cut or broken into lines."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, east_asian_width, normalize

from lkjip.report.charts.theme import NORMAL

# Advance widths of Inter Regular from space to tilde, in hundredths of the type size
# fmt: off
_ADVANCES = (
    28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61,
    62, 65, 59, 62, 57, 62, 62, 29, 30, 66, 66, 66, 51, 97, 69, 65, 73, 72, 60,
    59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68,
    68, 63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55,
    24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66,
)
# fmt: on
_OTHER, _SQUARE = 66, 100
_LONGEST = 400  # characters of a name that are looked at


def shorten(text: str, limit: int) -> str:
    """`text` on one line, in at most `limit` characters, without characters that cannot be drawn.

    >>> shorten("Seksi  Lalu Lintas Keimigrasian", 20)
    'Seksi Lalu Lintas K…'
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * limit]).split())
    return line if len(line) <= limit and len(text) <= 4 * limit else line[: limit - 1].rstrip() + "…"


def width(text: str, size: float = NORMAL) -> float:
    """The width of `text` in pixels, about; semibold is a twentieth wider.

    >>> round(width("Hukuman Pekerjaan Tidak Sesuai Aturan")), round(width("KANTOR IMIGRASI"))
    (211, 98)
    """
    return sum(_advance(char) for char in normalize("NFC", text)) * size / 100


def widest(texts: Iterable[str], size: float = NORMAL) -> float:
    """The width of the widest text; 0 without any."""
    return max((width(text, size) for text in texts), default=0)


def wrap(text: str, room: float, lines: int = 3, size: float = NORMAL) -> list[str]:
    """`text` broken into at most `lines` lines of `room` pixels, cut with "…" where that is not enough.

    >>> wrap("Pendapatan Pelayanan Keimigrasian Lainnya", 150)
    ['Pendapatan Pelayanan', 'Keimigrasian Lainnya']
    """
    broken, line = [], ""
    for word in shorten(text, _LONGEST).split():
        if width(longer := f"{line} {word}".lstrip(), size) <= room:
            line = longer
            continue
        broken += [line] if line else []
        while width(word, size) > room:
            head = _fitting(word, room, size)
            broken.append(head)
            word = word[len(head) :]
        line = word
    broken.append(line)
    if len(broken) > lines:
        broken[lines - 1 :] = [_fitting(" ".join(broken[lines - 1 :]), room - width("…", size), size).rstrip() + "…"]
    return broken


def _fitting(text: str, room: float, size: float) -> str:
    """As much of the beginning of `text` as fits, at least a character."""
    end = len(text)
    while end > 1 and width(text[:end], size) > room:
        end -= 1
    return text[:end]


def _advance(char: str) -> int:
    if " " <= char <= "~":
        return _ADVANCES[ord(char) - ord(" ")]
    if combining(char):
        return 0
    return _SQUARE if east_asian_width(char) in "WF" else _OTHER
