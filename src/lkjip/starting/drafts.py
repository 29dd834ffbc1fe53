"""An indicator's rule and tables as text: plain lines that a person goes on editing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from lkjip.messages import filed

if TYPE_CHECKING:
    from lkjip.starting.asked import NewIndicator

SOURCE = "perjanjian-kinerja"  # the citation of what is agreed
_SUMMARIES = {"sum": "sum({0})", "mean": "mean({0})", "last": "last({0}, {1})"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column to be: its name, title, and the lines that its rule says besides."""

    name: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A table to be: of all combinations of its keys, or with `filled` of the rows that are known already, if any."""

    name: str
    title: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    system: str
    filled: tuple[str, ...] | None = None

    @property
    def rule(self) -> str:
        """The table's rule."""
        lines = [
            "# yaml-language-server: $schema=../../../schemas/table.schema.json",
            f"table: {self.name}",
            f"title: {quoted(self.title)}",
            f"source: {{system: {quoted(self.system)}}}",
            f"keys: [{', '.join(self.keys)}]",
            f"complete: {'true' if self.filled is None else 'false'}",
            "columns:",
        ]
        for column in self.columns:
            lines += [f"  {column.name}:", f"    title: {quoted(column.title)}", *(f"    {line}" for line in column.lines)]
        return "\n".join([*lines, ""])

    def rows(self, members: Mapping[str, tuple[str, ...]]) -> str:
        """The table with a row for every combination of its keys, still without values."""
        header = ",".join([*self.keys, *(column.name for column in self.columns)])
        if self.filled is not None:
            return "\n".join([header, *self.filled, ""])
        empty = ["" for _ in self.columns] if self.keys else ['""', *("" for _ in self.columns[1:])]
        rows = product(*(members[key] for key in self.keys))
        return "\n".join([header, *(",".join([*key, *empty]) for key in rows), ""])


def quoted(text: str) -> str:
    """A text as a YAML scalar: plain where that is safe."""
    plain = text and text.replace(" ", "").replace("-", "").isalnum() and not text[0].isdigit() and text[0] != "-"
    return text if plain and text == text.strip() and text.lower() not in _RESERVED else json.dumps(text, ensure_ascii=False)


_RESERVED = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")


def units(new: NewIndicator) -> set[str]:
    """The units that an indicator's rule names."""
    own = set() if new.kind == "predikat" else {new.unit}
    return own | ({"angka"} if new.kind == "rasio" else {"orang"} if new.kind == "survei" and new.periods else set())


# Tables


def tables(new: NewIndicator) -> Iterator[Draft]:
    """The tables that an indicator needs."""
    named = new.short or new.title
    system = new.system or filed("draft.data", title=named)
    data = filed("draft.data", title=new.title)
    value = _number("nilai", filed("draft.value", title=named), new.unit, new.decimals)
    match new.kind:
        case "rasio":
            columns = (
                _count("pembilang", new.numerator or filed("draft.numerator", title=named), "angka"),
                _count("penyebut", new.denominator or filed("draft.denominator", title=named), "angka"),
            )
            yield Draft(new.id, data, new.periods, columns, system)
        case "survei":
            yield Draft(new.id, filed("draft.elements", title=new.title), (*new.periods, new.element_key), (value,), system)
            if new.periods:
                people = _count("responden", filed("draft.people"), "orang")
                yield Draft(
                    f"{new.id}_responden", filed("draft.respondents", title=new.title), new.periods, (people,), system
                )
        case "predikat":
            level = Column(
                "nilai", new.title, ("type: ordinal", f"categories: {new.unit}", f"empty: {filed('draft.empty')}")
            )
            yield Draft(new.id, data, (), (level,), system)
        case _:
            yield Draft(new.id, data, new.periods, (value,), system)
    if _dated(new):
        past = tuple(f"{year},{value}" for year, value in sorted(new.earlier.items()))
        kind = _own_value(new)
        yield Draft(f"{new.id}_riwayat", filed("draft.earlier", title=new.title), ("tahun",), (kind,), system, past)


def _dated(new: NewIndicator) -> bool:
    """Whether earlier years stand in a table of their own: those that are given, and levels, which no archive hands on."""
    return bool(new.earlier) or new.kind == "predikat"


def _own_value(new: NewIndicator) -> Column:
    """The column of an indicator's own values."""
    if new.kind == "predikat":
        lines = ("type: ordinal", f"categories: {new.unit}", f"empty: {filed('draft.empty')}")
        return Column("nilai", filed("draft.level"), lines)
    return Column("nilai", filed("draft.realised"), ("type: decimal", f"decimals: {new.decimals}", f"unit: {new.unit}"))


def _number(name: str, title: str, unit: str, decimals: int) -> Column:
    return Column(name, title, ("type: decimal", f"decimals: {decimals}", f"unit: {unit}", f"empty: {filed('draft.empty')}"))


def _count(name: str, title: str, unit: str) -> Column:
    return Column(name, title, ("type: integer", f"unit: {unit}", "minimum: 0", f"empty: {filed('draft.empty')}"))


# The rule


def rule(new: NewIndicator, goal: str) -> str:
    """The indicator's rule."""
    lines = [
        "# yaml-language-server: $schema=../../../schemas/indicator.schema.json",
        f"id: {new.id}",
        f"title: {quoted(new.title)}",
        *([f"short: {quoted(new.short)}"] if new.short else []),
        f"objective: {goal}",
        f"unit: {new.unit}",
        f"polarity: {new.polarity}",
        *([f"achievement: {quoted(new.achievement)}"] if new.achievement else []),
        f"citation: {SOURCE}",
    ]
    if new.targets:
        lines += ["", "targets:", *(f"  {year}: {value}" for year, value in sorted(new.targets.items()))]
    lines += ["", "inputs:", *(f"  {line}" for line in _inputs(new)), "", "figures:"]
    lines += [f"  {line}" for line in _figures(new)]
    if new.kind == "rasio" and new.periods:
        lines += ["", "checks:", *(f"  {line}" for line in _both_filled(new))]
    return "\n".join([*lines, ""])


def _both_filled(new: NewIndicator) -> Iterator[str]:
    yield "isian_berpasangan:"
    yield f"  title: {filed('draft.pairs')}"
    yield "  expect: missing(pembilang) and missing(penyebut) or not missing(pembilang) and not missing(penyebut)"
    yield f"  by: [{new.period}]"
    yield "  level: error"


def _inputs(new: NewIndicator) -> Iterator[str]:
    by = f"by: [{', '.join(new.periods)}]"
    match new.kind:
        case "rasio":
            yield f"pembilang: {{table: {new.id}, {by}}}"
            yield f"penyebut: {{table: {new.id}, {by}}}"
        case "survei":
            yield f"nilai: {{table: {new.id}, by: [{', '.join((*new.periods, new.element_key))}]}}"
            if new.periods:
                yield f"responden: {{table: {new.id}_responden, {by}}}"
        case _:
            yield f"nilai: {{table: {new.id}, {by}}}"
    if _dated(new):
        yield f"riwayat: {{table: {new.id}_riwayat, column: nilai, by: [tahun]}}"


def _figures(new: NewIndicator) -> Iterator[str]:
    title = f"title: {quoted(filed('draft.realisation', title=new.title))}"
    past = ", history: riwayat" if _dated(new) else ""
    places = f"round: {new.decimals}"
    match new.kind:
        case "rasio":
            parts = [f"sum({part})" if new.periods else part for part in ("pembilang", "penyebut")]
            yield f'realisasi: {{formula: "percentage({parts[0]}, {parts[1]})", unit: persen, {places}, {title}{past}}}'
        case "survei":
            each, formula = f"title: {filed('draft.element')}", _by_element(new)
            yield f"nilai_unsur: {{formula: {formula}, by: [{new.element_key}], {places}, {each}}}"
            if not new.periods:
                yield f"realisasi: {{formula: mean(nilai), {places}, {title}{past}}}"
            else:
                each = f"title: {filed('draft.each', period=new.period)}"
                yield f"nilai_berkala: {{formula: mean(nilai), by: [{new.period}], {places}, {each}}}"
                yield f'realisasi: {{formula: "weighted_mean(nilai_berkala, responden)", {places}, {title}{past}}}'
            if new.category:
                yield f"mutu: {{classify: realisasi, categories: {new.category}, title: {filed('draft.grade')}}}"
        case "nilai" if new.periods:
            formula = _SUMMARIES[new.summary or "mean"].format("nilai", new.period)
            yield f"nilai_berkala: {{formula: nilai, by: [{new.period}], title: {filed('draft.each', period=new.period)}}}"
            yield f'realisasi: {{formula: "{formula}", {places}, {title}{past}}}'
        case "predikat":
            yield f"realisasi: {{formula: nilai, {title}{past}}}"
            each = filed("draft.each_year")
            yield f"realisasi_tahunan: {{formula: over_years(realisasi), by: [tahun], title: {each}}}"
        case _:
            yield f"realisasi: {{formula: nilai, {title}{past}}}"


def _by_element(new: NewIndicator) -> str:
    return '"weighted_mean(nilai, responden)"' if new.periods else "nilai"
