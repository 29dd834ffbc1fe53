"""Parameters from a date on: the value in force in each period of the year."""

from __future__ import annotations

from calendar import monthrange

from lkjip.rules.formula import FormulaError
from lkjip.rules.model import Constants, RuleSet
from lkjip.rules.tree import Grain

PERIODS = {"bulan": 12, "triwulan": 4, "semester": 2}  # the dimensions that part a year, with their numbers of members


def parts_of_year(rules: RuleSet) -> list[str]:
    """The dimensions of a rule set that part its year, the finest first."""
    return [key for key in PERIODS if key in rules.dimensions and len(rules.dimensions[key].codes) == PERIODS[key]]


def in_force(dated: Constants, rules: RuleSet, by: Grain, offset: int, name: str) -> Constants:
    """The values by period: by the period of the figure, else by the finest; without `by` if one holds all year.

    Raises:
        FormulaError: a value begins within a period.
    """
    whole = _spanned(dated, f"{rules.year}-01-01", f"{rules.year}-12-31")
    if whole:
        return Constants("", {"": dated.values[whole]}, {"": dated.places[whole]})
    there = parts_of_year(rules)
    key = next((key for key in there if key in by), there[0] if there else "")
    if not key:
        raise FormulaError("parameter_straddles", offset, name=name, period=rules.year)
    values, places = {}, {}
    for number, code in enumerate(rules.dimensions[key].codes):
        start, end = _span(rules.year, number, PERIODS[key])
        since = _spanned(dated, start, end)
        if since is None:
            raise FormulaError("parameter_straddles", offset, name=name, period=f"{key} {code}")
        if since:
            values[code], places[code] = dated.values[since], dated.places[since]
    return Constants(key, values, places)


def _span(year: int, number: int, count: int) -> tuple[str, str]:
    """The first and last day of a period, numbered from 0."""
    months = 12 // count
    last = (number + 1) * months
    return f"{year}-{number * months + 1:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]}"


def _spanned(dated: Constants, start: str, end: str) -> str | None:
    """The date since which one value holds from start to end; None if another begins in between, empty if none holds yet."""
    if any(start < date <= end for date in dated.values):
        return None
    return max((date for date in dated.values if date <= start), default="")
