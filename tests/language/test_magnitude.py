"""Nested means of many members stay exact, and traces read no more than they tell."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from lkjip.decimals import plain, round_half_away
from lkjip.project import Project
from lkjip.trace.oracle import Oracle
from lkjip.trace.outcome import Key, Missing
from small import small, values

AREAS, SIZE = 7, 49
DIMENSIONS = (
    f"bidang: {{title: B, members: {{{', '.join(f'g{i}: B{i}' for i in range(AREAS))}}}}}\n"
    f"butir: {{title: I, parent: bidang, members: {{"
    + ", ".join(f"b{i}: {{title: I{i}, parent: g{i % AREAS}}}" for i in range(SIZE))
    + "}}\n"
    f"negara: {{title: N, members: {{{', '.join(f'n{i}: N{i}' for i in range(SIZE))}}}}}\n"
)
RULE = """
unit: angka
inputs:
  x: {table: x, by: [negara, butir]}
figures:
  indeks: {formula: "mean(mean(mean(x, negara, bidang), negara))", round: 4}
  tertinggi: {formula: max(x), by: [butir]}
  nisbah: {formula: x / tertinggi, by: [negara, butir], round: 9}
"""


@pytest.fixture
def index(tmp_path: Path) -> tuple[Project, dict[tuple[int, int], Fraction]]:
    """49 countries with 49 items of nine decimals in seven areas, and the numbers."""
    source = random.Random(7)
    cells = {(n, b): Fraction(source.randrange(10**11), 10**9) for n in range(SIZE) for b in range(SIZE)}
    rows = "\n".join(f"n{n},b{b},{plain(value, 9)}" for (n, b), value in cells.items())
    table = ("x: {title: X, type: decimal, decimals: 9, unit: angka}", f"negara,butir,x\n{rows}")
    return small(tmp_path, {"measures/m": RULE}, {"x": table}, DIMENSIONS), cells


def test_three_nested_means(index: tuple[Project, dict[tuple[int, int], Fraction]]) -> None:
    project, cells = index
    total = Fraction(0)
    for n in range(SIZE):
        areas = []
        for area in range(AREAS):
            inside = [cells[n, b] for b in range(SIZE) if b % AREAS == area]
            areas.append(sum(inside, Fraction(0)) / len(inside))
        total += sum(areas, Fraction(0)) / AREAS
    assert values(project, "m.indeks") == {"–": plain(round_half_away(total / SIZE, 4), 4)}
    assert project.explain("m.indeks").exact == values(project, "m.indeks")["–"]


def test_a_trace_reads_only_what_it_tells(
    index: tuple[Project, dict[tuple[int, int], Fraction]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One ratio rests on itself and its item's 49 countries, not on 49 × 49 cells."""
    project, _ = index
    read: list[str] = []
    cell = Oracle.input

    def counted(self: Oracle, name: str, key: Key) -> Fraction | Missing:
        read.append(name)
        return cell(self, name, key)

    monkeypatch.setattr(Oracle, "input", counted)
    project.explain("m.nisbah", {"negara": "n3", "butir": "b4"})
    assert len(read) < 8 * SIZE


def test_a_mean_of_many_unlike_fractions(tmp_path: Path) -> None:
    """49 quotients with unlike divisors: what lies between has hundreds of digits, the mean has four decimals."""
    source = random.Random(3)
    pairs = [(source.randrange(1, 10**9), source.randrange(10**8, 10**9) | 1) for _ in range(SIZE)]
    rows = "\n".join(f"b{number},{top},{bottom}" for number, (top, bottom) in enumerate(pairs))
    rule = """
unit: angka
inputs:
  p: {table: t, by: [butir]}
  q: {table: t, by: [butir]}
figures:
  rata: {formula: mean(p / q), round: 4}
  berbobot: {formula: "weighted_mean(p / q, p)", round: 4}
"""
    columns = "p: {title: P, type: integer, unit: angka}\nq: {title: Q, type: integer, unit: angka}"
    project = small(tmp_path, {"measures/m": rule}, {"t": (columns, f"butir,p,q\n{rows}")}, DIMENSIONS)
    mean = sum((Fraction(p, q) for p, q in pairs), Fraction(0)) / SIZE
    weighted = sum((Fraction(p * p, q) for p, q in pairs), Fraction(0)) / sum(p for p, _ in pairs)
    assert values(project, "m.rata") == {"–": plain(round_half_away(mean, 4), 4)}
    assert values(project, "m.berbobot") == {"–": plain(round_half_away(weighted, 4), 4)}
