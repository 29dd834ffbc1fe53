"""Goal seek: values worked out by hand, on their own grid, and what cannot be reached."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.scenarios import goal as room

ROOT = Path(__file__).parents[2]
ELEMENTS = (
    "informasi",
    "persyaratan",
    "prosedur_alur",
    "waktu_penyelesaian",
    "tarif_biaya",
    "sarana_prasarana",
    "respon",
    "konsultasi_pengaduan",
)
DECEMBER = [f"ikm.nilai[bulan=12,unsur={name}]" for name in ELEMENTS]


def test_what_december_must_reach(project: Project) -> None:
    """All elements of December alike: (704,51 − 10 × 3,93 + 10 v) / 180 ≥ 3,915 prints 3,92, so v ≥ 3,949."""
    found = project.goal_seek("ikm.realisasi", DECEMBER, least=Fraction("3.92"))
    assert (found.value, found.since, found.until) == (Fraction("3.95"), Fraction("3.95"), Fraction(4))
    assert (found.figure_now, found.figure_then, found.complete, found.range.count) == ("3,91", "3,92", True, 301)


def test_an_indicator_alone_means_its_target(project: Project) -> None:
    """3,91 is above the target 3,25 whatever December is: (704,51 − 39,3 + 10) / 180 = 3,75."""
    found = project.goal_seek("ikm", DECEMBER)
    assert (found.figure_now, found.since, found.until) == ("melampaui", Fraction(1), Fraction(4))


def test_a_target_that_is_just_met(project: Project) -> None:
    """Of the target itself: met up to the realisation 3,91."""
    found = project.goal_seek("ikm", ["ikm.target"], within=(Fraction("3.80"), Fraction("4.00")))
    assert (found.now, found.value, found.until) == (Fraction("3.25"), Fraction("3.8"), Fraction("3.91"))


def test_a_category_is_sought_by_its_bound(project: Project) -> None:
    """3,91 × 25 = 97,75 is no longer Sangat Baik once that begins at 97,76."""
    found = project.goal_seek("ikm.mutu", ["mutu_pelayanan.A"], code="B", within=(Fraction("88.31"), Fraction(99)))
    assert (found.value, found.until, found.figure_then) == (Fraction("97.76"), Fraction(99), "Baik")


def test_what_cannot_be_reached_says_how_far_it_goes(project: Project) -> None:
    """(704,51 − 39,3 + 10 × 4) / 180 = 3,918, and the least is 3,75."""
    found = project.goal_seek("ikm.realisasi", DECEMBER, least=Fraction("3.93"))
    assert found.value is None and (found.at_low, found.at_high) == ("3,75", "3,92")


def test_at_most(project: Project) -> None:
    """(665,21 + 10 v) / 180 < 3,895 prints 3,89 at most: v < 3,589."""
    found = project.goal_seek("ikm.realisasi", DECEMBER, most=Fraction("3.89"))
    assert (found.since, found.value) == (Fraction(1), Fraction("3.58"))


def test_a_long_range_is_narrowed_to_the_same_value(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 7)
    found = project.goal_seek("ikm.realisasi", DECEMBER, least=Fraction("3.92"))
    assert (found.value, found.since, found.until, found.complete) == (
        Fraction("3.95"),
        Fraction("3.95"),
        Fraction(4),
        False,
    )


@pytest.mark.parametrize(
    ("figure", "vary", "given", "code"),
    [
        ("ikm.realisasi", DECEMBER, {}, "goal_none"),
        ("ikm.mutu", DECEMBER, {"least": 3}, "goal_none"),
        ("ikm.mutu", DECEMBER, {"code": "Baik"}, "goal_code"),
        ("ikm", ["ikm.target"], {}, "goal_range"),
        ("ikm.realisas", DECEMBER, {"least": 3}, "unknown_figure"),
        ("ikm", ["ikm.taget"], {}, "unknown_changeable"),
        ("ikm", DECEMBER[:1], {"within": (3, 5)}, "scenario_refused"),
    ],
)
def test_bad_input(
    project: Project, english: None, figure: str, vary: list[str], given: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        project.goal_seek(figure, vary, **given)  # type: ignore[arg-type]
    assert code in {issue.code for issue in caught.value.issues}


def test_each_office_for_itself(composite: Project) -> None:
    for office in ("a", "b", "c"):
        found = composite.goal_seek("x", [f"x.nilai[unsur=u2,satker={office}]"], satker=office)
        assert found.goal.satker == office and found.complete


def test_the_goal_is_met_already_only_by_what_is_there(capsys: pytest.CaptureFixture[str], english: None) -> None:
    """One value for all of December is not what stands there, even where it is that of its first cell."""
    given = ["goal-seek", "ikm.realisasi", "--project", str(ROOT), "--year", "2023", "--at-least", "3,50"]
    assert main([*given, *(word for name in DECEMBER for word in ("--vary", name))]) == 0
    assert "already" not in capsys.readouterr().out
    assert main([*given, "--vary", DECEMBER[0]]) == 0
    assert "met already" in capsys.readouterr().out


def test_what_was_not_tried_is_not_said(
    capsys: pytest.CaptureFixture[str], english: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 30)
    given = ["goal-seek", "ikm.realisasi", "--project", str(ROOT), "--year", "2023", "--at-least", "3,98"]
    assert main([*given, "--vary", DECEMBER[0]]) == 1
    assert "None of the values of" in capsys.readouterr().out


def test_the_command_prints_value_and_trace(capsys: pytest.CaptureFixture[str], english: None) -> None:
    vary = [word for name in DECEMBER for word in ("--vary", name)]
    given = ["goal-seek", "ikm.realisasi", "--project", str(ROOT), "--year", "2023", *vary]
    assert main([*given, "--at-least", "3,92"]) == 0
    out = capsys.readouterr().out
    assert "ikm.realisasi becomes 3,92 (now 3,91)" in out and "= 3,95 (now " in out
    assert "(3,95 × 10)" in out and "= 704,71/180 = 3,92" in out
    assert main([*given, "--at-least", "3,93", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["value"], found["trace"], found["tried_all"]) == (None, None, True)
