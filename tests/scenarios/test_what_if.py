"""`lkjip what-if`: how scenarios are given, what is told of them, and that it is what the edited files would say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import lkjip
from lkjip.cli import main
from lkjip.editing.edits import applied
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.scenarios.edits import edits
from lkjip.scenarios.given import MOST, Given, number, of_file, of_mapping, of_pairs
from lkjip.scenarios.scenarios import Number

ROOT = Path(__file__).parents[2]
WEIGHTS: dict[str, Number | None] = {"ipk.bobot_internal.intelijen": 25, "ipk.bobot_internal.pengaduan": 15}
Refused = Callable[[Callable[[], object]], tuple[str, int]]


@pytest.fixture
def refused(english: None) -> Refused:
    def code(call: Callable[[], object]) -> tuple[str, int]:
        with pytest.raises(UserError) as caught:
            call()
        (issue,) = caught.value.issues
        assert issue.message and issue.hint
        return issue.code, issue.location.line

    return code


# How scenarios are given


@pytest.mark.parametrize(
    ("text", "value"),
    [("3,5", "7/2"), ("3.5", "7/2"), ("-2", "-2"), ("0.125", "1/8"), ("3,064", "3064/1000"), ("-", "")],
)
def test_a_number_as_it_is_typed(text: str, value: str) -> None:
    assert number(text) == (Fraction(value) if value else None)


@pytest.mark.parametrize("text", ["1.234", "-12.500", "7.583.649.000", "1e3", "", "½", "nan", "3,5%"])
def test_a_number_of_two_readings_is_refused(refused: Refused, text: str) -> None:
    assert refused(lambda: number(text))[0] == "scenario_number"


def test_pairs_are_one_scenario_or_all_combinations() -> None:
    assert of_pairs(["a.b=1", "x.y[k=1,l=2]=3,5"]) == Given([{"a.b": Fraction(1), "x.y[k=1,l=2]": Fraction(7, 2)}])
    grid = of_pairs(["a=1", "a=2", "b=3", "b=4", "c=5"])
    assert [tuple(map(int, change.values())) for change in grid.changes] == [(1, 3, 5), (1, 4, 5), (2, 3, 5), (2, 4, 5)]  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", ["ikm.target", "=3", "x[k=1]", ""])
def test_what_is_no_pair_is_refused(refused: Refused, pair: str) -> None:
    assert refused(lambda: of_pairs([pair]))[0] == "scenario_pair"


def test_a_thousand_million_combinations_are_refused_with_their_size(english: None) -> None:
    pairs = [f"{name}={value}" for name in "abc" for value in range(1000)]
    with pytest.raises(UserError) as caught:
        of_pairs(pairs)
    (issue,) = caught.value.issues
    assert (issue.code, issue.values["count"], issue.values["most"]) == ("scenario_count", 10**9, MOST)
    assert "1000000000 combinations" in issue.message and "48.0 GB" in issue.message


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_of_named_scenarios(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    rows = [["skenario", "ikm.target", "x.y[k=1,l=2]"], ["lama", "", "3"], ["baru", "4,5", ""]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    assert of_file(path) == Given([{"x.y[k=1,l=2]": Fraction(3)}, {"ikm.target": Fraction(9, 2)}], ("lama", "baru"))


def test_yaml_has_mappings_or_a_grid(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("usulan: {ikm.target: 3.50}\nlain: {ikm.target: 4, ikm.cap: 120}\n", encoding="utf-8")
    assert of_file(path) == Given(
        [{"ikm.target": Fraction(7, 2)}, {"ikm.target": Fraction(4), "ikm.cap": Fraction(120)}], ("usulan", "lain")
    )
    path.write_text("kisi: {a: [1, 2], b: [0.1, 0.2, 0.3]}\n", encoding="utf-8")
    assert len(of_file(path).changes) == 6 and of_file(path).changes[1] == {"a": 1, "b": Fraction(1, 5)}


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("a.csv", "nama,ikm.target\nx,3\n", "scenario_head", 0),
        ("a.csv", "", "scenario_head", 0),
        ("a.csv", "skenario,a,b\nx,3\n", "scenario_row", 2),
        ("a.csv", "skenario,a\nx,3\ny,tiga\n", "scenario_number", 3),
        ("a.csv", "skenario,a\nx,3\nx,4\n", "scenario_twice", 0),
        ("a.csv", "skenario,a\n", "scenario_yaml", 0),
        ("a.yaml", "- 1\n", "yaml_not_mapping", 1),
        ("a.yaml", "kisi: 3\n", "scenario_yaml", 0),
        ("a.yaml", "x: {a: tinggi}\n", "scenario_number", 1),
        ("tidak_ada.csv", None, "scenario_file", 0),
    ],
)
def test_a_file_that_holds_no_scenarios_is_refused(
    refused: Refused, tmp_path: Path, name: str, text: str | None, code: str, line: int
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert refused(lambda: of_file(tmp_path / name)) == (code, line)


def test_a_binary_float_is_no_exact_number(refused: Refused) -> None:
    assert refused(lambda: of_mapping({"ikm.target": 0.1}))[0] == "scenario_number"


# What is told


def test_what_moves_is_what_the_edited_files_say(project: Project) -> None:
    """The weights of Intelijen 20 → 25 and Pengaduan 20 → 15, and a cell, through the files and through scenarios."""
    cell = "ikm.nilai[bulan=1,unsur=persyaratan]"
    changes = WEIGHTS | {cell: Decimal("3.00")}
    found = project.what_if(changes)
    exact = {name: Fraction(value or 0) for name, value in changes.items()}
    edited = Project(project.root, 2023, changed=applied(project.root, edits(project, exact)))
    assert set(edited.changed) == {"rules/2023/indicators/ipk.yaml", "data/2023/kanim-jember/skm_nilai.csv"}
    before = {value.at: value.value for value in project.evaluate()}
    after = {value.at: value.value for value in edited.evaluate()}
    assert {m.at: (m.before, m.after) for m in found.moved} == {
        at: (before[at], after[at]) for at in before if before[at] != after[at]
    }
    assert found.frame.filter(id="ipk.realisasi").select("before", "after").rows() == [("3.93", "3.92")]


def test_several_offices_and_scenarios(composite: Project) -> None:
    """A bound of the top category above all values: who was in it flips, each office for itself."""
    found = composite.what_if({"tetap": {}, "naik": {"mutu.A": Decimal("3.99")}})
    flips = found.frame.filter(pl.col("flips"), pl.col("id") == "x.mutu")
    best = [v.satker for v in composite.evaluate().all("x.mutu") if v.value == "A"]
    assert set(found.frame.get_column("scenario")) <= {"naik"}
    assert flips.get_column("satker").to_list() == best
    assert "naik" in found._repr_html_() or not best


def test_the_command_tells_flips_figures_and_sentences(capsys: pytest.CaptureFixture[str], english: None) -> None:
    code = main(["what-if", "--project", str(ROOT), "--year", "2023", "--set", "ikm.target=4", "--sentences"])
    out = capsys.readouterr().out
    assert code == 0
    assert out.index("ikm.status_target  tercapai → belum tercapai") < out.index("ikm.capaian  120,31 → 97,75 persen")
    assert "    + Rata-rata capaian semua indikator adalah 115,97%." in out  # (97,75 + 125,56 + 124,60) / 3


def test_json_and_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path, english: None) -> None:
    table = tmp_path / "s.csv"
    table.write_text("skenario,mutu_pelayanan.A\n=usulan,97.80\nsekarang,\n", encoding="utf-8")
    given = ["what-if", "--project", str(ROOT), "--year", "2023", "--scenarios", str(table)]
    assert main([*given, "--format", "json"]) == 0
    one, other = json.loads(capsys.readouterr().out)["scenarios"]
    assert [(v["id"], v["before"], v["after"], v["flips"]) for v in one["values"]] == [("ikm.mutu", "A", "B", True)]
    assert one["changes"] == {"mutu_pelayanan.A": "97,8"} and other["values"] == []
    out = tmp_path / "hasil.csv"
    assert main([*given, "--format", "csv", "--out", str(out)]) == 0
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))
    assert (row["scenario"], row["id"], row["after"]) == ("'=usulan", "ikm.mutu", "B")


def test_another_year_and_another_agency(capsys: pytest.CaptureFixture[str], english: None) -> None:
    pontianak = ROOT / "examples/dp2kbp3a-pontianak-2021"
    year = lkjip.load(pontianak, 2021)
    name = next(n for n in _names(capsys, pontianak) if n.endswith(".target"))
    found = year.what_if({name: 1})
    assert found.moved and {moved.at.id.partition(".")[0] for moved in found.moved} >= {name.partition(".")[0]}
    earlier = lkjip.load(ROOT, 2022).what_if({"ikm.target": 4}).frame
    assert earlier.filter(id="ikm.target").get_column("after").to_list() == ["4.00"]


def _names(capsys: pytest.CaptureFixture[str], root: Path) -> list[str]:
    assert main(["what-if", "--project", str(root), "--list"]) == 0
    return [line.partition(" ")[0] for line in capsys.readouterr().out.splitlines()]


def test_nothing_to_suppose_is_misuse(capsys: pytest.CaptureFixture[str], english: None) -> None:
    assert main(["what-if", "--project", str(ROOT), "--year", "2023"]) == 2
    assert "--set" in capsys.readouterr().err
