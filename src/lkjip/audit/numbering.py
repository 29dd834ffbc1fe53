"""Lines that only number the columns of a table: `1 2 3 4=3/2x100% 5 6 7`."""

from __future__ import annotations

import re

TOKEN = re.compile(r"[({\[]?\s*(\d{1,2})\s*[)}\]]?")
FORMULA = re.compile(
    r"[({\[]*\s*(?:(\d{1,2})\s*=\s*)?[({\[]*\s*(\d{1,2})\s*[/:÷+\-–−]\s*(\d{1,2})\s*[)}\]]*\s*(?:[x×*]\s*100\s*%?)?\s*[)}\]]*",
    re.I,
)
_PIECE = re.compile(r"\S+")
JOINED = re.compile(r"\s*([=/:÷+x×*])\s*|\s+(%)", re.IGNORECASE)
LONGEST = 160


def is_numbering(line: str) -> bool:
    """Whether a line only numbers columns, with or without formulas.

    >>> [is_numbering(t) for t in ("1 2 3 4=3/2x100% 5 6 7=6/5x100%", "(1) (2) (3)", "5 = 8 =", "10 20 30")]
    [True, True, True, False]
    """
    return numbering(line) is not None


def numbering(line: str) -> list[str] | None:
    """The tokens of a line that only numbers columns; None where it is anything else."""
    if not line.strip() or len(line) > LONGEST or not re.search(r"\d", line):
        return None
    if re.fullmatch(r"\s*(?:\d{1,2}\s*=\s*)+", line):
        return line.split("=")[:-1]
    pieces = _PIECE.findall(JOINED.sub(r"\1\2", line.replace("|", " ")))
    if len(pieces) < 3:
        return None
    at = 0
    plain = 0
    for piece in pieces:
        formula, token = FORMULA.fullmatch(piece), TOKEN.fullmatch(piece)
        if token:
            number = int(token[1])
            if not at < number <= at + 3 or (at == 0 and number > 3):
                return None
            at = number
            plain += 1
        elif formula and ("=" in piece or "100" in piece or re.search(r"[/:÷]", piece)):
            at = int(formula[1]) if formula[1] else at + 1
        else:
            return None
    return pieces if plain > 1 else None
