"""An edit of a project, and what it makes of the files: in memory first, so that its effect is seen before it is saved."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from lkjip.editing import csv_text, yaml_text
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import Defect
from lkjip.figure_key import FigureKey, parse_key
from lkjip.rules.folder import NOTHING, Changed, content_of
from lkjip.rules.load import parsed
from lkjip.rules.source import Data, KeyPath

Action = Literal["set", "add", "remove", "rename", "create", "delete"]
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one file.

    `path` leads to a value of a YAML file, or in a table to `(key, column)`, where `key` is as figures have it
    (`bulan=1,unsur=informasi`); to a whole row it is `(key,)`. `value` is what is set or added, the new key of `rename`, the
    text of a file that `create` makes. What `add` adds is the last part of `path`: a key, or the number it gets in a list.
    """

    file: str
    path: KeyPath
    action: Action = "set"
    value: Data = None


def applied(root: Path, edits: Iterable[Edit], changed: Changed = NOTHING) -> dict[str, bytes | None]:
    """The files that differ after edits, by path: what they hold, or None where they are gone.

    Args:
        root: the project.
        edits: in order; a later one sees what an earlier one did.
        changed: files that differ already.

    Raises:
        NotEditable: a place is not there, or is written in a way that only a person can change.
    """
    found = dict(changed)
    for edit in edits:
        found[edit.file] = edited(content_of(root, edit.file, found), edit)
    return found


def edited(content: bytes | None, edit: Edit) -> bytes | None:
    """A file's content after an edit."""
    if edit.action == "create":
        if content is not None:
            raise NotEditable(f"{edit.file}: is there already")
        return str(edit.value).encode()
    if content is None:
        raise NotEditable(f"{edit.file}: not there")
    if edit.action == "delete":
        return None
    text = content.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    change = _in_table if edit.file.endswith(".csv") else _in_yaml
    return (mark + change(text, edit)).encode()


def _in_yaml(text: str, edit: Edit) -> str:
    match edit.action:
        case "set":
            if isinstance(edit.value, list | dict):
                raise NotEditable(f"{edit.path}: not a single value")
            after = yaml_text.replaced(text, edit.path, edit.value)
        case "add":
            after = yaml_text.added(text, edit.path, edit.value)
        case "remove":
            after = yaml_text.removed(text, edit.path)
        case _:
            after = yaml_text.renamed(text, edit.path, str(edit.value))
    wanted, given = _expected(edit.file, text, edit), _data(edit.file, after)
    if wanted != given:
        raise Defect(f"{edit}: the text reads otherwise than the edit says")
    return after


def _data(file: str, text: str) -> Any:
    document, issues = parsed(file, text.encode())
    if document is None:
        raise NotEditable(f"{file}: {', '.join(issue.code for issue in issues)}")
    return document.data


def _expected(file: str, text: str, edit: Edit) -> Any:
    """What a document must read as after an edit."""
    data = copy.deepcopy(_data(file, text))
    if not edit.path:
        raise NotEditable("the whole document")
    *above, own = edit.path
    parent: Any = data
    for number, name in enumerate(above):
        if parent[name] is None and edit.action == "add" and number == len(above) - 1:
            parent[name] = [] if isinstance(own, int) else {}
        parent = parent[name]
    match edit.action:
        case "set":
            parent[own] = edit.value
        case "add" if isinstance(own, int):
            parent.insert(own, edit.value)
        case "add":
            if own in parent:
                raise NotEditable(f"{own}: is there already")
            parent[own] = edit.value
        case "remove":
            del parent[own]
        case _:
            if edit.value in parent:
                raise NotEditable(f"{edit.value}: is there already")
            renamed = {(edit.value if name == own else name): value for name, value in parent.items()}
            parent.clear()
            parent.update(renamed)
    return data


def _in_table(text: str, edit: Edit) -> str:
    key = dict(parse_key(str(edit.path[0])))
    match edit.action:
        case "set":
            return csv_text.replaced(text, key, str(edit.path[1]), str(edit.value if edit.value is not None else ""))
        case "add":
            return csv_text.added(text, {**key, **cast(Mapping[str, str], edit.value or {})})
        case "remove":
            return csv_text.removed(text, key)
        case _:
            raise NotEditable(f"{edit.action}: not in a table")


def row_key(key: Mapping[str, str]) -> str:
    """A row's key as an edit has it: `bulan=1,unsur=respon`."""
    return ",".join(FigureKey.of("", key).pairs)
