"""Documents to records: indicators and measures, with the checks that a schema cannot make."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import cast

from lkjip.errors import Issue, Location, unknown
from lkjip.messages import phrase
from lkjip.rules import varying
from lkjip.rules.forms import Choose, Classify, Form, Formula, Gather, Members, Option, Part, Status
from lkjip.rules.model import (
    BETWEEN,
    SATKER,
    YEAR,
    Categories,
    CheckRule,
    Citation,
    Column,
    Constants,
    Dimension,
    FigureRule,
    Input,
    Measure,
    MeasuredWhen,
    Parameter,
    Scale,
    Table,
    Weights,
)
from lkjip.rules.source import Document
from lkjip.rules.standard import INDICATOR, OVER, Standard
from lkjip.rules.vocabulary import Tree, number

ARCHIVED = "nilai"  # the one column of a table that is read from the archive


def measure(document: Document, standard: Standard, issues: list[Issue]) -> Measure:
    """One indicator or measure file; an indicator is completed by the standard figures of its rule set."""
    data = cast(Tree, document.data)
    categories = standard.categories
    unit = data.get("unit", "")
    given = data.get("targets", {})
    by_key = _constants(document, ("targets",), categories.get(unit), issues) if "by" in given else None
    by_year = "by" not in given and "table" not in given
    targets = _ranks(document, ("targets",), categories.get(unit), issues) if by_year else {}
    judged_by, judged = varying.judged(document, issues)
    return Measure(
        id=data["id"],
        title=data["title"],
        location=document.at("id"),
        inputs=_inputs(document, standard),
        weights={name: _weights(document, name, entry, issues) for name, entry in _kinds_of_weights(data, many=False)},
        grids={name: _grid(document, name, entry, issues) for name, entry in _kinds_of_weights(data, many=True)},
        parameters={name: _parameter(document, name, entry, issues) for name, entry in data.get("parameters", {}).items()},
        figures=_figures(document, standard, issues),
        checks={
            name: CheckRule(
                name=name,
                title=entry["title"],
                expect=entry["expect"],
                level=entry["level"],
                location=document.at("checks", name, "expect"),
                by=tuple(entry.get("by", ())),
                citation=entry.get("citation", ""),
                note=entry.get("note", ""),
                confirmed_by=entry.get("confirmed_by", ""),
            )
            for name, entry in data.get("checks", {}).items()
        },
        unit=unit,
        citation=data.get("citation", ""),
        note=data.get("note", ""),
        objective=data.get("objective", ""),
        short=data.get("short", ""),
        judgement=varying.judgement(document, "", issues),
        judged_by=judged_by,
        judged=judged,
        judged_place=next((document.key(key) for key in varying.KEYS if isinstance(data.get(key), dict)), None),
        judged_each=isinstance(data.get("polarity"), dict),
        cumulation=varying.chosen(document, "cumulation", ""),
        cumulated={code: varying.chosen(document, "cumulation", code) for code in judged} if "cumulation" in data else {},
        targets_by=by_key,
        targets_of_year="" if by_year else given.get("year", ""),
        targets_from_table="table" in given,
        targets=targets,
        target_places={year: document.key("targets", year) for year in targets},
    )


def _ranks(document: Document, path: tuple[str, ...], scale: Categories | None, issues: list[Issue]) -> dict[str, Fraction]:
    """Values by year: as written, or the ranks of codes on an ordered scale."""
    given = document.value(*path) if document.has(*path) else {}
    return _numbers({code: (value, document.at(*path, code)) for code, value in given.items()}, scale, issues)


def _numbers(
    given: Mapping[str, tuple[object, Location]], scale: Categories | None, issues: list[Issue]
) -> dict[str, Fraction]:
    found = {}
    for code, (value, place) in given.items():
        rank = _rank(value, scale)
        if rank is None:
            issues.append(Issue("wrong_type", place, {"key": code, "given": str(value), "wanted": "number"}))
        else:
            found[code] = rank
    return found


def _constants(document: Document, path: tuple[str, ...], scale: Categories | None, issues: list[Issue]) -> Constants:
    """`{by: …, values: {…}}`."""
    by, given = varying.constants(document, path, document.value(*path), issues)
    values = _numbers(given, scale, issues)
    return Constants(by, values, {code: given[code][1] for code in values})


def _parameter(document: Document, name: str, entry: Tree, issues: list[Issue]) -> Parameter:
    path = ("parameters", name)
    dated = varying.dated(document, path, entry, issues)
    return Parameter(
        name=name,
        value=number(entry.get("value")),
        location=document.key(*path),
        unit=entry.get("unit", ""),
        title=entry.get("title", ""),
        citation=entry.get("citation", ""),
        varying=_constants(document, path, None, issues) if "by" in entry and dated is None else None,
        dated=dated,
    )


def _rank(value: object, scale: Categories | None) -> Fraction | None:
    """A target as a number: as written, or the rank of its code on an ordered scale."""
    if scale is not None and scale.ordered:
        codes = [band.code for band in scale.bands]
        return Fraction(codes.index(value) + 1) if value in codes else None
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


def _inputs(document: Document, standard: Standard) -> dict[str, Input]:
    data = cast(Tree, document.data)
    owner = data["id"]
    found = {name: _input(owner, name, entry, document, ("inputs", name)) for name, entry in data.get("inputs", {}).items()}
    if "table" in (targets := data.get("targets", {})):
        found["targets"] = _input(owner, "targets", {"unit": data.get("unit", ""), **targets}, document, ("targets",))
    if standard.document is not None and "objective" in data:
        for path, entry in standard.inputs(data):
            found[path[-1]] = _input(owner, path[-1], entry, standard.document, path)
    return found


def _figures(document: Document, standard: Standard, issues: list[Issue]) -> dict[str, FigureRule]:
    data = cast(Tree, document.data)
    found = {name: _figure(document, ("figures", name), entry, standard) for name, entry in data["figures"].items()}
    if standard.document is not None and "objective" in data:
        for name, rule in found.items():
            found[name] = replace(rule, history=rule.history or standard.history(data, name))
        for path in standard.figures(data):
            found[path[-1]] = _figure(standard.document, path, standard.document.value(*path), standard)
    for rule in found.values():
        issues.extend(_left_out(rule, standard))
    return found


def _left_out(rule: FigureRule, standard: Standard) -> Iterator[Issue]:
    """A gathering written by hand over indicators that leaves some out: what is summed up from it would hide them."""
    form = rule.form
    if not isinstance(form, Gather) or form.over or INDICATOR not in rule.by:
        return
    codes = [entry["id"] for entry in standard.indicators]
    left = [code for code in codes if code not in form.parts]
    if form.parts and set(form.parts) <= set(codes) and left:
        yield Issue("gather_incomplete", form.location, {"missing": ", ".join(left)})


def _input(owner: str, name: str, entry: Tree, document: Document, path: tuple[str, ...]) -> Input:
    archived = "archive" in entry
    return Input(
        name=name,
        table=f"arsip.{owner}.{name}" if archived else entry["table"],
        column=ARCHIVED if archived else entry.get("column", name),
        location=document.key(*path),
        by=tuple(entry["by"]) if "by" in entry else None,
        where={key: str(code) for key, code in entry.get("where", {}).items()},
        unit=entry.get("unit", ""),
        measured_when=_measured_when(document, path, entry),
        note=entry.get("note", ""),
        archive=entry.get("archive", ""),
        decimals=entry.get("decimals", 0),
    )


def archived_table(rule: Input) -> Table:
    """The table that an input from the archive reads: its keys, and one column."""
    column = Column(
        ARCHIVED,
        phrase("archived_value"),
        "decimal",
        rule.location,
        rule.decimals,
        rule.unit,
        empty=phrase("archived_nothing"),
    )
    title = phrase("archived_years").format(figure=rule.archive)
    return Table(rule.table, title, rule.by or (), {ARCHIVED: column}, rule.location, archived=rule.archive)


def _kinds_of_weights(data: Tree, *, many: bool) -> Iterator[tuple[str, Tree]]:
    """The weights by one key, or those by more than one."""
    return ((name, entry) for name, entry in data.get("weights", {}).items() if _is_grid(entry) == many)


def _is_grid(entry: Tree) -> bool:
    """Whether weights are by several keys, or by offices, which no dimension lists."""
    return isinstance(entry["by"], list) or entry["by"] == SATKER


def _grid(document: Document, name: str, entry: Tree, issues: list[Issue]) -> Constants:
    """Weights by several keys: for every member of all but the last the weights by the last, which have the sum stated."""
    found = _constants(document, ("weights", name), None, issues)
    total = number(entry.get("sum"))
    groups: dict[str, Fraction] = {}
    for code, value in found.values.items():
        if value < 0 and "direction" not in entry:
            issues.append(Issue("weight_negative", found.places[code], {"given": str(value)}))
        outer = code.rpartition(BETWEEN)[0]
        groups[outer] = groups.get(outer, Fraction(0)) + value
    for outer, given in groups.items():
        if total is not None and given != total:
            told = {
                "name": ", ".join(filter(None, (name, outer))),
                "given": _plain(given),
                "wanted": _plain(total),
                "gap": _plain(total - given),
            }
            path = ("weights", name, "values", *outer.split(BETWEEN)) if outer else ("weights", name)
            issues.append(Issue("weights_sum", document.key(*path), told))
    return found


def _weights(document: Document, name: str, entry: Tree, issues: list[Issue]) -> Weights:
    given = _constants(document, ("weights", name), None, issues)
    return Weights(
        name=name,
        by=entry["by"],
        values=given.values,
        location=document.key("weights", name),
        places=given.places,
        total=number(entry.get("sum")),
        title=entry.get("title", ""),
        citation=entry.get("citation", ""),
        signed="direction" in entry,
    )


def _figure(document: Document, path: tuple[str, ...], entry: Tree, standard: Standard) -> FigureRule:
    return FigureRule(
        path[-1],
        entry.get("title", path[-1]),
        document.key(*path),
        _form(document, path, entry, standard),
        {key: document.at(*path, key) for key in entry},
        by=tuple(entry.get("by", ())),
        unit=entry.get("unit", ""),
        round=entry.get("round"),
        coverage_all=entry.get("coverage") == "all",
        history=entry.get("history", ""),
        citation=entry.get("citation", ""),
        note=entry.get("note", ""),
        measured_when=_measured_when(document, path, entry),
        over_offices=entry.get("scope") == "all_offices",
    )


def _measured_when(document: Document, path: tuple[str, ...], entry: Tree) -> MeasuredWhen | None:
    given = entry.get("measured_when")
    if given is None:
        return None
    return MeasuredWhen(given["condition"], given["reason"], document.at(*path, "measured_when", "condition"))


def _form(document: Document, path: tuple[str, ...], entry: Tree, standard: Standard) -> Form:
    def part(key: str, *below: str | int) -> Part:
        return Part(key, str(document.value(*path, *(below or (key,)))), document.at(*path, *(below or (key,))))

    if "formula" in entry:
        return Formula(part("formula"))
    if "classify" in entry:
        return Classify(part("classify"), part("categories"))
    if "status" in entry:
        own = part("target") if "target" in entry else Part("target", "current(targets)", document.at(*path, "status"))
        return Status(part("status"), own)
    if "members" in entry:
        return Members(part("members"), part("when"))
    if "gather" in entry:
        over = OVER in entry["gather"]
        places = {code: document.at(*path, "gather", "figure" if over else code) for code in standard.gathered(entry)}
        texts = standard.gathered(entry)
        parts = {code: Part(f"gather {code}", texts[code], place) for code, place in places.items()}
        return Gather(parts, document.at(*path, "gather"), over)
    options = []
    for place, line in enumerate(entry["choose"]):
        code = line.get("code", "")
        when, value = (part(f"{key} {place}", "choose", place, key) if key in line else None for key in ("when", "value"))
        options.append(Option(code, line.get("title", code), when, document.at(*path, "choose", place), value))
    return Choose(tuple(options))


def references(
    entry: Measure,
    document: Document,
    dimensions: Mapping[str, Dimension],
    scales: Mapping[str, Scale],
    citations: Mapping[str, Citation],
    issues: list[Issue],
) -> None:
    """Citations, objective, keys of the archive and weights: what they name exists, and the weights are complete."""
    for rule in entry.inputs.values():
        _archived(rule, document, dimensions, issues)
    cited(document, citations, issues)
    if entry.objective and entry.objective not in dimensions["sasaran"].codes:
        known = dimensions["sasaran"].codes
        issues.append(unknown("unknown_objective", document.at("objective"), entry.objective, known))
    year = next(reversed(dimensions[YEAR].codes)) if YEAR in dimensions else ""
    for by, place in varying.dimensions(document):
        if by not in dimensions:
            issues.append(unknown("unknown_dimension", place, by, dimensions))
    issues.extend(varying.misnamed(document, dimensions))
    elsewhere = entry.targets_by is not None or "targets" in entry.inputs
    if entry.objective and year not in entry.targets and not elsewhere:
        values = {"indicator": entry.id, "year": year}
        place = document.key("targets") if entry.targets else document.key("id")
        issues.append(Issue("target_missing", place, values, "warning"))
    for parameter in entry.parameters.values():
        if parameter.unit and parameter.unit not in scales:
            place = document.at("parameters", parameter.name, "unit")
            issues.append(unknown("unknown_unit", place, parameter.unit, scales))
    for weights in entry.weights.values():
        issues.extend(misweighted(weights))


def misweighted(weights: Weights) -> Iterator[Issue]:
    """What is wrong with weights as numbers: one below 0 that has no direction, another sum than the one stated."""
    values = weights.values.values()
    if not lawful(values, weights.total, signed=weights.signed):
        for code, value in weights.values.items():
            if value < 0 and not weights.signed:
                yield Issue("weight_negative", weights.places[code], {"given": _plain(value)})
        total = sum(values, Fraction(0))
        if weights.total is not None and total != weights.total:
            told = {"name": weights.name, "given": _plain(total), "wanted": _plain(weights.total)}
            yield Issue("weights_sum", weights.location, {**told, "gap": _plain(weights.total - total)})


def lawful(values: Collection[Fraction | int], total: Fraction | int | None, *, signed: bool) -> bool:
    """Whether numbers, in any one unit, can be weights that have this sum.

    >>> lawful([60, 40], 100, signed=False), lawful([60, 41], 100, signed=False), lawful([-1, 2], None, signed=False)
    (True, False, False)
    """
    return (total is None or sum(values) == total) and (signed or all(value >= 0 for value in values))


def cited(document: Document | None, citations: Mapping[str, Citation], issues: list[Issue]) -> None:
    """Every source that a file names exists."""
    if document is None:
        return
    for path, citation in _citations(cast(Tree, document.data)):
        if citation not in citations:
            issues.append(unknown("unknown_citation", document.at(*path), citation, citations))


def _archived(rule: Input, document: Document, dimensions: Mapping[str, Dimension], issues: list[Issue]) -> None:
    """The keys of an input from the archive are dimensions, and the year is one of them."""
    if not rule.archive:
        return
    for place, key in enumerate(rule.by or ()):
        if key not in dimensions:
            issues.append(unknown("unknown_dimension", document.at("inputs", rule.name, "by", place), key, dimensions))
    if YEAR not in (rule.by or ()):
        issues.append(Issue("archive_without_year", document.at("inputs", rule.name, "by"), {"figure": rule.archive}))


def _plain(value: Fraction) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _citations(data: Tree) -> Iterator[tuple[tuple[str, ...], str]]:
    if "citation" in data:
        yield ("citation",), data["citation"]
    for part in ("weights", "parameters", "figures", "checks"):
        for name, entry in data.get(part, {}).items():
            if "citation" in entry:
                yield (part, name, "citation"), entry["citation"]
    for part in {"number", "medium_term"} & set(data):  # of standard.yaml
        for path, citation in _citations(data[part]):
            yield (part, *path), citation
