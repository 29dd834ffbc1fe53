"""The figures that tell a year at a glance, chosen by what they are and not by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lkjip.rules.figure import Figure
from lkjip.rules.forms import Classify, Status
from lkjip.rules.resolve import Resolved
from lkjip.rules.tree import references

REALISATION = "realisasi"  # the figure that every indicator must have
ACHIEVEMENT = "achievement"  # the function of the language
SHARE = "persen"


def headline(resolved: Resolved) -> tuple[str, ...]:
    """The ids of the headline figures, in the order of the rules.

    Of an indicator: its realisation, its state and category, and its achievement with the target that this is of.
    Of another measure: its category with what that classifies, or else the figure and the percentage that most others
    are computed from.
    """
    read = Counter(ref.id for figure in resolved.figures.values() for ref in references(figure.node))
    found: list[str] = []
    for measure, rule in resolved.rules.measures.items():
        own = [figure for name in rule.figures if not (figure := resolved.figures[f"{measure}.{name}"]).grain]
        found += _of_indicator(measure, own) if rule.objective else _of_other(own, read)
    return tuple(found)


def _of_indicator(measure: str, own: Sequence[Figure]) -> Iterator[str]:
    realisation, known = f"{measure}.{REALISATION}", {figure.id for figure in own}
    found = {realisation}
    for figure in own:
        reads = {ref.id for ref in references(figure.node)}
        if realisation in reads and figure.rule.written.startswith(f"{ACHIEVEMENT}("):
            found |= (reads & known) | {figure.id}
        elif realisation in reads and isinstance(figure.rule.form, (Classify, Status)):
            found.add(figure.id)
    yield from (figure.id for figure in own if figure.id in found)


def _of_other(own: Sequence[Figure], read: Mapping[str, int]) -> Iterator[str]:
    judged = [figure for figure in own if isinstance(figure.rule.form, Classify)]
    for figure in judged[:1]:
        yield from (ref.id for ref in references(figure.node) if ref.id in {other.id for other in own})
        yield figure.id
    if not judged and own:
        shares = [figure for figure in own if figure.scale == SHARE and read.get(figure.id)]
        most = {max(group, key=lambda figure: read.get(figure.id, 0)).id for group in (own, shares) if group}
        yield from (figure.id for figure in own if figure.id in most)
