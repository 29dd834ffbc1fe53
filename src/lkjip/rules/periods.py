"""Parameters from a date on: the value in force in each period of the year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping

from lkjip.rules.formula import FormulaError
from lkjip.rules.model import BETWEEN, Constants, RuleSet
from lkjip.rules.tree import Grain

PERIODS = {"bulan": 12, "triwulan": 4, "semester": 2}  # the dimensions that part a year, with their numbers of members


def parts_of_year(rules: RuleSet) -> list[str]:
    """The dimensions of a rule set that part its year, the finest first."""
    return [key for key in PERIODS if key in rules.dimensions and len(rules.dimensions[key].codes) == PERIODS[key]]


def in_force(dated: Constants, rules: RuleSet, by: Grain, offset: int, name: str) -> Constants:
    """The values by their keys, and by period unless each holds all year: the period of the figure, else the finest.

    Raises:
        FormulaError: a value begins within a period.
    """
    groups: dict[str, dict[str, str]] = {}  # codes of the keys → date → code of its value
    for code in dated.values:
        outer, _, date = code.rpartition(BETWEEN)
        groups.setdefault(outer, {})[date] = code
    whole = {outer: _spanned(dates, f"{rules.year}-01-01", f"{rules.year}-12-31") for outer, dates in groups.items()}
    if all(whole.values()):
        return _chosen(dated, dated.by, {outer: groups[outer][str(since)] for outer, since in whole.items()})
    there = parts_of_year(rules)
    key = next((key for key in there if key in by), there[0] if there else "")
    if not key:
        raise FormulaError("parameter_straddles", offset, name=name, period=rules.year)
    found = {}
    for number, code in enumerate(rules.dimensions[key].codes):
        start, end = _span(rules.year, number, PERIODS[key])
        for outer, dates in groups.items():
            since = _spanned(dates, start, end)
            if since is None:
                raise FormulaError("parameter_straddles", offset, name=name, period=f"{key} {code}")
            if since:
                found[BETWEEN.join(filter(None, (outer, code)))] = dates[since]
    return _chosen(dated, BETWEEN.join(filter(None, (dated.by, key))), found)


def _chosen(dated: Constants, by: str, codes: Mapping[str, str]) -> Constants:
    values = {code: dated.values[source] for code, source in codes.items()}
    return Constants(by, values, {code: dated.places[source] for code, source in codes.items()})


def _span(year: int, number: int, count: int) -> tuple[str, str]:
    """The first and last day of a period, numbered from 0."""
    months = 12 // count
    last = (number + 1) * months
    return f"{year}-{number * months + 1:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]}"


def _spanned(dates: Collection[str], start: str, end: str) -> str | None:
    """The date since which one value holds from start to end; None if another begins in between, empty if none holds yet."""
    if any(start < date <= end for date in dates):
        return None
    return max((date for date in dates if date <= start), default="")
