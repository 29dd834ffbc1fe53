"""Rows of tables: a number that does not follow from the others of its row as it does in the other rows, or by the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkjip.audit.compare import VERDICTS, Verdict, verdict
from lkjip.audit.finding import Certainty, Finding
from lkjip.audit.itself.relations import CAPS, RELATIONS, Relation
from lkjip.audit.model.rows import Entry, Formula, Table
from lkjip.audit.model.tables import Contents
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.errors import Level

REACH = 6  # columns before or behind a result in which its parts stand
WIDEST = 16  # numbers of a row that are looked at
ENOUGH = 7  # digits that the other rows must give together
FOLLOWERS = 2  # rows that must follow a pattern
FAR_OFF = 10_000  # numbers so many times larger or smaller do not stand in one column
ROWS = 400  # rows of one table that are looked at for a pattern
RATIO = RELATIONS[0]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Column c is what `relation` makes of columns a and b."""

    relation: Relation
    a: int
    b: int
    c: int


def rows(contents: Contents) -> Iterator[Finding]:
    """Every number that breaks its row, one finding each."""
    for table in contents.tables:
        said: set[int] = set()
        for pattern, certainty in (*_stated(contents, table), *_followed(contents, table)):
            for entry in table.rows:
                result = _cell(entry, pattern.c)
                if result is None or result in said:
                    continue
                finding = _broken(contents, table, entry, pattern, certainty)
                if finding is not None:
                    said.add(result)
                    yield finding


def _cell(entry: Entry, column: int) -> int | None:
    return entry.cells[column] if column < len(entry.cells) else None


def _triple(contents: Contents, entry: Entry, pattern: Pattern) -> tuple[Numeral, Numeral, Numeral] | None:
    """The numbers of a pattern in a row; None where one is missing."""
    found = [_cell(entry, column) for column in (pattern.a, pattern.b, pattern.c)]
    if any(index is None for index in found):
        return None
    a, b, c = (contents.text.numerals[index] for index in found if index is not None)
    return a, b, c


# What a table says of its columns: by formulas of their numbers, or by their heads


def _stated(contents: Contents, table: Table) -> Iterator[tuple[Pattern, Certainty]]:
    for formula in table.formulas:
        yield Pattern(_quotient(formula), formula.below, formula.above, formula.result), "arithmetic"
    general = contents.text.vocabulary.general
    roles = [_role(head, general["roles"]) for head in table.heads]
    for c, role in enumerate(roles):
        if role not in ("share", "achievement"):
            continue
        b = next((k for k in range(c - 1, max(c - REACH, -1), -1) if roles[k] == "result"), None)
        a = None if b is None else next((k for k in range(b - 1, max(b - REACH, -1), -1) if roles[k] == "base"), None)
        if a is not None and b is not None and len([k for k in range(a, c) if roles[k]]) == 2:
            yield Pattern(RATIO, a, b, c), "arithmetic" if role == "share" else "likely"


def _quotient(formula: Formula) -> Relation:
    return RATIO if formula.percent else RELATIONS[-1]


def _role(head: str, roles: dict[str, Sequence[str]]) -> str:
    """What a column is by its head: `base`, `result`, `achievement`, `share`; empty where the head does not say."""
    words = head.split()
    found = [(words.index(word), role) for role, known in roles.items() for word in known if word in words]
    return min(found)[1] if found else ""


# What the rows themselves follow


def _followed(contents: Contents, table: Table) -> Iterator[tuple[Pattern, Certainty]]:
    entries = table.rows[:ROWS]
    if len(entries) <= FOLLOWERS:
        return
    width = min(max(len(entry.cells) for entry in entries), WIDEST)
    for c in range(width):
        best: tuple[int, int, int, Pattern] | None = None
        for pattern in _patterns(c):
            holds, digits, broken = _support(contents, entries, pattern)
            if holds < FOLLOWERS or digits < ENOUGH or 2 * broken > holds + 1:
                continue
            if best is None or (-broken, holds, digits) > best[:3]:
                best = -broken, holds, digits, pattern
        if best is not None and best[0]:
            sure = best[1] > FOLLOWERS or best[2] > ENOUGH + 1
            yield best[3], "arithmetic" if sure else "likely"


def _patterns(c: int) -> Iterator[Pattern]:
    near = range(max(c - REACH, 0), c)
    for relation in RELATIONS:
        for a in near:
            for b in near:
                symmetric = relation.kind in ("sum", "product")
                if a != b and not (symmetric and a > b):
                    yield Pattern(relation, a, b, c)


def _support(contents: Contents, entries: Sequence[Entry], pattern: Pattern) -> tuple[int, int, int]:
    """How many rows follow a pattern, how many digits they give together, and how many break it."""
    holds = digits = broken = 0
    for entry in entries:
        triple = _triple(contents, entry, pattern)
        if triple is None:
            continue
        a, b, c = triple
        if not _may_be(pattern.relation, a, b, c):
            return 0, 0, 0
        if _verdict(pattern, triple) in ("exact", "rounding"):
            told = _told(pattern.relation, a, b, c)
            holds += told > 0
            digits += told
        else:
            broken += 1
            if broken > len(entries) // 3 + 1:
                return 0, 0, 0
    return holds, digits, broken


def _may_be(relation: Relation, a: Numeral, b: Numeral, c: Numeral) -> bool:
    """Whether the units allow a relation."""
    if relation.kind == "ratio":
        return c.unit != "Rp" and (a.unit == b.unit or "%" not in (a.unit, b.unit))
    if relation.kind == "product":
        return True
    return (a.unit == b.unit or not a.unit or not b.unit) and (c.unit in (a.unit, b.unit) or not c.unit)


def _told(relation: Relation, a: Numeral, b: Numeral, c: Numeral) -> int:
    """How much a row that follows says: the digits of its result; nothing where it would follow anyhow."""
    if relation.kind == "ratio" and a.value == b.value:
        return 0
    if not a.value or not b.value or not c.value:
        return 0
    if relation.kind == "product" and 1 in (a.value, b.value):
        return 0
    return len(c.text.replace(".", "").replace(",", "").strip("0")) or 1


def _verdict(pattern: Pattern, triple: tuple[Numeral, Numeral, Numeral]) -> Verdict:
    a, b, c = triple
    return verdict(c, pattern.relation.rule, (a, b))[0]


# What breaks


def _broken(contents: Contents, table: Table, entry: Entry, pattern: Pattern, certainty: Certainty) -> Finding | None:
    triple = _triple(contents, entry, pattern)
    if triple is None or not _in_place(contents, table, entry, (pattern.a, pattern.b, pattern.c)):
        return None
    a, b, c = triple
    found, value = verdict(c, pattern.relation.rule, (a, b))
    if found in ("exact", "near") or value is None:
        return None
    if found == "off" and (_otherwise(contents, entry, pattern) or _capped(contents, table, pattern.c, value, c)):
        return None
    right = shown_as(value, c, 2 if not c.decimals and c.unit == "%" else 9)
    shown = pattern.relation.shown.format(a=a.text, b=b.text)
    index = _cell(entry, pattern.c)
    assert index is not None
    parts = tuple(contents.at(i) for k in (pattern.a, pattern.b) if (i := _cell(entry, k)) is not None)
    values = {"shown": f"{shown} = {right}", "correction": right, "label": entry.label.strip() or "–", "parts": parts}
    if found == "rounding":
        return Finding(
            "row_rounding",
            "rounding",
            "warning",
            (contents.at(index),),
            c.text,
            right,
            values=values,
            certainty="arithmetic",
        )
    level: Level = "error" if certainty == "arithmetic" else "warning"
    return Finding("row", "result", level, (contents.at(index),), c.text, right, values=values, certainty=certainty)


def _in_place(contents: Contents, table: Table, entry: Entry, columns: Sequence[int]) -> bool:
    """Whether the numbers of a flattened row look like those of their columns, so that none has slipped."""
    return table.stated or all(_looks_alike(contents, table, entry, column) for column in columns)


def _looks_alike(contents: Contents, table: Table, entry: Entry, column: int) -> bool:
    index = _cell(entry, column)
    others = [contents.text.numerals[i] for row in table.rows if (i := _cell(row, column)) is not None and i != index]
    if index is None or not others:
        return index is not None
    own = contents.text.numerals[index]
    shapes = Counter((n.unit, n.decimals) for n in others)
    size = sorted(n.value for n in others)[len(others) // 2]
    like = shapes[own.unit, own.decimals] * 2 >= len(others)
    return like and (not size or not own.value or Fraction(1, FAR_OFF) < own.value / size < FAR_OFF)


def _capped(contents: Contents, table: Table, column: int, value: Fraction, c: Numeral) -> bool:
    """Whether a result was cut off at a usual bound, which no row exceeds; less than nothing is nought."""
    if c.value == 0 and value < 0:
        return True
    others = [contents.text.numerals[i].value for entry in table.rows if (i := _cell(entry, column)) is not None]
    return c.value in CAPS and value > c.value >= 100 and max(others) <= c.value


def _otherwise(contents: Contents, entry: Entry, pattern: Pattern) -> bool:
    """Whether the result follows from two numbers of its row in another way, as where less is better."""
    near = [k for k in range(max(pattern.c - REACH, 0), len(entry.cells)) if k != pattern.c]
    ways = [relation for relation in RELATIONS if relation.kind == pattern.relation.kind]
    for relation in ways:
        for a, b in ((pattern.a, pattern.b), *((a, b) for a in near for b in near if a != b and _with(a, b, pattern))):
            triple = _triple(contents, entry, Pattern(relation, a, b, pattern.c))
            if triple is not None and VERDICTS.index(verdict(triple[2], relation.rule, triple[:2])[0]) < 2:
                return True
    return False


def _with(a: int, b: int, pattern: Pattern) -> bool:
    """Whether two columns include one of the pattern's own."""
    return bool({a, b} & {pattern.a, pattern.b})
