"""Steps that need the members of a group at once, in whole numbers of any size: statistics, ranks, roots."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from lkjip.decimals import round_half_away
from lkjip.evaluate.slate import Reason, Slate
from lkjip.plan.build import Step
from lkjip.plan.context import exact, truth
from lkjip.plan.exact import LIMIT, WIDE, Exact, TooLarge, expression
from lkjip.plan.marks import covered_of, denominator_of, members_of, why_of
from lkjip.plan.members import single, statistic, window
from lkjip.rules.scope import CONDITIONS
from lkjip.rules.tree import Grain, Log, Node, Power, Reduce, Window

Value = Fraction | int  # a number, or the number of the reason why there is none: below 0 where a rule foresees it


def run_group(slate: Slate, step: Step) -> pl.DataFrame:
    """The columns of such a step, a row for every row of its grain's frame."""
    slate.bring(step.source, step.reads)
    node = step.node
    assert isinstance(node, (Reduce, Window, Power, Log))
    values = _column(slate, step, node.operand)
    if isinstance(node, Reduce):
        return _statistics(slate, step, node, values)
    if isinstance(node, Window):
        keys = tuple(key for key in step.grain if key != node.dimension)
        results: list[Value] = [0] * len(values)
        for rows in _groups(slate, step.source, keys).values():
            for row, found in zip(rows, window(node, [values[row] for row in rows]), strict=True):
                results[row] = _reason(slate, found) if isinstance(found, str) else found
    else:
        results = [_single(slate, node, value) for value in values]
    return pl.DataFrame(_columns(step, results))


def _single(slate: Slate, node: Node, value: Value) -> Value:
    if not isinstance(value, Fraction):
        return value
    found = single(node, value)
    return _reason(slate, found) if isinstance(found, str) else found


def _reason(slate: Slate, code: str, status: str = "undefined") -> int:
    status = "not_measured" if code == "no_earlier_period" else status
    return slate.reason(Reason(status, phrase=code))


def _column(slate: Slate, step: Step, node: Node) -> list[Value]:
    """A node's values in the rows of the source frame; of a condition, 1 where it holds and 0 where it does not."""

    def made() -> Exact:
        if isinstance(node, CONDITIONS):
            condition = truth(node, slate.context())
            return Exact(condition.holds.cast(WIDE), 1, 1, 1, condition.why)
        return exact(node, slate.context())

    value = slate.guarded(step, made)
    why = pl.lit(None, pl.Int16) if value.why is None else value.why.cast(pl.Int16)
    parts = {"n": expression(value.num).cast(WIDE), "d": expression(value.den).cast(WIDE), "w": why}
    frame = slate.frame(step.source).with_columns(**parts).select(*parts)
    rows = zip(*(frame.get_column(name).to_list() for name in parts), strict=True)
    return [Fraction(n, d) if w is None else w for n, d, w in rows]


def _groups(slate: Slate, source: Grain, target: Grain) -> dict[int, list[int]]:
    """The rows of a frame by the row of a coarser one that they belong to, in printed order."""
    found: dict[int, list[int]] = {}
    for row, group in enumerate(slate.frame(source).select(slate.position(target)).to_series().to_list()):
        found.setdefault(group, []).append(row)
    return found


def _statistics(slate: Slate, step: Step, node: Reduce, values: list[Value]) -> pl.DataFrame:
    weights: list[Value] = [Fraction(1)] * len(values) if node.weight is None else _column(slate, step, node.weight)
    groups = _groups(slate, step.source, step.grain)
    height = slate.frame(step.grain).height
    results, covered, members = [], [], []
    for target in range(height):
        rows = groups.get(target, [])
        chosen, total = _counted(node, [(values[row], weights[row]) for row in rows])
        results.append(_statistic(slate, node, chosen))
        covered.append(sum(1 for value, _ in chosen if isinstance(value, Fraction)))
        members.append(total)
    counts = [
        pl.Series(covered_of(step.id), covered, pl.Int64),
        pl.Series(members_of(step.id), members, pl.Int64),
    ]
    return pl.DataFrame([*_columns(step, results), *counts])


def _counted(node: Reduce, pairs: list[tuple[Value, Value]]) -> tuple[list[tuple[Value, Value]], int]:
    """The members that count, each with its weight or, without one, as missing; and how many there are.

    Of a selection only those count whose condition holds, or is missing: then that is the reason, whatever the value is.
    """
    if node.fn == "selected":
        chosen = [(value if isinstance(hold, Fraction) else hold, hold) for value, hold in pairs if hold]
        return chosen, len(chosen)
    found = [
        (value if isinstance(weight, Fraction) or not isinstance(value, Fraction) else weight, weight)
        for value, weight in pairs
    ]
    return found, len(found)


def _statistic(slate: Slate, node: Reduce, pairs: list[tuple[Value, Value]]) -> Value:
    lost = [value for value, _ in pairs if isinstance(value, int)]
    there = [(value, weight) for value, weight in pairs if isinstance(value, Fraction) and isinstance(weight, Fraction)]
    if not pairs:
        return slate.reason(Reason("not_measured", phrase="none_selected" if node.fn == "selected" else "no_member"))
    unforeseen = [reason for reason in lost if reason > 0]
    if not there or (node.strict and unforeseen):
        return [*unforeseen, *lost][0]
    found = statistic(node, [value for value, _ in there], [weight for _, weight in there])
    return _reason(slate, found) if isinstance(found, str) else found


def _columns(step: Step, results: Sequence[Value]) -> list[pl.Series]:
    """The columns that a finished step leaves: its value, its denominator if it stays a fraction, its reason."""
    numbers = [value if isinstance(value, Fraction) else None for value in results]
    whys = pl.Series(why_of(step.id), [None if isinstance(v, Fraction) else v for v in results], pl.Int16)
    if step.decimals is not None:
        scale = 10**step.decimals
        whole = [None if n is None else int(round_half_away(n, step.decimals or 0) * scale) for n in numbers]
        return [_wide(step.id, whole), whys]
    tops = [None if n is None else n.numerator for n in numbers]
    return [_wide(step.id, tops), _wide(denominator_of(step.id), [1 if n is None else n.denominator for n in numbers]), whys]


def _wide(name: str, numbers: list[int | None]) -> pl.Series:
    largest = max((abs(n) for n in numbers if n is not None), default=0)
    if largest >= LIMIT:
        raise TooLarge(largest)
    return pl.Series(name, numbers, WIDE)
