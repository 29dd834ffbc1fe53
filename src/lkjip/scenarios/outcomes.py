"""What scenarios give: the values of every figure that depends on them, exact, in one dense order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from lkjip.evaluate.slate import Reason, Slate
from lkjip.plan.marks import why_of
from lkjip.rules.figure import Figure
from lkjip.rules.model import SATKER
from lkjip.scenarios.scenarios import Scenarios

NUMBER = "scenario"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure in all scenarios: for every scenario a value for every row of the figure's frame, in that order.

    `values` are whole numbers of 10^-`decimals`; of a figure with codes the number of the code, of a listing lists of member
    numbers. Null is a value that is missing, for the reason numbered in `whys` (None: none is missing).
    """

    figure: Figure
    decimals: int
    values: pl.Series
    whys: pl.Series | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The figures that depend on what the scenarios change, by id, in the order of the rules. `fast`: in one run."""

    base: Slate
    scenarios: Scenarios
    figures: Mapping[str, Outcome]
    reasons: Mapping[int, Reason]
    fast: bool

    def frame(self, figure: str, start: int = 0, count: int | None = None) -> pl.DataFrame:
        """A figure's values, a row per scenario, office and key, in this order.

        Columns: `scenario` (from 0), `satker` unless the figure is of all offices, each key, `value` (whole numbers of
        10^-decimals; the number of a code; null = missing), `code` of a figure with codes, `why` (the number of a reason).
        """
        outcome = self.figures[figure]
        frame = self.base.frame(outcome.figure.whole)
        rows = frame.height
        count = len(self.scenarios) - start if count is None else count
        values = outcome.values.slice(start * rows, count * rows).alias("value")
        number = pl.int_range(len(values), dtype=pl.UInt32)
        keys = [self._key(key, frame.get_column(key)).gather(number % rows).alias(key) for key in outcome.figure.whole]
        found = pl.DataFrame({"value": values}).select((number // rows + start).alias(NUMBER), *keys, "value")
        if outcome.figure.bands:
            codes = pl.Series([band.code for band in outcome.figure.bands], dtype=pl.Enum(_unique(outcome.figure)))
            found = found.with_columns(pl.lit(codes).gather(pl.col("value") - outcome.figure.first_band).alias("code"))
        whys = pl.lit(None, pl.Int16) if outcome.whys is None else outcome.whys.slice(start * rows, count * rows)
        return found.with_columns(whys.alias("why"))

    def _key(self, key: str, numbers: pl.Series) -> pl.Expr:
        codes = self.base.tables.offices if key == SATKER else self.base.rules.dimensions[key].codes
        return pl.lit(pl.Series(codes, dtype=pl.Enum(codes)).gather(numbers))

    def value(self, figure: str, scenario: int, row: int = 0) -> Fraction | Reason:
        """One number, or why there is none: of a scenario, and of a row of the figure's frame."""
        outcome = self.figures[figure]
        place = scenario * self.base.frame(outcome.figure.whole).height + row
        found = outcome.values[place]
        if found is None:
            assert outcome.whys is not None
            return self.reasons[outcome.whys[place]]
        return Fraction(int(found), 10**outcome.decimals)


def _unique(figure: Figure) -> list[str]:
    return list(dict.fromkeys(band.code for band in figure.bands))


def lean(values: pl.Series) -> pl.Series:
    """The same numbers in 64 bits where these hold them."""
    if values.dtype != pl.Int128:
        return values
    low, high = values.min(), values.max()
    small = low is None or high is None or max(abs(int(str(low))), abs(int(str(high)))) < 2**63
    return values.cast(pl.Int64) if small else values


def unchanged(base: Slate, figure: Figure, count: int) -> Outcome:
    """A figure that no scenario changes."""
    frame = base.frame(figure.whole)
    values = pl.concat([lean(frame.get_column(figure.id))] * count)
    whys = pl.concat([frame.get_column(why_of(figure.id))] * count) if base.stored[figure.id].nullable else None
    return Outcome(figure, figure.decimals, values, whys)
