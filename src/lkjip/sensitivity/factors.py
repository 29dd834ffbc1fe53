"""Which weights and targets a figure depends on, and how far each may be moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.errors import Location
from lkjip.figure_key import FigureKey
from lkjip.messages import phrase
from lkjip.rules.model import SATKER, YEAR
from lkjip.rules.tree import Const, Keyed, Ref, descendants
from lkjip.scenarios.names import Changeable, of_rules
from lkjip.sensitivity.draws import Factor

if TYPE_CHECKING:
    from lkjip.project import Project

TARGETS = "targets"  # what the tree calls them


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
    spreads, used = {"weight": weights, "target": targets}, _Used(project, figure.id)
    for group in _groups(project):
        moving = [entry for entry in group if spreads[entry.kind] and entry.value]
        if moving and not _alone(moving) and used.any(group):
            yield from (_factor(project, entry, spreads[entry.kind]) for entry in moving)


def still(project: Project, figure: FigureKey) -> Still | None:
    """What a figure depends on although nothing of it moves; None where it is no weight and no target of the year."""
    used = _Used(project, figure.id)
    groups = [group for group in _groups(project) if used.any(group)]
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


class _Used:
    """The constants that a figure is computed from, through all figures that it uses."""

    def __init__(self, project: Project, figure: str) -> None:
        self._places: set[Location] = set()
        self._targets: set[tuple[str, str]] = set()  # measure, and the member they are for; "" of all
        figures = project.plan.resolved.figures
        waiting, seen = [figure], {figure}
        while waiting:
            own = figures[waiting.pop()]
            for part in (own.node, *descendants(own.node)):
                if isinstance(part, Keyed):
                    self._places.update(part.places.values())
                    self._targets |= {(own.measure, "")} if part.label.startswith(TARGETS) else set()
                elif isinstance(part, Const) and part.label.startswith(f"{TARGETS}["):
                    self._targets.add((own.measure, part.label[len(TARGETS) + 1 : -1]))
                elif isinstance(part, Const) and part.location is not None:
                    self._places.add(part.location)
                elif isinstance(part, Ref) and part.id in figures and part.id not in seen:
                    seen.add(part.id)
                    waiting.append(part.id)

    def any(self, group: list[Changeable]) -> bool:
        """Whether one of some values is among them."""
        return any(
            {(entry.owner, ""), (entry.owner, str(entry.path[-1]))} & self._targets
            if entry.kind == "target"
            else entry.location in self._places
            for entry in group
        )
