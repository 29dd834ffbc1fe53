"""Units: pint's definitions as exact factors."""

from fractions import Fraction

import pytest

from lkjip.units import NUMBER, DefinitionError, Unit, read

UNITS = {
    "indeks": "indeks = [indeks]",
    "skor": "skor = 1/25 * indeks",
    "likert": "likert = 0.8 * indeks",
    "orang": "orang = [orang]",
    "persen": "persen = 0.01",
}


def test_definitions_are_exact_fractions() -> None:
    units = read(UNITS)
    assert units["skor"].factor == Fraction(1, 25)
    assert units["likert"].factor == Fraction(4, 5)
    assert units["persen"] == Unit(Fraction(1, 100))


def test_a_likert_score_of_4_is_3_20_on_the_scale_of_4() -> None:
    units = read(UNITS)
    factor = units["likert"].factor_to(units["indeks"])
    assert factor is not None
    assert 4 * factor == Fraction("3.20")


def test_products_and_quotients() -> None:
    units = read(UNITS)
    assert units["indeks"] * units["orang"] / units["orang"] == units["indeks"]
    assert units["indeks"] / units["indeks"] == NUMBER
    assert units["indeks"].factor_to(units["orang"]) is None


@pytest.mark.parametrize(
    "definition",
    ["x = 2 * nothing", "x =", "y = [y]", "x = 1; offset: 3", "x = __import__('os')", "x = 0", "x = -1", "x = [x] ** 0.5"],
)
def test_refused(definition: str) -> None:
    with pytest.raises(DefinitionError):
        read({"x": definition})
