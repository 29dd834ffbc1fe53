"""Many alternatives to a year, evaluated: in one run where the plan allows it, else one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from lkjip.editing.year import documents
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.evaluate.slate import Slate
from lkjip.inputs import SHOWN
from lkjip.layout import rules_of
from lkjip.plan.marks import check_of, why_of
from lkjip.rules.resolve import Check
from lkjip.scenarios import names
from lkjip.scenarios.axis import SCENARIO, Spread
from lkjip.scenarios.columns import plain_cells
from lkjip.scenarios.graft import Grafted, graft
from lkjip.scenarios.names import Cell, Changeable
from lkjip.scenarios.outcomes import Outcome, Outcomes, lean, unchanged
from lkjip.scenarios.refused import of_scenario, refused
from lkjip.scenarios.run import parts
from lkjip.scenarios.scenarios import Scenarios
from lkjip.scenarios.single import one_by_one

if TYPE_CHECKING:
    from lkjip.project import Project


def evaluated(project: Project, scenarios: Scenarios, figures: Collection[str] | None = None) -> Outcomes:
    """The values of figures in every scenario, exactly what `evaluate` gives once the files say so.

    Args:
        project: a year that can be evaluated.
        scenarios: what changes, by the names of `lkjip.scenarios.names`.
        figures: ids of the figures wanted, with those that no scenario changes; without it all that any scenario changes.

    Raises:
        UserError: a name or figure is unknown, a scenario is one that `check` would refuse, or a number leaves 128 bits.
    """
    named, cells = meant(project, scenarios)
    wanted = _known(project, figures)
    read = documents(project.root, project.year, "", project.changed)
    issues = refused(project.rules, scenarios, named, cells, read)
    if issues:
        raise UserError(issues)
    base = project.evaluation.slate
    root = Spread.over(base)
    grafted = graft(project.plan, scenarios, named, cells) if plain_cells(root, cells, scenarios) else None
    if grafted is None:
        return one_by_one(base, scenarios, named, cells, wanted)
    return _together(base, root, grafted.limited(wanted), scenarios, cells, wanted)


def meant(project: Project, scenarios: Scenarios) -> tuple[dict[str, Changeable], dict[str, Cell]]:
    """What the names of scenarios mean: values of the rules, and cells of the tables."""
    inputs = project.plan.inputs
    of_cells = [name for name in scenarios.values if names.is_cell(name, inputs)]
    known = names.of_rules(project.root, project.rules, project.changed)
    named = names.chosen([name for name in scenarios.values if name not in of_cells], known, project.year)
    cells = {name: names.cell(name, project.plan, project.tables, project.office) for name in of_cells}
    return named, cells


def _known(project: Project, figures: Collection[str] | None) -> Collection[str] | None:
    issues = []
    for name in figures or ():
        if name not in (known := project.plan.resolved.figures):
            values = {"given": name, "nearest": nearest(name, known)}
            issues.append(Issue("unknown_figure", Location(rules_of(project.year)), values))
    if issues:
        raise UserError(issues)
    return figures


def _together(
    base: Slate,
    root: Spread,
    grafted: Grafted,
    scenarios: Scenarios,
    cells: Mapping[str, Cell],
    wanted: Collection[str] | None,
) -> Outcomes:
    """All scenarios in one run."""
    resolved = grafted.plan.resolved
    steps = {step.id: step for wave in grafted.waves for step in wave}
    ids = [name for name in resolved.figures if name in steps and (wanted is None or name in wanted)]
    values: dict[str, list[pl.Series]] = {name: [] for name in ids}
    whys: dict[str, list[pl.Series | None]] = {name: [] for name in ids}
    failed: list[Issue] = []
    for start, slate in parts(root, grafted, scenarios, cells):
        for check in resolved.checks.values():
            if check_of(check.id) in steps:
                failed += _failed(slate, check, scenarios, start)
        for name in ids:
            frame = slate.frame(steps[name].grain)
            values[name].append(lean(frame.get_column(name)))
            whys[name].append(frame.get_column(why_of(name)) if slate.stored[name].nullable else None)
    if failed:
        raise UserError(failed[:SHOWN])
    found = {}
    for name in ids:
        decimals = steps[name].decimals or 0
        found[name] = Outcome(resolved.figures[name], decimals, _joined(values[name]), _whys(values[name], whys[name]))
    for name in wanted or ():
        if name not in found:
            found[name] = unchanged(base, resolved.figures[name], len(scenarios))
    return Outcomes(base, scenarios, found, root.reasons, True)


def _joined(series: list[pl.Series]) -> pl.Series:
    kinds = {one.dtype for one in series}
    return pl.concat([one.cast(pl.Int128) for one in series] if len(kinds) > 1 else series)


def _whys(values: list[pl.Series], whys: list[pl.Series | None]) -> pl.Series | None:
    if not any(part is not None for part in whys):
        return None
    nothing = [pl.Series([None], dtype=pl.Int16).new_from_index(0, len(part)) for part in values]
    return pl.concat([none if part is None else part for part, none in zip(whys, nothing, strict=True)])


def _failed(slate: Spread, check: Check, scenarios: Scenarios, start: int) -> Iterator[Issue]:
    """The scenarios in which a check of level error does not hold."""
    if check.rule.level != "error":
        return
    column = check_of(check.id)
    frame = next(frame for grain, frame in slate.frames.items() if SCENARIO in grain and column in frame.columns)
    for number in frame.filter(pl.col(column) == 0).get_column(SCENARIO).unique().sort().head(SHOWN).to_list():
        values = {
            "check": check.id,
            "title": check.title,
            "expect": check.rule.expect,
            "key": "–",
            "satker": "–",
            "detail": "",
        }
        yield from of_scenario(scenarios, start + number, [Issue("check_failed", check.rule.location, values)])
