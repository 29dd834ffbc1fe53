"""A workbook that was filled in to edits: what differs from what was exported, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lkjip.decimals import indonesian
from lkjip.editing.edits import Edit
from lkjip.editing.numbers import understood
from lkjip.editing.scalars import number
from lkjip.errors import Issue, Location, UserError
from lkjip.inputs.excel import workbook as excel
from lkjip.inputs.excel.meaning import Fault, meaning
from lkjip.inputs.excel.parts import Unreadable
from lkjip.inputs.excel.sheet import Cell, Sheet, place
from lkjip.inputs.excel.workbook import Workbook
from lkjip.messages import filed
from lkjip.project import Project
from lkjip.workbook.entries import Entry, Page, pages
from lkjip.workbook.export import FORM, HEAD, LONGEST, MEMORY

_Place = tuple[str, str]  # token and column


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook changes: the edits, and how many of the exported cells it does not carry any more."""

    edits: tuple[Edit, ...]
    left: int


@dataclass(frozen=True, slots=True)
class _Given:
    """A cell as it was found: its place in the workbook and what it means."""

    at: Location
    name: str
    meant: str | Fault


def read(path: Path, project: Project, satker: str) -> Imported:
    """Reads a workbook that `lkjip workbook` made.

    Raises:
        UserError: with every cell that cannot be taken for what its user meant, and every value that was changed both here
            and in the files since the export.
    """
    try:
        book = excel.read(path, hidden=True)
    except Unreadable as error:
        raise UserError([Issue(error.code, Location(path.name), error.values)]) from None
    exported = _exported(book, path, project, satker)
    issues: list[Issue] = []
    given = _given(book, path, pages(project, satker), issues)
    entries = {(row.token, cell.column): cell for page in pages(project, satker) for row in page.rows for cell in row.cells}
    edits = list(_edits(given, exported, entries, issues))
    if issues:
        raise UserError(issues)
    return Imported(tuple(_joined(edits)), len(exported.keys() - given.keys()))


def _exported(book: Workbook, path: Path, project: Project, satker: str) -> Mapping[_Place, str]:
    """What was exported, from the sheet that remembers it."""
    memory = next((sheet for sheet in book.concealed if sheet.name == MEMORY), None)
    lines = [[_text(cells.get(n)) for n in (1, 2, 3)] for _, cells in sorted(memory.rows.items())] if memory else []
    facts = {line[0]: line[1] for line in lines[:3]}
    if facts.get("bentuk") != FORM:
        raise UserError([Issue("workbook_foreign", Location(path.name), {})])
    wanted = {"tahun": str(project.year), "satker": satker}
    for name, known in wanted.items():
        if facts.get(name) != known:
            values = {"what": name, "given": facts.get(name, "–"), "wanted": known}
            raise UserError([Issue("workbook_other", Location(path.name), values)])
    return {(token, column): text.removeprefix("=") for token, column, text in lines[3:]}


def _text(cell: Cell | None) -> str:
    return (cell.text or "") if cell else ""


def _given(book: Workbook, path: Path, found: list[Page], issues: list[Issue]) -> dict[_Place, _Given]:
    """Every cell under a known head in a row with a token, wherever its sheet and row have gone."""
    given: dict[_Place, _Given] = {}
    columns = {row.token: page.values for page in found for row in page.rows}
    for sheet in book.sheets:
        head = _head(sheet)
        if head is None:
            continue
        top, names = head
        token = filed("workbook.token")
        key = next(column for column, name in names.items() if name == token)
        for row in sorted(row for row in sheet.rows if row > top):
            token = _text(sheet.rows[row].get(key)).strip()
            known = columns.get(token)
            if known is None:
                if token or any(_text(cell).strip() for cell in sheet.rows[row].values()):
                    values = {"given": token or "–", "sheet": sheet.name, "cell": place(row, key)}
                    issues.append(Issue("workbook_row", Location(path.name, row), values))
                continue
            for code, title in known.items():
                column = next((c for c, name in names.items() if name == title), None)
                if column is None:
                    continue
                found_cell = _one(book, sheet, row, column, path, code)
                if (earlier := given.get((token, code))) is not None and earlier.meant != found_cell.meant:
                    values = {"given": token, "sheet": sheet.name, "cell": place(row, column), "other": earlier.name}
                    issues.append(Issue("workbook_twice", Location(path.name, row, column), values))
                given[(token, code)] = found_cell
    return given


def _head(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The row of the heads, where the sheet is one of ours."""
    for row in sorted(sheet.rows)[: HEAD + 20]:
        names = {column: _text(cell).strip() for column, cell in sheet.rows[row].items()}
        if filed("workbook.token") in names.values():
            return row, names
    return None


def _one(book: Workbook, sheet: Sheet, row: int, column: int, path: Path, code: str) -> _Given:
    cell = sheet.rows[row].get(column)
    meant = meaning(cell, book, code) if cell is not None else ""
    return _Given(Location(path.name, row, column), f"{sheet.name}!{place(row, column)}", meant)


def _edits(
    given: Mapping[_Place, _Given], exported: Mapping[_Place, str], entries: Mapping[_Place, Entry], issues: list[Issue]
) -> Iterator[Edit]:
    for where, found in given.items():
        entry, before = entries.get(where), exported.get(where, "")
        if entry is None or len(before) > LONGEST - 2:
            continue
        wanted = _wanted(found, entry, before, issues)
        if wanted is None or _same(wanted, before, entry):
            continue
        if not _same(entry.text, before, entry):
            if not _same(entry.text, wanted, entry):
                values = {
                    "cell": found.name,
                    "given": indonesian(wanted),
                    "before": indonesian(before),
                    "now": indonesian(entry.text),
                }
                issues.append(Issue("workbook_older", found.at, values))
            continue
        yield _edit(entry, wanted)


def _wanted(found: _Given, entry: Entry, before: str, issues: list[Issue]) -> str | None:
    """What a cell is to say, in the notation of files; None where it cannot be taken, which goes to `issues`."""
    if isinstance(found.meant, Fault):
        issues.append(Issue(found.meant.code, found.at, {**found.meant.values, "cell": found.name}))
        return None
    text = found.meant.strip() if entry.numeric else " ".join(found.meant.split())
    if not entry.numeric:
        if not text and before and not entry.empty:
            issues.append(Issue("workbook_empty", found.at, {"cell": found.name}))
            return None
        return text
    meant = understood(text, entry.bounds)
    if meant.missing:
        if before and not entry.empty:
            issues.append(Issue("workbook_empty", found.at, {"cell": found.name}))
            return None
        return ""
    if meant.value is None:
        code = "workbook_ambiguous" if meant.choices else "workbook_number"
        choices = ", ".join(indonesian(number(choice)) for choice in meant.choices)
        issues.append(
            Issue(code, found.at, {"cell": found.name, "given": text, "choices": choices, "decimals": entry.decimals})
        )
        return None
    return number(meant.value)


def _same(one: str, other: str, entry: Entry) -> bool:
    if entry.numeric and one and other:
        try:
            return Decimal(one) == Decimal(other)
        except ArithmeticError:
            return one == other
    return one == other if entry.numeric else one.split() == other.split()


def _edit(entry: Entry, text: str) -> Edit:
    if entry.file.endswith(".csv"):
        padded = number(Decimal(text), _places(entry)) if entry.numeric and text else text
        if entry.absent:
            return Edit(entry.file, entry.path[:1], "add", {entry.column: padded})
        return Edit(entry.file, entry.path, "set", padded)
    if not entry.numeric:
        return Edit(entry.file, entry.path, "set", text)
    value = Decimal(text)
    return Edit(entry.file, entry.path, "set", int(value) if value == value.to_integral_value() else value)


def _places(entry: Entry) -> int:
    """As many decimals as the cell had, or as its column declares."""
    return len(entry.text.partition(".")[2]) if entry.text else entry.decimals


def _joined(edits: list[Edit]) -> Iterator[Edit]:
    """The cells of one new row as one edit."""
    rows: dict[tuple[str, object], dict[str, str]] = {}
    for edit in edits:
        if edit.action == "add" and isinstance(edit.value, dict):
            rows.setdefault((edit.file, edit.path), {}).update({name: str(text) for name, text in edit.value.items()})
        else:
            yield edit
    for (file, path), cells in rows.items():
        assert isinstance(path, tuple)
        yield Edit(file, path, "add", dict(cells))
