"""Scenarios to values: only the steps that depend on them, a part of the scenarios at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from lkjip.evaluate.run import run_wave
from lkjip.rules.grains import of_offices
from lkjip.rules.tree import Grain
from lkjip.scenarios.axis import SCENARIO, Spread
from lkjip.scenarios.columns import constants, inputs
from lkjip.scenarios.graft import Grafted
from lkjip.scenarios.names import Cell
from lkjip.scenarios.scenarios import Scenarios

_ROWS = 1_000_000  # of the widest frame at a time


def parts(root: Spread, grafted: Grafted, scenarios: Scenarios, cells: Mapping[str, Cell]) -> Iterator[tuple[int, Spread]]:
    """The scenarios in parts that fit into memory: the number of the first of each, and the slate that holds its values."""
    columns = {name: constants(root, column, scenarios) for name, column in grafted.columns.items()}
    size = max(1, _ROWS // _widest(root, grafted))
    for start in range(0, len(scenarios), size):
        slate = root.part(min(size, len(scenarios) - start))
        for name, column in columns.items():
            column.place(slate, name, start)
        inputs(slate, cells, scenarios, start)
        for wave in grafted.waves:
            run_wave(slate, wave)
        yield start, slate


def _widest(root: Spread, grafted: Grafted) -> int:
    """The rows that one scenario needs in the largest frame."""
    grains: set[Grain] = {step.source for wave in grafted.waves for step in wave}
    grains |= {of_offices(root.plan.inputs[name].grain) for name in grafted.cells}
    return max((math.prod(root.size(key) for key in grain if key != SCENARIO) for grain in grains), default=1)
