"""The commands archive, reproduce, diff, preview, bridge and new-year. Each parses, calls one function and prints."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.terminal import FAILED, OK, show_issues, steps

if TYPE_CHECKING:
    from lkjip.archive.effects import Comparison, Sentences


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands and their options."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--project", type=Path, default=Path(), metavar="DIR", help="a folder inside the project")
    office = argparse.ArgumentParser(add_help=False)
    office.add_argument("--satker", metavar="OFFICE", help="one office only")
    compared = argparse.ArgumentParser(add_help=False)
    compared.add_argument("--format", choices=("text", "json", "html"), default="text")
    compared.add_argument("--sentences", action="store_true", help="the report's sentences too, which takes some seconds")
    said = "a year, an archived version (2023/1.0.0), or a year's files as they are now (2023/work)"

    archive = commands.add_parser("archive", parents=[where], help="freeze a year: rules, tables and figures")
    archive.add_argument("--year", type=int, required=True, help="the year to freeze")
    archive.add_argument("--date", default="", metavar="YYYY-MM-DD", help="the day it is done (else SOURCE_DATE_EPOCH)")
    archive.add_argument("--reason", default="", metavar="TEXT", help="why an archived year gets a new version")
    archive.set_defaults(run=_archive)

    reproduce = commands.add_parser("reproduce", parents=[where], help="replay archived years and compare every figure")
    reproduce.add_argument("--year", type=int, help="one year only (default: all)")
    reproduce.add_argument("--format", choices=("text", "json"), default="text")
    reproduce.set_defaults(run=_reproduce)

    diff = commands.add_parser("diff", parents=[where, office, compared], help="what differs: rules in words, then figures")
    diff.add_argument("before", metavar="A", help=said)
    diff.add_argument("after", metavar="B", help="the same")
    diff.set_defaults(run=_diff)

    preview = commands.add_parser("preview", parents=[where, office, compared], help="what uncommitted edits would change")
    preview.add_argument("--year", type=int, help="the year of the edits (default: the latest there is)")
    preview.set_defaults(run=_preview)

    bridge = commands.add_parser("bridge", parents=[where, office], help="a change between years: data or rules")
    bridge.add_argument("before", metavar="A", help=said)
    bridge.add_argument("after", metavar="B", help="the same")
    bridge.add_argument("--format", choices=("text", "json"), default="text")
    bridge.set_defaults(run=_bridge)

    year = commands.add_parser("new-year", parents=[where], help="the next year's rules, empty tables and report")
    year.add_argument("year", type=int, metavar="YEAR", help="the year to make")
    year.add_argument("--from", dest="source", type=int, required=True, metavar="YEAR", help="the year before")
    year.set_defaults(run=_new_year)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _archive(options: argparse.Namespace) -> int:
    from lkjip.archive.freeze import day, freeze
    from lkjip.archive.words import of_frozen
    from lkjip.project import load

    on = day(options.date, os.environ.get("SOURCE_DATE_EPOCH", ""))
    with steps("archiving") as tell:
        frozen = freeze(load(options.project, options.year), on, options.reason, tell)
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
        _print_json([data.of_replay(replay) for replay in found])
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
    from lkjip.layout import find, latest_year

    root = find(options.project)
    year = options.year if options.year is not None else latest_year(root)
    _show(preview(root, year, options.satker, _sentences(options)), options.format)
    return OK


def _show(found: Comparison, form: str) -> None:
    from lkjip.archive import data, page, words

    if form == "json":
        _print_json(data.of_comparison(found))
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
        _print_json(data.of_bridge(found))
    else:
        _print(words.of_bridge(found))
    return OK


def _new_year(options: argparse.Namespace) -> int:
    from lkjip.archive.newyear import new_year
    from lkjip.archive.words import of_new_year
    from lkjip.layout import find

    _print(of_new_year(new_year(find(options.project), options.year, options.source)))
    return OK
