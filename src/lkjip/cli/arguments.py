"""What the commands share of their arguments: help from the catalogue, the years and offices that are meant."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip import messages
from lkjip.errors import nearest
from lkjip.messages import phrase

if TYPE_CHECKING:
    from lkjip.project import Project

Commands = argparse._SubParsersAction

_SOURCE = re.compile(r"(?P<table>\w+)\s*=\s*(?P<address>\S.*)")


def _translated(text: str) -> str:
    return messages.borrowed(text)


def _counted(one: str, many: str, count: int) -> str:
    return messages.borrowed(one if count == 1 else many)


vars(argparse).update(_=_translated, ngettext=_counted)  # by these two names argparse asks gettext for its own words


class Misuse(Exception):
    """A command that cannot be meant as it was written: the code of a phrase, and what fills it in."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    def __str__(self) -> str:
        return phrase(self.code).format(**self.values)


class Parser(argparse.ArgumentParser):
    """A parser whose help is in the catalogue `commands`: by option, or by command and option where it says more."""

    def __init__(self, add_help: bool = True, **rest: Any) -> None:
        super().__init__(add_help=False, **rest)
        if add_help:
            name = self.prog.rpartition(" ")[2]
            self.description = self.description or _help(name)
            if example := messages.text("commands", name, "example"):
                self.epilog = f"{phrase('example')}: {example}".replace("%", "%%")
            self.add_argument("-h", "--help", action="help")

    def add_argument(self, *names: Any, **rest: Any) -> Any:
        """As argparse has it, with the help that the catalogue has."""
        name = next((name for name in names if name.startswith("--")), names[0])
        if "metavar" in rest:
            rest["metavar"] = messages.borrowed(rest["metavar"])
        rest.setdefault("help", _help(f"{self.prog.rpartition(' ')[2]} {name}") or _help(name))
        return super().add_argument(*names, **rest)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """A choice that there is; else the nearest is told, which argparse knows only from Python 3.14 on."""
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            told = phrase("no_choice").format(given=messages.visible(str(value)), known=", ".join(known))
            near = nearest(str(value), known)
            raise argparse.ArgumentError(action, f"{told} {phrase('nearest').format(nearest=near)}" if near else told)


def _help(name: str) -> str | None:
    return (messages.text("commands", name, messages.language()) or "").replace("%", "%%") or None


def command(commands: Commands[Parser], name: str, *parents: Parser) -> Parser:
    """A new command, with the options of others."""
    return commands.add_parser(name, parents=parents, help=_help(name), conflict_handler="resolve")


def shared(*options: str) -> Parser:
    """A parent with some of the options that many commands have: `--project`, `--year`, `--satker`, `--source`."""
    parser = Parser(add_help=False)
    if "--year" in options:
        parser.add_argument("--year", type=year, metavar="YEAR")
    if "--project" in options:
        parser.add_argument("--project", type=Path, default=Path(), metavar="DIR")
    if "--satker" in options:
        parser.add_argument("--satker", metavar="OFFICE")
    if "--source" in options:
        parser.add_argument("--source", action="append", type=source, default=[], metavar="TABLE=ADDRESS")
    return parser


def source(text: str) -> tuple[str, str]:
    """A survey table and the address of its rows as they are typed."""
    found = _SOURCE.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(phrase("not_a_source"))
    return found["table"], found["address"]


def year(text: str) -> int:
    """A year as it is typed."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(phrase("not_a_year").format(given=messages.visible(text)))
    return int(text)


def meant_year(options: argparse.Namespace) -> int:
    """The year that was named, or the latest there is; then the user is told which that was."""
    from lkjip.layout import find, latest_year

    if options.year is not None:
        return int(options.year)
    latest = latest_year(find(options.project))
    print(phrase("year_taken").format(year=latest), file=sys.stderr)
    return latest


def project_of(options: argparse.Namespace) -> Project:
    """The project's year that the options mean."""
    from lkjip.project import load

    return load(options.project, meant_year(options), options.satker, dict(getattr(options, "source", ())))
