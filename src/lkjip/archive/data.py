"""Results of the archive as data for JSON: exact texts, stable keys."""

from __future__ import annotations

from lkjip.archive.bridge import Bridge
from lkjip.archive.effects import Comparison
from lkjip.archive.replay import Replay

Data = dict[str, object]


def of_replay(replay: Replay) -> Data:
    """One replayed version."""
    return {
        "year": replay.entry.year,
        "version": replay.entry.version,
        "same": replay.same,
        "figures": replay.figures,
        "identical": replay.identical,
        "values": replay.values,
        "differing": replay.differing,
        "differences": [
            {
                "id": found.id,
                "satker": found.satker,
                "key": found.key,
                "parts": list(found.parts),
                "archived": found.archived,
                "computed": found.computed,
                "archived_trace": found.archived_trace,
                "computed_trace": found.computed_trace,
            }
            for found in replay.differences
        ],
        "issues": [issue.data() for issue in replay.issues],
    }


def of_comparison(found: Comparison) -> Data:
    """A comparison: rules, tables, effects, sentences."""
    return {
        "before": found.before,
        "after": found.after,
        "rules": [
            {
                "kind": change.kind,
                "words": str(change),
                "before": change.before,
                "after": change.after,
                "file": change.location.file,
                "line": change.location.line,
            }
            for change in found.rules
        ],
        "tables": list(found.tables),
        "effects": [
            {
                "id": effect.id,
                "satker": effect.satker,
                "key": effect.key,
                "title": effect.title,
                "unit": effect.unit,
                "before": effect.before,
                "after": effect.after,
                "change": effect.change,
                "flips": effect.flips,
            }
            for effect in found.effects
        ],
        "sentences": [{"place": s.place, "before": s.before, "after": s.after} for s in found.sentences],
    }


def of_bridge(found: Bridge) -> Data:
    """A bridge; effects are exact, as decimals or fractions."""
    return {
        "before": found.before,
        "after": found.after,
        "figures": [
            {
                "id": span.id,
                "satker": span.satker,
                "title": span.title,
                "unit": span.unit,
                "before": span.before,
                "after": span.after,
                "data": None if span.data is None else str(span.data),
                "rules": None if span.rules is None else str(span.rules),
                "both_ways": span.both,
                "reasons": list(span.reasons),
            }
            for span in found.spans
        ],
    }
