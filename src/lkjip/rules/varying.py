"""What varies by keys: polarity, achievement, cap and cumulation; targets, weights and parameters, also from a date on.

`by` is a dimension, the office (`satker`), what offices belong to, or several of these; `values` go one level down for each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, cast

from lkjip.errors import Issue, Location, unknown
from lkjip.rules.model import BETWEEN, SATKER, Constants, Dimension, Judgement
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import Tree, number

KEYS = ("polarity", "achievement", "cap", "floor", "cumulation")
_OF_EACH = ("polarity", "cumulation", "weights")  # what has no natural answer for a member that is left out
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORMULAS = {"higher_is_better": "R/T", "lower_is_better": "R/T", "stabilise": "1-|R-T|/T", "within_range": "range"}

Path = tuple[str, ...]
Values = dict[str, tuple[Any, Location]]  # by code: as written, and where


def keys_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of `by`, one or several; none where there is no `by`."""
    by = entry.get("by", ())
    return (by,) if isinstance(by, str) else tuple(by)


def flat(document: Document, path: Path, depth: int, issues: list[Issue]) -> Values:
    """The values below a path, so many levels down, by their codes joined; what lies deeper or shallower is an issue."""
    found: Values = {}

    def walk(given: Any, at: Path) -> None:
        codes = at[len(path) :]
        if isinstance(given, dict) and len(codes) < depth:
            for code, inner in given.items():
                walk(inner, (*at, code))
        elif isinstance(given, dict) or len(codes) < depth:
            values = {"name": ".".join(path), "wanted": depth, "given": len(codes) + isinstance(given, dict)}
            issues.append(Issue("constants_shape", document.key(*at), values))
        else:
            found[BETWEEN.join(codes)] = given, document.at(*at)

    walk(document.value(*path), path)
    return found


def _each(document: Document, key: str) -> Mapping[str, Any] | None:
    """What a key says by its own keys; None where it says one thing for all."""
    entry = cast(Tree, document.data).get(key)
    if not isinstance(entry, dict):
        return None
    return {code: value for code, (value, _) in flat(document, (key, "values"), len(keys_of(entry)), []).items()}


def chosen(document: Document, key: str, code: str) -> str:
    """What a key says for a member; empty where it says nothing."""
    each = _each(document, key)
    return str(cast(Tree, document.data).get(key, "") if each is None else each.get(code, ""))


def judgement(document: Document, code: str, issues: list[Issue]) -> Judgement:
    """How the member is judged; of the whole file where nothing varies (`code` empty)."""
    data = cast(Tree, document.data)
    polarity = chosen(document, "polarity", code) or "higher_is_better"
    formula = chosen(document, "achievement", code) or FORMULAS[polarity]
    if polarity == "lower_is_better" and formula == "R/T":
        varies = isinstance(data.get("polarity"), dict)
        place = ("polarity", "values", *code.split(BETWEEN)) if varies else ("polarity",)
        issues.append(Issue("achievement_formula", document.at(*place), {}))
    room = data.get("range", {})
    return Judgement(
        polarity,
        formula,
        _number(chosen(document, "cap", code)),
        _number(chosen(document, "floor", code)),
        number(room.get("below")) or Fraction(0),
        number(room.get("above")) or Fraction(0),
    )


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def judged(document: Document, issues: list[Issue]) -> tuple[str, dict[str, Judgement]]:
    """The keys by which these vary, joined, and how each member is judged; nothing where none varies."""
    data = cast(Tree, document.data)
    given = {key: keys_of(data[key]) for key in KEYS if isinstance(data.get(key), dict)}
    if not given:
        return "", {}
    by = next(iter(given.values()))
    codes: dict[str, None] = {}
    for key, own in given.items():
        if own != by:
            values = {"given": ", ".join(own), "wanted": ", ".join(by)}
            issues.append(Issue("varies_by_one", document.at(key, "by"), values))
        codes |= dict.fromkeys(flat(document, (key, "values"), len(own), issues))
    return BETWEEN.join(by), {code: judgement(document, code, issues) for code in codes}


def misnamed(document: Document, known: Mapping[str, Dimension]) -> Iterator[Issue]:
    """Values for members that their dimension has not; members for which a file does not say what it must of each.

    Of offices nothing is known here: those that the tables have are held against the rules by `unnamed`.
    """
    for path in _varying(cast(Tree, document.data)):
        keys = keys_of(document.value(*path))
        given = flat(document, (*path, "values"), len(keys) + _is_dated(document.value(*path), keys), [])
        told: set[tuple[str, ...]] = set()
        for code in given:
            parts = code.split(BETWEEN)
            for depth, (key, part) in enumerate(zip(keys, parts, strict=False), 1):
                at = tuple(parts[:depth])
                if key in known and part not in known[key].codes and at not in told:
                    told.add(at)
                    yield unknown("unknown_member", document.at(*path, "values", *at), part, known[key].codes)
        if path[0] not in _OF_EACH or not all(key in known or key == SATKER for key in keys):
            continue
        offices = dict.fromkeys(code.split(BETWEEN)[keys.index(SATKER)] for code in given) if SATKER in keys else ()
        whole = product(*(offices if key == SATKER else known[key].codes for key in keys))
        if missing := [code for code in map(BETWEEN.join, whole) if code not in given]:
            told_of = {"missing": ("; " if len(keys) > 1 else ", ").join(missing[:12])}
            if path[0] == "weights":
                yield Issue("missing_weight", document.key(*path), told_of)
            else:
                yield Issue("member_unnamed", document.key(*path), {"name": path[0], **told_of})


def _is_dated(entry: Tree, keys: Collection[str]) -> bool:
    """Whether a parameter's values go one level further down than its keys, to dates."""
    inner: Any = entry["values"]
    for _ in keys:
        inner = next(iter(inner.values()), None) if isinstance(inner, dict) else None
    return isinstance(inner, dict) and bool(inner) and all(DATE.fullmatch(str(code)) for code in inner)


def _varying(data: Tree) -> Iterator[Path]:
    """The path of everything that varies by keys."""
    yield from ((key,) for key in (*KEYS, "targets") if isinstance(data.get(key), dict) and "values" in data[key])
    for part in ("weights", "parameters"):
        yield from ((part, name) for name, entry in data.get(part, {}).items() if "by" in entry)


def dimensions(document: Document) -> Iterator[tuple[str, Location]]:
    """Every dimension that something varies by, with its place. The office is none, and always there."""
    for path in _varying(cast(Tree, document.data)):
        by = document.value(*path, "by")
        for place, key in enumerate(keys_of({"by": by})):
            if key != SATKER:
                yield key, document.at(*path, "by", *([] if isinstance(by, str) else [place]))


def constants(document: Document, path: Path, entry: Tree, issues: list[Issue]) -> tuple[str, Values]:
    """`{by: …, values: {…}}`: its keys, joined, and the values as they are written."""
    keys = keys_of(entry)
    return BETWEEN.join(keys), flat(document, (*path, "values"), len(keys), issues)


def dated(document: Document, path: Path, entry: Tree, issues: list[Issue]) -> Constants | None:
    """A parameter's values from their dates on, for all or by keys; None where it has none."""
    keys = keys_of(entry)
    if "values" not in entry or (keys and not _is_dated(entry, keys)):
        return None
    found = flat(document, (*path, "values"), len(keys) + 1, issues)
    for code, (_, place) in found.items():
        date = code.split(BETWEEN)[-1]
        if not DATE.fullmatch(date):
            issues.append(Issue("date_expected", place, {"given": date}))
    values = {code: Fraction(value) for code, (value, _) in found.items()}
    return Constants(BETWEEN.join(keys), values, {code: place for code, (_, place) in found.items()})
