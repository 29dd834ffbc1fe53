"""Versions of the rule language: lifted when read, step by step, with their places; archives are never rewritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import lkjip
from lkjip.archive import entries
from lkjip.archive.freeze import Frozen
from lkjip.archive.replay import reproduce
from lkjip.archived import record
from lkjip.errors import UserError
from lkjip.rules import migrate
from lkjip.rules.source import Document

from .conftest import snapshot


def _renamed(old: str, new: str) -> migrate.Step:
    """A step in which the key `old` of figures is called `new`."""

    def step(document: Document) -> Document:
        if document.kind not in ("indicator", "measure") or not isinstance(document.data, dict):
            return document
        figures = document.data["figures"]
        assert isinstance(figures, dict)
        lifted = {
            name: {new if key == old else key: value for key, value in figure.items()}
            if isinstance(figure, dict)
            else figure
            for name, figure in figures.items()
        }
        moved = [
            {
                (*path[:2], new, *path[3:]) if path[:1] == ("figures",) and path[2:3] == (old,) else path: place
                for path, place in places.items()
            }
            for places in (document.values, document.keys)
        ]
        return replace(document, data={**document.data, "figures": lifted}, values=moved[0], keys=moved[1])

    return step


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program whose rule language has moved on twice: `digits` became `decimals`, which became `round`."""
    monkeypatch.setenv("LKJIP_CACHE", "0")
    monkeypatch.setattr(migrate, "CURRENT", 3)
    monkeypatch.setattr(record, "FORM", 1)
    monkeypatch.setattr(migrate, "STEPS", {1: _renamed("digits", "decimals"), 2: _renamed("decimals", "round")})


def _in_version_1(root: Path) -> None:
    path = root / "rules/2023/indicators/kepuasan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("round: 2", "digits: 2"), encoding="utf-8")


def test_rules_of_an_older_version_are_read_with_their_places(tiny: Path, later: None) -> None:
    wanted = lkjip.load(tiny, 2023)
    values = [(value.id, value.value) for value in wanted.evaluate()]
    _in_version_1(tiny)
    project = lkjip.load(tiny, 2023)
    assert [(value.id, value.value) for value in project.evaluate()] == values
    place = project.rules.measures["kepuasan"].figures["realisasi"].places["round"]
    line = (tiny / place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 :].startswith("2,")


def test_an_archive_in_an_older_version_is_reproduced_and_not_rewritten(tiny: Path, frozen: Frozen, later: None) -> None:
    before = snapshot(frozen.folder)
    assert entries.entries(tiny)[0].proven().schema == 1
    (replay,) = reproduce(tiny)
    assert replay.same, replay.issues
    assert snapshot(frozen.folder) == before


def test_rules_of_a_later_version_are_told_as_such(tiny: Path) -> None:
    path = tiny / "rules/2023/ruleset.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("ruleset: uji", "schema: 2\nruleset: uji"), encoding="utf-8")
    with pytest.raises(UserError) as error:
        _ = lkjip.load(tiny, 2023).rules
    assert [(issue.code, issue.location.line) for issue in error.value.issues] == [("schema_future", 2)]


def test_every_older_version_has_a_step() -> None:
    assert set(migrate.STEPS) == set(range(1, migrate.CURRENT))


def test_a_rule_set_may_name_the_current_version(tiny: Path) -> None:
    path = tiny / "rules/2023/ruleset.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("ruleset: uji", "schema: 1\nruleset: uji"), encoding="utf-8")
    assert lkjip.load(tiny, 2023).evaluate()["kepuasan.target"].value == "3.25"


def test_a_file_of_another_shape_is_refused_although_the_others_are_sealed(tiny: Path) -> None:
    """Only files that were right, byte for byte, are not validated again."""
    assert lkjip.load(tiny, 2023).rules
    path = tiny / "rules/2023/indicators/kepuasan.yaml"
    right = path.read_text(encoding="utf-8")
    for _ in range(2):  # what was refused once is not remembered as right
        path.write_text(right.replace("title: Indeks Kepuasan", "titel: Indeks Kepuasan"), encoding="utf-8")
        with pytest.raises(UserError) as error:
            _ = lkjip.load(tiny, 2023).rules
        assert {issue.code for issue in error.value.issues} == {"unknown_key", "missing_key"}
    path.write_text(right, encoding="utf-8")
    measure = tiny / "rules/2023/measures/anggaran.yaml"
    measure.write_text(right.replace("id: kepuasan", "id: anggaran"), encoding="utf-8")  # right as an indicator only
    with pytest.raises(UserError) as error:
        _ = lkjip.load(tiny, 2023).rules
    assert "unknown_key" in {issue.code for issue in error.value.issues}
