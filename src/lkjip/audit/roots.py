"""Roots: what a figure only hands on, found in the trees of its rules, and what its formula reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.rules.model import YEAR
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import Const, Gather, Keyed, Node, OverYears, Ref, Select, children, references

Key = Mapping[str, str]


def named(figure: str, key: Key) -> str:
    """A figure's id with its key."""
    inner = ",".join(f"{name}={code}" for name, code in key.items())
    return f"{figure}[{inner}]" if inner else figure


def root_of(resolved: Resolved, node: Node, key: Key, own: str) -> str:
    """The id of what a figure only hands on; its own where it computes something."""
    match node:
        case Ref():
            inner = {name: key[name] for name in node.grain if name in key}
            figure = resolved.figures.get(node.id)
            return (
                _cell(resolved, node.id, inner)
                if figure is None
                else root_of(resolved, figure.node, inner, named(node.id, inner))
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
            return f"{_measure(own)}{node.label}[{key.get(YEAR, '')}]"
        case Keyed():
            return _measure(own) + named(node.label, {name: key[name] for name in node.grain if name in key})
        case Const() if node.label:
            return _measure(own) + node.label
    return own


def _measure(figure: str) -> str:
    """What sets the constants of one measure apart from another's of the same name."""
    return figure.partition(".")[0] + "."


def _cell(resolved: Resolved, name: str, key: Key) -> str:
    """The id of a table's cell, as traces have it; all inputs that read the cell share it."""
    entry = resolved.inputs[name]
    whole = {**key, **entry.rule.where}
    keys = {dimension: whole[dimension] for dimension in entry.table.keys if dimension in whole}
    return named(f"{entry.table.name}.{entry.column.name}", keys)


def reads_of(resolved: Resolved) -> dict[str, frozenset[str]]:
    """For each figure, the ids (without keys) of the figures and inputs that its formula reads at their roots."""

    def root(name: str) -> str:
        figure = resolved.figures.get(name)
        found = _cell(resolved, name, {}) if figure is None else root_of(resolved, figure.node, {}, name)
        return found.partition("[")[0]

    return {name: frozenset(root(ref.id) for ref in references(figure.node)) for name, figure in resolved.figures.items()}


def roots_of(resolved: Resolved, node: Node, key: Key) -> Iterator[str]:
    """The root of everything that a condition reads at a key."""
    if isinstance(node, Ref):
        yield root_of(resolved, node, key, node.id)
    elif isinstance(node, Select):
        yield from roots_of(resolved, node.operand, {**key, node.dimension: node.code})
    else:
        for child in children(node):
            yield from roots_of(resolved, child, key)
