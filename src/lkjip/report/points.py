"""Whether a figure in per cent is a difference of two percentages, which a reader knows as percentage points."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.rules.figure import Figure
from lkjip.rules.tree import Abs, Arith, Const, Gather, Node, Previous, Reduce, Ref, Select

_SAME = ("sum", "mean", "weighted_mean", "min", "max")  # of differences they are differences


def is_difference(figure: str, figures: Mapping[str, Figure]) -> bool:
    """Whether a figure's value is one amount less another, or one of such values; 100 less a share is a share."""
    return figure in figures and _differs(figures[figure].node, figures)


def _differs(node: Node, figures: Mapping[str, Figure]) -> bool:
    match node:
        case Arith():
            return node.operator == "-" and not isinstance(node.left, Const) and not isinstance(node.right, Const)
        case Ref():
            return is_difference(node.id, figures)
        case Reduce():
            return node.fn in _SAME and _differs(node.operand, figures)
        case Gather():
            return bool(node.parts) and all(_differs(part, figures) for part in node.parts.values())
        case Abs() | Select() | Previous():
            return _differs(node.operand, figures)
    return False
