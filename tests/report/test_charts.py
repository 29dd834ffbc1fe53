"""Charts: order, printed labels, gaps, links, descriptions; drawn the same every time, safe, and legible in greyscale."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lkjip.report import charts
from lkjip.report.charts import Band, Chart, Point, theme
from lkjip.report.charts.axes import ticks, value_axis
from lkjip.report.charts.draw import svg_of
from lkjip.report.charts.text import width, wrap

FONTS = Path(charts.__file__).parents[1] / "assets" / "fonts"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert('x')</script>&\"", "A" * 5000, "$x$ #import *|`\n{{< }}", "محمد بن عبد الله", "\x00\x1b\u202e"]


def point(figure: str, number: str | None, unit: str = "indeks", **key: str) -> Point:
    """A point as the engine would print it; the short title of a member is its code."""
    sign = {"%": "%"}.get(unit, "")
    name = f"{figure}[{','.join(f'{k}={v}' for k, v in key.items())}]" if key else figure
    return Point(
        id=name,
        labels=key,
        full={dimension: f"{code} (lengkap)" for dimension, code in key.items()},
        shown="–" if number is None else number.replace(".", ",") + sign,
        number=None if number is None else Fraction(number),
        title=f"Judul {figure}",
        unit=unit,
    )


def points(figure: str, numbers: list[str | None], unit: str = "indeks", by: str = "bulan") -> list[Point]:
    return [point(figure, number, unit, **{by: f"{by}-{place}"}) for place, number in enumerate(numbers, 1)]


INDEX = points("ikm.bulanan", ["3.92", "3.90", None, "3.63"])
COUNT = points("ikm.responden", ["12", "31", "0", "30"], "orang")
MINIMUM = point("ikm.minimum", "30", "orang")
ELEMENTS = points("ikm.unsur", ["3.94", "3.87", None, "3.91"], by="unsur")
MEAN = point("ikm.realisasi", "3.91")
GROUPED = [
    point("smart.komponen", number, "nilai", tahun=year, komponen=part)
    for year, part, number in (
        ("2021", "keluaran", "98.5"),
        ("2021", "efisiensi", "65.9"),
        ("2022", "keluaran", None),
        ("2022", "efisiensi", "50.23"),
    )
]
CELLS = [
    point("iki.rinci", None if x == y else f"{90 + 3 * x + y}.25", "skor", bulan=f"b{x}", variabel=f"v{y}")
    for x in range(3)
    for y in range(3)
]
STAFF = [
    point("pegawai", number, "orang", kelamin=side, golongan=rank)
    for side, rank, number in (
        ("Laki-laki", "II/a", "2"),
        ("Laki-laki", "III/b", "0"),
        ("Perempuan", "II/a", None),
        ("Perempuan", "III/b", "5"),
    )
]
TARGET, REALISED = points("t", ["3.1", "3.2"], by="tahun"), points("r", ["3.9", None], by="tahun")
ACHIEVED = points("c", ["125.81", None], "%", "tahun")
CONVERTED = point("ikm.konversi", "97.75", "skor")
SHARES = points("bagian", ["80", "20", "0"], "%", by="jenis")
BANDS = [Band(Fraction(25), "25,00", "Tidak Baik"), Band(Fraction("88.31"), "88,31", "Sangat Baik")]

COUNTS = points("jumlah", ["49", "12", None], "orang", "jenis")

BUILT: dict[str, tuple[Callable[[], Chart], list[Point]]] = {
    "monthly": (lambda: charts.monthly(INDEX, COUNT, MINIMUM), [*INDEX, *COUNT, MINIMUM]),
    "ranking": (lambda: charts.ranking(ELEMENTS, MEAN), [*ELEMENTS, MEAN]),
    "heatmap": (lambda: charts.heatmap(CELLS, x="bulan", y="variabel", groups={"v0 (lengkap)": "Kelompok satu"}), CELLS),
    "targets": (lambda: charts.targets(TARGET, REALISED, ACHIEVED), [*TARGET, *REALISED, *ACHIEVED]),
    "position": (lambda: charts.position(CONVERTED, BANDS, Fraction(100)), [CONVERTED]),
    "columns": (lambda: charts.columns(GROUPED, x="komponen", group="tahun"), GROUPED),
    "components": (lambda: charts.components(GROUPED, x="komponen", group="tahun"), GROUPED),
    "bars": (lambda: charts.bars(GROUPED, y="komponen", group="tahun"), GROUPED),
    "pyramid": (lambda: charts.pyramid(STAFF, y="golongan", sides="kelamin"), STAFF),
    "shares": (lambda: charts.shares(SHARES, COUNTS), [*SHARES, *COUNTS]),
}


@cache
def drawn(name: str) -> str:
    return svg_of(BUILT[name][0]())


def links(svg: str) -> list[ElementTree.Element]:
    """The links a keyboard reaches: the marks."""
    return [link for link in ElementTree.fromstring(svg).iter(f"{SVG}a") if link.get("tabindex") != "-1"]


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", BUILT)
class TestEveryChart:
    def test_each_value_is_one_mark_that_links_to_its_figure(self, name: str) -> None:
        assert sorted(link.get("href", "") for link in links(drawn(name))) == sorted(f"#{p.id}" for p in BUILT[name][1])

    def test_each_mark_says_its_value(self, name: str) -> None:
        said = {link.get("href"): link.get("aria-label", "") for link in links(drawn(name))}
        for p in BUILT[name][1]:
            assert said[f"#{p.id}"].endswith(
                "data belum tersedia" if p.number is None else f"{p.shown} {p.unit}".removesuffix(" %")
            )

    def test_each_value_is_printed_as_the_engine_prints_it(self, name: str) -> None:
        printed = " ".join(texts(drawn(name)))
        assert [p.id for p in BUILT[name][1] if p.shown not in printed] == []

    def test_only_marks_are_spoken(self, name: str) -> None:
        root = ElementTree.fromstring(drawn(name))
        hidden = {node for group in root.iter() if group.get("aria-hidden") for node in group.iter(f"{SVG}text")}
        inside = {node for link in links(drawn(name)) for node in link.iter(f"{SVG}text")}
        assert len(list(root.iter(f"{SVG}text"))) == len(hidden) + len(inside)
        assert not re.search(r"aria-roledescription|role=\"graphics", drawn(name))

    def test_the_description_tells_every_value(self, name: str) -> None:
        chart = BUILT[name][0]()
        for p in BUILT[name][1]:
            assert all(member in chart.alt for member in p.full.values())
            assert ("data belum tersedia" if p.number is None else p.shown) in chart.alt
        assert ElementTree.fromstring(drawn(name)).get("aria-label") == chart.alt

    def test_it_is_drawn_the_same_every_time(self, name: str) -> None:
        assert svg_of(BUILT[name][0]()) == drawn(name)

    def test_nothing_outside_is_referred_to(self, name: str) -> None:
        plain = drawn(name).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|url\(|\bid=|<script|<style|<image|xlink", plain)
        assert not re.search(r"\d\.\d{2,}[\" ,]", re.sub(r'(aria-label|href)="[^"]*"|>[^<]*<', "", plain))

    def test_it_has_the_common_width(self, name: str) -> None:
        assert ElementTree.fromstring(drawn(name)).get("width") == str(theme.WIDTH)


def test_points_keep_their_order() -> None:
    elements = [point("u", "3.9", unsur=unsur) for unsur in ("Zeta", "Alfa", "Mu")]
    for chart in (
        charts.ranking(elements, MEAN),
        charts.columns(elements, x="unsur"),
        charts.bars(elements, y="unsur"),
        charts.shares(elements, elements),
        charts.heatmap([point("u", "1", unsur=p.labels["unsur"], bulan="Jan") for p in elements], x="bulan", y="unsur"),
    ):
        written = [text for text in texts(svg_of(chart)) if text in ("Zeta", "Alfa", "Mu")]
        assert written == ["Zeta", "Alfa", "Mu"]


def test_a_month_without_measurement_interrupts_the_line() -> None:
    root = ElementTree.fromstring(drawn("monthly"))
    line = [node for node in root.iter(f"{SVG}path") if node.get("stroke-width") == "1.8"]
    assert [node.get("d", "").count("L") for node in line] == [1, 0]
    (gap,) = (link for link in links(drawn("monthly")) if "bulanan[bulan=bulan-3]" in link.get("href", ""))
    assert "".join(gap.itertext()) == "–"


def test_months_below_the_minimum_differ_by_more_than_colour() -> None:
    marks = {link.get("href"): link[0].attrib for link in links(drawn("monthly"))}
    few, enough = (marks[f"#ikm.responden[bulan=bulan-{month}]"] for month in (1, 4))
    assert few["fill"] == theme.PAPER and few["stroke-dasharray"]
    assert enough["fill"] != theme.PAPER and "stroke-dasharray" not in enough
    assert marks["#ikm.bulanan[bulan=bulan-1]"]["fill"] != marks["#ikm.bulanan[bulan=bulan-4]"]["fill"]
    assert "responden kurang dari minimum" in texts(drawn("monthly"))


def test_elements_below_the_mean_have_another_shape() -> None:
    shape = {link.get("href"): re.sub(r"[^A-Za-z]", "", link[0].get("d", "")) for link in links(drawn("ranking"))}
    above, below, equal = (shape[f"#ikm.unsur[unsur=unsur-{place}]"] for place in (1, 2, 4))
    assert above == equal != below


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    assert any("tidak dimulai dari nol" in text for text in texts(drawn("ranking")))
    assert "0" in texts(drawn("columns"))


def test_missing_cells_are_dashed_and_empty() -> None:
    cells = {link.get("href"): link[0].attrib for link in links(drawn("heatmap"))}
    assert cells["#iki.rinci[bulan=b1,variabel=v1]"]["stroke-dasharray"]
    assert "stroke-dasharray" not in cells["#iki.rinci[bulan=b1,variabel=v2]"]
    assert "Kelompok satu" in texts(drawn("heatmap"))


def test_of_many_values_the_description_tells_the_extremes() -> None:
    cells = [point("h", str(50 + x * y), "skor", bulan=f"b{x}", variabel=f"v{y}") for x in range(7) for y in range(7)]
    alt = charts.heatmap([*cells, point("h", None, "skor", bulan="b7", variabel="v0")], x="bulan", y="variabel").alt
    assert "50 nilai" in alt and "1 nilai belum tersedia" in alt
    assert "terendah b0 (lengkap), v0 (lengkap): 50 skor" in alt and "tertinggi b6 (lengkap), v6 (lengkap): 86 skor" in alt


def test_the_band_of_a_value_is_dark_and_told() -> None:
    chart = charts.position(point("k", "88.31", "skor"), BANDS, Fraction(100))
    assert "kategori Sangat Baik" in chart.alt
    missing = charts.position(point("k", None, "skor"), BANDS, Fraction(100))
    assert "Nilai berada" not in missing.alt
    assert "– data belum tersedia" in texts(svg_of(missing))


def test_axes_are_in_indonesian_notation() -> None:
    rupiah = [point("pnbp", n, "Rp", akun=a) for a, n in (("a", "1800000000"), ("b", "500000000"))]
    printed = texts(svg_of(charts.bars(rupiah, y="akun")))
    assert "miliar rupiah" in printed and "0,5" in printed
    assert "1.000" in texts(svg_of(charts.bars([point("n", "1800", "orang", a="x")], y="a")))
    assert "50%" in texts(svg_of(charts.columns([point("n", "99.5", "%", a="x")], x="a")))


def test_ticks_enclose_the_values() -> None:
    for numbers in (["0"], ["3.9"], ["-5", "3"], ["0.001", "0.0013"], ["999999999999999999"], []):
        exact = [Fraction(number) for number in numbers]
        for zero in (True, False):
            values = ticks(exact, zero=zero).values
            assert values[0] <= min(exact, default=0) <= max(exact, default=0) <= values[-1]
            assert 2 <= len(values) <= 7
            assert value_axis("v", ticks(exact, zero=zero), "orang")["axis"]["title"] == "orang"


@pytest.mark.parametrize("text", HOSTILE, ids=("markup", "long", "templates", "right to left", "control characters"))
def test_text_of_data_stays_text(text: str) -> None:
    name = {"unsur": text}
    values = [
        replace(point("h", "3.9", unsur="u"), labels=name, full=name, title=text),
        point("h", "3.1", unsur="biasa"),
    ]
    for chart in (charts.ranking(values, MEAN), charts.columns(values, x="unsur"), charts.shares(values, values)):
        svg = svg_of(chart)
        names = {node.tag for node in ElementTree.fromstring(svg).iter()}
        assert names <= {f"{SVG}{name}" for name in ("svg", "g", "a", "path", "rect", "line", "text", "tspan")}
        assert len(svg) < 60_000 and len(chart.alt) < 5_000
    assert any(text[:8].strip("\x00\x1b\u202e\n") in written for written in texts(svg))


@pytest.mark.parametrize("text", [*HOSTILE, "KANTOR IMIGRASI KELAS I", "W" * 60, "", "中文名称" * 20])
def test_names_fit_into_their_room(text: str) -> None:
    for lines in (1, 3):
        broken = wrap(text, 90, lines)
        assert 1 <= len(broken) <= lines
        assert all(width(line) <= 90 for line in broken)


def test_files_are_written(tmp_path: Path) -> None:
    chart = BUILT["shares"][0]()
    charts.draw(chart, tmp_path, "bagian")
    charts.draw(chart, tmp_path, "lagi", png=False)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bagian.png", "bagian.svg", "lagi.svg"]
    first = (tmp_path / "bagian.png").read_bytes()
    charts.rasterize(tmp_path / "lagi.svg")
    assert (tmp_path / "lagi.png").read_bytes() == first
    assert int.from_bytes(first[16:20]) == 3 * theme.WIDTH


def lightness(colour: str) -> float:
    """CIE L*, from 0 to 100."""
    luminance = theme.luminance(colour)
    return float(116 * luminance ** (1 / 3) - 16)


@pytest.mark.parametrize(
    ("colours", "least"),
    [(theme.ramp(theme.YEARS, 3), 20), (theme.ramp(theme.YEARS, 5), 8), (theme.PARTS, 10), (theme.LEVELS, 7)],
    ids=("three years", "five years", "parts", "levels"),
)
def test_neighbouring_colours_keep_apart_in_greyscale(colours: list[str], least: float) -> None:
    assert min(abs(lightness(one) - lightness(other)) for one, other in pairwise(colours)) >= least


def test_text_and_marks_have_contrast() -> None:
    for text in (theme.INK, theme.MUTED, theme.TEAL, theme.OCHRE):
        assert theme.contrast(text, theme.PAPER) >= 4.5
    for line in (theme.AXIS, theme.NAVY, theme.TEAL, theme.OCHRE):
        assert theme.contrast(line, theme.PAPER) >= 3
    for ground in (
        *theme.LEVELS,
        *theme.YEARS,
        *(shade for count in range(3, 12) for shade in theme.ramp(theme.PARTS, count)),
    ):
        assert theme.contrast(theme.ink_on(ground), ground) >= 4.5


def test_fonts_are_small_and_licensed() -> None:
    names = {f"{family}-{style}" for family in ("sans", "serif") for style in ("regular", "italic", "semibold", "bold")}
    for suffix, total in ((".ttf", 800_000), (".woff2", 300_000)):
        files = [file for file in FONTS.iterdir() if file.suffix == suffix]
        assert {file.stem for file in files} == names
        assert sum(file.stat().st_size for file in files) <= total and max(file.stat().st_size for file in files) <= 100_000
    for licence in ("OFL-Inter.txt", "OFL-Literata.txt"):
        copyright_line = (FONTS / licence).read_text(encoding="utf-8").splitlines()[0]
        assert copyright_line.startswith("Copyright") and "Reserved Font Name" not in copyright_line
