"""Lists against the count that announces them, and lists whose count only seems to be another."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from lkjip.audit import audit

pytestmark = pytest.mark.no_cover  # whole documents: the hook takes eight times as long

HEAD = "Laporan Kinerja Balai Benih Kota Lereng Tahun 2022\n\n"


def _told(text: str, path: Path) -> list[tuple[str, str, str]]:
    if path.suffix == ".docx":
        word = docx.Document()
        for line in (HEAD + text).split("\n"):
            word.add_paragraph(line)
        word.save(str(path))
    elif path.suffix == ".html":
        path.write_text("".join(f"<p>{line}</p>" for line in (HEAD + text).split("\n")), encoding="utf-8")
    else:
        path.write_text(HEAD + text, encoding="utf-8")
    return [(f.level, f.printed, f.computed) for f in audit(None, path).findings if f.code == "fewer_listed"]


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".html"])
@pytest.mark.parametrize(
    ("text", "shown", "count"),
    [
        (
            "Kinerja diukur dengan 4 (empat) indikator berikut:\n1. Air\n2. Tanah\n3. Udara\nDemikian.",
            "4 (empat) indikator berikut",
            "3",
        ),
        (
            "Misi balai terdiri dari tiga sasaran sebagai berikut:\na. Air;\nb. Tanah.\nDemikian.",
            "tiga sasaran sebagai berikut",
            "2",
        ),
        ("The office has three goals as follows:\n1) Water\n2) Soil\nThe end.", "three goals as follows", "2"),
    ],
)
def test_a_list_that_is_too_short(suffix: str, text: str, shown: str, count: str, tmp_path: Path) -> None:
    assert _told(text, tmp_path / f"a{suffix}") == [("warning", shown, count)]


SOUND = {
    "as many": "Ada tiga sasaran berikut:\n1. Air\n2. Tanah\n3. Udara\nDemikian.",
    "over a page": "Ada empat sasaran berikut:\n1. Air\n2. Tanah\n\n12\nLaporan Kinerja\n\n3. Udara\n4. Benih",
    "the last two in one line": "Ada tiga sasaran berikut:\n1. Air\n2. Tanah 3. Udara\nDemikian.",
    "lists inside": "Ada empat sasaran berikut:\n1. Air\na. Sungai\nb. Sumur\n2. Tanah\na. Sawah\nb. Kebun\n",
    "a heading goes on with the numbers": "Ada tiga sasaran berikut:\n1. Air\n2. Tanah\n- Udara\n3. Penutup",
    "some of them": "Dicapai dua dari empat sasaran berikut:\n1. Air\n2. Tanah\nDemikian.",
    "groups": "Dibagi dalam tiga kelompok sasaran sebagai berikut:\n1. Air dan tanah\n2. Udara\nDemikian.",
    "at least": "Diperlukan sedikitnya tiga berkas berikut:\n1. Surat\n2. Foto\nDemikian.",
    "numbers of the layout": "Ada empat sasaran berikut:\nAir\nTanah\nUdara\nDemikian.",
    "a table": "Ada empat sasaran berikut:\n| No | Sasaran |\n|---|---|\n| 1. | Air |\n| 2. | Tanah |\n",
    "of years": "Dalam tiga tahun terakhir hasilnya sebagai berikut:\n1. Air naik\n2. Tanah tetap\nDemikian.",
    "of one of them": "Salah satu dari tiga hal yang penting berikut:\n1. Air\n2. Tanah\nDemikian.",
    "far apart": "Ada tiga sasaran berikut:\n1. Air\n2. Tanah\n"
    + "Uraian panjang tentang tanah di balai ini\n" * 12
    + "3. Udara",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_list_that_only_seems_too_short(name: str, tmp_path: Path) -> None:
    suffix = (".md", ".docx", ".html")[list(SOUND).index(name) % 3]
    assert _told(SOUND[name], tmp_path / f"a{suffix}") == []
