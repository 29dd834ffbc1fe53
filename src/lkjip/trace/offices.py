"""The offices beside each other: an evaluator for each, and one for what is of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lkjip.rules.resolve import Resolved
from lkjip.trace.oracle import Cells, Oracle


@dataclass
class Offices:
    """Evaluators by office, made on first use. `attributes` has each office's member of a dimension."""

    resolved: Resolved
    codes: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, str]]
    cells: Callable[[str], Cells]
    _made: dict[str, Oracle] = field(default_factory=dict)

    def oracle(self, office: str) -> Oracle:
        """An office's evaluator; without a name that of the figures over all offices."""
        if office not in self._made:
            self._made[office] = Oracle(self.resolved, self.cells(office) if office else {}, office, self)
        return self._made[office]
