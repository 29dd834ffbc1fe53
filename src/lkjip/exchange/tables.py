"""What is handed out of a year, as tables: figures and their parts, cells, values of the rules, citations, members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lkjip.decimals import finite_decimals, plain
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.guards import as_text
from lkjip.messages import speaking
from lkjip.scenarios.names import of_rules

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.trace.explain import Trace

TEXT, NUMBER, COUNT = "string", "number", "integer"
FIGURE, CELL, VALUE = "figure", "cell", "value"  # what a figure can be made of


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, type (`string`, `number`: a decimal of any length, `integer`), title; `required`: never empty."""

    name: str
    type: str
    title: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns and rows of exact text, in which an empty text is no value; `key` names a row.

    `refers` are the columns that name a row of another table: (columns, table, its columns).
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


@speaking("id")
def tables(project: Project) -> tuple[Table, ...]:
    """The tables of a year, of its one office or of all. Their titles are Indonesian, as those of the rules.

    Raises:
        UserError: the rules or tables have errors.
    """
    figures = [value for value in project.evaluate() if project.satker in (None, value.satker)]
    told = _Told(project)
    for value in figures:
        told.add(value)
    return (
        Table(
            "figures",
            "Angka",
            _FIGURES,
            _KEY,
            told.figures,
            ((("citation",), "citations", ("id",)),),
        ),
        Table("links", "Asal angka", _LINKS, (), told.links, ((_KEY, "figures", _KEY),)),
        Table("cells", "Sel data yang dipakai", _CELLS, ("satker", "cell", "key"), list(told.cells.values())),
        Table("rules", "Nilai aturan", _RULES, ("name",), list(_rules(project))),
        Table("citations", "Dasar", _CITATIONS, ("id",), list(_citations(project))),
        Table("members", "Anggota dimensi", _MEMBERS, ("dimension", "code"), list(_members(project))),
    )


_KEY = ("satker", "figure", "key")
_FIGURES = (
    Column("satker", TEXT, "Satuan kerja"),
    Column("figure", TEXT, "Kode angka"),
    Column("key", TEXT, "Kunci, misalnya bulan=1; kosong bila angkanya satu", required=False),
    Column("title", TEXT, "Judul"),
    Column("value", TEXT, "Nilai persis: angka, kode kategori, atau kode anggota", required=False),
    Column("number", NUMBER, "Nilai yang berupa angka", required=False),
    Column("label", TEXT, "Judul kategori", required=False),
    Column("unit", TEXT, "Satuan", required=False),
    Column("status", TEXT, "Keadaan nilai", choices=("ok", "not_measured", "undefined")),
    Column("reason", TEXT, "Sebab nilainya tidak ada", required=False),
    Column("calculation", TEXT, "Perhitungan dengan nilainya", required=False),
    Column("rule", TEXT, "Berkas dan baris aturan"),
    Column("citation", TEXT, "Dasar", required=False),
)
_LINKS = (
    Column("satker", TEXT, "Satuan kerja"),
    Column("figure", TEXT, "Kode angka"),
    Column("key", TEXT, "Kunci", required=False),
    Column("kind", TEXT, "Jenis asalnya", choices=(FIGURE, CELL, VALUE)),
    Column("part", TEXT, "Kode asalnya"),
    Column("part_key", TEXT, "Kunci asalnya", required=False),
)
_CELLS = (
    Column("satker", TEXT, "Satuan kerja"),
    Column("cell", TEXT, "Tabel dan kolom"),
    Column("key", TEXT, "Kunci", required=False),
    Column("value", TEXT, "Nilai", required=False),
    Column("unit", TEXT, "Satuan", required=False),
    Column("file", TEXT, "Berkas"),
    Column("line", COUNT, "Baris"),
)
_RULES = (
    Column("name", TEXT, "Nama"),
    Column("kind", TEXT, "Jenis"),
    Column("title", TEXT, "Judul"),
    Column("value", NUMBER, "Nilai", required=False),
    Column("unit", TEXT, "Satuan", required=False),
    Column("place", TEXT, "Berkas dan baris"),
)
_CITATIONS = (
    Column("id", TEXT, "Kode"),
    Column("title", TEXT, "Judul"),
    Column("certainty", TEXT, "Kepastian"),
    Column("valid_from", TEXT, "Berlaku sejak", required=False),
    Column("valid_to", TEXT, "Berlaku sampai", required=False),
)
_MEMBERS = (
    Column("dimension", TEXT, "Dimensi"),
    Column("code", TEXT, "Kode"),
    Column("title", TEXT, "Judul"),
    Column("short", TEXT, "Judul pendek", required=False),
    Column("parent", TEXT, "Kode induknya", required=False),
)


class _Told:
    """The figures and all that they were made of, as rows."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.figures: list[tuple[str, ...]] = []
        self.links: list[tuple[str, ...]] = []
        self.cells: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, value: Value) -> None:
        trace = self.project.traces(value.satker)(value.at)
        key = _key(value.at)
        is_number = value.value is not None and not value.label and not self._coded(value.id)
        calculation = " = ".join(trace.steps) if value.status == "ok" else ""
        self.figures.append(
            (
                value.satker,
                value.id,
                key,
                as_text(value.title),
                value.value or "",
                value.value or "" if is_number else "",
                as_text(value.label),
                value.unit,
                value.status,
                as_text(value.reason),
                as_text(calculation),
                str(trace.location),
                trace.citation.id if trace.citation else "",
            )
        )
        links = dict.fromkeys((self._kind(part), part.id, _key(part.at)) for part in trace.parts)
        self.links += [(value.satker, value.id, key, *link) for link in links]
        for part in trace.parts:
            if self._kind(part) == CELL:
                self._cell(value.satker, part)

    def _coded(self, figure: str) -> bool:
        """Whether a figure's values are codes."""
        found = self.project.plan.resolved.figures[figure]
        return bool(found.listing or found.bands)

    def _kind(self, trace: Trace) -> str:
        if trace.formula:
            return FIGURE
        return CELL if trace.is_cell else VALUE

    def _cell(self, satker: str, trace: Trace) -> None:
        at = (satker, trace.id, _key(trace.at))
        self.cells.setdefault(
            at, (*at, as_text(trace.exact or ""), trace.unit, trace.location.file, str(trace.location.line))
        )


def _key(at: FigureKey) -> str:
    return ",".join(at.pairs)


def _rules(project: Project) -> Iterator[tuple[str, ...]]:
    for entry in of_rules(project.root, project.rules, project.changed).values():
        yield (entry.name, entry.kind, as_text(entry.title), _text(entry.value), entry.unit, str(entry.location))


def _text(value: Fraction | None) -> str:
    return "" if value is None else plain(value, finite_decimals(value) or 0)


def _citations(project: Project) -> Iterator[tuple[str, ...]]:
    for cited in project.rules.citations.values():
        yield (cited.id, as_text(cited.title), cited.certainty, cited.valid_from, cited.valid_to)


def _members(project: Project) -> Iterator[tuple[str, ...]]:
    for dimension in project.rules.dimensions.values():
        for member in dimension.members:
            yield (dimension.name, member.code, as_text(member.title), as_text(member.short or ""), member.parent)
