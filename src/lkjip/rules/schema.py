"""JSON Schema: whether a rule file has the right shape, told in the words of the catalogue.

jsonschema is imported only when something is validated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from lkjip.dates import impossible
from lkjip.errors import Defect, Issue, nearest
from lkjip.rules.source import Document

_COMMA_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+,\d+", re.ASCII)


def folder() -> Path:
    """Where the schemas are: inside the installed package, or at the top of a source checkout."""
    here = Path(__file__).resolve()
    for candidate in (here.parents[1] / "schemas", here.parents[3] / "schemas"):
        if candidate.is_dir():
            return candidate
    raise Defect("the schemas are not installed")


def yearly(kind: str) -> tuple[str, ...]:
    """The entries of a kind of file that belong to one year and are written anew for the next."""
    body = json.loads((folder() / f"{kind}.schema.json").read_bytes())
    return tuple(name for name, entry in body["properties"].items() if entry.get("yearly"))


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry, Resource

    contents = {path.name: json.loads(path.read_bytes()) for path in sorted(folder().glob("*.json"))}
    registry: Any = Registry().with_resources((name, Resource.from_contents(body)) for name, body in contents.items())
    checker = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number).redefine("integer", _is_integer)
    extend: Any = validators.extend
    strict: Any = extend(Draft202012Validator, type_checker=checker)
    formats = FormatChecker(formats=())
    formats.checks("date")(_is_date)
    return strict(contents[f"{kind}.schema.json"], registry=registry, format_checker=formats)


def _is_date(value: object) -> bool:
    """Whether a text in the form of a date is a day of the calendar; another form is told by its pattern."""
    return not isinstance(value, str) or not any(impossible(value))


def _is_number(_checker: object, value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _is_integer(_checker: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(document: Document, issues: list[Issue]) -> bool:
    """Whether the document has the shape of its kind; what is wrong with it goes to `issues`."""
    before = len(issues)
    for error in _leaves(_validator(document.kind).iter_errors(document.data)):
        issues.extend(_issues(error, document))
    told = {issue.location for issue in issues[before:]}
    issues.extend(issue for issue in dated(document) if issue.location not in told)
    return len(issues) == before


def dated(document: Document) -> Iterator[Issue]:
    """The dates in a document's texts that no calendar has."""
    for path, place in document.values.items():
        text = document.value(*path)
        for _, given in impossible(text) if isinstance(text, str) else ():
            yield Issue("impossible_date", place, {"key": str(path[-1]) if path else "", "given": given})


def title(kind: str, path: str) -> str:
    """What a schema calls an entry and what it is part of, by its dotted path; a name without a title stands as it is.

    >>> title("office", "address"), title("office", "agreement.first.name"), title("office", "texts.susunan")
    ('Alamat', 'Perjanjian Kinerja: Pihak pertama: Nama', 'Uraian lain: susunan')
    """
    node = json.loads((folder() / f"{kind}.schema.json").read_bytes())
    titles = []
    for name in path.split("."):
        node = node.get("properties", {}).get(name, {})
        titles.append(str(node.get("title", name.replace("_", " "))))
    return ": ".join(titles)


def _leaves(errors: Iterable[Any]) -> Iterator[Any]:
    """The errors themselves; of a choice between shapes, those of the shape that came nearest."""
    for error in errors:
        if not error.context or error.validator not in ("anyOf", "oneOf"):
            yield error
            continue
        branches: dict[int, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        same_type = [b for b in branches.values() if not any(_is_type_error_at(e, error) for e in b)]
        requires_only = all(e.validator == "required" for b in branches.values() for e in b)
        if requires_only or len(same_type) != 1:
            yield error
        else:
            yield from _leaves(same_type[0])


def _is_type_error_at(inner: Any, outer: Any) -> bool:
    return inner.validator == "type" and list(inner.absolute_path) == list(outer.absolute_path)


def _issues(error: Any, document: Document) -> Iterator[Issue]:
    path = tuple(error.absolute_path)
    given, rule = error.instance, error.validator_value
    of_key = "propertyNames" in error.absolute_schema_path  # then the path ends at the mapping, not at the key
    place = document.key(*path, str(given)) if of_key else document.at(*path)
    name = str(path[-1]) if path else ""
    if isinstance(given, str) and error.validator in ("type", "pattern", "anyOf") and _COMMA_NUMBER.fullmatch(given):
        yield Issue("decimal_comma", place, {"key": name, "given": _shown(given)})
        return
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties" | "propertyNames" if isinstance(given, dict):
            known = _known(error)
            patterns = [re.compile(pattern) for pattern in error.schema.get("patternProperties", {})]
            for key in given:
                if key in known or any(pattern.search(key) for pattern in patterns):
                    continue
                if key.isdigit() and given[key] is None:  # `{from: 76,61}` reads as two keys
                    before, whole = next(((k, v) for k, v, after in _followed(given) if after == key), (name, "…"))
                    values = {"key": before, "given": f"{_shown(whole)},{key}"}
                    yield Issue("decimal_comma", document.key(*path, key), values)
                else:
                    yield Issue("unknown_key", document.key(*path, key), _unknown(_shown(key), known))
        case "pattern" if of_key:
            yield Issue("wrong_name", place, {"given": _shown(given), "pattern": rule})
        case "required":
            missing = [key for key in rule if key not in given]
            for key in missing[:1] if len(rule) == 1 else missing:
                if f"'{key}'" in error.message:
                    yield Issue("missing_key", place, {"key": key, "within": name})
        case "format":
            yield Issue("impossible_date", place, {"key": name, "given": _shown(given)})
        case "type":
            wanted = " | ".join([rule] if isinstance(rule, str) else rule)
            yield Issue("wrong_type", place, {"key": name, "given": _shown(given), "wanted": wanted})
        case "enum" | "const":
            choices = [str(choice) for choice in (rule if error.validator == "enum" else [rule])]
            values = {"key": name, "given": _shown(given), "choices": ", ".join(choices)}
            yield Issue("wrong_choice", place, {**values, "nearest": nearest(_shown(given), choices)})
        case "oneOf":
            choices = sorted({key for branch in rule for key in branch.get("required", [])})
            found = [key for key in choices if isinstance(given, dict) and key in given]
            yield Issue("exactly_one", place, {"within": name, "choices": ", ".join(choices), "given": ", ".join(found)})
        case "dependentRequired":
            for key, needs in rule.items():
                for need in needs:
                    if key in given and need not in given:
                        yield Issue("missing_key", document.key(*path, key), {"key": need, "within": name})
        case _:
            values = {"key": name, "given": _shown(given), "rule": _told(error).rstrip(".") or f"{error.validator}: {rule}"}
            yield Issue("wrong_value", place, values)


def _followed(given: Mapping[str, object]) -> Iterator[tuple[str, object, str]]:
    """Each key of a mapping with its value and the key after it."""
    yield from ((key, given[key], after) for key, after in pairwise(given))


def _told(error: Any) -> str:
    """What the schema itself says of a rule, which is in Indonesian like its titles."""
    key = "patternErrorMessage" if error.validator == "pattern" else "errorMessage"
    return str(error.schema.get(key, ""))


def _known(error: Any) -> list[str]:
    known = list(error.schema.get("properties", {}))
    for part in error.schema.get("allOf", []):
        known += part.get("properties", {})
    return known


def _unknown(key: str, known: list[str]) -> Mapping[str, object]:
    return {"key": key, "known": ", ".join(sorted(known)), "nearest": nearest(key, known)}


def _shown(value: object) -> str:
    text = str(value).partition("\0")[0]
    return text if len(text) <= 60 else text[:59] + "…"
