"""What was agreed: objectives, indicators and targets, from the indicators' own files or from a table of the agreement."""

from __future__ import annotations

from dataclasses import replace

from lkjip.report.blocks.context import Blocks, floated, paragraphs
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown, Printed
from lkjip.rules.standard import INDICATOR

_WIDTHS = (6, 38, 36, 10, 10)


def agreement(blocks: Blocks) -> Markdown:
    """The indicators that the report accounts for, with their targets of the year."""
    rows: list[Row] = []
    goals: dict[str, list[str]] = {}
    for code in blocks.facts.indicators:
        goals.setdefault(blocks.facts.rules.measures[code].objective, []).append(code)
    for position, (goal, codes) in enumerate(goals.items(), 1):
        for first, code in enumerate(codes):
            unit = blocks.facts.rules.scales.get(blocks.facts.rules.measures[code].unit)
            target = Cell(as_agreed(blocks.facts.shown(f"{code}.target", symbol=False)))
            title = Cell(blocks.facts.member("sasaran", goal), rows=len(codes), head="row")
            lead = [] if first else [Cell(str(position), rows=len(codes)), title]
            rows.append([*lead, Cell(blocks.facts.member(INDICATOR, code)), target, Cell(unit.title if unit else "–")])
    made = table([_heads(label("goal"))], rows, widths=_WIDTHS)
    return paragraphs([blocks.say("rujukan_target"), floated("tbl-target", made, blocks.say("judul_tabel_target"))])


def agreed(blocks: Blocks, level: str, indicators: str, target: str, unit: str) -> Markdown:
    """One level of an agreement that is a table of its own: each objective of the level with its indicators.

    Args:
        blocks: the report.
        level: the level of objectives.
        indicators: the dimension of the agreement's indicators, whose parents are objectives.
        target: the figure with their targets.
        unit: the text column with their units, as `table.column`.
    """
    facts = blocks.facts
    members = facts.rules.dimensions[indicators].members
    rows: list[Row] = []
    goals = [goal for goal in facts.rules.dimensions["sasaran"].members if goal.parent == level]
    for position, goal in enumerate(goals, 1):
        own = [member for member in members if member.parent == goal.code]
        for first, member in enumerate(own):
            key = {indicators: member.code}
            lead = [] if first else [Cell(str(position), rows=len(own)), Cell(goal.title, rows=len(own), head="row")]
            value = Cell(as_agreed(facts.shown(target, key, symbol=False)))
            rows.append([*lead, Cell(member.title), value, Cell(facts.text(unit, key))])
    return table([_heads(facts.member("tingkat", level))], rows, widths=_WIDTHS)


def as_agreed(shown: Printed) -> Printed:
    """A target as an agreement writes it: a whole number has no decimals.

    >>> as_agreed(Printed("87,00", "figure", "a.target")).text, as_agreed(Printed("3,20", "figure", "a.target")).text
    ('87', '3,20')
    """
    whole, comma, decimals = shown.text.partition(",")
    return replace(shown, text=whole, wording="agreed") if comma and not decimals.strip("0") else shown


def _heads(goal: str) -> Row:
    return headings(label("number"), goal, *labels("indicator_agreed", "target", "unit"))
