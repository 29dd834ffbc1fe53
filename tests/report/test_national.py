"""All offices together: figures of the roll-up by hand, other agencies, what is left out, and what cannot be said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from lkjip.errors import Issue, Location
from lkjip.figures import Value
from lkjip.report.index import index
from lkjip.report.many import Made
from lkjip.report.national import document
from lkjip.report.national.overview import Overview
from lkjip.report.national.strips import Dot, Row, strips
from small import small

OFFICE = """name: {name}
short_name: K
ministry: Badan Uji
region: R
city: C
date: 2025-01-1{number}
head: {{name: N, title: T}}
"""
DIMENSIONS = """
balai: {title: Balai, offices: {table: unit_kerja}, members: {timur: Timur, barat: Barat, utara: Utara}}
bulan: {title: Bulan, members: {1: Januari, 2: Februari}}
"""
TIME = """objective: s1
unit: angka
polarity: {polarity}
{more}inputs:
  x: {{table: x, by: [bulan]}}
figures:
  realisasi: {{formula: mean(x), round: 1, title: Realisasi}}
  keadaan: {{status: realisasi, title: Keadaan}}
"""
LEVEL = """objective: s1
unit: opini
polarity: higher_is_better
inputs:
  opini: {table: opini, unit: opini}
figures:
  realisasi: {formula: opini, title: Opini}
  nasional: {formula: count_where(realisasi == WTP), scope: all_offices, title: Kantor beropini WTP}
"""
OPINIONS = "opini: {title: Opini BPK, levels: [{code: TW, title: Tidak Wajar}, {code: WTP, title: Wajar}]}"
TABLES = {
    "x": (
        "x: {title: X, type: decimal, decimals: 1, unit: angka, empty: Belum dilaporkan}",
        "satker,bulan,x\na,1,2.0\na,2,4.0\nb,1,6.0\nb,2,6.0\nc,1,8.0\nc,2,\nd,1,\nd,2,\ne,1,1.0\ne,2,1.0",
    ),
    "opini": ("opini: {title: O, type: ordinal, categories: opini}", "satker,opini\na,WTP\nb,TW\nc,WTP\nd,WTP\ne,TW"),
    "unit_kerja": ("balai: {title: B, type: text}", "satker,balai\na,timur\nb,timur\nc,barat\nd,barat\ne,utara"),
}


def overview(root: Path, rules: dict[str, str], offices: str = "abcd", failed: str = "") -> Overview:
    """Five offices have data; those of `offices` a file of their own, of which two have the same name."""
    project = small(root, rules, TABLES, DIMENSIONS, OPINIONS)
    for number, office in enumerate(offices):
        folder = root / f"data/2024/{office}"
        folder.mkdir(exist_ok=True)
        text = OFFICE.format(name="Kantor <Satu>" if office in "ab" else f"Kantor {office}", number=number)
        (folder / "office.yaml").write_text(text, encoding="utf-8")
    issue = Issue("cell_failed", Location("data/2024/c/x.csv", 3), {"cell": "x", "problem": "abc"})
    made = [Made(one, issues=(issue,) if one in failed else ()) for one in offices]
    return Overview(project, made)


def shown(values: Sequence[Value | None]) -> list[str]:
    return [str(value) for value in values]


def indicator(polarity: str, more: str = "") -> str:
    return TIME.format(polarity=polarity, more=more)


def test_figures_over_all_offices(tmp_path: Path) -> None:
    """Means of 3, 6, 8 and none; e has no file of its own and is no part of any figure. Worked by hand."""
    found = overview(
        tmp_path, {"indicators/lama": indicator("lower_is_better", "achievement: (2T-R)/T\ntargets: {2024: 6}\n")}
    )
    (spread,) = found.spreads
    names = ("jumlah_terukur", "terendah", "nilai_tengah", "tertinggi", "rata_rata")
    assert shown([found.over_all(spread, name) for name in names]) == ["3", "3,0", "6,0", "8,0", "5,7"]
    states = ("melampaui", "tercapai", "belum_tercapai", "belum_diukur", "memenuhi")
    counted = shown([found.over_all(spread, f"jumlah_{name}") for name in states])
    assert counted == ["1", "1", "1", "1", "2"]  # 3 < 6, 6 = 6, 8 > 6 (less is better), none
    assert [found.place(spread, office) for office in "abcd"] == [1, 2, 3, None]
    east = [found.over_all(spread, name, "balai", "timur") for name in ("jumlah_terukur", "nilai_tengah")]
    assert shown(east) == ["2", "4,5"]
    assert found.bare == ["e"] and not found.failed
    assert [line.name for line in found.lines] == ["Kantor <Satu> (a)", "Kantor <Satu> (b)", "Kantor c", "Kantor d"]


def test_who_failed_is_in_no_figure_and_named(tmp_path: Path) -> None:
    found = overview(tmp_path, {"indicators/lama": indicator("higher_is_better")}, failed="c")
    (spread,) = found.spreads
    assert shown([found.over_all(spread, name) for name in ("jumlah_terukur", "tertinggi")]) == ["2", "6,0"]
    assert found.place(spread, "c") is None and [found.place(spread, one) for one in "ab"] == [2, 1]
    page = index(found).decode()
    assert "4 satuan kerja: 3 laporan selesai, 1 gagal." in page and "data/2024/c/x.csv:3" in page
    assert "tidak punya office.yaml, sehingga tidak ada laporannya dan tidak dihitung: e." in page
    assert "Kantor &lt;Satu&gt; (a): 3,0" in page and "<script" not in page
    (out,) = document.write(found, tmp_path / "out", ["html"])
    text = re.sub(r"<[^>]+>|\s+", " ", out.read_text(encoding="utf-8"))
    assert "3 dari 5 satuan kerja tercakup dalam laporan ini; 2 tidak tercakup" in text
    assert "data/2024/c/x.csv:3" in text and "tidak ada laporannya dan tidak dihitung: e." in text


def test_levels_and_what_the_rules_say_of_all(tmp_path: Path) -> None:
    found = overview(tmp_path, {"indicators/opini": LEVEL})
    (spread,) = found.spreads
    assert not spread.numeric and not spread.ranked and not spread.state
    assert shown([found.over_all(spread, f"jumlah_jenjang_{number}") for number in (1, 2)]) == ["1", "3"]
    assert [(value.id, value.value) for value in found.national()] == [("opini.nasional", "3")]
    (out,) = document.write(found, tmp_path / "out", ["html"])
    text = re.sub(r"<[^>]+>|\s+", " ", out.read_text(encoding="utf-8"))
    assert "Kantor beropini WTP" in text and "Tidak Wajar" in text and "tidak menetapkan angka nasional" not in text


@pytest.mark.parametrize("polarity", ["stabilise", "within_range"])
def test_no_order_where_more_is_not_better(tmp_path: Path, polarity: str) -> None:
    more = "range: {below: 1, above: 1}\n" if polarity == "within_range" else ""
    found = overview(tmp_path, {"indicators/lama": indicator(polarity, more + "targets: {2024: 6}\n")})
    (spread,) = found.spreads
    assert spread.numeric and not spread.ranked and found.place(spread, "a") is None
    (out,) = document.write(found, tmp_path / "out", ["html"])
    assert "tidak dengan sendirinya lebih baik, sehingga tidak diperingkat" in out.read_text(encoding="utf-8")


def test_one_office_and_none_measured(tmp_path: Path) -> None:
    found = overview(tmp_path, {"indicators/lama": indicator("higher_is_better")}, offices="d")
    (spread,) = found.spreads
    assert shown([found.over_all(spread, name) for name in ("jumlah_terukur", "jumlah_belum_ada_target")]) == ["0", "1"]
    (out,) = document.write(found, tmp_path / "out", ["html"])
    assert "Tidak satu pun satuan kerja terukur." in out.read_text(encoding="utf-8")


def test_a_strip_places_dots_and_the_median() -> None:
    """From 200 to 610 of 640: a quarter of the way from 1 to 5 is 302.5."""
    from fractions import Fraction

    made = strips([Row("<Timur>", [Dot(Fraction(n), f"K: {n}") for n in (1, 2, 5)], Fraction(2))], ("1", "5"), "x")
    assert re.findall(r'cx="([\d.]+)"', made) == ["200.0", "302.5", "610.0"] and "M302.5 " in made
    assert "&lt;Timur&gt;" in made and "<title>K: 5</title>" in made


def test_offices_that_are_alike_are_not_ranked_and_without_target_none_meets_it(tmp_path: Path) -> None:
    rules = {"indicators/sama": TIME.format(polarity="higher_is_better", more="")}
    rows = "satker,bulan,x\na,1,2.0\na,2,2.0\nb,1,2.0\nb,2,2.0"
    project = small(tmp_path, rules, {"x": (TABLES["x"][0], rows)}, DIMENSIONS.splitlines()[2])
    for number, office in enumerate("ab"):
        (tmp_path / f"data/2024/{office}").mkdir(parents=True)
        (tmp_path / f"data/2024/{office}/office.yaml").write_text(OFFICE.format(name=office, number=number))
    made = [Made(office) for office in "ab"]
    text = document._Document(Overview(project, made)).text(tmp_path)
    assert "sama pada semua satuan kerja yang terukur" in text and "teratas" not in text
    summary = text.split("#tbl-ringkasan}")[1].split("</table>")[0]
    assert summary.rstrip().endswith("–</td></tr></tbody>"), summary[-200:]
