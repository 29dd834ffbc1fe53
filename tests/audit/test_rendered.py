"""Our own rendered reports: by figure ids in the HTML, by the HTML in other formats; and how many changes are found."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from documents import report, write
from lkjip.audit import audit_rendered
from lkjip.audit.own.formats import by_places
from lkjip.audit.own.ids import Printed, by_ids, known_numbers
from lkjip.audit.reading import read
from lkjip.audit.vocabulary import vocabulary
from lkjip.errors import UserError
from lkjip.project import Project

ROOT = Path(__file__).parents[2]
Rendered = Callable[[str], Any]


@pytest.fixture(scope="module")
def html(project: Project) -> str:
    return report([value for value in project.evaluate() if value.status == "ok"])


SIDE = 'data-check="anggaran.realisasi_program_sama_dengan_jenis'


def codes(project: Project, folder: Path, html: str) -> list[tuple[str, str]]:
    (folder / "lkjip2023.html").write_text(html, encoding="utf-8")
    return [(f.code, f.printed) for found in audit_rendered(project, folder) for f in found.findings]


def test_a_fresh_report_has_no_finding(project: Project, html: str, tmp_path: Path) -> None:
    assert html.count("data-figure") > 900
    assert codes(project, tmp_path, html) == []


@pytest.mark.no_cover  # the same audit many times
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('data-figure="ikm.realisasi">3,91<', 'data-figure="ikm.realisasi">3,92<', ("stale", "3,92")),
        ('data-figure="ikm.realisasi">3,91<', 'data-figure="ikm.realisasi">39,1<', ("stale", "39,1")),
        ('data-figure="ikm.realisasi">3,91<', 'data-figure="ikm.realisasi">3,91 1<', ("stale", "3,91 1")),
        ('data-figure="ikm.realisasi">3,91<', 'data-figure="ikm.hasil">3,91<', ("unknown_figure_id", "3,91")),
        ("<h1>", '<span data-rule="mutu_pelayanan.D">≥ 25,00 dan < 66,00</span><h1>', ("stale", "≥ 25,00 dan < 66,00")),
        ("<h1>", f'<span {SIDE}:0">10.976.326.345</span><h1>', ("stale", "10.976.326.345")),
        ("<h1>", f'<span {SIDE}:9">10.976.326.346</span><h1>', ("unknown_figure_id", "10.976.326.346")),
        ("<h1>", '<span data-bridge="ikm.target:change">+0,06</span><h1>', ("stale", "+0,06")),
        ("<h1>", '<span data-bridge="ikm.target:selisih">+0,05</span><h1>', ("unknown_figure_id", "+0,05")),
        ("<h1>", '<span data-robust="ikm.keadaan:200">99% dari 200</span><h1>', ("stale", "99% dari 200")),
        ("<h1>", '<span data-robust="ikm.realisai:200">99% dari 200</span><h1>', ("unknown_figure_id", "99% dari 200")),
        ("<h1>", "<p>Nilainya 3,91.</p><h1>", ("hand_typed", "3,91")),
        ("<h1>", "<p>Sebesar Rp11.006.326.346 saja.</p><h1>", ("hand_typed", "11.006.326.346")),
    ],
)
def test_stale_unknown_and_hand_typed_numbers_fail(
    project: Project, html: str, tmp_path: Path, old: str, new: str, expected: tuple[str, str]
) -> None:
    assert old in html
    assert codes(project, tmp_path, html.replace(old, new, 1)) == [expected]


@pytest.mark.no_cover  # the same audit many times
@pytest.mark.parametrize(
    "text",
    [
        '<span class="angka" data-figure="ikm.capaian">120%</span>',
        '<span class="angka" data-figure="ikm.capaian">120,31%</span>',
        '<span data-figure="anggaran.realisasi">Rp11.006.326.346</span>',
        '<span data-figure="ikm.arah">meningkat</span>',
        '<span data-figure="ikpa.nilai_akhir">data belum tersedia</span>',
        '<span data-rule="ikm.minimum_responden">30</span>',
        f'<span {SIDE}:0">10.976.326.346</span> <span {SIDE}:1">11.006.326.346</span>',
        '<span data-bridge="ikm.target:before">3,20</span> <span data-bridge="ikm.target:rules">+0,05</span>',
        '<span data-figure="skm_responden.responden[bulan=1]">12</span>',
        '<span data-figure="ikm.selisih_dua_tahun_lalu">0,08</span>',
        '<div class="hitungan"><p>704,51 / 180 = 3,91</p></div>',
        '<span data-rule="mutu_pelayanan.D">≥ 25,00 dan < 65,00</span>',
        "<p>Laporan mencetak 97,85 dari jumlah tertimbang 30.334,35.</p>",  # a note of the rules
        "<p>sha-256 17e604fef04fb1b9705e2170099ef73e7686540a9123f57636cabc75f7f4afc0</p>",
        "<p>Peraturan Menteri Nomor 53 Tahun 2014, Jember, 28 Desember 2023, Tabel 5, halaman 12</p>",
        "<svg><text>3,99</text></svg><script>var a = 3.99;</script>",
    ],
)
def test_what_a_report_may_print(project: Project, html: str, tmp_path: Path, text: str) -> None:
    assert codes(project, tmp_path, html.replace("<h1>", f"{text}<h1>", 1)) == []


def test_a_number_where_nothing_was_measured_fails(project: Project, html: str, tmp_path: Path) -> None:
    text = '<span data-figure="ikpa.nilai_akhir">100,00</span>'
    assert codes(project, tmp_path, html.replace("<h1>", f"{text}<h1>", 1)) == [("stale", "100,00")]


@pytest.mark.no_cover  # the same audit many times
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_other_formats_are_held_against_the_html(project: Project, html: str, tmp_path: Path, kind: str) -> None:
    source = tmp_path / "lkjip2023.html"
    source.write_text(html, encoding="utf-8")
    text = read(source).text
    write(text, tmp_path / f"lkjip2023.{kind}")
    assert [found.findings for found in audit_rendered(project, tmp_path)] == [(), ()]
    write(
        text.replace("Realisasi Indeks Kepuasan Masyarakat : 3,91", "Realisasi Indeks Kepuasan Masyarakat : 3,93"),
        tmp_path / f"lkjip2023.{kind}",
    )
    findings = audit_rendered(project, tmp_path)[1].findings
    assert [(f.code, f.printed, f.computed) for f in findings] == [("formats_differ", "3,93", "3,91")]


def test_without_a_rendered_report_the_message_says_so(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        audit_rendered(project, tmp_path)
    assert [issue.code for issue in caught.value.issues] == ["no_rendered_report"]


def harness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "tests/audit/mutate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.no_cover  # the same audit many times
@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_nearly_every_changed_number_is_found(project: Project, html: str, tmp_path: Path, kind: str) -> None:
    mutate = harness()
    source = tmp_path / "lkjip2023.html"
    source.write_text(html, encoding="utf-8")
    page = read(source)
    printed = Printed(project, "kanim-jember", vocabulary(project))
    known = known_numbers(printed, page, "")
    document = page if kind == "html" else read(write(page.text, tmp_path / f"lkjip2023.{kind}"))

    def check(changed: Any) -> Any:
        return by_ids(printed, changed) if changed.marks else by_places(page, changed, "", known, printed.words)

    found, missed = mutate.found_share(document, check, mutate.digits_of(document, printed), 10, 7)
    assert list(check(document)) == []
    assert found == 10, missed


CHART = (
    '<svg role="group"><a href="#ikm.realisasi" aria-label="Realisasi: 3,91 indeks"><path d="M0,0"/></a>'
    '<g><a href="#ikm.realisasi" aria-label="Realisasi: 3,91 indeks" tabindex="-1"><text>3,91</text></a>'
    '<a href="#ikm.nilai_bulanan[bulan=1]" aria-label="SKM, Januari: 3,92 indeks"><text>Tahun 2023</text></a></g></svg>'
)


def with_chart(html: str, chart: str) -> str:
    return html.replace("</body>", f"{chart}</body>", 1) if "</body>" in html else html + chart


@pytest.mark.no_cover  # the same audit many times
@pytest.mark.parametrize(
    ("old", "new", "printed"),
    [
        ("<text>3,91</text>", "<text>3,19</text>", "3,19"),
        ('"Realisasi: 3,91 indeks"><path', '"Realisasi: 3,81 indeks"><path', "3,81 indeks"),
        ("Januari: 3,92 indeks", "Januari: 3,29 indeks", "3,29 indeks"),
    ],
)
def test_labels_of_charts_are_audited_like_text(
    old: str, new: str, printed: str, project: Project, html: str, tmp_path: Path
) -> None:
    assert codes(project, tmp_path, with_chart(html, CHART)) == []
    found = codes(project, tmp_path, with_chart(html, CHART.replace(old, new, 1)))
    assert found == [("stale", printed)]


def test_a_label_of_no_figure_fails(project: Project, html: str, tmp_path: Path) -> None:
    chart = '<svg><a href="#ikm.tiada" aria-label="Tiada: 3,91 indeks"><text>3,91</text></a></svg>'
    assert [code for code, _ in codes(project, tmp_path, with_chart(html, chart))] == ["unknown_figure_id"] * 2
