"""The next year from this one: rules with the year rolled on, empty tables with their headers, the report's notebook.

Files are edited as text at the places the reader knows, so comments and layout stay. What a program cannot decide is listed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from lkjip import saving
from lkjip.editing import csv_text, yaml_text
from lkjip.editing.cells import Grid, grids
from lkjip.editing.edits import Edit, edited
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import OFFICE_FILE, data_of, pictures_of, report_of, rules_of
from lkjip.rules import schema, source
from lkjip.rules.load import load
from lkjip.rules.model import YEAR, RuleSet
from lkjip.rules.source import Document, KeyPath

_TEXT = 70  # of a line that is quoted
_ANY = r"\b(?:19|20)\d\d\b"  # a year


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
    taken = {f"{data_of(year, path.parent.name)}/{path.name}": path.read_bytes() for path in pictures_of(root, given)}
    saving.save(root, {**made, **taken})
    return NewYear(year, given, tuple(made), tuple(_left(root, rules, made)))


# Rules


def _rules(root: Path, year: int) -> dict[str, bytes]:
    """The rule files with the year rolled on; nothing but the years changes in them."""
    made = {}
    for path in sorted((root / rules_of(year)).rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        content: bytes | None = path.read_bytes()
        document = source.read(name, content or b"", [])
        assert document is not None
        for edit in _edits(document, year):
            content = edited(content, edit)
        made[name.replace(f"{rules_of(year)}/", f"{rules_of(year + 1)}/", 1)] = content or b""
    return made


def _edits(document: Document, year: int) -> Iterator[Edit]:
    """What changes: only the old year moves on, or every year does; the version starts anew."""
    kind = document.file.split("/", 2)[2]
    own = rf"\b{year}\b"
    if kind == "ruleset.yaml":
        for path in (("ruleset",), ("year",), ("title",), ("period", "from"), ("period", "to"), *_titles(document, year)):
            yield from _moving(document, path, own)
        yield Edit(document.file, ("version",), "set", "1.0.0")
    elif kind == "dimensions.yaml":
        for path in document.values:
            if path[:2] == (YEAR, "members") and len(path) > 2:
                yield from _moving(document, path, _ANY)
        codes = sorted((path[2] for path in document.keys if path[:2] == (YEAR, "members") and len(path) == 3), reverse=True)
        for code in codes:  # the latest first: its new name is free
            yield Edit(document.file, (YEAR, "members", code), "rename", str(int(code) + 1))
    elif kind.startswith("tables/"):
        for path in document.values:
            if path[:2] == ("complete", YEAR) and len(path) > 2:
                yield from _moving(document, path, _ANY)
        for path in (("title",), ("source", "system")):
            yield from _moving(document, path, own)


def _moved(text: str, years: str) -> str:
    return re.sub(years, lambda found: str(int(found[0]) + 1), text)


def _moving(document: Document, path: KeyPath, years: str) -> Iterator[Edit]:
    """The edit of a value in which years move on by one; none where there are none."""
    value: Any = document.data
    for name in path:
        try:
            value = value[name]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = _moved(str(value), years)
        if text != str(value):
            yield Edit(document.file, path, "set", int(text) if isinstance(value, int) else text)


def _renamed(content: bytes, rules: RuleSet) -> bytes:
    """The text with the sources of one year, whose codes end with it, as those of the next."""
    text = content.decode()
    for code in _bound(rules.citations, rules.year):
        following = f"{code.removesuffix(str(rules.year))}{rules.year + 1}"
        text = re.sub(rf"(?<![\w-]){re.escape(code)}(?![\w-])", following, text)
    return text.encode()


def _bound(citations: Iterable[str], year: int) -> list[str]:
    return [code for code in citations if code.endswith(f"-{year}")]


def _titles(document: Document, year: int) -> Iterator[KeyPath]:
    """The titles of sources of one year."""
    data = document.data if isinstance(document.data, dict) else {}
    for code in _bound(cast(dict[str, object], data.get("citations", {})), year):
        yield ("citations", code, "title")


# Tables, offices and report


def _tables(root: Path, rules: RuleSet) -> dict[str, bytes]:
    """Each table with its key rows, their texts, and the values of years that are known; Parquet and XLSX become CSV."""
    compared = rules.dimensions[YEAR].codes if YEAR in rules.dimensions else ()
    made, years = {}, [code for code in compared[1:] if code < str(rules.year)]  # earlier ones that are still compared
    histories = _histories(rules)
    for grid in grids(root, rules):
        path = f"{data_of(rules.year + 1, grid.satker)}/{grid.table.name}.csv"
        past = grid.table.name in histories and YEAR in grid.keys
        rows = [] if not grid.editable else _past(grid, years, str(rules.year)) if past else _rows(grid, years)
        made[path] = csv_text.written([[*grid.keys, *grid.table.columns], *rows]).encode()
    return made


def _histories(rules: RuleSet) -> set[str]:
    """The tables that hold the earlier years of a figure."""
    measures = rules.measures.values()
    read = ((measure, figure.history) for measure in measures for figure in measure.figures.values())
    return {measure.inputs[name].table for measure, name in read if name in measure.inputs}


def _past(grid: Grid, years: Collection[str], closed: str) -> list[list[str]]:
    """The rows of a table of earlier years: those still compared, and the year that was closed, to be filled in."""
    place = grid.keys.index(YEAR)
    known = {key: [cell.text or "" for cell in cells] for key, cells in grid.rows}
    kept = [[*key, *values] for key, values in known.items() if key[place] in {*years, closed}]
    wanted = dict.fromkeys((*key[:place], closed, *key[place + 1 :]) for key in known)
    if not known and len(grid.keys) == 1:
        wanted = {(closed,): None}
    return kept + [[*key, *("" for _ in grid.table.columns)] for key in wanted if key not in known]


def _rows(grid: Grid, years: Collection[str]) -> list[list[str]]:
    """Last year's rows with their years moved on, and those of `years`, which stay. Known values stand there."""
    known = {key: [cell.text or "" for cell in cells] for key, cells in grid.rows}
    texts = [column.type == "text" for column in grid.table.columns.values()]
    moved = {
        key: tuple(_moved(code, r"^\d{4}$") if name == YEAR else code for name, code in zip(grid.keys, key, strict=True))
        for key in known
    }
    rows, taken = [], set(moved.values())
    for key, old in known.items():
        if key not in taken and YEAR in grid.keys and key[grid.keys.index(YEAR)] in years:
            rows.append([*key, *old])
        values = known.get(moved[key], [""] * len(texts)) if YEAR in grid.keys else [""] * len(texts)
        kept = [value or (before if text else "") for value, before, text in zip(values, old, texts, strict=True)]
        rows.append([*moved[key], *kept])
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


def _unfilled(rules: RuleSet, made: Mapping[str, bytes]) -> Iterator[Left]:
    """Rows of the year that was closed, in tables of earlier years, whose values are to be taken from its report."""
    histories = _histories(rules)
    for name, content in made.items():
        table = rules.tables.get(Path(name).stem) if name.endswith(".csv") else None
        if table is None or table.name not in histories or YEAR not in table.keys:
            continue
        for number, row in enumerate(csv.reader(io.StringIO(content.decode())), 1):
            key, values = row[: len(table.keys)], row[len(table.keys) :]
            if key[table.keys.index(YEAR)] == str(rules.year) and not any(values):
                yield Left("left_history", {"year": rules.year, "name": table.title}, Location(name, number))


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
    yield from _unfilled(rules, made)
    for citation in rules.citations.values():
        if citation.valid_to and citation.valid_to < f"{new}-12-31":
            place = Location(f"{rules_of(new)}/ruleset.yaml", citation.location.line)
            yield Left("left_citation", {"name": citation.title}, place)
    for path in sorted((root / data_of(old)).glob(f"*/{OFFICE_FILE}")):
        target = f"{data_of(new, path.parent.name)}/{OFFICE_FILE}"
        yield Left("left_office", {"file": path.relative_to(root).as_posix()}, Location(target))
