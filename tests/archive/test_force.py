"""Regulations in force: noted where the end of the period is left out, quiet for a year that is archived."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip.archive.freeze import freeze

Edit = Callable[[str, str, str], None]
OLD = "aturan-uji: {title: Aturan untuk pengujian, certainty: report}"


@pytest.mark.parametrize(
    ("dates", "noted"),
    [
        ("valid_from: 2017-05-09", False),
        ("valid_from: 2023-12-31", False),  # in force when the year is judged
        ("valid_from: 2024-01-01", True),
        ("valid_to: 2023-12-31", False),
        ("valid_to: 2023-12-30", True),
        ("valid_from: 2010-01-01, valid_to: 2019-05-03", True),
    ],
)
def test_a_rule_that_rests_on_what_is_not_in_force_is_noted(dates: str, noted: bool, tiny: Path, edit: Edit) -> None:
    edit("rules/2023/ruleset.yaml", OLD, OLD[:-1] + f", {dates}}}")
    found = [issue for issue in lkjip.load(tiny, 2023).check() if issue.code == "citation_not_in_force"]
    assert bool(found) is noted
    for issue in found:
        line = (tiny / issue.location.file).read_text(encoding="utf-8").splitlines()[issue.location.line - 1]
        assert line.strip().startswith("aturan-uji:")
        assert issue.level == "note"
        assert "kepuasan" in str(issue.values["rules"])
        assert "mutu" in str(issue.values["rules"])


def test_a_source_that_nothing_cites_is_not_noted(tiny: Path, edit: Edit) -> None:
    edit("rules/2023/ruleset.yaml", OLD, OLD + "\n  lama: {title: Lama, certainty: report, valid_to: 2000-01-01}")
    assert lkjip.load(tiny, 2023).check() == ()


def test_an_archived_year_stays_quiet_until_its_rules_are_edited(tiny: Path, edit: Edit) -> None:
    edit("rules/2023/ruleset.yaml", OLD, OLD[:-1] + ", valid_to: 2019-05-03}")
    freeze(lkjip.load(tiny, 2023), "2024-01-31")
    assert lkjip.load(tiny, 2023).check() == ()
    edit("rules/2023/indicators/kepuasan.yaml", "2023: 3.25", "2023: 3.30")
    assert [issue.code for issue in lkjip.load(tiny, 2023).check()] == ["citation_not_in_force"]
