"""A figure's rule to its tree: formula, classification, choice, list of members, or a gathering of other figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lkjip.errors import Issue, Location, nearest
from lkjip.rules import forms
from lkjip.rules import formula as language
from lkjip.rules.formula import Formula, FormulaError, at
from lkjip.rules.grains import fits, grain_of, join, of_offices, ordered, within_office
from lkjip.rules.kinds import Kind, category, choice
from lkjip.rules.model import SATKER, Band, CheckRule, FigureRule, Measure
from lkjip.rules.scope import most
from lkjip.rules.tree import Cases, Choose, Classify, Gated, Gather, Grain, MembersWhere, Node
from lkjip.rules.typist import Typist
from lkjip.units import NUMBER, Unit

GATE = "measured_when"
STATUS = ("belum_ada_target", "belum_diukur", "melampaui", "tercapai", "belum_tercapai")  # as they are asked for
STATUS_BANDS = tuple(Band(code, code.replace("_", " ")) for code in STATUS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its tree.

    `bands` are the codes its value counts through, of which `first_band` stands for the first; `listing` is the dimension
    that it lists.
    """

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
    first_band: int = 0
    listing: str = ""

    @property
    def whole(self) -> Grain:
        """The grain with the office, if it has a value for each."""
        return self.node.grain if self.rule.over_offices else of_offices(self.grain)

    @property
    def national(self) -> bool:
        """Whether its values are of no single office."""
        return SATKER not in self.whole


@dataclass(slots=True)
class Draft:
    """A figure or check on its way: its parsed formulas, by the key of the part they stand in."""

    measure: Measure
    rule: FigureRule | CheckRule
    trees: dict[str, Formula] = field(default_factory=dict)


def parsed(measure: Measure, rule: FigureRule | CheckRule, issues: list[Issue]) -> Draft:
    """The formulas of a figure or check, read; what cannot be read goes to `issues`."""
    if isinstance(rule, CheckRule):
        parts = [forms.Part("expect", rule.expect, rule.location)]
    else:
        parts = _parts(rule)
        if isinstance(rule.form, forms.Choose):
            _complete(rule.form, issues)
    draft = Draft(measure, rule)
    for part in parts:
        tree = parse(part.text, part.location, issues)
        if tree is not None:
            draft.trees[part.key] = tree
    return draft


def _parts(rule: FigureRule) -> list[forms.Part]:
    """Every formula of a figure: of its form, and when it is measured."""
    gate = rule.measured_when
    return [*rule.form.formulas(), *([forms.Part(GATE, gate.condition, gate.location)] if gate else [])]


def _complete(form: forms.Choose, issues: list[Issue]) -> None:
    """Only the last line of a choice has no condition, and all lines have a code or all a value."""
    for number, option in enumerate(form.options):
        last = number == len(form.options) - 1
        if (option.when is not None) == last or len(form.options) == 1:
            issues.append(Issue("choose_last", option.location, {"code": option.code or option.written}))
        if (option.value is None) != (form.options[0].value is None):
            issues.append(Issue("choose_mixed", option.location, {}))


def parse(text: str, place: Location, issues: list[Issue]) -> Formula | None:
    """A formula's tree, or None where it cannot be read, which goes to `issues`."""
    try:
        return language.parse(text)
    except FormulaError as error:
        issues.append(issue_of(error, place))
        return None


def issue_of(mistake: FormulaError, place: Location) -> Issue:
    """A mistake in a formula as an issue, at its column; `place` is where its text stands unless it knows better."""
    start = mistake.place or place
    return Issue(mistake.code, Location(start.file, start.line, start.column + mistake.offset), _values(mistake.values))


def _values(values: Mapping[str, object]) -> dict[str, object]:
    """Values for a message, with the nearest known name where the list of known names is among them."""
    found = dict(values)
    known = found.get("known")
    if isinstance(known, (list, tuple)):
        found["nearest"] = nearest(str(found.get("name", "")), known)
        found["known"] = ", ".join(known)
    return found


def resolve_figure(name: str, draft: Draft, typist: Typist, issues: list[Issue]) -> Figure | None:
    """A figure's tree with its grain, unit and scale, or None where it has a mistake, which goes to `issues`."""
    rule = draft.rule
    assert isinstance(rule, FigureRule)
    if not {part.key for part in _parts(rule)} <= set(draft.trees):  # a part could not be read, which has been said
        return None
    try:
        _nothing_idle(rule)
        with at(rule.places.get("by", rule.location)):
            by = grain_of(rule.by, typist.rules, offices=rule.over_offices)
        return _Resolver(name, draft, rule, by, typist, issues).resolve()
    except FormulaError as mistake:
        issues.append(issue_of(mistake, rule.location))
        return None


def _nothing_idle(rule: FigureRule) -> None:
    """A key that would have no effect is a mistake: only a number is rounded, covers its members or has a history."""
    form = rule.form
    number = isinstance(form, forms.Formula) or (isinstance(form, forms.Choose) and form.options[0].value is not None)
    idle = set() if isinstance(form, forms.Formula) else {"history", "coverage"}
    idle |= set() if number else {"round"} if isinstance(form, forms.Gather) else {"round", "unit"}
    idle |= set() if number else {GATE}
    for key in sorted(idle & set(rule.places)):
        with at(rule.places[key]):
            raise FormulaError("key_without_formula", 0, key=key)


@dataclass(slots=True)
class _Resolver:
    """One figure on its way to its tree."""

    name: str
    draft: Draft
    rule: FigureRule
    by: Grain
    typist: Typist
    issues: list[Issue]

    def resolve(self) -> Figure | None:
        match self.rule.form:
            case forms.Formula(part):
                with at(part.location):
                    return self.numeric(self.quantity(part, self.rule), part.text)
            case forms.Classify() as form:
                return self.classified(form)
            case forms.Choose() as form:
                return self.chosen(form) if form.options[0].value is None else self.cased(form)
            case forms.Status() as form:
                return self.judged(form)
            case forms.Members() as form:
                return self.listed(form)
            case forms.Gather() as form:
                return self.gathered(form)

    # Parts

    def quantity(self, part: forms.Part, rule: FigureRule | None = None) -> Node:
        with at(part.location):
            return self.typist.quantity(
                self.draft.trees[part.key], self.draft.measure.id, self.by, rule, offices=self.rule.over_offices
            )

    def condition(self, part: forms.Part, by: Grain) -> Node:
        with at(part.location):
            return self.typist.condition(
                self.draft.trees[part.key], self.draft.measure.id, by, offices=self.rule.over_offices
            )

    def every(self, parts: list[forms.Part], by: Grain, *, conditions: bool) -> list[Node]:
        """The trees of several parts; what is wrong with one goes to `issues` and leaves it out."""
        found = []
        for part in parts:
            try:
                found.append(self.condition(part, by) if conditions else self.quantity(part))
            except FormulaError as mistake:
                self.issues.append(issue_of(mistake, part.location))
        return found

    def figure(self, node: Node, decimals: int, unit: Unit, scale: str = "") -> Figure:
        """The figure of a tree; a value that counts through codes has their bands."""
        rule, kind = self.rule, self.typist.kinds.get(unit)
        citation = rule.citation or self.draft.measure.citation
        found = Figure(
            id=self.name,
            measure=self.draft.measure.id,
            title=rule.title or rule.name,
            grain=within_office(node.grain),
            node=node,
            decimals=decimals,
            unit=unit,
            scale=scale,
            location=rule.location,
            citation=citation,
            rule=rule,
        )
        return replace(found, bands=kind.bands, first_band=kind.first) if kind else found

    # Forms

    def numeric(self, node: Node, text: str) -> Figure:
        rule, gate = self.rule, self.rule.measured_when
        fits(node, rule.by)
        if gate is not None:
            condition = self.condition(forms.Part(GATE, gate.condition, gate.location), self.by)
            with at(gate.location):
                fits(replace(node, grain=join(self.typist.rules, node.grain, condition.grain)), rule.by)
            node = Gated(node.grain, node.unit, node.decimals, node, condition, gate.reason)
        if node.unit in self.typist.kinds:
            if rule.round is not None:
                with at(rule.places["round"]):
                    raise FormulaError("round_of_codes", 0)
            return self.figure(node, 0, node.unit)
        decimals = node.decimals if rule.round is None else rule.round
        if decimals is None:
            raise FormulaError("round_needed", 0, formula=text)
        return self.figure(node, decimals, node.unit, self.scale(node.unit))

    def scale(self, unit: Unit) -> str:
        """The name that the unit is printed with: as declared, which must be right, or else the first that fits."""
        rules, rule, measure = self.typist.rules, self.rule, self.draft.measure
        if rule.unit:
            with at(rule.places.get("unit", rule.location)):
                if rule.unit not in rules.scales:
                    raise FormulaError("unknown_unit", 0, name=rule.unit, given=rule.unit, known=sorted(rules.scales))
                if rules.scales[rule.unit].unit != unit:
                    raise FormulaError("figure_unit", 0, declared=rule.unit, found=self.typist.unit_name(unit))
            return rule.unit
        if measure.unit in rules.scales and rules.scales[measure.unit].unit == unit:
            return measure.unit
        if unit == NUMBER or unit in self.typist.kinds:
            return ""
        fitting = next((name for name, scale in rules.scales.items() if scale.unit == unit), "")
        if not fitting:
            raise FormulaError("unit_unnamed", 0, found=self.typist.unit_name(unit))
        return fitting

    def classified(self, form: forms.Classify) -> Figure:
        rules, name = self.typist.rules, form.categories.text
        group = rules.categories.get(name)
        if group is None or group.ordered:
            known = sorted(n for n, c in rules.categories.items() if not c.ordered)
            with at(form.categories.location):
                raise FormulaError("unknown_categories", 0, name=name, given=name, known=known)
        operand = self.quantity(form.operand)
        with at(form.operand.location):
            operand = self.typist.convert(operand, rules.scales[group.unit].unit, 0, group.unit)
            fits(operand, self.rule.by)
        return self.figure(Classify(operand.grain, category(name), 0, operand, group), 0, category(name))

    def chosen(self, form: forms.Choose) -> Figure | None:
        conditions = self.every([o.when for o in form.options if o.when], self.by, conditions=True)
        if len(conditions) != sum(1 for option in form.options if option.when) or not conditions:
            return None
        unit = choice(tuple(option.code for option in form.options))
        bands = tuple(Band(option.code, option.title) for option in form.options)
        self.typist.kinds.setdefault(unit, Kind(bands, 0, ordered=False, ranked=False))
        node = Choose(join(self.typist.rules, *(c.grain for c in conditions)), unit, 0, tuple(conditions))
        fits(node, self.rule.by)
        return replace(self.figure(node, 0, unit), bands=bands)

    def judged(self, form: forms.Status) -> Figure:
        """The status follows from polarity and target; a missing target or realisation is a status, too."""
        realised, target = self.quantity(form.realised), self.quantity(form.target)
        with at(form.realised.location):
            conditions = self.typist.standing(self.draft.measure.id, self.by, realised, target)
            unit = choice(STATUS)
            self.typist.kinds.setdefault(unit, Kind(STATUS_BANDS, 0, ordered=False, ranked=False))
            node = Choose(join(self.typist.rules, realised.grain, target.grain), unit, 0, conditions)
            fits(node, self.rule.by)
        return self.figure(node, 0, unit)

    def cased(self, form: forms.Choose) -> Figure | None:
        """A number by cases. All values have one unit; a bare number takes that of the others."""
        conditions = self.every([o.when for o in form.options if o.when], self.by, conditions=True)
        values = self.every([o.value for o in form.options if o.value], self.by, conditions=False)
        if len(values) != len(form.options) or len(conditions) != len(form.options) - 1:
            return None
        unit = self.one_unit(values, "choose")
        grain = join(self.typist.rules, *(node.grain for node in (*conditions, *values)))
        node = Cases(grain, unit, most(*(v.decimals for v in values)), tuple(conditions), tuple(values))
        return self.numeric(node, form.written)

    def one_unit(self, nodes: list[Node], operator: str) -> Unit:
        """The unit that all nodes have; bare numbers take it from the others, or from the figure's own unit."""
        scales, rule = self.typist.rules.scales, self.rule
        units = {node.unit for node in nodes if not getattr(node, "bare", False)}
        if len(units) > 1:
            if units & set(self.typist.kinds):
                raise FormulaError("gather_choices", 0)
            first, *others = sorted(self.typist.unit_name(unit) for unit in units)
            raise FormulaError("mixed_units", 0, operator=operator, left=first, right=", ".join(others))
        declared = scales.get(rule.unit or self.draft.measure.unit)
        return units.pop() if units else declared.unit if declared else NUMBER

    def listed(self, form: forms.Members) -> Figure:
        with at(form.dimension.location):
            (dimension,) = grain_of((form.dimension.text,), self.typist.rules)
        inner = ordered(self.typist.rules, {*self.by, dimension})
        condition = self.condition(form.when, inner)
        with at(form.when.location):
            fits(condition, inner)
        return replace(self.figure(MembersWhere(self.by, NUMBER, 0, condition, dimension), 0, NUMBER), listing=dimension)

    def gathered(self, form: forms.Gather) -> Figure | None:
        nodes = self.every(list(form.parts.values()), self.by, conditions=False)
        if len(nodes) != len(form.parts):
            return None
        parts = dict(zip(form.parts, nodes, strict=True))
        rules = self.typist.rules
        dimension = next((d for d in within_office(self.by) if set(parts) <= set(rules.dimensions[d].codes)), "")
        if not dimension:
            raise FormulaError("gather_members", 0, given=", ".join(parts), by=", ".join(self.by))
        unit, decimals = self.one_unit(nodes, "gather"), most(*(node.decimals for node in nodes))
        if decimals is None:
            raise FormulaError("round_needed", 0, formula="gather")
        grain = join(rules, (dimension,), *(node.grain for node in nodes))
        node = Gather(grain, unit, decimals, dimension, parts)
        fits(node, self.rule.by)
        return self.figure(node, decimals, unit, self.scale(unit))
