"""Calculations that do not come out, totals that are not the sum of their rows, and tables that disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lkjip.audit.arithmetic import written_out
from lkjip.audit.audited import Audited, Finding
from lkjip.audit.linking.links import Link
from lkjip.audit.linking.tables import Row, rows_of
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.audit.roots import reads_of, roots_of
from lkjip.decimals import fraction_text, indonesian, plain

ROWS = 25  # rows above a total that may belong to it
LIKE = Fraction(1, 10)  # a sum farther off than this has other parts than the rows above


def calculations(audited: Audited) -> Iterator[Finding]:
    """Every calculation written out in the text whose own terms give another result."""
    by_start = {numeral.start: numeral for numeral in audited.text.numerals}
    for claim in written_out(audited.text.document.text, audited.text.numerals):
        if claim.holds:
            continue
        printed = by_start.get(claim.start)
        again = shown_as(claim.exact, printed) if printed and printed.readings else fraction_text(claim.exact)
        values = {"shown": claim.shown, "correction": again}
        yield Finding(
            "calculation", "result", "error", (audited.at(claim.start, claim.end),), claim.printed, again, values=values
        )


def totals(audited: Audited) -> Iterator[Finding]:
    """Every row called a total whose whole numbers are not the sums of the rows above it."""
    rows = rows_of(audited.text)
    for index, row in enumerate(rows):
        if row.total:
            parts = _parts(audited, rows[max(index - ROWS, 0) : index], row)
            if len(parts) > 1:
                yield from _sums(audited, row, parts)


def _parts(audited: Audited, above: Sequence[Row], total: Row) -> list[tuple[Numeral, ...]]:
    """The rows that belong to a total: of its shape, up to the total before; a repeated row counts once."""
    shape = _cells(audited, total)
    found: list[tuple[Numeral, ...]] = []
    for row in reversed(above):
        cells = _cells(audited, row)
        same = len(cells) == len(shape) and all(a.unit == b.unit for a, b in zip(cells, shape, strict=True))
        if row.total or not same:
            break
        if not found or [cell.readings for cell in found[-1]] != [cell.readings for cell in cells]:
            found.append(cells)
    return found[::-1]


def _cells(audited: Audited, row: Row) -> tuple[Numeral, ...]:
    return tuple(audited.text.numerals[cell] for cell in row.cells)


def _sums(audited: Audited, total: Row, parts: Sequence[Sequence[Numeral]]) -> Iterator[Finding]:
    for column, cell in enumerate(_cells(audited, total)):
        values = [part[column] for part in parts]
        if cell.unit == "%" or any(not n.readings or n.decimals for n in (cell, *values)):
            continue
        added = sum((n.value for n in values), Fraction(0))
        if added == cell.value or abs(added - cell.value) > LIKE * cell.value:
            continue
        shown = indonesian(plain(added, 0))
        terms = {"terms": " + ".join(n.text for n in values), "correction": shown}
        yield Finding("total", "result", "error", (audited.at(cell.start, cell.end),), cell.text, shown, values=terms)


def disagreements(audited: Audited) -> Iterator[Finding]:
    """Every check of the rules that fails on numbers which the document prints on both sides."""
    resolved = audited.project.plan.resolved
    claimed = {f.root for f in audited.facts if f.figure not in audited.text.vocabulary.transcripts}
    reads = reads_of(resolved)
    for issue in audited.project.check():
        if issue.code != "check_failed" or issue.level == "note" or issue.satker != audited.satker:
            continue
        assert issue.key is not None
        key = issue.key.codes
        roots = set(roots_of(resolved, resolved.checks[issue.key.id].node, key))
        sides = [_printed(audited, root, key, reads) for root in sorted(roots)]
        if roots <= claimed and all(sides):
            links = sorted({link.numeral: link for side in sides for link in side}.values(), key=lambda link: link.numeral)
            places = tuple(audited.place(link) for link in links)
            printed = " · ".join(dict.fromkeys(audited.printed(link) for link in links))
            ids = tuple(dict.fromkeys(link.fact.id for link in links))
            values = {"title": issue.values["title"], "detail": issue.values["detail"]}
            yield Finding("tables_disagree", "result", "error", places, printed, "", ids, values=values)


def _printed(audited: Audited, root: str, key: Mapping[str, str], reads: Mapping[str, frozenset[str]]) -> list[Link]:
    """The numbers that print one side of a check, or else those it is computed from."""
    found = [link for link in audited.links if link.fact.root == root]
    parts = reads.get(root.partition("[")[0], frozenset())
    return found or [
        link
        for link in audited.links
        if link.fact.root.partition("[")[0] in parts and key.items() <= dict(link.fact.key).items()
    ]
