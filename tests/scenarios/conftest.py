"""A small project of one composite index with a bit of everything that can depend on a changed value."""

from __future__ import annotations

import random

import pytest

from lkjip.project import Project
from small import small

ELEMENTS, OFFICES = ("u1", "u2", "u3", "u4"), ("a", "b", "c")
RULES = """
objective: s1
unit: indeks
polarity: higher_is_better
cap: 120
targets: {2023: 3.10, 2024: 3.25}
inputs:
  nilai: {table: skor, by: [unsur], unit: indeks}
weights:
  bobot: {by: unsur, sum: 100, values: {u1: 40, u2: 30, u3: 20, u4: 10}}
parameters:
  batas: {value: 2.5, unit: indeks, title: Batas}
  pengali: {by: unsur, values: {u1: 1, u2: 2, u4: 0.5}, title: Pengali}
figures:
  realisasi: {formula: "weighted_mean(nilai, bobot)", round: 2}
  capaian: {formula: "achievement(realisasi, current(targets))", unit: persen, round: 2}
  capaian_tahunan: {formula: "achievement(realisasi, targets)", by: [tahun], unit: persen, round: 1}
  mutu: {classify: realisasi, categories: mutu}
  keadaan: {status: realisasi}
  rendah: {members: unsur, when: nilai < batas}
  jumlah_rendah: {formula: count_where(nilai < batas), unit: angka}
  dikali: {formula: nilai * pengali, by: [unsur]}
  rata_dikali: {formula: mean(dikali), round: 3}
  bagian: {formula: apportion(dikali), by: [unsur], unit: persen, round: 1}
  simpangan: {formula: stdev(dikali), round: 3}
  jarak: {formula: abs(realisasi - batas) / realisasi * 100, unit: angka, round: 2}
  peringkat: {formula: "rank(realisasi, satker)", by: [satker], scope: all_offices, unit: angka}
  rata_semua: {formula: mean(realisasi), scope: all_offices, round: 4}
checks:
  wajar: {title: Wajar, expect: realisasi <= 4, level: warning}
"""
CATEGORIES = """
mutu:
  title: Mutu
  unit: indeks
  round: 2
  bands:
    - {from: 1.00, code: D, title: Tidak Baik}
    - {from: 2.60, code: C, title: Kurang Baik}
    - {above: 3.06, code: B, title: Baik}
    - {from: 3.54, code: A, title: Sangat Baik}
  to: 4.00
"""
COLUMNS = "nilai: {title: Nilai, type: decimal, decimals: 2, unit: indeks, minimum: 1.00, maximum: 4.00}"


@pytest.fixture(scope="session")
def composite(tmp_path_factory: pytest.TempPathFactory) -> Project:
    chance = random.Random(5)
    rows = [f"{office},{code},{chance.randint(100, 400) / 100:.2f}" for office in OFFICES for code in ELEMENTS]
    dimensions = f"unsur: {{title: Unsur, members: {{{', '.join(f'{code}: Unsur {code}' for code in ELEMENTS)}}}}}"
    tables = {"skor": (COLUMNS, "\n".join(["satker,unsur,nilai", *rows]))}
    return small(tmp_path_factory.mktemp("skenario"), {"indicators/x": RULES}, tables, dimensions, CATEGORIES)
