"""What is not there yet: each missing value with its reason and the one who provides it, once, at the end of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from lkjip.figure_key import FigureKey
from lkjip.messages import phrase, speaking
from lkjip.report.blocks.context import Blocks, floated, paragraphs
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import labels, lowered
from lkjip.report.printed import Markdown
from lkjip.rules import schema
from lkjip.rules.model import YEAR, RuleSet

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace

_OFFICE = "office."
_ARCHIVE = "arsip."  # how the tables of earlier years' archives begin


@speaking("id")
def missing(blocks: Blocks, asked: Iterable[str]) -> Markdown:
    """A table of what the report had no value for, or that there is no such thing.

    Args:
        blocks: the report; what its tables print as – and what its sentences left unsaid is told.
        asked: the entries of the office's file that the document asked for.
    """
    rows: dict[tuple[str, str], list[Trace]] = {}
    for leaf in _leaves(blocks):
        rows.setdefault((_title(blocks, leaf), leaf.value), []).append(leaf)
    body: list[Row] = [
        [
            Cell(", ".join(filter(None, (title, _keys(blocks, leaves))))),
            Cell(reason),
            Cell(blocks.facts.cited(leaves[0].note) or _provider(blocks, leaves[0]) or "–"),
        ]
        for (title, reason), leaves in rows.items()
    ]
    body += [
        [Cell(title), Cell(blocks.say("belum_diisi")), Cell(blocks.facts.office_file)] for title in _entries(blocks, asked)
    ]
    if not body:
        return paragraphs([blocks.say("semua_tersedia")])
    made = table([headings(*labels("not_there", "why", "who"))], body, widths=(40, 32, 28))
    return paragraphs(
        [blocks.say("rujukan_belum_tersedia"), floated("tbl-belum-tersedia", made, blocks.say("judul_belum_tersedia"))]
    )


def _title(blocks: Blocks, trace: Trace) -> str:
    """What is missing; of a figure, and of what an archive would hold, with the indicator that it is about."""
    archived = trace.id.startswith(_ARCHIVE)
    owner = trace.id.removeprefix(_ARCHIVE).partition(".")[0]
    measure = blocks.facts.rules.measures.get(owner) if archived or trace.formula else None
    if measure is None:
        return trace.title
    return f"{measure.title}: {blocks.say('dalam_arsip') if archived else trace.title}"


def _leaves(blocks: Blocks) -> Iterator[Trace]:
    """The causes: what is missing itself and not only because something else is.

    What a rule foresees is no cause, but for the realisation of an indicator: that one is owed.
    """
    foreseen = _foreseen(blocks.facts.rules)
    named = [FigureKey.parse(name) for name in blocks.narrator.lacking if "." in name and not name.startswith(_OFFICE)]
    unsaid = [blocks.facts.find(at.id, at.codes) for at in named]
    seen: set[str] = set()
    asked = [*blocks.facts.printed.values(), *filter(None, unsaid)]
    stack = [blocks.trace(value) for value in asked if value.status != "ok"]
    owed = {f"{code}.realisasi" for code in blocks.facts.indicators}
    while stack:
        one = stack.pop(0)
        if one.status == "ok" or str(one.at) in seen:
            continue
        seen.add(str(one.at))
        below = [part for part in one.parts if part.status != "ok"]
        stack = below + stack
        if not below and (one.value not in foreseen or one.id in owed):
            yield one


def _foreseen(rules: RuleSet) -> set[str]:
    """Reasons that ask for nothing: absent by a rule, no earlier year, nothing to divide by, no member that fits."""
    found = {
        phrase(name)
        for name in ("no_earlier_year", "division_by_zero", "no_member", "no_weight", "no_total", "out_of_scale")
    }
    for measure in rules.measures.values():
        found |= {entry.measured_when.reason for entry in measure.inputs.values() if entry.measured_when}
    return found


def _keys(blocks: Blocks, leaves: Sequence[Trace]) -> str:
    """The members that values are of, each once; of values over every member of a second key, that it is all of them."""
    named = [_key(leaf) for leaf in leaves]
    members = {name: list(dict.fromkeys(key[name] for key in named if name in key)) for name in named[0]}
    if len(members) > 1 and prod(map(len, members.values())) == len({tuple(key.items()) for key in named}):
        return ", ".join(_members(blocks, name, codes) for name, codes in members.items())
    shown = (", ".join(blocks.facts.member(name, code, short=True) for name, code in key.items()) for key in named)
    return "; ".join(dict.fromkeys(filter(None, shown)))


def _members(blocks: Blocks, name: str, codes: Sequence[str]) -> str:
    dimension = blocks.facts.rules.dimensions.get(name)
    if dimension is not None and len(codes) == len(dimension.codes) > 1:
        return blocks.tell("semua_anggota", dimension=lowered(dimension.title))
    return "; ".join(blocks.facts.member(name, code, short=True) for code in codes)


def _key(trace: Trace) -> dict[str, str]:
    """The key of what is missing; of an archive that is not there, the year says enough."""
    return {name: code for name, code in trace.key.items() if name == YEAR or not trace.id.startswith(_ARCHIVE)}


def _provider(blocks: Blocks, trace: Trace) -> str:
    return blocks.say("penyedia_arsip") if trace.id.startswith(_ARCHIVE) else ""


def _entries(blocks: Blocks, asked: Iterable[str]) -> list[str]:
    """The titles of entries of the office's file that are not there."""
    unsaid = [name.removeprefix(_OFFICE) for name in blocks.narrator.lacking if name.startswith(_OFFICE)]
    lacking = [path for path in dict.fromkeys([*asked, *unsaid]) if blocks.texts.office.get(path) is None]
    return list(dict.fromkeys(schema.title("office", path) for path in lacking))
