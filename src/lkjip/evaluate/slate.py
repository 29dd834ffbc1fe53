"""The frames that fill up during an evaluation, what is known of their columns, and the numbered reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TypeVar

import polars as pl

from lkjip.errors import Issue, UserError
from lkjip.inputs import Tables
from lkjip.inputs.offices import attributes
from lkjip.messages import phrase
from lkjip.plan.build import Plan, Step
from lkjip.plan.context import Context, Stored
from lkjip.plan.exact import TooLarge
from lkjip.plan.marks import checked_by, denominator_of, why_of
from lkjip.rules.model import SATKER, RuleSet
from lkjip.rules.tree import Grain

ROW = "@row"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is missing: its status and a text of the rules, or the code of a phrase of ours."""

    status: str
    text: str = ""
    phrase: str = ""

    def __str__(self) -> str:
        return self.text or phrase(self.phrase)


@dataclass
class Slate:
    """The frames as they fill up, what is known of every column, and the numbered reasons."""

    plan: Plan
    tables: Tables
    frames: dict[Grain, pl.DataFrame] = field(default_factory=dict)
    stored: dict[str, Stored] = field(default_factory=dict)
    reasons: dict[int, Reason] = field(default_factory=dict)
    _numbers: dict[Reason, int] = field(default_factory=dict)
    _positions: dict[tuple[Grain, Grain], pl.Series] = field(default_factory=dict)

    @property
    def rules(self) -> RuleSet:
        return self.plan.rules

    def reason(self, reason: Reason, absent: bool = False) -> int:
        """The number of a reason: negative where the value is absent by rule."""
        if reason not in self._numbers:
            number = (len(self._numbers) + 1) * (-1 if absent else 1)
            self._numbers[reason] = number
            self.reasons[number] = reason
        return self._numbers[reason]

    def frame(self, grain: Grain) -> pl.DataFrame:
        """The dense frame of a grain, made on first use: keys and the dimensions they roll up to, as member numbers."""
        if grain not in self.frames:
            frame: pl.DataFrame | None = None
            for key in grain:
                columns = self._members(key)
                if frame is None:
                    frame = pl.DataFrame(columns)
                else:
                    known = [column for column in columns if column.name not in frame.columns]
                    frame = frame.join(pl.DataFrame(known), how="cross", maintain_order="left_right")
            self.frames[grain] = pl.DataFrame({ROW: pl.Series([0], dtype=pl.UInt32)}) if frame is None else frame
        return self.frames[grain]

    def _members(self, key: str) -> list[pl.Series]:
        """A key's members, and above each the members that it rolls up to."""
        if key == SATKER:
            columns = [pl.Series(SATKER, range(len(self.tables.offices)), dtype=pl.UInt32)]
            for name, codes in self.attributes.items():
                numbers = [self.rules.dimensions[name].number(codes[office]) for office in self.tables.offices]
                columns += [column for column in self._rolled(name, numbers) if column.name not in {c.name for c in columns}]
            return columns
        return self._rolled(key, list(range(len(self.rules.dimensions[key].members))))

    def _rolled(self, key: str, numbers: list[int]) -> list[pl.Series]:
        dimension = self.rules.dimensions[key]
        columns = [pl.Series(key, numbers, dtype=pl.UInt16)]
        for parent in self.rules.ancestors(key):
            above = self.rules.dimensions[parent]
            numbers = [above.number(dimension.members[n].parent) for n in numbers]
            columns.append(pl.Series(parent, numbers, dtype=pl.UInt16))
            dimension = above
        return columns

    @cached_property
    def attributes(self) -> Mapping[str, Mapping[str, str]]:
        """Of every dimension that offices belong to, each office's member."""
        return attributes(self.rules, self.tables)

    def size(self, key: str) -> int:
        """How many members a key has."""
        return len(self.tables.offices) if key == SATKER else len(self.rules.dimensions[key].members)

    def position(self, grain: Grain) -> pl.Expr:
        """The row of a grain's frame that a row of a finer frame belongs to."""
        if not grain:
            return pl.int_range(pl.len(), dtype=pl.UInt32) * 0
        first, *others = grain
        row = pl.col(first).cast(pl.UInt32)
        for key in others:
            row = row * self.size(key) + pl.col(key).cast(pl.UInt32)
        return row

    @staticmethod
    def rows(height: int) -> pl.DataFrame:
        """The row numbers of a frame, to join sparse rows onto."""
        return pl.DataFrame({ROW: pl.Series(range(height), dtype=pl.UInt32)})

    def context(self) -> Context:
        """What the compiler needs to know of this slate."""
        return Context(
            self.rules,
            self.stored,
            lambda status, code: self.reason(Reason(status, phrase=code)),
            lambda text: self.reason(Reason("not_measured", text=text), absent=True),
            self.tables.offices,
        )

    def guarded(self, step: Step, make: Callable[[], T]) -> T:
        """What `make` compiles; a step that could leave 128 bits is the user's issue, at the rule it stands in."""
        try:
            return make()
        except TooLarge as error:
            resolved, owner = self.plan.resolved, checked_by(step.owner)
            figure = resolved.figures.get(step.owner)
            place = figure.location if figure else resolved.checks[owner].rule.location
            raise UserError([Issue("magnitude", place, {"figure": owner, "digits": len(str(error.bound))})]) from None

    def members(self, source: Grain, target: Grain) -> int:
        """The most rows of the source frame that can fall into one row of the target's."""
        sizes = {key: self.size(key) for key in {*source, *target}}
        kept = prod(sizes[key] for key in target if key in source)
        return prod(sizes[key] for key in source) // kept

    def bring(self, grain: Grain, needed: Iterable[str]) -> None:
        """Copies columns of coarser grains into a frame."""
        frame = self.frame(grain)
        there = set(frame.columns)
        by_grain: dict[Grain, list[str]] = {}
        for name in dict.fromkeys(needed):
            home = self.stored[name].grain
            if home != grain and name not in there:
                by_grain.setdefault(home, []).append(name)
        for home, names in by_grain.items():
            columns = [column for name in names for column in self.columns(name)]
            if (grain, home) not in self._positions:
                self._positions[grain, home] = frame.select(self.position(home)).to_series()
            frame = frame.hstack(self.frame(home).select(columns)[self._positions[grain, home]])
        self.frames[grain] = frame

    def columns(self, name: str) -> list[str]:
        """The columns that hold a value: itself, its denominator, its reason."""
        stored = self.stored[name]
        found = [name] if stored.decimals is not None or stored.shared else [name, denominator_of(name)]
        return [*found, why_of(name)] if stored.nullable else found
