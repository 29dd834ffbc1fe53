"""The commands archive, reproduce, diff, preview, bridge and new-year. Each parses, calls one function and prints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Parser, command, meant_year, shared, year
from lkjip.cli.terminal import FAILED, OK, print_json, show_issues, steps

if TYPE_CHECKING:
    from lkjip.archive.effects import Comparison, Sentences


def add(commands: Commands[Parser]) -> None:
    """Adds the commands and their options."""
    where, office = shared("--project"), shared("--satker")
    compared = Parser(add_help=False)
    compared.add_argument("--format", choices=("text", "json", "html"), default="text")
    compared.add_argument("--sentences", action="store_true")

    archive = command(commands, "archive", where, shared("--source"))
    archive.add_argument("--year", type=year, required=True, metavar="YEAR")
    archive.add_argument("--date", default="", metavar="YYYY-MM-DD")
    archive.add_argument("--reason", default="", metavar="TEXT")
    archive.set_defaults(run=_archive)

    reproduce = command(commands, "reproduce", where)
    reproduce.add_argument("--year", type=year, metavar="YEAR")
    reproduce.add_argument("--format", choices=("text", "json"), default="text")
    reproduce.set_defaults(run=_reproduce)

    diff = command(commands, "diff", where, office, compared)
    diff.add_argument("before", metavar="A")
    diff.add_argument("after", metavar="B")
    diff.set_defaults(run=_diff)

    preview = command(commands, "preview", where, office, compared)
    preview.add_argument("--year", type=year, metavar="YEAR")
    preview.set_defaults(run=_preview)

    bridge = command(commands, "bridge", where, office)
    bridge.add_argument("before", metavar="A")
    bridge.add_argument("after", metavar="B")
    bridge.add_argument("--format", choices=("text", "json"), default="text")
    bridge.set_defaults(run=_bridge)

    new_year = command(commands, "new-year", where)
    new_year.add_argument("year", type=year, metavar="YEAR")
    new_year.add_argument("--from", dest="source", type=year, required=True, metavar="YEAR")
    new_year.set_defaults(run=_new_year)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _archive(options: argparse.Namespace) -> int:
    from lkjip.archive.freeze import day, freeze
    from lkjip.archive.words import of_frozen
    from lkjip.project import load

    on = day(options.date, os.environ.get("SOURCE_DATE_EPOCH", ""))
    with steps("archiving") as tell:
        frozen = freeze(load(options.project, options.year, sources=dict(options.source)), on, options.reason, tell)
    _print(of_frozen(frozen))
    return OK


def _reproduce(options: argparse.Namespace) -> int:
    from lkjip.archive import data, words
    from lkjip.archive.replay import reproduce
    from lkjip.layout import find

    found = []
    for replay in reproduce(find(options.project), options.year):
        found.append(replay)
        if options.format == "text":
            _print(words.of_replay(replay))
            sys.stdout.flush()
            if replay.issues:
                show_issues(replay.issues, sys.stdout)
    if options.format == "json":
        print_json([data.of_replay(replay) for replay in found])
    return OK if all(replay.same for replay in found) else FAILED


def _diff(options: argparse.Namespace) -> int:
    from lkjip.archive.effects import difference
    from lkjip.layout import find

    root, written = find(options.project), _sentences(options)
    _show(difference(root, options.before, options.after, options.satker, written), options.format)
    return OK


def _sentences(options: argparse.Namespace) -> Sentences | None:
    """What writes the report's sentences, where they are asked for."""
    if not options.sentences:
        return None
    from lkjip.report.sentences import sentences

    return sentences


def _preview(options: argparse.Namespace) -> int:
    from lkjip.archive.effects import preview
    from lkjip.layout import find

    _show(preview(find(options.project), meant_year(options), options.satker, _sentences(options)), options.format)
    return OK


def _show(found: Comparison, form: str) -> None:
    from lkjip.archive import data, page, words

    if form == "json":
        print_json(data.of_comparison(found))
    elif form == "html":
        print(page.page(found), end="")
    else:
        _print(words.of_comparison(found))


def _bridge(options: argparse.Namespace) -> int:
    from lkjip.archive import data, words
    from lkjip.archive.bridge import bridge
    from lkjip.layout import find

    found = bridge(find(options.project), options.before, options.after, options.satker)
    if options.format == "json":
        print_json(data.of_bridge(found))
    else:
        _print(words.of_bridge(found))
    return OK


def _new_year(options: argparse.Namespace) -> int:
    from lkjip.archive.newyear import new_year
    from lkjip.archive.words import of_new_year
    from lkjip.layout import find

    _print(of_new_year(new_year(find(options.project), options.year, options.source)))
    return OK
