"""What scenarios change: every value that is another one than now, by scenario, office and key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from lkjip.decimals import indonesian, plain
from lkjip.figure_key import FigureKey
from lkjip.figures import Value
from lkjip.messages import phrase
from lkjip.rules.figure import Figure
from lkjip.scenarios.evaluated import evaluated, meant
from lkjip.scenarios.given import Given
from lkjip.scenarios.outcomes import Outcomes
from lkjip.scenarios.scenarios import Scenarios

if TYPE_CHECKING:
    from lkjip.project import Project

COLUMNS = {
    "scenario": pl.String,
    "satker": pl.String,
    "id": pl.String,
    "key": pl.String,
    "title": pl.String,
    "unit": pl.String,
    "before": pl.String,
    "after": pl.String,
    "flips": pl.Boolean,
}
SHOWN = 200  # rows in a notebook


@dataclass(frozen=True, slots=True)
class Moved:
    """A value that a scenario changes: exact text before and after, None where it is missing. `flips`: it is a category."""

    scenario: int
    at: FigureKey
    satker: str
    title: str
    unit: str
    before: str | None
    after: str | None
    shown: tuple[str, str]  # both as an Indonesian reader expects them
    flips: bool


class WhatIf:
    """Alternatives to a year's rules and cells, and what each would change: what the edited files would give."""

    def __init__(self, project: Project, given: Given, figures: Collection[str] | None = None) -> None:
        self.project, self.given, self._wanted = project, given, figures

    @cached_property
    def scenarios(self) -> Scenarios:
        """The alternatives, each with a value for every name; what one does not change is as it is now."""
        names = self.given.names
        now = present(self.project, names)
        values = {name: [change.get(name, now[name]) for change in self.given.changes] for name in names}
        return Scenarios.of(values, self.given.labels)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Every figure that depends on what changes, in all scenarios.

        Raises:
            UserError: a name or figure is unknown, or a scenario is one that `check` would refuse.
        """
        return evaluated(self.project, self.scenarios, self._wanted)

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """What differs from now: by scenario, categories first."""
        found = [moved for name in self.outcomes.figures for moved in self._moved(name)]
        return tuple(sorted(found, key=lambda moved: (moved.scenario, not moved.flips)))

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The same as a frame with the columns `COLUMNS`; numbers and codes as exact text, null where a value is missing."""
        rows = [
            (
                self.scenarios.label(m.scenario),
                m.satker,
                m.at.id,
                ",".join(m.at.pairs),
                m.title,
                m.unit,
                m.before,
                m.after,
                m.flips,
            )
            for m in self.moved
        ]
        return pl.DataFrame(rows, COLUMNS, orient="row")

    def __repr__(self) -> str:
        return f"WhatIf({len(self.scenarios)} scenarios, {len(self.moved)} values differ)"

    def _repr_html_(self) -> str:
        """A table in a notebook: what changes in each scenario."""
        heads = (phrase("scenario"), phrase("office"), phrase("figure"), phrase("scenario_now"), phrase("scenario_then"))
        rows = (
            f"<tr><td>{escape(self.scenarios.label(m.scenario))}</td><td>{escape(m.satker)}</td>"
            f"<td>{escape(m.title)} <code>{escape(str(m.at))}</code></td><td>{escape(m.shown[0])}</td>"
            f"<td>{'<b>' if m.flips else ''}{escape(m.shown[1])}{'</b>' if m.flips else ''} {escape(m.unit)}</td></tr>"
            for m in self.moved[:SHOWN]
        )
        more = f"<p>… {len(self.moved)}</p>" if len(self.moved) > SHOWN else ""
        return f"<table><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>{''.join(rows)}</table>{more}"

    def _moved(self, name: str) -> Iterator[Moved]:
        """One figure's values that differ from those of now, which stand in the same order."""
        figure, now = self.outcomes.figures[name].figure, self._now[name]
        rows = self.outcomes.frame(name).rows(named=True)
        for place, row in enumerate(rows):
            before = now[place % len(now)]
            text, shown = self._text(name, row)
            if not _same(figure, before, text) and self.project.satker in (None, before.satker):
                yield Moved(
                    scenario=int(row["scenario"]),
                    at=before.at,
                    satker=before.satker,
                    title=before.title,
                    unit=before.unit,
                    before=before.value,
                    after=text,
                    shown=_beside(before, text, shown),
                    flips=bool(figure.bands),
                )

    @cached_property
    def _now(self) -> Mapping[str, Sequence[Value]]:
        found: dict[str, list[Value]] = {}
        for value in self.project.evaluation.figures:
            found.setdefault(value.id, []).append(value)
        return found

    def _text(self, name: str, row: Mapping[str, object]) -> tuple[str | None, str]:
        """A value as exact text and as it is shown; why it is missing."""
        outcome = self.outcomes.figures[name]
        figure, value = outcome.figure, row["value"]
        if value is None:
            return None, f"– ({self.outcomes.reasons[int(str(row['why']))]})" if row["why"] is not None else "–"
        if figure.listing:
            assert isinstance(value, list)
            known = self.project.rules.dimensions[figure.listing]
            codes = [known.codes[member] for member in value]
            shown = ", ".join(known.member(code).title for code in codes)
            return ", ".join(codes), shown or "–"
        if figure.bands:
            return str(row["code"]), next(band.title for band in figure.bands if band.code == row["code"])
        text = plain(Fraction(int(str(value)), 10**outcome.decimals), outcome.decimals)
        return text, indonesian(text)


def _same(figure: Figure, before: Value, after: str | None) -> bool:
    if before.value is None or after is None or figure.bands or figure.listing:
        return before.value == after
    return Fraction(before.value) == Fraction(after)


def _beside(before: Value, after: str | None, shown: str) -> tuple[str, str]:
    """Both values as they are shown; two numbers with equally many decimals."""
    now = f"– ({before.reason})" if before.value is None else str(before) or "–"
    if before.value is None or after is None or before.label or shown != indonesian(after):
        return now, shown
    decimals = max(len(text.partition(".")[2]) for text in (before.value, after))
    one, other = (indonesian(plain(Fraction(text), decimals)) for text in (before.value, after))
    return one, other


def present(project: Project, names: Sequence[str]) -> dict[str, Fraction | None]:
    """The value that each name has now; None is an empty cell."""
    placeholder = Scenarios.of({name: [None] for name in names})
    named, cells = meant(project, placeholder)
    found: dict[str, Fraction | None] = {name: entry.value for name, entry in named.items()}
    slate = project.evaluation.slate
    for name, cell in cells.items():
        stored = slate.stored[cell.entry.id]
        value = slate.frame(stored.grain).get_column(cell.entry.id)[cell.row]
        found[name] = None if value is None else Fraction(int(value), 10 ** (stored.decimals or 0))
    return found
