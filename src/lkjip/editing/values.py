"""A project's editable values as a list: every scalar of the rules and the office's texts, every cell of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lkjip.editing.numbers import Bounds
from lkjip.errors import Location
from lkjip.rules.model import BETWEEN
from lkjip.rules.source import Document, KeyPath, Scalar
from lkjip.rules.varying import keys_of

Documents = Mapping[str, Document]  # by their paths
ANY = Bounds()
NUMBER, TEXT, CHOICE, FORMULA = "number", "text", "choice", "formula"


@dataclass(frozen=True, slots=True)
class Editable:
    """A value that can be edited.

    `file` and `path` are what an `Edit` takes. `kind` says what it is (`weight`, `target`, `band`, …), `form` how it is
    entered (`number`, `text`, `choice`, `formula`); `owner` is the measure, table or group it belongs to.
    """

    file: str
    path: KeyPath
    kind: str
    form: str
    owner: str
    title: str
    value: Scalar
    location: Location
    unit: str = ""
    bounds: Bounds = ANY
    citation: str = ""
    note: str = ""


DEPTHS = (1, 2, 3, 4)  # how far below `values` a value lies that varies by so many keys, or by one fewer and a date

# kind of file → pattern of a path (* = any part) → kind, form; the first that fits
_PATTERNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "measure": (
        ("targets *", "target", NUMBER),
        *((f"targets values{' *' * depth}", "target", NUMBER) for depth in DEPTHS),
        *((f"weights * values{' *' * depth}", "weight", NUMBER) for depth in DEPTHS),
        ("weights * sum", "weight_sum", NUMBER),
        ("parameters * value", "parameter", NUMBER),
        *((f"parameters * values{' *' * depth}", "parameter", NUMBER) for depth in DEPTHS),
        ("cap", "cap", NUMBER),
        *((f"cap values{' *' * depth}", "cap", NUMBER) for depth in DEPTHS),
        ("floor", "cap", NUMBER),
        ("figures * round", "round", NUMBER),
        ("polarity", "polarity", CHOICE),
        *((f"polarity values{' *' * depth}", "polarity", CHOICE) for depth in DEPTHS),
        ("achievement", "achievement", CHOICE),
        *((f"achievement values{' *' * depth}", "achievement", CHOICE) for depth in DEPTHS),
        ("citation", "citation", CHOICE),
        ("* * citation", "citation", CHOICE),
        ("checks * level", "level", CHOICE),
        ("figures * formula", "formula", FORMULA),
        ("figures * when", "formula", FORMULA),
        ("figures * choose * when", "formula", FORMULA),
        ("figures * measured_when condition", "formula", FORMULA),
        ("checks * expect", "formula", FORMULA),
        ("title", "title", TEXT),
        ("* * title", "title", TEXT),
        ("figures * choose * title", "title", TEXT),
        ("note", "note", TEXT),
        ("* * note", "note", TEXT),
    ),
    "categories": (
        ("* bands * from", "band", NUMBER),
        ("* bands * above", "band", NUMBER),
        ("* to", "band_end", NUMBER),
        ("* round", "round", NUMBER),
        ("* bands * title", "band_title", TEXT),
        ("* bands * code", "band_code", TEXT),
        ("* title", "title", TEXT),
        ("* citation", "citation", CHOICE),
    ),
    "ruleset": (
        ("version", "version", TEXT),
        ("citations * certainty", "certainty", CHOICE),
        ("citations * *", "citation_text", TEXT),
        ("objectives * title", "title", TEXT),
        ("levels *", "title", TEXT),
        ("title", "title", TEXT),
    ),
    "dimensions": (
        ("* members * title", "member", TEXT),
        ("* members * short", "short", TEXT),
        ("* members *", "member", TEXT),
    ),
    "table": (
        ("title", "title", TEXT),
        ("columns * title", "title", TEXT),
        ("columns * minimum", "limit", NUMBER),
        ("columns * maximum", "limit", NUMBER),
        ("columns * empty", "reason", TEXT),
    ),
    "office": tuple((" ".join("*" * depth), "narrative", TEXT) for depth in range(1, 7)),
}
_PATTERNS["indicator"] = _PATTERNS["measure"]
_PATTERNS["standard"] = tuple(
    (f"{top}{pattern}", what, form)
    for top in ("", "* ")
    for pattern, what, form in _PATTERNS["measure"]
    if pattern.startswith("figures")
)


def of_documents(documents: Documents) -> list[Editable]:
    """Every editable value of YAML files, in the order of the files. What nothing here names is left to an editor."""
    members = members_of(documents)
    return [entry for file, document in documents.items() for entry in of_document(file, document, members)]


def members_of(documents: Documents) -> Mapping[str, Mapping[str, str]]:
    """The titles of every dimension's members by their codes."""
    return {name: _members(entry) for name, entry in _single(documents, "dimensions").items()}


def of_document(file: str, document: Document, members: Mapping[str, Mapping[str, str]]) -> Iterator[Editable]:
    """The editable values of one file; `members` as `members_of` gives them."""
    patterns = [(pattern.split(), what, form) for pattern, what, form in _PATTERNS.get(document.kind, ())]
    data: Any = document.data
    for path, place in document.values.items():
        value = _get(data, path)
        if isinstance(value, dict | list | bool):
            continue
        found = next(((what, form) for pattern, what, form in patterns if _fits(pattern, path)), None)
        if found is None:
            continue
        what, form = found
        if form == NUMBER and isinstance(value, str):  # a word in its place, such as a level or the name of a key
            continue
        around = entries(data, *path[:-1])
        yield Editable(
            file=file,
            path=path,
            kind=what,
            form=form,
            owner=_owner(document.kind, data, path),
            title=_title(what, data, path, members),
            value=value,
            location=place,
            unit=str(_unit(what, data, path, around)),
            bounds=_bounds(what, data, path),
            citation=str(around.get("citation") or ""),
            note=_note(what, data, path, around),
        )


def _fits(pattern: list[str], path: KeyPath) -> bool:
    return len(pattern) == len(path) and all(p in ("*", str(own)) for p, own in zip(pattern, path, strict=True))


def _owner(kind: str, data: Any, path: KeyPath) -> str:
    if kind in ("indicator", "measure"):
        return str(data.get("id", ""))
    if kind == "table":
        return str(data.get("table", ""))
    return str(path[0]) if path else ""


def _title(what: str, data: Any, path: KeyPath, members: Mapping[str, Mapping[str, str]]) -> str:
    """What a value is called where it stands: the member of a weight, the year of a target, the name of a parameter."""
    own = str(path[-1])
    match what:
        case "weight":
            return _titled(entries(data, *path[:2]), path[3:], members)
        case "parameter":
            title = str(entries(data, *path[:2]).get("title") or path[1])
            return title if len(path) == 3 else f"{title}: {_titled(entries(data, *path[:2]), path[3:], members)}"
        case "target" if path[1] == "values":
            return _titled(entries(data, *path[:1]), path[2:], members)
        case "band" | "band_title" | "band_code":
            return str(entries(data, *path[:-1]).get("title", ""))
        case "formula" | "round":
            return str(entries(data, *path[:2]).get("title") or own)
        case _:
            return own


def _titled(entry: Mapping[str, Any], codes: KeyPath, members: Mapping[str, Mapping[str, str]]) -> str:
    """The titles of the codes below `values`, each by its key; a date and an office by themselves."""
    keys = keys_of(entry)
    titles = [members.get(key, {}) for key in keys] + [{}] * (len(codes) - len(keys))
    return BETWEEN.join(known.get(str(code), str(code)) for known, code in zip(titles, codes, strict=False))


def _unit(what: str, data: Any, path: KeyPath, around: Mapping[str, Any]) -> object:
    match what:
        case "target" | "cap":
            return data.get("unit", "") if what == "target" else "persen"
        case "parameter":
            return around.get("unit", "")
        case "band" | "band_end":
            return entries(data, *path[:1]).get("unit", "")
        case "limit":
            return around.get("unit", "")
        case _:
            return ""


def _bounds(what: str, data: Any, path: KeyPath) -> Bounds:
    if what == "weight":
        total = entries(data, *path[:2]).get("sum")
        share = Fraction(total) / 100 if isinstance(total, int | Decimal) else None
        return Bounds(percent=share)
    if what in ("band", "band_end"):
        group = entries(data, *path[:1])
        return Bounds(decimals=group.get("round", 0) if isinstance(group.get("round", 0), int) else None)
    if what == "round":
        return Bounds(0, Fraction(0), Fraction(12))
    return Bounds()


def _note(what: str, data: Any, path: KeyPath, around: Mapping[str, Any]) -> str:
    if what == "weight":
        return str(entries(data, *path[:2]).get("note") or "")
    return str(around.get("note") or "") if what in ("parameter", "formula", "cap") else ""


def _members(entry: Any) -> dict[str, str]:
    found = entry.get("members", {}) if isinstance(entry, dict) else {}
    if not isinstance(found, dict):
        return {}
    return {code: str(m.get("title", code)) if isinstance(m, dict) else str(m) for code, m in found.items()}


def _single(documents: Documents, kind: str) -> Mapping[str, Any]:
    found = next((document.data for document in documents.values() if document.kind == kind), {})
    return found if isinstance(found, dict) else {}


def entries(data: Any, *path: str | int) -> Mapping[str, Any]:
    """The mapping at a path of a document; empty where there is none, as in a file of the wrong shape."""
    for name in path:
        if isinstance(data, dict):
            data = data.get(str(name)) if not isinstance(name, int) else None
        elif isinstance(data, list) and isinstance(name, int) and name < len(data):
            data = data[name]
        else:
            return {}
    return data if isinstance(data, dict) else {}


def _get(data: Any, path: KeyPath) -> Any:
    for name in path:
        data = data[name]
    return data
