"""The command what-if."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Misuse, Parser, command, project_of, shared
from lkjip.cli.output import output
from lkjip.cli.terminal import OK, print_json, steps
from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from lkjip.archive.sentences import Sentence
    from lkjip.project import Project
    from lkjip.scenarios.given import Given
    from lkjip.scenarios.what_if import Moved, WhatIf

LISTED = 40  # values that a text lists; the rest are counted
BESIDE = 6  # scenarios that stand side by side
TOLD = 10  # scenarios of which sentences are told


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    what_if = command(commands, "what-if", shared("--year", "--project", "--satker"))
    what_if.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    what_if.add_argument("--scenarios", type=Path, metavar="FILE")
    what_if.add_argument("--figures", default="", metavar="ID,…")
    what_if.add_argument("--sentences", action="store_true")
    what_if.add_argument("--list", action="store_true")
    what_if.add_argument("--format", choices=("text", "json", "csv"), default="text")
    what_if.add_argument("--out", type=Path, metavar="FILE")
    what_if.set_defaults(run=_what_if)


def _what_if(options: argparse.Namespace) -> int:
    from lkjip.scenarios.what_if import WhatIf

    if not options.list and bool(options.set) == bool(options.scenarios):
        raise Misuse("scenario_none")
    project = project_of(options)
    if options.list:
        sys.stdout.writelines(f"{line}\n" for line in _changeable(project))
        return OK
    given = _given(options)
    with steps("working"):
        found = WhatIf(project, given, [name.strip() for name in options.figures.split(",") if name.strip()] or None)
        moved = found.moved
        sentences = _sentences(project, given) if options.sentences else {}
    if options.format == "json":
        print_json(_data(found, sentences))
    elif options.format == "csv":
        with output(options.out) as out:
            out.write(_csv(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found, moved, sentences))
    return OK


def _given(options: argparse.Namespace) -> Given:
    from lkjip.scenarios import given

    return given.of_file(options.scenarios) if options.scenarios else given.of_pairs(options.set)


def _changeable(project: Project) -> Iterator[str]:
    """Every value that a scenario can change: name, what it is now, title."""
    from lkjip.decimals import fraction_text
    from lkjip.scenarios.names import of_rules

    for entry in of_rules(project.root, project.rules, project.changed).values():
        now = "–" if entry.value is None else fraction_text(entry.value)
        yield f"{entry.name} = {now}  {visible(entry.title)}"


def _sentences(project: Project, given: Given) -> dict[int, tuple[Sentence, ...]]:
    """The report's sentences that change, by scenario."""
    from lkjip.archive.sentences import different
    from lkjip.editing.edits import applied
    from lkjip.project import Project
    from lkjip.report.sentences import told
    from lkjip.scenarios.edits import edits

    now, found = told(project).sentences, {}
    for number, change in enumerate(given.changes[:TOLD]):
        files = applied(project.root, edits(project, change), project.changed)
        after = told(Project(project.root, project.year, project.satker, files)).sentences
        found[number] = tuple(different(now, after))
    return found


def _data(found: WhatIf, sentences: dict[int, tuple[Sentence, ...]]) -> dict[str, object]:
    """The JSON contract: for each scenario what it supposes, what moves, and which sentences."""
    from lkjip.decimals import fraction_text

    by_scenario = {number: list(moved) for number, moved in groupby(found.moved, lambda each: each.scenario)}
    return {
        "year": found.project.year,
        "rules": found.project.rules.version,
        "scenarios": [
            {
                "scenario": found.scenarios.label(number),
                "changes": {name: None if value is None else fraction_text(value) for name, value in change.items()},
                "values": [
                    {
                        "id": m.at.id,
                        "key": ",".join(m.at.pairs),
                        "satker": m.satker,
                        "title": m.title,
                        "unit": m.unit,
                        "before": m.before,
                        "after": m.after,
                        "flips": m.flips,
                    }
                    for m in by_scenario.get(number, [])
                ],
                "sentences": [{"place": s.place, "before": s.before, "after": s.after} for s in sentences.get(number, ())],
            }
            for number, change in enumerate(found.given.changes)
        ],
    }


def _csv(found: WhatIf) -> bytes:
    """The values that differ, as a spreadsheet opens them without running any."""
    import polars as pl

    from lkjip.guards import as_text

    texts = [pl.col(name).map_elements(as_text, pl.String) for name in ("scenario", "satker", "title")]
    return found.frame.with_columns(texts).write_csv().encode()


def _lines(found: WhatIf, moved: Sequence[Moved], sentences: dict[int, tuple[Sentence, ...]]) -> Iterator[str]:
    count, rules = len(found.scenarios), found.project.rules
    yield phrase("what_if_title").format(year=found.project.year, version=rules.version, count=count)
    yield from _one(found, moved) if count == 1 else _several(found, moved)
    for number, changed in sentences.items():
        yield ""
        name = f"{found.scenarios.label(number)}: " if count > 1 else ""
        yield name + phrase("diff_sentences").format(count=len(changed))
        for sentence in changed:
            yield f"  {sentence.place}"
            yield f"    − {visible(sentence.before)}"
            yield f"    + {visible(sentence.after)}"


def _one(found: WhatIf, moved: Sequence[Moved]) -> Iterator[str]:
    """One scenario: what it supposes, then every value that moves."""
    many = len({each.satker for each in moved}) > 1
    for heading, flips in (("diff_flips", True), ("diff_figures", False)):
        own = [each for each in moved if each.flips == flips]
        if own:
            yield ""
            yield phrase(heading).format(count=len(own))
            yield from (f"  {_named(each, many)}  {_step(each)}" for each in own[:LISTED])
            yield from _more(len(own))
    if not moved:
        yield ""
        yield phrase("diff_no_figures")


def _several(found: WhatIf, moved: Sequence[Moved]) -> Iterator[str]:
    """Several scenarios: the first few side by side, and of each how much it moves."""
    many = len({each.satker for each in moved}) > 1
    yield ""
    for number in range(min(len(found.scenarios), LISTED)):
        own = [each for each in moved if each.scenario == number]
        flips = [f"{each.at} {each.shown[0]} → {each.shown[1]}" for each in own if each.flips]
        told = phrase("what_if_moves").format(flips=len(flips), values=len(own) - len(flips))
        yield f"  {found.scenarios.label(number)}: {told}"
        yield from (f"    {visible(flip)}" for flip in flips[:LISTED])
    yield from _more(len(found.scenarios))
    rows: dict[str, dict[int, Moved]] = {}
    for each in moved:
        if each.scenario < BESIDE and not each.flips:
            rows.setdefault(f"{_named(each, many)}{_unit(each)}", {})[each.scenario] = each
    if rows:
        shown = range(min(len(found.scenarios), BESIDE))
        yield ""
        yield f"  {phrase('figure')}: {phrase('scenario_now')} → {' | '.join(found.scenarios.label(n) for n in shown)}"
        for name, cells in list(rows.items())[:LISTED]:
            now = next(iter(cells.values())).shown[0]
            yield f"  {name}: {now} → {' | '.join(cells[n].shown[1] if n in cells else '=' for n in shown)}"
        yield from _more(len(rows))


def _named(each: Moved, many: bool) -> str:
    return visible(f"{each.title}  {each.at}{f' ({each.satker})' if many else ''}")


def _step(each: Moved) -> str:
    from lkjip.archive.words import beside

    return beside(*each.shown, each.unit, [each.before is not None, each.after is not None])


def _unit(each: Moved) -> str:
    return f" {each.unit}" if each.unit else ""


def _more(count: int) -> Iterator[str]:
    if count > LISTED:
        yield "  " + phrase("what_if_more").format(count=count - LISTED)
