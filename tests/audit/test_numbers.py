"""Numerals, their kinds, and arithmetic as printed; expected values by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkjip.audit.arithmetic import written_out
from lkjip.audit.document import document_of
from lkjip.audit.expressions import parsed
from lkjip.audit.kinds import classified
from lkjip.audit.linking.matching import distance
from lkjip.audit.numerals import numerals, readings
from lkjip.audit.vocabulary import Vocabulary, flat, vocabulary
from lkjip.decimals import indonesian, plain
from lkjip.project import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def words(project: Project) -> Vocabulary:
    return vocabulary(project)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit"),
    [
        ("11.006.326.346", "11006326346", 0, ""),
        ("99,18 %", "99.18", 2, "%"),
        ("3.91", "3.91", 2, ""),
        ("1172", "1172", 0, ""),
        ("208,30%", "208.30", 2, "%"),
        ("Rp 10.887.850.000,-", "10887850000", 0, "Rp"),
        ("Rp. 2.834 .681.000,-", "2834681000", 0, "Rp"),
        ("Rp11.006.326.346", "11006326346", 0, "Rp"),
        ("1,234,567.89", "1234567.89", 2, ""),
        ("1.234,5", "1234.5", 1, ""),
        ("0.125", "0.125", 3, ""),
        ("12 persen", "12", 0, "%"),
    ],
)
def test_notations(text: str, value: str, decimals: int, unit: str) -> None:
    (numeral,) = numerals(text)
    assert (numeral.value, numeral.decimals, numeral.unit) == (Fraction(value), decimals, unit)


def test_what_may_be_two_numbers_keeps_both_readings() -> None:
    assert [str(reading.value) for reading in readings("1.172")] == ["1172", "293/250"]
    assert [str(reading.value) for reading in readings("1,172")] == ["293/250", "1172"]
    assert readings("2,3,6") == readings("0229") == readings("1.2.3") == ()


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_a_number_printed_in_indonesian_is_read_back(scaled: int, decimals: int) -> None:
    value = Fraction(scaled, 10**decimals)
    (numeral,) = numerals(f" {indonesian(plain(value, decimals))} ")
    assert value in {reading.value for reading in numeral.readings}


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for numeral in numerals(text):
        assert text[numeral.start : numeral.end] == numeral.text
    parsed(text)
    list(written_out(text, tuple(numerals(text))))
    assert flat(flat(text)) == flat(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Peraturan Nomor 53 Tahun 2014 Pasal 7 ayat 2", ["law", "year", "law", "law"]),
        ("Jember, 28 Desember 2023", ["date", "year"]),
        ("tanggal 16 s.d. 27 Oktober 2023", ["date", "date", "year"]),
        ("Keputusan M.HH-01.PR.03 dan IMI-0229.PR.01.01", ["code", "code", "code", "code"]),
        ("NIP 123456789012345678", ["code"]),
        ("1. Informasi\n2. Persyaratan", ["list", "list"]),
        ("(1) (2) (3) (4)", ["list", "list", "list", "list"]),
        ("1 Deportasi 8\n2 Pendetensian 7", ["list", "", "list", ""]),
        ("skala 4 dan skor 1–4", ["law", "law", "law"]),
        ("25\n20\n15\n10\n5\n0", ["axis"] * 6),
        ("0\n5\n10\n15", ["axis"] * 4),
        ("2,0%\n1,81% 1,65%\n1,5% 1,40%\n1,0%\n0,5%\n0,0%", ["axis", "", "", "axis", "", "axis", "axis", "axis"]),
        ("100% 75% 50% 25% 0%", ["axis"] * 5),
        ("Januari 3 2 1 0", ["", "", "", ""]),
        ("75% 50% 40% 25% 0%", ["", "", "", "", ""]),
        ("Gambar 7 Nilai per bulan . . . . . . . .\n\n24", ["law", "page"]),
        ("94,01 / 93,92 × 100", ["", "", "formula"]),
        ("3,91 / 3,25 x 100% = 120%", ["", "", "formula", ""]),
        ("1 Paspor Biasa 48 Halaman 49.941", ["list", "name", ""]),
        ("sebesar [3,18 (contoh)] saja", ["name"]),
        ("nilai 3,91 pada tahun 2023", ["", "year"]),
    ],
)
def test_kinds(words: Vocabulary, text: str, kinds: list[str]) -> None:
    found = classified(document_of("a.txt", "txt", [(0, text)]), words)
    assert [numeral.kind for numeral in found][: len(kinds)] == kinds


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("3,91 / 3,25 x 100%", Fraction(391, 325) * 100),
        ("((3,92 ∗ 12) + (3,90 ∗ 31)) / (12 + 31)", (Fraction("3.92") * 12 + Fraction("3.90") * 31) / 43),
        ("10 − 2 × 3", Fraction(4)),
        ("8 : 2 : 2", Fraction(2)),
        ("2 - 3", Fraction(-1)),
    ],
)
def test_expressions(text: str, exact: Fraction) -> None:
    assert parsed(text) == exact


@pytest.mark.parametrize("text", ["", "3 +", "(3", "3)", "a + 1", "1 / 0", "__import__('os')", "(" * 3000 + "1", "3 3"])
def test_what_is_no_expression(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("3,91 / 3,25 x 100% = 120,31%", [("120,31", True)]),
        ("3,91 / 3,25 x 100% = 121%", [("121", False)]),
        ("3,91\n=\n3,25\nx 100% = 120 %", [("120", True)]),
        ("3,93 x 100%= 125,16%\n3,14", [("125,16", True)]),
        ("3,93 x 100%= 125,56%\n3,14", [("125,56", False)]),
        ("((1,00 ∗ 2) + (4,00 ∗ 2))\n2 + 2\n= 10,00\n4\n= 2,50", [("10,00", True), ("4", True), ("2,50", True)]),
        ("((1,00 ∗ 2) + (4,00 ∗ 2))\n2 + 2\n= 11,00\n4\n= 2,75", [("11,00", False), ("4", True), ("2,75", True)]),
        ("3,36 + 4,00]\n9\n= 3,93", [("3,93", False)]),
        ("12 + 30 = 42", [("42", True)]),
        ("Tahun 2023 = tahun anggaran", []),
    ],
)
def test_calculations_in_a_text(text: str, claims: list[tuple[str, bool]]) -> None:
    found = written_out(text, tuple(numerals(text)))
    assert sorted((claim.printed, claim.holds) for claim in found) == sorted(claims)


@given(st.text("0123456789", max_size=8), st.text("0123456789", max_size=8))
def test_distance_is_a_metric_up_to_its_limit(one: str, other: str) -> None:
    assert distance(one, other, 20) == distance(other, one, 20)
    assert (distance(one, other, 20) == 0) == (one == other)
    assert distance(one, other, 1) == min(distance(one, other, 20), 2)
