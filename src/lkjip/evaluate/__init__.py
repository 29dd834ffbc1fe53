"""Plan and tables to figures: the only package that runs the plan.

Each grain has one dense frame: a row per office and combination of members, in one fixed order. So a coarser value is
looked up by position, a reduction groups rows that the plan already knows, and no result depends on the order of rows in
a file or on the number of threads. Python loops over steps of the plan, never over offices, months or rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lkjip.errors import Issue, Level, UserError
from lkjip.evaluate.place import codes_at, place_inputs
from lkjip.evaluate.results import figures_of
from lkjip.evaluate.run import run_wave
from lkjip.evaluate.slate import Slate
from lkjip.figure_key import FigureKey
from lkjip.figures import Figures
from lkjip.inputs import SHOWN, Tables
from lkjip.inputs.offices import unnamed
from lkjip.plan.build import Plan
from lkjip.plan.marks import check_of
from lkjip.rules.grains import of_offices
from lkjip.rules.model import SATKER


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything computed: the figures, the issues that checks raised, and the frames behind them."""

    figures: Figures
    issues: tuple[Issue, ...]
    slate: Slate


def evaluate(plan: Plan, tables: Tables) -> Evaluation:
    """Computes every figure and check of a plan.

    Raises:
        UserError: a value is there where it must not be or the reverse, a number could leave 128 bits, or a check of
            level error fails.
    """
    slate = Slate(plan, tables)
    told = list(unnamed(plan.rules, tables))
    issues = [issue for issue in told if issue.level == "error"]
    place_inputs(slate, issues)
    if issues:
        raise UserError(issues)
    for wave in plan.waves:
        run_wave(slate, wave)
    issues = [*plan.rules.issues, *told, *_failed_checks(slate)]
    if any(issue.level == "error" for issue in issues):
        raise UserError(issues)
    return Evaluation(figures_of(slate), tuple(issues), slate)


def _failed_checks(slate: Slate) -> list[Issue]:
    """An issue for every office and key where a check does not hold. Where an operand is missing it says nothing."""
    issues = []
    levels: dict[str, Level] = {"note": "note", "warning": "warning", "error": "error"}
    for check in slate.plan.resolved.checks.values():
        if slate.frame(of_offices(check.grain)).get_column(check_of(check.id)).min() != 0:
            continue
        failed = slate.frame(of_offices(check.grain)).filter(pl.col(check_of(check.id)) == 0)
        for row in failed.head(SHOWN).iter_rows(named=True):
            at = FigureKey.of(check.id, codes_at(slate.rules, check.grain, row))
            office = slate.tables.offices[row[SATKER]]
            values = {
                "check": check.id,
                "title": check.title,
                "key": ", ".join(at.pairs) or "–",
                "satker": office,
                "expect": check.rule.expect,
            }
            issues.append(Issue("check_failed", check.rule.location, values, levels[check.rule.level], at, office))
        if failed.height > SHOWN:
            values = {"count": failed.height - SHOWN, "flag": check.id}
            issues.append(Issue("more_like_this", check.rule.location, values, levels[check.rule.level]))
    return issues
