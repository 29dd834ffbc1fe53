"""The next year from this one: rules with the year rolled on, empty tables with their headers, the report's notebook.

Files are edited as text at the places the reader knows, so comments and layout stay. What a program cannot decide is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lkjip import saving
from lkjip.editing import csv_text, yaml_text
from lkjip.editing.cells import Grid, grids
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import OFFICE_FILE, data_of, report_of, rules_of
from lkjip.rules import schema, source
from lkjip.rules.load import load
from lkjip.rules.model import YEAR, RuleSet
from lkjip.rules.source import Document

_TEXT = 70  # of a line that is quoted
Edit = Callable[[str], str]  # of a line


@dataclass(frozen=True, slots=True)
class Left:
    """Something that a person must decide: a phrase of the catalogue, its values, and where."""

    code: str
    values: Mapping[str, object]
    location: Location


@dataclass(frozen=True, slots=True)
class NewYear:
    """What was made, and what is left to decide."""

    year: int
    source: int
    files: tuple[str, ...]
    left: tuple[Left, ...]


def new_year(root: Path, year: int, given: int) -> NewYear:
    """Makes the files of a year from those of the year before; all of them or none.

    Raises:
        UserError: the year before has errors in its rules, the new one has files already, or is not the one after.
    """
    if year != given + 1:
        raise UserError([Issue("year_not_after", Location(rules_of(year)), {"given": year, "source": given})])
    there = [name for name in (rules_of(year), data_of(year), report_of(year)) if (root / name).exists()]
    if there:
        raise UserError([Issue("year_exists", Location(name), {"given": name}) for name in there])
    rules = load(root, given)
    made = {**_rules(root, given), **_tables(root, rules), **_offices(root, given), **_report(root, given)}
    made = {name: _renamed(content, rules) for name, content in made.items()}
    saving.save(root, made)
    return NewYear(year, given, tuple(made), tuple(_left(root, rules, made)))


# Rules


def _rules(root: Path, year: int) -> dict[str, bytes]:
    """The rule files with the year rolled on."""
    made = {}
    for path in sorted((root / rules_of(year)).rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8-sig")
        document = source.read(name, text.encode(), [])
        assert document is not None
        target = name.replace(f"{rules_of(year)}/", f"{rules_of(year + 1)}/", 1)
        made[target] = _edited(text, _edits(document, year)).encode()
    return made


def _edits(document: Document, year: int) -> dict[int, Edit]:
    """The lines that change, and how: only the old year moves on, every year does, or the version starts anew."""
    kind = document.file.split("/", 2)[2]
    lines: dict[int, Edit] = {}
    if kind == "ruleset.yaml":
        for path in (("ruleset",), ("year",), ("title",), ("period", "from"), ("period", "to")):
            lines[document.at(*path).line] = lambda row: _moved(row, rf"\b{year}\b")
        lines |= {line: lambda row: _moved(row, rf"\b{year}\b") for line in _titles(document, year)}
        lines[document.at("version").line] = lambda row: re.sub(r"(\bversion: *)[^ #,}\r]+", r"\g<1>1.0.0", row, count=1)
    elif kind == "dimensions.yaml":
        lines |= {place.line: _all_moved for path, place in document.keys.items() if path[:2] == (YEAR, "members")}
    elif kind.startswith("tables/"):
        lines |= {place.line: _all_moved for path, place in document.values.items() if path[:2] == ("complete", YEAR)}
        for path in (("title",), ("source", "system")):
            lines[document.at(*path).line] = lambda row: _moved(row, rf"\b{year}\b")
    return lines


def _moved(row: str, years: str) -> str:
    return re.sub(years, lambda found: str(int(found[0]) + 1), row)


def _all_moved(row: str) -> str:
    return _moved(row, r"\b(?:19|20)\d\d\b")


def _edited(text: str, lines: Mapping[int, Edit]) -> str:
    rows = text.split("\n")
    for number, edit in lines.items():
        rows[number - 1] = edit(rows[number - 1])
    return "\n".join(rows)


def _renamed(content: bytes, rules: RuleSet) -> bytes:
    """The text with the sources of one year, whose codes end with it, as those of the next."""
    text = content.decode()
    for code in _bound(rules.citations, rules.year):
        following = f"{code.removesuffix(str(rules.year))}{rules.year + 1}"
        text = re.sub(rf"(?<![\w-]){re.escape(code)}(?![\w-])", following, text)
    return text.encode()


def _bound(citations: Iterable[str], year: int) -> list[str]:
    return [code for code in citations if code.endswith(f"-{year}")]


def _titles(document: Document, year: int) -> Iterator[int]:
    """The lines of the titles of sources of one year."""
    starts = sorted({place.line for place in document.keys.values()})
    data = document.data if isinstance(document.data, dict) else {}
    for code in _bound(cast(dict[str, object], data.get("citations", {})), year):
        first = document.keys["citations", code, "title"].line
        last = next((line for line in starts if line > first), first + 1)
        yield from range(first, last)


# Tables, offices and report


def _tables(root: Path, rules: RuleSet) -> dict[str, bytes]:
    """Each table with its key rows, their texts, and the values of years that are known; Parquet and XLSX become CSV."""
    made = {}
    for grid in grids(root, rules):
        path = f"{data_of(rules.year + 1, grid.satker)}/{grid.table.name}.csv"
        rows = _rows(grid) if grid.editable else []
        made[path] = csv_text.written([[*grid.keys, *grid.table.columns], *rows]).encode()
    return made


def _rows(grid: Grid) -> list[list[str]]:
    """Last year's rows with their years moved on. A value stands there where it is that of an earlier year."""
    known = {key: [cell.text or "" for cell in cells] for key, cells in grid.rows}
    texts = [column.type == "text" for column in grid.table.columns.values()]
    rows = []
    for key, old in known.items():
        moved = tuple(_moved(code, r"^\d{4}$") if name == YEAR else code for name, code in zip(grid.keys, key, strict=True))
        values = known.get(moved, [""] * len(texts)) if YEAR in grid.keys else [""] * len(texts)
        kept = [value or (before if text else "") for value, before, text in zip(values, old, texts, strict=True)]
        rows.append([*moved, *kept])
    return rows


def _offices(root: Path, year: int) -> dict[str, bytes]:
    """What is known of an office whatever the year; what belongs to the year (`yearly` in the schema) is to be written."""
    made = {}
    for path in sorted((root / data_of(year)).glob(f"*/{OFFICE_FILE}")):
        text = path.read_text(encoding="utf-8-sig")
        document = source.read(path.name, text.encode(), [])
        if document is None or not isinstance(document.data, dict):
            continue
        for name in schema.yearly("office"):
            if name in document.data:
                text = yaml_text.removed(text, (name,))
        if "date" in document.data:
            text = yaml_text.replaced(text, ("date",), f"{year + 2}-01-31")
        made[f"{data_of(year + 1, path.parent.name)}/{OFFICE_FILE}"] = text.encode()
    return made


def _report(root: Path, year: int) -> dict[str, bytes]:
    path = root / report_of(year)
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8-sig")
    text = re.sub(rf"^(title:.*)\b{year}\b", rf"\g<1>{year + 1}", text, count=1, flags=re.M)
    text = re.sub(rf"\bload\({year}\)", f"load({year + 1})", text)
    return {report_of(year + 1): text.encode()}


# What is left


def _years(name: str, content: bytes) -> set[int]:
    """The lines of a file on which years stand as members of the key of years."""
    if not name.endswith("/dimensions.yaml"):
        return set()
    document = source.read(name, content, [])
    return {place.line for path, place in document.keys.items() if path[0] == YEAR} if document else set()


def _left(root: Path, rules: RuleSet, made: Mapping[str, bytes]) -> Iterator[Left]:
    old, new = str(rules.year), rules.year + 1
    for measure in rules.measures.values():
        if measure.targets and str(new) not in measure.targets:
            place = Location(measure.location.file.replace(f"{rules_of(old)}/", f"{rules_of(new)}/"), measure.location.line)
            yield Left("left_target", {"year": new, "name": measure.title}, place)
    if rules.medium_term and rules.medium_term <= new:
        place = Location(f"{rules_of(new)}/ruleset.yaml")
        yield Left("left_medium_term", {"given": rules.medium_term, "year": new}, place)
    for name, content in made.items():
        expected = _years(name, content)
        for number, line in enumerate(content.decode().split("\n"), 1):
            if number in expected or (name.endswith(".csv") and old in line.split(",")):
                continue  # the year stands there as the one before
            if re.search(rf"(?<![\w-]){old}\b", line) and not line.lstrip().startswith(f"{old}:"):
                text = line.strip()
                shown = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
                yield Left("left_mention", {"given": old, "text": shown}, Location(name, number))
    for citation in rules.citations.values():
        if citation.valid_to and citation.valid_to < f"{new}-12-31":
            place = Location(f"{rules_of(new)}/ruleset.yaml", citation.location.line)
            yield Left("left_citation", {"name": citation.title}, place)
    for path in sorted((root / data_of(old)).glob(f"*/{OFFICE_FILE}")):
        target = f"{data_of(new, path.parent.name)}/{OFFICE_FILE}"
        yield Left("left_office", {"file": path.relative_to(root).as_posix()}, Location(target))
