"""Documents to records: dimensions, categories and tables, with the checks that a schema cannot make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from lkjip.decimals import finite_decimals, plain
from lkjip.errors import Issue, Location, nearest, unknown
from lkjip.messages import filed
from lkjip.rules.model import (
    OBSERVATION,
    SATKER,
    YEAR,
    Band,
    Categories,
    Column,
    Dimension,
    Member,
    Scale,
    Table,
)
from lkjip.rules.source import Document

Tree = dict[str, Any]
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)


def number(value: int | Decimal | None) -> Fraction | None:
    """The exact number of a rule file."""
    return None if value is None else Fraction(value)


def dimensions(
    document: Document, main: Document, indicators: Dimension, year: int, issues: list[Issue]
) -> dict[str, Dimension]:
    """The dimensions, with `sasaran` and `tingkat` from the rule set, which `main` is, and the indicators from their files.

    A rule set that lists its indicators itself, as older ones do, keeps its own list.
    """
    found = {}
    for name, entry in cast(Tree, document.data).items():
        if name in (SATKER, OBSERVATION, "sasaran", "tingkat"):
            issues.append(Issue("reserved_name", document.key(name), {"given": name}))
        found[name] = Dimension(
            name=name,
            title=entry["title"],
            members=tuple(
                Member(code, m, "", "")
                if isinstance(m, str)
                else Member(code, m["title"], m.get("short", ""), str(m.get("parent", "")))
                for code, m in entry["members"].items()
            ),
            location=document.key(name),
            parent=entry.get("parent", ""),
            table=entry.get("offices", {}).get("table", ""),
            column=entry.get("offices", {}).get("column", name),
        )
    found.setdefault(indicators.name, indicators)
    data = cast(Tree, main.data)
    levels = tuple(Member(code, title) for code, title in data["levels"].items())
    found["tingkat"] = Dimension("tingkat", filed("dimension.level"), levels, main.key("levels"))
    goals = tuple(Member(code, goal["title"], "", goal["level"]) for code, goal in data["objectives"].items())
    found["sasaran"] = Dimension("sasaran", filed("dimension.objective"), goals, main.key("objectives"), "tingkat")
    for dimension in found.values():
        _check_parents(dimension, found, issues)
    if not (wrong := list(_no_years(found, document))):
        years = [int(code) for code in found[YEAR].codes] if YEAR in found else []
        if not years or years != list(range(years[0], year + 1)):
            place = found[YEAR].location if YEAR in found else document.at()
            wrong.append(Issue("years_not_consecutive", place, {"year": year}))
    issues += wrong
    return found


def _no_years(found: Mapping[str, Dimension], document: Document) -> Iterator[Issue]:
    """Members of the dimension of years that are no years."""
    for code in found[YEAR].codes if YEAR in found else ():
        if not _YEAR.fullmatch(code):
            yield Issue("year_member", document.key(YEAR, "members", code), {"given": code[:40]})


def _check_parents(dimension: Dimension, known: Mapping[str, Dimension], issues: list[Issue]) -> None:
    seen, parent = {dimension.name}, dimension.parent
    while parent:
        if parent not in known:
            issues.append(unknown("unknown_dimension", dimension.location, parent, known))
            return
        if parent in seen:
            issues.append(Issue("dimension_cycle", dimension.location, {"given": parent}))
            return
        seen.add(parent)
        parent = known[parent].parent
    for member in dimension.members:
        accepted = known[dimension.parent].codes if dimension.parent else ("",)
        if member.parent not in accepted:
            values = {"member": member.code, "given": member.parent, "nearest": nearest(member.parent, accepted)}
            issues.append(Issue("wrong_parent", dimension.location, values))


def categories(document: Document, scales: Mapping[str, Scale], issues: list[Issue]) -> dict[str, Categories]:
    """The groups of categories, their bands in order."""
    found = {}
    for name, entry in cast(Tree, document.data).items():
        lines = entry.get("bands") or entry["levels"]
        edges = tuple(_band(line) for line in lines)
        group = Categories(
            name,
            entry["title"],
            tuple(band for band in edges if band.code),
            document.key(name),
            unit=entry.get("unit", ""),
            round=entry.get("round", 0),
            upper=number(entry.get("to")),
            citation=entry.get("citation", ""),
            gaps=tuple(band for band in edges if not band.code),
            value_unit=entry.get("value_unit", ""),
        )
        if group.value_unit and group.value_unit not in scales:
            issues.append(unknown("unknown_unit", document.at(name, "value_unit"), group.value_unit, scales))
        if group.unit and group.unit not in scales:
            issues.append(unknown("unknown_unit", document.at(name, "unit"), group.unit, scales))
        part = "levels" if group.ordered else "bands"
        issues.extend(misplaced(group, edges, [document.at(name, part, number) for number in range(len(edges))]))
        found[name] = group
    return found


def _band(line: Tree) -> Band:
    return Band(
        line.get("code", ""),
        line.get("title", ""),
        number(line.get("from", line.get("above"))),
        "above" in line,
        number(line.get("value")),
        line.get("colour", ""),
    )


def misplaced(group: Categories, edges: Sequence[Band], places: Sequence[Location]) -> Iterator[Issue]:
    """What is wrong with bands and gaps in the order written, each with its place.

    Codes are unique; lowest accepted values, at the rounding of the group, rise strictly and stay below the end.
    """
    codes: set[str] = set()
    step = Fraction(1, 10**group.round)
    lowest: Fraction | None = None
    for number, (band, place) in enumerate(zip(edges, places, strict=True)):
        if band.code and band.code in codes:
            yield Issue("duplicate_code", place, {"given": band.code})
        codes.add(band.code)
        if band.lower is None:
            continue
        first = -((-band.lower) // step) * step  # the lowest value at the rounding that is not below the bound
        if band.open and first == band.lower:
            first += step
        if lowest is not None and first <= lowest:
            previous = edges[number - 1]
            same = band.lower == previous.lower and band.open == previous.open
            code = "band_overlap" if same or first == lowest else "band_order"
            yield Issue(code, place, {"code": band.code, "previous": previous.code})
        if group.upper is not None and first > group.upper:
            to = plain(group.upper, finite_decimals(group.upper) or 0)
            yield Issue("band_unreachable", place, {"code": band.code, "to": to})
        lowest = first if lowest is None else max(lowest, first)


def _of_offices(dimensions: Mapping[str, Dimension]) -> set[str]:
    """The dimensions that offices belong to, and what these roll up to."""
    found: set[str] = set()
    for dimension in dimensions.values():
        name = dimension.name if dimension.table else ""
        while name in dimensions and name not in found:
            found.add(name)
            name = dimensions[name].parent
    return found


def table(
    document: Document,
    dimensions: Mapping[str, Dimension],
    scales: Mapping[str, Scale],
    categories: Mapping[str, Categories],
    issues: list[Issue],
) -> Table:
    """One table file."""
    data = cast(Tree, document.data)
    keys = tuple(data["keys"])
    for number, key in enumerate(keys):
        if key not in dimensions:
            issues.append(unknown("unknown_dimension", document.at("keys", number), key, dimensions))
        elif key in _of_offices(dimensions):
            issues.append(Issue("key_of_offices", document.at("keys", number), {"given": key}))
    if len(set(keys)) != len(keys):
        issues.append(Issue("duplicate_name", document.at("keys"), {"given": ", ".join(keys)}))
    columns = {name: _column(document, name, entry) for name, entry in data["columns"].items()}
    for name, column in columns.items():
        if column.unit and column.unit not in scales:
            issues.append(unknown("unknown_unit", document.at("columns", name, "unit"), column.unit, scales))
        ordered = {n: group for n, group in categories.items() if group.ordered}
        if column.type == "ordinal" and column.categories not in ordered:
            place = document.at("columns", name, "categories")
            issues.append(unknown("unknown_categories", place, column.categories, ordered))
        if name in keys or name == SATKER:
            issues.append(Issue("reserved_name", document.key("columns", name), {"given": name}))
    return Table(
        name=data["table"],
        title=data["title"],
        keys=keys,
        columns=columns,
        location=document.at(),
        complete=_complete(document, data.get("complete", False), keys, dimensions, issues),
        many=data.get("observations") == "many",
        system=data.get("source", {}).get("system", ""),
        place=data.get("source", {}).get("place", ""),
    )


def _column(document: Document, name: str, entry: Tree) -> Column:
    return Column(
        name=name,
        title=entry["title"],
        type=entry["type"],
        location=document.key("columns", name),
        decimals=entry.get("decimals", 0),
        unit=entry.get("unit", ""),
        minimum=number(entry.get("minimum")),
        maximum=number(entry.get("maximum")),
        empty=entry.get("empty", ""),
        categories=entry.get("categories", ""),
    )


def _complete(
    document: Document,
    given: bool | Tree,
    keys: tuple[str, ...],
    dimensions: Mapping[str, Dimension],
    issues: list[Issue],
) -> dict[str, tuple[str, ...]] | None:
    if given is False:
        return None
    limits = {} if given is True else {key: tuple(str(code) for code in codes) for key, codes in given.items()}
    for key, codes in limits.items():
        known = dimensions[key].codes if key in dimensions and key in keys else ()
        for code in codes:
            if code not in known:
                issues.append(unknown("unknown_member", document.at("complete", key), code, known))
    return limits
