"""What must be decided by a rule and never by accident: achievement, caps, targets, ordered scales, weights."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from lkjip.figures import Figures
from lkjip.project import Project

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "semantics" / "capaian.yaml").read_text(), Loader=yaml.BaseLoader
)


def flow(value: Any) -> str:
    """A value as YAML on one line, scalars exactly as they stand in the case."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return str(value)


def evaluated(project: Path, file: str, rule: str, **tables: str) -> Figures:
    (project / "rules/2023" / file).write_text(rule)
    for name, rows in tables.items():
        (project / "data/2023/kantor-uji" / f"{name}.csv").write_text(rows)
    return Project(project, 2023).evaluate()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_achievement(case: dict[str, Any], tiny: Path) -> None:
    settings = "\n".join(f"{key}: {flow(value)}" for key, value in case["indicator"].items())
    rule = f"""
id: uji
title: Indikator uji
objective: sk1
unit: indeks
{settings}
inputs:
  nilai: {{table: belanja, column: realisasi, unit: indeks}}
figures:
  realisasi: {{formula: current(nilai)}}
  target: {{formula: current(targets)}}
  capaian: {{formula: "achievement(realisasi, target)", unit: persen, round: {case.get("round", 2)}}}
"""
    rows = f"tahun,pagu,realisasi,opini,catatan\n2022,1,3.00,WDP,\n2023,1,{case['realisasi']},WTP,\n"
    figures = evaluated(tiny, "indicators/uji.yaml", rule, belanja=rows)
    for name, wanted in case["expected"].items():
        value = figures[f"uji.{name}"]
        assert (value.value or value.status) == wanted, (case["because"], value)


@pytest.mark.parametrize(("opini", "status"), [("WTP", "tercapai"), ("WDP", "tercapai"), ("TMP", "belum_tercapai")])
def test_an_ordered_scale_compares_ranks_and_prints_codes(opini: str, status: str, tiny: Path) -> None:
    """TMP < WDP < WTP; the target is WDP."""
    rule = """
id: uji
title: Opini atas laporan keuangan
objective: sk1
unit: opini
polarity: higher_is_better
targets: {2023: WDP}
inputs:
  opini: {table: belanja}
figures:
  realisasi: {formula: current(opini)}
  target: {formula: current(targets)}
  status:
    choose:
      - {when: realisasi >= target, code: tercapai}
      - {code: belum_tercapai}
"""
    rows = f"tahun,pagu,realisasi,opini,catatan\n2022,1,3.00,WDP,\n2023,1,3.00,{opini},\n"
    figures = evaluated(tiny, "indicators/uji.yaml", rule, belanja=rows)
    assert figures["uji.realisasi"].value == opini
    assert figures["uji.target"].value == "WDP"
    assert figures["uji.status"].value == status


IKPA = """
id: uji
title: Nilai dengan bobot yang dikonversi
unit: indeks
inputs:
  berlaku: {{table: berlaku, by: [unsur]}}
  nilai:
    table: survei_tahun
    by: [unsur]
    unit: indeks
    measured_when: {{condition: berlaku == 1, reason: Tidak berlaku}}
weights:
  bobot: {{by: unsur, sum: 100, values: {{informasi: 50, prosedur: 30, biaya: 20}}}}
parameters:
  pengurang: {{value: 0.25, unit: indeks}}
figures:
  nilai_akhir: {{formula: "weighted_mean(nilai, bobot)", round: 2, coverage: all}}
  setelah_pengurang: {{formula: nilai_akhir - pengurang}}
"""
BERLAKU = """
table: berlaku
title: Berlaku
source: {system: uji}
keys: [unsur]
complete: true
columns:
  berlaku: {title: Berlaku, type: integer, minimum: 0, maximum: 1}
"""
NILAI = """
table: survei_tahun
title: Nilai
source: {system: uji}
keys: [unsur]
complete: true
columns:
  nilai: {title: Nilai, type: decimal, decimals: 2, unit: indeks, empty: Belum dilaporkan}
"""


def weighted(tiny: Path, berlaku: str, nilai: str) -> Figures:
    (tiny / "rules/2023/tables/berlaku.yaml").write_text(BERLAKU)
    (tiny / "rules/2023/tables/survei_tahun.yaml").write_text(NILAI)
    return evaluated(
        tiny, "measures/uji.yaml", IKPA.format(), berlaku=f"unsur,berlaku\n{berlaku}", survei_tahun=f"unsur,nilai\n{nilai}"
    )


def test_weights_of_what_does_not_apply_are_converted(tiny: Path) -> None:
    """PER-5/PB/2022: Σ(value·weight)/(Σ applicable weights/100): (4,00·50 + 3,00·20)/70 = 260/70 = 3,714…"""
    figures = weighted(tiny, "informasi,1\nprosedur,0\nbiaya,1\n", "informasi,4.00\nprosedur,\nbiaya,3.00\n")
    assert figures["uji.nilai_akhir"].value == "3.71"
    assert figures["uji.setelah_pengurang"].value == "3.46"  # PER-5/PB/2024 deducts afterwards: 3,71 − 0,25


def test_what_applies_but_is_not_reported_is_never_dropped(tiny: Path) -> None:
    figures = weighted(tiny, "informasi,1\nprosedur,1\nbiaya,1\n", "informasi,4.00\nprosedur,3.00\nbiaya,2.00\n")
    assert figures["uji.nilai_akhir"].value == "3.30"  # (200 + 90 + 40)/100
    (tiny / "data/2023/kantor-uji/survei_tahun.csv").unlink()
    issues = Project(tiny, 2023).check()
    assert [issue.code for issue in issues] == ["missing_table"]


def test_a_year_without_target_is_said_as_a_warning(tiny: Path) -> None:
    path = tiny / "rules/2023/indicators/kepuasan.yaml"
    path.write_text(path.read_text().replace("2022: 3.20, 2023: 3.25,", "2022: 3.20,"))
    issues = Project(tiny, 2023).check()
    assert [(issue.code, issue.level, issue.location.line) for issue in issues] == [("target_missing", "warning", 8)]


def test_decimals_of_targets_stay_as_written(tiny: Path) -> None:
    """3.30 is 3,30 and not 3,3, whatever the other years' decimals are."""
    figures = Project(tiny, 2023).evaluate()
    assert figures["kepuasan.target_menengah"].value == "3.30"
    assert Decimal(str(figures["kepuasan.target"].value)) == Decimal("3.25")
