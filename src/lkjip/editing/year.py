"""The YAML files of a year that can be edited, as documents."""

from __future__ import annotations

from pathlib import Path

from lkjip.editing.values import Documents
from lkjip.layout import OFFICE_FILE, data_of
from lkjip.rules.folder import NOTHING, Changed, content_of, files_of
from lkjip.rules.load import parsed


def documents(root: Path, year: int, satker: str, changed: Changed = NOTHING) -> Documents:
    """The rule files of a year and the own texts of an office, those that can be read."""
    files = files_of(root, year, changed)
    own = f"{data_of(year, satker)}/{OFFICE_FILE}"
    if (content := content_of(root, own, changed)) is not None:
        files[own] = ("office", content)
    read = {file: parsed(file, content, kind)[0] for file, (kind, content) in files.items()}
    return {file: document for file, document in read.items() if document is not None}
