"""An export of another application to edits, by a mapping that the project declares in `imports/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from lkjip.editing.cells import Cell, Grid, bounds_of, grids
from lkjip.editing.edits import Edit
from lkjip.editing.numbers import understood
from lkjip.editing.scalars import number
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.layout import IMPORTS
from lkjip.project import Project
from lkjip.rules import schema, source
from lkjip.rules.model import SATKER
from lkjip.rules.source import Document
from lkjip.workbook.blocks import Block, Text, from_file

Column = Mapping[str, Any]  # an entry of `columns`
BETWEEN = " > "  # a head and the one below it


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an export changes: the edits, the offices it was read for, and its codes that the mapping does not know."""

    edits: tuple[Edit, ...]
    offices: tuple[str, ...]
    unknown: tuple[str, ...]


def known(root: Path) -> list[str]:
    """The mappings of a project, by name."""
    return sorted(path.stem for path in (root / IMPORTS).glob("*.yaml"))


def read(path: Path, name: str, project: Project) -> Mapped:
    """Reads an export by a mapping.

    Raises:
        UserError: there is no such mapping, or it names what the rules do not have; the file is of another year, or its head
            has moved; with every cell that cannot be taken.
    """
    mapping = _mapping(project.root, name)
    try:
        sheets = from_file(path.name, path.read_bytes())
    except OSError as error:
        raise UserError([Issue("import_file", Location(path.name), {"problem": error.strerror or str(error)})]) from None
    reading = _Reading(path.name, mapping, project, _sheet(path.name, mapping, sheets))
    edits = tuple(reading.edits())
    if reading.issues:
        raise UserError(reading.issues)
    return Mapped(edits, tuple(reading.offices), tuple(reading.unknown))


def _mapping(root: Path, name: str) -> Document:
    shown = f"{IMPORTS}/{name}.yaml"
    path = root / shown
    if name not in known(root):
        values = {"given": name, "known": ", ".join(known(root)) or "–", "nearest": nearest(name, known(root))}
        raise UserError([Issue("import_unknown", Location(IMPORTS), values)])
    issues: list[Issue] = []
    document = source.read(shown, path.read_bytes(), issues, "import")
    if document is None or not schema.validate(document, issues):
        raise UserError(issues)
    return document


def _sheet(file: str, mapping: Document, sheets: Sequence[Block]) -> Block:
    """The one sheet that has as many rows as the head; a workbook's sheets carry no names here."""
    header = int(_data(mapping)["header"])
    found = [sheet for sheet in sheets if len(sheet) > header]
    if len(found) != 1:
        raise UserError([Issue("import_sheets", Location(file), {"count": len(found), "header": header})])
    return found[0]


def _data(mapping: Document) -> dict[str, Any]:
    return cast(dict[str, Any], mapping.data)


class _Reading:
    """One export on its way: its heads by name, its rows, and what is wrong with it."""

    def __init__(self, file: str, mapping: Document, project: Project, sheet: Block) -> None:
        self.file, self.mapping, self.project = file, mapping, project
        self.data = _data(mapping)
        self.header = int(self.data["header"])
        self.head, self.rows = sheet[: self.header], sheet[self.header :]
        self.issues: list[Issue] = []
        self.offices: dict[str, None] = {}
        self.unknown: dict[str, None] = {}
        self._grids: dict[str, list[Grid]] = {}

    def edits(self) -> Iterator[Edit]:
        """The edits of every row that is meant."""
        self._year()
        places = {column["from"]: self._place(column["from"]) for column in self.data["columns"]}
        office = self._place(self.data["office"]["column"]) if "office" in self.data else None
        kind = self._place(self.data["row"]["column"]) if "row" in self.data else None
        if self.issues:
            return
        code = ""
        for at, row in enumerate(self.rows, self.header + 1):
            code = (_at(row, office) or code) if office is not None else ""  # a merged cell stands in its first row only
            if kind is not None and _same(_at(row, kind)) != _same(self.data["row"]["is"]):
                continue
            if not any(text.text for text in row):
                continue
            if (satker := self._office(code)) is None:
                continue
            for column in self.data["columns"]:
                yield from self._edit(column, satker, row, places[column["from"]], at)

    def _year(self) -> None:
        """The head must name the year of the rules."""
        wanted = str(self.data.get("year", "")).replace("{year}", str(self.project.year))
        texts = [text.text for row in self.head for text in row if text.text]
        if wanted and not any(_same(wanted) in _same(text) for text in texts):
            found = next((text for text in texts if any(part.isdigit() and len(part) == 4 for part in text.split())), "–")
            self._problem("import_year", 1, 0, wanted=wanted, given=found[:80])

    def _place(self, name: str) -> int | None:
        """The column under a head: the lowest that stands above it; heads alike are told apart by the one above them."""
        heads, wanted = self._heads, _same(name)
        found = [at for at, own in enumerate(heads) if own and wanted in (_same(own[-1]), _same(BETWEEN.join(own[-2:])))]
        if len(found) == 1:
            return found[0]
        shown = ", ".join(dict.fromkeys(own[-1] for own in heads if own))
        code = "import_heads" if found else "import_head"
        near = nearest(name, [own[-1] for own in heads if own])
        self._problem(code, self.header, 0, given=name, known=shown[:400], nearest=near, mapping=self.mapping.file)
        return None

    @cached_property
    def _heads(self) -> list[list[str]]:
        """The heads above each column from top to bottom; one over several columns stands over each of them."""
        width = max((len(row) for row in self.head), default=0)
        above: list[list[str]] = [[] for _ in range(width)]
        for line, row in enumerate(self.head):
            last = ""
            for at in range(width):
                text = row[at].text if at < len(row) else ""
                below = any(at < len(lower) and lower[at].text for lower in self.head[line + 1 :])
                last = text or (last if below else "")
                if text or (last and below):
                    above[at].append(" ".join((text or last).split()))
        return above

    def _office(self, code: str) -> str | None:
        """The office of the project that a code means; None where it is none of the mapping's, or not the one asked for."""
        if "office" not in self.data:
            satker = self.project.office()
        else:
            codes = {str(own): str(satker) for own, satker in self.data["office"]["codes"].items()}
            if code not in codes:
                self.unknown.setdefault(code or "–")
                return None
            satker = codes[code]
        if self.project.satker not in (None, satker):
            return None
        if satker not in self.project.tables.offices:
            self._problem("unknown_office_of_import", self.header, 0, given=satker, mapping=self.mapping.file)
            return None
        self.offices.setdefault(satker)
        return satker

    def _edit(self, column: Column, satker: str, row: Sequence[Text], place: int | None, at: int) -> Iterator[Edit]:
        """The edit of one cell; none where the export is empty or says what is there already."""
        text = row[place] if place is not None and place < len(row) else Text("")
        if not text.text or text.text in column.get("empty", ()):
            return
        if (cell := self._cell(column, satker, at)) is None:
            return
        entry = self.project.rules.tables[column["table"]].columns[column["column"]]
        limits = bounds_of(entry, self.project.rules)
        meant = understood(text.text.replace(".", ",") if text.exact else text.text, limits)
        value = Decimal(text.text) if text.exact else meant.value
        if value is None or limits.fault(value):
            self._problem(
                "import_cell",
                at,
                (place or 0) + 1,
                given=text.text,
                head=column["from"],
                column=entry.title,
                mapping=self.mapping.file,
            )
            return
        written = number(value.quantize(Decimal(1).scaleb(-entry.decimals)) if entry.type == "decimal" else value)
        if not cell.text or Decimal(cell.text) != value:
            yield cell.edit(written)

    def _cell(self, column: Column, satker: str, at: int) -> Cell | None:
        """The cell of the project that a column of the export fills."""
        if satker not in self._grids:
            self._grids[satker] = list(grids(self.project.root, self.project.rules, satker, self.project.changed))
        key = {name: str(code) for name, code in column.get("key", {}).items()}
        for grid in self._grids[satker]:
            if grid.table.name != column["table"]:
                continue
            wanted = tuple({**key, SATKER: satker}.get(name, "") for name in grid.keys)
            for codes, cells in grid.rows:
                if codes == wanted:
                    found = next((cell for cell in cells if cell.column == column["column"]), None)
                    if found is not None:
                        return found
        shown = ", ".join(FigureKey.of("", key).pairs) or "–"
        self._problem(
            "import_no_cell",
            at,
            0,
            table=column["table"],
            column=column["column"],
            key=shown,
            satker=satker,
            mapping=self.mapping.file,
        )
        return None

    def _problem(self, code: str, line: int, place: int, **values: object) -> None:
        issue = Issue(code, Location(self.file, line, place), values)
        if issue not in self.issues:
            self.issues.append(issue)


def _at(row: Sequence[Text], place: int | None) -> str:
    return row[place].text if place is not None and place < len(row) else ""


def _same(text: str) -> str:
    """A text as heads are compared: without case and superfluous blanks."""
    return " ".join(text.split()).casefold()
