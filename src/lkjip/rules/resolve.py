"""Names to references: every formula becomes a tree with grain, unit and exactness, every figure stands after what it needs.

What cannot be right is refused here, before any table is read: unknown names, cycles, mixed units, a grain that does not
fit, a division without `round`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.rules import formula as language
from lkjip.rules.formula import Formula, FormulaError
from lkjip.rules.model import (
    OBSERVATION,
    SATKER,
    YEAR,
    Band,
    Categories,
    CheckRule,
    Column,
    FigureRule,
    Input,
    Measure,
    RuleSet,
    Table,
)
from lkjip.rules.tree import Choose, Classify, Gather, Grain, MembersWhere, Node, Ref
from lkjip.rules.typist import Mistake, Typist, join, ordered
from lkjip.units import NUMBER, Unit


@dataclass(frozen=True, slots=True)
class ResolvedInput:
    """A table column as formulas see it: grain, unit, and where a value is absent by rule."""

    id: str
    rule: Input
    table: Table
    column: Column
    grain: Grain
    unit: Unit
    scale: str
    condition: Node | None = None

    @property
    def title(self) -> str:
        return self.column.title


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its tree. `bands` are the categories its value counts through, `listing` the dimension it lists."""

    id: str
    measure: str
    title: str
    grain: Grain
    node: Node
    decimals: int
    unit: Unit
    scale: str
    location: Location
    citation: str
    rule: FigureRule
    round: int | None = None
    bands: tuple[Band, ...] = ()
    listing: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check with its condition."""

    id: str
    title: str
    grain: Grain
    node: Node
    rule: CheckRule


@dataclass(frozen=True, slots=True)
class Resolved:
    """A rule set ready to be planned: figures in an order in which each stands after those it needs."""

    rules: RuleSet
    inputs: Mapping[str, ResolvedInput]
    figures: Mapping[str, Figure]
    checks: Mapping[str, Check]


@dataclass(slots=True)
class _Draft:
    """A figure or check on its way: its parsed formulas, by the name of the part they stand in."""

    measure: Measure
    rule: FigureRule | CheckRule
    parts: dict[str, tuple[Formula, Location]]


def resolve(rules: RuleSet) -> Resolved:
    """Resolves every name of a rule set.

    Raises:
        UserError: with every problem found.
    """
    issues: list[Issue] = []
    inputs = dict(_inputs(rules, issues))
    figures = {f"{m.id}.{r.name}": _draft(m, r, issues) for m in rules.measures.values() for r in m.figures.values()}
    checks = {f"{m.id}.{r.name}": _draft(m, r, issues) for m in rules.measures.values() for r in m.checks.values()}
    for measure in rules.measures.values():
        _one_namespace(measure, issues)
    typist = Typist(rules, {name: _input_ref(entry) for name, entry in inputs.items()}, {})
    _conditions(inputs, typist, issues)
    for name in _order(figures, rules, issues):
        figure = _figure(name, figures[name], typist, issues)
        if figure is not None:
            typist.figures[name] = figure
    done = {name: figure for name, figure in typist.figures.items() if isinstance(figure, Figure)}
    resolved_checks = {}
    for name, draft in checks.items():
        check = _check(name, draft, typist, issues)
        if check is not None:
            resolved_checks[name] = check
    told = [issue for issue in issues if issue.code != "figure_unusable"]  # what makes it unusable is told by itself
    if issues:
        raise UserError(told or issues)
    return Resolved(rules, inputs, done, resolved_checks)


def _one_namespace(measure: Measure, issues: list[Issue]) -> None:
    """Inputs, weights, parameters and figures of a file share one namespace, and may not take a word of the language."""
    seen: dict[str, Location] = {}
    taken = {"targets", "and", "or", "not", SATKER, *language.FUNCTIONS}
    parts = (measure.inputs, measure.weights, measure.parameters, measure.figures)
    for name, place in [(name, entry.location) for part in parts for name, entry in part.items()]:
        if name in seen:
            issues.append(Issue("duplicate_name", place, {"given": name, "first": seen[name].line}))
        if name in taken:
            issues.append(Issue("reserved_name", place, {"given": name}))
        seen[name] = place


def _inputs(rules: RuleSet, issues: list[Issue]) -> Iterator[tuple[str, ResolvedInput]]:
    for measure in rules.measures.values():
        for rule in measure.inputs.values():
            entry = _input(f"{measure.id}.{rule.name}", rule, rules, issues)
            if entry is not None:
                yield entry.id, entry


def _input(name: str, rule: Input, rules: RuleSet, issues: list[Issue]) -> ResolvedInput | None:
    table = rules.tables.get(rule.table)
    if table is None:
        values = {"given": rule.table, "nearest": nearest(rule.table, rules.tables), "known": ", ".join(rules.tables)}
        issues.append(Issue("unknown_table", rule.location, values))
        return None
    column = table.columns.get(rule.column)
    if column is None or column.type == "text":
        known = [c.name for c in table.columns.values() if c.type != "text"]
        values = {"given": rule.column, "table": table.name, "nearest": nearest(rule.column, known)}
        issues.append(Issue("unknown_column", rule.location, {**values, "known": ", ".join(known)}))
        return None
    for key, code in rule.where.items():
        codes = rules.dimensions[key].codes if key in table.keys else ()
        if code not in codes:
            values = {"given": f"{key}: {code}", "nearest": nearest(code, codes), "known": ", ".join(codes)}
            issues.append(Issue("unknown_member", rule.location, values))
    keys = tuple(key for key in table.keys if key not in rule.where)
    if rule.by is not None and set(rule.by) != set(keys):
        values = {"given": ", ".join(rule.by), "wanted": ", ".join(keys), "table": table.name}
        issues.append(Issue("input_keys", rule.location, values))
    unit, scale = _input_unit(rule, column, rules, issues)
    grain = ordered(rules, {*keys, *([OBSERVATION] if table.many else [])})
    return ResolvedInput(name, rule, table, column, grain, unit, scale)


def _input_unit(rule: Input, column: Column, rules: RuleSet, issues: list[Issue]) -> tuple[Unit, str]:
    if column.type == "ordinal":
        return Unit(powers=((column.categories, 1),)), ""
    scale = rule.unit or column.unit
    if scale and scale not in rules.scales:
        values = {"given": scale, "nearest": nearest(scale, rules.scales), "known": ", ".join(rules.scales)}
        issues.append(Issue("unknown_unit", rule.location, values))
        return NUMBER, ""
    if rule.unit and column.unit and rule.unit != column.unit:
        values = {"given": rule.unit, "wanted": column.unit, "column": column.name}
        issues.append(Issue("input_unit", rule.location, values))
    return (rules.scales[scale].unit if scale else NUMBER), scale


def _input_ref(entry: ResolvedInput) -> Ref:
    return Ref(entry.grain, entry.unit, entry.column.decimals, entry.id)


def _conditions(inputs: dict[str, ResolvedInput], typist: Typist, issues: list[Issue]) -> None:
    """Types every `measured_when`. It may use other inputs that have none, at the input's own keys or fewer."""
    for name, entry in inputs.items():
        absent = entry.rule.measured_when
        if absent is None:
            continue
        tree = _parse(absent.condition, absent.location, issues)
        if tree is None:
            continue
        try:
            node = typist.condition(tree, name.partition(".")[0], ())
            if not set(node.grain) <= set(entry.grain):
                raise Mistake("grain_too_fine", 0, extra=", ".join(set(node.grain) - set(entry.grain)), by="")
            inputs[name] = replace(entry, condition=node)
        except Mistake as mistake:
            issues.append(_issue(mistake, absent.location))


def _draft(measure: Measure, rule: FigureRule | CheckRule, issues: list[Issue]) -> _Draft:
    texts: dict[str, tuple[str, Location]] = {}
    if isinstance(rule, CheckRule):
        texts["expect"] = rule.expect, rule.location
    else:
        for part, text in (("formula", rule.formula), ("classify", rule.classify), ("when", rule.when)):
            if text:
                texts[part] = text, rule.places[part]
        texts |= {f"gather {code}": (text, rule.places[f"gather {code}"]) for code, text in rule.gather.items()}
        for number, option in enumerate(rule.choose):
            last = number == len(rule.choose) - 1
            if bool(option.when) == last:
                issues.append(Issue("choose_last", option.location, {"code": option.code}))
            if option.when:
                texts[f"when {number}"] = option.when, rule.places[f"when {number}"]
    parts = {}
    for part, (text, place) in texts.items():
        tree = _parse(text, place, issues)
        if tree is not None:
            parts[part] = tree, place
    return _Draft(measure, rule, parts)


def _parse(text: str, place: Location, issues: list[Issue]) -> Formula | None:
    try:
        return language.parse(text)
    except FormulaError as error:
        issues.append(Issue(error.code, _shift(place, error.offset), _values(error.values)))
        return None


def _issue(mistake: Mistake, place: Location) -> Issue:
    return Issue(mistake.code, _shift(place, mistake.offset), _values(mistake.values))


def _values(values: Mapping[str, object]) -> dict[str, object]:
    """Values for a message, with the nearest known name where the list of known names is among them."""
    found = dict(values)
    known = found.get("known")
    if isinstance(known, (list, tuple)):
        found["nearest"] = nearest(str(found.get("name", "")), known)
        found["known"] = ", ".join(known)
    return found


def _shift(place: Location, offset: int) -> Location:
    return Location(place.file, place.line, place.column + offset)


def _order(figures: Mapping[str, _Draft], rules: RuleSet, issues: list[Issue]) -> list[str]:
    graph = {name: sorted(set(_needs(draft, rules)) & set(figures)) for name, draft in figures.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = error.args[1]
        issues.append(Issue("cycle", figures[cycle[0]].rule.location, {"path": " → ".join(reversed(cycle))}))
        return []


def _needs(draft: _Draft, rules: RuleSet) -> Iterator[str]:
    """Ids of the figures that a draft's formulas name. `previous(x)` of a figure with a history needs only that."""
    stack: list[Formula] = [tree for tree, _ in draft.parts.values()]
    while stack:
        tree = stack.pop()
        match tree:
            case language.Name(name):
                yield name if "." in name else f"{draft.measure.id}.{name}"
            case language.Call("previous", (language.Name(name), *_)):
                full = name if "." in name else f"{draft.measure.id}.{name}"
                owner, _, short = full.partition(".")
                rule = rules.measures[owner].figures.get(short) if owner in rules.measures else None
                if rule is None or YEAR in rule.by or not rule.history:
                    yield full
            case language.Call(_, arguments):
                stack.extend(arguments)
            case language.Member(operand, _) | language.Unary(_, operand):
                stack.append(operand)
            case language.Binary(_, left, right):
                stack.extend((left, right))
            case language.Number():
                pass


def _check(name: str, draft: _Draft, typist: Typist, issues: list[Issue]) -> Check | None:
    rule = draft.rule
    assert isinstance(rule, CheckRule)
    if "expect" not in draft.parts:
        return None
    tree, place = draft.parts["expect"]
    try:
        node = typist.condition(tree, draft.measure.id, _by(rule.by, typist.rules))
        _fits(node, rule.by, typist.rules)
    except Mistake as mistake:
        issues.append(_issue(mistake, place))
        return None
    return Check(name, rule.title or name, node.grain, node, rule)


def _by(by: tuple[str, ...], rules: RuleSet) -> Grain:
    for key in by:
        if key not in rules.dimensions:
            raise Mistake("unknown_dimension", 0, name=key, given=key, known=sorted(rules.dimensions))
    return ordered(rules, set(by))


def _fits(node: Node, by: tuple[str, ...], rules: RuleSet) -> None:
    """The grain of a formula must be the grain that its figure declares."""
    extra, short = set(node.grain) - set(by), set(by) - set(node.grain)
    shown = ", ".join(by) or "–"
    if extra:
        raise Mistake("grain_too_fine", 0, extra=", ".join(sorted(extra)), by=shown)
    if short:
        raise Mistake("grain_too_coarse", 0, missing=", ".join(sorted(short)), by=shown)


def _figure(name: str, draft: _Draft, typist: Typist, issues: list[Issue]) -> Figure | None:
    rule = draft.rule
    assert isinstance(rule, FigureRule)
    place = rule.location
    needed = {"formula", "classify", "when"} & set(rule.places) | {p for p in rule.places if p.startswith("gather ")}
    if not needed <= set(draft.parts):  # a part could not be read, which has been said
        return None
    try:
        by = _by(rule.by, typist.rules)
        if rule.formula:
            tree, place = draft.parts["formula"]
            return _numeric(name, draft, rule, typist.quantity(tree, draft.measure.id, by, rule), by, typist)
        if rule.classify:
            tree, place = draft.parts["classify"]
            return _classified(name, draft, rule, tree, by, typist)
        if rule.choose:
            return _chosen(name, draft, rule, by, typist, issues)
        if rule.members:
            tree, place = draft.parts["when"]
            return _listed(name, draft, rule, tree, by, typist)
        return _gathered(name, draft, rule, by, typist, issues)
    except Mistake as mistake:
        issues.append(_issue(mistake, place))
        return None


def _record(
    name: str, draft: _Draft, rule: FigureRule, node: Node, decimals: int, unit: Unit = NUMBER, scale: str = ""
) -> Figure:
    citation = rule.citation or draft.measure.citation
    return Figure(
        name, draft.measure.id, rule.title or rule.name, node.grain, node, decimals, unit, scale, rule.location,
        citation, rule, rule.round,
    )  # fmt: skip


def _numeric(name: str, draft: _Draft, rule: FigureRule, node: Node, by: Grain, typist: Typist) -> Figure:
    _fits(node, by, typist.rules)
    decimals = node.decimals if rule.round is None else rule.round
    if decimals is None:
        raise Mistake("round_needed", 0, formula=rule.formula)
    scale = _scale(node.unit, rule, draft.measure, typist)
    figure = _record(name, draft, rule, node, decimals, node.unit, scale)
    ordinal = _ordinal(node.unit, typist.rules)
    return replace(figure, bands=ordinal.bands) if ordinal else figure


def _ordinal(unit: Unit, rules: RuleSet) -> Categories | None:
    """The ordered scale whose ranks a unit counts, if it is one."""
    name = unit.powers[0][0] if len(unit.powers) == 1 else ""
    group = rules.categories.get(name)
    return group if group is not None and group.ordered else None


def _scale(unit: Unit, rule: FigureRule, measure: Measure, typist: Typist) -> str:
    """The name that a figure's unit is printed with: as declared, which must be right, or else the first that fits."""
    rules = typist.rules
    if rule.unit:
        if rule.unit not in rules.scales:
            raise Mistake("unknown_unit", 0, name=rule.unit, given=rule.unit, known=sorted(rules.scales))
        if rules.scales[rule.unit].unit != unit:
            raise Mistake("figure_unit", 0, declared=rule.unit, found=typist.unit_name(unit))
        return rule.unit
    if measure.unit in rules.scales and rules.scales[measure.unit].unit == unit:
        return measure.unit
    if unit == NUMBER or _ordinal(unit, rules):
        return ""
    fitting = next((name for name, scale in rules.scales.items() if scale.unit == unit), "")
    if not fitting:
        raise Mistake("unit_unnamed", 0, found=typist.unit_name(unit))
    return fitting


def _classified(name: str, draft: _Draft, rule: FigureRule, tree: Formula, by: Grain, typist: Typist) -> Figure:
    group = typist.rules.categories.get(rule.categories)
    if group is None or group.ordered:
        known = sorted(n for n, c in typist.rules.categories.items() if not c.ordered)
        raise Mistake("unknown_categories", 0, name=rule.categories, given=rule.categories, known=known)
    operand = typist.quantity(tree, draft.measure.id, by)
    unit = typist.rules.scales[group.unit].unit
    converted = typist.convert(operand, unit, 0, group.unit)
    _fits(converted, rule.by, typist.rules)
    node = Classify(converted.grain, NUMBER, 0, converted, group)
    return replace(_record(name, draft, rule, node, 0), bands=group.bands)


def _chosen(name: str, draft: _Draft, rule: FigureRule, by: Grain, typist: Typist, issues: list[Issue]) -> Figure | None:
    conditions = []
    for part, (tree, place) in draft.parts.items():
        try:
            conditions.append(typist.condition(tree, draft.measure.id, by))
        except Mistake as mistake:
            issues.append(_issue(mistake, rule.places.get(part, place)))
    if len(conditions) != sum(1 for option in rule.choose if option.when) or not conditions:
        return None
    node = Choose(join(typist.rules, *(c.grain for c in conditions)), NUMBER, 0, tuple(conditions))
    _fits(node, rule.by, typist.rules)
    bands = tuple(Band(option.code, option.title) for option in rule.choose)
    return replace(_record(name, draft, rule, node, 0), bands=bands)


def _listed(name: str, draft: _Draft, rule: FigureRule, tree: Formula, by: Grain, typist: Typist) -> Figure:
    (dimension,) = _by((rule.members,), typist.rules)
    inner = ordered(typist.rules, {*by, dimension})
    condition = typist.condition(tree, draft.measure.id, inner)
    _fits(condition, inner, typist.rules)
    node = MembersWhere(by, NUMBER, 0, condition, dimension)
    return replace(_record(name, draft, rule, node, 0), listing=dimension)


def _gathered(name: str, draft: _Draft, rule: FigureRule, by: Grain, typist: Typist, issues: list[Issue]) -> Figure | None:
    parts: dict[str, Node] = {}
    for part, (tree, place) in draft.parts.items():
        try:
            parts[part.removeprefix("gather ")] = typist.quantity(tree, draft.measure.id, by)
        except Mistake as mistake:
            issues.append(_issue(mistake, place))
    if len(parts) != len(rule.gather):
        return None
    dimension = next((d for d in by if set(parts) <= set(typist.rules.dimensions[d].codes)), "")
    if not dimension:
        raise Mistake("gather_members", 0, given=", ".join(parts), by=", ".join(by))
    units = {node.unit for node in parts.values()}
    if len(units) > 1:
        first, *others = sorted(typist.unit_name(unit) for unit in units)
        raise Mistake("mixed_units", 0, operator="gather", left=first, right=", ".join(others))
    decimals = [node.decimals for node in parts.values()]
    finite = [d for d in decimals if d is not None]
    if len(finite) < len(decimals):
        raise Mistake("round_needed", 0, formula="gather")
    grain = join(typist.rules, (dimension,), *(node.grain for node in parts.values()))
    node = Gather(grain, units.pop(), max(finite), dimension, parts)
    _fits(node, rule.by, typist.rules)
    return _record(name, draft, rule, node, max(finite), node.unit, _scale(node.unit, rule, draft.measure, typist))
