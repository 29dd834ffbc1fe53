"""Precision and recall on the 2023 report, whose numerals and contradictions were labelled by hand (tests/audit/).

The report itself is not in the repository. `LKJIP_SEED` names its text; else it is looked for beside the checkout.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from lkjip.audit import Audit, audit
from lkjip.audit.facts import facts_of
from lkjip.project import Project

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests/audit"
SEED = Path(os.environ.get("LKJIP_SEED") or ROOT.parent / "shared/seed/lkjip-2023-kanim-jember.txt")
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the text of the 2023 report is not here; LKJIP_SEED names it")
CLAIMS = {"result", "count", "bound"}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def audited(project: Project) -> Audit:
    return audit(project, SEED)


def test_the_gold_standard_is_whole() -> None:
    gold = rows("gold.csv")
    assert len(gold) == 1559
    assert len({(row["line"], row["column"]) for row in gold}) == len(gold)
    for row in gold:
        assert (row["kind"] in CLAIMS) == bool(row["figure"]), row
        assert (row["verdict"] in ("wrong", "rounding", "unmeasured")) <= bool(row["why"]), row
    assert len(rows("contradictions.csv")) == 77


@needs_seed
def test_linking(audited: Audit) -> None:
    found = audited.audited
    assert found is not None
    places = {}
    for link in found.links:
        place = found.place(link)
        places[place.line, place.column] = link
    gold = {(int(row["line"]), int(row["column"])): row for row in rows("gold.csv")}
    same = {fact.id: fact.same_as for fact in facts_of(found.project, found.satker)}
    claims = {place: row for place, row in gold.items() if row["kind"] in CLAIMS}

    def right(place: tuple[int, int]) -> bool:
        link, figure = places[place], gold[place]["figure"]
        return gold[place]["kind"] in CLAIMS and (
            figure == link.fact.figure or same.get(figure, figure) == link.fact.same_as
        )

    hits = sum(place in places and right(place) for place in claims)
    recall, precision = hits / len(claims), sum(map(right, places)) / len(places)
    print(f"linking: recall {recall:.4f} ({hits}/{len(claims)}), precision {precision:.4f}")
    assert recall >= 0.95 and precision >= 0.95


@needs_seed
def test_findings(audited: Audit) -> None:
    gold = [(row["code"], {int(line) for line in row["lines"].split()}) for row in rows("contradictions.csv")]
    found = [(finding.code, {place.line for place in finding.places}) for finding in audited.findings]
    hits = sum(any(code == c and lines & at for c, at in found) for code, lines in gold)
    false = [f for f in found if not any(f[0] == code and f[1] & lines for code, lines in gold)]
    print(f"findings: recall {hits / len(gold):.4f} ({hits}/{len(gold)}), false alarms {len(false)}/{len(found)}")
    assert hits / len(gold) >= 0.95
    assert len(false) <= 0.05 * len(found), false
