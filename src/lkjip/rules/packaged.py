"""Packaged rules: a file that says `use: <name>` takes a definition that comes with lkjip and overrides it key by key.

A package is one YAML file: the body of an indicator or measure under `rules`, and beside it the citations, units,
dimensions, categories and tables it needs, of which a project's own entries of the same name are preferred. A package never
changes once it is published, and an archive keeps those it used; a correction has a new name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lkjip.errors import Issue, unknown
from lkjip.rules.folder import PACKAGE, packages
from lkjip.rules.source import Document, KeyPath

Documents = dict[str, Document]
# What of a package goes where: its section, the kind of file and the key in it.
_SHARED = (
    ("citations", "ruleset", ("citations",)),
    ("units", "scales", ("units",)),
    ("dimensions", "dimensions", ()),
    ("categories", "categories", ()),
)
_INSTEAD = (  # keys of a figure or parameter of which a new one replaces all
    {"formula", "classify", "categories", "choose", "members", "when", "gather", "status", "target"},
    {"value", "values", "by"},
)


def expanded(documents: Mapping[str, Document], issues: list[Issue]) -> Documents:
    """The documents with the packages they use worked in; those that are not there are issues."""
    known = {
        file.rsplit("/", 1)[-1].removesuffix(".yaml"): document
        for file, document in documents.items()
        if document.kind == PACKAGE
    }
    found = {file: document for file, document in documents.items() if document.kind != PACKAGE}
    for file, document in list(found.items()):
        if document.kind not in ("indicator", "measure") or not document.has("use"):
            continue
        name = str(document.value("use"))
        if name not in known:
            issues.append(unknown("unknown_package", document.at("use"), name, sorted({*known, *packages()})))
            continue
        package = known[name]
        found[file] = _overlaid(_part(package, ("rules",)), document)
        _share(package, found)
    return found


def _share(package: Document, found: Documents) -> None:
    """Adds what the package needs where the project has none of that name."""
    for section, kind, path in _SHARED:
        file, shared = next((file, document) for file, document in found.items() if document.kind == kind)
        if package.has(section):
            found[file] = _overlaid(_moved(_part(package, (section,)), path), shared, whole=len(path) + 1)
    tables = {document.value("table") for document in found.values() if document.kind == "table"}
    for name in package.value("tables") if package.has("tables") else ():
        if name not in tables:
            found[f"{package.file}/{name}.yaml"] = replace(_part(package, ("tables", name)), kind="table")


def _part(document: Document, path: KeyPath) -> Document:
    """What stands at a path, as a document of its own."""
    size = len(path)
    values = {place[size:]: location for place, location in document.values.items() if place[:size] == path}
    keys = {place[size:]: location for place, location in document.keys.items() if place[:size] == path}
    return Document(document.file, document.value(*path), values, keys)


def _moved(document: Document, path: KeyPath) -> Document:
    """The same below a path."""
    data = document.data
    for name in reversed(path):
        data = {str(name): data}
    values = {(*path, *place): location for place, location in document.values.items()}
    return Document(document.file, data, values, {(*path, *place): location for place, location in document.keys.items()})


def _overlaid(base: Document, over: Document, whole: int = 99) -> Document:
    """One document over another, merged key by key down to `whole` keys deep; below that the upper one counts."""
    values, keys = dict(over.values), dict(over.keys)

    def merged(below: Any, above: Any, path: KeyPath) -> Any:
        if not isinstance(below, dict) or not isinstance(above, dict) or len(path) >= whole:
            return above
        found = {}
        for key in [*below, *(key for key in above if key not in below)]:
            if key in above:
                found[key] = merged(below[key], above[key], (*path, key)) if key in below else above[key]
            elif not _replaced(key, above):
                found[key] = below[key]
                for place in _at(base.values, (*path, key)):
                    values[place] = base.values[place]
                for place in _at(base.keys, (*path, key)):
                    keys[place] = base.keys[place]
        return found

    return Document(over.file, merged(base.data, over.data, ()), values, keys, over.kind)


def _replaced(key: str, above: Mapping[str, object]) -> bool:
    return any(key in group and group & set(above) for group in _INSTEAD)


def _at(places: Mapping[KeyPath, object], path: KeyPath) -> Iterator[KeyPath]:
    return (place for place in places if place[: len(path)] == path)
