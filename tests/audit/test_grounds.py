"""With rules: what a number needs before the report is told that it is wrong, on lines met in flattened reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from lkjip.audit import audit
from lkjip.project import Project

HEAD = """Laporan Kinerja Kantor Imigrasi Kelas I TPI Jember Tahun 2023

Indeks Kepuasan Masyarakat memperoleh hasil sebesar 3,91 dari target 3,25 atau 120,31%.
Indeks Pengamanan Keimigrasian memperoleh hasil sebesar 3,93 dari target 3,13 atau 125,56%.
Indeks Kepuasan Internal memperoleh hasil sebesar 3,90 dari target 3,13 atau 124,60%.

"""


def _told(project: Project, folder: Path, text: str) -> list[tuple[str, str]]:
    path = folder / "laporan.txt"
    path.write_text(HEAD + text, encoding="utf-8")
    found = audit(project, path).findings
    return [(f.code, f.printed) for f in found if f.level == "error" and f.code in ("value_differs", "places_differ")]


@pytest.mark.parametrize(
    "text",
    [
        "Indeks Pengamanan Keimigrasian\n= (3,36 × 1 + 4,00 × 8 + 3,98 × 2) / 11\n",
        "Realisasi Indeks Pengamanan Keimigrasian tahun 2023 11,59 / 3 menjadi rata-rata.\n",
        "Nilai Indeks Integritas Organisasi 25,52 > 0\n",
    ],
)
def test_a_term_of_a_calculation_is_no_wrong_result(project: Project, tmp_path: Path, text: str) -> None:
    assert _told(project, tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Realisasi Indeks Pengamanan Keimigrasian tahun 2023 sebesar 3,63 melampaui target.\n", "3,63"),
        ("Realisasi anggaran tahun 2023 sebesar Rp11.006.362.346 terserap.\n", "11.006.362.346"),
    ],
)
def test_what_its_own_words_name_stays_wrong(project: Project, tmp_path: Path, text: str, printed: str) -> None:
    assert [told for _, told in _told(project, tmp_path, text)] == [printed]
