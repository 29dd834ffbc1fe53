"""How much of a year an indicator's realisation covers: which months, quarters or elements it was computed without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lkjip.report.blocks.context import Blocks
from lkjip.report.facts import joined
from lkjip.report.labels import lowered
from lkjip.report.printed import markdown

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace

_TOLD = "bulan_tanpa_responden"  # indicators that have this figure say it by its phrases
_PHRASE = "mencakup"
NAMED = 6  # members that are named; of more their number is told


@dataclass(slots=True)
class Gap:
    """Values over some keys that a realisation was computed from, and those of them that are not there."""

    keys: tuple[str, ...]
    there: set[tuple[str, ...]] = field(default_factory=set)
    lacking: set[tuple[str, ...]] = field(default_factory=set)
    covered: int = 0
    of: int = 0


def gaps(blocks: Blocks, code: str) -> list[Gap]:
    """What a realisation was computed without, from the year's own values down to the cells; or why it is not there yet."""
    value = blocks.facts.find(f"{code}.realisasi")
    if value is None or blocks.facts.exists(f"{code}.{_TOLD}"):
        return []
    found: dict[tuple[str, tuple[str, ...]], Gap] = {}
    _visit(blocks.trace(value), code, found, set())
    return [gap for gap in found.values() if gap.covered < gap.of]


def _visit(trace: Trace, code: str, found: dict[tuple[str, tuple[str, ...]], Gap], seen: set[str]) -> None:
    by_id: dict[str, list[Trace]] = {}
    for part in trace.parts:
        if part.id.partition(".")[0] == code:
            by_id.setdefault(part.id, []).append(part)
    for name, parts in by_id.items():
        varying = tuple(key for key in parts[0].key if len({part.key[key] for part in parts}) > 1)
        if varying and any(part.status == "ok" for part in parts):
            gap = found.setdefault((name, varying), Gap(varying))
            for part in parts:
                (gap.there if part.status == "ok" else gap.lacking).add(tuple(part.key[key] for key in varying))
            gap.covered += sum(part.status == "ok" for part in parts)
            gap.of += len(parts)
        for part in parts:
            if part.status == "ok" and str(part.at) not in seen:
                seen.add(str(part.at))
                _visit(part, code, found, seen)


def coverage(blocks: Blocks, code: str) -> str:
    """A sentence for everything that a realisation was computed without, or that it still waits for."""
    found = gaps(blocks, code)
    if not found:
        return ""
    opening = blocks.say("mencakup_realisasi" if blocks.has(f"{code}.realisasi") else "mencakup_data")
    return " ".join(f"{opening} {told}." for told in dict.fromkeys(_told(blocks, gap) for gap in found))


def covered(blocks: Blocks, code: str) -> str:
    """The same in a few words, after the short name of an indicator with a realisation; empty where nothing lacks."""
    if not blocks.has(f"{code}.realisasi"):
        return ""
    told = dict.fromkeys(_told(blocks, gap, "_ringkas") for gap in gaps(blocks, code))
    measure = blocks.facts.rules.measures[code]
    return f"{markdown(measure.short or measure.title)} ({', '.join(told)})" if told else ""


def _told(blocks: Blocks, gap: Gap, form: str = "") -> str:
    """Members where the same lack everywhere; else how many values there are."""
    dimension = blocks.facts.rules.dimensions.get(gap.keys[0]) if len(gap.keys) == 1 else None
    if dimension is None or gap.there & gap.lacking:
        return blocks.tell(f"{_PHRASE}_sebagian{form}", covered=str(gap.covered), of=str(gap.of))
    lacking = [member.title for member in dimension.members if (member.code,) in gap.lacking]
    words = {
        "covered": str(len(gap.there)),
        "of": str(len(gap.there) + len(gap.lacking)),
        "unit": lowered(dimension.title),
    }
    if form or len(lacking) > NAMED:
        return blocks.tell(f"{_PHRASE}{form}", **words)
    return blocks.tell(f"{_PHRASE}_tanpa", **words, members=joined(lacking))
