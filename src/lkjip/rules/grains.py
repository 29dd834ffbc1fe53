"""Grains: the keys that a value varies over, always under office and year, in the order of the dimensions."""

from __future__ import annotations

from lkjip.rules.formula import FormulaError
from lkjip.rules.model import OBSERVATION, SATKER, RuleSet
from lkjip.rules.tree import Grain, Node


def ordered(rules: RuleSet, keys: set[str]) -> Grain:
    """Keys in the order of the dimensions; the observation last."""
    order = [SATKER, *rules.dimensions, OBSERVATION]
    return tuple(sorted(keys, key=order.index))


def closure(rules: RuleSet, grain: Grain) -> set[str]:
    """The keys of a grain and all that they roll up to: what a value at this grain can be grouped by."""
    return {*grain, *(parent for key in grain if key != OBSERVATION for parent in rules.ancestors(key))}


def join(rules: RuleSet, *grains: Grain) -> Grain:
    """The grain of operands together: all their keys, less those that another one rolls up to."""
    keys = {key for grain in grains for key in grain}
    above = {parent for key in keys if key != OBSERVATION for parent in rules.ancestors(key)}
    return ordered(rules, keys - above)


def of_offices(grain: Grain) -> Grain:
    """The grain of a value that every office has, with the office as its first key."""
    return grain if SATKER in grain else (SATKER, *grain)


def within_office(grain: Grain) -> Grain:
    """The same without the office."""
    return tuple(key for key in grain if key != SATKER)


def grain_of(by: tuple[str, ...], rules: RuleSet, *, offices: bool = False) -> Grain:
    """The keys of `by` in the order of the dimensions; with `offices`, the office may be one.

    Raises:
        FormulaError: one is no dimension.
    """
    for key in by:
        if key == SATKER and not offices:
            raise FormulaError("scope_needed", 0)
        if key not in rules.dimensions and key != SATKER:
            raise FormulaError("unknown_dimension", 0, name=key, given=key, known=sorted(rules.dimensions))
    return ordered(rules, set(by))


def fits(node: Node, by: tuple[str, ...]) -> None:
    """The grain of a formula must be the grain that its figure declares.

    Raises:
        FormulaError: it is finer or coarser.
    """
    extra, short = set(node.grain) - set(by), set(by) - set(node.grain)
    shown = ", ".join(by) or "–"
    if extra:
        raise FormulaError("grain_too_fine", 0, extra=", ".join(sorted(extra)), by=shown)
    if short:
        raise FormulaError("grain_too_coarse", 0, missing=", ".join(sorted(short)), by=shown)
