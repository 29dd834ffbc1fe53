"""Results: every figure of every office, as exact text with unit, status and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import polars as pl

from lkjip.decimals import indonesian
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.guards import FORMULA
from lkjip.layout import rules_of

ALL_OFFICES = "SEMUA"  # in place of an office: a value of all of them together; no office has capital letters
SHOWN = 12  # of what there is, in a message
COLUMNS = {
    "id": pl.String,
    "satker": pl.String,
    "key": pl.String,
    "value": pl.String,
    "label": pl.String,
    "unit": pl.String,
    "status": pl.String,
    "reason": pl.String,
    "covered": pl.Int64,
    "of": pl.Int64,
    "title": pl.String,
}


@dataclass(frozen=True, slots=True)
class Value:
    """One computed value.

    `value` is the exact text (None unless `status` is `ok`): a decimal as rounded, a category's code, or a list of member
    codes joined by ", ". `label` is the title that goes with a code. `covered`/`of`: how many members an aggregate covers,
    where some are not measured.
    """

    id: str
    satker: str
    key: Mapping[str, int | str]
    value: str | None
    label: str
    unit: str
    status: str
    reason: str
    covered: int | None
    of: int | None
    title: str

    @property
    def at(self) -> FigureKey:
        """The figure's id with this value's key."""
        return FigureKey.of(self.id, self.key)

    @property
    def number(self) -> Fraction:
        """The exact number. Raises ValueError where the value is missing or not a number."""
        if self.value is None:
            raise ValueError(f"{self.id} is {self.status}: {self.reason}")
        return Fraction(self.value)

    def __str__(self) -> str:
        """The value as an Indonesian reader expects it; a dash where there is none."""
        return "–" if self.value is None else self.label or indonesian(self.value)

    def _repr_html_(self) -> str:
        """The value in a notebook: title, value and unit, or the reason why there is none."""
        shown = escape(str(self)) if self.status == "ok" else f"– <em>{escape(self.reason)}</em>"
        return f"<b>{escape(self.title)}</b> {shown} {escape(self.unit)} <code>{escape(str(self.at))}</code>"


class UnknownFigure(UserError, KeyError):
    """What was asked of figures is none of them, or several."""


class Figures:
    """The figures of a year. `frame` holds one row per value, in the order of the rules, with the columns `COLUMNS`.

    ``figures["ikm.realisasi"]`` is a single value; ``figures["ikm.nilai_bulanan[bulan=1]"]`` one of a figure with keys,
    also written ``figures["ikm.nilai_bulanan", {"bulan": 1}]``; ``figures.all("ikm.nilai_bulanan")`` all of them.
    """

    def __init__(self, frame: pl.DataFrame, meta: Mapping[str, object]) -> None:
        self.frame, self.meta = frame, meta

    def __repr__(self) -> str:
        """Year, rules, and how many values there are."""
        return f"Figures({self.meta['year']}, rules {self.meta['ruleset_version']}, {len(self)} values)"

    def _repr_html_(self) -> str:
        """A table of the first values in a notebook."""
        rows = "".join(f"<tr><td>{value._repr_html_()}</td></tr>" for value in _values(self.frame.head(50)))
        more = f"<p>… {len(self)}</p>" if len(self) > 50 else ""
        return f"<table>{rows}</table>{more}"

    def __len__(self) -> int:
        return self.frame.height

    def __getitem__(self, wanted: str | FigureKey | tuple[str, Mapping[str, int | str]]) -> Value:
        try:
            at = FigureKey.of(*wanted) if isinstance(wanted, tuple) else FigureKey.parse(str(wanted))
        except ValueError:
            raise self._refused("figure_notation", given=wanted) from None
        values = self.all(at.id)
        found = [value for value in values if value.at == at]
        if not found:
            known = ", ".join(str(value.at) for value in values[:SHOWN])
            raise self._refused("no_value_at", given=at, known=known)
        if len(found) > 1:
            offices = ", ".join(value.satker for value in found[:SHOWN])
            raise self._refused("office_needed", count=len(found), known=offices, first=found[0].satker)
        return found[0]

    def _refused(self, code: str, **values: object) -> UnknownFigure:
        return UnknownFigure([Issue(code, Location(rules_of(str(self.meta["year"]))), values)])

    def all(self, figure: str, satker: str | None = None) -> list[Value]:
        """Every value of a figure, in printed order. Raises UnknownFigure for an unknown id, naming the nearest."""
        rows = self.frame.filter(pl.col("id") == figure)
        if rows.is_empty():
            known = self.frame.get_column("id").unique().to_list()
            raise self._refused("unknown_figure", given=figure, nearest=nearest(figure, known))
        if satker is not None:
            rows = rows.filter(pl.col("satker") == satker)
        return list(_values(rows))

    def of(self, satker: str) -> Figures:
        """The figures of one office, with those of all offices together."""
        return Figures(self.frame.filter(pl.col("satker").is_in([satker, ALL_OFFICES])), self.meta)

    def __iter__(self) -> Iterator[Value]:
        return _values(self.frame)


def _values(frame: pl.DataFrame) -> Iterator[Value]:
    for row in frame.iter_rows(named=True):
        yield Value(**{**row, "key": json.loads(row["key"]), "label": row["label"] or "", "reason": row["reason"] or ""})


def harmless(name: str) -> pl.Expr:
    """A column of text in which what a spreadsheet would take for a formula is marked as text."""
    text = pl.col(name)
    marked = pl.when(text.str.slice(0, 1).is_in(FORMULA)).then(pl.lit("'") + text).otherwise(text)
    return marked.alias(name)


def json_lines(frame: pl.DataFrame) -> pl.Series:
    """Each row as a JSON object, by the contract: no `value` unless ok, `reason` otherwise, `covered`/`of` where partial."""
    quoted = {
        name: pl.col(name).replace_strict(_quoted(frame.get_column(name)), return_dtype=pl.String)
        for name in ("id", "satker", "label", "unit", "status", "reason", "title")
    }
    ok = pl.col("status") == "ok"
    line = pl.concat_str(
        pl.lit('{"id": '),
        quoted["id"],
        pl.lit(', "satker": '),
        quoted["satker"],
        pl.lit(', "key": '),
        pl.col("key"),
        pl.when(ok).then(pl.lit(', "value": "') + pl.col("value") + pl.lit('"')).otherwise(pl.lit("")),
        pl.when(pl.col("label").is_not_null()).then(pl.lit(', "label": ') + quoted["label"]).otherwise(pl.lit("")),
        pl.lit(', "unit": ') + quoted["unit"] + pl.lit(', "status": ') + quoted["status"],
        pl.when(~ok).then(pl.lit(', "reason": ') + quoted["reason"]).otherwise(pl.lit("")),
        pl.when(pl.col("covered").is_not_null())
        .then(
            pl.lit(', "covered": ') + pl.col("covered").cast(pl.String) + pl.lit(', "of": ') + pl.col("of").cast(pl.String)
        )
        .otherwise(pl.lit("")),
        pl.lit(', "title": ') + quoted["title"] + pl.lit("}"),
    )
    return frame.select(line.alias("json")).get_column("json")


def _quoted(column: pl.Series) -> dict[str | None, str]:
    return {text: json.dumps(text, ensure_ascii=False) for text in column.unique().to_list()}
