"""The rules of the roll-up: for every indicator a file of figures over all offices, written from `spread.yaml`.

They are rules like any other, so the engine computes them exactly and says what they cover. They are only added in memory;
the report of the head office prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from lkjip.layout import rules_of
from lkjip.report.labels import label
from lkjip.rules.folder import Changed
from lkjip.rules.forms import Status
from lkjip.rules.headline import REALISATION
from lkjip.rules.model import Band, Measure, RuleSet

RANKED = ("higher_is_better", "lower_is_better")  # by these polarities offices have an order
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)  # a code that a formula can name
_DECIMALS = 2  # where the realisation is not rounded by its rule

Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Spread:
    """What the roll-up has of an indicator.

    `id` is that of its file of figures, "" where nothing can be said of all offices together. `state` is the figure of the
    indicator that holds its state, "" where there is none; `levels` are what its realisation can be, where that is a level.
    """

    code: str
    measure: Measure
    id: str
    numeric: bool
    ranked: bool
    state: str
    levels: tuple[Band, ...]

    @property
    def short(self) -> str:
        """What it is called in the head of a column."""
        return self.measure.short or self.measure.title


def spreads(rules: RuleSet) -> list[Spread]:
    """The indicators of a year in printed order, with what can be said of each over all offices."""
    found = []
    for code, measure in rules.measures.items():
        if not measure.objective:
            continue
        rule = measure.figures[REALISATION]
        plain = not rule.by and not rule.over_offices
        group = rules.categories.get(measure.unit)
        levels = group.bands if group is not None and group.ordered else ()
        numeric = plain and not levels
        name = f"gabungan_{code}"
        while name in rules.measures:
            name += "_"
        found.append(
            Spread(
                code=code,
                measure=measure,
                id=name if plain else "",
                numeric=numeric,
                ranked=numeric and not measure.judged and measure.judgement.polarity in RANKED,
                state=next(
                    (name for name, one in measure.figures.items() if isinstance(one.form, Status) and not one.by), ""
                ),
                levels=tuple(band for band in levels if plain and _NAME.fullmatch(band.code)),
            )
        )
    return found


def written(rules: RuleSet) -> Changed:
    """The files of the roll-up's figures by their path, to be read with the year's own."""
    places = [name for name, dimension in rules.dimensions.items() if dimension.table]
    return {
        f"{rules_of(rules.year)}/measures/{spread.id}.yaml": _file(rules, spread, places)
        for spread in spreads(rules)
        if spread.id and (spread.numeric or spread.state or spread.levels)
    }


def _file(rules: RuleSet, spread: Spread, places: list[str]) -> bytes:
    measure = spread.measure
    head: dict[str, Any] = {"id": spread.id, "title": label("national_spread", title=measure.title)}
    if spread.numeric:
        head["unit"] = measure.unit
    lines = [f"# {label('national_rules', year=rules.year)}", *(_line(name, entry) for name, entry in head.items())]
    lines += ["figures:", *(f"  {_line(name, entry)}" for name, entry in _figures(spread, places))]
    return ("\n".join(lines) + "\n").encode()


def _line(name: str, entry: object) -> str:
    """An entry on a line of its own, so that the place of each is told by its line."""
    written = yaml.safe_dump({name: entry}, allow_unicode=True, sort_keys=False, default_flow_style=True, width=100_000)
    return written.strip()[1:-1]


def _figures(spread: Spread, places: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, entry in _over_all(spread):
        yield name, {**entry, "scope": "all_offices"}
        for place in places:
            yield f"{name}_{place}", {**entry, "scope": "all_offices", "by": [place]}
    if spread.ranked:
        order = "ascending" if spread.measure.lower_is_better else "descending"
        for name, entry in _filled("rank", code=spread.code, order=order):
            yield name, {**entry, "scope": "all_offices", "by": ["satker"]}


def _over_all(spread: Spread) -> Iterator[tuple[str, dict[str, Any]]]:
    if spread.numeric:
        decimals = spread.measure.figures[REALISATION].round
        yield from _filled("number", code=spread.code, decimals=_DECIMALS if decimals is None else decimals)
    if spread.state:
        yield from _filled("state", code=spread.code, state=spread.state)
    for number, level in enumerate(spread.levels, 1):
        for name, entry in _filled("level", code=spread.code, level=level.code, title=level.title):
            yield level_figure(name, number), entry


def level_figure(name: str, number: int) -> str:
    """The figure that counts the offices at a level, by the level's number from 1."""
    return f"{name}_jenjang_{number}"


def _filled(group: str, **values: object) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in _templates()[group].items():
        filled: dict[str, Any] = {key: text.format_map(values) for key, text in entry.items()}
        if "round" in filled:
            filled["round"] = int(filled["round"])
        yield name, filled


@cache
def _templates() -> Mapping[str, Entries]:
    text = files(__package__).joinpath("spread.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Entries] = yaml.safe_load(text)
    return loaded
