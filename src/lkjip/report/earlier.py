"""Calls of notebooks that were archived with earlier versions, so that an archived report can still be rendered."""

from __future__ import annotations

from lkjip.report.facts import Facts
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown


def agreement(facts: Facts, level: str) -> Markdown:
    """The targets of the performance agreement on one level, as the rules of 2023 1.0.0 have them (`perjanjian.target`)."""
    dimensions = facts.rules.dimensions
    rows: list[Row] = []
    for position, goal in enumerate((m for m in dimensions["sasaran"].members if m.parent == level), 1):
        own = [member for member in dimensions["pk_indikator"].members if member.parent == goal.code]
        for first, member in enumerate(own):
            key = {"pk_indikator": member.code}
            lead = [] if first else [Cell(str(position), rows=len(own)), Cell(goal.title, rows=len(own), head="row")]
            target = Cell(facts.shown("perjanjian.target", key, symbol=False))
            rows.append([*lead, Cell(member.title), target, Cell(facts.text("perjanjian_target.satuan", key))])
    heads = labels("indicator_agreed", "target", "unit")
    return table([headings(label("number"), facts.member("tingkat", level), *heads)], rows, widths=(6, 38, 36, 10, 10))
