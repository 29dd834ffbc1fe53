"""Figures to traces: the formula with its values, rule and citation, down to the table cells.

The intermediate values come from the oracle, which computes them a second time; a trace whose result differs from the
engine's is a defect and is raised as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatchmethod

from lkjip.decimals import fraction_text, indonesian, plain
from lkjip.errors import Defect, Location
from lkjip.figure_key import FigureKey
from lkjip.messages import phrase
from lkjip.rules.figure import Figure
from lkjip.rules.model import OBSERVATION, YEAR, Band, Citation
from lkjip.rules.resolve import Check
from lkjip.rules.tree import (
    Abs,
    Apportion,
    Arith,
    Choose,
    Clamp,
    Classify,
    Compare,
    Const,
    Gather,
    Keyed,
    Lacking,
    Logic,
    MembersWhere,
    Node,
    Not,
    OverYears,
    Previous,
    Reduce,
    Ref,
    Scale,
    Select,
    descendants,
    references,
)
from lkjip.trace.oracle import Key, Missing, Oracle, Result
from lkjip.units import NUMBER

TERMS = 12  # terms of a sum that are written out; more are shortened to the first three and the last


@dataclass(frozen=True, slots=True)
class Trace:
    """How a value came about.

    `formula` is the text of the rule; `steps` are the same with values, the exact quotient and the rounded result, in
    Indonesian notation; `parts` are the figures, cells and constants it was computed from. A cell has no formula, and its
    location is the row of its table; that of a weight, target or parameter is its line in the rules. `value` is as printed,
    `exact` the plain text of files (None where there is no value).
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

    @property
    def at(self) -> FigureKey:
        """The id with the key; of a cell, the column's name under its table."""
        return FigureKey.of(self.id, self.key)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A node with its values filled in: text, strength of its outermost operator, exact value."""

    text: str
    strength: int
    value: Result


ATOM, PRODUCT, SUM, COMPARISON = 3, 2, 1, 0


class Explainer:
    """Makes traces of one office's figures."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.resolved = oracle.resolved
        self._memo: dict[tuple[str, tuple[str, ...]], Trace] = {}

    def figure(self, name: str, key: Key) -> Trace:
        """The trace of a figure at a key, down to the cells. Traces share their parts."""
        place = (name, self.oracle.place(self.resolved.figures[name].grain, key))
        if place not in self._memo:
            self._memo[place] = self._figure(name, key)
        return self._memo[place]

    def _figure(self, name: str, key: Key) -> Trace:
        figure = self.resolved.figures[name]
        value = self.oracle.figure(name, key)
        place = dict(zip(figure.grain, self.oracle.place(figure.grain, key), strict=True))
        rules = self.resolved.rules
        missing = isinstance(value, Missing)
        return Trace(
            name,
            place,
            figure.title,
            self.text(figure, value),
            self.result(name, key)[1],
            figure.scale,
            value.status if isinstance(value, Missing) else "ok",
            figure.location,
            figure.rule.written,
            () if missing else tuple(self.steps(figure, place, value)),
            figure.rule.round,
            rules.citations.get(figure.citation),
            figure.rule.note,
            tuple(self.parts(figure.node, place)),
        )

    def result(self, name: str, key: Key) -> tuple[str, str | None]:
        """Status and exact text of a value as the engine must have them."""
        figure = self.resolved.figures[name]
        value = self.oracle.figure(name, key)
        if isinstance(value, Missing):
            return value.status, None
        if isinstance(value, tuple):
            return "ok", ", ".join(value)
        return "ok", self._band(figure, value).code if figure.bands else plain(Fraction(value), figure.decimals)

    @staticmethod
    def _band(figure: Figure, value: Fraction | bool) -> Band:
        return figure.bands[int(value) - figure.first_band]

    def text(self, figure: Figure, value: Result) -> str:
        """A value as the report prints it; of a missing one, its reason."""
        if isinstance(value, Missing):
            return reason_text(value)
        if isinstance(value, tuple):
            dimension = self.resolved.rules.dimensions[figure.listing]
            return ", ".join(dimension.member(code).title for code in value) or "–"
        if figure.bands:
            band = self._band(figure, value)
            return band.title if band.title == band.code else f"{band.title} ({band.code})"
        return indonesian(plain(Fraction(value), figure.decimals))

    def steps(self, figure: Figure, key: Key, value: Result) -> Iterator[str]:
        """The formula with values, its quotient where it is one, and the result."""
        shown = self.show(figure.node, key)
        yield shown.text
        quotient = self._quotient(figure.node, key)
        if quotient is not None:
            top, bottom = (fraction_text(part) for part in quotient)
            yield f"{f'({top})' if '/' in top else top}/{f'({bottom})' if '/' in bottom else bottom}"
        result = self.text(figure, value)
        if isinstance(figure.node, (Classify, Choose, MembersWhere)) or result != shown.text:
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
            else:
                yield self.cell(name, row) if name in self.resolved.inputs else self.figure(name, row)
        for part in (node, *descendants(node)):
            if isinstance(part, Reduce) and OBSERVATION in self.oracle.source(part):
                yield self._survey(part, key)

    def _survey(self, node: Reduce, key: Key) -> Trace:
        """The many rows behind an aggregate, as one leaf that counts them."""
        entry = self.resolved.inputs[next(ref.id for ref in references(node))]
        count = sum(1 for _ in self.oracle.members(node, key))
        place = dict(zip(node.grain, self.oracle.place(node.grain, key), strict=True))
        shown = phrase("rows").format(count=indonesian(str(count)))
        return Trace(entry.table.name, place, entry.table.title, shown, None, "", "ok", entry.table.location)

    def constant(self, node: Const | Keyed, key: Key) -> Iterator[Trace]:
        """A parameter, weight or target as a leaf: the line of the rule that sets it. A bare number needs none."""
        location = node.location if isinstance(node, Const) else node.places.get("".join(key.values()))
        value = self.oracle.number(node, key)
        if location is None or isinstance(value, Missing):
            return
        exact = plain(value, node.decimals) if node.decimals is not None else None
        scale = next((s.name for s in self.resolved.rules.scales.values() if s.unit == node.unit and s.unit != NUMBER), "")
        shown = fraction_text(value) if exact is None else indonesian(exact)
        yield Trace(node.label, dict(key), node.label, shown, exact, scale, "ok", location)

    def cell(self, name: str, key: Key) -> Trace:
        """A table cell as the leaf of a trace."""
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
        return Trace(f"{entry.table.name}.{entry.column.name}", dict(key), title, shown, exact, entry.scale, status, place,
                     note=", ".join(filter(None, (entry.table.system, entry.table.place))))  # fmt: skip

    def _reads(self, node: Node, key: Key) -> Iterator[tuple[Ref | Const | Keyed, tuple[str, ...]]]:
        match node:
            case Ref() | Const() | Keyed():
                yield node, self.oracle.place(node.grain, key)
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
            case Scale() | Abs() | Not() | Lacking() | Classify():
                yield from self._reads(node.operand, key)
            case Arith() | Compare() | Logic():
                yield from self._reads(node.left, key)
                yield from self._reads(node.right, key)
            case Choose():
                for condition in node.conditions:
                    yield from self._reads(condition, key)
            case _:
                raise Defect(f"no reads of {type(node).__name__}")

    def check(self, check: Check, key: Key) -> str:
        """A check's condition with its values: `12 ≥ 30`."""
        return self.show(check.node, key).text

    # Text with values

    def show(self, node: Node, key: Key) -> _Shown:
        """A node with its values filled in."""
        value = self.oracle.value(node, key)
        if isinstance(value, Missing) and not isinstance(node, (Arith, Compare)):
            return _Shown("–", ATOM, value)
        text, strength = self._show(node, key)
        return _Shown(text, strength, value)

    def inside(self, node: Node, key: Key, strength: int) -> str:
        """A node's text, in parentheses where it binds less than its surroundings."""
        shown = self.show(node, key)
        loose = shown.strength < strength or shown.text.startswith("-")
        return f"({shown.text})" if loose else shown.text

    @singledispatchmethod
    def _show(self, node: Node, key: Key) -> tuple[str, int]:
        value = self.oracle.value(node, key)
        if isinstance(value, (bool, tuple, Missing)):
            raise Defect(f"no text for {type(node).__name__}")
        return self._number(node, value), ATOM

    @_show.register
    def _(self, node: Ref, key: Key) -> tuple[str, int]:
        value = self.oracle.value(node, key)
        assert isinstance(value, Fraction)
        figure = self.resolved.figures.get(node.id)
        return self.text(figure, value) if figure is not None and figure.bands else self._number(node, value), ATOM

    def _number(self, node: Node, value: Fraction) -> str:
        """An exact number at the decimals its node has, which is how it was written or rounded."""
        if node.decimals is not None:
            return indonesian(plain(value, node.decimals))
        return fraction_text(value)

    @_show.register
    def _(self, node: Select, key: Key) -> tuple[str, int]:
        shown = self.show(node.operand, {**key, node.dimension: node.code})
        return shown.text, shown.strength

    @_show.register
    def _(self, node: Previous, key: Key) -> tuple[str, int]:
        earlier = self.oracle.earlier(node, key)
        shown = self.show(node.operand, earlier or key)
        return shown.text, shown.strength

    @_show.register
    def _(self, node: Scale, key: Key) -> tuple[str, int]:
        inner = self.inside(node.operand, key, PRODUCT)
        if node.factor.numerator == 1:
            return f"{inner} / {node.factor.denominator}", PRODUCT
        return f"{inner} × {fraction_text(node.factor)}", PRODUCT

    @_show.register
    def _(self, node: Arith, key: Key) -> tuple[str, int]:
        strength = PRODUCT if node.operator in "*/" else SUM
        sign = {"*": "×", "-": "−"}.get(node.operator, node.operator)
        left = self.inside(node.left, key, strength)
        right = self.inside(node.right, key, strength + (node.operator in "-/"))
        return f"{left} {sign} {right}", strength

    @_show.register
    def _(self, node: Abs, key: Key) -> tuple[str, int]:
        return f"|{self.show(node.operand, key).text}|", ATOM

    @_show.register
    def _(self, node: Clamp, key: Key) -> tuple[str, int]:
        inner = self.show(node.operand, key).text
        low = f"≥ {self.show(node.low, key).text}" if node.low is not None else ""
        high = f"≤ {self.show(node.high, key).text}" if node.high is not None else ""
        return f"[{inner}; {', '.join(filter(None, (low, high)))}]", ATOM

    @_show.register
    def _(self, node: Lacking, key: Key) -> tuple[str, int]:
        found = self.oracle.number(node.operand, key)
        if isinstance(found, Missing):
            return phrase("is_missing").format(reason=reason_text(found)), ATOM
        return phrase("is_present").format(value=self.show(node.operand, key).text), ATOM

    @_show.register
    def _(self, node: Compare, key: Key) -> tuple[str, int]:
        sign = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}.get(node.operator, node.operator)
        figure = self.resolved.figures.get(node.left.id) if isinstance(node.left, Ref) else None
        if figure is not None and figure.bands and isinstance(node.right, Const):  # a code
            return f"{self.show(node.left, key).text} {sign} {node.right.label}", COMPARISON
        return f"{self.inside(node.left, key, SUM)} {sign} {self.inside(node.right, key, SUM)}", COMPARISON

    @_show.register
    def _(self, node: Logic, key: Key) -> tuple[str, int]:
        word = {"and": "dan", "or": "atau"}[node.operator]
        return f"({self.show(node.left, key).text}) {word} ({self.show(node.right, key).text})", ATOM

    @_show.register
    def _(self, node: Not, key: Key) -> tuple[str, int]:
        return f"bukan ({self.show(node.operand, key).text})", ATOM

    @_show.register
    def _(self, node: Classify, key: Key) -> tuple[str, int]:
        group = node.categories
        value = self.oracle.number(node.operand, key)
        number = self.oracle.number(node, key)
        assert isinstance(value, Fraction) and isinstance(number, Fraction)
        band = group.bands[int(number)]
        assert band.lower is not None
        bound = indonesian(plain(band.lower, group.round))
        sign = ">" if band.open else "≥"
        return f"{self.show(node.operand, key).text} {sign} {bound}", COMPARISON

    @_show.register
    def _(self, node: Choose, key: Key) -> tuple[str, int]:
        number = self.oracle.number(node, key)
        assert isinstance(number, Fraction)
        if int(number) < len(node.conditions):
            return self.show(node.conditions[int(number)], key).text, COMPARISON
        return "; ".join(f"bukan ({self.show(c, key).text})" for c in node.conditions), COMPARISON

    @_show.register
    def _(self, node: MembersWhere, key: Key) -> tuple[str, int]:
        dimension = self.resolved.rules.dimensions[node.dimension]
        found = self.oracle.value(node, key)
        assert isinstance(found, tuple)
        texts = [
            f"{dimension.member(code).title}: {self.show(node.condition, {**key, node.dimension: code}).text}"
            for code in found
        ]
        return "; ".join(texts) or "–", ATOM

    @_show.register
    def _(self, node: Apportion, key: Key) -> tuple[str, int]:
        parts = [self.oracle.number(node.operand, row) for row in self.oracle.keys(node.grain, {}, node)]
        total = sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))
        return f"{self.inside(node.operand, key, PRODUCT)} / {fraction_text(total)} × 100", PRODUCT

    @_show.register
    def _(self, node: Gather, key: Key) -> tuple[str, int]:
        shown = self.show(node.parts[self.oracle.place((node.dimension,), key)[0]], key)
        return shown.text, shown.strength

    @_show.register
    def _(self, node: OverYears, key: Key) -> tuple[str, int]:
        now = key[YEAR] == str(self.resolved.rules.year)
        shown = self.show(node.current if now else node.history, key)
        return shown.text, shown.strength

    @_show.register
    def _(self, node: Reduce, key: Key) -> tuple[str, int]:
        rows = [(row, value) for row, value, _ in self.oracle.members(node, key) if not isinstance(value, Missing)]
        if node.fn in ("count", "count_where"):
            held = [row for row, value in rows if node.fn == "count" or value is True]
            return f"banyaknya anggota = {len(held)}", COMPARISON
        if node.fn in ("min", "max"):
            word = {"min": "terkecil", "max": "terbesar"}[node.fn]
            return f"{word} dari ({'; '.join(_shortened([self.show(node.operand, r).text for r, _ in rows]))})", ATOM
        if node.fn == "weighted_mean":
            assert node.weight is not None
            products = [
                f"({self.inside(node.operand, row, PRODUCT)} × {self.inside(node.weight, row, PRODUCT)})" for row, _ in rows
            ]
            weights = [self.inside(node.weight, row, SUM) for row, _ in rows]
            return f"({' + '.join(_shortened(products))}) / ({' + '.join(_shortened(weights))})", PRODUCT
        sums = " + ".join(_shortened([self.inside(node.operand, row, SUM) for row, _ in rows]))
        return (f"({sums}) / {len(rows)}", PRODUCT) if node.fn == "mean" else (sums, SUM if len(rows) > 1 else ATOM)


def _shortened(terms: list[str]) -> list[str]:
    return terms if len(terms) <= TERMS else [*terms[:3], "…", terms[-1]]


def reason_text(missing: Missing) -> str:
    """Why a value is missing, in words."""
    return missing.text or phrase(missing.phrase)
