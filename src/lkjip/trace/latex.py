r"""Formulas of figures as LaTeX that TeX, MathJax and KaTeX read: `\frac{\sum_{\mathrm{bulan}} …}{…}`.

What is typeset is the rule, not its values: sums run over the members that have one. Names and codes stand upright and
escaped; nothing else of a rule's text gets into a formula, so that no title or reason can be read as a command.
"""

from __future__ import annotations

import re

from lkjip.decimals import indonesian
from lkjip.rules.figure import Figure
from lkjip.rules.resolve import Resolved
from lkjip.trace import latex_reductions as _  # noqa: F401  the texts of reductions, which register themselves
from lkjip.trace.latex_nodes import Within, latex_of, name, number

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def latex(resolved: Resolved, figure: Figure) -> str:
    """A figure's formula, without its name and value."""
    return latex_of(figure.node, Within(resolved, figure.id.partition(".")[0]))[0]


def equation(own: str, formula: str, exact: str | None) -> str:
    r"""What a notebook typesets: `own = formula = value`; of a value that is missing, and of a cell, what there is.

    >>> print(equation("ikm.target", "", "3.25"))
    $\displaystyle \mathrm{ikm.target} = 3{,}25$
    """
    value = "" if exact is None else number(indonesian(exact)) if _NUMBER.fullmatch(exact) else name(exact)
    return rf"$\displaystyle {' = '.join(filter(None, (name(own), formula, value)))}$"
