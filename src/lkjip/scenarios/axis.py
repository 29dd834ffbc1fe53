"""The scenario as a key: frames that have it first, over those that were computed without it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lkjip.evaluate.slate import Slate

SCENARIO = "@skenario"  # no name of a rule has such a sign


@dataclass
class Spread(Slate):
    """A slate with one key more: what is on it stays by office, what is added has the scenario first."""

    scenarios: int = 1

    @classmethod
    def over(cls, slate: Slate) -> Spread:
        """A slate over a finished one, whose columns can be looked up."""
        numbers = {reason: number for number, reason in slate.reasons.items()}
        return cls(slate.plan, slate.tables, slate.frames, slate.stored, dict(slate.reasons), numbers)

    def part(self, scenarios: int) -> Spread:
        """The same for so many scenarios. All parts number the reasons alike."""
        known = dict(self.frames), dict(self.stored), self.reasons, self._numbers
        return Spread(self.plan, self.tables, *known, scenarios=scenarios)

    def _members(self, key: str) -> list[pl.Series]:
        if key == SCENARIO:
            return [pl.Series(SCENARIO, range(self.scenarios), dtype=pl.UInt32)]
        return super()._members(key)

    def size(self, key: str) -> int:
        return self.scenarios if key == SCENARIO else super().size(key)
