"""A figure's rule to its tree: formula, classification, choice, list of members, or a gathering of other figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lkjip.errors import Issue, Location, nearest
from lkjip.rules import formula as language
from lkjip.rules.formula import Formula, FormulaError
from lkjip.rules.model import Band, Categories, CheckRule, FigureRule, Measure, RuleSet
from lkjip.rules.tree import Choose, Classify, Gather, Grain, MembersWhere, Node, Ref
from lkjip.rules.typist import Mistake, Typist, join, ordered
from lkjip.units import NUMBER, Unit


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
    bands: tuple[Band, ...] = ()
    listing: str = ""

    @property
    def first_band(self) -> int:
        """The value that stands for the first band: ranks of an ordered scale count from 1, categories from 0."""
        return 1 if self.bands and self.bands[0].lower is None and self.rule.formula else 0


@dataclass(slots=True)
class Draft:
    """A figure or check on its way: its parsed formulas, by the name of the part they stand in."""

    measure: Measure
    rule: FigureRule | CheckRule
    parts: dict[str, tuple[Formula, Location]]


def parsed(measure: Measure, rule: FigureRule | CheckRule, issues: list[Issue]) -> Draft:
    """The formulas of a figure or check, read; what cannot be read goes to `issues`."""
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
            if bool(option.when) == last or len(rule.choose) == 1:
                issues.append(Issue("choose_last", option.location, {"code": option.code}))
            if option.when:
                texts[f"when {number}"] = option.when, rule.places[f"when {number}"]
    parts = {}
    for part, (text, place) in texts.items():
        tree = parse(text, place, issues)
        if tree is not None:
            parts[part] = tree, place
    return Draft(measure, rule, parts)


def parse(text: str, place: Location, issues: list[Issue]) -> Formula | None:
    """A formula's tree, or None where it cannot be read, which goes to `issues`."""
    try:
        return language.parse(text)
    except FormulaError as error:
        issues.append(Issue(error.code, _shift(place, error.offset), _values(error.values)))
        return None


def issue_of(mistake: Mistake, place: Location) -> Issue:
    """A mistake in a formula as an issue, at its column."""
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


def grain_of(by: tuple[str, ...], rules: RuleSet) -> Grain:
    """The keys of `by` in the order of the dimensions. Raises Mistake for an unknown one."""
    for key in by:
        if key not in rules.dimensions:
            raise Mistake("unknown_dimension", 0, name=key, given=key, known=sorted(rules.dimensions))
    return ordered(rules, set(by))


def fits(node: Node, by: tuple[str, ...], rules: RuleSet) -> None:
    """The grain of a formula must be the grain that its figure declares."""
    extra, short = set(node.grain) - set(by), set(by) - set(node.grain)
    shown = ", ".join(by) or "–"
    if extra:
        raise Mistake("grain_too_fine", 0, extra=", ".join(sorted(extra)), by=shown)
    if short:
        raise Mistake("grain_too_coarse", 0, missing=", ".join(sorted(short)), by=shown)


def resolve_figure(name: str, draft: Draft, typist: Typist, issues: list[Issue]) -> Figure | None:
    """A figure's tree with its grain, unit and scale, or None where it has a mistake, which goes to `issues`."""
    rule = draft.rule
    assert isinstance(rule, FigureRule)
    place = rule.location
    needed = {"formula", "classify", "when"} & set(rule.places) | {p for p in rule.places if p.startswith("gather ")}
    if not needed <= set(draft.parts):  # a part could not be read, which has been said
        return None
    try:
        _nothing_idle(rule)
        by = grain_of(rule.by, typist.rules)
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
        issues.append(issue_of(mistake, rule.places.get(_culprit(mistake, rule), place)))
        return None


def _culprit(mistake: Mistake, rule: FigureRule) -> str:
    """The key of a figure that a mistake is about, where that is not its formula."""
    if mistake.code == "unknown_dimension" and mistake.values["given"] == rule.members:
        return "members"
    if mistake.code == "unknown_unit" and mistake.offset == 0:  # within a formula, `convert(` stands before it
        return "unit"
    if mistake.code == "key_without_formula":
        return str(mistake.values["key"])
    keys = {"unknown_dimension": "by", "unknown_categories": "categories", "figure_unit": "unit"}
    return keys.get(mistake.code, "")


def _nothing_idle(rule: FigureRule) -> None:
    """A key that would have no effect is a mistake: only a formula is rounded, covers its members or has a history."""
    idle = {"round", "history", "coverage"} | (set() if rule.gather else {"unit"})
    for key in sorted(idle & set(rule.places)):
        if not rule.formula:
            raise Mistake("key_without_formula", 0, key=key)


def _record(
    name: str, draft: Draft, rule: FigureRule, node: Node, decimals: int, unit: Unit = NUMBER, scale: str = ""
) -> Figure:
    citation = rule.citation or draft.measure.citation
    return Figure(
        name, draft.measure.id, rule.title or rule.name, node.grain, node, decimals, unit, scale, rule.location,
        citation, rule,
    )  # fmt: skip


def _numeric(name: str, draft: Draft, rule: FigureRule, node: Node, by: Grain, typist: Typist) -> Figure:
    fits(node, by, typist.rules)
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


def _classified(name: str, draft: Draft, rule: FigureRule, tree: Formula, by: Grain, typist: Typist) -> Figure:
    group = typist.rules.categories.get(rule.categories)
    if group is None or group.ordered:
        known = sorted(n for n, c in typist.rules.categories.items() if not c.ordered)
        raise Mistake("unknown_categories", 0, name=rule.categories, given=rule.categories, known=known)
    operand = typist.quantity(tree, draft.measure.id, by)
    unit = typist.rules.scales[group.unit].unit
    converted = typist.convert(operand, unit, 0, group.unit)
    fits(converted, rule.by, typist.rules)
    node = Classify(converted.grain, NUMBER, 0, converted, group)
    return replace(_record(name, draft, rule, node, 0), bands=group.bands)


def _chosen(name: str, draft: Draft, rule: FigureRule, by: Grain, typist: Typist, issues: list[Issue]) -> Figure | None:
    conditions = []
    for part, (tree, place) in draft.parts.items():
        try:
            conditions.append(typist.condition(tree, draft.measure.id, by))
        except Mistake as mistake:
            issues.append(issue_of(mistake, rule.places.get(part, place)))
    if len(conditions) != sum(1 for option in rule.choose if option.when) or not conditions:
        return None
    node = Choose(join(typist.rules, *(c.grain for c in conditions)), NUMBER, 0, tuple(conditions))
    fits(node, rule.by, typist.rules)
    bands = tuple(Band(option.code, option.title) for option in rule.choose)
    return replace(_record(name, draft, rule, node, 0), bands=bands)


def _listed(name: str, draft: Draft, rule: FigureRule, tree: Formula, by: Grain, typist: Typist) -> Figure:
    (dimension,) = grain_of((rule.members,), typist.rules)
    inner = ordered(typist.rules, {*by, dimension})
    condition = typist.condition(tree, draft.measure.id, inner)
    fits(condition, inner, typist.rules)
    node = MembersWhere(by, NUMBER, 0, condition, dimension)
    return replace(_record(name, draft, rule, node, 0), listing=dimension)


def _gathered(name: str, draft: Draft, rule: FigureRule, by: Grain, typist: Typist, issues: list[Issue]) -> Figure | None:
    parts: dict[str, Node] = {}
    for part, (tree, place) in draft.parts.items():
        try:
            parts[part.removeprefix("gather ")] = typist.quantity(tree, draft.measure.id, by)
        except Mistake as mistake:
            issues.append(issue_of(mistake, place))
    if len(parts) != len(rule.gather):
        return None
    dimension = next((d for d in by if set(parts) <= set(typist.rules.dimensions[d].codes)), "")
    if not dimension:
        raise Mistake("gather_members", 0, given=", ".join(parts), by=", ".join(by))
    units = {node.unit for node in parts.values()} or {_declared(rule, draft.measure, typist)}
    if len(units) > 1:
        first, *others = sorted(typist.unit_name(unit) for unit in units)
        raise Mistake("mixed_units", 0, operator="gather", left=first, right=", ".join(others))
    decimals = [node.decimals for node in parts.values()]
    finite = [d for d in decimals if d is not None]
    if len(finite) < len(decimals):
        raise Mistake("round_needed", 0, formula="gather")
    grain = join(typist.rules, (dimension,), *(node.grain for node in parts.values()))
    node = Gather(grain, units.pop(), max(finite, default=0), dimension, parts)
    fits(node, rule.by, typist.rules)
    made = _record(
        name, draft, rule, node, max(finite, default=0), node.unit, _scale(node.unit, rule, draft.measure, typist)
    )
    return replace(made, bands=_common_bands(parts.values(), typist))


def _declared(rule: FigureRule, measure: Measure, typist: Typist) -> Unit:
    """The unit of a gathering that has nothing to gather, such as over indicators none of which has the figure."""
    scale = typist.rules.scales.get(rule.unit or measure.unit)
    return scale.unit if scale else NUMBER


def _common_bands(parts: Iterable[Node], typist: Typist) -> tuple[Band, ...]:
    """The codes of gathered choices: they must all choose among the same ones."""
    figures = [typist.figures.get(part.id) if isinstance(part, Ref) else None for part in parts]
    found = {figure.bands if figure else () for figure in figures}
    if len(found) > 1:
        raise Mistake("gather_choices", 0)
    return found.pop() if found else ()
