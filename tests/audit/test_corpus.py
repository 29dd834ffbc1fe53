"""A part of the corpus (corpus.py): no finding in right reports of every layout, and every kind of fault found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audit.corpus import LAYOUTS, findings_of, report, text_of
from lkjip.audit import audit

HARD = {"said twice"}  # found only where the format states its tables
KINDS = sorted({kind for seed in (0, 3) for block in report(seed) for kind in block.faults} - HARD)


@pytest.mark.parametrize("seed", range(2 * len(LAYOUTS)))
def test_a_right_report_has_no_finding(seed: int, tmp_path: Path) -> None:
    assert findings_of(report(seed), LAYOUTS[seed % len(LAYOUTS)], tmp_path) == []


@pytest.mark.no_cover  # the same audit of many documents
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_fault_is_found(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    tried = 0
    for seed in range(10):
        blocks = report(seed)
        places = [place for place, block in enumerate(blocks) if kind in block.faults]
        if places and tried < 3:
            tried += 1
            place = chance.choice(places)
            blocks[place] = blocks[place].faults[kind](chance)
            assert findings_of(blocks, LAYOUTS[seed % len(LAYOUTS)], tmp_path), (kind, seed, blocks[place])
    assert tried == 3


def test_only_what_is_certain_is_an_error(tmp_path: Path) -> None:
    """Of every kind of fault: an error rests on arithmetic or a rule, everything else asks."""
    chance = random.Random(7)
    for seed in range(6):
        blocks = report(seed)
        for place, block in enumerate(blocks):
            if block.faults:
                blocks[place] = block.faults[chance.choice(sorted(block.faults))](chance)
        path = tmp_path / f"{seed}.md"
        path.write_text(text_of(blocks, "md")[0], encoding="utf-8")
        found = audit(None, path).findings
        assert len(found) > 4
        assert all(f.certainty in ("arithmetic", "rule") for f in found if f.level == "error")
