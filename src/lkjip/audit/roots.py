"""Roots: what a figure only hands on, found in the trees of its rules, and what its formula reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.figure_key import FigureKey
from lkjip.rules.model import YEAR
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import Const, Gather, Keyed, Node, OverYears, Ref, Select, children, references

Key = Mapping[str, str]


def root_of(resolved: Resolved, node: Node, key: Key, own: FigureKey) -> FigureKey:
    """What a figure only hands on; itself where it computes something."""
    match node:
        case Ref():
            inner = {name: key[name] for name in node.grain if name in key}
            figure = resolved.figures.get(node.id)
            return (
                _cell(resolved, node.id, inner)
                if figure is None
                else root_of(resolved, figure.node, inner, FigureKey.of(node.id, inner))
            )
        case Select():
            return root_of(resolved, node.operand, {**key, node.dimension: node.code}, own)
        case Gather():
            part = node.parts.get(key.get(node.dimension, ""))
            return own if part is None else root_of(resolved, part, key, own)
        case OverYears():
            current = key.get(YEAR) == str(resolved.rules.year)
            return root_of(resolved, node.current if current else node.history, key, own)
        case Keyed() if node.grain == (YEAR,):  # targets; a single year's is a constant named like this
            return FigureKey(_measure(own) + node.label, ((YEAR, key.get(YEAR, "")),))
        case Keyed():
            return FigureKey.of(_measure(own) + node.label, {name: key[name] for name in node.grain if name in key})
        case Const() if node.label:
            return FigureKey(_measure(own) + node.label)
    return own


def _measure(figure: FigureKey) -> str:
    """What sets the constants of one measure apart from another's of the same name."""
    return figure.id.partition(".")[0] + "."


def _cell(resolved: Resolved, name: str, key: Key) -> FigureKey:
    """The name of a table's cell, as traces have it; all inputs that read the cell share it."""
    entry = resolved.inputs[name]
    whole = {**key, **entry.rule.where}
    keys = {dimension: whole[dimension] for dimension in entry.table.keys if dimension in whole}
    return FigureKey.of(f"{entry.table.name}.{entry.column.name}", keys)


def reads_of(resolved: Resolved) -> dict[str, frozenset[str]]:
    """For each figure, the ids (without keys) of the figures and inputs that its formula reads at their roots."""

    def root(name: str) -> str:
        figure = resolved.figures.get(name)
        found = _cell(resolved, name, {}) if figure is None else root_of(resolved, figure.node, {}, FigureKey(name))
        return found.id

    return {name: frozenset(root(ref.id) for ref in references(figure.node)) for name, figure in resolved.figures.items()}


def roots_of(resolved: Resolved, node: Node, key: Key) -> Iterator[FigureKey]:
    """The root of everything that a condition reads at a key."""
    if isinstance(node, Ref):
        yield root_of(resolved, node, key, FigureKey(node.id))
    elif isinstance(node, Select):
        yield from roots_of(resolved, node.operand, {**key, node.dimension: node.code})
    else:
        for child in children(node):
            yield from roots_of(resolved, child, key)
