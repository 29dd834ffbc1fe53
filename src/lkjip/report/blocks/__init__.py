"""Sections of a report that follow the rules: what they have is said, shown and drawn; what they lack is left out."""

from lkjip.report.blocks.agreement import agreed, agreement
from lkjip.report.blocks.budget import budget
from lkjip.report.blocks.context import Blocks
from lkjip.report.blocks.indicator import PARTS, indicator
from lkjip.report.blocks.missing import missing
from lkjip.report.blocks.summary import achievements, conclusions, efficiency, summary

__all__ = [
    "PARTS",
    "Blocks",
    "achievements",
    "agreed",
    "agreement",
    "budget",
    "conclusions",
    "efficiency",
    "indicator",
    "missing",
    "summary",
]
