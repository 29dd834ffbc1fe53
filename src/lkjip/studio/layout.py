"""How a file of a table is laid out on the page: row by row, or crosswise where it has two keys and one column."""

from __future__ import annotations

from dataclasses import dataclass

from lkjip.editing.cells import Cell, Grid
from lkjip.rules.model import RuleSet
from lkjip.studio.texts import say


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page: what it is called, the names that a person may give it, and its cells (None = there is none)."""

    titles: tuple[str, ...]
    names: tuple[frozenset[str], ...]
    cells: tuple[Cell | None, ...]

    @property
    def label(self) -> str:
        return ", ".join(self.titles)


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid as it is shown: the heads of its first columns, those of its cells with the names they go by, and its lines."""

    grid: Grid
    crossed: bool
    first: tuple[str, ...]
    first_names: tuple[frozenset[str], ...]
    heads: tuple[str, ...]
    head_names: tuple[frozenset[str], ...]
    lines: tuple[Line, ...]

    def label(self, line: Line, place: int) -> str:
        """A cell in words."""
        return (
            f"{line.label}, {self.heads[place]}" if self.crossed or len(self.heads) > 1 else line.label or self.heads[place]
        )


def laid_out(grid: Grid, rules: RuleSet) -> Layout:
    """The layout of a grid."""
    if len(grid.keys) == 2 and len(grid.table.columns) == 1:
        return _crossed(grid, rules)
    columns = tuple(grid.table.columns.values())
    lines = tuple(
        Line(
            tuple(member(rules, key, code) for key, code in zip(grid.keys, codes, strict=True)),
            tuple(names(rules, key, code) for key, code in zip(grid.keys, codes, strict=True)),
            cells,
        )
        for codes, cells in grid.rows
    )
    first = tuple(dimension(rules, key) for key in grid.keys)
    known = tuple(_folded(key, title) for key, title in zip(grid.keys, first, strict=True))
    heads = tuple(column.title for column in columns)
    return Layout(
        grid=grid,
        crossed=False,
        first=first,
        first_names=known,
        heads=heads,
        head_names=tuple(_folded(column.name, column.title) for column in columns),
        lines=lines,
    )


def _crossed(grid: Grid, rules: RuleSet) -> Layout:
    """The key with fewer members across, the other one down."""
    cells = {codes: cells[0] for codes, cells in grid.rows}
    members = [list(dict.fromkeys(codes[n] for codes in cells)) for n in (0, 1)]
    down, across = (0, 1) if len(members[0]) >= len(members[1]) else (1, 0)
    key, other = grid.keys[down], grid.keys[across]
    lines = tuple(
        Line(
            (member(rules, key, code),),
            (names(rules, key, code),),
            tuple(cells.get((code, head) if down == 0 else (head, code)) for head in members[across]),
        )
        for code in members[down]
    )
    heads = tuple(member(rules, other, code, short=True) for code in members[across])
    title = dimension(rules, key)
    known = tuple(names(rules, other, code) for code in members[across])
    return Layout(
        grid=grid,
        crossed=True,
        first=(title,),
        first_names=(_folded(key, title),),
        heads=heads,
        head_names=known,
        lines=lines,
    )


def dimension(rules: RuleSet, key: str) -> str:
    """The title of a key."""
    return rules.dimensions[key].title if key in rules.dimensions else say("office")


def member(rules: RuleSet, key: str, code: str, *, short: bool = False) -> str:
    """The title of a key's member."""
    known = rules.dimensions.get(key)
    if known is None or code not in known.codes:
        return code
    found = known.member(code)
    return (short and found.short) or found.title


def names(rules: RuleSet, key: str, code: str) -> frozenset[str]:
    """What a person may call a member."""
    return _folded(code, member(rules, key, code), member(rules, key, code, short=True))


def _folded(*texts: str) -> frozenset[str]:
    return frozenset(fold(text) for text in texts)


def fold(text: str) -> str:
    """A name without what people write in many ways."""
    return " ".join(text.casefold().replace("_", " ").split())
