"""Which weights and targets a figure depends on, and how far each may be moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.figure_key import FigureKey
from lkjip.messages import phrase
from lkjip.rules.model import SATKER, YEAR
from lkjip.scenarios.evaluated import evaluated
from lkjip.scenarios.names import Changeable, of_rules
from lkjip.scenarios.scenarios import Scenarios
from lkjip.sensitivity.draws import Factor

if TYPE_CHECKING:
    from lkjip.project import Project


@dataclass(frozen=True, slots=True)
class Still:
    """What a figure depends on that cannot move, and why."""

    titles: tuple[str, ...]
    reason: str


def factors_of(project: Project, figure: FigureKey, weights: Fraction, targets: Fraction) -> Iterator[Factor]:
    """The weights and this year's targets that the figure is computed from and that can move.

    A spread of 0 leaves a kind out, a value of 0 has no share by which to move, and a weight that has its declared sum to
    itself cannot move without breaking it.
    """
    spreads = {"weight": weights, "target": targets}
    for group in _groups(project):
        moving = [entry for entry in group if spreads[entry.kind] and entry.value]
        if moving and not _alone(moving) and _depends(project, figure, group):
            yield from (_factor(project, entry, spreads[entry.kind]) for entry in moving)


def still(project: Project, figure: FigureKey) -> Still | None:
    """What a figure depends on although nothing of it moves; None where it is no weight and no target of the year."""
    groups = [group for group in _groups(project) if _depends(project, figure, group)]
    if not groups:
        return None
    other_than_0 = [[entry for entry in group if entry.value] for group in groups]
    if not any(other_than_0):
        reason = phrase("still_zero")
    elif all(_alone(group) for group in other_than_0 if group):
        reason = phrase("still_sum")
    else:
        reason = phrase("still_share")
    titles = dict.fromkeys(_factor(project, entry, Fraction(0)).title for group in groups for entry in group)
    return Still(tuple(titles), reason)


def _groups(project: Project) -> list[list[Changeable]]:
    """The weights and this year's targets of the rules; the weights of one set together."""
    found: dict[str, list[Changeable]] = {}
    for entry in of_rules(project.root, project.rules, project.changed).values():
        if entry.kind == "weight" or (entry.kind == "target" and _this_year(project, entry)):
            found.setdefault(entry.group or entry.name, []).append(entry)
    return list(found.values())


def _alone(group: list[Changeable]) -> bool:
    """Whether a declared sum leaves a single weight nowhere to go."""
    return len(group) == 1 and group[0].total is not None


def _this_year(project: Project, entry: Changeable) -> bool:
    """Whether a target is of the rule set's year, for which it may be given by another key."""
    by = project.rules.measures[entry.owner].targets_by
    if by is None:
        return entry.name == f"{entry.owner}.target"
    now = {YEAR: str(project.rules.year)}
    if project.satker is not None:
        now |= {SATKER: project.satker, **{key: codes[project.satker] for key, codes in project.belongs.items()}}
    return all(str(code) == now.get(key, str(code)) for key, code in zip(by.keys, entry.path[2:], strict=False))


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
