"""Sections of a report that follow the rules: what they have is said, shown and drawn; what they lack is left out."""

from lkjip.report.blocks.context import Blocks, floated, heading, items, paragraphs
from lkjip.report.blocks.indicator import PARTS, indicator
from lkjip.report.blocks.summary import achievements, conclusions, efficiency, summary

__all__ = [
    "PARTS",
    "Blocks",
    "achievements",
    "conclusions",
    "efficiency",
    "floated",
    "heading",
    "indicator",
    "items",
    "paragraphs",
    "summary",
]
