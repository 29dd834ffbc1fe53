"""What varies by members: polarity, achievement, cap and cumulation; and parameters that hold from a date on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from lkjip.errors import Issue, Location, unknown
from lkjip.rules.model import Constants, Dimension, Judgement
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import Tree, number

KEYS = ("polarity", "achievement", "cap", "floor", "cumulation")
_OF_EACH = (("polarity",), ("cumulation",))  # what has no natural answer for a member that is left out
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORMULAS = {"higher_is_better": "R/T", "lower_is_better": "R/T", "stabilise": "1-|R-T|/T", "within_range": "range"}


def chosen(data: Tree, key: str, code: str) -> str:
    """What a key says for a member; empty where it says nothing."""
    given = data.get(key, "")
    if isinstance(given, dict):
        given = given["values"].get(code, "")
    return str(given)


def judgement(document: Document, code: str, issues: list[Issue]) -> Judgement:
    """How the member is judged; of the whole file where nothing varies (`code` empty)."""
    data = cast(Tree, document.data)
    polarity = chosen(data, "polarity", code) or "higher_is_better"
    formula = chosen(data, "achievement", code) or FORMULAS[polarity]
    if polarity == "lower_is_better" and formula == "R/T":
        place = ("polarity", "values", code) if isinstance(data.get("polarity"), dict) else ("polarity",)
        issues.append(Issue("achievement_formula", document.at(*place), {}))
    room = data.get("range", {})
    return Judgement(
        polarity,
        formula,
        _number(chosen(data, "cap", code)),
        _number(chosen(data, "floor", code)),
        number(room.get("below")) or Fraction(0),
        number(room.get("above")) or Fraction(0),
    )


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def judged(document: Document, issues: list[Issue]) -> tuple[str, dict[str, Judgement]]:
    """The dimension by whose members these keys vary, and how each member is judged; nothing where none varies."""
    data = cast(Tree, document.data)
    given = {key: data[key] for key in KEYS if isinstance(data.get(key), dict)}
    if not given:
        return "", {}
    by = next(iter(given.values()))["by"]
    for key, entry in given.items():
        if entry["by"] != by:
            issues.append(Issue("varies_by_one", document.at(key, "by"), {"given": entry["by"], "wanted": by}))
    codes = dict.fromkeys(code for entry in given.values() for code in entry["values"])
    return by, {code: judgement(document, code, issues) for code in codes}


def misnamed(document: Document, dimensions: Mapping[str, Dimension]) -> Iterator[Issue]:
    """Values for members that their dimension has not; members for which a file does not say what it must of each."""
    for path in _by_member(cast(Tree, document.data)):
        dimension = dimensions.get(document.value(*path, "by"))
        if dimension is None:
            continue
        given = document.value(*path, "values")
        for code in given:
            if code not in dimension.codes:
                yield unknown("unknown_member", document.at(*path, "values", code), code, dimension.codes)
        missing = [code for code in dimension.codes if code not in given]
        if missing and path in _OF_EACH:
            yield Issue("member_unnamed", document.key(*path), {"name": path[0], "missing": ", ".join(missing)})


def _by_member(data: Tree) -> Iterator[tuple[str, ...]]:
    """The path of everything that varies by the members of one dimension."""
    yield from ((key,) for key in (*KEYS, "targets") if isinstance(data.get(key), dict) and "by" in data[key])
    yield from (("parameters", name) for name, entry in data.get("parameters", {}).items() if "by" in entry)


def dimensions(document: Document) -> Iterator[tuple[str, Location]]:
    """Every dimension that something varies by, with its place."""
    data = cast(Tree, document.data)
    for path in _by_member(data):
        yield document.value(*path, "by"), document.at(*path, "by")
    for name, entry in data.get("weights", {}).items():
        for place, by in enumerate(entry["by"] if isinstance(entry["by"], list) else ()):
            yield by, document.at("weights", name, "by", place)


def dated(document: Document, path: tuple[str, ...], entry: Tree, issues: list[Issue]) -> Constants | None:
    """A parameter's values from their dates on; None where it has none."""
    if "by" in entry or "values" not in entry:
        return None
    places = {date: document.at(*path, "values", date) for date in entry["values"]}
    for date, place in places.items():
        if not DATE.fullmatch(date):
            issues.append(Issue("date_expected", place, {"given": date}))
    return Constants("", {date: Fraction(value) for date, value in entry["values"].items()}, places)
