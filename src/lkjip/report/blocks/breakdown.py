"""A whole and its parts: a table with counts and shares, and a chart of either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lkjip.report.blocks.context import Blocks, floated, paragraphs
from lkjip.report.labels import label
from lkjip.report.printed import Markdown, markdown
from lkjip.report.tables import Across, Column


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Which figures show a whole and its parts.

    `label` names the table and the chart, `rows` is the dimension of the parts, `count` and `share` are their figures,
    `total` is the whole and `whole` its share (100 per cent). With `sides`, the counts also stand by that dimension: `by` is
    their figure, `sums` their totals, and the chart is a pyramid.
    """

    label: str
    rows: str
    count: str
    caption: str
    heading: str = ""  # of the counts; "Jumlah" unless given
    share: str = ""
    total: str = ""
    whole: str = ""
    sides: str = ""
    by: str = ""
    sums: str = ""
    chart: str = ""  # its caption; no chart without one
    numbered: bool = True


def breakdown(blocks: Blocks, what: Breakdown) -> Markdown:
    """The table and the chart of a whole and its parts; nothing where none of the parts is known."""
    if not blocks.has(what.count):
        return Markdown("")
    columns: dict[str, Column] = {}
    foot: list[Column] = []
    if what.by:
        codes = blocks.facts.rules.dimensions[what.sides].codes
        columns[""] = Across((what.by,), what.sides, (), codes)
        foot.append(Across((what.sums,), what.sides, (), codes))
    columns[what.heading or label("total")] = what.count
    foot.append(what.total or None)
    if what.share:
        columns[label("share")] = what.share
        foot.append(what.whole or None)
    under: Mapping[str, list[Column]] = {label("total"): foot} if what.total else {}
    made = blocks.tables.by_member(what.rows, columns, foot=under, number=what.numbered)
    note = blocks.say("catatan_pembulatan") if what.share and what.whole else ""
    noted = Markdown(made.text + (f"\n::: {{.catatan-kaki}}\n{note}\n:::\n" if note else ""))
    found = [floated(f"tbl-{what.label}", noted, _said(blocks, what.caption))]
    if what.chart:
        drawn = (
            blocks.charts.pyramid(what.by, y=what.rows, sides=what.sides)
            if what.by
            else blocks.charts.shares(what.share, counts=what.count)
        )
        found.append(floated(f"fig-{what.label}", drawn, _said(blocks, what.chart)))
    return paragraphs(found)


def _said(blocks: Blocks, caption: str) -> str:
    return blocks.narrator.say(caption) or markdown(caption)
