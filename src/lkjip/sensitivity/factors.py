"""Which weights and targets a figure depends on, and how far each may be moved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.figure_key import FigureKey
from lkjip.messages import phrase
from lkjip.scenarios.evaluated import evaluated
from lkjip.scenarios.names import Changeable, of_rules
from lkjip.scenarios.scenarios import Scenarios
from lkjip.sensitivity.draws import Factor

if TYPE_CHECKING:
    from lkjip.project import Project


def factors_of(project: Project, figure: FigureKey, weights: Fraction, targets: Fraction) -> Iterator[Factor]:
    """The weights other than 0 and this year's targets that the figure is computed from; a spread of 0 leaves a kind out."""
    spreads = {"weight": weights, "target": targets}
    known = of_rules(project.root, project.rules, project.changed)
    groups: dict[str, list[Changeable]] = {}
    for entry in known.values():
        if spreads.get(entry.kind) and entry.value and (entry.kind == "weight" or _this_year(project, entry)):
            groups.setdefault(entry.group or entry.name, []).append(entry)
    for group in groups.values():
        if _depends(project, figure, group):
            yield from (_factor(project, entry, spreads[entry.kind]) for entry in group)


def _this_year(project: Project, entry: Changeable) -> bool:
    """Whether a target is of the rule set's year, for which it may be given by another key."""
    return entry.name == f"{entry.owner}.target" or project.rules.measures[entry.owner].targets_by is not None


def _factor(project: Project, entry: Changeable, spread: Fraction) -> Factor:
    """One factor. The weights of its group that are 0 now stay so and leave it the whole total."""
    measure = project.rules.measures[entry.owner]
    own = entry.title
    if entry.kind == "target":
        own = phrase("robust_target") if measure.targets_by is None else phrase("robust_target_of").format(key=entry.title)
    title = f"{measure.short or measure.title}: {own}"
    return Factor(entry.name, title, entry.value or Fraction(0), spread, entry.group, entry.total)


def _depends(project: Project, figure: FigureKey, group: list[Changeable]) -> bool:
    """Whether the figure is computed from these values at all."""
    same = Scenarios.of({entry.name: [entry.value] for entry in group})
    return figure.id in evaluated(project, same).figures
