"""Scenarios one by one, as whole evaluations: where their values decide what is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from lkjip.errors import Issue, UserError
from lkjip.evaluate import evaluate
from lkjip.evaluate.slate import Reason, Slate
from lkjip.plan.build import build
from lkjip.plan.exact import WIDE
from lkjip.plan.marks import why_of
from lkjip.rules.figure import Figure
from lkjip.rules.resolve import resolve
from lkjip.scenarios.altered import altered, filled
from lkjip.scenarios.names import Cell, Changeable
from lkjip.scenarios.outcomes import Outcome, Outcomes, lean
from lkjip.scenarios.refused import of_scenario
from lkjip.scenarios.scenarios import Scenarios


def one_by_one(
    base: Slate,
    scenarios: Scenarios,
    named: Mapping[str, Changeable],
    cells: Mapping[str, Cell],
    wanted: Collection[str] | None,
) -> Outcomes:
    """The same as in one run. What a scenario may not do is refused with it; all that are refused are told."""
    slates: list[Slate] = []
    issues: list[Issue] = []
    for number in range(len(scenarios)):
        values = scenarios.of_one(number)
        rules = {name: value for name, value in values.items() if name in named and value is not None}
        try:
            plan = build(resolve(altered(base.rules, rules, named)))
            tables = filled(base.tables, {name: values[name] for name in cells}, cells, base.rules)
            slates.append(evaluate(plan, tables).slate)
        except UserError as error:
            issues += of_scenario(scenarios, number, error.issues)
    if issues:
        raise UserError(issues)
    figures = base.plan.resolved.figures
    reasons = _Reasons()
    found = {name: _gathered(figures[name], slates, reasons) for name in figures if wanted is None or name in wanted}
    return Outcomes(base, scenarios, found, reasons.known, False)


@dataclass(slots=True)
class _Reasons:
    """Reasons of many evaluations under one numbering."""

    known: dict[int, Reason] = field(default_factory=dict)
    numbers: dict[tuple[Reason, bool], int] = field(default_factory=dict)

    def number(self, reason: Reason, absent: bool) -> int:
        if (reason, absent) not in self.numbers:
            number = (len(self.numbers) + 1) * (-1 if absent else 1)
            self.numbers[reason, absent] = number
            self.known[number] = reason
        return self.numbers[reason, absent]


def _gathered(figure: Figure, slates: list[Slate], reasons: _Reasons) -> Outcome:
    """A figure of all scenarios, with as many decimals as any of them has."""
    grown = [slate.plan.resolved.figures[figure.id].decimals for slate in slates]
    most = max(grown)
    values, whys = [], []
    for slate, decimals in zip(slates, grown, strict=True):
        frame = slate.frame(figure.whole)
        column = frame.get_column(figure.id)
        values.append(column if figure.listing else pl.select(column * pl.lit(10 ** (most - decimals), WIDE)).to_series())
        given = frame.get_column(why_of(figure.id)).to_list() if slate.stored[figure.id].nullable else [None] * frame.height
        whys += [None if why is None else reasons.number(slate.reasons[why], why < 0) for why in given]
    missing = pl.Series(whys, dtype=pl.Int16)
    return Outcome(figure, most, lean(pl.concat(values)), missing if missing.null_count() < len(missing) else None)
