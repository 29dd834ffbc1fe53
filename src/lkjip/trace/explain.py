"""Figures to traces: the formula with its values, rule and citation, down to the table cells.

The intermediate values come from the oracle, which computes them a second time; a trace whose result differs from the
engine's is a defect and is raised as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lkjip.decimals import fraction_text, indonesian, plain
from lkjip.errors import Defect, Location
from lkjip.figure_key import FigureKey
from lkjip.layout import ARCHIVE, DATA
from lkjip.messages import phrase
from lkjip.rules.figure import Figure
from lkjip.rules.model import BETWEEN, OBSERVATION, SATKER, YEAR, Citation
from lkjip.rules.resolve import Check
from lkjip.rules.tree import (
    Abs,
    Among,
    Apportion,
    Arith,
    Cases,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Extreme,
    FirstPresent,
    Gated,
    Gather,
    Here,
    Keyed,
    Lacking,
    Log,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Power,
    Previous,
    Reduce,
    Ref,
    Scale,
    Score,
    Select,
    Statistic,
    Window,
    descendants,
    references,
)
from lkjip.trace.latex import equation, latex
from lkjip.trace.oracle import Oracle
from lkjip.trace.outcome import Key, Missing, Result
from lkjip.trace.shown import Shown, band_of, reason_text, result_text, show
from lkjip.trace.shown_statistics import present, window_rows
from lkjip.trace.values import case_of
from lkjip.units import NUMBER


@dataclass(frozen=True, slots=True)
class Trace:
    """How a value came about.

    `formula` is the text of the rule; `steps` are the same with values, the exact quotient and the rounded result, in
    Indonesian notation; `parts` are the figures, cells and constants it was computed from. A cell has no formula, and its
    location is the row of its table; that of a weight, target or parameter is its line in the rules. `value` is as printed,
    `exact` the plain text of files (None where there is no value). `latex` is the formula as LaTeX mathematics, without name
    and value; a cell and a constant have none.
    """

    id: str
    key: Mapping[str, str]
    title: str
    value: str
    exact: str | None
    unit: str
    status: str
    location: Location
    formula: str = ""
    steps: tuple[str, ...] = ()
    rounding: int | None = None
    citation: Citation | None = None
    note: str = ""
    parts: tuple[Trace, ...] = field(default=())
    latex: str = ""

    @property
    def at(self) -> FigureKey:
        """The id with the key; of a cell, the column's name under its table."""
        return FigureKey.of(self.id, self.key)

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table, of this year or an archived one; else it is a figure or a value of the rules."""
        return not self.formula and self.location.file.startswith((f"{DATA}/", f"{ARCHIVE}/"))

    def _repr_html_(self) -> str:
        from lkjip.trace.page import html

        return html(self)

    def _repr_latex_(self) -> str:
        return equation(str(self.at), self.latex, self.exact)


class Explainer:
    """Makes traces of one office's figures."""

    def __init__(self, oracle: Oracle, beside: dict[str, Explainer] | None = None) -> None:
        self.oracle = oracle
        self.resolved = oracle.resolved
        self._beside = {} if beside is None else beside
        self._beside[oracle.satker] = self
        self._memo: dict[tuple[str, tuple[str, ...]], Trace] = {}
        self._latex: dict[str, str] = {}

    def of(self, oracle: Oracle) -> Explainer:
        """The explainer of another office's figures, or of those over all offices."""
        return self._beside.get(oracle.satker) or Explainer(oracle, self._beside)

    def figure(self, name: str, key: Key) -> Trace:
        """The trace of a figure at a key, down to the cells. Traces share their parts."""
        figure = self.resolved.figures[name]
        owner = self.oracle.owner(figure.rule.over_offices, key)
        if owner is not self.oracle:
            offices = self.oracle.offices
            if offices is not None and offices.many and not self.oracle.satker:
                return self._told(figure, self.oracle.seen_from(owner, key), self.oracle.figure(name, key))
            return self.of(owner).figure(name, self.oracle.seen_from(owner, key))
        grain = figure.whole if figure.rule.over_offices else figure.grain
        place = (name, self.oracle.place(grain, key))
        if place not in self._memo:
            self._memo[place] = self._figure(name, dict(zip(grain, place[1], strict=True)))
        return self._memo[place]

    def _figure(self, name: str, place: Key) -> Trace:
        figure = self.resolved.figures[name]
        value = self.oracle.figure(name, place)
        rules = self.resolved.rules
        missing = isinstance(value, Missing)
        return Trace(
            id=name,
            key={key: code for key, code in place.items() if key != SATKER},
            title=figure.title,
            value=self.text(figure, value),
            exact=self.result(name, place)[1],
            unit=figure.scale,
            status=value.status if isinstance(value, Missing) else "ok",
            location=figure.location,
            formula=figure.rule.written,
            steps=() if missing else tuple(self.steps(figure, place, value)),
            rounding=figure.rule.round,
            citation=rules.citations.get(figure.citation),
            note=figure.rule.note,
            parts=tuple(self.parts(figure.node, place)),
            latex=self.latex(figure),
        )

    def latex(self, figure: Figure) -> str:
        """A figure's formula as LaTeX, the same at all its keys."""
        if figure.id not in self._latex:
            self._latex[figure.id] = latex(self.resolved, figure)
        return self._latex[figure.id]

    def _told(self, figure: Figure, key: Key, value: Result) -> Trace:
        """One of many offices' values, whose own trace tells how it came about."""
        status = value.status if isinstance(value, Missing) else "ok"
        place = dict(zip(figure.grain, (key[name] for name in figure.grain), strict=True))
        text, exact = self.text(figure, value), self._exact(figure, value)
        return Trace(
            id=figure.id,
            key=place,
            title=figure.title,
            value=text,
            exact=exact,
            unit=figure.scale,
            status=status,
            location=figure.location,
        )

    def result(self, name: str, key: Key) -> tuple[str, str | None]:
        """Status and exact text of a value as the engine must have them."""
        figure = self.resolved.figures[name]
        value = self.oracle.figure(name, key)
        return (value.status if isinstance(value, Missing) else "ok"), self._exact(figure, value)

    @staticmethod
    def _exact(figure: Figure, value: Result) -> str | None:
        if isinstance(value, Missing):
            return None
        if isinstance(value, tuple):
            return ", ".join(value)
        return band_of(figure, value).code if figure.bands else plain(Fraction(value), figure.decimals)

    def text(self, figure: Figure, value: Result) -> str:
        """A value as the report prints it; of a missing one, its reason."""
        return result_text(figure, value, self.oracle)

    def steps(self, figure: Figure, key: Key, value: Result) -> Iterator[str]:
        """The formula with values, its quotient where it is one, and the result."""
        shown = self.show(figure.node, key)
        yield shown.text
        quotient = self._quotient(figure.node, key)
        if quotient is not None:
            top, bottom = (fraction_text(part) for part in quotient)
            yield f"{f'({top})' if '/' in top else top}/{f'({bottom})' if '/' in bottom else bottom}"
        result = self.text(figure, value)
        if isinstance(figure.node, (Classify, Choose, Cases, MembersWhere)) or result != shown.text:
            yield result

    def _quotient(self, node: Node, key: Key) -> tuple[Fraction, Fraction] | None:
        """Numerator and denominator of a mean, whose sums are worth showing."""
        if not isinstance(node, Reduce) or node.fn not in ("mean", "weighted_mean"):
            return None
        pairs = [(v, w) for _, v, w in self.oracle.members(node, key) if not isinstance(v, Missing)]
        top = sum((Fraction(v) * w for v, w in pairs), Fraction(0))
        return top, sum((w for _, w in pairs), Fraction(0))

    def parts(self, node: Node, key: Key) -> Iterator[Trace]:
        """The figures and cells that a node reads at a key, each once, in the order of the formula."""
        seen = set()
        for read, place in self._reads(node, key):
            name = read.id if isinstance(read, Ref) else read.label
            if (name, place) in seen:
                continue
            seen.add((name, place))
            row = dict(zip(read.grain, place, strict=True))
            if not isinstance(read, Ref):
                yield from self.constant(read, row)
                continue
            found = self.cell(name, row) if name in self.resolved.inputs else self.figure(name, row)
            yield replace(found, key={SATKER: row[SATKER], **found.key}) if SATKER in row else found
        for part in (node, *descendants(node)):
            if isinstance(part, Reduce) and OBSERVATION in self.oracle.source(part):
                yield self._survey(part, key)

    def _survey(self, node: Reduce, key: Key) -> Trace:
        """The many rows behind an aggregate, as one leaf that counts them."""
        entry = self.resolved.inputs[next(ref.id for ref in references(node))]
        count = sum(1 for _ in self.oracle.members(node, key))
        place = dict(zip(node.grain, self.oracle.place(node.grain, key), strict=True))
        shown = phrase("rows").format(count=indonesian(str(count)))
        return Trace(
            id=entry.table.name,
            key=place,
            title=entry.table.title,
            value=shown,
            exact=None,
            unit="",
            status="ok",
            location=entry.table.location,
        )

    def constant(self, node: Const | Keyed, key: Key) -> Iterator[Trace]:
        """A parameter, weight or target as a leaf: the line of the rule that sets it. A bare number needs none."""
        if isinstance(node, Keyed):
            key = dict(zip(node.by, self.oracle.place(node.by, key), strict=True))
        location = node.location if isinstance(node, Const) else node.places.get(BETWEEN.join(key.values()))
        value = self.oracle.number(node, key)
        if location is None or isinstance(value, Missing):
            return
        exact = plain(value, node.decimals) if node.decimals is not None else None
        scale = next((s.name for s in self.resolved.rules.scales.values() if s.unit == node.unit and s.unit != NUMBER), "")
        shown = fraction_text(value) if exact is None else indonesian(exact)
        if (kind := self.resolved.kinds.get(node.unit)) is not None:  # a level, which its number only stands for
            band = kind.bands[int(value) - kind.first]
            exact, shown = band.code, band.title
        yield Trace(
            id=node.label,
            key=dict(key),
            title=node.label,
            value=shown,
            exact=exact,
            unit=scale,
            status="ok",
            location=location,
        )

    def cell(self, name: str, key: Key) -> Trace:
        """A table cell as the leaf of a trace."""
        owner = self.oracle.owner(False, key)
        if owner is not self.oracle:
            return self.of(owner).cell(name, self.oracle.seen_from(owner, key))
        entry = self.resolved.inputs[name]
        found = self.oracle.cells[name].get(self.oracle.place(entry.grain, key))
        value = self.oracle.input(name, key)
        levels = self.resolved.rules.categories.get(entry.column.categories)
        if isinstance(value, Missing):
            exact, shown = None, reason_text(value)
        elif levels is not None:
            exact = shown = levels.bands[int(value) - 1].code
        else:
            exact = plain(value, entry.column.decimals)
            shown = indonesian(exact)
        place = found.location if found else Location(f"{entry.table.name}")
        status = value.status if isinstance(value, Missing) else "ok"
        title = f"{entry.table.title}: {entry.column.title}"
        return Trace(
            id=f"{entry.table.name}.{entry.column.name}",
            key=dict(key),
            title=title,
            value=shown,
            exact=exact,
            unit=entry.scale,
            status=status,
            location=place,
            note=", ".join(filter(None, (entry.table.system, entry.table.place))),
        )

    def _reads(self, node: Node, key: Key) -> Iterator[tuple[Ref | Const | Keyed, tuple[str, ...]]]:
        match node:
            case Here() | Among():
                return
            case Ref() | Const() | Keyed():
                yield node, self.oracle.place(node.grain, key)
            case Statistic(fn="selected"):
                yield from self._reads_selected(node, key)
            case Window():
                for row in window_rows(node, self.oracle, key):
                    yield from self._reads(node.operand, row)
            case FirstPresent():
                yield from self._reads(present(node, self.oracle, key), key)
            case Extreme():
                for operand in node.operands:
                    yield from self._reads(operand, key)
            case Gated():
                yield from self._reads(node.condition, key)
                if self.oracle.truth(node.condition, key) is True:
                    yield from self._reads(node.operand, key)
            case Reduce() if OBSERVATION in self.oracle.source(node):
                return
            case Reduce():
                for row, _, _ in self.oracle.members(node, key):
                    yield from self._reads(node.operand, row)
                    if node.weight is not None:
                        yield from self._reads(node.weight, row)
            case MembersWhere():
                for row in self.oracle.keys(node.condition.grain, key, node):
                    yield from self._reads(node.condition, row)
            case Apportion():
                for row in self.oracle.keys(node.grain, {}, node):
                    yield from self._reads(node.operand, row)
            case Select():
                yield from self._reads(node.operand, {**key, node.dimension: node.code})
            case Previous():
                earlier = self.oracle.earlier(node, key)
                if earlier is not None:
                    yield from self._reads(node.operand, earlier)
            case OverYears():
                year = key[YEAR] == str(self.resolved.rules.year)
                yield from self._reads(node.current if year else node.history, key)
            case Gather():
                part = node.parts.get(self.oracle.place((node.dimension,), key)[0])
                if part is not None:
                    yield from self._reads(part, key)
            case Clamp():
                for child in (node.operand, node.low, node.high):
                    if child is not None:
                        yield from self._reads(child, key)
            case Scale() | Abs() | Not() | Lacking() | Classify() | Score() | Power() | Log():
                yield from self._reads(node.operand, key)
            case Arith() | Compare() | Logic():
                yield from self._reads(node.left, key)
                yield from self._reads(node.right, key)
            case Cases():
                chosen = case_of(node, self.oracle, key)
                last = len(node.conditions) if isinstance(chosen, Missing) else chosen
                for condition in node.conditions[: last + 1]:
                    yield from self._reads(condition, key)
                if not isinstance(chosen, Missing):
                    yield from self._reads(node.values[chosen], key)
            case Choose():
                for condition in node.conditions:
                    yield from self._reads(condition, key)
            case _:
                raise Defect(f"no reads of {type(node).__name__}")

    def _reads_selected(self, node: Statistic, key: Key) -> Iterator[tuple[Ref | Const | Keyed, tuple[str, ...]]]:
        """Every condition, and the value where it holds."""
        assert node.weight is not None
        for row in self.oracle.keys(self.oracle.source(node), key, node):
            yield from self._reads(node.weight, row)
        for row, _, _ in self.oracle.members(node, key):
            yield from self._reads(node.operand, row)

    def check(self, check: Check, key: Key) -> str:
        """A check's condition with its values: `12 ≥ 30`."""
        return self.show(check.node, key).text

    def compared(self, check: Check, key: Key) -> tuple[str, str]:
        """What a check holds against each other, as values: first what was printed or counted, then what it should be.

        Of two values that may differ by a tolerance, these two. What stands in a table comes first where the other side is
        a figure; else the sides stand as the rule has them.
        """
        node = check.node
        assert isinstance(node, Compare)
        sides = (node.left, node.right)
        if isinstance(node.left, Abs) and isinstance(node.left.operand, Arith):
            sides = (node.left.operand.left, node.left.operand.right)
        first, second = (isinstance(side, Ref) and side.id in self.resolved.inputs for side in sides)
        ordered = sides[::-1] if second and not first else sides
        left, right = (self.show(side, key).text for side in ordered)
        return left, right

    # Text with values

    def show(self, node: Node, key: Key) -> Shown:
        """A node with its values filled in."""
        return show(node, self.oracle, key)
