"""The formulas among the numbers of columns: `7=6/5x100%` is a quotient of two columns of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lkjip.audit.model.rows import Formula
from lkjip.audit.numbering import FORMULA, JOINED, TOKEN


def columns_by_number(texts: Sequence[str], columns: Sequence[int]) -> tuple[Formula, ...]:
    """The quotients that a row of column numbers states, in columns of the table; what cannot be read is left out."""
    by_number: dict[int, int] = {}
    found: list[tuple[int, re.Match[str]]] = []
    at = 0
    for text, column in zip(texts, columns, strict=False):
        piece = JOINED.sub(r"\1\2", text.strip())
        if token := TOKEN.fullmatch(piece):
            at = int(token[1])
        elif formula := FORMULA.fullmatch(piece):
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
