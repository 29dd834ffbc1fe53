"""What is added and removed: indicator, target year, category, member. Each is one step, and undo leaves no byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lkjip
from conftest import ROOT
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Reload
from lkjip.studio.overview import indicators
from lkjip.studio.pages import ROUTES
from lkjip.studio.session import Session
from lkjip.studio.view import field_id
from small import small

EXAMPLE = ROOT / "examples/dp2kbp3a-pontianak-2021"
IPK, CATEGORIES = "rules/2023/indicators/ipk.yaml", "rules/2023/categories.yaml"
NEW = {
    "judul": "Waktu: penyelesaian paspor",
    "satuan": "persen",
    "arah": "lower_is_better",
    "desimal": "1",
    "target": "12,5",
    "nilai": "10,0",
    "sasaran": "sk1",
    "dasar": "perjanjian-kinerja-2023",
}


def post(session: Session, path: str, *parts: str, **values: str) -> Answer:
    route = next(route for route in ROUTES if route.method == "POST" and route.path == path)
    return route.answer(Ask(session, parts, values))


def files(root: Path) -> dict[str, bytes]:
    return {
        path.as_posix(): path.read_bytes() for top in ("rules", "data") for path in (root / top).rglob("*") if path.is_file()
    }


def test_a_new_indicator_computes_at_once_and_undo_leaves_nothing(session: Session, copy: Path) -> None:
    before = files(copy)
    assert isinstance(post(session, "/aturan/indikator", **NEW), Reload)
    assert not [issue for issue in session.view.issues if issue.level == "error"]
    found = next(i for i in indicators(session.view.project, session.satker) if i.measure.title == NEW["judul"])
    assert (str(found.target), str(found.result), str(found.achievement), found.met) == ("12,5", "10,0", "120,00", True)
    session.save()
    assert len(files(copy)) == len(before) + 3
    session.undo()
    session.save()
    assert files(copy) == before


def test_an_indicator_without_a_value_is_not_measured(session: Session) -> None:
    post(session, "/aturan/indikator", **{**NEW, "nilai": ""})
    found = next(i for i in indicators(session.view.project, session.satker) if i.measure.title == NEW["judul"])
    assert found.result is not None and found.result.value is None and not found.met


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("judul", " "),
        ("target", "dua"),
        ("target", ""),
        ("satuan", "x"),
        ("dasar", "x"),
        ("sasaran", "x"),
        ("desimal", "99"),
        ("arah", "x"),
    ],
)
def test_what_cannot_be_an_indicator_is_refused(session: Session, name: str, value: str) -> None:
    assert isinstance(post(session, "/aturan/indikator", **{**NEW, name: value}), Fragment)
    assert not session.history.unsaved


def test_an_indicator_is_removed_with_its_place_in_the_order(session: Session, copy: Path) -> None:
    before = files(copy)
    post(session, "/aturan/indikator", **NEW)
    code = next(i.measure.id for i in indicators(session.view.project, session.satker) if i.measure.title == NEW["judul"])
    assert isinstance(post(session, r"/aturan/u/([a-z0-9_]+)/hapus", code), Reload)
    assert not [issue for issue in session.view.issues if issue.level == "error"]
    session.undo()
    session.undo()
    assert not session.history.unsaved and files(copy) == before


def test_targets_by_month_have_no_year_to_add(copy: Path) -> None:
    def shown() -> str:
        route = next(one for one in ROUTES if one.method == "GET" and one.path.startswith("/aturan/u/"))
        page = route.answer(Ask(Session(copy, 2023, "kanim-jember"), ("ipk",), {}))
        assert isinstance(page, Page)
        return str(page.body)

    assert "/aturan/target" in shown()
    file = copy / IPK
    months = ", ".join(f"{month}: 3.1" for month in range(1, 13))
    file.write_text(re.sub(r"targets:\n(  \d+: .*\n)+", f"targets: {{by: bulan, values: {{{months}}}}}\n", file.read_text()))
    assert "/aturan/target" not in shown() and "3,1" in shown()


def test_a_target_year_is_one_line(session: Session) -> None:
    near = field_id(IPK, ("targets", "2023"))
    post(session, "/aturan/target", dekat=near, tahun="2025", nilai="3,2")
    assert b"  2024: 3.14\n  2025: 3.20\n" in (session.history.content(IPK) or b"")
    assert isinstance(post(session, "/aturan/target", dekat=near, tahun="2025", nilai="3"), Fragment)
    assert isinstance(post(session, "/aturan/target", dekat=near, tahun="25", nilai="3"), Fragment)


def test_a_category_takes_its_place_by_its_bound(session: Session) -> None:
    near = field_id(CATEGORIES, ("mutu_pelayanan", "bands", 0, "from"))
    post(session, "/aturan/kategori/tambah", dekat=near, judul="Cukup Baik", kode="BC", nilai="70")
    text = (session.history.content(CATEGORIES) or b"").decode()
    assert "title: Kurang Baik}\n    - {from: 70.00, code: BC, title: Cukup Baik}\n    - {from: 76.61" in text
    for values in ({"kode": "BC", "nilai": "71"}, {"kode": "X", "nilai": "70,00"}, {"kode": "X", "nilai": "tujuh"}):
        assert isinstance(post(session, "/aturan/kategori/tambah", dekat=near, judul="Lain", **values), Fragment)


def test_a_member_leaves_dimension_weights_and_rows(session: Session, copy: Path) -> None:
    before = files(copy)
    post(session, "/aturan/anggota/hapus", dekat=field_id(IPK, ("weights", "bobot_internal", "values", "tak")))
    assert b"tak," not in (session.history.content("data/2023/kanim-jember/ipk_internal.csv") or b"")
    assert b"    tak:" not in (session.history.content("rules/2023/dimensions.yaml") or b"")
    session.undo()
    assert not session.history.unsaved and files(copy) == before


def test_a_workbook_that_was_filled_in_goes_into_the_draft(session: Session, copy: Path) -> None:
    from lkjip.studio.ask import File, Upload
    from lkjip.workbook.entries import pages
    from lkjip.workbook.export import written
    from workbook.test_workbook import WEIGHT, changed

    route = next(route for route in ROUTES if route.path == r"/data/buku-kerja\.xlsx")
    assert isinstance(route.answer(Ask(session)), File)
    found = pages(session.view.project, session.satker)
    filled = changed(found, {WEIGHT.format("intelijen"): "15", WEIGHT.format("pengaduan"): "25"})
    upload = Upload("isian.xlsx", written(session.view.project, session.satker, filled, found))
    take = next(route for route in ROUTES if route.path == "/data/buku-kerja")
    assert isinstance(take.answer(Ask(session, uploads={"berkas": upload})), Reload)
    assert list(session.history.unsaved) == [IPK]
    assert str(session.view.project.evaluate()["ipk.nilai_internal"]) == "3,40"
    assert isinstance(take.answer(Ask(session, uploads={"berkas": Upload("x", b"bukan")})), Fragment)


def test_it_opens_on_a_project_whose_tables_cannot_be_read(copy: Path) -> None:
    from lkjip.errors import UserError
    from lkjip.studio.run import _office

    (copy / "data/2023/kanim-jember/office.yaml").unlink()
    (copy / "data/2023/kanim-jember/skm_nilai.csv").write_text("apa")
    assert _office(copy, 2023, None) == "kanim-jember"
    with pytest.raises(UserError):
        _office(copy, 2023, "kanim-lain")
    with pytest.raises(UserError):
        _office(copy, 1999, None)


WEIGHTED = """
objective: s1
unit: angka
polarity: higher_is_better
targets: {{2024: 1}}
inputs:
  nilai: {{table: skor, by: [unsur], unit: angka}}
weights:
  bobot: {{by: {by}, sum: 3, values: {values}}}
figures:
  jumlah: {{formula: "sum(nilai * bobot)", unit: angka, round: 2}}
"""


@pytest.mark.parametrize(
    ("by", "values", "names"),
    [
        ("[satker, unsur]", "{s: {u1: 1, u2: 2}}", ("s, Satu", "s, Dua")),
        ("satker", "{s: 3}", ("s",)),
    ],
)
def test_weights_by_office_stand_on_their_pages(tmp_path: Path, by: str, values: str, names: tuple[str, ...]) -> None:
    """What an office weighs is no member to add or remove; a sum of several groups is not told as one."""
    column = "nilai: {title: N, type: decimal, decimals: 2, unit: angka}"
    members = "unsur: {title: Unsur, members: {u1: Satu, u2: Dua}}"
    rows = "satker,unsur,nilai\ns,u1,3\ns,u2,2"
    rule = WEIGHTED.format(by=by, values=values)
    small(tmp_path, {"indicators/x": rule}, {"skor": (column, rows)}, members)
    session = Session(tmp_path, 2024, "s")
    for path, given in (("/aturan/u/x", {}), ("/jika", {"ukuran": "x"})):
        found = ((route, re.fullmatch(route.path, path)) for route in ROUTES if route.method == "GET")
        route, match = next((route, match) for route, match in found if match)
        page = route.answer(Ask(session, match.groups(), given))
        assert isinstance(page, Page)
        assert all(name in str(page.body) for name in names) and "anggota/hapus" not in str(page.body)
        assert "kurang" not in str(page.body)


def test_an_indicator_that_is_a_category_shows_its_levels() -> None:
    """The second example's KLA: target and realisation are the level Pratama, and there is no achievement of it."""
    found = {i.measure.id: i for i in indicators(lkjip.load(EXAMPLE, 2021), "dp2kbp3a")}
    kla = found["kla"]
    assert (str(kla.target), str(kla.result), kla.achievement, kla.met) == ("Pratama", "Pratama", None, True)
    assert all(i.target is not None and i.result is not None for i in found.values())
