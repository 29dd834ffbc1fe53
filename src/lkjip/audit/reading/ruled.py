"""Tables by the lines that rule them: a net of lines across and upright, and the cells between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lkjip.audit.reading.drawn import Line

NEAR = 2.5  # points by which lines that meet, or are one, may miss each other


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its row and column from 0, from the top left, and how many of each it spans."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: where its columns and rows begin and end, in points (rows from the top down), and its cells."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def area(self) -> float:
        """Its size, by which one table inside another is told."""
        return (self.columns[-1] - self.columns[0]) * (self.rows[0] - self.rows[-1])

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell at a point; None outside the table."""
        if not (self.columns[0] <= x <= self.columns[-1] and self.rows[-1] <= y <= self.rows[0]):
            return None
        column = min(bisect_right(self.columns, x) - 1, len(self.columns) - 2)
        row = min(bisect_right([-edge for edge in self.rows], -y) - 1, len(self.rows) - 2)
        return next(
            box
            for box in self.boxes
            if box.row <= row < box.row + box.rows and box.column <= column < box.column + box.columns
        )


def ruled_tables(across: Sequence[Line], upright: Sequence[Line]) -> list[Ruled]:
    """The tables that lines make, from the top of the page down: at least two columns, ruled on every side."""
    rows, columns = _merged(across), _merged(upright)
    found = [table for net in _nets(rows, columns) if (table := _table(*net)) is not None]
    return sorted(found, key=lambda table: (-table.rows[0], table.columns[0]))


def _merged(lines: Iterable[Line]) -> list[Line]:
    """Lines in one direction, those that continue or cover each other as one."""
    found: list[Line] = []
    for group in _alike(sorted(lines, key=lambda line: line.at)):
        at = sum(line.at for line in group) / len(group)
        current: Line | None = None
        for line in sorted(group, key=lambda line: line.low):
            if current is not None and line.low <= current.high + NEAR:
                current = Line(at, current.low, max(current.high, line.high))
                continue
            if current is not None:
                found.append(current)
            current = Line(at, line.low, line.high)
        if current is not None:
            found.append(current)
    return found


def _alike(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in order, parted where the next is not near the one before."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.at - groups[-1][-1].at <= NEAR and line.at - groups[-1][0].at <= 2 * NEAR:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _meet(row: Line, column: Line) -> bool:
    return column.low - NEAR <= row.at <= column.high + NEAR and row.low - NEAR <= column.at <= row.high + NEAR


def _nets(rows: Sequence[Line], columns: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """The lines that hang together by meeting each other."""
    left, nets = set(range(len(columns))), []
    waiting = set(range(len(rows)))
    while waiting:
        ours, theirs, new = set[int](), set[int](), {waiting.pop()}
        while new:
            ours |= new
            met = {c for c in left if any(_meet(rows[r], columns[c]) for r in new)}
            left -= met
            theirs |= met
            new = {r for r in waiting if any(_meet(rows[r], columns[c]) for c in met)}
            waiting -= new
        nets.append(([rows[r] for r in sorted(ours)], [columns[c] for c in sorted(theirs)]))
    return nets


def _table(across: Sequence[Line], upright: Sequence[Line]) -> Ruled | None:
    """The table of one net; None where it is none, or one of its cells is no rectangle."""
    columns = tuple(_places(upright))
    rows = tuple(reversed(_places(across)))
    if len(columns) < 3 or len(rows) < 2:
        return None
    high, wide = len(rows) - 1, len(columns) - 1
    owner = [[-1] * wide for _ in range(high)]
    boxes: list[Box] = []
    for row in range(high):
        for column in range(wide):
            if owner[row][column] >= 0:
                continue
            box = _box(row, column, rows, columns, across, upright)
            for r in range(row, row + box.rows):
                for c in range(column, column + box.columns):
                    if owner[r][c] >= 0:
                        return None
                    owner[r][c] = len(boxes)
            boxes.append(box)
    return Ruled(columns, rows, tuple(boxes))


def _places(lines: Sequence[Line]) -> list[float]:
    found: list[float] = []
    for at in sorted(line.at for line in lines):
        if not found or at - found[-1] > NEAR:
            found.append(at)
    return found


def _box(
    row: int,
    column: int,
    rows: Sequence[float],
    columns: Sequence[float],
    across: Sequence[Line],
    upright: Sequence[Line],
) -> Box:
    """The cell that begins at a place: it goes on until a line ends it."""
    wide, high = 1, 1
    middle = (rows[row] + rows[row + 1]) / 2
    while column + wide < len(columns) - 1 and not _drawn(upright, columns[column + wide], middle):
        wide += 1
    middle = (columns[column] + columns[column + 1]) / 2
    while row + high < len(rows) - 1 and not _drawn(across, rows[row + high], middle):
        high += 1
    return Box(row, column, high, wide)


def _drawn(lines: Sequence[Line], at: float, through: float) -> bool:
    return any(abs(line.at - at) <= NEAR and line.low - NEAR <= through <= line.high + NEAR for line in lines)
