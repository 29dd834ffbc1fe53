"""Calculations written out in the text that do not come out, and totals of rows that stand in no table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkjip.audit.arithmetic import written_out
from lkjip.audit.compare import rounded_shares
from lkjip.audit.finding import Finding, Severity
from lkjip.audit.linking.tables import Row, rows_of
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.decimals import fraction_text, indonesian, plain
from lkjip.errors import Level

ROWS = 25  # rows above a total that may belong to it
LIKE = Fraction(1, 10)  # a sum farther off than this has other parts than the rows above


def calculations(contents: Contents) -> Iterator[Finding]:
    """Every calculation written out in the text whose own terms give another result."""
    by_start = {numeral.start: numeral for numeral in contents.text.numerals}
    for claim in written_out(contents.text.document.text, contents.text.numerals):
        if claim.holds:
            continue
        printed = by_start.get(claim.start)
        again = shown_as(claim.exact, printed) if printed and printed.readings else fraction_text(claim.exact)
        severity: Severity = "rounding" if claim.rounding else "result"
        level: Level = "note" if claim.rounding else "error" if claim.sure else "warning"
        shown = claim.shown if "=" in claim.shown else f"{claim.shown} = {again}"
        values = {"shown": shown, "correction": again}
        yield Finding(
            "calculation",
            severity,
            level,
            (contents.place(claim.start, claim.end),),
            claim.printed,
            again,
            values=values,
            certainty="arithmetic" if claim.sure else "likely",
        )


def totals(contents: Contents) -> Iterator[Finding]:
    """Every row called a total, outside tables that the format states, whose whole numbers are not sums of those above."""
    rows, stated = rows_of(contents.text), contents.stated_lines
    for index, row in enumerate(rows):
        if row.total and not _is_stated(contents, row, stated):
            parts = _parts(contents, rows[max(index - ROWS, 0) : index], row)
            if 1 < len(parts) < ROWS:  # more rows than are looked at may belong to it
                yield from _sums(contents, row, parts)


def _is_stated(contents: Contents, row: Row, lines: frozenset[int]) -> bool:
    start = contents.text.numerals[row.cells[0]].start if row.cells else 0
    return contents.text.document.line_at(start).number in lines


def _parts(contents: Contents, above: Sequence[Row], total: Row) -> list[tuple[Numeral, ...]]:
    """The rows that belong to a total: of its shape, up to the total before; a repeated row counts once."""
    shape = _cells(contents, total)
    found: list[tuple[Numeral, ...]] = []
    for row in reversed(above):
        cells = _cells(contents, row)
        same = len(cells) == len(shape) and all(a.unit == b.unit for a, b in zip(cells, shape, strict=True))
        if row.total or not same:
            break
        if not found or [cell.readings for cell in found[-1]] != [cell.readings for cell in cells]:
            found.append(cells)
    return found[::-1]


def _cells(contents: Contents, row: Row) -> tuple[Numeral, ...]:
    return tuple(contents.text.numerals[cell] for cell in row.cells)


def _sums(contents: Contents, total: Row, parts: Sequence[Sequence[Numeral]]) -> Iterator[Finding]:
    for column, cell in enumerate(_cells(contents, total)):
        values = [part[column] for part in parts]
        if cell.unit == "%" or any(not n.readings or n.decimals for n in (cell, *values)):
            continue
        added = sum((n.value for n in values), Fraction(0))
        if added == cell.value or abs(added - cell.value) > LIKE * cell.value or rounded_shares(cell, values):
            continue
        shown = indonesian(plain(added, 0))
        terms = {"terms": " + ".join(n.text for n in values), "correction": shown}
        yield Finding("total", "result", "error", (contents.place(cell.start, cell.end),), cell.text, shown, values=terms)
