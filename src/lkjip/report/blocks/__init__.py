"""Sections of a report that follow the rules: what they have is said, shown and drawn; what they lack is left out."""

from lkjip.report.blocks.agreement import agreed, agreement
from lkjip.report.blocks.breakdown import Breakdown, breakdown
from lkjip.report.blocks.budget import budget
from lkjip.report.blocks.context import Blocks
from lkjip.report.blocks.english import english
from lkjip.report.blocks.glance import glance
from lkjip.report.blocks.indicator import PARTS, indicator, opening
from lkjip.report.blocks.missing import missing
from lkjip.report.blocks.summary import achievements, conclusions, efficiency, summary
from lkjip.report.blocks.survey import Survey, survey

__all__ = [
    "PARTS",
    "Blocks",
    "Breakdown",
    "Survey",
    "achievements",
    "agreed",
    "agreement",
    "breakdown",
    "budget",
    "conclusions",
    "efficiency",
    "english",
    "glance",
    "indicator",
    "missing",
    "opening",
    "summary",
    "survey",
]
