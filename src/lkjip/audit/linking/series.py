"""Rows and columns of tables as series of a figure: twelve months, three years, the elements of a survey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lkjip.audit.context import Text
from lkjip.audit.facts import Fact
from lkjip.audit.linking.links import Link, Supported
from lkjip.audit.linking.matching import agrees, almost, fits_unit, resembles
from lkjip.audit.linking.tables import Block, Row
from lkjip.audit.numerals import Numeral
from lkjip.rules.model import YEAR

LONG_SERIES = 5  # so many values are a figure by themselves; fewer need the row's label
WIDEST = 80  # numbers without words between them that may be one row
TITLE = 600  # characters before a table in which its title is looked for


def row_links(text: Text, supported: Supported, row: Row) -> Iterator[Link]:
    """The links of a row: of the whole, of every other number (and so on), or of its parts one after the other."""
    cells = row.cells
    if not 2 <= len(cells) <= WIDEST:
        return
    ways: list[list[Sequence[int]]] = []
    for count in range(1, len(cells) // 2 + 1):
        if len(cells) % count == 0:
            ways.append([cells[start::count] for start in range(count)])
            length = len(cells) // count
            if count > 1:
                ways.append([cells[part * length : (part + 1) * length] for part in range(count)])
    if len(cells) > 2:
        ways += [[cells[:-1]], [cells[1:]]]
    best: list[Link] = []
    for way in ways:
        links = [link for part in way for link in _best(text, supported, row, part)]
        if sum(link.points for link in links) > sum(link.points for link in best):
            best = links
    yield from best


def _best(text: Text, supported: Supported, row: Row, cells: Sequence[int]) -> list[Link]:
    """The links of a series to the figure it agrees with best; none where none is good enough."""
    topics = text.topics(text.numerals[cells[0]].start)
    scored = [
        (points, window)
        for dimension, window in supported.windows(len(cells))
        if (points := _points(text, row, cells, window, dimension)) is not None
    ]
    if not scored:
        return []
    near = f"{row.label}{text.around(row.cells[0]).label}"
    title = text.between(max(text.numerals[cells[0]].start - TITLE, 0), text.numerals[cells[0]].start)

    def rank(entry: tuple[float, Sequence[Fact]]) -> float:
        points, window = entry
        return points + topics.get(window[0].measure, 0) + _wording(near, title, window[0], supported)

    best = max(scored, key=rank)
    return _links(text, supported, cells, best[1], 3.5 + rank(best), "row")


def _wording(near: str, title: str, fact: Fact, supported: Supported) -> float:
    """Points for the figure's own words: in the label, and fewer in what stands before the table."""
    sayings = supported.vocabulary.sayings(fact.figure)
    said = any(f" {word} " in near for word in sayings.words)
    fillers = supported.vocabulary.general["fillers"]
    words = {word for word in fact.title.lower().replace("/", " ").split() if word not in fillers}
    shared = sum(f" {word} " in title for word in words)
    return 0.6 * said + 0.4 * shared / max(len(words), 1)


def _points(text: Text, row: Row, cells: Sequence[int], facts: Sequence[Fact], dimension: str) -> float | None:
    """How well a series agrees, from 0 to 1, with half a point for the label; None where it cannot be this figure."""
    pairs = [(text.numerals[cell], fact) for cell, fact in zip(cells, facts, strict=True)]
    agreement = _agreement(pairs)
    if agreement is None:
        return None
    exact, telling, similar = agreement
    fixed = {name: code for name, code in facts[0].key.items() if name != dimension}
    labelled = any(fixed.get(member.dimension) == member.code for member in row.members)
    if any(member.dimension in fixed and fixed[member.dimension] != member.code for member in row.members):
        return None
    if [name for name in fixed if name != YEAR] and not labelled and len(cells) < LONG_SERIES:
        return None
    if not telling and not (labelled and exact == len(cells)):
        return None
    return (exact + 0.6 * similar) / len(cells) + 0.5 * labelled


def _agreement(pairs: Sequence[tuple[Numeral, Fact]]) -> tuple[int, int, int] | None:
    """How many numbers agree, how many of those say something (are not nought), and how many almost agree.

    None where fewer than half agree, or a unit contradicts.
    """
    exact = telling = similar = 0
    for left, (numeral, fact) in zip(range(len(pairs) - 1, -1, -1), pairs, strict=True):
        if agrees(numeral, fact):
            exact += 1
            telling += bool(fact.value)
        elif almost(numeral, fact) or resembles(numeral, fact):
            similar += 1
        elif 2 * (exact + similar + left) < len(pairs):
            return None
    if 2 * (exact + similar) < len(pairs) or exact + similar < 2:
        return None
    return (exact, telling, similar) if all(fits_unit(numeral, fact) for numeral, fact in pairs) else None


def block_links(text: Text, supported: Supported, block: Block) -> Iterator[Link]:
    """The links of the columns of a table whose rows are labelled with the members of one dimension."""
    for column in range(len(block.rows[0].cells)):
        cells = [row.cells[column] for row in block.rows]
        topics = text.topics(text.numerals[cells[0]].start)
        title = text.between(max(text.numerals[cells[0]].start - TITLE, 0), text.numerals[cells[0]].start)
        best: tuple[float, list[Fact]] | None = None
        for facts in _columns(supported, block):
            points = _column_points(text, cells, facts)
            if points is None:
                continue
            total = points + topics.get(facts[0].measure, 0) + _wording(title, title, facts[0], supported)
            if best is None or total > best[0]:
                best = total, facts
        if best is not None:
            yield from _links(text, supported, cells, best[1], 2.7 + best[0] + min(0.12 * len(cells), 0.7), "column")


def _columns(supported: Supported, block: Block) -> Iterator[list[Fact]]:
    """For each figure and each choice of its other keys: its values at the block's members."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, Fact]] = {}
    for code in block.codes:
        for fact in supported.by_member.get((block.dimension, code), ()):
            rest = tuple((name, other) for name, other in fact.key.items() if name != block.dimension)
            groups.setdefault((fact.figure, rest), {})[code] = fact
    for found in groups.values():
        if len(found) == len(block.codes):
            yield [found[code] for code in block.codes]


def _column_points(text: Text, cells: Sequence[int], facts: Sequence[Fact]) -> float | None:
    pairs = [(text.numerals[cell], fact) for cell, fact in zip(cells, facts, strict=True)]
    agreement = _agreement(pairs)
    if agreement is None:
        return None
    exact, telling, similar = agreement
    if not telling + similar:
        return None
    return (exact + 0.6 * similar) / len(cells)


def _is_another(supported: Supported, numeral: Numeral, fact: Fact) -> bool:
    """Whether a number is that of another figure of the measure, in the same unit: a target between three realisations."""
    return any(
        agrees(numeral, other) and other.unit == fact.unit and not supported.exchanged(fact, other)
        for other in supported.by_measure.get(fact.measure, ())
        if other.value and other.same_as != fact.same_as and not set(other.key) - {YEAR}
    )


def _links(
    text: Text, supported: Supported, cells: Sequence[int], facts: Sequence[Fact], points: float, reason: str
) -> list[Link]:
    found = []
    for cell, fact in zip(cells, facts, strict=True):
        same = agrees(text.numerals[cell], fact)
        if not same and reason == "row" and len(cells) < LONG_SERIES and _is_another(supported, text.numerals[cell], fact):
            continue
        found.append(Link(cell, fact, same, points, (reason, "value" if same else "position")))
    return found
