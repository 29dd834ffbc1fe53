"""The commands init and new-indicator: what is not given is asked, where somebody can be asked."""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from lkjip.cli.arguments import Commands, Misuse, Parser, command, meant_year, shared, year
from lkjip.cli.terminal import OK
from lkjip.messages import phrase, visible
from lkjip.starting.asked import KINDS, PERIODS, SUMMARIES, Kind, NewIndicator, code_of
from lkjip.starting.content import content, templates

_POLARITIES = ("higher_is_better", "lower_is_better")
_ACHIEVEMENTS = ("R/T", "(2T-R)/T", "T/R")
_OF_YEAR = re.compile(r"(?:(\d{4})\s*=)?\s*(.+)", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_OFFICE = ("name", "city", "region", "ministry", "head")


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    init = command(commands, "init")
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR")
    init.add_argument("--template", choices=templates())
    init.add_argument("--year", type=year, metavar="YEAR")
    for name in _OFFICE:
        init.add_argument(f"--{name}", default="", metavar="WORDS")
    init.add_argument("--satker", type=_office_code, metavar="OFFICE")
    init.set_defaults(run=_init)

    indicator = command(commands, "new-indicator", shared("--year", "--project"))
    for name in ("title", "id", "short", "objective", "unit", "category", "numerator", "denominator", "source"):
        indicator.add_argument(f"--{name}", default="", metavar="WORDS")
    indicator.add_argument("--kind", choices=KINDS)
    indicator.add_argument("--period", choices=PERIODS, default="tahun")
    indicator.add_argument("--summary", choices=SUMMARIES, default="")
    indicator.add_argument("--polarity", choices=_POLARITIES, default="higher_is_better")
    indicator.add_argument("--achievement", choices=_ACHIEVEMENTS, default="")
    indicator.add_argument("--decimals", type=int, choices=range(7), default=2, metavar="N")
    for name in ("target", "earlier"):
        indicator.add_argument(f"--{name}", action="append", default=[], metavar="YEAR=NUMBER")
    for name in ("elements", "levels"):
        indicator.add_argument(f"--{name}", default="", metavar="WORDS;WORDS")
    indicator.set_defaults(run=_new_indicator)


def _init(options: argparse.Namespace) -> int:
    from lkjip.starting.project import NewProject, begin

    template = options.template or _asked(phrase("ask_template"), "kosong", templates())
    given = {name: getattr(options, name) or _asked(question) for name, question in _questions().items()}
    chosen = options.year or datetime.date.today().year
    made = begin(options.folder, NewProject(chosen, template, **given, satker=options.satker or ""))
    print(phrase("project_begun").format(count=len(made), template=template))
    for name in made:
        print(f"  {name}")
    print(phrase("project_next").format(title=content(template)["title"]["id"]))
    return OK


def _questions() -> dict[str, str]:
    """What is asked about an office, by the option that answers it."""
    return {
        "name": phrase("ask_name"),
        "city": phrase("ask_city"),
        "region": phrase("ask_region"),
        "ministry": phrase("ask_ministry"),
        "head": phrase("ask_head"),
    }


def _office_code(text: str) -> str:
    """An office's code as it is typed: small letters, digits, `-` and `_`."""
    if not text.replace("-", "").replace("_", "").isalnum() or not text.isascii() or text != text.lower():
        raise argparse.ArgumentTypeError(phrase("not_an_office").format(given=visible(text)))
    return text


def _new_indicator(options: argparse.Namespace) -> int:
    from lkjip.layout import find
    from lkjip.starting.indicator import add_indicator

    chosen = meant_year(options)
    title = options.title or _asked(phrase("ask_title"))
    if not title:
        raise Misuse("indicator_title")
    kind = cast(Kind, options.kind or _asked(phrase("ask_kind"), "nilai", KINDS))
    if kind == "predikat" and not options.levels and not options.unit:
        raise Misuse("indicator_levels")
    code = options.id or code_of(options.short or title)
    new = NewIndicator(
        id=code,
        title=title,
        unit=options.unit or (f"tingkat_{code}" if kind == "predikat" else "persen" if kind == "rasio" else _unit(kind)),
        objective=options.objective,
        short=options.short,
        kind=kind,
        period=options.period,
        summary=options.summary,
        polarity=options.polarity,
        achievement=options.achievement or ("(2T-R)/T" if options.polarity == "lower_is_better" else ""),
        decimals=options.decimals,
        targets=_by_year(options.target or _split(_asked(phrase("ask_target"))), chosen, kind),
        earlier=_by_year(options.earlier, chosen, kind),
        numerator=options.numerator,
        denominator=options.denominator,
        elements=_split(options.elements),
        levels=_split(options.levels),
        category=options.category,
        system=options.source,
    )
    made = add_indicator(find(options.project), chosen, new)
    print(phrase("indicator_made").format(title=title, id=code))
    for name in made:
        print(f"  {name}")
    print(phrase("indicator_next").format(id=code, year=chosen))
    return OK


def _unit(kind: str) -> str:
    return _asked(phrase("ask_unit"), "indeks" if kind == "survei" else "persen")


def _asked(question: str, default: str = "", choices: tuple[str, ...] = ()) -> str:
    """What is answered to a question; the default where nobody can be asked or nothing is said."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return default
    known = f" ({', '.join(choices)})" if choices else ""
    while True:
        answer = input(f"{question}{known}{f' [{default}]' if default else ''}: ").strip() or default
        if not choices or answer in choices:
            return answer


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _by_year(given: Sequence[str], meant: int, kind: str) -> Mapping[int, str]:
    """Values by year: `2024=82,5`, or `82,5` for the year that is meant; a level of an ordered scale by its code."""
    found = {}
    for text in given:
        parts = _OF_YEAR.fullmatch(text.strip())
        value = parts[2] if parts else ""
        if kind == "predikat":
            value = code_of(value)
        elif not _NUMBER.fullmatch(value):
            raise Misuse("indicator_number", given=text)
        found[int(parts[1] or meant) if parts else meant] = value.replace(",", ".")
    return found
