"""What the documents of the rules call things, whether or not the rules as a whole can be read."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.editing.values import entries
from lkjip.studio.view import View


def citations(view: View) -> Mapping[str, str]:
    """The legal grounds by their name."""
    for document in view.documents.values():
        if document.kind == "ruleset":
            found = entries(document.data, "citations")
            return {name: str(entries(document.data, "citations", name).get("title", name)) for name in found}
    return {}


def dimension_title(view: View, name: str) -> str:
    """The title of a dimension; its name where the file cannot say."""
    for document in view.documents.values():
        if document.kind == "dimensions" and name in entries(document.data):
            return str(entries(document.data, name).get("title", name))
    return name
