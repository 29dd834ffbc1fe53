"""What a file says once for many of its entries: the tables whose columns it reads, and the keys of its figures and checks.

`tables: [umur, pinjam]` makes every column of numbers or levels an input of its own name; `by: [kasus]` is the grain of each
figure and check that has none of its own. Written out here, so that nothing after it needs to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from lkjip.errors import Issue, Location, unknown
from lkjip.rules.source import Document, KeyPath

_KINDS = ("indicator", "measure")
_GRAINED = ("figures", "checks")


def written_out(documents: Mapping[str, Document], issues: list[Issue]) -> dict[str, Document]:
    """The documents with every input and every `by` in its own place; unknown tables and names given twice are issues."""
    tables = {document.value("table"): document for document in documents.values() if document.kind == "table"}
    found = dict(documents)
    for file, document in documents.items():
        if document.kind in _KINDS and (document.has("tables") or document.has("by")):
            added = dict([*_inputs(document, tables, issues), *_grains(document)])
            found[file] = _with(document, added)
    return found


def _inputs(document: Document, tables: Mapping[str, Document], issues: list[Issue]) -> Iterator[tuple[KeyPath, Any]]:
    """An input for every column of the tables that can be computed with and is not an input already."""
    own = document.value("inputs") if document.has("inputs") else {}
    taken: dict[str, Location] = {}
    for number, name in enumerate(document.value("tables") if document.has("tables") else ()):
        place = document.at("tables", number)
        if name not in tables:
            issues.append(unknown("unknown_table", place, name, tables))
            continue
        for column, entry in tables[name].value("columns").items():
            if entry["type"] == "text" or column in own:
                continue
            if column in taken:
                issues.append(Issue("duplicate_name", place, {"given": column, "first": taken[column].line}))
            taken[column] = place
            yield ("inputs", column), {"table": name}


def _grains(document: Document) -> Iterator[tuple[KeyPath, Any]]:
    """The keys of each figure and check that has none of its own."""
    if document.has("by"):
        for part in _GRAINED:
            for name, entry in document.value(part).items() if document.has(part) else ():
                if "by" not in entry:
                    yield (part, name, "by"), list(document.value("by"))


def _with(document: Document, added: Mapping[KeyPath, Any]) -> Document:
    """The document with further entries, which stand where `tables` or `by` does."""
    data: dict[str, Any] = dict(cast(dict[str, Any], document.data))
    values, keys = dict(document.values), dict(document.keys)
    for path, value in added.items():
        node = data
        for name in path[:-1]:
            node[str(name)] = dict(node.get(str(name), {}))
            node = node[str(name)]
        node[str(path[-1])] = value
        place = document.at("by" if path[-1] == "by" else "tables")
        for here in (path[:-1], path):
            values.setdefault(here, place)
            keys.setdefault(here, place)
    return replace(document, data=data, values=values, keys=keys)
