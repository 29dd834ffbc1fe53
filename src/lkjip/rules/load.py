"""Rule files to a `RuleSet`: find, read, check the shape, fill in the records, check what a schema cannot say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from lkjip import units
from lkjip.errors import Issue, UserError, unknown
from lkjip.rules import in_force, migrate, packaged, schema, seal, shorthand, source, standard, vocabulary
from lkjip.rules import measures as measure_files
from lkjip.rules.folder import NOTHING, OPTIONAL, PACKAGE, SINGLE, Changed, Files, digest_of, listed
from lkjip.rules.model import Citation, Measure, RuleSet, Scale, Table
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import Tree
from lkjip.units import Unit


def load(project: Path, year: int, changed: Changed = NOTHING) -> RuleSet:
    """The rule set of a year; with `changed`, as it would be with these files instead of those on disk.

    Raises:
        UserError: a file is missing, unreadable, of the wrong shape, or says something that cannot hold.
    """
    issues: list[Issue] = []
    files = dict(listed(project, year, issues, changed))
    _stop(issues)
    return built(files, year, keep=not changed)


def built(files: Files, year: int, *, keep: bool = False) -> RuleSet:
    """The rule set that files say, wherever they come from.

    Args:
        files: path → kind and content, in the order of `files_of`.
        year: the year they are the rules of.
        keep: whether to remember for the next run what was found right.

    Raises:
        UserError: with everything that is wrong with them.
    """
    issues: list[Issue] = []
    digest = digest_of(files)
    documents: dict[str, Document] = {}
    for file, (kind, content) in files.items():
        document, found = parsed(file, content, kind)
        issues.extend(found)
        if document is not None:
            documents[file] = document
    language = migrate.language(documents)
    documents = migrate.migrated(documents)
    used = "".join(hashlib.sha256(content).hexdigest() for kind, content in files.values() if kind == PACKAGE)
    documents = packaged.expanded(documents, issues)
    _stop(issues)
    sealed = seal.read(digest)
    shapes = {}
    for file, document in documents.items():
        content = files[file][1] if file in files else file.encode()  # else of a table that a package brings
        shapes[file] = f"{language} {document.kind} {hashlib.sha256(content).hexdigest()} {used}"
    if sealed is None:
        known = seal.shapes(year)  # an edit of one file leaves the shape of the others as it was
        for file, document in documents.items():
            if shapes[file] not in known:
                issues.extend(_misshapen(_Shape(shapes[file], document)))
    _stop(issues)
    of_scales = "units " + digest_of({file: entry for file, entry in files.items() if entry[0] == "scales"})
    units_known = sealed or seal.read(of_scales)  # and the units
    scales = _scales(next(document for document in documents.values() if document.kind == "scales"), units_known, issues)
    _stop(issues)
    documents = shorthand.written_out(documents, issues)
    _stop(issues)
    rules = _ruleset(documents, scales, year, digest, issues)
    _stop(issues)
    rules = replace(rules, issues=tuple(issues))
    if sealed is None and keep:
        for sealed_as in (digest, of_scales):
            seal.write(sealed_as, {name: scale.unit for name, scale in scales.items()})
        seal.write_shapes(year, shapes.values())
    return rules


@lru_cache(maxsize=512)
def parsed(file: str, content: bytes, kind: str = "") -> tuple[Document | None, tuple[Issue, ...]]:
    """A file's document and what is wrong with it as text. The same bytes are read once; nobody changes a document."""
    issues: list[Issue] = []
    return source.read(file, content, issues, kind), tuple(issues)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A document whose shape is judged; told apart by its bytes, its kind and the version of the language."""

    name: str
    document: Document = field(compare=False)


@lru_cache(maxsize=512)
def _misshapen(shape: _Shape) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    schema.validate(shape.document, issues)
    return tuple(issues)


def _stop(issues: list[Issue]) -> None:
    if any(issue.level == "error" for issue in issues):
        raise UserError(issues)


def _scales(document: Document, sealed: dict[str, Unit] | None, issues: list[Issue]) -> dict[str, Scale]:
    entries = cast(Tree, document.data)["units"]
    try:
        known = sealed if sealed is not None and sealed.keys() == entries.keys() else None
        found = known or units.read({name: entry["define"] for name, entry in entries.items()})
    except units.DefinitionError as error:
        place = document.at("units", error.name, "define")
        code = "unit_circular" if error.circular else "unit_definition"
        issues.append(Issue(code, place, {"name": error.name, "problem": error.problem}))
        return {}
    return {name: Scale(name, entry["title"], found[name], entry.get("symbol", "")) for name, entry in entries.items()}


def _ruleset(
    documents: Mapping[str, Document],
    scales: Mapping[str, Scale],
    year: int,
    digest: str,
    issues: list[Issue],
) -> RuleSet:
    single = {document.kind: document for document in documents.values() if document.kind in (*SINGLE, *OPTIONAL)}
    main = single["ruleset"]
    data = cast(Tree, main.data)
    if data["year"] != year:
        issues.append(Issue("wrong_year", main.at("year"), {"given": data["year"], "folder": year}))
    citations = {
        name: Citation(
            id=name,
            title=entry["title"],
            certainty=entry["certainty"],
            location=main.key("citations", name),
            valid_from=entry.get("valid_from", ""),
            valid_to=entry.get("valid_to", ""),
            note=entry.get("note", ""),
        )
        for name, entry in data["citations"].items()
    }
    indicators = standard.in_order(documents, main)
    dimensions = vocabulary.dimensions(single["dimensions"], main, standard.dimension(indicators, main), year, issues)
    categories = vocabulary.categories(single["categories"], scales, issues)
    tables: dict[str, Table] = {}
    shared = standard.Standard(single.get("standard"), indicators, categories, tables, "medium_term" in data)
    measure_files.cited(shared.document, citations, issues)
    measures: dict[str, Measure] = {}
    for file, document in documents.items():
        if document.kind == "table":
            table = vocabulary.table(document, dimensions, scales, categories, issues)
            _named(table.name, "table", file, document, tables, issues)
            tables[table.name] = table
        elif document.kind in ("indicator", "measure"):
            measure = measure_files.measure(document, shared, issues)
            _named(measure.id, "id", file, document, measures, issues)
            measures[measure.id] = measure
            archived = (measure_files.archived_table(rule) for rule in measure.inputs.values() if rule.archive)
            tables |= {table.name: table for table in archived}
            measure_files.references(measure, document, dimensions, scales, citations, issues)
            if measure.unit and measure.unit not in scales and measure.unit not in categories:
                issues.append(unknown("unknown_unit", document.at("unit"), measure.unit, scales))
    if not measures:
        issues.append(Issue("no_figures", main.at(), {}))
    for name, entry in categories.items():
        if entry.citation and entry.citation not in citations:
            place = single["categories"].at(name, "citation")
            issues.append(unknown("unknown_citation", place, entry.citation, citations))
    cited = data.get("medium_term", {}).get("citation")
    if cited and cited not in citations:
        issues.append(unknown("unknown_citation", main.at("medium_term", "citation"), cited, citations))
    issues += in_force.contradictions(main) if data["year"] == year else ()
    in_force.check(citations, documents, data["period"]["to"], issues)
    order = data.get("order", [])
    for number, name in enumerate(order):
        if name not in measures:
            issues.append(unknown("unknown_measure", main.at("order", number), name, measures))
    ranked = sorted(measures, key=lambda name: (order.index(name) if name in order else len(order), name))
    return RuleSet(
        id=data["ruleset"],
        version=data["version"],
        year=data["year"],
        title=data["title"],
        location=main.at(),
        medium_term=data["medium_term"]["year"] if "medium_term" in data else 0,
        citations=citations,
        scales=scales,
        dimensions=dimensions,
        categories=categories,
        tables=tables,
        measures={name: measures[name] for name in ranked},
        period=(data["period"]["from"], data["period"]["to"]),
        digest=digest,
        texts=single.get("texts"),
        report=single.get("report"),
    )


def _named(name: str, key: str, file: str, document: Document, known: Mapping[str, object], issues: list[Issue]) -> None:
    stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name != stem:
        issues.append(Issue("name_not_file", document.at(key), {"given": name, "file": stem}))
    if name in known:
        issues.append(Issue("duplicate_name", document.at(key), {"given": name}))
