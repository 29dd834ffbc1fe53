"""Invented reports of invented agencies, right to the last digit, and faults of every kind seeded in them.

    python tests/audit/corpus.py --reports 40 --faults 2000

prints precision and recall by kind and layout. A report is a list of blocks; each block knows how it can go wrong. The
labels are made here, apart from the audit's code: only what it finds is read.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

import docx

sys.path.insert(0, str(Path(__file__).parents[1]))

from documents import write
from lkjip.audit import audit
from lkjip.decimals import indonesian, plain, round_half_away

AGENCIES = (
    (
        "Dinas Pertanian Kabupaten Rawa Indah",
        "LKjIP",
        "Persentase lahan terairi|Produksi padi organik|Jumlah kelompok tani aktif",
    ),
    (
        "Pengadilan Negeri Teluk Biru",
        "LKjIP",
        "Persentase perkara selesai tepat waktu|Persentase sisa perkara|Indeks pencari keadilan",
    ),
    (
        "Kementerian Urusan Pulau",
        "Laporan Kinerja",
        "Indeks pelayanan pulau|Persentase dermaga layak|Nilai keterbukaan data",
    ),
    (
        "PT Angkutan Danau Raya",
        "Laporan Kinerja",
        "Jumlah penumpang terangkut|Tingkat ketepatan jadwal|Indeks kepuasan pelanggan",
    ),
    (
        "Balai Pelatihan Kerja Kota Lereng",
        "LAKIP",
        "Persentase lulusan bekerja|Jumlah peserta pelatihan|Nilai akreditasi lembaga",
    ),
)
LAYOUTS = ("md", "txt", "docx", "html", "pdf")


def number(value: Fraction | int, decimals: int = 0) -> str:
    return indonesian(plain(round_half_away(Fraction(value), decimals), decimals))


@dataclass
class Block:
    """A paragraph, or a table (rows of cells). `faults` maps a kind to the cell or text that makes it wrong."""

    text: str = ""
    head: Sequence[str] = ()
    rows: list[list[str]] = field(default_factory=list)
    faults: dict[str, Callable[[random.Random], Block]] = field(default_factory=dict)

    def lines(self, layout: str) -> Iterator[str]:
        if not self.rows:
            yield self.text
            return
        if layout == "md":
            yield "| " + " | ".join(self.head) + " |"
            yield "|" + "---|" * len(self.head)
        elif layout in ("docx", "html"):
            yield "|" + "|".join(self.head) + "|"
        else:
            yield " ".join(self.head)
        for row in self.rows:
            yield "|" + "|".join(row) + "|" if layout in ("md", "docx", "html") else " ".join(cell for cell in row if cell)


def another(printed: str, chance: random.Random, least: int = 3) -> str:
    """A number with one of its leading digits changed, by enough that no rounding explains it."""
    places = [i for i, c in enumerate(printed) if c.isdigit()]
    place = chance.choice(places[: max(1, min(least, len(places) - 1))])
    old = int(printed[place])
    new = chance.choice([d for d in range(1 if place == places[0] else 0, 10) if abs(d - old) > 1])
    return printed[:place] + str(new) + printed[place + 1 :]


def with_cell(block: Block, row: int, column: int, value: str) -> Block:
    rows = [list(each) for each in block.rows]
    rows[row][column] = value
    return Block(block.text, block.head, rows)


def at(block: Block, rows: Sequence[int], columns: Sequence[int], least: int) -> Callable[[random.Random], Block]:
    """A fault in one of some cells."""

    def spoil(chance: random.Random) -> Block:
        row, column = chance.choice(rows), chance.choice(columns)
        return with_cell(block, row, column, another(block.rows[row][column], chance, least))

    return spoil


def budget(chance: random.Random) -> Block:
    names = chance.sample(
        ["Belanja Pegawai", "Belanja Barang", "Belanja Modal", "Belanja Bantuan", "Belanja Hibah"], chance.choice([3, 4, 5])
    )
    pagu = [chance.randrange(120_000, 9_800_000) * 1000 for _ in names]
    spent = [amount * chance.randrange(9000, 9998) // 10_000 for amount in pagu]
    pagu, spent = [*pagu, sum(pagu)], [*spent, sum(spent)]
    left = chance.random() < 0.5
    rows = []
    for name, a, b in zip([*names, chance.choice(["Jumlah", "Total", "JUMLAH"])], pagu, spent, strict=True):
        cells = [name, number(a), number(b), *([number(a - b)] if left else []), number(Fraction(b * 100, a), 2)]
        rows.append(cells)
    block = Block("", ["Uraian", "Pagu (Rp)", "Realisasi (Rp)", *(["Sisa (Rp)"] if left else []), "%"], rows)
    last, wide = len(rows) - 1, len(rows[0])
    block.faults["row percentage"] = lambda c: (
        (r := c.randrange(last)) is not None and with_cell(block, r, wide - 1, another(rows[r][-1], c, 2))
    )
    block.faults["total"] = lambda c: (
        (k := c.choice([1, 2])) is not None and with_cell(block, last, k, another(rows[last][k], c, 6))
    )
    block.faults["amount in a table"] = lambda c: (
        (r := c.randrange(last)) is not None
        and (k := c.choice([1, 2])) is not None
        and with_cell(block, r, k, another(rows[r][k], c, 3))
    )
    if left:
        block.faults["row difference"] = lambda c: (
            (r := c.randrange(last)) is not None and with_cell(block, r, 3, another(rows[r][3], c, 4))
        )
    return block


def indicators(chance: random.Random, names: Sequence[str]) -> Block:
    rows = []
    many = [*names, "Indeks kepuasan pengguna layanan", "Persentase tindak lanjut pemeriksaan"]
    for place, name in enumerate(many, 1):
        target = Fraction(chance.randrange(6000, 9000), 100)
        real = round_half_away(target * Fraction(chance.randrange(85, 125), 100), 2)
        rows.append([str(place), name, number(target, 2), number(real, 2), number(real / target * 100, 2)])
    formula = chance.random() < 0.4
    if formula:
        rows.insert(0, ["1", "2", "3", "4", "5=4/3x100%"])
    block = Block("", ["No", "Indikator", "Target", "Realisasi", "Capaian (%)"], rows)
    first = int(formula)
    block.faults["achievement in a row"] = lambda c: (
        (r := c.randrange(first, len(rows))) is not None and with_cell(block, r, 4, another(rows[r][4], c, 3))
    )
    block.faults["realisation in a row"] = lambda c: (
        (r := c.randrange(first, len(rows))) is not None and with_cell(block, r, 3, another(rows[r][3], c, 2))
    )
    return block


def staff(chance: random.Random) -> Block:
    rows, sums = [], [0, 0]
    for name in ("Golongan IV", "Golongan III", "Golongan II", "Golongan I"):
        a, b = chance.randrange(11, 400), chance.randrange(11, 400)
        sums = [sums[0] + a, sums[1] + b]
        rows.append([name, number(a), number(b), number(a + b)])
    rows.append(["Jumlah", number(sums[0]), number(sums[1]), number(sum(sums))])
    block = Block("", ["Golongan", "Laki-laki", "Perempuan", "Jumlah"], rows)
    block.faults["row sum"] = lambda c: (
        (r := c.randrange(4)) is not None and with_cell(block, r, 3, another(rows[r][3], c, 2))
    )
    block.faults["column total"] = lambda c: (
        (k := c.choice([1, 2, 3])) is not None and with_cell(block, 4, k, another(rows[4][k], c, 2))
    )
    return block


def shares(chance: random.Random) -> Block:
    values = [chance.randrange(50, 900) for _ in range(5)]
    total = sum(values)
    rows = [
        [f"Sumber {letter}", number(v), number(Fraction(v * 100, total), 1)]
        for letter, v in zip("ABCDE", values, strict=True)
    ]
    rows.append(["Jumlah", number(total), "100,0"])
    block = Block("", ["Sumber data", "Banyaknya", "Persen"], rows)
    block.faults["share of total"] = lambda c: (
        (r := c.randrange(5)) is not None and with_cell(block, r, 2, another(rows[r][2], c, 1))
    )
    return block


def years(chance: random.Random, name: str) -> tuple[Fraction, Fraction]:
    before = Fraction(chance.randrange(6000, 9000), 100)
    return before, before + Fraction(chance.choice([-1, 1]) * chance.randrange(15, 900), 100)


def moved(chance: random.Random, name: str, year: int) -> Block:
    a, b = years(chance, name)
    up = b > a
    word, wrong = ("meningkat", "menurun") if up else ("menurun", "meningkat")
    noun, other = ("kenaikan", "penurunan") if up else ("penurunan", "kenaikan")
    difference = number(abs(b - a), 2)
    forms = (
        "{n} {w} dari {a} pada tahun {y} menjadi {b} pada tahun {z} atau {w} sebesar {d} poin.",
        "{n} tahun {z} sebesar {b} {w} dibandingkan tahun {y} yang sebesar {a}.",
        "{n} mengalami {u} dari {a} pada tahun {y} menjadi {b} pada tahun {z}.",
    )
    form = chance.choice(forms)

    def told(w: str, u: str, d: str) -> Block:
        return Block(form.format(n=name, w=w, u=u, a=number(a, 2), b=number(b, 2), d=d, y=year - 1, z=year))

    block = told(word, noun, difference)
    block.faults["direction"] = lambda c: told(wrong, other, difference)
    if "{d}" in form:
        block.faults["difference in a sentence"] = lambda c: told(word, noun, another(difference, c, 2))
    return block


def achieved(chance: random.Random, name: str, year: int, table: Block) -> Block:
    row = next(row for row in table.rows if row[1] == name)
    target, real = (Fraction(cell.replace(",", ".")) for cell in row[2:4])
    percent = number(real / target * 100, 2)
    form = chance.choice(
        (
            "Realisasi {n} tahun {y} sebesar {r} dari target {t} atau {p}%.",
            "Pada tahun {y} {n} terealisasi {r}, sedangkan targetnya {t} sehingga capaiannya {p}%.",
            "Dari target {t} untuk {n} pada tahun {y}, realisasi mencapai {r} dengan capaian {p}%.",
        )
    )

    def told(r: str, t: str, p: str) -> Block:
        return Block(form.format(n=name, y=year, r=r, t=t, p=p))

    block = told(number(real, 2), number(target, 2), percent)

    def again(c: random.Random) -> Block:
        other = another(number(real, 2), c, 2)
        share = Fraction(other.replace(",", ".")) / target * 100
        return told(other, number(target, 2), number(share, 2))

    if "terealisasi" not in form:
        block.faults["said twice"] = again
    block.faults["achievement in a sentence"] = lambda c: told(number(real, 2), number(target, 2), another(percent, c, 3))
    return block


def absorbed(chance: random.Random) -> Block:
    pagu = chance.randrange(120_000, 9_800_000) * 1000
    spent = pagu * chance.randrange(9000, 9998) // 10_000
    percent = number(Fraction(spent * 100, pagu), 2)
    form = chance.choice(
        (
            "Pagu kegiatan ini sebesar Rp{a},- terealisasi Rp{b},- atau {p}%.",
            "Realisasi anggaran kegiatan sebesar Rp{b} atau {p}% dari pagu Rp{a}.",
            "Anggaran Rp{a} telah terserap sebesar Rp{b} ({p}%).",
        )
    )

    def told(p: str, b: str = number(spent)) -> Block:
        return Block(form.format(a=number(pagu), b=b, p=p))

    block = told(percent)
    block.faults["absorption in a sentence"] = lambda c: told(another(percent, c, 2))
    block.faults["amount in a sentence"] = lambda c: told(percent, another(number(spent), c, 2))
    cut = Fraction(int(Fraction(spent * 100, pagu) * 100), 100)
    if number(cut, 2) != percent:
        block.faults["truncation"] = lambda c: told(number(cut, 2))
    return block


def parted(chance: random.Random) -> Block:
    parts = [chance.randrange(120_000, 9_800_000) * 1000 for _ in range(3)]
    form = "Anggaran Rp{t} {w} Belanja Pegawai Rp{a}, Belanja Barang Rp{b}, dan Belanja Modal Rp{c}."
    way = chance.choice(["terdiri atas", "terbagi dalam", "terdiri dari"])

    def told(t: str) -> Block:
        a, b, c = map(number, parts)
        return Block(form.format(t=t, w=way, a=a, b=b, c=c))

    block = told(number(sum(parts)))
    block.faults["parts"] = lambda c: told(near(number(sum(parts)), c))
    return block


def near(printed: str, chance: random.Random) -> str:
    """A number with one of its later digits changed: a slip that leaves the size."""
    places = [i for i, c in enumerate(printed) if c.isdigit()][1:7]
    place = chance.choice(places)
    return printed[:place] + str((int(printed[place]) + chance.randrange(1, 9)) % 10) + printed[place + 1 :]


def worked(chance: random.Random) -> Block:
    a, b = chance.randrange(40, 200), chance.randrange(200, 320)
    value = number(Fraction(a * 100, b), 2)
    form = chance.choice(["Perhitungan = {a} / {b} x 100% = {v}%", "Capaian = {a} kegiatan : {b} kegiatan x 100% = {v}%"])

    def told(v: str) -> Block:
        return Block(form.format(a=a, b=b, v=v))

    block = told(value)
    block.faults["written calculation"] = lambda c: told(another(value, c, 3))
    return block


ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def spelled(n: int) -> str:
    if n < 10:
        return ONES[n]
    if n < 12:
        return "sepuluh" if n == 10 else "sebelas"
    for size, word in ((10**9, "miliar"), (10**6, "juta"), (1000, "ribu")):
        if n >= size:
            lead = "se" if size == 1000 and n < 2000 else f"{spelled(n // size)} "
            return f"{lead}{word}" + (f" {spelled(n % size)}" if n % size else "")
    if n >= 100:
        lead = "seratus" if n < 200 else f"{ONES[n // 100]} ratus"
        return lead + (f" {spelled(n % 100)}" if n % 100 else "")
    if n < 20:
        return f"{ONES[n - 10]} belas"
    return f"{ONES[n // 10]} puluh" + (f" {ONES[n % 10]}" if n % 10 else "")


def in_words(chance: random.Random) -> Block:
    amount = chance.randrange(100, 9_000) * 1_000_000 + chance.randrange(1, 999) * 1000

    def told(n: int) -> Block:
        return Block(f"Anggaran tambahan sebesar Rp{number(amount)},- ({spelled(n)} rupiah) diterima pada triwulan III.")

    block = told(amount)
    block.faults["amount in words"] = lambda c: told(amount + c.randrange(1, 90) * 1000)
    return block


def survey(chance: random.Random) -> Block:
    scores = [Fraction(chance.randrange(300, 400), 100) for _ in range(9)]
    weighted = [round_half_away(score / 9, 3) for score in scores]
    index = round_half_away(sum(weighted, Fraction(0)), 3)
    ikm = round_half_away(index * 25, 2)
    rows = [
        ["NRR per unsur", *(number(s, 2) for s in scores), ""],
        ["NRR tertimbang", *(number(w, 3) for w in weighted), number(index, 3)],
    ]
    block = Block("", ["Uraian", *(f"U{n}" for n in range(1, 10)), "Jumlah"], rows)
    block.faults["weighted score"] = lambda c: (
        (k := c.randrange(1, 10)) is not None and with_cell(block, 1, k, another(rows[1][k], c, 3))
    )
    block.text = number(ikm, 2)
    return block


def category(chance: random.Random, year: int) -> list[Block]:
    bands = Block(
        "Mutu pelayanan: A (Sangat Baik) = 88,31 - 100,00; B (Baik) = 76,61 - 88,30; C (Kurang Baik) = 65,00 - 76,60; "
        "D (Tidak Baik) = 25,00 - 64,99"
    )
    value = Fraction(chance.randrange(6500, 9900), 100)
    right = (
        "A (Sangat Baik)" if value >= Fraction("88.31") else "B (Baik)" if value >= Fraction("76.61") else "C (Kurang Baik)"
    )
    wrong = [c for c in ("A (Sangat Baik)", "B (Baik)", "C (Kurang Baik)") if c != right]

    def told(c: str) -> Block:
        return Block(f"Nilai IKM tahun {year} sebesar {number(value, 2)} dengan mutu pelayanan {c}.")

    block = told(right)
    block.faults["category"] = lambda c: told(c.choice(wrong))
    return [bands, block]


def left_over(chance: random.Random) -> Block:
    block = Block("Kepala kantor menetapkan target bersama seluruh pegawai.")
    block.faults["placeholder"] = lambda c: Block(
        f"Kepala {c.choice(['[Nama Kantor]', '[isi nama unit]', '[jabatan]'])} menetapkan target bersama."
    )
    return block


def report(seed: int) -> list[Block]:
    """A report: about two pages of blocks."""
    chance = random.Random(seed)
    name, kind, titles = AGENCIES[seed % len(AGENCIES)]
    year = chance.choice([2019, 2020, 2021, 2022, 2023, 2024])
    names = titles.split("|")
    table = indicators(chance, names)
    return [
        Block(f"{kind} {name} Tahun {year}"),
        Block(f"{name} menyusun laporan ini menurut Peraturan Presiden Nomor 29 Tahun 2014 pasal 18 ayat (1)."),
        Block("BAB III AKUNTABILITAS KINERJA"),
        Block("Tabel 3.1 Target dan Realisasi"),
        table,
        achieved(chance, names[0], year, table),
        moved(chance, names[1], year),
        absorbed(chance),
        Block("Tabel 3.2 Anggaran menurut Jenis Belanja"),
        budget(chance),
        parted(chance),
        in_words(chance),
        worked(chance),
        Block("Tabel 3.3 Pegawai"),
        staff(chance),
        Block("Tabel 3.4 Sumber"),
        shares(chance),
        Block("Tabel 3.5 Survei"),
        survey(chance),
        *category(chance, year),
        achieved(chance, names[2], year, table),
        moved(chance, names[2], year),
        left_over(chance),
        Block("Demikian laporan ini dibuat, dan masukan sangat diharapkan."),
    ]


def text_of(blocks: Sequence[Block], layout: str) -> tuple[str, list[tuple[int, int]]]:
    """The report's text, and the lines (from 1) of each block."""
    lines: list[str] = []
    spans = []
    for block in blocks:
        start = len(lines) + 1
        lines += block.lines(layout)
        spans.append((start, len(lines)))
        lines.append("")
    return "\n".join(lines), spans


def page(blocks: Sequence[Block]) -> str:
    """The report as HTML, its tables as tables."""
    parts = []
    for block in blocks:
        if not block.rows:
            parts.append(f"<p>{escape(block.text)}</p>")
            continue
        rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows]
        head = "".join(f"<th>{escape(cell)}</th>" for cell in block.head)
        parts.append(f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return f"<!doctype html><html lang=id><body>{''.join(parts)}</body></html>"


def document(blocks: Sequence[Block]) -> Any:
    """The report as a Word document."""
    word = docx.Document()
    for block in blocks:
        if not block.rows:
            word.add_paragraph(block.text)
            continue
        table = word.add_table(rows=0, cols=len(block.head))
        for row in [block.head, *block.rows]:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                cell.text = content
    return word


def findings_of(blocks: Sequence[Block], layout: str, folder: Path) -> list[tuple[str, str, str]]:
    """What the audit finds: (level, code, quote)."""
    text, _ = text_of(blocks, layout)
    path = folder / f"laporan.{layout}"
    if layout == "html":
        path.write_text(page(blocks), encoding="utf-8")
    elif layout == "docx":
        document(blocks).save(str(path))
    else:
        write(text, path)
    return [(f.level, f.code, f"{f.printed} {f.places[0].quote}") for f in audit(None, path).findings if f.level != "note"]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--faults", type=int, default=400)
    parser.add_argument("--show", type=int, default=15)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    base: dict[tuple[int, str], set[tuple[str, str, str]]] = {}
    false: Counter[str] = Counter()
    shown: list[str] = []
    for seed in range(options.reports):
        layout = LAYOUTS[seed % len(LAYOUTS)]
        for found in findings_of(report(seed), layout, folder):
            base.setdefault((seed, layout), set()).add(found)
            false[f"{found[0]} {found[1]} {layout}"] += 1
            shown.append(f"false {seed} {layout} {found}")
    tried: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    by_layout: Counter[str] = Counter()
    layout_hit: Counter[str] = Counter()
    chance = random.Random(2026)
    for turn in range(options.faults):
        seed = chance.randrange(options.reports)
        layout = LAYOUTS[seed % len(LAYOUTS)]
        blocks = report(seed)
        faulty = [(i, kind) for i, block in enumerate(blocks) for kind in block.faults]
        kinds = sorted({kind for _, kind in faulty})
        kind = kinds[turn % len(kinds)]
        place, _ = chance.choice([each for each in faulty if each[1] == kind])
        blocks[place] = blocks[place].faults[kind](chance)
        new = set(findings_of(blocks, layout, folder)) - base.get((seed, layout), set())
        tried[kind] += 1
        by_layout[layout] += 1
        hit[kind] += bool(new)
        layout_hit[layout] += bool(new)
        if not new:
            shown.append(f"missed {kind} {seed} {layout}: {' / '.join(blocks[place].lines('txt'))[:300]}")
    for kind in sorted(tried):
        print(f"{kind:28} {hit[kind]:4} of {tried[kind]:4}  {100 * hit[kind] / tried[kind]:5.1f} %")
    for layout in LAYOUTS:
        print(f"layout {layout:8} {layout_hit[layout]} of {by_layout[layout]}")
    print(
        f"all {sum(hit.values())} of {sum(tried.values())}; false findings in {options.reports} right reports: {dict(false)}"
    )
    print("\n".join(shown[: options.show]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
