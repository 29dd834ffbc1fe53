"""The indicators of a year at a glance: which figure is target, realisation, achievement, by what the rules say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lkjip.figures import Value
from lkjip.project import Project
from lkjip.rules.figure import STATUS
from lkjip.rules.forms import Formula, Status
from lkjip.rules.model import YEAR, FigureRule, Measure

_ACHIEVEMENT = re.compile(r"\s*achievement\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*")
_YEARS = re.compile(r"\s*over_years\(\s*(\w+)\s*\)\s*")

_MET = STATUS[2:4]  # above the target, and at it


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a year and office: its figures where the rules have them, and its realisation by year."""

    measure: Measure
    target: Value | None
    result: Value | None
    achievement: Value | None
    status: Value | None
    met: bool  # whether the status is that of a target that is met
    years: tuple[tuple[str, Fraction | None], ...]


def indicators(project: Project, satker: str) -> Iterator[Indicator]:
    """Every measure with an objective or targets, in the order of the rules.

    Its achievement is the figure whose formula is `achievement(result, target)` of the year; its status the figure of the
    form `status`.
    """
    values = {value.id: value for value in project.evaluate() if value.satker == satker and not value.key}
    for measure in project.rules.measures.values():
        if not (measure.objective or measure.targets):
            continue
        names = _names(measure)
        found = {part: values.get(f"{measure.id}.{name}") for part, name in names.items()}
        status = found.get("status")
        met = status is not None and status.value in _MET
        yield Indicator(
            measure=measure,
            target=found.get("target"),
            result=found.get("result"),
            achievement=found.get("achievement"),
            status=status,
            met=met,
            years=tuple(_years(project, measure, names.get("result", ""), satker)),
        )


def _names(measure: Measure) -> Mapping[str, str]:
    """The names of the figures that play each part."""
    for rule in measure.figures.values():
        found = _ACHIEVEMENT.fullmatch(_formula(rule))
        if found and not rule.by and _current(measure, found[2]):
            result, target = found[1], found[2]
            status = next((r.name for r in measure.figures.values() if _judges(r, result)), "")
            return {"target": target, "result": result, "achievement": rule.name, "status": status}
    # An indicator that is a category has no achievement; what its status compares says the rest.
    for rule in measure.figures.values():
        if isinstance(rule.form, Status) and not rule.by and rule.form.realised.text in measure.figures:
            target = next((name for name in measure.figures if _current(measure, name)), "")
            return {"target": target, "result": rule.form.realised.text, "status": rule.name}
    return {}


def _formula(rule: FigureRule) -> str:
    return rule.form.formula.text if isinstance(rule.form, Formula) else ""


def _current(measure: Measure, name: str) -> bool:
    rule = measure.figures.get(name)
    return rule is not None and re.sub(r"\s", "", _formula(rule)) == "current(targets)"


def _judges(rule: FigureRule, result: str) -> bool:
    """Whether a figure says where the result stands against its target."""
    return isinstance(rule.form, Status) and rule.form.realised.text == result and not rule.by


def _years(project: Project, measure: Measure, result: str, satker: str) -> Iterator[tuple[str, Fraction | None]]:
    rule = next((r for r in measure.figures.values() if (m := _YEARS.fullmatch(_formula(r))) and m[1] == result), None)
    if rule is None or rule.by != (YEAR,):
        return
    for value in project.evaluate().all(f"{measure.id}.{rule.name}", satker):
        number = Fraction(value.value) if value.value is not None and re.fullmatch(r"-?\d+(\.\d+)?", value.value) else None
        yield str(value.key[YEAR]), number
