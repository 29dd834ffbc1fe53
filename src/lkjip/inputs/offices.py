"""What offices belong to: their regional office, their class, whatever a table of offices says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lkjip.errors import Issue, Level, Location, UserError, nearest
from lkjip.inputs.sources import FILE, LINE
from lkjip.inputs.tables import Tables
from lkjip.rules.model import BETWEEN, SATKER, Dimension, Measure, RuleSet


def attributes(rules: RuleSet, tables: Tables) -> Mapping[str, Mapping[str, str]]:
    """Of every dimension that offices belong to, the member of each office.

    Raises:
        UserError: an office has no row in the table of offices, or a member that the dimension does not have.
    """
    issues: list[Issue] = []
    found = {
        name: _of(dimension, tables, issues)
        for name, dimension in rules.dimensions.items()
        if dimension.table in tables.tables
    }
    if issues:
        raise UserError(issues)
    return found


def unnamed(rules: RuleSet, tables: Tables) -> Iterator[Issue]:
    """The offices for which nothing is given where a rule says something of each office; none is given another's.

    An error where nothing can be computed without it (polarity, cumulation, weights), else a warning: what has no target
    or parameter has no value, and says so.
    """
    for measure in rules.measures.values():
        for name, by, codes, place, level in _by_office(measure):
            here = by.split(BETWEEN).index(SATKER)
            named = {code.split(BETWEEN)[here] for code in codes}
            others = sorted(named.difference(tables.offices))
            for office in tables.offices:
                if office not in named:
                    values = {"satker": office, "name": name, "nearest": nearest(office, others)}
                    yield Issue("office_unnamed", place, values, level)


def _by_office(measure: Measure) -> Iterator[tuple[str, str, Collection[str], Location, Level]]:
    """What a measure gives by office: its name, keys, codes, and how grave it is where an office has none."""
    if SATKER in measure.judged_by.split(BETWEEN):
        place = measure.judged_place or measure.location
        if measure.judged_each:
            yield "polarity", measure.judged_by, measure.judged, place, "error"
        elif measure.cumulated and not measure.cumulation:
            yield "cumulation", measure.judged_by, measure.cumulated, place, "error"
    for name, grid in measure.grids.items():
        if SATKER in grid.keys:
            yield name, grid.by, grid.values, next(iter(grid.places.values())), "error"
    given = [("targets", measure.targets_by)] if measure.targets_by else []
    given += [(p.name, constants) for p in measure.parameters.values() if (constants := p.varying or p.dated)]
    for name, one in given:
        if SATKER in one.keys:
            yield name, one.by, one.values, next(iter(one.places.values()), measure.location), "warning"


def _of(dimension: Dimension, tables: Tables, issues: list[Issue]) -> Mapping[str, str]:
    frame = tables.tables[dimension.table].frame
    found: dict[str, str] = {}
    for number, code, file, line in frame.select(SATKER, dimension.column, FILE, LINE).iter_rows():
        office, member = tables.offices[number], str(code or "")
        if member not in dimension.codes:
            known = ", ".join(dimension.codes[:12])
            values = {"given": member or "–", "nearest": nearest(member, dimension.codes), "known": known}
            issues.append(Issue("unknown_member", Location(file, line), values))
        found[office] = member
    for office in tables.offices:
        if office not in found:
            values = {"satker": office, "table": dimension.table, "dimension": dimension.name}
            issues.append(Issue("office_without_row", tables.tables[dimension.table].table.location, values))
    return found
