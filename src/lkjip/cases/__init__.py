"""Cases of a project's rules: figures that an independent source expects, held against what is computed.

A case is a file `tests/cases/<name>.yaml` that people without a programming language can write. It may put other values into
cells of the tables, for itself alone, to try what the data does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cases.cells import with_cells
from lkjip.cases.written import Case, Expected, read_cases
from lkjip.decimals import NUMBER
from lkjip.errors import Issue, UserError
from lkjip.figures import Value
from lkjip.project import Project

__all__ = ["Case", "Expected", "Outcome", "outcomes", "read_cases"]

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation and what was computed; the trace where they differ."""

    expected: Expected
    found: Value
    trace: Trace | None = None

    @property
    def holds(self) -> bool:
        return self.trace is None


def outcomes(root: Path, cases: Sequence[Case]) -> Iterator[tuple[Case, tuple[Outcome, ...]]]:
    """Each case with what came of it; a year is computed once for all cases that change no cell.

    Raises:
        UserError: rules or tables have errors, or a case names what they do not have, told at its line.
    """
    years: dict[int, Project] = {}
    for case in cases:
        project = years.setdefault(case.year, Project(root, case.year))
        office = _office(project, case)
        if case.cells:
            project = with_cells(project, case, office)
        if issues := [issue for expected in case.figures for issue in _unknown(project, expected)]:
            raise UserError(issues)
        found = [(expected, _found(project, office, expected)) for expected in case.figures]
        if issues := [_not_a_number(expected) for expected, value in found if not _comparable(expected, value)]:
            raise UserError(issues)
        yield case, tuple(_outcome(project, expected, value) for expected, value in found)


def _office(project: Project, case: Case) -> str:
    """The office of a case; that it or the year is not there, or not named, is said at the case's line."""
    if problems := [issue for issue in project.check() if issue.level == "error"]:
        raise UserError(replace(issue, location=case.year_at) if issue.code == "no_rules" else issue for issue in problems)
    try:
        return project.office(case.satker or None)
    except UserError as error:
        raise UserError(replace(issue, location=case.satker_at) for issue in error.issues) from None


def _unknown(project: Project, expected: Expected) -> tuple[Issue, ...]:
    """That the rules have no such figure or key, at the case's line."""
    try:
        project.known(expected.at)
    except UserError as error:
        return tuple(replace(issue, location=expected.place) for issue in error.issues)
    return ()


def _found(project: Project, office: str, expected: Expected) -> Value:
    (found,) = [value for value in project.evaluate().all(expected.at.id, office) if value.at == expected.at]
    return found


def _comparable(expected: Expected, found: Value) -> bool:
    """Whether a number is expected of a figure that is one: else 1.000.000 would be told to differ from 1.000.000."""
    number = found.value is not None and not found.label and NUMBER.fullmatch(found.value)
    return expected.status != "ok" or not number or bool(NUMBER.fullmatch(expected.value))


def _not_a_number(expected: Expected) -> Issue:
    return Issue("case_not_a_number", expected.value_at, {"given": expected.value, "figure": expected.at})


def _outcome(project: Project, expected: Expected, found: Value) -> Outcome:
    """One expectation held against the figure."""
    holds = found.status == expected.status and _same(expected, found)
    return Outcome(expected, found, None if holds else project.explain(expected.at, satker=found.satker))


def _same(expected: Expected, found: Value) -> bool:
    """Whether a value is the expected one: as a number whatever zeros it ends in, as a code or a title as written."""
    if found.value is None:
        return expected.reason in ("", found.reason)
    if NUMBER.fullmatch(expected.value) and NUMBER.fullmatch(found.value):
        return Fraction(expected.value) == Fraction(found.value)
    return expected.value in (found.value, found.label or found.value)
