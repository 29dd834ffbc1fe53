"""Columns of tables: totals, subtotals, grand totals and means that are not those of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lkjip.audit.compare import rounded_shares, summed, verdict
from lkjip.audit.finding import Finding
from lkjip.audit.model.rows import Entry, Table
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.decimals import indonesian, plain

LIKE = Fraction(1, 10)  # a sum farther off than this has other parts than the rows above
TERMS = 12  # terms that are shown
SHARES = 3  # rows of which shares are looked at
ROWS = 120  # rows above a total that may belong to it


def columns(contents: Contents) -> Iterator[Finding]:
    """Every total or mean that no group of its rows gives."""
    general = contents.text.vocabulary.general
    for table in contents.tables:
        for place, entry in enumerate(table.rows):
            kind = _kind(entry, general)
            if kind == "total":
                yield from _total(contents, table, place)
            elif kind == "mean":
                yield from _mean(contents, table, place)


def _kind(entry: Entry, general: Mapping[str, Any]) -> str:
    """Whether a row is a total or a mean by its label."""
    label = entry.label.strip()
    words = label.split()
    if not words or len(words) > 8:
        return ""
    if any(label == word or label.startswith(f"{word} ") or label.endswith(f" {word}") for word in general["means"]):
        return "mean"
    starts = any(label == word or label.startswith(f"{word} ") for word in general["totals"])
    return "total" if starts or label.split()[-1] in general["totals"] else ""


def _groups(table: Table, place: int, general: Mapping[str, Any]) -> Iterator[list[Entry]]:
    """The rows that a total may sum: up to the total before, all rows but totals, the totals alone, those below."""
    above = list(table.rows[max(place - ROWS, 0) : place])
    kinds = [_kind(entry, general) for entry in above]
    last = max((i for i, kind in enumerate(kinds) if kind), default=-1)
    yield above[last + 1 :]
    yield [entry for entry, kind in zip(above, kinds, strict=True) if not kind]
    yield [entry for entry, kind in zip(above, kinds, strict=True) if kind == "total"]
    if last >= 0:  # what came before a subtotal, and the rows behind it
        yield [above[last], *above[last + 1 :]]
    below = list(table.rows[place + 1 : place + 1 + ROWS])
    ends = next((i for i, entry in enumerate(below) if _kind(entry, general)), len(below))
    yield below[:ends]


def _numbers(contents: Contents, entries: Sequence[Entry], column: int) -> list[Numeral]:
    found = [entry.cells[column] for entry in entries if column < len(entry.cells)]
    return [contents.text.numerals[index] for index in found if index is not None]


def _total(contents: Contents, table: Table, place: int) -> Iterator[Finding]:
    general, entry = contents.text.vocabulary.general, table.rows[place]
    groups = [group for group in _groups(table, place, general) if len(group) > 1]
    columns = [c for c, index in enumerate(entry.cells) if index is not None]
    if not groups or not columns:
        return
    fits: dict[int, bool] = {}
    for column in columns:
        index = entry.cells[column]
        assert index is not None
        cell = contents.text.numerals[index]
        fits[column] = any(_comes_out(contents, cell, group, column) for group in groups)
    confirmed = [c for c, fit in fits.items() if fit and _tells(contents, entry, c)]
    for column, fit in fits.items():
        if fit:
            continue
        index = entry.cells[column]
        assert index is not None
        yield from _wrong_total(contents, table, index, column, groups, bool(confirmed))


def _tells(contents: Contents, entry: Entry, column: int) -> bool:
    index = entry.cells[column]
    return index is not None and contents.text.numerals[index].value > 0


def _comes_out(contents: Contents, cell: Numeral, group: Sequence[Entry], column: int) -> bool:
    parts = _numbers(contents, group, column)
    if not parts:
        return False
    if summed(cell, parts)[0] != "off":
        return True
    mean = verdict(cell, lambda *values: sum(values, Fraction(0)) / len(values), parts[:1])[0] if len(parts) == 1 else "off"
    return mean != "off" or _is_mean(cell, parts) or (any(cell.value == part.value for part in parts) and _constant(parts))


def _constant(parts: Sequence[Numeral]) -> bool:
    return len({part.value for part in parts}) == 1


def _is_mean(cell: Numeral, parts: Sequence[Numeral]) -> bool:
    added = sum((part.amount for part in parts), Fraction(0))
    step = Fraction(cell.scale, 10**cell.decimals)
    return abs(added / len(parts) - cell.amount) <= step


def _wrong_total(
    contents: Contents,
    table: Table,
    index: int,
    column: int,
    groups: Sequence[Sequence[Entry]],
    confirmed: bool,
) -> Iterator[Finding]:
    """A finding where the nearest group is near enough to be meant, and its numbers are of one kind."""
    cell = contents.text.numerals[index]
    sums = []
    for group in groups:
        parts = _numbers(contents, group, column)
        if len(parts) < 2 or len(parts) < len(group) - (len(group) > 4):
            continue
        if any(part.unit != cell.unit and part.unit and cell.unit for part in parts):
            continue
        if cell.unit == "%" and cell.value != 100 and not _shares(parts):
            continue  # percentages of each row: their total is a ratio of totals
        sums.append((summed(cell, parts)[1], parts))
    if not sums:
        return
    added, parts = min(sums, key=lambda each: abs(each[0] - cell.amount))
    if not added or abs(added - cell.amount) > LIKE * max(abs(added), abs(cell.amount)):
        return
    if _ratio_column(contents, table, column) or (_may_be_shares(contents, table, column) and rounded_shares(cell, parts)):
        return
    if any(part.decimals > cell.decimals or part.scale != cell.scale for part in parts):
        return  # not of one kind: a row whose columns were mixed up
    right = (
        indonesian(plain(added / cell.scale, cell.decimals)) if cell.value >= 1000 else shown_as(added / cell.scale, cell)
    )
    terms = " + ".join(part.text for part in (parts if len(parts) <= TERMS else [*parts[:3], *parts[-1:]]))
    terms = terms if len(parts) <= TERMS else terms.replace(f" + {parts[-1].text}", f" + … + {parts[-1].text}")
    values = {"terms": terms, "correction": right}
    sure = confirmed or len(sums) == 1 or table.stated or _a_digit(cell, right)
    yield Finding(
        "total",
        "result",
        "error" if sure else "warning",
        (contents.at(index),),
        cell.text,
        right,
        values=values,
        certainty="arithmetic" if sure else "likely",
    )


def _shares(parts: Sequence[Numeral]) -> bool:
    return 95 <= sum(part.amount for part in parts) <= 105


def _ratio_column(contents: Contents, table: Table, column: int) -> bool:
    """Whether a column holds rates, which nobody sums: per cent signs or heads that say so."""
    head = table.heads[column] if column < len(table.heads) else ""
    rates = contents.text.vocabulary.general["roles"]["achievement"]
    return any(word in head.split() for word in rates)


def _may_be_shares(contents: Contents, table: Table, column: int) -> bool:
    """Whether a column may hold rounded shares: its head says so, or it has none."""
    head = table.heads[column] if column < len(table.heads) else ""
    return not head.strip() or any(word in head.split() for word in contents.text.vocabulary.general["roles"]["share"])


def _a_digit(cell: Numeral, right: str) -> bool:
    """Whether the printed total and the sum differ by one digit only."""
    return len(cell.text) == len(right) and sum(a != b for a, b in zip(cell.text, right, strict=True)) == 1


def _mean(contents: Contents, table: Table, place: int) -> Iterator[Finding]:
    general, entry = contents.text.vocabulary.general, table.rows[place]
    groups = [group for group in _groups(table, place, general) if len(group) > 1]
    for column, index in enumerate(entry.cells):
        if index is None or not groups:
            continue
        cell = contents.text.numerals[index]
        means = []
        for group in groups:
            parts = _numbers(contents, group, column)
            if len(parts) == len(group) and (table.stated or not any(_is_cut(contents, row) for row in group)):
                means.append((sum((part.amount for part in parts), Fraction(0)) / len(parts), parts))
        near = [(mean, parts) for mean, parts in means if _close(cell, mean, parts)]
        if not means or near or not cell.value:
            continue
        mean, parts = min(means, key=lambda each: abs(each[0] - cell.amount))
        low, high = min(p.amount for p in parts), max(p.amount for p in parts)
        if abs(mean - cell.amount) > LIKE * abs(mean) and low <= cell.amount <= high:
            continue  # a weighted mean, or one of other rows
        right = shown_as(mean / cell.scale, cell)
        outside = not low <= cell.amount <= high
        values = {"shown": f"({parts[0].text} + … + {parts[-1].text}) / {len(parts)} = {right}", "correction": right}
        yield Finding(
            "mean",
            "result",
            "error" if outside and table.stated else "warning",
            (contents.at(index),),
            cell.text,
            right,
            values=values,
            certainty="arithmetic" if outside and table.stated else "likely",
        )


def _is_cut(contents: Contents, entry: Entry) -> bool:
    """Whether more numbers stand on the line of a row than were taken as its cells, so that its columns are not known."""
    first = next((contents.text.numerals[index].start for index in entry.cells if index is not None), entry.end)
    return any(not contents.text.numerals[index].kind for index in contents.text.inside(entry.start, first))


def _close(cell: Numeral, mean: Fraction, parts: Sequence[Numeral]) -> bool:
    slack = max((Fraction(part.scale, 10**part.decimals) for part in parts if part.decimals), default=Fraction(0)) / 2
    return abs(mean - cell.amount) <= slack + Fraction(cell.scale, 10**cell.decimals)


def shares(contents: Contents) -> Iterator[Finding]:
    """A column of shares of a total, of which one is not its row's."""
    general = contents.text.vocabulary.general
    for table in contents.tables:
        place = next((i for i, entry in enumerate(table.rows) if _kind(entry, general) == "total"), None)
        if place is None or place < SHARES:
            continue
        total, parts = table.rows[place], table.rows[:place]
        for c in range(1, len(total.cells)):
            for a in range(c):
                yield from _shares_of(contents, total, parts, a, c)


def _shares_of(contents: Contents, total: Entry, parts: Sequence[Entry], a: int, c: int) -> Iterator[Finding]:
    whole = _numbers(contents, [total], a)
    hundred = _numbers(contents, [total], c)
    rows = [(_numbers(contents, [entry], a), _numbers(contents, [entry], c), entry) for entry in parts]
    if not whole or not hundred or not 99 <= hundred[0].value <= 101 or any(not x or not y for x, y, _ in rows):
        return
    found = [verdict(y[0], lambda part, of: part / of * 100, (x[0], whole[0])) for x, y, _ in rows]
    broken = [i for i, (each, _) in enumerate(found) if each == "off"]
    if not broken or len(broken) * 3 > len(rows) or len(rows) - len(broken) < SHARES - 1:
        return
    for i in broken:
        (x, y, entry), value = rows[i], found[i][1]
        index = entry.cells[c]
        if index is None or value is None:
            continue
        right = shown_as(value, y[0])
        values = {
            "shown": f"{x[0].text} / {whole[0].text} × 100 = {right}",
            "correction": right,
            "label": entry.label.strip() or "–",
            "parts": (contents.at(total.cells[a] or 0),),
        }
        yield Finding(
            "row", "result", "error", (contents.at(index),), y[0].text, right, values=values, certainty="arithmetic"
        )
