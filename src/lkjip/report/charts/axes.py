"""Value axes: round ticks, chosen exactly, and labels in Indonesian notation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from lkjip.decimals import finite_decimals
from lkjip.report.charts.model import Spec
from lkjip.report.labels import label

_STEPS = tuple(Fraction(step) * Fraction(10) ** power for power in range(-9, 19) for step in ("1", "2", "2.5", "5"))
_RUPIAH = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1, "rupiah"))


@dataclass(frozen=True, slots=True)
class Ticks:
    """Evenly spaced round numbers that enclose the values drawn."""

    values: tuple[Fraction, ...]

    @property
    def domain(self) -> list[float]:
        return [float(self.values[0]), float(self.values[-1])]

    @property
    def decimals(self) -> int:
        return max(finite_decimals(value) or 0 for value in self.values)


def ticks(numbers: Iterable[Fraction | None], *, count: int = 4, zero: bool = True) -> Ticks:
    """Round ticks that enclose `numbers`, in at most about `count` steps; from zero on unless `zero` is False.

    >>> [float(value) for value in ticks([Fraction("3.63"), Fraction(4)], zero=False).values]
    [3.6, 3.7, 3.8, 3.9, 4.0]
    """
    known = [number for number in numbers if number is not None] or [Fraction(0)]
    low, high = min(known), max(known)
    if zero:
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    if low == high:
        low, high = low - abs(low) / 20, high + (abs(high) / 20 or 1)
    step = next(step for step in _STEPS if step * count >= high - low)
    return Ticks(tuple(step * place for place in range(floor(low / step), ceil(high / step) + 1)))


def value_axis(field: str, marks: Ticks, unit: str, *, note: str = "", span: tuple[float, float] | None = None) -> Spec:
    """The encoding of a value by place, with its axis: the unit in the labels (%) or the title, followed by a note.

    `span` are the places of the first and the last tick where they are not the ends of the plot.
    """
    shown, title = "datum.label", unit
    if unit == "%":
        shown, title = "datum.label + '%'", ""
    elif unit == "Rp":
        size, named = next(((size, word) for size, word in _RUPIAH if marks.values[-1] >= size), _RUPIAH[-1])
        title = label(named)
        shown = f"format(datum.value / {size}, ',~f')"
    scale: Spec = {"domain": marks.domain, "nice": False, "zero": False}
    return {
        "field": field,
        "type": "quantitative",
        "scale": {**scale, "range": list(span)} if span else scale,
        "axis": {
            "values": [float(value) for value in marks.values],
            "format": f",.{marks.decimals}f",
            "labelExpr": shown,
            "title": ", ".join(part for part in (title, note) if part) or None,
        },
    }


def bare(axis: Spec) -> Spec:
    """The same axis without a title."""
    return {**axis, "axis": {**axis["axis"], "title": None, "orient": "left"}}
