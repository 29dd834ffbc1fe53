"""A rule set as a flat list of things a person can change, so that two rule sets can be compared and told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lkjip.decimals import fraction_text
from lkjip.errors import Location
from lkjip.rules.forms import Choose
from lkjip.rules.model import Categories, Dimension, FigureRule, Measure, RuleSet, Table

Path = tuple[str, ...]

# What changes most figures comes first.
KINDS = (
    "weight",
    "band",
    "band_value",
    "gap",
    "target",
    "target_of_year",
    "parameter",
    "cap",
    "floor",
    "achievement",
    "polarity",
    "cumulation",
    "formula",
    "round",
    "figure_unit",
    "coverage",
    "scope",
    "sample",
    "by",
    "history",
    "choice",
    "figure",
    "measured_when",
    "input",
    "source",
    "member",
    "dimension",
    "column",
    "range",
    "table",
    "unit",
    "group",
    "measure",
    "expect",
    "level",
    "check",
    "citation",
    "based_on",
    "medium_term",
    "period",
    "version",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a rule set: `kind` names its words, `words` fill them in; a number is exact and has its decimals.

    Where an item is new or gone, those below it (by path) are not told again.
    """

    path: Path
    kind: str
    value: str | Fraction
    location: Location
    words: Mapping[str, str]
    decimals: int = 0


def items(rules: RuleSet) -> Iterator[Item]:
    """Everything of a rule set that can have an effect, or that a reader would want to know of; no titles or notes."""
    yield Item(("ruleset", "version"), "version", rules.version, rules.location, {})
    yield Item(("ruleset", "period"), "period", " – ".join(rules.period), rules.location, {})
    yield Item(("ruleset", "medium_term"), "medium_term", str(rules.medium_term or "–"), rules.location, {})
    for scale in rules.scales.values():
        powers = "·".join(base + (f"^{power}" if power != 1 else "") for base, power in scale.unit.powers)
        text = f"{scale.unit.factor} {powers}".strip()
        yield Item(("units", scale.name), "unit", text, rules.location, {"name": scale.title})
    for name, citation in rules.citations.items():
        text = " – ".join((citation.valid_from or "…", citation.valid_to or "…"))
        words = {"name": citation.title}
        yield Item(("citations", name), "citation", f"{citation.certainty}, {text}", citation.location, words)
    for dimension in rules.dimensions.values():
        yield from _dimension(dimension)
    for group in rules.categories.values():
        yield from _categories(group)
    for table in rules.tables.values():
        if not table.archived:
            yield from _table(table)
    for measure in rules.measures.values():
        yield from _measure(measure, rules)


def _dimension(dimension: Dimension) -> Iterator[Item]:
    path = ("dimensions", dimension.name)
    yield Item(path, "dimension", dimension.parent, dimension.location, {"name": dimension.title})
    for member in dimension.members:
        words = {"dimension": dimension.title, "member": member.short or member.title}
        yield Item((*path, member.code), "member", member.parent, dimension.location, words)


def _categories(group: Categories) -> Iterator[Item]:
    path = ("categories", group.name)
    upper = "" if group.upper is None else str(group.upper)
    text = ", ".join(filter(None, (group.unit, f"round {group.round}", upper)))
    yield Item(path, "group", text, group.location, {"name": group.title})
    for number, band in enumerate(group.bands):
        words = {"group": group.title, "code": band.code, "title": band.title, "sign": ">" if band.open else "≥"}
        value = str(number + 1) if band.lower is None else band.lower
        yield Item((*path, band.code), "band", value, group.location, words, group.round)
        if band.value is not None:
            yield Item((*path, band.code, "value"), "band_value", band.value, group.location, words)
    for gap in group.gaps:
        words = {"group": group.title, "sign": ">" if gap.open else "≥"}
        yield Item((*path, "gap", str(gap.lower)), "gap", gap.lower or Fraction(0), group.location, words, group.round)


def _table(table: Table) -> Iterator[Item]:
    path = ("tables", table.name)
    yield Item(path, "table", ", ".join(table.keys), table.location, {"name": table.title})
    for column in table.columns.values():
        words = {"table": table.title, "name": column.title}
        kind = f"{column.type} {column.decimals} {column.unit} {column.categories}".strip()
        ends = " – ".join("…" if end is None else fraction_text(end) for end in (column.minimum, column.maximum))
        yield Item((*path, column.name), "column", kind, column.location, words)
        yield Item((*path, column.name, "range"), "range", ends, column.location, words)


def _measure(measure: Measure, rules: RuleSet) -> Iterator[Item]:
    path = ("measures", measure.id)
    here = {"where": measure.title}
    yield Item(path, "measure", measure.objective, measure.location, here)
    yield Item((*path, "citation"), "based_on", measure.citation, measure.location, {**here, "name": measure.title})
    judged = {"": measure.judgement} if not measure.judged else measure.judged
    for code, judgement in judged.items():
        own = (*path, code) if code else path
        whose = here if not code else {"where": f"{measure.title}: {rules.titled(measure.judged_by, code)}"}
        for name, value in (
            ("polarity", judgement.polarity),
            ("achievement", judgement.formula),
            ("cap", "–" if judgement.cap is None else judgement.cap),
            ("floor", "–" if judgement.floor is None else judgement.floor),
            ("cumulation", measure.cumulated.get(code, measure.cumulation) or "–"),
        ):
            yield Item((*own, name), name, value, measure.location, whose)
    if measure.targets_by is not None or measure.targets_from_table:
        yield Item((*path, "target_of_year"), "target_of_year", measure.targets_of_year or "–", measure.location, here)
    for year, value in measure.targets.items():
        words = {**here, "year": year}
        yield Item((*path, "targets", year), "target", _level(value, measure, rules), measure.target_places[year], words)
    if (given := measure.targets_by) is not None:
        for code, value in given.values.items():
            words = {**here, "year": rules.titled(given.by, code)}
            yield Item((*path, "targets", code), "target", _level(value, measure, rules), given.places[code], words)
    for weights in measure.weights.values():
        dimension = rules.dimensions[weights.by]
        for code, value in weights.values.items():
            member = dimension.member(code)
            words = {**here, "dimension": dimension.title, "member": member.short or member.title}
            yield Item((*path, "weights", weights.name, code), "weight", value, weights.places[code], words)
    for name, grid in measure.grids.items():
        for code, value in grid.values.items():
            words = {**here, "dimension": name, "member": rules.titled(grid.by, code)}
            yield Item((*path, "weights", name, code), "weight", value, grid.places[code], words)
    for parameter in measure.parameters.values():
        words = {**here, "name": parameter.title or parameter.name, "unit": parameter.unit}
        if parameter.value is not None:
            yield Item((*path, "parameters", parameter.name), "parameter", parameter.value, parameter.location, words)
        for constants in filter(None, (parameter.varying, parameter.dated)):
            for code, value in constants.values.items():
                named = {**words, "name": f"{words['name']} ({rules.titled(constants.by, code)})"}
                yield Item((*path, "parameters", parameter.name, code), "parameter", value, constants.places[code], named)
    yield from _inputs(measure, path)
    for rule in measure.figures.values():
        yield from _figure(rule, measure, path)
    for check in measure.checks.values():
        words = {**here, "name": check.title}
        yield Item((*path, "checks", check.name), "check", "", check.location, words)
        for kind, text in (("expect", check.expect), ("level", check.level)):
            yield Item((*path, "checks", check.name, kind), kind, text, check.location, words)


def _level(value: Fraction, measure: Measure, rules: RuleSet) -> str | Fraction:
    """A target as it is written: of an ordered scale the level's title, which its number stands for."""
    scale = rules.categories.get(measure.unit)
    return value if scale is None or not scale.ordered else scale.bands[int(value) - 1].title


def _inputs(measure: Measure, path: Path) -> Iterator[Item]:
    for rule in measure.inputs.values():
        words = {"where": measure.title, "name": rule.name}
        own = (*path, "inputs", rule.name)
        fixed = "".join(f", {key} = {code}" for key, code in sorted(rule.where.items()))
        source = f"archive: {rule.archive}" if rule.archive else f"{rule.table}.{rule.column}{fixed}"
        yield Item(own, "input", "", rule.location, words)
        yield Item((*own, "source"), "source", source, rule.location, words)
        condition = rule.measured_when.condition if rule.measured_when else "–"
        yield Item((*own, "measured_when"), "measured_when", condition, rule.location, words)


_PARTS: tuple[tuple[str, Callable[[FigureRule], str]], ...] = (
    ("round", lambda rule: "–" if rule.round is None else str(rule.round)),
    ("by", lambda rule: ", ".join(rule.by) or "–"),
    ("figure_unit", lambda rule: rule.unit or "–"),
    ("coverage", lambda rule: "all" if rule.coverage_all else "–"),
    ("scope", lambda rule: "all_offices" if rule.over_offices else "–"),
    ("sample", lambda rule: rule.measured_when.condition if rule.measured_when else "–"),
    ("history", lambda rule: rule.history or "–"),
    ("based_on", lambda rule: rule.citation or "–"),
)


def _figure(rule: FigureRule, measure: Measure, path: Path) -> Iterator[Item]:
    words = {"where": measure.title, "name": rule.title, "id": f"{measure.id}.{rule.name}"}
    own = (*path, "figures", rule.name)
    yield Item(own, "figure", "", rule.location, words)
    yield Item(
        (*own, "formula"), "choice" if isinstance(rule.form, Choose) else "formula", rule.written, rule.location, words
    )
    for kind, part in _PARTS:
        yield Item((*own, kind), kind, part(rule), rule.location, words)
