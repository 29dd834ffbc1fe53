"""Structural breaks: figures over years in which an earlier year was computed by other rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.archived import latest
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.rules.model import YEAR, Categories
from lkjip.rules.resolve import Resolved, resolve
from lkjip.rules.tree import Gather, Node, OverYears, Ref, Select, part_names, references


def breaks(project: Project) -> dict[str, tuple[int, ...]]:
    """The figures over years that hold values of other rules: figure id → those years, for a footnote in the report.

    A year counts where the figure's own rule, or that of anything it rests on, is not the same as this year's; where a year
    is not archived, or its rules cannot be read, nothing can be said.
    """
    now = project.plan.resolved
    over = [figure.id for figure in now.figures.values() if YEAR in figure.grain]
    found: dict[str, list[int]] = {}
    for code in project.rules.dimensions[YEAR].codes[:-1]:
        then = _archived(project, int(code))
        if then is None:
            continue
        for name in over:
            if any(_signature(now, source) != _signature(then, source) for source in _archived_sources(now, name)):
                found.setdefault(name, []).append(int(code))
    return {name: tuple(years) for name, years in found.items()}


def recomputed(project: Project) -> frozenset[str]:
    """The figures over years that compute an earlier year from archived values by this year's rules (capaian).

    The others hand on what was archived of that year (realisasi).
    """
    now = project.plan.resolved

    def handed_on(name: str) -> bool:
        figure = now.figures.get(name)
        return figure is None or _hands_on(figure.node)

    def _hands_on(node: Node) -> bool:
        match node:
            case OverYears():
                return True
            case Ref():
                return handed_on(node.id)
            case Select():
                return _hands_on(node.operand)
            case Gather():
                return all(_hands_on(part) for part in node.parts.values())
        return False

    return frozenset(name for name, figure in now.figures.items() if YEAR in figure.grain and not handed_on(name))


def _archived(project: Project, year: int) -> Resolved | None:
    """The rules of an earlier year's latest archived version."""
    try:
        known = latest(project.root, year)
        return resolve(Project(known.folder, year).rules) if known else None
    except UserError:
        return None


def _archived_sources(resolved: Resolved, name: str) -> Iterator[str]:
    """The figures of earlier years that a figure rests on."""
    seen, stack = set(), [name]
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in resolved.inputs and resolved.inputs[here].table.archived:
            yield resolved.inputs[here].table.archived
        elif here in resolved.figures:
            stack.extend(ref.id for ref in references(resolved.figures[here].node))


def _signature(resolved: Resolved, name: str) -> object:
    """What a value depends on apart from tables: rounding and tree, down to the columns. A mere name is followed."""
    figure, entry = resolved.figures.get(name), resolved.inputs.get(name)
    if figure is None:
        return None if entry is None else (entry.table.name, entry.column.name, sorted(entry.rule.where.items()))
    tree = _structure(resolved, figure.node)
    return tree if isinstance(figure.node, Ref) and figure.rule.round is None else (figure.decimals, tree)


def _structure(resolved: Resolved, node: Node) -> object:
    """A tree without the names, titles and places of what it is made of."""
    if isinstance(node, Ref):
        return _signature(resolved, node.id)
    parts: list[object] = [type(node).__name__]
    for name in part_names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            parts.append(_structure(resolved, value))
        elif isinstance(value, Mapping):
            items = ((key, _structure(resolved, v) if isinstance(v, Node) else v) for key, v in value.items())
            parts.append(() if name == "places" else sorted(items, key=lambda item: str(item[0])))
        elif isinstance(value, tuple):
            parts.append([_structure(resolved, item) if isinstance(item, Node) else item for item in value])
        elif isinstance(value, Categories):
            parts.append((value.round, [(band.lower, band.open, band.code) for band in value.bands]))
        elif name not in ("label", "reason", "location"):
            parts.append(value)
    return parts
