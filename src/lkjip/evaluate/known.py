"""What has been computed, for a trace that looks at many offices at once and takes their values as they are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lkjip.evaluate.slate import Reason, Slate
from lkjip.plan.marks import why_of
from lkjip.rules.model import SATKER

Found = Fraction | tuple[Reason, bool]  # a number, or why there is none and whether a rule says so
Place = tuple[str, ...]  # the codes of a figure's whole grain, the office first


def known_values(slate: Slate) -> Callable[[str, Place], Found]:
    """The value of a figure at a place; a figure's values are read when the first is asked for."""
    read: dict[str, dict[Place, Found]] = {}

    def value(name: str, place: Place) -> Found:
        if name not in read:
            read[name] = _values(slate, name)
        return read[name][place]

    return value


def _values(slate: Slate, name: str) -> dict[Place, Found]:
    figure = slate.plan.resolved.figures[name]
    frame, scale = slate.frame(figure.whole), 10**figure.decimals
    codes = [slate.tables.offices if key == SATKER else slate.rules.dimensions[key].codes for key in figure.whole]
    whys = frame.get_column(why_of(name)).to_list() if slate.stored[name].nullable else [None] * frame.height
    found: dict[Place, Found] = {}
    for *numbers, value, why in zip(*(frame.get_column(key) for key in (*figure.whole, name)), whys, strict=True):
        place = tuple(members[number] for members, number in zip(codes, numbers, strict=True))
        found[place] = Fraction(value, scale) if why is None else (slate.reasons[why], why < 0)
    return found
