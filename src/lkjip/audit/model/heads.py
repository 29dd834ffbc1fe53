"""Numbers of columns: `1 2 3 4=3/2x100% 5 6 7`, and the formulas among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lkjip.audit.model.rows import Formula

_TOKEN = re.compile(r"[({\[]?\s*(\d{1,2})\s*[)}\]]?")
_FORMULA = re.compile(
    r"[({\[]*\s*(?:(\d{1,2})\s*=\s*)?[({\[]*\s*(\d{1,2})\s*[/:÷+\-–−]\s*(\d{1,2})\s*[)}\]]*\s*(?:[x×*]\s*100\s*%?)?\s*[)}\]]*",
    re.I,
)
_PIECE = re.compile(r"\S+")
_JOINED = re.compile(r"\s*([=/:÷+x×*])\s*|\s+(%)", re.IGNORECASE)
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
    pieces = _PIECE.findall(_JOINED.sub(r"\1\2", line.replace("|", " ")))
    if len(pieces) < 3:
        return None
    at = 0
    plain = 0
    for piece in pieces:
        formula, token = _FORMULA.fullmatch(piece), _TOKEN.fullmatch(piece)
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


def columns_by_number(texts: Sequence[str], columns: Sequence[int]) -> tuple[Formula, ...]:
    """The quotients that a row of column numbers states, in columns of the table; what cannot be read is left out."""
    by_number: dict[int, int] = {}
    found: list[tuple[int, re.Match[str]]] = []
    at = 0
    for text, column in zip(texts, columns, strict=False):
        piece = _JOINED.sub(r"\1\2", text.strip())
        if token := _TOKEN.fullmatch(piece):
            at = int(token[1])
        elif formula := _FORMULA.fullmatch(piece):
            at = int(formula[1]) if formula[1] else at + 1
            if re.search(r"\d\s*[)\]}]*\s*[/:÷]\s*[({\[]*\s*\d", piece):
                found.append((column, formula))
        else:
            continue
        by_number[at] = column
    formulas = []
    for column, formula in found:
        above, below = by_number.get(int(formula[2])), by_number.get(int(formula[3]))
        if above is not None and below is not None and column not in (above, below):
            formulas.append(Formula(column, above, below, "100" in formula[0]))
    return tuple(formulas)
