"""Results of the archive as lines of text, in the user's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lkjip.archive.bridge import Bridge, Span, shown
from lkjip.archive.changes import Change
from lkjip.archive.effects import Comparison, Effect
from lkjip.archive.freeze import Frozen
from lkjip.archive.newyear import NewYear
from lkjip.archive.replay import Replay
from lkjip.decimals import indonesian
from lkjip.layout import ARCHIVE
from lkjip.messages import phrase

FEW = 2  # changes alike that are told one by one
LISTED = 200  # figures that a text lists; the rest are counted


def of_frozen(frozen: Frozen) -> Iterator[str]:
    """What was archived, where, and the fingerprint to write down."""
    record = frozen.record
    name = f"{record.year}/{record.version}"
    yield phrase("archived").format(
        name=name, folder=f"{ARCHIVE}/{name}", figures=indonesian(str(record.figures)), values=indonesian(str(record.values))
    )
    yield phrase("fingerprint").format(sum=frozen.fingerprint)


def of_replay(replay: Replay) -> Iterator[str]:
    """One version: how many figures came out the same, and each that did not with both values and calculations."""
    names = {"year": replay.entry.year, "version": replay.entry.version}
    if replay.issues:
        yield phrase("replay_failed").format(**names)
        return
    counts = {"same": replay.identical, "all": replay.figures}
    values = phrase("replay_values").format(values=indonesian(str(replay.values)))
    yield f"{phrase('replayed').format(**names, **counts)} {values}"
    sides = [phrase("replay_archived"), phrase("replay_computed")]
    width = max(len(side) for side in sides)
    for found in replay.differences:
        yield f"  {found.at} ({found.satker}): {', '.join(found.parts)}"
        pairs = ((found.archived, found.archived_trace), (found.computed, found.computed_trace))
        for side, (value, trace) in zip(sides, pairs, strict=True):
            text = phrase("absent") if value is None else value
            yield f"    {side.ljust(width)}  {text}" + (f"   {trace}" if trace else "")
    if replay.differing > len(replay.differences):
        yield "  " + phrase("replay_more").format(count=replay.differing - len(replay.differences))


def of_comparison(found: Comparison) -> Iterator[str]:
    """Rules in words, then categories that flip, then every other figure, then sentences."""
    yield phrase("diff_title").format(before=found.before, after=found.after)
    yield ""
    yield phrase("diff_rules").format(count=len(found.rules)) if found.rules else phrase("diff_no_rules")
    groups = _alike(found.rules)
    for first, *rest in groups[:LISTED]:
        more = f" {phrase('diff_alike').format(count=len(rest))}" if rest else ""
        yield f"  {first}{more}  {first.location}"
    yield from _more(len(groups))
    if found.tables:
        yield ""
        yield phrase("diff_tables").format(names=", ".join(found.tables))
    flips = [effect for effect in found.effects if effect.flips]
    others = [effect for effect in found.effects if not effect.flips]
    many = len({effect.satker for effect in found.effects}) > 1
    for heading, effects in ((phrase("diff_flips"), flips), (phrase("diff_figures"), others)):
        if effects:
            yield ""
            yield heading.format(count=len(effects))
            yield from (f"  {of_effect(effect, many)}" for effect in effects[:LISTED])
            yield from _more(len(effects))
    if not found.effects:
        yield ""
        yield phrase("diff_no_figures")
    if found.sentences:
        yield ""
        yield phrase("diff_sentences").format(count=len(found.sentences))
        for sentence in found.sentences:
            yield f"  {sentence.place}"
            yield f"    − {sentence.before}"
            yield f"    + {sentence.after}"


def _alike(rules: Sequence[Change]) -> list[list[Change]]:
    """The changes of rules, in their order; those that come or go together with the same rule file as one group."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(rules):
        whole = change.before is None or change.after is None
        place = (change.kind, change.before is None, change.location.file) if whole else (number,)
        found.setdefault(place, []).append(change)
    return [
        group for several in found.values() for group in ([several] if len(several) > FEW else [[one] for one in several])
    ]


def _more(count: int) -> Iterator[str]:
    if count > LISTED:
        yield "  " + phrase("diff_more").format(count=count - LISTED)


def of_effect(effect: Effect, many: bool) -> str:
    """One figure that changes: `Capaian  ikm.capaian  120,31 → 118,48 persen (-1,83)`."""
    before = phrase("absent") if effect.before is None else effect.before
    after = phrase("absent") if effect.after is None else effect.after
    office = f" ({effect.satker})" if many else ""
    step = f" ({effect.change})" if effect.change else ""
    numbers = [value is not None and not value.startswith("–") for value in (effect.before, effect.after)]
    return f"{effect.title}  {effect.name}{office}  {beside(before, after, effect.unit, numbers)}{step}"


def beside(before: str, after: str, unit: str, numbers: Sequence[bool]) -> str:
    """Two values with their unit, which stands after the last that is there.

    >>> beside("3,25", "3,90", "indeks", [True, True]), beside("3,25", "–", "indeks", [True, False])
    ('3,25 → 3,90 indeks', '3,25 indeks → –')
    """
    one, other = (f" {unit}" if unit and shown else "" for shown in (numbers[0] and not numbers[1], numbers[1]))
    return f"{before}{one} → {after}{other}"


def of_bridge(found: Bridge) -> Iterator[str]:
    """Each figure's change as data plus rules; then, by reason, the figures that cannot be bridged."""
    yield phrase("bridge_title").format(before=found.before, after=found.after)
    one_way = False
    same = [span for span in found.spans if span.data == span.rules == 0]
    for span in found.spans:
        if span.data is not None and span.rules is not None and span not in same:
            mark = "" if span.both else " *"
            one_way = one_way or not span.both
            parts = f"{phrase('bridge_data')} {shown(span.data)}, {phrase('bridge_rules')} {shown(span.rules)}"
            yield f"  {span.title}  {span.id}{_office(span, found)}  {span.before} → {span.after} {span.unit}: {parts}{mark}"
    if one_way:
        yield phrase("bridge_one_way")
    if same:
        yield phrase("bridge_same").format(count=len(same))
    by_reason: dict[tuple[str, ...], list[Span]] = {}
    for span in found.spans:
        if span.reasons:
            by_reason.setdefault(span.reasons, []).append(span)
    if by_reason:
        yield ""
        yield phrase("bridge_none")
    for reasons, spans in by_reason.items():
        yield "  " + ", ".join(f"{span.id}{_office(span, found)} ({span.before} → {span.after})" for span in spans)
        yield from (f"    {reason}" for reason in reasons)


def _office(span: Span, found: Bridge) -> str:
    return f" ({span.satker})" if len({other.satker for other in found.spans}) > 1 else ""


def of_new_year(made: NewYear) -> Iterator[str]:
    """What was made, what is left to decide, and what to run next."""
    yield phrase("new_year_made").format(year=made.year, source=made.source, files=len(made.files))
    if made.left:
        yield phrase("new_year_left")
    for left in made.left:
        yield f"  {left.location}\n    {phrase(left.code).format_map(left.values)}"
    yield phrase("new_year_next").format(year=made.year)
