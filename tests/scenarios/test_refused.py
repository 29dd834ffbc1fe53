"""What a scenario may not do is refused as `check` refuses it in files, and every name is told with the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from lkjip.errors import Issue, UserError
from lkjip.project import Project
from lkjip.scenarios.evaluated import evaluated
from lkjip.scenarios.scenarios import Number, Scenarios
from small import small

pytestmark = pytest.mark.usefixtures("english")


def refused(project: Project, values: Mapping[str, list[Number | None]], labels: tuple[str, ...] = ()) -> tuple[Issue, ...]:
    with pytest.raises(UserError) as caught:
        evaluated(project, Scenarios.of(values, labels))
    return caught.value.issues


def test_an_unknown_name_is_told_with_the_nearest(composite: Project) -> None:
    (issue,) = refused(composite, {"x.bobt.u1": [40]})
    assert issue.code == "unknown_changeable"
    assert "Did you mean x.bobot.u1?" in issue.hint
    assert "x.bobot.u1, x.bobot.u2" in issue.message


def test_an_unknown_cell_is_told(composite: Project) -> None:
    assert [i.code for i in refused(composite, {"x.nila[unsur=u1,satker=a]": [3]})] == ["unknown_input"]
    assert [i.code for i in refused(composite, {"x.nilai[unsur=u9,satker=a]": [3]})] == ["unknown_key_of_figure"]
    assert [i.code for i in refused(composite, {"x.nilai[unsur=u1,satker=d]": [3]})] == ["unknown_office"]
    assert [i.code for i in refused(composite, {"x.nilai[unsur=u1]": [3]})] == ["office_needed"]
    assert [i.code for i in refused(composite, {"x.nilai[unsur": [3]})] == ["figure_notation"]


def test_a_sum_that_is_broken_is_told_as_the_files_would(composite: Project) -> None:
    (issue,) = refused(composite, {"x.bobot.u1": [Decimal("40.5")]})
    assert (issue.code, issue.values["given"], issue.values["wanted"]) == ("weights_sum", "100.5", "100")
    values: dict[str, list[Number | None]] = {"x.bobot.u1": [41, 50, 45], "x.bobot.u2": [29, 30, 25]}
    (issue,) = refused(composite, values, ("satu", "dua", "tiga"))
    assert issue.code == "scenario_refused"
    assert issue.message.startswith("Scenario dua cannot be computed:")
    assert "110" in issue.message


def test_many_refused_scenarios_are_counted(composite: Project) -> None:
    issues = refused(composite, {"x.bobot.u1": [50] * 40})
    assert [issue.code for issue in issues].count("more_like_this") == 1
    assert len(issues) == 21


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"x.bobot.u1": [-10], "x.bobot.u2": [80]}, ["weight_negative"]),
        ({"mutu.A": [Decimal("2.7")]}, ["band_order"]),
        ({"mutu.to": [Decimal("3.2")]}, ["band_unreachable"]),
        ({"x.nilai[unsur=u1,satker=a]": [Decimal("4.01")]}, ["out_of_range"]),
        ({"x.nilai[unsur=u1,satker=a]": [Decimal("3.001")]}, ["too_many_decimals"]),
        ({"x.nilai[unsur=u1,satker=a]": [None]}, ["empty_cell"]),
        ({"x.cap": [-1]}, ["wrong_value"]),
    ],
)
def test_a_value_that_check_would_refuse(
    composite: Project, values: Mapping[str, list[Number | None]], codes: list[str]
) -> None:
    assert [issue.code for issue in refused(composite, values)] == codes


def test_an_unknown_figure_is_told(composite: Project) -> None:
    with pytest.raises(UserError) as caught:
        evaluated(composite, Scenarios.of({"x.target": [3]}), ["x.realisas"])
    assert [issue.code for issue in caught.value.issues] == ["unknown_figure"]


VARYING = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {{by: satker, values: {{a: 1, b: 20}}}}
inputs:
  nilai: {{table: skor, by: [unsur], unit: angka}}
weights:
  bobot: {{by: {by}, {values}}}
figures:
  jumlah: {{formula: "sum(nilai * bobot)", unit: angka, round: 2}}
  keadaan: {{status: jumlah}}
"""


def _varying(root: Path, by: str, values: str) -> Project:
    """Two offices with the scores 3, 2 and 5, 7."""
    column = "nilai: {title: N, type: decimal, decimals: 2, unit: angka}"
    rows = "satker,unsur,nilai\na,u1,3\na,u2,2\nb,u1,5\nb,u2,7"
    members = "unsur: {title: Unsur, members: {u1: Satu, u2: Dua}}"
    return small(root, {"indicators/x": VARYING.format(by=by, values=values)}, {"skor": (column, rows)}, members)


def test_weights_and_targets_by_office_are_those_of_the_office(tmp_path: Path) -> None:
    """What is said of one office leaves the other as it is."""
    project = _varying(tmp_path, "[satker, unsur]", "sum: 3, values: {a: {u1: 1, u2: 2}, b: {u1: 2, u2: 1}}")
    moved = project.what_if({"x.bobot.a.u1": 3, "x.bobot.a.u2": 0, "x.targets.b": 17}).frame
    rows = [tuple(row) for row in moved.select("satker", "id", "before", "after").rows()]
    # a: 3 · 1 + 2 · 2 = 7 becomes 3 · 3 = 9; b: 5 · 2 + 7 · 1 = 17 reaches a target of 17
    assert ("a", "x.jumlah", "7.00", "9.00") in rows and ("b", "x.keadaan", "belum_tercapai", "tercapai") in rows
    assert not [row for row in rows if row[:2] == ("b", "x.jumlah")]
    assert {factor.name for factor in project.sensitivity("x.jumlah", satker="a", n=3).factors} == {
        f"x.bobot.{office}.{code}" for office in "ab" for code in ("u1", "u2")
    }


def test_weights_by_office_alone(tmp_path: Path) -> None:
    project = _varying(tmp_path, "satker", "values: {a: 1, b: 2}")
    rows = project.what_if({"x.bobot.b": 3}).frame.select("satker", "id", "before", "after").rows()
    assert ("b", "x.jumlah", "24.00", "36.00") in rows and {row[0] for row in rows} == {"b"}


def test_weights_by_two_keys_have_a_sum_each(tmp_path: Path, english: None) -> None:
    project = _varying(tmp_path, "[satker, unsur]", "sum: 3, values: {a: {u1: 1, u2: 2}, b: {u1: 2, u2: 1}}")
    with pytest.raises(UserError) as caught:
        _ = project.what_if({"x.bobot.b.u1": 4}).moved
    (issue,) = caught.value.issues
    assert issue.code == "weights_sum" and "bobot, b" in issue.message and "5" in issue.message


CLASSED = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {targets}
inputs:
  r: {{table: r}}
figures:
  capaian: {{formula: "achievement(r, current(targets))", unit: persen, round: 1}}
"""


@pytest.mark.parametrize(
    ("targets", "name"),
    [
        ("{by: kelas, values: {satu: 50, dua: 45}}", "x.targets.dua"),
        ("{by: [satker, tahun], values: {a: {2023: 1, 2024: 50}, b: {2023: 1, 2024: 45}}}", "x.targets.b.2024"),
        ("{by: [tahun, satker], values: {2023: {a: 1, b: 1}, 2024: {a: 50, b: 45}}}", "x.targets.2024.b"),
    ],
)
def test_targets_by_class_or_by_office_and_year(tmp_path: Path, targets: str, name: str) -> None:
    """90 of b is 200 % of 45 and 150 % of 60; a keeps its 180 % of 50."""
    dimensions = "kelas: {title: Kelas, offices: {table: kantor, column: kelas}, members: {satu: Kelas I, dua: Kelas II}}"
    tables = {
        "kantor": ("kelas: {title: Kelas, type: text}", "satker,kelas\na,satu\nb,dua"),
        "r": ("r: {title: R, type: integer, unit: angka}", "satker,r\na,90\nb,90"),
    }
    project = small(tmp_path, {"indicators/x": CLASSED.format(targets=targets)}, tables, dimensions)
    moved = project.what_if({name: 60}).frame
    assert moved.select("satker", "id", "before", "after").rows() == [("b", "x.capaian", "200.0", "150.0")]
