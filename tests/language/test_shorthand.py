"""What a file says once: the tables it reads, and the keys of its figures and checks."""

from __future__ import annotations

from pathlib import Path

from small import refused, small, values

DIMENSIONS = "layanan: {title: Layanan, members: {paspor: Paspor, izin: Izin}}"
SURVEY = """
nilai: {title: N, type: integer, unit: angka}
orang: {title: O, type: integer, unit: angka}
catatan: {title: C, type: text}
"""
TABLES = {
    "survei": (SURVEY.strip(), "layanan,nilai,orang,catatan\npaspor,80,30,x\nizin,90,20,y"),
    "lain": ("orang: {title: O, type: integer, unit: angka}", "layanan,orang\npaspor,1\nizin,2"),
}
RULE = """
unit: angka
tables: [survei]
by: [layanan]
figures:
  dua: {formula: nilai * 2}
  rata: {formula: "weighted_mean(nilai, orang)", by: [], round: 1}
  cukup: {classify: dua, categories: mutu}
checks:
  minimum: {title: Sedikit, expect: orang >= 25, level: note}
"""
BANDS = "mutu: {title: Mutu, unit: angka, round: 0, bands: [{from: 0, code: C, title: C}, {from: 170, code: A, title: A}]}"


def test_every_column_is_an_input_and_every_figure_has_the_keys_of_the_file(tmp_path: Path) -> None:
    project = small(tmp_path, {"measures/m": RULE}, TABLES, DIMENSIONS, BANDS)
    assert values(project, "m.dua") == {"layanan=paspor": "160", "layanan=izin": "180"}
    assert values(project, "m.rata") == {"–": "84.0"}  # (80·30 + 90·20) / 50
    assert values(project, "m.cukup") == {"layanan=paspor": "C", "layanan=izin": "A"}
    assert [str(issue.key) for issue in project.check()] == ["m.minimum[layanan=izin]"]
    assert project.explain("m.rata").exact == "84.0"


def test_what_is_written_out_comes_first(tmp_path: Path) -> None:
    rule = RULE.replace("figures:", "inputs:\n  orang: {table: lain}\nfigures:", 1)
    project = small(tmp_path, {"measures/m": rule}, TABLES, DIMENSIONS, BANDS)
    assert values(project, "m.rata") == {"–": "86.7"}  # (80·1 + 90·2) / 3


def test_an_unknown_table_and_a_column_of_two_tables(tmp_path: Path, english: None) -> None:
    rule = RULE.replace("[survei]", "[survai]")
    found = refused(small(tmp_path / "a", {"measures/m": rule}, TABLES, DIMENSIONS, BANDS))
    assert list(found) == ["unknown_table"]
    assert "survei" in found["unknown_table"]
    rule = RULE.replace("[survei]", "[survei, lain]")
    assert list(refused(small(tmp_path / "b", {"measures/m": rule}, TABLES, DIMENSIONS, BANDS))) == ["duplicate_name"]
