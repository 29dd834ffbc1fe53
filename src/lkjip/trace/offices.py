"""The offices beside each other: an evaluator for each, and one for what is of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lkjip.rules.resolve import Resolved
from lkjip.trace.oracle import Cells, Oracle
from lkjip.trace.outcome import Result

FEW = 12


@dataclass
class Offices:
    """Evaluators by office, made on first use. `attributes` has each office's member of a dimension.

    Where there are more offices than a trace tells one by one, what looks at all of them takes each office's values as
    they are `known`, by figure and by the codes of its key, the office first; each is proven by its own trace.
    """

    resolved: Resolved
    codes: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, str]]
    cells: Callable[[str], Cells]
    known: Callable[[str, tuple[str, ...]], Result] | None = None
    _made: dict[str, Oracle] = field(default_factory=dict)

    @property
    def many(self) -> bool:
        """Whether there are more offices than a trace tells one by one."""
        return self.known is not None and len(self.codes) > FEW

    def oracle(self, office: str) -> Oracle:
        """An office's evaluator; without a name that of the figures over all offices."""
        if office not in self._made:
            self._made[office] = Oracle(self.resolved, self.cells(office) if office else {}, office, self)
        return self._made[office]
