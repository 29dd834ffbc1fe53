"""Names to references: every formula becomes a tree with grain, unit and exactness, every figure stands after what it needs.

What cannot be right is refused here, before any table is read: unknown names, cycles, mixed units, a grain that does not
fit, a division without `round`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.rules import formula as language
from lkjip.rules.figure import Draft, Figure, issue_of, parse, parsed, resolve_figure
from lkjip.rules.formula import Formula, FormulaError
from lkjip.rules.grains import fits, grain_of, ordered
from lkjip.rules.kinds import Kind, category, kinds
from lkjip.rules.model import OBSERVATION, SATKER, YEAR, CheckRule, Column, Input, Measure, RuleSet, Table
from lkjip.rules.tree import Grain, Node, Ref
from lkjip.rules.typist import Typist
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
    kinds: Mapping[Unit, Kind] = field(default_factory=dict)


def resolve(rules: RuleSet) -> Resolved:
    """Resolves every name of a rule set.

    Raises:
        UserError: with every problem found.
    """
    issues: list[Issue] = []
    inputs = dict(_inputs(rules, issues))
    figures = {f"{m.id}.{r.name}": parsed(m, r, issues) for m in rules.measures.values() for r in m.figures.values()}
    checks = {f"{m.id}.{r.name}": parsed(m, r, issues) for m in rules.measures.values() for r in m.checks.values()}
    for measure in rules.measures.values():
        _one_namespace(measure, issues)
    many = {name: entry.table.name for name, entry in inputs.items() if entry.table.many}
    refs = {name: _input_ref(entry) for name, entry in inputs.items()}
    typist = Typist(rules, refs, {}, many, dict(kinds(rules.categories, rules.scales)))
    _conditions(inputs, typist, issues)
    for name in _order(figures, rules, issues):
        figure = resolve_figure(name, figures[name], typist, issues)
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
    return Resolved(rules, inputs, done, resolved_checks, typist.kinds)


def _one_namespace(measure: Measure, issues: list[Issue]) -> None:
    """Inputs, weights, parameters and figures of a file share one namespace, and may not take a word of the language."""
    seen: dict[str, Location] = {}
    taken = {"targets", "and", "or", "not", SATKER, *language.FUNCTIONS}
    parts = (measure.inputs, measure.weights, measure.parameters, measure.figures)
    places = [(name, entry.location) for part in parts for name, entry in part.items()]
    places += [(name, next(iter(grid.places.values()))) for name, grid in measure.grids.items()]
    for name, place in places:
        if name in seen:
            issues.append(Issue("duplicate_name", place, {"given": name, "first": seen[name].line}))
        if name in taken and not (name == "targets" and measure.targets_from_table):
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
    for what in ("where", "measured_when"):
        if table.many and getattr(rule, what):
            issues.append(Issue("many_plain", rule.location, {"what": what, "table": table.name}))
    keys = tuple(key for key in table.keys if key not in rule.where)
    if rule.by is not None and set(rule.by) != set(keys):
        values = {"given": ", ".join(rule.by), "wanted": ", ".join(keys), "table": table.name}
        issues.append(Issue("input_keys", rule.location, values))
    unit, scale = _input_unit(rule, column, rules, issues)
    grain = ordered(rules, {*keys, *([OBSERVATION] if table.many else [])})
    return ResolvedInput(id=name, rule=rule, table=table, column=column, grain=grain, unit=unit, scale=scale)


def _input_unit(rule: Input, column: Column, rules: RuleSet, issues: list[Issue]) -> tuple[Unit, str]:
    if column.type == "ordinal":
        return category(column.categories), ""
    scale = column.unit or rule.unit
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
        tree = parse(absent.condition, absent.location, issues)
        if tree is None:
            continue
        try:
            node = typist.condition(tree, name.partition(".")[0], ())
            if not set(node.grain) <= set(entry.grain):
                raise FormulaError("grain_too_fine", 0, extra=", ".join(set(node.grain) - set(entry.grain)), by="")
            inputs[name] = replace(entry, condition=node)
        except FormulaError as mistake:
            issues.append(issue_of(mistake, absent.location))


def _order(figures: Mapping[str, Draft], rules: RuleSet, issues: list[Issue]) -> list[str]:
    graph = {name: sorted(set(_needs(draft, rules)) & set(figures)) for name, draft in figures.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = error.args[1]
        issues.append(Issue("cycle", figures[cycle[0]].rule.location, {"path": " → ".join(reversed(cycle))}))
        return []


def _needs(draft: Draft, rules: RuleSet) -> Iterator[str]:
    """Ids of the figures that a draft's formulas name. `previous(x)` of a figure with a history needs only that."""
    stack: list[Formula] = list(draft.trees.values())
    while stack:
        tree = stack.pop()
        match tree:
            case language.Name(name):
                yield name if "." in name else f"{draft.measure.id}.{name}"
            case language.Call("previous", (language.Name(name),) | (language.Name(name), language.Number())):
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


def _check(name: str, draft: Draft, typist: Typist, issues: list[Issue]) -> Check | None:
    rule = draft.rule
    assert isinstance(rule, CheckRule)
    if "expect" not in draft.trees:
        return None
    try:
        node = typist.condition(draft.trees["expect"], draft.measure.id, grain_of(rule.by, typist.rules))
        fits(node, rule.by)
    except FormulaError as mistake:
        issues.append(issue_of(mistake, rule.location))
        return None
    return Check(name, rule.title or name, node.grain, node, rule)
