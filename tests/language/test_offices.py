"""Figures over all offices: roll-ups, league tables, groups of offices, goalposts that are observed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.archive.freeze import freeze
from lkjip.archive.replay import reproduce
from lkjip.figures import ALL_OFFICES
from lkjip.project import Project
from small import refused, small, values

DIMENSIONS = """
kanwil: {title: Kantor wilayah, offices: {table: satuan_kerja}, members: {timur: Timur, barat: Barat}}
bulan: {title: Bulan, members: {1: Januari, 2: Februari}}
"""
RULE = """
unit: angka
inputs:
  x: {table: x, by: [bulan]}
figures:
  nilai: {formula: mean(x), round: 2}
  nasional: {scope: all_offices, formula: mean(nilai), round: 2}
  per_kanwil: {scope: all_offices, formula: mean(nilai), by: [kanwil], round: 2}
  bulanan: {scope: all_offices, formula: sum(x), by: [bulan]}
  tertinggi: {scope: all_offices, formula: max(nilai)}
  terendah: {scope: all_offices, formula: min(nilai)}
  peringkat: {scope: all_offices, formula: "rank(nilai, satker)", by: [satker]}
  selisih: {formula: nilai - nasional}
  baku: {formula: (nilai - terendah) / (tertinggi - terendah), round: 3}
  gabungan: {scope: all_offices, formula: geometric_mean(nilai), round: 3}
  kantor_baik: {scope: all_offices, formula: count_where(nilai >= 4), by: [kanwil]}
"""
TABLES = {
    "x": (
        "x: {title: X, type: decimal, decimals: 1, unit: angka, empty: Belum}",
        "satker,bulan,x\na,1,2\na,2,4\nb,1,6\nb,2,6\nc,1,8\nc,2,\nd,1,\nd,2,",
    ),
    "satuan_kerja": ("kanwil: {title: K, type: text}", "satker,kanwil\na,timur\nb,timur\nc,barat\nd,barat"),
}


@pytest.fixture
def four(tmp_path: Path) -> Project:
    """Offices a to d with means 3, 6, 8 and none; a and b belong to the east."""
    return small(tmp_path, {"measures/m": RULE}, TABLES, DIMENSIONS)


def test_a_national_mean_and_groups(four: Project) -> None:
    assert values(four, "m.nasional") == {"–": "5.67"}  # (3 + 6 + 8) / 3
    assert values(four, "m.per_kanwil") == {"kanwil=timur": "4.50", "kanwil=barat": "8.00"}
    assert values(four, "m.kantor_baik") == {"kanwil=timur": "1", "kanwil=barat": "1"}
    assert values(four, "m.gabungan") == {"–": "5.241"}  # 144^(1/3)
    assert four.evaluate()["m.nasional"].satker == ALL_OFFICES
    assert (four.evaluate()["m.nasional"].covered, four.evaluate()["m.nasional"].of) == (3, 4)


def test_a_sum_needs_every_office(four: Project) -> None:
    assert values(four, "m.bulanan") == {"bulan=1": "not_measured: Belum", "bulan=2": "not_measured: Belum"}


def test_a_league_table_and_what_an_office_sees_of_it(four: Project) -> None:
    ranks = {value.satker: value.value for value in four.evaluate().all("m.peringkat")}
    assert ranks == {"a": "3", "b": "2", "c": "1", "d": None}
    assert values(four, "m.selisih", "a") == {"–": "-2.67"}
    assert values(four, "m.baku", "b") == {"–": "0.600"}


def test_traces_go_to_the_other_offices(four: Project) -> None:
    trace = four.explain("m.selisih", satker="a")
    nasional = next(part for part in trace.parts if part.id == "m.nasional")
    assert nasional.steps == ("(3,00 + 6,00 + 8,00) / 3", "17/3", "5,67")
    assert [part.key["satker"] for part in nasional.parts] == ["a", "b", "c", "d"]
    assert nasional.parts[1].parts[0].location.line == 4
    assert four.explain("m.per_kanwil", {"kanwil": "timur"}).steps[0] == "(3,00 + 6,00) / 2"
    assert four.explain("m.peringkat", satker="a").exact == "3"


def test_one_office_alone_still_sees_all(four: Project) -> None:
    alone = Project(four.root, four.year, "a")
    assert {value.satker for value in alone.evaluate()} == {"a", ALL_OFFICES}
    assert values(alone, "m.nasional") == {"–": "5.67"}
    assert values(alone, "m.peringkat") == {"–": "3"}


def test_an_archive_has_them_and_reproduces(four: Project) -> None:
    freeze(four, "2025-01-02")
    assert (four.root / "archive/2024/1.0.0/figures/SEMUA.csv").is_file()
    (result,) = reproduce(four.root, four.year)
    assert result.same
    assert result.values > 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"peringkat: {scope: all_offices, ": "peringkat: {"}, "scope_needed"),
        ({"nasional: {scope: all_offices, ": "nasional: {"}, "nothing_to_reduce"),
    ],
)
def test_without_the_scope(change: dict[str, str], code: str, tmp_path: Path) -> None:
    rule = RULE
    for old, new in change.items():
        rule = rule.replace(old, new)
    assert code in refused(small(tmp_path, {"measures/m": rule}, TABLES, DIMENSIONS))


def test_every_office_must_belong_somewhere(tmp_path: Path) -> None:
    columns, rows = TABLES["satuan_kerja"]
    tables = {**TABLES, "satuan_kerja": (columns, rows.replace("d,barat", "d,selatan").replace("\nc,barat", ""))}
    found = refused(small(tmp_path, {"measures/m": RULE}, tables, DIMENSIONS))
    assert set(found) == {"unknown_member", "office_without_row"}


def test_of_many_offices_each_value_is_told_and_none_again_from_its_cells(tmp_path: Path) -> None:
    names = [f"k{number:02}" for number in range(20)]
    rows = "\n".join(f"{name},{month},{number + month}" for number, name in enumerate(names) for month in (1, 2))
    offices = "\n".join(f"{name},{'timur' if number % 2 else 'barat'}" for number, name in enumerate(names))
    tables = {
        "x": (TABLES["x"][0], f"satker,bulan,x\n{rows}"),
        "satuan_kerja": (TABLES["satuan_kerja"][0], f"satker,kanwil\n{offices}"),
    }
    project = small(tmp_path, {"measures/m": RULE}, tables, DIMENSIONS)
    trace = project.explain("m.per_kanwil", {"kanwil": "timur"})
    assert [part.value for part in trace.parts] == [f"{number},50" for number in range(2, 21, 2)]
    assert all(not part.parts for part in trace.parts)
    assert trace.exact == "11.50"
    assert project.explain("m.peringkat", satker="k19").exact == "1"
    assert project.explain("m.nilai", satker="k19").parts[0].location.line == 40


def test_a_broken_file_of_another_office_is_in_nobodys_way(tmp_path: Path) -> None:
    """Nor of some offices that the broken one is not among; who asks for all of them is told."""
    own = {"x": ("x: {title: X, type: decimal, decimals: 1, unit: angka, empty: Belum}", "bulan,x\n1,2\n2,4")}
    rule = "unit: angka\ninputs:\n  x: {table: x, by: [bulan]}\nfigures:\n  nilai: {formula: mean(x), round: 2}\n"
    months = "bulan: {title: Bulan, members: {1: Januari, 2: Februari}}\n"
    small(tmp_path, {"measures/m": rule}, own, months)
    broken = tmp_path / "data/2024/t/x.csv"
    broken.parent.mkdir()
    broken.write_text("bulan,nilai\n1,2\n", encoding="utf-8")
    assert values(Project(tmp_path, 2024, "s"), "m.nilai") == {"–": "3.00"}
    assert values(Project(tmp_path, 2024, among={"s"}), "m.nilai") == {"–": "3.00"}
    assert "missing_column" in refused(Project(tmp_path, 2024))
    assert "missing_column" in refused(Project(tmp_path, 2024, among={"s", "t"}))
