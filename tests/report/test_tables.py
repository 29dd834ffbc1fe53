"""Tables: the grid, and what stands where, against the input tables of 2023."""

from __future__ import annotations

import csv
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.report.facts import Facts
from lkjip.report.grid import Cell, placed, table
from lkjip.report.printed import Markdown, Printed
from lkjip.report.tables import Across, Tables

ROOT = Path(__file__).parents[2]


class Reader(HTMLParser):
    """The cells of a table's rows, as text."""

    def __init__(self, source: Markdown) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.attributes: list[dict[str, str | None]] = []
        self.open = False
        self.feed(source.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.open = True
            self.rows[-1].append("")
            self.attributes.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.open and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def facts(project: Project) -> Facts:
    return Facts(project, project.office())


def test_a_cell_that_reaches_down_takes_its_place_in_the_rows_below() -> None:
    rows = [[Cell("a", rows=2), Cell("b")], [Cell("c")], [Cell("d"), Cell("e")]]
    assert [[at for at, _ in row] for row in placed(rows)] == [[0, 1], [1], [0, 1]]


def test_columns_of_numbers_are_aligned_right_and_others_left() -> None:
    head = [[Cell("Uraian", head="col"), Cell("Nilai", head="col")]]
    body = [[Cell("satu"), Cell(Printed("3,91", "figure", "ikm.realisasi"))]]
    assert Reader(table(head, body)).attributes == [
        {"scope": "col", "style": "text-align:left"},
        {"scope": "col", "style": "text-align:right"},
        {"style": "text-align:left"},
        {"style": "text-align:right"},
    ]


def test_text_of_a_table_stays_text() -> None:
    hostile = '<script>alert(1)</script> & ``` "x" #import $y$ | *z*'
    written = table([[Cell("a", head="col")]], [[Cell(hostile)]]).text
    assert "<script" not in written
    assert "```" not in written.removeprefix("\n```{=html}\n").removesuffix("\n```\n")
    assert Reader(Markdown(written)).rows == [["a"], [hostile]]


def test_a_row_per_member_with_a_foot_and_numbers(facts: Facts) -> None:
    columns = {"Nilai": "ikm.nilai_unsur"}
    made = Tables(facts).by_member("unsur", columns, number=True, foot={"Nilai SKM": ["ikm.realisasi"]})
    rows = Reader(made).rows
    assert rows[0] == ["No.", "Unsur layanan", "Nilai"]
    # The source report's own table of elements
    assert rows[1:] == [
        ["1", "Informasi", "3,94"],
        ["2", "Persyaratan", "3,94"],
        ["3", "Prosedur/Alur", "3,93"],
        ["4", "Waktu Penyelesaian", "3,89"],
        ["5", "Tarif/Biaya", "3,94"],
        ["6", "Sarana/Prasarana", "3,87"],
        ["7", "Respon", "3,90"],
        ["8", "Konsultasi/Pengaduan", "3,90"],
        ["Nilai SKM", "3,91"],
    ]


def test_columns_across_a_dimension_under_two_lines_of_headings(facts: Facts) -> None:
    figures = ("ikm.target_tahunan", "ikm.realisasi_tahunan")
    spread = Across(figures, "tahun", ("Target", "Realisasi"), ("2022", "2023"))
    rows = Reader(Tables(facts).by_member("indikator", {"": spread}, codes=["ikm"])).rows
    assert rows[0] == ["Indikator kinerja", "2022 †", "2023"]
    assert rows[1] == ["Target", "Realisasi", "Target", "Realisasi"]
    assert rows[2][1:] == ["3,20", "3,90", "3,25", "3,91"]


def test_a_month_without_respondents_is_a_dash(facts: Facts) -> None:
    months = Across(("ikm.nilai_bulanan",), "bulan", (), tuple(range(1, 13)))
    rows = Reader(Tables(facts).by_member("tahun", {"": months}, codes=[2023])).rows
    assert rows[0][9] == "Sept" and rows[1][9] == "–"


def test_groups_have_a_line_of_their_own(facts: Facts) -> None:
    rows = Reader(
        Tables(facts).by_member("variabel", {"Nilai": "iki.nilai_variabel"}, groups=True, group_figure="iki.nilai_kelompok")
    ).rows
    assert rows[1] == ["Budaya Organisasi dan Sistem Anti Korupsi", "97,61"]
    assert rows[2] == ["Transparansi", "97,69"]
    assert len(rows) == 1 + 4 + 22


def test_written_rows_print_figures_weights_and_texts(facts: Facts) -> None:
    rows = Reader(
        Tables(facts).free(
            ["Sasaran", "Indikator", "Capaian"],
            [["satu", "IKM", "ikm.capaian"], [..., "bobot", "rule:smart.bobot[komponen_smart=efisiensi]"]],
        )
    ).rows
    assert rows[1:] == [["satu", "IKM", "120,31"], ["bobot", "28,6"]]


def test_a_category_scale_shows_which_bounds_belong_to_it(facts: Facts) -> None:
    assert Reader(Tables(facts).bands("mutu_pelayanan")).rows[2] == ["≥ 65,00 dan < 76,61", "C", "Kurang Baik"]
    assert Reader(Tables(facts).bands("kinerja_smart")).rows[2:4] == [
        ["> 50,00 dan ≤ 60,00", "Kurang"],
        ["> 60,00 dan ≤ 80,00", "Cukup"],
    ]


def test_a_misspelt_figure_is_refused_and_not_printed_as_text(facts: Facts) -> None:
    with pytest.raises(UserError) as caught:
        Tables(facts).free(["a"], [["ikm.realisai"]])
    assert caught.value.issues[0].values["nearest"] == "ikm.realisasi"


def test_years_of_other_rules_are_marked_and_explained(facts: Facts) -> None:
    """IKM of 2021 and 2022 is what was printed then, of 2023 it comes from the survey; the budget's rules are the same."""
    columns = {"Realisasi": "ikm.realisasi_tahunan", "Penyerapan": "anggaran.persentase_tahunan"}
    made = Tables(facts).by_member("tahun", columns)
    assert [row[0] for row in Reader(made).rows[1:]] == ["Tahun 2021 †", "Tahun 2022 †", "Tahun 2023"]
    assert "† Tahun 2021 dan 2022 diambil dari arsip dan dihitung menurut aturan tahun itu" in made.text
    assert "dihitung ulang" not in made.text
    same = Tables(facts).by_member("tahun", {"Penyerapan": "anggaran.persentase_tahunan"})
    assert "†" not in same.text


def test_what_is_computed_anew_for_an_earlier_year_is_said_to_be(facts: Facts) -> None:
    """Capaian of 2021 was archived as 127; this year's rules make 126,67 of that year's 3,99 and 3,15."""
    columns = {"Realisasi": "ikm.realisasi_tahunan", "Capaian": "ikm.capaian_tahunan"}
    both = Tables(facts).by_member("tahun", columns)
    assert Reader(both).rows[1] == ["Tahun 2021 †", "3,99", "126,67"]
    assert "aturan tahun ini. Capaian per tahun dihitung ulang menurut aturan tahun ini." in both.text
    alone = Tables(facts).by_member("tahun", {"Capaian": "ikm.capaian_tahunan"})
    assert "† Tahun 2021 dan 2022 dihitung ulang menurut aturan tahun ini" in alone.text
    across = Tables(facts).by_member("indikator", {"Capaian": Across(("*.capaian_tahunan",), "tahun", (), ("2021",), {})})
    assert "† Tahun 2021 dihitung ulang menurut aturan tahun ini" in across.text


def test_the_values_of_a_shaded_table_have_levels_that_are_told_below(facts: Facts) -> None:
    columns = {"": Across(("iki.nilai_rinci",), "bulan", (), facts.rules.dimensions["bulan"].codes)}
    foot = {"Responden": [Across(("iki.responden_bulanan",), "bulan", (), facts.rules.dimensions["bulan"].codes)]}
    made = Tables(facts).by_member("variabel", columns, foot=foot, shaded=True)
    with (ROOT / "data/2023/kanim-jember/iio_nilai.csv").open(encoding="utf-8") as file:
        given = sorted(float(row["nilai"].replace(",", ".")) for row in csv.DictReader(file) if row["nilai"])
    cells = [
        (float(text.replace(",", ".")), int(kind.removeprefix("tingkat-")))
        for kind, text in re.findall(r'<td class="(tingkat-\d)"[^>]*><span[^>]*>([\d,]+)</span>', made.text)
    ]
    assert sorted(value for value, _ in cells) == given  # a month without respondents and the line below have no shade
    assert all(one <= other for (_, one), (_, other) in pairwise(sorted(cells)))
    counts = Counter(level for _, level in cells)
    assert set(counts) == {1, 2, 3, 4, 5} and max(counts.values()) < 2 * min(counts.values())
    told = made.text.rpartition("</table>")[2]
    spans = re.findall(r"\[([\d,]+)\]", told)
    assert [float(spans[0].replace(",", ".")), float(spans[-1].replace(",", "."))] == [given[0], given[-1]]
