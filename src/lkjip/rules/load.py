"""Rule files to a `RuleSet`: find, read, check the shape, fill in the records, check what a schema cannot say."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from lkjip import __version__, units
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.rules import schema, source
from lkjip.rules.model import (
    OBSERVATION,
    SATKER,
    YEAR,
    Band,
    Categories,
    CheckRule,
    Citation,
    Column,
    Dimension,
    FigureRule,
    Input,
    Measure,
    MeasuredWhen,
    Member,
    Option,
    Parameter,
    RuleSet,
    Scale,
    Table,
    Weights,
)
from lkjip.rules.source import Document
from lkjip.units import Unit

Tree = dict[str, Any]
_SINGLE = ("ruleset", "scales", "dimensions", "categories")
_FOLDERS = {"tables": "table", "indicators": "indicator", "measures": "measure"}


def load(project: Path, year: int) -> RuleSet:
    """The rule set of a year.

    Raises:
        UserError: a file is missing, unreadable, of the wrong shape, or says something that cannot hold.
    """
    issues: list[Issue] = []
    files = dict(_files(project, year, issues))
    _stop(issues)
    digest = _digest(files)
    documents: dict[str, tuple[str, Document]] = {}
    for file, (kind, content) in files.items():
        if (document := source.read(file, content, issues)) is not None:
            documents[file] = (kind, document)
    sealed = _read_seal(digest)
    if sealed is None:
        for kind, document in documents.values():
            schema.validate(document, kind, issues)
    _stop(issues)
    scales = _scales(next(d for k, d in documents.values() if k == "scales"), sealed, issues)
    _stop(issues)
    rules = _ruleset(documents, scales, year, digest, issues)
    _stop(issues)
    if sealed is None:
        _write_seal(digest, {name: scale.unit for name, scale in scales.items()})
    return rules


def _stop(issues: list[Issue]) -> None:
    if any(issue.level == "error" for issue in issues):
        raise UserError(issues)


def _files(project: Path, year: int, issues: list[Issue]) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Every rule file of the year: path relative to the project → kind and content, in a fixed order."""
    root = project / "rules" / str(year)
    if not root.is_dir():
        known = sorted(p.name for p in (project / "rules").glob("[0-9]*") if p.is_dir())
        values = {"year": year, "known": ", ".join(known) or "–"}
        issues.append(Issue("no_rules", Location(f"rules/{year}"), values))
        return
    for kind in _SINGLE:
        path = root / f"{kind}.yaml"
        if path.is_file():
            yield f"rules/{year}/{path.name}", (kind, path.read_bytes())
        else:
            issues.append(Issue("missing_file", Location(f"rules/{year}/{path.name}"), {}))
    for folder, kind in _FOLDERS.items():
        for path in sorted((root / folder).glob("*.yaml")):
            yield f"rules/{year}/{folder}/{path.name}", (kind, path.read_bytes())


def _digest(files: Mapping[str, tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for file, (_, content) in files.items():
        total.update(f"{file}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


# A seal remembers, in the user's own cache folder, that these very bytes had the right shape, and the units they define:
# it spares a repeated run the import of jsonschema and pint, which cost more than the evaluation itself.
def _seal_path(digest: str) -> Path | None:
    if os.environ.get("LKJIP_CACHE", "1") == "0":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    try:
        root = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # no home folder
        return None
    shapes = hashlib.sha256(digest.encode() + __version__.encode())
    for path in sorted(schema.folder().glob("*.json")):
        shapes.update(path.read_bytes())
    return root / "lkjip" / f"{shapes.hexdigest()}.json"


def _read_seal(digest: str) -> dict[str, Unit] | None:
    path = _seal_path(digest)
    try:
        content = json.loads(path.read_bytes()) if path else None
        return content and {
            name: Unit(Fraction(factor), tuple((str(base), int(power)) for base, power in powers))
            for name, (factor, powers) in content.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _write_seal(digest: str, sealed: Mapping[str, Unit]) -> None:
    path = _seal_path(digest)
    if path is None:
        return
    content = json.dumps({name: [str(unit.factor), unit.powers] for name, unit in sealed.items()})
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(content, encoding="utf-8")
        temporary.replace(path)
    except OSError:  # a read-only home: the next run checks again
        pass


def _scales(document: Document, sealed: dict[str, Unit] | None, issues: list[Issue]) -> dict[str, Scale]:
    entries = cast(Tree, document.data)["units"]
    try:
        found = sealed or units.read({name: entry["define"] for name, entry in entries.items()})
    except units.DefinitionError as error:
        place = document.at("units", error.name, "define")
        issues.append(Issue("unit_definition", place, {"name": error.name, "problem": error.problem}))
        return {}
    return {
        name: Scale(name, entry["title"], found[name], entry.get("symbol", "")) for name, entry in entries.items()
    }


def _ruleset(
    documents: Mapping[str, tuple[str, Document]],
    scales: Mapping[str, Scale],
    year: int,
    digest: str,
    issues: list[Issue],
) -> RuleSet:
    single = {kind: document for kind, document in documents.values() if kind in _SINGLE}
    main = single["ruleset"]
    data = cast(Tree, main.data)
    if data["year"] != year:
        issues.append(Issue("wrong_year", main.at("year"), {"given": data["year"], "folder": year}))
    citations = {
        name: Citation(
            name,
            entry["title"],
            entry["certainty"],
            main.key("citations", name),
            entry.get("valid_from", ""),
            entry.get("valid_to", ""),
            entry.get("note", ""),
        )
        for name, entry in data["citations"].items()
    }
    dimensions = _dimensions(single["dimensions"], main, year, issues)
    categories = _categories(single["categories"], scales, issues)
    tables: dict[str, Table] = {}
    measures: dict[str, Measure] = {}
    for file, (kind, document) in documents.items():
        if kind == "table":
            table = _table(document, dimensions, scales, categories, issues)
            _named(table.name, "table", file, document, tables, issues)
            tables[table.name] = table
        elif kind in ("indicator", "measure"):
            measure = _measure(document, categories, issues)
            _named(measure.id, "id", file, document, measures, issues)
            measures[measure.id] = measure
            _references(measure, document, dimensions, scales, citations, issues)
    if not measures:
        issues.append(Issue("no_figures", main.at(), {}))
    for name, entry in categories.items():
        if entry.citation and entry.citation not in citations:
            place = single["categories"].at(name, "citation")
            issues.append(_unknown("unknown_citation", place, entry.citation, citations))
    return RuleSet(
        data["ruleset"], data["version"], data["year"], data["title"], main.at(), data["medium_term"]["year"],
        citations, scales, dimensions, categories, tables, measures, digest,
    )  # fmt: skip


def _named(
    name: str, key: str, file: str, document: Document, known: Mapping[str, object], issues: list[Issue]
) -> None:
    stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name != stem:
        issues.append(Issue("name_not_file", document.at(key), {"given": name, "file": stem}))
    if name in known:
        issues.append(Issue("duplicate_name", document.at(key), {"given": name}))


def _unknown(code: str, place: Location, given: str, known: Mapping[str, object] | tuple[str, ...]) -> Issue:
    return Issue(code, place, {"given": given, "nearest": nearest(given, known), "known": ", ".join(sorted(known))})


def _number(value: int | Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _dimensions(document: Document, main: Document, year: int, issues: list[Issue]) -> dict[str, Dimension]:
    found = {}
    for name, entry in cast(Tree, document.data).items():
        if name in (SATKER, OBSERVATION, "sasaran", "tingkat"):
            issues.append(Issue("reserved_name", document.key(name), {"given": name}))
        found[name] = Dimension(
            name,
            entry["title"],
            tuple(
                Member(code, m, "", "")
                if isinstance(m, str)
                else Member(code, m["title"], m.get("short", ""), m.get("parent", ""))
                for code, m in entry["members"].items()
            ),
            document.key(name),
            entry.get("parent", ""),
        )
    data = cast(Tree, main.data)
    levels = tuple(Member(code, title) for code, title in data["levels"].items())
    found["tingkat"] = Dimension("tingkat", "Tingkat sasaran", levels, main.key("levels"))
    goals = tuple(Member(code, goal["title"], "", goal["level"]) for code, goal in data["objectives"].items())
    found["sasaran"] = Dimension("sasaran", "Sasaran", goals, main.key("objectives"), "tingkat")
    for dimension in found.values():
        _check_parents(dimension, found, issues)
    years = [int(code) for code in found[YEAR].codes if code.isdigit()] if YEAR in found else []
    if not years or years != list(range(years[0], year + 1)):
        place = found[YEAR].location if YEAR in found else document.at()
        issues.append(Issue("years_not_consecutive", place, {"year": year}))
    return found


def _check_parents(dimension: Dimension, known: Mapping[str, Dimension], issues: list[Issue]) -> None:
    seen, parent = {dimension.name}, dimension.parent
    while parent:
        if parent not in known:
            issues.append(_unknown("unknown_dimension", dimension.location, parent, known))
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


def _categories(document: Document, scales: Mapping[str, Scale], issues: list[Issue]) -> dict[str, Categories]:
    found = {}
    for name, entry in cast(Tree, document.data).items():
        lines = entry.get("bands") or entry["levels"]
        bands = tuple(
            Band(line["code"], line["title"], _number(line.get("from", line.get("above"))), "above" in line)
            for line in lines
        )
        group = Categories(
            name, entry["title"], bands, document.key(name), entry.get("unit", ""), entry.get("round", 0),
            _number(entry.get("to")), entry.get("citation", ""),
        )  # fmt: skip
        if group.unit and group.unit not in scales:
            issues.append(_unknown("unknown_unit", document.at(name, "unit"), group.unit, scales))
        _check_bands(group, document, issues)
        found[name] = group
    return found


def _check_bands(group: Categories, document: Document, issues: list[Issue]) -> None:
    """Codes are unique; lowest accepted values, at the rounding of the group, rise strictly and stay below the end."""
    codes: set[str] = set()
    step = Fraction(1, 10**group.round)
    lowest: Fraction | None = None
    for number, band in enumerate(group.bands):
        place = document.at(group.name, "levels" if group.ordered else "bands", number)
        if band.code in codes:
            issues.append(Issue("duplicate_code", place, {"given": band.code}))
        codes.add(band.code)
        if band.lower is None:
            continue
        first = -((-band.lower) // step) * step  # the lowest value at the rounding that is not below the bound
        if band.open and first == band.lower:
            first += step
        if lowest is not None and first <= lowest:
            previous = group.bands[number - 1]
            same = band.lower == previous.lower and band.open == previous.open
            code = "band_overlap" if same or first == lowest else "band_order"
            issues.append(Issue(code, place, {"code": band.code, "previous": previous.code}))
        if group.upper is not None and first > group.upper:
            issues.append(Issue("band_unreachable", place, {"code": band.code, "to": str(group.upper)}))
        lowest = first if lowest is None else max(lowest, first)


def _table(
    document: Document,
    dimensions: Mapping[str, Dimension],
    scales: Mapping[str, Scale],
    categories: Mapping[str, Categories],
    issues: list[Issue],
) -> Table:
    data = cast(Tree, document.data)
    keys = tuple(data["keys"])
    for number, key in enumerate(keys):
        if key not in dimensions:
            issues.append(_unknown("unknown_dimension", document.at("keys", number), key, dimensions))
    if len(set(keys)) != len(keys):
        issues.append(Issue("duplicate_name", document.at("keys"), {"given": ", ".join(keys)}))
    columns = {name: _column(document, name, entry) for name, entry in data["columns"].items()}
    for name, column in columns.items():
        if column.unit and column.unit not in scales:
            issues.append(_unknown("unknown_unit", document.at("columns", name, "unit"), column.unit, scales))
        if column.type == "ordinal" and column.categories not in categories:
            place = document.at("columns", name, "categories")
            issues.append(_unknown("unknown_categories", place, column.categories, categories))
        if name in keys or name == SATKER:
            issues.append(Issue("reserved_name", document.key("columns", name), {"given": name}))
    return Table(
        data["table"], data["title"], keys, columns, document.at(),
        _complete(document, data.get("complete", False), keys, dimensions, issues),
        data.get("observations") == "many", data.get("source", {}).get("system", ""),
        data.get("source", {}).get("place", ""),
    )  # fmt: skip


def _column(document: Document, name: str, entry: Tree) -> Column:
    return Column(
        name, entry["title"], entry["type"], document.key("columns", name), entry.get("decimals", 0),
        entry.get("unit", ""), _number(entry.get("minimum")), _number(entry.get("maximum")), entry.get("empty", ""),
        entry.get("categories", ""),
    )  # fmt: skip


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
                issues.append(_unknown("unknown_member", document.at("complete", key), code, known))
    return limits


def _measure(document: Document, categories: Mapping[str, Categories], issues: list[Issue]) -> Measure:
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
        cap=_number(data.get("cap")),
        targets=targets,
        targets_location=document.key("targets"),
    )  # fmt: skip


def _rank(value: object, scale: Categories | None) -> Fraction | None:
    """A target as a number: as written, or the rank of its code on an ordered scale."""
    if scale is not None and scale.ordered:
        codes = [band.code for band in scale.bands]
        return Fraction(codes.index(value) + 1) if value in codes else None
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


def _input(document: Document, name: str, entry: Tree) -> Input:
    absent = entry.get("measured_when")
    return Input(
        name,
        entry["table"],
        entry.get("column", name),
        document.key("inputs", name),
        tuple(entry["by"]) if "by" in entry else None,
        {key: str(code) for key, code in entry.get("where", {}).items()},
        entry.get("unit", ""),
        absent
        and MeasuredWhen(
            absent["condition"], absent["reason"], document.at("inputs", name, "measured_when", "condition")
        ),
        entry.get("note", ""),
    )


def _weights(document: Document, name: str, entry: Tree) -> Weights:
    return Weights(
        name,
        entry["by"],
        {code: Fraction(value) for code, value in entry["values"].items()},
        document.key("weights", name),
        {code: document.at("weights", name, "values", code) for code in entry["values"]},
        _number(entry.get("sum")),
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
        entry["title"],
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


def _references(
    measure: Measure,
    document: Document,
    dimensions: Mapping[str, Dimension],
    scales: Mapping[str, Scale],
    citations: Mapping[str, Citation],
    issues: list[Issue],
) -> None:
    """Citations, objective and weights of a measure: what they name exists and the weights are complete."""
    data = cast(Tree, document.data)
    for path, citation in _citations(data):
        if citation not in citations:
            issues.append(_unknown("unknown_citation", document.at(*path), citation, citations))
    if measure.objective and measure.objective not in dimensions["sasaran"].codes:
        known = dimensions["sasaran"].codes
        issues.append(_unknown("unknown_objective", document.at("objective"), measure.objective, known))
    for parameter in measure.parameters.values():
        if parameter.unit and parameter.unit not in scales:
            place = document.at("parameters", parameter.name, "unit")
            issues.append(_unknown("unknown_unit", place, parameter.unit, scales))
    for weights in measure.weights.values():
        if weights.by not in dimensions:
            place = document.at("weights", weights.name, "by")
            issues.append(_unknown("unknown_dimension", place, weights.by, dimensions))
            continue
        known = dimensions[weights.by].codes
        for code in weights.values:
            if code not in known:
                issues.append(_unknown("unknown_member", weights.places[code], code, known))
        missing = [code for code in known if code not in weights.values]
        if missing:
            issues.append(Issue("missing_weight", weights.location, {"missing": ", ".join(missing)}))
        total = sum(weights.values.values(), Fraction(0))
        if weights.total is not None and total != weights.total:
            values = {"name": weights.name, "given": _plain(total), "wanted": _plain(weights.total)}
            issues.append(Issue("weights_sum", weights.location, {**values, "gap": _plain(weights.total - total)}))


def _plain(value: Fraction) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _citations(data: Tree) -> Iterator[tuple[tuple[str, ...], str]]:
    if "citation" in data:
        yield ("citation",), data["citation"]
    for part in ("weights", "parameters", "figures", "checks"):
        for name, entry in data.get(part, {}).items():
            if "citation" in entry:
                yield (part, name, "citation"), entry["citation"]
