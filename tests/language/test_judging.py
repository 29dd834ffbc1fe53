"""Achievement, status, cumulation and constants that vary: by polarity, member, period and date."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.archive.changes import changes
from lkjip.project import Project
from small import refused, small, values

DIMENSIONS = """
triwulan: {title: Triwulan, members: {1: TW I, 2: TW II, 3: TW III, 4: TW IV}}
bulan: {title: Bulan, members: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g, 8: h, 9: i, 10: j, 11: k, 12: l}}
iku: {title: IKU, members: {a: A, b: B, c: C, d: D}}
"""
TABLE = ("r: {title: R, type: decimal, decimals: 2, unit: angka, empty: Belum}", "iku,r\na,90\nb,90\nc,90\nd,")


@pytest.mark.parametrize(
    ("keys", "realised", "achieved", "status"),
    [
        ("polarity: higher_is_better", "110", "110.00", "melampaui"),
        ("polarity: higher_is_better\ncap: 105\nfloor: 50", "110", "105.00", "melampaui"),
        ("polarity: higher_is_better\ncap: 105\nfloor: 50", "10", "50.00", "belum_tercapai"),
        ("polarity: lower_is_better\nachievement: (2T-R)/T", "80", "120.00", "melampaui"),
        ("polarity: lower_is_better\nachievement: T/R", "80", "125.00", "melampaui"),
        ("polarity: stabilise", "100", "100.00", "tercapai"),
        ("polarity: stabilise", "103.5", "96.50", "belum_tercapai"),
        ("polarity: stabilise", "96.5", "96.50", "belum_tercapai"),
        ("polarity: stabilise", "250", "0.00", "belum_tercapai"),
        ("polarity: within_range\nrange: {below: 20, above: 10}", "80", "100.00", "tercapai"),
        ("polarity: within_range\nrange: {below: 20, above: 10}", "110", "100.00", "tercapai"),
        ("polarity: within_range\nrange: {below: 20, above: 10}", "60", "75.00", "belum_tercapai"),  # 60/80
        ("polarity: within_range\nrange: {below: 20, above: 10}", "121", "90.00", "belum_tercapai"),  # (220 - 121)/110
        ("polarity: higher_is_better", "", "not_measured: Belum", "belum_diukur"),
    ],
)
def test_each_polarity(keys: str, realised: str, achieved: str, status: str, tmp_path: Path) -> None:
    rule = f"""
objective: s1
unit: angka
{keys}
targets: {{2024: 100}}
inputs:
  r: {{table: r, by: [tahun]}}
figures:
  realisasi: {{formula: current(r)}}
  capaian: {{formula: "achievement(realisasi, current(targets))", unit: persen, round: 2}}
  status: {{status: realisasi}}
"""
    table = (TABLE[0], f"tahun,r\n2024,{realised}")
    project = small(tmp_path, {"indicators/m": rule}, {"r": table}, DIMENSIONS)
    assert values(project, "m.capaian") == {"–": achieved}
    assert values(project, "m.status") == {"–": status}
    assert project.explain("m.status").exact == status


def test_without_a_target_the_status_says_so(tmp_path: Path) -> None:
    rule = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {2023: 100}
inputs:
  r: {table: r, by: [iku]}
figures:
  status: {status: r, by: [iku]}
"""
    found = values(small(tmp_path, {"indicators/m": rule}, {"r": TABLE}, DIMENSIONS), "m.status")
    assert set(found.values()) == {"belum_ada_target"}


def test_polarity_and_cap_by_member(tmp_path: Path) -> None:
    rule = """
unit: angka
polarity: {by: iku, values: {a: higher_is_better, b: lower_is_better, c: stabilise, d: higher_is_better}}
achievement: {by: iku, values: {b: (2T-R)/T}}
cap: {by: iku, values: {b: 105}}
inputs:
  r: {table: r, by: [iku]}
weights:
  t: {by: iku, values: {a: 100, b: 100, c: 100, d: 100}}
figures:
  capaian: {formula: "achievement(r, t)", by: [iku], unit: persen, round: 2}
  status: {status: r, target: t, by: [iku]}
  peringkat: {formula: "count_where(meets(r, t))"}
"""
    project = small(tmp_path, {"measures/m": rule}, {"r": TABLE}, DIMENSIONS)
    assert list(values(project, "m.capaian").values()) == ["90.00", "105.00", "90.00", "not_measured: Belum"]
    assert list(values(project, "m.status").values()) == ["belum_tercapai", "melampaui", "belum_tercapai", "belum_diukur"]
    assert values(project, "m.peringkat") == {"–": "1"}
    for code in "abc":
        assert project.explain("m.capaian", {"iku": code}).exact == values(project, "m.capaian")[f"iku={code}"]


def test_ranks_follow_the_polarity_of_each_member(tmp_path: Path) -> None:
    """Quarters of what is to be high are ranked from the highest, of what is to be low from the lowest."""
    rule = """
unit: angka
polarity: {by: iku, values: {a: higher_is_better, b: lower_is_better}}
achievement: {by: iku, values: {b: (2T-R)/T}}
inputs:
  r: {table: q, column: r, by: [iku, triwulan]}
figures:
  urut: {formula: "rank(r, triwulan)", by: [iku, triwulan]}
"""
    rows = "iku,triwulan,r\na,1,10\na,2,20\na,3,30\na,4,40\nb,1,10\nb,2,20\nb,3,30\nb,4,40"
    dimensions = DIMENSIONS.replace(", c: C, d: D", "")
    project = small(tmp_path, {"measures/m": rule}, {"q": (TABLE[0], rows)}, dimensions)
    found = values(project, "m.urut")
    assert [found[f"triwulan={quarter}, iku=a"] for quarter in "1234"] == ["4", "3", "2", "1"]
    assert [found[f"triwulan={quarter}, iku=b"] for quarter in "1234"] == ["1", "2", "3", "4"]
    assert project.explain("m.urut", {"iku": "b", "triwulan": 2}).exact == "2"


def test_a_member_that_is_not_named_has_no_cap(tmp_path: Path) -> None:
    """120 of 100 stays 120 where only others are capped; the cap of the last that is named is not its own."""
    rule = """
unit: angka
polarity: higher_is_better
cap: {by: iku, values: {a: 100, b: 110}}
inputs:
  r: {table: r, by: [iku]}
weights:
  t: {by: iku, values: {a: 100, b: 100, c: 100, d: 100}}
figures:
  capaian: {formula: "achievement(r, t)", by: [iku], unit: persen, round: 2}
  tercapai: {formula: "count_where(meets(r, t))"}
"""
    table = (TABLE[0], "iku,r\na,120\nb,120\nc,120\nd,90")
    project = small(tmp_path, {"measures/m": rule}, {"r": table}, DIMENSIONS)
    assert list(values(project, "m.capaian").values()) == ["100.00", "110.00", "120.00", "90.00"]
    assert project.explain("m.capaian", {"iku": "c"}).exact == "120.00"
    assert values(project, "m.tercapai") == {"–": "3"}


def test_a_member_of_weights_by_two_keys(tmp_path: Path) -> None:
    """`w[a]` of weights by quarter and indicator is the weight of `a` in each quarter."""
    rule = """
unit: angka
weights:
  w: {by: [triwulan, iku], values: {1: {a: 1, b: 2, c: 3, d: 4}, 2: {a: 5, b: 6, c: 7, d: 8},
      3: {a: 9, b: 10, c: 11, d: 12}, 4: {a: 13, b: 14, c: 15, d: 16}}}
inputs:
  r: {table: r, by: [iku]}
figures:
  milik_b: {formula: "w[b]", by: [triwulan]}
  satu: {formula: "sum(w[b])"}
  kuartal: {formula: "w[3]", by: [iku]}
"""
    project = small(tmp_path, {"measures/m": rule}, {"r": TABLE}, DIMENSIONS)
    assert list(values(project, "m.milik_b").values()) == ["2", "6", "10", "14"]
    assert values(project, "m.satu") == {"–": "32"}
    assert list(values(project, "m.kuartal").values()) == ["9", "10", "11", "12"]
    assert project.explain("m.milik_b", {"triwulan": "4"}).exact == "14"


def test_year_to_date_against_the_target_of_the_quarter(tmp_path: Path) -> None:
    rule = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {by: triwulan, values: {1: 20, 2: 45, 3: 70, 4: 90}}
inputs:
  r: {table: q, column: r, by: [triwulan]}
figures:
  sampai: {formula: "cumulate(r, triwulan, sum)", by: [triwulan]}
  capaian: {formula: "achievement(sampai, targets)", by: [triwulan], unit: persen, round: 2}
  status: {status: sampai, by: [triwulan]}
"""
    table = (TABLE[0], "triwulan,r\n1,18\n2,27\n3,30\n4,")
    project = small(tmp_path, {"indicators/m": rule}, {"q": table}, DIMENSIONS)
    assert list(values(project, "m.capaian").values()) == ["90.00", "100.00", "107.14", "not_measured: Belum"]
    assert list(values(project, "m.status").values()) == ["belum_tercapai", "tercapai", "melampaui", "belum_diukur"]


def test_targets_from_a_table_by_office(tmp_path: Path, english: None) -> None:
    rule = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {table: perjanjian, column: target}
inputs:
  r: {table: r}
figures:
  capaian: {formula: "achievement(r, targets)", unit: persen, round: 1}
  status: {status: r}
  per_tahun: {formula: targets, by: [tahun]}
  lalu: {formula: previous(targets)}
"""
    tables = {
        "perjanjian": ("target: {title: T, type: decimal, decimals: 0, unit: angka}", "satker,target\nu,50\nv,80"),
        "r": (TABLE[0], "satker,r\nu,60\nv,60"),
    }
    project = small(tmp_path, {"indicators/m": rule}, tables, DIMENSIONS)
    assert values(project, "m.capaian", "u") == {"–": "120.0"}
    assert values(project, "m.capaian", "v") == {"–": "75.0"}
    assert values(project, "m.status", "v") == {"–": "belum_tercapai"}
    assert values(project, "m.per_tahun", "u") == {"tahun=2023": "undefined: No target is set", "tahun=2024": "50"}
    assert values(project, "m.lalu", "u") == {"–": "undefined: No target is set"}
    assert project.explain("m.per_tahun", {"tahun": 2024}, "u").exact == "50"


DATED = """
unit: angka
inputs:
  r: {{table: q, column: r, by: [{key}]}}
parameters:
  tarif: {{values: {{2024-01-01: 1, 2024-07-01: 2}}}}
figures:
  y: {{formula: r * tarif, by: [{key}]}}
"""


def test_a_value_that_changes_within_the_year(tmp_path: Path) -> None:
    rows = "\n".join(f"{month},10" for month in range(1, 13))
    project = small(tmp_path, {"measures/m": DATED.format(key="bulan")}, {"q": (TABLE[0], f"bulan,r\n{rows}")}, DIMENSIONS)
    assert list(values(project, "m.y").values()) == ["10.00"] * 6 + ["20.00"] * 6


def test_a_period_that_straddles_the_change_is_refused(tmp_path: Path) -> None:
    rule = DATED.format(key="triwulan").replace("2024-07-01", "2024-08-15")
    project = small(tmp_path, {"measures/m": rule}, {"q": (TABLE[0], "triwulan,r\n1,1\n2,1\n3,1\n4,1")}, DIMENSIONS)
    assert set(refused(project)) == {"parameter_straddles"}


def test_cumulation_by_member_and_conditions_on_keys(tmp_path: Path) -> None:
    rule = """
unit: angka
cumulation: {by: iku, values: {a: sum, b: mean, c: last, d: max}}
inputs:
  r: {table: q, column: r, by: [iku, triwulan]}
parameters:
  tambahan: {by: iku, values: {a: 1, b: 2, c: 3, d: 4}}
figures:
  kumulatif: {formula: "cumulate(r, triwulan)", by: [iku, triwulan], round: 2}
  semester_dua: {by: [iku], formula: "count_where(triwulan >= 3 and iku != d and r > 0)"}
  plus: {by: [iku], formula: "kumulatif[4] + tambahan"}
"""
    quarters = [(code, quarter) for code in "abcd" for quarter in range(1, 5)]
    rows = "\n".join(f"{code},{quarter},{9 - quarter if code == 'd' else quarter}" for code, quarter in quarters)
    project = small(tmp_path, {"measures/m": rule}, {"q": (TABLE[0], f"iku,triwulan,r\n{rows}")}, DIMENSIONS)
    found = values(project, "m.kumulatif")
    assert [found[f"triwulan=3, iku={code}"] for code in "abcd"] == ["6.00", "2.00", "3.00", "8.00"]
    assert list(values(project, "m.semester_dua").values()) == ["2", "2", "2", "0"]
    assert list(values(project, "m.plus").values()) == ["11.00", "4.50", "7.00", "12.00"]


GRID = """
unit: angka
inputs:
  r: {table: q, column: r, by: [iku, triwulan]}
weights:
  w:
    by: [triwulan, iku]
    SUM
    values:
      1: {a: 10, b: 20, c: 30, d: 40}
      2: {a: 40, b: 30, c: 20, d: 10}
      3: {a: 1, b: 2, c: 3, d: 94}
      4: {a: 25, b: 25, c: 25, d: 25}
  arah: {by: iku, DIRECTIONvalues: {a: 1, b: -1, c: 1, d: 1}}
figures:
  berbobot: {formula: "weighted_mean(r, w)", by: [triwulan], round: 2}
  bersih: {formula: sum(r * arah), by: [triwulan]}
  satu: {formula: w, by: [iku, triwulan]}
"""
QUARTERS = "\n".join(
    f"{code},{quarter},{10 * quarter + number}" for number, code in enumerate("abcd") for quarter in range(1, 5)
)


def test_weights_by_two_keys_and_weights_that_count_against(tmp_path: Path) -> None:
    rule = GRID.replace("SUM", "sum: 100").replace("DIRECTION", "direction: both, ")
    project = small(tmp_path, {"measures/m": rule}, {"q": (TABLE[0], f"iku,triwulan,r\n{QUARTERS}")}, DIMENSIONS)
    assert list(values(project, "m.berbobot").values()) == ["12.00", "21.00", "32.90", "41.50"]  # 10q + Σ number·w / 100
    assert list(values(project, "m.bersih").values()) == ["24.00", "44.00", "64.00", "84.00"]  # 20q + 0 − 1 + 2 + 3
    assert values(project, "m.satu")["triwulan=3, iku=d"] == "94"
    for quarter in "1234":
        trace = project.explain("m.berbobot", {"triwulan": quarter})
        assert trace.exact == values(project, "m.berbobot")[f"triwulan={quarter}"]
    assert {part.value for part in project.explain("m.berbobot", {"triwulan": 2}).parts if part.id == "w"} == {
        "40",
        "30",
        "20",
        "10",
    }


def test_weights_that_are_wrong(tmp_path: Path) -> None:
    table = {"q": (TABLE[0], f"iku,triwulan,r\n{QUARTERS}")}
    rule = GRID.replace("SUM", "sum: 100").replace("DIRECTION", "").replace("d: 94", "d: 93")
    assert set(refused(small(tmp_path / "a", {"measures/m": rule}, table, DIMENSIONS))) == {"weights_sum", "weight_negative"}
    rule = (
        GRID.replace("SUM\n", "\n")
        .replace("DIRECTION", "direction: both, ")
        .replace("      4: {a: 25, b: 25, c: 25, d: 25}\n", "")
    )
    assert set(refused(small(tmp_path / "b", {"measures/m": rule}, table, DIMENSIONS))) == {"missing_weight"}


STANDARD = """
figures:
  target: {formula: current(targets)}
  target_tahunan: {formula: targets, by: [tahun]}
  keadaan: {status: realisasi}
number:
  figures:
    capaian: {formula: "achievement(realisasi, target)", unit: persen, round: 2}
    selisih_target: {formula: realisasi - target}
    target_lalu: {formula: previous(targets)}
"""
PERIODIC = """
objective: s1
unit: angka
polarity: higher_is_better
targets: %s
inputs:
  r: {table: q, column: r, by: [triwulan]}
figures:
  realisasi: {formula: "%s"}
  capaian_triwulan: {formula: "achievement(r, current(targets))", by: [triwulan], unit: persen, round: 2}
"""
REALISED = (TABLE[0], "triwulan,r\n1,18\n2,40\n3,70\n4,99")
GIVEN = "{by: triwulan%s, values: {1: 20, 2: 50, 3: 70, 4: 90}}"
FROM_TABLE = ("t: {title: T, type: decimal, decimals: 0, unit: angka}", "triwulan,t\n1,20\n2,50\n3,70\n4,90")


def periodic(root: Path, targets: str, realised: str) -> Project:
    tables = {"q": REALISED, "j": FROM_TABLE}
    project = small(root, {"indicators/m": PERIODIC % (targets, realised)}, tables, DIMENSIONS)
    (root / "rules" / "2024" / "standard.yaml").write_text(STANDARD)
    return project


@pytest.mark.parametrize(
    ("targets", "realised", "target", "achieved"),
    [
        (GIVEN % "", "last(r, triwulan)", "90", "110.00"),  # up to the period: the last one's is the year's
        ("{table: j, column: t}", "last(r, triwulan)", "90", "110.00"),
        (GIVEN % ", year: last", "last(r, triwulan)", "90", "110.00"),
        (GIVEN % ", year: sum", "sum(r)", "230", "98.70"),  # of each period alone: 227 of 230
        ("{table: j, column: t, year: sum}", "sum(r)", "230", "98.70"),
        (GIVEN % ", year: max", "max(r)", "90", "110.00"),
    ],
)
def test_standard_figures_of_targets_by_period(
    targets: str, realised: str, target: str, achieved: str, tmp_path: Path, english: None
) -> None:
    project = periodic(tmp_path, targets, realised)
    assert values(project, "m.target") == {"–": target}
    assert values(project, "m.target_tahunan") == {"tahun=2023": "undefined: No target is set", "tahun=2024": target}
    assert values(project, "m.capaian") == {"–": achieved}
    assert values(project, "m.target_lalu") == {"–": "undefined: No target is set"}
    assert list(values(project, "m.capaian_triwulan").values()) == ["90.00", "80.00", "100.00", "110.00"]
    assert values(project, "m.keadaan") == {"–": "melampaui" if achieved == "110.00" else "belum_tercapai"}
    for name in ("target", "capaian", "keadaan"):
        assert project.explain(f"m.{name}").status == "ok"


def test_a_year_whose_last_period_has_no_target_has_none(tmp_path: Path) -> None:
    project = periodic(tmp_path, "{by: triwulan, values: {1: 20, 2: 50}}", "last(r, triwulan)")
    assert values(project, "m.keadaan") == {"–": "belum_ada_target"}


def test_what_is_no_period_has_no_last_one(tmp_path: Path, english: None) -> None:
    rule = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {by: layanan%s, values: {paspor: 90, izin: 70}}
inputs:
  r: {table: q, column: r, by: [layanan]}
figures:
  realisasi: {formula: mean(r), round: 0}
  target: {formula: current(targets)}
"""
    dimensions = "layanan: {title: Layanan, members: {paspor: Paspor, izin: Izin tinggal}}\n"
    table = {"q": (TABLE[0], "layanan,r\npaspor,90\nizin,70")}
    found = values(small(tmp_path / "a", {"indicators/m": rule % ", year: min"}, table, dimensions), "m.target")
    assert found == {"–": "70"}
    found = refused(small(tmp_path / "b", {"indicators/m": rule % ""}, table, dimensions))
    assert list(found) == ["targets_of_year"]


def test_what_decides_a_target_or_a_sample_is_told_apart_by_diff(tmp_path: Path) -> None:
    rule = "cap: 120\nfloor: 10\n" + PERIODIC % (GIVEN % ", year: sum", "sum(r)")
    rule += "  y: {formula: mean(r), round: 0, measured_when: {condition: count(r) >= 3, reason: Sedikit}}\n"
    old = small(tmp_path / "old", {"indicators/m": rule}, {"q": REALISED}, DIMENSIONS).rules
    for before, after, kind in (
        ("year: sum", "year: max", "target_of_year"),
        ("floor: 10", "floor: 20", "floor"),
        (">= 3", ">= 4", "sample"),
        ("cap: 120", "cap: 120\ncumulation: last", "cumulation"),
    ):
        new = small(tmp_path / kind, {"indicators/m": rule.replace(before, after)}, {"q": REALISED}, DIMENSIONS).rules
        assert {change.kind for change in changes(old, new)} == {kind}
