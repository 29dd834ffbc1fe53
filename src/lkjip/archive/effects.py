"""Two years, versions or states of files to what differs: the rules in words, then every figure that moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import polars as pl

from lkjip.archive import values
from lkjip.archive.changes import Change, changes
from lkjip.archive.entries import WORK, entries, find
from lkjip.archive.sentences import Sentence, different
from lkjip.decimals import indonesian, plain
from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey, parse_key
from lkjip.inputs.sources import FILE, LINE
from lkjip.layout import ARCHIVE
from lkjip.project import Project
from lkjip.rules.forms import Choose, Classify, Status
from lkjip.rules.model import SATKER, FigureRule

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
Sentences = Callable[[Project], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure's value that differs. `flips`: it is a category. `before` or `after` is None where there is no such value."""

    id: str
    satker: str
    key: str
    title: str
    unit: str
    before: str | None
    after: str | None
    flips: bool = False
    change: str = ""  # the difference of two numbers, with its sign

    @property
    def name(self) -> str:
        """The figure as `explain` takes it."""
        return str(FigureKey(self.id, parse_key(self.key)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between `before` and `after`: rules, tables, figures (categories first), the report's sentences."""

    before: str
    after: str
    rules: tuple[Change, ...]
    tables: tuple[str, ...]
    effects: tuple[Effect, ...]
    figures: int
    sentences: tuple[Sentence, ...] = ()


def difference(
    root: Path, before: str, after: str, satker: str | None = None, sentences: Sentences | None = None
) -> Comparison:
    """Compares what `before` and `after` name: a year, an archived version, or a year's files (`2023/work`).

    Args:
        root: the project.
        before: such as `2022` or `2023/1.0.0`.
        after: the same.
        satker: one office only.
        sentences: gives the report's sentences of one side by their place. The archive knows no report: the command hands
            in what can write one.

    Raises:
        UserError: one of them is not there, is damaged, or has errors.
    """
    first, old = find(root, before, satker)
    second, new = find(root, after, satker)
    return compared(first, second, old, new, sentences)


def compared(first: str, second: str, old: Project, new: Project, sentences: Sentences | None = None) -> Comparison:
    """The same for two projects at hand, such as a year's files and what they will be with edits that are not saved yet."""
    texts = tuple(different(sentences(old), sentences(new))) if sentences else ()
    found, total = _effects(old, new)
    return Comparison(
        before=first,
        after=second,
        rules=tuple(changes(old.rules, new.rules)),
        tables=tuple(_tables(old, new)),
        effects=found,
        figures=total,
        sentences=texts,
    )


def preview(root: Path, year: int, satker: str | None = None, sentences: Sentences | None = None) -> Comparison:
    """The files of a year as they are now, against its last archived version.

    Raises:
        UserError: it has none, or something stands in the way of computing either.
    """
    if not entries(root, year):
        raise UserError([Issue("preview_without_archive", Location(f"{ARCHIVE}/{year}"), {"year": year})])
    return difference(root, str(year), f"{year}/{WORK}", satker, sentences)


def _tables(old: Project, new: Project) -> Iterator[str]:
    """The tables whose cells differ: an effect may be theirs rather than the rules'."""
    names = dict.fromkeys((*old.tables.tables, *new.tables.tables))
    for name in names:
        sides = [side.tables.tables.get(name) for side in (old, new)]
        if any(side is not None and side.table.archived for side in sides):
            continue
        if sides[0] is None or sides[1] is None or not _cells(old, name).equals(_cells(new, name), null_equal=True):
            yield name


def _cells(side: Project, name: str) -> pl.DataFrame:
    """A table's cells by the codes of their keys, in one order."""
    found = side.tables.tables[name]
    codes = {SATKER: side.tables.offices} | {key: side.rules.dimensions[key].codes for key in found.table.keys}
    named = [pl.lit(pl.Series(list(known), dtype=pl.String)).gather(pl.col(key)).alias(key) for key, known in codes.items()]
    rows = found.frame.drop(FILE, LINE, strict=False).with_columns(named)
    return rows.select(sorted(rows.columns)).sort(list(codes))


def _effects(old: Project, new: Project) -> tuple[tuple[Effect, ...], int]:
    """Every value that differs, categories first, and how many figures they belong to."""
    before, after = (values.archived(side.evaluate()) for side in (old, new))
    place = [SATKER, "id", "key"]
    joined = before.with_columns(pl.lit(True).alias("here")).join(
        after.with_columns(pl.lit(True).alias("there")),
        on=place,
        how="full",
        nulls_equal=True,
        coalesce=True,
        suffix=" now",
        maintain_order="left_right",
    )
    differs = [pl.col(name).ne_missing(pl.col(f"{name} now")) for name in ("value", "status", "unit", "label")]
    missing = pl.col("here").is_null() | pl.col("there").is_null()
    rows = joined.filter(pl.any_horizontal(*differs, missing))
    found = [_effect(row, old, new) for row in rows.iter_rows(named=True) if not _equal(row)]
    return tuple(sorted(found, key=lambda effect: not effect.flips)), len({effect.id for effect in found})


def _equal(row: dict[str, str | None]) -> bool:
    """Whether only the decimals differ that a number is written with."""
    before, after = row["value"] or "", row["value now"] or ""
    numbers = _NUMBER.fullmatch(before) and _NUMBER.fullmatch(after) and row["unit"] == row["unit now"]
    return bool(numbers) and Fraction(before) == Fraction(after)


def _effect(row: dict[str, str | None], old: Project, new: Project) -> Effect:
    name = str(row["id"])
    either = "" if row["there"] is None else " now"
    rule = _rule(name, new if either else old)
    return Effect(
        id=name,
        satker=str(row[SATKER]),
        key=row["key"] or "",
        title=row[f"title{either}"] or "",
        unit=row[f"unit{either}"] or "",
        before=_padded(_shown(row, "", "here", rule), row["value"], row["value now"]),
        after=_padded(_shown(row, " now", "there", rule), row["value now"], row["value"]),
        flips=isinstance(rule.form, (Classify, Choose, Status)),
        change=_change(row["value"], row["value now"]),
    )


def _rule(name: str, side: Project) -> FigureRule:
    measure, _, own = name.partition(".")
    return side.rules.measures[measure].figures[own]


def _shown(row: dict[str, str | None], side: str, there: str, rule: FigureRule) -> str | None:
    """A value in Indonesian notation; a band with its code; a dash and the reason where it is missing."""
    if row[there] is None:
        return None
    value, label, reason = row[f"value{side}"], row[f"label{side}"], row[f"reason{side}"]
    if value is None:
        return f"– ({reason})" if reason else "–"
    if label:
        return f"{label} ({value})" if isinstance(rule.form, Classify) and label != value else label
    return indonesian(value)


def _padded(shown: str | None, own: str | None, other: str | None) -> str | None:
    """A number with as many decimals as the one it stands beside, as in 3,25 → 3,90."""
    if not (_NUMBER.fullmatch(own or "") and _NUMBER.fullmatch(other or "")):
        return shown
    decimals = max(len(str(text).partition(".")[2]) for text in (own, other))
    return indonesian(plain(Fraction(str(own)), decimals))


def _change(before: str | None, after: str | None) -> str:
    """The difference of two numbers, with its sign and their decimals; nothing where one is no number."""
    if not (_NUMBER.fullmatch(before or "") and _NUMBER.fullmatch(after or "")):
        return ""
    decimals = max(len(str(text).partition(".")[2]) for text in (before, after))
    change = Fraction(str(after)) - Fraction(str(before))
    text = indonesian(plain(change, decimals))
    return text if change < 0 else f"+{text}"
