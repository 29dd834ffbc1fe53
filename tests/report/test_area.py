"""An office's chart of units, its area of work, its pictures and its signatures: what is drawn, told, and refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import lkjip
from lkjip.report import area
from lkjip.report.charts import Unit, drawn_area, organisation, svg_of, tiled
from lkjip.report.charts.area import Part
from lkjip.report.compose import compose
from lkjip.report.office import Office
from lkjip.report.proof import texts
from report.projects import IKAN, OFFICE, project
from report.reading import captions
from report.reading import printed_text as shown
from report.test_cover import EMBLEM

DISTRICTS = ["Kabupaten Lontar", "Kota Lontar", "Kabupaten Sirih"]
PLACES: dict[str, object] = {
    "city": "Sirih",
    "districts": DISTRICTS,
    "checkpoints": ["Pos Dermaga di Sirih", "Pos Kota di Kota Lontar", "Pos Muara"],
    "service_units": ["Gerai Sirih di Lontar", "Gerai Pasar di Kabupaten Lontar"],
}


def square(name: str, west: float) -> dict[str, object]:
    ring = [[west, -8.0], [west + 1, -8.0], [west + 1, -7.0], [west, -7.0], [west, -8.0]]
    return {"type": "Feature", "properties": {"NAMOBJ": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


BORDERS = {"type": "FeatureCollection", "features": [square(name, 113.0 + n) for n, name in enumerate(DISTRICTS)]}


def test_a_place_stands_in_the_district_that_its_text_names_and_in_none_that_it_may_not_mean() -> None:
    """ "Lontar" alone may be the regency or the city; "Gerai Sirih di Lontar" is not in Sirih."""
    parts = {part.name: part for part in area.parts(Office(PLACES))}
    assert [name for name, _ in parts["Kabupaten Sirih"].places] == ["Pos Dermaga di Sirih"]
    assert [name for name, _ in parts["Kota Lontar"].places] == ["Pos Kota di Kota Lontar"]
    assert [name for name, _ in parts["Kabupaten Lontar"].places] == ["Gerai Pasar di Kabupaten Lontar"]
    assert [name for name, _ in parts["Tempatnya tidak disebut"].places] == ["Pos Muara", "Gerai Sirih di Lontar"]
    assert [part.name for part in parts.values() if part.seat] == ["Kabupaten Sirih"]


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every rectangle that is drawn as a path."""
    found = re.findall(r'd="M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)h-', svg)
    return [(float(x), float(y), float(x) + float(w), float(y) + float(h)) for x, y, w, h in found]


def apart(drawn: list[tuple[float, float, float, float]]) -> bool:
    pairs = [(a, b) for n, a in enumerate(drawn) for b in drawn[n + 1 :]]
    return all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in pairs)


@pytest.mark.parametrize("count", [1, 2, 5, 6, 7, 13])
def test_however_many_units_there_are_no_box_covers_another_or_leaves_the_page(count: int) -> None:
    long = "Bidang Pengawasan Sumber Daya Kelautan dan Perikanan Wilayah"
    units = tuple(Unit(f"{long} {n}", (Unit(f"Seksi {n}a"), Unit(f"Seksi {n}b {long}"))) for n in range(count))
    chart = organisation(Unit("Kepala Dinas", units))
    svg = svg_of(chart)
    drawn = boxes(svg)
    assert len(drawn) == 1 + 3 * count
    assert apart(drawn)
    assert min(box[0] for box in drawn) >= 0
    assert max(box[2] for box in drawn) <= 620
    assert f"Kepala Dinas membawahkan {', '.join(unit.name for unit in units)}" in chart.alt
    assert f"{long} 0 membawahkan Seksi 0a, Seksi 0b {long}" in chart.alt


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_tiles_are_apart_and_say_that_they_show_no_distances(count: int) -> None:
    parts = [Part(f"Kabupaten {n}", places=((f"Pos {n} di Kabupaten {n}", n % 2),)) for n in range(count)]
    chart = tiled(parts, ["Pos", "Gerai"])
    svg = svg_of(chart)
    assert len(boxes(svg)) == count
    assert apart(boxes(svg))
    assert "tidak menurut jarak dan luas" in svg
    assert "tidak menurut jarak dan luas" in chart.alt
    assert "Kabupaten 0: Pos 0 di Kabupaten 0 (Pos)" in chart.alt


def test_borders_are_drawn_in_their_proportions(tmp_path: Path) -> None:
    """Three squares of a degree beside each other, at 7.5 degrees south: three times cos 7.5° = 2.974 wide for 1 high."""
    (tmp_path / "w.geojson").write_text(json.dumps(BORDERS), encoding="utf-8")
    office = Office({**PLACES, "map": {"file": "w.geojson", "name": "NAMOBJ"}})
    assert list(area.problems(office, tmp_path)) == []
    svg = svg_of(drawn_area(area.shapes(office, tmp_path), area.parts(office), ["Pos", "Gerai"]))
    found = re.findall(r'd="(M[^"]*Z)"[^>]*stroke="#1f3a5f"', svg) or re.findall(r'd="(M[\d.,LZ]+Z)"', svg)
    points = [tuple(map(float, pair.split(","))) for path in found for pair in re.findall(r"[\d.]+,[\d.]+", path)]
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    assert len(found) == 3
    assert abs(wide / high - 2.974) < 0.02
    assert all(name in svg for name in DISTRICTS)


@pytest.mark.parametrize(
    ("given", "content", "problem"),
    [
        ({"file": "tidak-ada.geojson"}, "", "tidak ada di samping"),
        ({"file": "w.geojson"}, "{", "bukan GeoJSON"),
        ({"file": "w.geojson"}, '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}', "bukan GeoJSON"),
        ({"file": "w.geojson"}, json.dumps(BORDERS).replace("113.0", "NaN"), "bukan GeoJSON"),
        ({"file": "w.geojson"}, json.dumps(BORDERS), "yang ada: NAMOBJ"),
        ({"tiles": {"Kabupaten Sirik": [1, 1]}}, "", "(Kabupaten Sirih?)"),
        ({"tiles": {name: [1, 1] for name in DISTRICTS}}, "", "dipakai dua kali"),
        ({"tiles": {"Kota Lontar": [1, 1]}}, "", "belum mempunyai tempat"),
    ],
)
def test_a_map_that_cannot_be_made_is_told_at_its_line(
    given: dict[str, object], content: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    root = project(tmp_path, (IKAN,), office={**PLACES, "map": given})
    if content:
        (root / f"data/2025/{OFFICE}/w.geojson").write_text(content, encoding="utf-8")
    found = [issue for issue in texts(lkjip.load(root, 2025)) if issue.code == "office_map"]
    assert found
    assert any(problem in str(issue.values["problem"]) for issue in found)
    assert found[0].location.line > 0


def test_charts_and_pictures_of_the_office_stand_in_every_format(tmp_path: Path) -> None:
    office: dict[str, object] = {
        **PLACES,
        "organisation": {
            "name": "Kepala Dinas",
            "units": ["Sekretariat", {"name": "Bidang Tangkap", "units": ["Seksi Alat"]}],
        },
        "pictures": {"awards": [{"file": "piagam.svg", "text": "Piagam layanan terbaik"}]},
        "agreement": {
            "city": "Lontar",
            "date": "2025-01-06",
            "first": {"name": "Ratna Wulandari", "title": "Kepala Dinas Kelautan"},
            "second": {"name": "Bagus Pratama", "title": "Wali Kota Nusa Lontar"},
        },
    }
    root = project(tmp_path / "p", (IKAN,), office=office)
    (root / f"data/2025/{OFFICE}/piagam.svg").write_text(EMBLEM.replace("<path", '<path id="piagam-isi"'), encoding="utf-8")
    notebook = root / "reports/lkjip2025.qmd"
    signed = 'r.signed("agreement.second", "agreement.first", city="agreement.city", date="agreement.date")'
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(
        text.replace("# Penutup", f"```{{python}}\n#| output: asis\n{signed}\n```\n\n# Penutup"), encoding="utf-8"
    )
    files = compose(lkjip.load(root, 2025), tmp_path / "out")
    wanted = ["Susunan organisasi Dinas Kelautan.", "Wilayah kerja Dinas Kelautan.", "Piagam layanan terbaik"]
    for path in files:
        if path.suffix != ".pdf":
            titles = [re.sub(r"^Gambar \d+\. ", "", caption) for caption in captions(path)]
            assert [title for title in titles if title in wanted] == wanted, path.suffix
        said = " ".join(shown(path).split())
        assert all(title in said for title in wanted), path.suffix
        assert "Susunan organisasi disajikan pada Gambar 1." in said
        assert said.index("Lontar, 6 Januari 2025") < said.index("Pihak Kedua,") < said.index("Wali Kota Nusa Lontar")
        assert said.index("Pihak Kedua,") < said.index("Pihak Pertama,") < said.rindex("Ratna Wulandari")
        assert said.index("Wali Kota Nusa Lontar") < said.index("Bagus Pratama")
    page = files[0].read_text(encoding="utf-8")
    assert (
        '<img src="data:image/svg+xml' in page and 'class="gambar-kantor"' in page
    )  # and nothing of it is in the page itself
    assert "piagam-isi" not in page
    assert "Bidang Tangkap membawahkan Seksi Alat" in page
