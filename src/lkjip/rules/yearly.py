"""Which figure is another one by year: the one whose rule says the same in the rule set's year, whatever it is called.

`pagu` may be `current(pagu_per_tahun)`, `realisasi_lima_tahun` may be `over_years(realisasi)`, and an achievement by year
may be computed of both: that they are one quantity is read from their trees, and not from their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.rules.model import YEAR, Categories
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import Cases, Compare, Const, Here, Keyed, Node, OverYears, Previous, Ref, Select, Window, part_names

_IDLE = frozenset({"location", "places", "bare"})  # where it is written, which does not change what is said
_Form = tuple[object, ...]


def yearly(resolved: Resolved) -> Mapping[str, str]:
    """Figures without the year among their keys → the figure of the same file that has them by year, the first if several.

    `{"ikm.realisasi": "ikm.realisasi_tahunan", "ikm.target": "ikm.target_tahunan", …}`
    """
    year, now = str(resolved.rules.year), _Now(resolved)
    by_year: dict[tuple[str, frozenset[str], int], str] = {}
    for measure in resolved.rules.measures.values():
        for name in measure.figures:
            figure = resolved.figures[f"{measure.id}.{name}"]
            if YEAR in figure.grain:
                said = measure.id, frozenset(figure.grain) - {YEAR}, now.figure(figure.id, year)
                by_year.setdefault(said, figure.id)
    found = {
        figure.id: by_year.get((figure.measure, frozenset(figure.grain), now.figure(figure.id, "")))
        for figure in resolved.figures.values()
        if YEAR not in figure.grain
    }
    return {name: series for name, series in found.items() if series is not None}


class _Now:
    """Numbers for what nodes say, the same for the same; with a year, for what they say in it."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self._numbers: dict[_Form, int] = {}
        self._figures: dict[tuple[str, str], int] = {}

    def figure(self, name: str, year: str) -> int:
        """The number of a figure's rule."""
        if (name, year) not in self._figures:
            figure = self.resolved.figures[name]
            rule, said = figure.rule, self.said(figure.node, year)
            rounded = rule.round is not None
            self._figures[name, year] = self._number(("round", rule.round, figure.unit, said)) if rounded else said
        return self._figures[name, year]

    def said(self, node: Node, year: str) -> int:
        """The number of a node; `year` is empty where it holds for every year alike."""
        year = year if YEAR in node.grain else ""
        match node:
            case Ref(id=name) if name in self.resolved.figures:
                return self.figure(name, year)
            case Select(operand=operand, dimension=dimension, code=code) if dimension == YEAR:
                return self.said(operand, code)
            case OverYears() if year:
                return self.said(node.current if year == str(self.resolved.rules.year) else node.history, year)
            case Previous() if year:
                return self.said(node.operand, str(int(year) - node.years))
            case Cases() if year and (chosen := self._of_this_year(node, year)) is not None:
                return self.said(chosen, year)
            case Keyed(grain=(dimension,)) if dimension == YEAR and year:
                return self._number(("const", node.label, node.values.get(year)))
            case Const():
                return self._number(("const", node.label.partition("[")[0], node.value))
            case Window(dimension=dimension) if dimension == YEAR:
                return self._number((year, *self._parts(node, "")))
        return self._number((year if isinstance(node, (Ref, Keyed, Here)) else "", *self._parts(node, year)))

    def _of_this_year(self, node: Cases, year: str) -> Node | None:
        """What stands for one year in a distinction of this year and the others."""
        match node.conditions:
            case (Compare(operator="==", left=Here(grain=(dimension,)), right=Const(value=number)),) if dimension == YEAR:
                other = self.resolved.rules.dimensions[YEAR].number(year) != number
                return node.values[int(other)]
        return None

    def _parts(self, node: Node, year: str) -> Iterator[object]:
        yield type(node).__name__
        yield node.unit
        for name in part_names(node):
            if name not in _IDLE:
                yield self._part(getattr(node, name), year)

    def _part(self, value: object, year: str) -> object:
        if isinstance(value, Node):
            return self.said(value, year)
        if isinstance(value, Categories):
            return value.name
        if isinstance(value, tuple):
            return tuple(self._part(item, year) for item in value)
        if isinstance(value, Mapping):
            return tuple((key, self._part(item, year)) for key, item in value.items())
        return value

    def _number(self, form: _Form) -> int:
        return self._numbers.setdefault(form, len(self._numbers))
