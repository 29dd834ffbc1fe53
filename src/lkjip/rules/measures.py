"""Documents to records: indicators and measures, with the checks that a schema cannot make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import cast

from lkjip.errors import Issue, unknown
from lkjip.rules.model import (
    YEAR,
    Categories,
    CheckRule,
    Citation,
    Column,
    Dimension,
    FigureRule,
    Input,
    Measure,
    MeasuredWhen,
    Option,
    Parameter,
    Scale,
    Table,
    Weights,
)
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import Tree, number

ARCHIVED = "nilai"  # the one column of a table that is read from the archive


def measure(document: Document, categories: Mapping[str, Categories], issues: list[Issue]) -> Measure:
    """One indicator or measure file."""
    data = cast(Tree, document.data)
    unit = data.get("unit", "")
    targets: dict[str, Fraction] = {}
    for year, value in data.get("targets", {}).items():
        rank = _rank(value, categories.get(unit))
        if rank is None:
            values = {"key": year, "given": str(value), "wanted": "number"}
            issues.append(Issue("wrong_type", document.at("targets", year), values))
        else:
            targets[year] = rank
    lower = data.get("polarity") == "lower_is_better"
    if lower and data.get("achievement", "R/T") == "R/T":
        issues.append(Issue("achievement_formula", document.at("polarity"), {}))
    return Measure(
        id=data["id"],
        title=data["title"],
        location=document.at("id"),
        inputs={name: _input(document, name, entry) for name, entry in data.get("inputs", {}).items()},
        weights={name: _weights(document, name, entry) for name, entry in data.get("weights", {}).items()},
        parameters={
            name: Parameter(
                name, Fraction(entry["value"]), document.key("parameters", name), entry.get("unit", ""),
                entry.get("title", ""), entry.get("citation", ""),
            )
            for name, entry in data.get("parameters", {}).items()
        },
        figures={name: _figure(document, name, entry) for name, entry in data["figures"].items()},
        checks={
            name: CheckRule(
                name, entry["title"], entry["expect"], entry["level"], document.at("checks", name, "expect"),
                tuple(entry.get("by", ())), entry.get("citation", ""),
            )
            for name, entry in data.get("checks", {}).items()
        },
        unit=unit,
        citation=data.get("citation", ""),
        note=data.get("note", ""),
        objective=data.get("objective", ""),
        lower_is_better=lower,
        achievement=data.get("achievement", "R/T"),
        cap=number(data.get("cap")),
        targets=targets,
        target_places={year: document.key("targets", year) for year in targets},
    )  # fmt: skip


def _rank(value: object, scale: Categories | None) -> Fraction | None:
    """A target as a number: as written, or the rank of its code on an ordered scale."""
    if scale is not None and scale.ordered:
        codes = [band.code for band in scale.bands]
        return Fraction(codes.index(value) + 1) if value in codes else None
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


def _input(document: Document, name: str, entry: Tree) -> Input:
    absent = entry.get("measured_when")
    archived = "archive" in entry
    return Input(
        name,
        f"arsip.{cast(Tree, document.data)['id']}.{name}" if archived else entry["table"],
        ARCHIVED if archived else entry.get("column", name),
        document.key("inputs", name),
        tuple(entry["by"]) if "by" in entry else None,
        {key: str(code) for key, code in entry.get("where", {}).items()},
        entry.get("unit", ""),
        absent
        and MeasuredWhen(absent["condition"], absent["reason"], document.at("inputs", name, "measured_when", "condition")),
        entry.get("note", ""),
        entry.get("archive", ""),
        entry.get("decimals", 0),
    )


def archived_table(rule: Input) -> Table:
    """The table that an input from the archive reads: its keys, and one column."""
    column = Column(
        ARCHIVED,
        "Nilai dalam arsip",
        "decimal",
        rule.location,
        rule.decimals,
        rule.unit,
        empty="Tidak ada nilai dalam arsip",
    )
    title = f"Arsip tahun-tahun sebelumnya: {rule.archive}"
    return Table(rule.table, title, rule.by or (), {ARCHIVED: column}, rule.location, archived=rule.archive)


def _weights(document: Document, name: str, entry: Tree) -> Weights:
    return Weights(
        name,
        entry["by"],
        {code: Fraction(value) for code, value in entry["values"].items()},
        document.key("weights", name),
        {code: document.at("weights", name, "values", code) for code in entry["values"]},
        number(entry.get("sum")),
        entry.get("title", ""),
        entry.get("citation", ""),
    )


def _figure(document: Document, name: str, entry: Tree) -> FigureRule:
    path = ("figures", name)
    options = tuple(
        Option(line["code"], line.get("title", line["code"]), str(line.get("when", "")), document.at(*path, "choose", i))
        for i, line in enumerate(entry.get("choose", ()))
    )
    places = {key: document.at(*path, key) for key in entry}
    places |= {f"when {i}": document.at(*path, "choose", i, "when") for i in range(len(options))}
    places |= {f"gather {code}": document.at(*path, "gather", code) for code in entry.get("gather", {})}
    return FigureRule(
        name,
        entry.get("title", name),
        document.key(*path),
        formula=str(entry.get("formula", "")),
        classify=entry.get("classify", ""),
        categories=entry.get("categories", ""),
        choose=options,
        members=entry.get("members", ""),
        when=str(entry.get("when", "")),
        gather=entry.get("gather", {}),
        places=places,
        by=tuple(entry.get("by", ())),
        unit=entry.get("unit", ""),
        round=entry.get("round"),
        coverage_all=entry.get("coverage") == "all",
        history=entry.get("history", ""),
        citation=entry.get("citation", ""),
        note=entry.get("note", ""),
    )


def references(
    entry: Measure,
    document: Document,
    dimensions: Mapping[str, Dimension],
    scales: Mapping[str, Scale],
    citations: Mapping[str, Citation],
    issues: list[Issue],
) -> None:
    """Citations, objective, keys of the archive and weights: what they name exists, and the weights are complete."""
    data = cast(Tree, document.data)
    for rule in entry.inputs.values():
        _archived(rule, document, dimensions, issues)
    for path, citation in _citations(data):
        if citation not in citations:
            issues.append(unknown("unknown_citation", document.at(*path), citation, citations))
    if entry.objective and entry.objective not in dimensions["sasaran"].codes:
        known = dimensions["sasaran"].codes
        issues.append(unknown("unknown_objective", document.at("objective"), entry.objective, known))
    year = next(reversed(dimensions[YEAR].codes)) if YEAR in dimensions else ""
    if entry.targets and year not in entry.targets:
        values = {"indicator": entry.id, "year": year}
        issues.append(Issue("target_missing", document.key("targets"), values, "warning"))
    for parameter in entry.parameters.values():
        if parameter.unit and parameter.unit not in scales:
            place = document.at("parameters", parameter.name, "unit")
            issues.append(unknown("unknown_unit", place, parameter.unit, scales))
    for weights in entry.weights.values():
        if weights.by not in dimensions:
            place = document.at("weights", weights.name, "by")
            issues.append(unknown("unknown_dimension", place, weights.by, dimensions))
            continue
        known = dimensions[weights.by].codes
        for code in weights.values:
            if code not in known:
                issues.append(unknown("unknown_member", weights.places[code], code, known))
        missing = [code for code in known if code not in weights.values]
        if missing:
            issues.append(Issue("missing_weight", weights.location, {"missing": ", ".join(missing)}))
        total = sum(weights.values.values(), Fraction(0))
        if weights.total is not None and total != weights.total:
            values = {"name": weights.name, "given": _plain(total), "wanted": _plain(weights.total)}
            issues.append(Issue("weights_sum", weights.location, {**values, "gap": _plain(weights.total - total)}))


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
