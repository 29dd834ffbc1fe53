"""Numbers that extraction broke or misread: put right where one reading exists, else set aside, and never called certain."""

from __future__ import annotations

import random
import re
from html import escape
from pathlib import Path

import docx
import pytest

from audit.corpus import LAYOUTS, Block, findings_of, report
from lkjip.audit import audit
from lkjip.audit.document import document_of
from lkjip.audit.noise import repaired
from lkjip.audit.vocabulary import words_alone

pytestmark = pytest.mark.no_cover  # whole documents, read a few times each: the hook takes fifteen times as long

NUMBER = re.compile(r"(?<![\w.,(/])\d+(?:[.,]\d+)+(?![\w/])")


def read_of(text: str) -> list[str]:
    """The numbers of a text: as they stand, `+` before a repaired one, `?` for an unread one."""
    found = repaired(document_of("a.txt", "txt", [(0, text)]), words_alone().general)
    return [{"": "", "repaired": "+", "unread": "?"}[n.noise] + n.text for n in found]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("realisasi sebesar 8 7,5 % dari pagu", ["+87,5"]),
        ("menjadi 68,6 4 pada akhir tahun", ["+68,64"]),
        ("belanja sebesar Rp 1 234 567 untuk pelatihan", ["+1.234.567"]),
        ("belanja sebesar 1 204 567 rupiah", ["+1.204.567"]),
        ("pagu Rp. 2.834.681 .000,- untuk", ["+2.834.681.000"]),
        ("nilai 87 ,25 diperoleh", ["+87,25"]),
        ("indeks 1O5,3 dan l05,30 dan O,85", ["+105,3", "+105,30", "+0,85"]),
        ("pagu Rp1.O00.000 dan 8O%", ["+1.000.000", "+80"]),
        ("B (Baik) = 76,6 1 - 88,30", ["+76,61", "88,30"]),
        # two readings, or none
        ("memakai 10,5l bensin", ["?"]),
        ("suhu 30,5O C siang hari", ["?"]),
        ("targetnya 7 9,90 atau kurang", ["?"]),
        ("Tenaga 73 0 ,417", ["73", "?"]),
        ("Jumlah 69,28 78,2 9 113,01", ["69,28", "?", "113,01"]),
        ("Jumlah 12 530 021 000 11 601 052 306", ["?", "?"]),
        # whole numbers of their own
        ("E=98,40+98,80+98,91 = 74,03 4", ["98,40", "98,80", "98,91", "74,03", "4"]),
        ("Target 80 82,50 103,13", ["80", "82,50", "103,13"]),
        ("Laki-laki 120 125 245", ["120", "125", "245"]),
        ("triwulan 3, 4 dan 5", ["3", "4", "5"]),
        ("dari 2022 87,5 naik", ["2022", "87,5"]),
        ("menurut Pasal 5 ayat (1)", ["5", "1"]),
    ],
)
def test_one_reading_or_none(text: str, numbers: list[str]) -> None:
    assert read_of(text) == numbers


def _spaced(printed: str, chance: random.Random) -> str:
    return printed.replace(".", " ")


def _split(printed: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(printed))
    return f"{printed[:place]} {printed[place:]}"


def _misread(printed: str, chance: random.Random) -> str:
    places = [place for place, digit in enumerate(printed) if digit in "01"]
    place = chance.choice(places or [0])
    return printed[:place] + {"0": "O", "1": "l"}.get(printed[place], printed[place]) + printed[place + 1 :]


@pytest.mark.no_cover  # the same audit of many documents
@pytest.mark.parametrize("way", [_spaced, _split, _misread], ids=lambda way: way.__name__.strip("_"))
def test_a_right_report_that_was_badly_read_has_no_error(way: object, tmp_path: Path) -> None:
    assert callable(way)
    for seed in range(5):
        chance = random.Random(seed)
        part = 0.1 if seed % 2 else 1.0

        def spoil(text: str, chance: random.Random = chance, part: float = part) -> str:
            return NUMBER.sub(lambda match: way(match[0], chance) if chance.random() < part else match[0], text)

        blocks = [Block(spoil(b.text), b.head, [[spoil(cell) for cell in row] for row in b.rows]) for b in report(seed)]
        found = findings_of(blocks, LAYOUTS[seed % len(LAYOUTS)], tmp_path)
        assert [each for each in found if each[0] == "error"] == [], seed


TABLE = [
    ["Uraian", "Pagu (Rp)", "Realisasi (Rp)", "%"],
    ["Belanja Pegawai", "2 500 000", "2 250 000", "90,00"],
    ["Belanja Barang", "1 200 000", "1 0 20 000", "85,00"],
    ["Belanja Modal", "4 000 000", "3 040 000", "7 6,00"],
    ["Jumlah", "7 700 000", "6 310 000", "81,95"],
]


def _written(rows: list[list[str]], text: str, path: Path) -> Path:
    """A report of one paragraph and one table."""
    head = "Laporan Kinerja Dinas Pengairan Kabupaten Lembah Sari Tahun 2022"
    if path.suffix == ".docx":
        word = docx.Document()
        word.add_paragraph(head)
        word.add_paragraph(text)
        table = word.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                first, *others = content.split("\n")
                cell.text = first
                for other in others:
                    cell.add_paragraph(other)
        word.save(str(path))
    elif path.suffix == ".html":
        shown = "".join(
            "<tr>" + "".join(f"<td>{escape(c).replace(chr(10), '<br>')}</td>" for c in r) + "</tr>" for r in rows
        )
        path.write_text(f"<html><body><p>{head}</p><p>{text}</p><table>{shown}</table></body></html>", encoding="utf-8")
    else:
        lines = "\n".join(" ".join(cell.replace("\n", " ") for cell in row) for row in rows)
        path.write_text(f"{head}\n\n{text}\n\n{lines}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_what_rests_on_a_repaired_number_is_likely_at_most(suffix: str, tmp_path: Path) -> None:
    rows = [row[:] for row in TABLE]
    rows[2][2] = "1 020 000"
    rows[3][3] = "76,00"
    assert audit(None, _written(rows, "Anggaran kantor.", tmp_path / f"a{suffix}")).findings == ()
    rows[4][1] = "7 900 000"
    found = [
        f for f in audit(None, _written(rows, "Anggaran kantor.", tmp_path / f"b{suffix}")).findings if f.level != "note"
    ]
    assert [(f.level, f.certainty, f.code, f.printed, f.computed) for f in found if f.code == "total"] == [
        ("warning", "likely", "total", "7.900.000", "7.700.000")
    ]
    assert all(f.level == "warning" for f in found)


MISLEADING = {
    "two values in a cell": [
        ["Kegiatan", "Target", "Realisasi", "Capaian (%)"],
        ["Pelatihan", "120\n125", "118\n125", "98,33\n100,00"],
        ["Pendampingan", "200", "190", "95,00"],
        ["Pameran", "300", "270", "90,00"],
        ["Kunjungan", "500", "450", "90,00"],
    ],
    "marks of footnotes": [
        ["Indikator", "Target", "Realisasi", "Capaian (%)"],
        ["Air bersih", "80,00", "70,00 1", "87,50"],
        ["Irigasi", "2 90,00", "81,00", "90,00"],
        ["Sanitasi", "75,00", "60,00", "80,00 3"],
        ["Drainase", "50,00", "45,00", "90,00"],
    ],
    "revised targets": [
        ["Indikator", "Target", "Realisasi", "Capaian (%)"],
        ["Air bersih", "8 7,5", "6,0", "80,0"],
        ["Irigasi", "9,0", "8,1", "90,0"],
        ["Sanitasi", "10,0", "9,5", "95,0"],
        ["Drainase", "4,0", "3,0", "75,0"],
    ],
    "units that look like digits": [
        ["Bahan", "Rencana", "Terpakai", "Persen"],
        ["Solar", "20,5l", "16,4l", "80,0"],
        ["Bensin", "10,0l", "9,0l", "90,0"],
        ["Oli", "4,0l", "3,0l", "75,0"],
        ["Jumlah", "34,5l", "28,4l", "82,3"],
    ],
    "accounts and members' numbers": [
        ["Kode", "Uraian", "Pagu", "Realisasi"],
        ["5 1 02 01 001", "Belanja Bahan", "1.250.000", "1.000.000"],
        ["5 1 02 02 004", "Belanja Jasa", "2.250.000", "2.000.000"],
        ["1 03 02 2.01 005", "Belanja Air", "3.250.000", "3.000.000"],
        ["", "Jumlah", "6.750.000", "6.000.000"],
    ],
}
SAID = (
    "Kepala dinas, NIP 19690817 199403 1 004, telepon (0331) 335 494, menulis kadar O3 dan CO2, baku mutu PM10 serta PM2,5. "
    "Pasal 5 ayat (1) dan Bab II.3 mengatur triwulan 1, 2, 3 dan 4. Dari 2021 87,5 naik."
)


@pytest.mark.parametrize("name", MISLEADING)
@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt"])
def test_what_only_looks_broken_gives_no_finding(name: str, suffix: str, tmp_path: Path) -> None:
    found = audit(None, _written(MISLEADING[name], SAID, tmp_path / f"a{suffix}")).findings
    assert [(f.level, f.code, f.printed, f.computed) for f in found if f.level != "note"] == []
