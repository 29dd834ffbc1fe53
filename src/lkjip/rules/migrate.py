"""Versions of the rule language: files of an older version are lifted, one explicit step at a time, when they are read.

`schema` in ruleset.yaml names the version a rule set is written in (without it: 1). A step gets one parsed document and
returns it in the next version's shape, with the places of its keys and values; it never writes a file, so an archive stays
as it was frozen. A step is added together with its test in tests/archive/test_migrate.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lkjip.errors import Issue, UserError
from lkjip.rules.source import Document

CURRENT = 1
Step = Callable[[Document], Document]
STEPS: dict[int, Step] = {}  # version → what turns a document of that version into the next


def language(documents: Mapping[str, Document]) -> int:
    """The version that a rule set's main file names."""
    main = _main(documents)
    given = main.data.get("schema", 1) if main is not None and isinstance(main.data, dict) else 1
    return given if isinstance(given, int) and not isinstance(given, bool) else 1  # else the schema refuses it


def _main(documents: Mapping[str, Document]) -> Document | None:
    return next((document for document in documents.values() if document.kind == "ruleset"), None)


def migrated(documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents of a rule set in the current version.

    Raises:
        UserError: they are written in a later version than this program knows.
    """
    found = dict(documents)
    main, version = _main(documents), language(documents)
    if main is not None and version > CURRENT:
        raise UserError([Issue("schema_future", main.at("schema"), {"given": version, "known": CURRENT})])
    for number in range(version, CURRENT):
        found = {file: STEPS[number](document) for file, document in found.items()}
    return found
