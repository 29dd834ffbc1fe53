"""A figure under many weights and targets: how values, categories and ranks spread, and what decides or flips it."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from lkjip.decimals import finite_decimals, indonesian, plain
from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey
from lkjip.figures import ALL_OFFICES
from lkjip.layout import rules_of
from lkjip.messages import phrase
from lkjip.plan.exact import WIDE
from lkjip.rules.model import SATKER
from lkjip.scenarios.evaluated import evaluated
from lkjip.scenarios.scenarios import Scenarios
from lkjip.sensitivity.draws import Factor, Row, drawn, finest, settled
from lkjip.sensitivity.effects import Effect, crossed, estimated
from lkjip.sensitivity.factors import factors_of, still
from lkjip.sensitivity.flips import Flip, accepted, alternatives, coarsest, nearest

if TYPE_CHECKING:
    from lkjip.project import Project

MOST = 2_000_000  # evaluations of one study
_SHARE = re.compile(r"[±+]?\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*(%?)", re.ASCII)
QUANTILES = (Fraction(0), Fraction(5, 100), Fraction(1, 2), Fraction(95, 100), Fraction(1))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is studied: a figure of an office, how far weights and targets may go (shares), how many draws, which seed."""

    figure: FigureKey
    satker: str
    weights: Fraction
    targets: Fraction
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure in some scenarios, a row each: whole numbers of 10^-decimals (None: missing), codes, the office's rank."""

    numbers: Sequence[int | None]
    codes: Sequence[str]
    ranks: Sequence[int]
    decimals: int

    def __len__(self) -> int:
        return len(self.numbers)


class Sensitivity:
    """What a figure does under random weights and targets. Values are exact; effects are estimates from the sample.

    Raises:
        UserError: there is no such figure or key, it is a list, nothing that may move changes it, or too much is asked.
    """

    def __init__(self, project: Project, asked: Asked) -> None:
        self.project, self.asked = project, asked
        project.known(asked.figure)
        self._figure = project.plan.resolved.figures[asked.figure.id]
        if self._figure.listing:
            raise self._refused("sensitivity_list", figure=str(asked.figure))
        if not self.factors:
            raise self._unmoved()
        most = MOST // (len(self.factors) + 2)
        if asked.count > most:
            raise self._refused("sensitivity_count", count=asked.count, factors=len(self.factors), most=most)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The weights and targets of this year that the figure depends on and that may move."""
        return tuple(factors_of(self.project, self.asked.figure, self.asked.weights, self.asked.targets))

    def _unmoved(self) -> UserError:
        """Why there is nothing to draw."""
        found = still(self.project, self.asked.figure)
        if found is None:
            return self._refused("sensitivity_none", figure=str(self.asked.figure))
        names = ", ".join(found.titles)
        return self._refused("sensitivity_still", figure=str(self.asked.figure), names=names, reason=found.reason)

    # Draws

    @cached_property
    def unit(self) -> int:
        """The steps of one in which values are drawn and tried."""
        grids = [coarsest(factor).denominator for factor in self.factors] if self._figure.bands else []
        return max(finest(self.factors), *grids, 1)

    @cached_property
    def _rows(self) -> tuple[list[Row], list[Row]]:
        chance = random.Random(self.asked.seed)
        one, other = (drawn(self.factors, self.asked.count, chance, self.unit) for _ in range(2))
        return one, other

    @cached_property
    def _columns(self) -> list[list[int]]:
        return settled(self.factors, self._rows[0], self.unit)

    @cached_property
    def now(self) -> Drawn:
        """The figure as it is, as a single row."""
        return self._at([[int(factor.now * self.unit)] for factor in self.factors])

    @cached_property
    def drawn(self) -> Drawn:
        """The figure in every draw.

        Raises:
            UserError: the rules or a check of the project refuse a draw.
        """
        return self._within(self._columns)

    def _within(self, columns: Sequence[Sequence[int]]) -> Drawn:
        """The figure under values that were drawn; a draw that is refused is not taken for one that changes nothing."""
        try:
            return self._at(columns)
        except UserError as error:
            raise self._refused("sensitivity_refused", figure=str(self.asked.figure), problem=_problem(error)) from None

    def _at(self, columns: Sequence[Sequence[int]]) -> Drawn:
        """The figure under some values of the factors, in steps."""
        name, unit = self.asked.figure.id, self.unit
        values = {f.name: (pl.Series(column, dtype=WIDE), unit) for f, column in zip(self.factors, columns, strict=True)}
        outcomes = evaluated(self.project, Scenarios.scaled(values), [name])
        frame = outcomes.frame(name)
        for key, code in self.asked.figure.codes.items():
            frame = frame.filter(pl.col(key).cast(pl.String) == code)
        if SATKER in frame.columns:
            ranked = pl.col("value").rank("min", descending=True).over("scenario").alias("rank")
            frame = frame.with_columns(ranked).filter(pl.col(SATKER).cast(pl.String) == self.asked.satker)
        frame = frame.sort("scenario")
        codes = frame.get_column("code").cast(pl.String).to_list() if "code" in frame.columns else [""] * frame.height
        ranks = frame.get_column("rank").to_list() if "rank" in frame.columns else [0] * frame.height
        return Drawn(frame.get_column("value").to_list(), codes, ranks, outcomes.figures[name].decimals)

    def shown(self, found: Drawn, row: int = 0) -> str:
        """A value of the figure as an Indonesian reader expects it."""
        number = found.numbers[row]
        if number is None:
            return "–"
        if self._figure.bands:
            return next(band.title for band in self._figure.bands if band.code == found.codes[row])
        return indonesian(plain(Fraction(number, 10**found.decimals), found.decimals))

    # What is told

    @cached_property
    def shares(self) -> Mapping[str, Fraction]:
        """Of a category or state: the share of the draws in which it is each, the most frequent first; `–` where missing."""
        if not self._figure.bands:
            return {}
        titles = {band.code: band.title for band in self._figure.bands}
        counted = Counter(titles.get(code, "–") for code in self.drawn.codes)
        return {shown: Fraction(count, len(self.drawn)) for shown, count in counted.most_common()}

    @cached_property
    def kept(self) -> Fraction:
        """The share of the draws in which the figure is what it is now."""
        now, scale = self.now.numbers[0], Fraction(10**self.drawn.decimals, 10**self.now.decimals)
        there = None if now is None else now * scale
        return Fraction(sum(number == there for number in self.drawn.numbers), len(self.drawn))

    @cached_property
    def quantiles(self) -> Mapping[Fraction, Fraction]:
        """Of a number: the least, 5 %, median, 95 % and greatest of the draws, each a value that was drawn."""
        numbers = sorted(number for number in self.drawn.numbers if number is not None)
        if self._figure.bands or not numbers:
            return {}
        at = {q: numbers[min(int(q * len(numbers)), len(numbers) - 1)] for q in QUANTILES}
        return {q: Fraction(number, 10**self.drawn.decimals) for q, number in at.items()}

    @cached_property
    def ranks(self) -> Mapping[int, Fraction]:
        """Of a number of several offices: the share of the draws in which this one has each rank (1 = the greatest)."""
        if len(self.project.tables.offices) < 2 or self._figure.bands:
            return {}
        counted = Counter(rank for rank in self.drawn.ranks if rank)
        return {rank: Fraction(count, len(self.drawn)) for rank, count in sorted(counted.items())}

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Which factor decides, the one with the greatest total effect first. Of a category, on whether it is kept.

        None where nothing can be estimated; `effectless` says why.
        """
        if self.effectless:
            return ()
        of_a, (of_b, *parts) = self._scored
        assert of_a is not None
        found = [
            Effect(factor.name, factor.title, *estimated(of_a, of_b, part))
            for factor, part in zip(self.factors, parts, strict=True)
        ]
        return tuple(sorted(found, key=lambda effect: -effect.total))

    @cached_property
    def effectless(self) -> str:
        """Why no effect can be estimated: no value, now or in some draws, or the same one in all; empty otherwise."""
        if self.missing:
            return self._unvalued
        of_a, (of_b, *_) = self._scored
        if not of_a:
            return phrase("effects_missing")
        return phrase("effects_same") if len({*of_a, *of_b}) == 1 else ""

    @cached_property
    def _scored(self) -> tuple[list[int], list[Sequence[int]]]:
        """The scores of the rows A, and of B and of A with each factor from B; empty where a number is missing."""
        a, b = self._rows
        mixed = [row for at in range(len(self.factors)) for row in crossed(a, b, at)]
        others = self._within(settled(self.factors, [*b, *mixed], self.unit))
        if not self._figure.bands and None in (*self.drawn.numbers, *others.numbers):
            return [], [[]]
        return self._scores(self.drawn), batched(self._scores(others), len(a))

    def _scores(self, found: Drawn) -> list[int]:
        """Each draw as a whole number: of a category, 1 where it is the present one."""
        if self._figure.bands:
            return [int(number == self.now.numbers[0]) for number in found.numbers]
        return [number for number in found.numbers if number is not None]

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Of a category or state: for each factor the nearest value that makes it another one; the smallest share first."""
        if not self._figure.bands or self.missing:
            return ()
        found = [self._flip(at) for at in range(len(self.factors))]
        return tuple(sorted(found, key=lambda flip: (flip.share is None, flip.share or 0)))

    def _flip(self, at: int) -> Flip:
        factor, then, refused = self.factors[at], "", ""

        def tried(values: Sequence[Fraction]) -> Drawn | None:
            nonlocal refused
            try:
                return self._at(alternatives(self.factors, at, values, self.unit))
            except UserError as error:
                refused = _problem(error)
                return None

        def changed(values: Sequence[Fraction]) -> Fraction | None:
            nonlocal then
            known, found = values, tried(values)
            if found is None:
                known = accepted(values, factor.now, lambda some: tried(some) is not None)
                found = tried(known) if known else None
            for row, number in enumerate(found.numbers if found else ()):
                if found and number != self.now.numbers[0]:
                    then = phrase("robust_gone") if number is None else self.shown(found, row)
                    return known[row]
            return None

        value = nearest(factor, changed)
        return Flip(factor.name, factor.title, factor.now, value, then, refused)

    @cached_property
    def missing(self) -> str:
        """Why the figure has no value now; empty where it has one."""
        if self.now.numbers[0] is not None:
            return ""
        values = self.project.evaluate().all(self.asked.figure.id)
        own = (v for v in values if v.at == self.asked.figure and v.satker in (self.asked.satker, ALL_OFFICES))
        return next((value.reason or "" for value in own), "") or phrase("no_value")

    @property
    def _unvalued(self) -> str:
        return phrase("robust_missing").format(title=self._figure.title, reason=self.missing)

    @property
    def sentence(self) -> str:
        """How robust a category is, or why that cannot be said, as a sentence in the user's language; empty of a number."""
        if not self._figure.bands:
            return ""
        if self.missing:
            return self._unvalued
        title, count = self._figure.title, indonesian(str(len(self.drawn)))
        first = phrase("robust_kept").format(title=title, now=self.shown(self.now), share=percent(self.kept), count=count)
        nearest = self.flips[0]
        if nearest.value is None:
            never = phrase("robust_within" if any(flip.refused for flip in self.flips) else "robust_never")
            return f"{first}; {never.format(count=len(self.factors))}"
        at = {"factor": nearest.title, "before": told(nearest.now), "after": told(nearest.value), "then": nearest.then}
        return f"{first}; {phrase('robust_until').format(**at)}"

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Every draw: its number from 1, the factors by name, and the figure (a code or a number), all as exact text."""
        factors = {
            factor.name: [_short(Fraction(number, self.unit)) for number in column]
            for factor, column in zip(self.factors, self._columns, strict=True)
        }
        decimals = self.drawn.decimals
        numbers = [None if n is None else plain(Fraction(n, 10**decimals), decimals) for n in self.drawn.numbers]
        figure = self.drawn.codes if self._figure.bands else numbers
        return pl.DataFrame({"draw": range(1, len(self.drawn) + 1), **factors, str(self.asked.figure): figure})

    def __repr__(self) -> str:
        return f"Sensitivity({self.asked.figure}, {self.asked.count} draws, {len(self.factors)} factors)"

    def _repr_html_(self) -> str:
        """What is told in a notebook: the sentence, the shares or quantiles, the effects."""
        shares = {shown: percent(share) for shown, share in self.shares.items()}
        spread = shares or {percent(q): told(value) for q, value in self.quantiles.items()}
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in spread.items())
        body = "".join(
            f"<tr><th>{escape(e.title)}</th><td>{e.first:.2f}</td><td>{e.total:.2f}</td></tr>" for e in self.effects
        )
        head = escape(self.sentence or str(self.asked.figure))
        effects = f"<table>{body}</table>" if body else f"<p>{escape(self.effectless)}</p>"
        return f"<p>{head}</p><table>{rows}</table>{effects}"

    def _refused(self, code: str, **values: object) -> UserError:
        return UserError([Issue(code, Location(rules_of(self.project.year)), values)])


def _problem(error: UserError) -> str:
    """What stands against a scenario, without the scenario's number, which nobody gave."""
    issue = error.issues[0]
    return str(issue.values.get("problem") or issue.message)


def batched(values: Sequence[int], size: int) -> list[Sequence[int]]:
    """Values in parts of one size."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def percent(share: Fraction) -> str:
    """A share in per cent with one decimal, never rounded to all or nothing where it is neither.

    >>> percent(Fraction(1)), percent(Fraction(9999, 10000)), percent(Fraction(1, 3)), percent(Fraction(1, 10000))
    ('100%', '99,9%', '33,3%', '0,1%')
    """
    if share in (0, 1):
        return f"{int(share * 100)}%"
    tenths = min(max(round(share * 1000), 1), 999)
    return f"{indonesian(plain(Fraction(tenths, 10), 1))}%"


def share(text: str) -> Fraction:
    """A share as it is typed: `25%`, `±12,5 %` or `0.25`.

    Raises:
        UserError: it is none, or not between 0 and 1.
    """
    match = _SHARE.fullmatch(text.strip())
    value = Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1) if match else None
    if value is None or value > 1:
        raise UserError([Issue("sensitivity_share", Location(""), {"given": text})])
    return value


def told(value: Fraction) -> str:
    """A value in Indonesian notation, with no more decimals than it needs; four where no number of them writes it."""
    return indonesian(_short(value))


def _short(value: Fraction) -> str:
    exact = finite_decimals(value)
    text = plain(value, 4 if exact is None else exact)
    return text.rstrip("0").rstrip(".") if "." in text else text
