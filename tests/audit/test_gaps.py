"""Placeholders, an author's marks, and totals of rounded shares: what is told of them and how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.audit import audit
from lkjip.audit.itself.gaps import MARK

REPORT = "Laporan Kinerja Dinas Contoh Tahun 2024\n\n"


def _codes(folder: Path, text: str) -> dict[str, list[tuple[str, int]]]:
    """By code, the level of each finding and at how many places it is."""
    path = folder / "laporan.txt"
    path.write_text(REPORT + text, encoding="utf-8")
    found: dict[str, list[tuple[str, int]]] = {}
    for finding in audit(None, path).findings:
        found.setdefault(finding.code, []).append((finding.level, len(finding.places)))
    return found


def test_an_equal_placeholder_is_told_once_with_all_its_places(tmp_path: Path) -> None:
    text = "Kepala kantor adalah [nama pejabat].\n\nDisusun oleh [nama pejabat].\n\nDisetujui [nama pejabat].\n"
    assert _codes(tmp_path, text) == {"placeholder": [("error", 3)]}


@pytest.mark.parametrize(("times", "expected"), [(MARK - 1, [("warning", MARK - 1)]), (MARK, [])])
def test_words_that_come_back_are_the_authors_own_mark(tmp_path: Path, times: int, expected: list[tuple[str, int]]) -> None:
    text = "\n\n".join(f"Ketentuan ke-{n} [naskah resmi] berlaku." for n in "abcdefg"[:times])
    assert _codes(tmp_path, text).get("placeholder", []) == expected


def test_a_templates_words_are_no_mark_however_often(tmp_path: Path) -> None:
    text = "\n\n".join("Bagian ini memuat [isi uraian] saja." for _ in range(2 * MARK))
    assert _codes(tmp_path, text)["placeholder"] == [("error", 2 * MARK)]


def test_an_index_is_no_placeholder(tmp_path: Path) -> None:
    assert "placeholder" not in _codes(tmp_path, "Nilai dihitung sebagai rata-rata nilai[kanwil] per bulan.\n")


def test_a_last_form_feed_is_no_page(tmp_path: Path) -> None:
    assert "unread_pages" not in _codes(tmp_path, "Halaman satu.\n\fHalaman dua.\n\f")
    assert "unread_pages" in _codes(tmp_path, "Halaman satu.\n\f\fHalaman tiga.\n")


ROWS = "\n\n| Golongan | Jumlah | {head} |\n|---|---|---|\n| IV | 15 | {a} |\n| III | 27 | {b} |\n| II | 19 | {c} |\n"


@pytest.mark.parametrize(
    ("head", "shares", "wrong"),
    [
        ("Persen", (25, 45, 31), []),  # 101: each is rounded
        ("Persen", (24, 44, 31), []),  # 99
        ("Persen", (25, 46, 31), [("error", 1)]),  # 102: three roundings make at most 1,5
        ("Banyaknya", (25, 45, 31), [("error", 1)]),  # things are not rounded
    ],
)
def test_rounded_shares_may_miss_one_hundred(
    tmp_path: Path, head: str, shares: tuple[int, int, int], wrong: list[tuple[str, int]]
) -> None:
    a, b, c = shares
    text = ROWS.format(head=head, a=a, b=b, c=c) + "| Jumlah | 61 | 100 |\n"
    assert _codes(tmp_path, text).get("total", []) == wrong


def test_a_later_sentence_does_not_speak_of_a_calculation(tmp_path: Path) -> None:
    working = "Capaian = 3,93 / 3,14 × 100 = 125,16%\n\n"
    text = working + "IPK kantor lebih tinggi daripada wilayah sebesar 3,67, dengan selisih 0,26.\n"
    assert "change" not in _codes(tmp_path, text)


def test_cards_side_by_side_are_no_sentence(tmp_path: Path) -> None:
    text = "Target 3,13 Target 3,13\nRealisasi 3,91 Capaian 125,56% Capaian 124,60%\n"
    assert "ratio" not in _codes(tmp_path, text)
