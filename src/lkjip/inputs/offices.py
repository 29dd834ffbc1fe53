"""What offices belong to: their regional office, their class, whatever a table of offices says."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.inputs.sources import FILE, LINE
from lkjip.inputs.tables import Tables
from lkjip.rules.model import SATKER, Dimension, RuleSet


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
