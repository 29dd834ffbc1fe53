"""A bridge between two years: each year's tables under the other year's rules, and a change split into data and rules.

With value(rules, tables): the effect of the data is the mean of value(old, new) − value(old, old) and value(new, new) −
value(new, old); that of the rules is the mean of the other two steps. The two sum to the whole change exactly. Where only
one of the crossed values can be computed, its path alone is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from lkjip.archive.entries import WORK, find
from lkjip.archived import latest
from lkjip.decimals import finite_decimals, fraction_text, indonesian, plain
from lkjip.errors import Issue, UserError
from lkjip.evaluate import evaluate
from lkjip.figures import Figures, Value
from lkjip.inputs import read_tables
from lkjip.layout import RULES, years_in
from lkjip.messages import phrase
from lkjip.plan.build import build
from lkjip.project import Project
from lkjip.rules.model import RuleSet
from lkjip.rules.resolve import Resolved, resolve
from lkjip.rules.tree import Node, references


@dataclass(frozen=True, slots=True)
class Span:
    """One figure in both years. Without effects it cannot be bridged, for `reasons`."""

    id: str
    satker: str
    title: str
    unit: str
    before: str
    after: str
    change: Fraction
    data: Fraction | None = None
    rules: Fraction | None = None
    both: bool = False  # whether both crossed values exist
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """Every figure that both years have as one number."""

    before: str
    after: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Crossed:
    """One year's rules over another's tables: the figures that can be computed, and why the others cannot."""

    figures: Mapping[tuple[str, str], Value]
    lacking: Mapping[str, str]


def bridge(root: Path, before: str, after: str, satker: str | None = None) -> Bridge:
    """Splits the change of every figure without keys that two years share.

    Raises:
        UserError: one of the years is not there, is damaged, or has errors.
    """
    first, old = find(root, before, satker)
    second, new = find(root, after, satker)
    starts, ends = _single(old.evaluate()), _single(new.evaluate())
    old_rules, new_rules = _crossed(old, new), _crossed(new, old)
    spans = [
        _span(starts[place], ends[place], old_rules, new_rules)
        for place in ends
        if place in starts and starts[place].unit == ends[place].unit
    ]
    return Bridge(first, second, tuple(spans))


def since(root: Path, year: int, office: str) -> tuple[Span, ...]:
    """What changed for an office since the year before, up to the files as they are now; nothing without such a year.

    Raises:
        UserError: one of the years is damaged, or has errors.
    """
    if latest(root, year - 1) is None and year - 1 not in years_in(root / RULES):
        return ()
    try:
        return bridge(root, str(year - 1), f"{year}/{WORK}", office).spans
    except UserError as error:
        if error.issues[0].code == "unknown_office":  # it was none of the offices then
            return ()
        raise


def texts(span: Span) -> dict[str, str]:
    """What is printed of a figure of two years, by name; without effects where it cannot be bridged."""
    effects = {"change": span.change}
    if span.data is not None and span.rules is not None:
        effects |= {"data": span.data, "rules": span.rules}
    least = max(len(text.partition(",")[2]) for text in (span.before, span.after))
    return {"before": span.before, "after": span.after, **{name: shown(value, least) for name, value in effects.items()}}


def _single(figures: Figures) -> dict[tuple[str, str], Value]:
    """The numbers without keys, by id and office."""
    return {(v.id, v.satker): v for v in figures if not v.key and v.value is not None and not v.label and v.unit}


def _span(start: Value, end: Value, old_rules: _Crossed, new_rules: _Crossed) -> Span:
    place = (start.id, start.satker)
    a, d = start.number, end.number
    ends = indonesian(str(start.value)), indonesian(str(end.value))
    span = Span(start.id, start.satker, end.title, end.unit, *ends, d - a)
    crossed = [side.figures.get(place) for side in (old_rules, new_rules)]
    b, c = (value.number if value is not None and value.value is not None else None for value in crossed)
    if b is None and c is None:
        reasons = (side.lacking.get(start.id, "") or phrase("bridge_no_value") for side in (old_rules, new_rules))
        return replace(span, reasons=tuple(dict.fromkeys(reasons)))
    data = [step for step in (None if b is None else b - a, None if c is None else d - c) if step is not None]
    effect = sum(data, Fraction(0)) / len(data)
    return replace(span, data=effect, rules=d - a - effect, both=len(data) == 2)


def _crossed(rules: Project, tables: Project) -> _Crossed:
    """The rules of one year over the tables of another, as far as the tables allow it."""
    foreign = replace(rules.rules, year=tables.rules.year)
    usable: set[str] = set()
    why: dict[str, str] = {}
    for name, table in rules.rules.tables.items():
        if table.archived:
            why[name] = phrase("bridge_history")
            continue
        problem = _unreadable(tables, _only(foreign, {name}))
        if problem is None:
            usable.add(name)
        else:
            why[name] = problem
    resolved, lacking = _restricted(resolve(rules.rules), usable, why)
    if not resolved.figures:
        return _Crossed({}, lacking)
    try:
        cells = read_tables(tables.root, _only(foreign, usable), tables.satker)
        found = evaluate(build(resolved), cells)
    except UserError as error:
        told = _told(error.issues[0])
        return _Crossed({}, {**lacking, **dict.fromkeys(resolved.figures, told)})
    return _Crossed(_single(found.figures), lacking)


def _only(rules: RuleSet, tables: set[str]) -> RuleSet:
    """The rules with only those inputs that read the tables named."""
    measures = {
        name: replace(measure, inputs={n: rule for n, rule in measure.inputs.items() if rule.table in tables})
        for name, measure in rules.measures.items()
    }
    return replace(rules, measures=measures)


def _unreadable(tables: Project, rules: RuleSet) -> str | None:
    """Why a table cannot be read under other rules, in words; None where it can, or where nothing reads it."""
    if not any(measure.inputs for measure in rules.measures.values()):
        return None
    try:
        read_tables(tables.root, rules, tables.satker)
    except UserError as error:
        return _told(error.issues[0])
    return None


def _told(issue: Issue) -> str:
    return f"{issue.location.file}: {issue.message}"


def _restricted(resolved: Resolved, usable: set[str], why: Mapping[str, str]) -> tuple[Resolved, dict[str, str]]:
    """The rules without what rests on a table that cannot be used; and, for each figure left out, the reason."""
    lost = {name: why[entry.table.name] for name, entry in resolved.inputs.items() if entry.table.name not in usable}
    conditions = {n: e.condition for n, e in resolved.inputs.items() if e.condition is not None and n not in lost}
    for name, condition in conditions.items():
        if reason := _first_lost(condition, lost):
            lost[name] = reason
    for name, figure in resolved.figures.items():  # each stands after those it needs
        if reason := _first_lost(figure.node, lost):
            lost[name] = reason
    kept = {name: figure for name, figure in resolved.figures.items() if name not in lost}
    measures = {
        m.id: replace(m, figures={n: rule for n, rule in m.figures.items() if f"{m.id}.{n}" in kept}, checks={})
        for m in resolved.rules.measures.values()
    }
    inputs = {name: entry for name, entry in resolved.inputs.items() if name not in lost}
    rules = replace(resolved.rules, measures=measures, issues=())
    return Resolved(rules, inputs, kept, {}), {name: reason for name, reason in lost.items() if name in resolved.figures}


def _first_lost(node: Node, lost: Mapping[str, str]) -> str:
    """The reason why something that a formula reads is not there; empty where all is."""
    return next((lost[ref.id] for ref in references(node) if ref.id in lost), "")


def shown(value: Fraction, least: int = 0) -> str:
    """An effect with its sign, exact, in Indonesian notation, with so many decimals at least.

    >>> shown(Fraction(3, 10)), shown(Fraction(3, 10), 2), shown(Fraction(-1, 3))
    ('+0,3', '+0,30', '-1/3')
    """
    decimals = finite_decimals(value)
    text = fraction_text(value) if decimals is None else indonesian(plain(value, max(decimals, least)))
    return f"+{text}" if value > 0 else text
