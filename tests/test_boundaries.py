"""The edges of every band, classified by the engine: just below the bound, at it, and just above.

The bounds are written out here from the regulations, not read from the rules: a wrong figure in `categories.yaml` fails.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import lkjip

RULES = Path(__file__).parents[1] / "rules" / "2023"
STEP = Decimal("0.01")


@dataclass(frozen=True)
class Group:
    """A group of bands: its unit, its end, and each band's lower bound, whether it belongs to the band, and code."""

    unit: str
    end: Decimal
    bands: tuple[tuple[Decimal, bool, str], ...]

    def expected(self, value: Decimal) -> str | None:
        """The code of a value with two decimals; None outside the scale. Band by band, from the top."""
        if value > self.end:
            return None
        for bound, included, code in reversed(self.bands):
            if value > bound or (included and value == bound):
                return code
        return None


def group(unit: str, *bands: tuple[str, bool, str]) -> Group:
    return Group(unit, Decimal(100), tuple((Decimal(bound), included, code) for bound, included, code in bands))


GROUPS = {
    # PermenPANRB 14/2017, table of conversion intervals: 25,00–64,99 D · 65,00–76,60 C · 76,61–88,30 B · 88,31–100,00 A
    "mutu_pelayanan": group("skor", ("25", True, "D"), ("65", True, "C"), ("76.61", True, "B"), ("88.31", True, "A")),
    # PMK 22/2021: sangat baik > 90 · baik > 80–90 · cukup > 60–80 · kurang > 50–60 · sangat kurang ≤ 50
    "kinerja_smart": group(
        "nilai",
        ("0", True, "sangat_kurang"),
        ("50", False, "kurang"),
        ("60", False, "cukup"),
        ("80", False, "baik"),
        ("90", False, "sangat_baik"),
    ),
    # PER-5/PB/2022: sangat baik ≥ 95 · baik 89–<95 · cukup 70–<89 · kurang < 70
    "kinerja_ikpa": group(
        "nilai", ("0", True, "kurang"), ("70", True, "cukup"), ("89", True, "baik"), ("95", True, "sangat_baik")
    ),
}
# The regulation's own interval ends, spelled out once more as pairs, so that `expected` is no judge in its own cause.
PRINTED: dict[str, list[tuple[str, str | None]]] = {
    "mutu_pelayanan": [
        ("24.99", None),
        ("25.00", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("100.00", "A"),
        ("100.01", None),
    ],
    "kinerja_smart": [
        ("-0.01", None),
        ("0.00", "sangat_kurang"),
        ("50.00", "sangat_kurang"),
        ("50.01", "kurang"),
        ("60.00", "kurang"),
        ("60.01", "cukup"),
        ("80.00", "cukup"),
        ("80.01", "baik"),
        ("90.00", "baik"),
        ("90.01", "sangat_baik"),
        ("100.00", "sangat_baik"),
        ("100.01", None),
    ],
    "kinerja_ikpa": [
        ("-0.01", None),
        ("0.00", "kurang"),
        ("69.99", "kurang"),
        ("70.00", "cukup"),
        ("88.99", "cukup"),
        ("89.00", "baik"),
        ("94.99", "baik"),
        ("95.00", "sangat_baik"),
        ("100.00", "sangat_baik"),
        ("100.01", None),
    ],
}
# Rounded to two decimals, half away from zero, before comparing: in millesimals around each edge.
ROUNDED: dict[str, list[tuple[str, str | None]]] = {
    "mutu_pelayanan": [
        ("76.604", "C"),
        ("76.605", "B"),
        ("64.994", "D"),
        ("64.995", "C"),
        ("100.004", "A"),
        ("100.005", None),
        ("24.995", "D"),
        ("24.994", None),
    ],
    "kinerja_smart": [
        ("80.004", "cukup"),
        ("80.005", "baik"),
        ("90.0049", "baik"),
        ("90.005", "sangat_baik"),
        ("-0.004", "sangat_kurang"),
        ("-0.005", None),
    ],
    "kinerja_ikpa": [("94.994", "baik"), ("94.995", "sangat_baik"), ("69.9949", "kurang"), ("69.995", "cukup")],
}


def classified(project: Path, name: str, unit: str, values: list[Decimal]) -> list[str | None]:
    """The codes that the engine gives: a rule set over one table with a row per value, with the real categories."""
    rules = project / "rules/2023"
    shutil.rmtree(rules / "indicators")
    shutil.rmtree(rules / "measures")
    shutil.rmtree(rules / "tables")
    for folder in ("measures", "tables"):
        (rules / folder).mkdir()
    for file in ("scales.yaml", "categories.yaml", "ruleset.yaml"):
        text = (RULES / file).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("order:")]
        (rules / file).write_text("\n".join(lines), encoding="utf-8")
    members = ", ".join(f"n{number}: Nilai" for number in range(len(values)))
    (rules / "dimensions.yaml").write_text(
        f"tahun: {{title: Tahun, members: {{2023: Tahun 2023}}}}\nnomor: {{title: Nomor, members: {{{members}}}}}\n",
        encoding="utf-8",
    )
    (rules / "tables/angka.yaml").write_text(
        "table: angka\ntitle: Angka\nsource: {system: Uji}\nkeys: [nomor]\ncomplete: true\n"
        "columns:\n  nilai: {title: Nilai, type: decimal, decimals: 4}\n",
        encoding="utf-8",
    )
    (rules / "measures/uji.yaml").write_text(
        f"id: uji\ntitle: Uji\nunit: {unit}\ninputs:\n  nilai: {{table: angka, by: [nomor], unit: {unit}}}\n"
        f"figures:\n  kategori: {{classify: nilai, categories: {name}, by: [nomor], title: Kategori}}\n",
        encoding="utf-8",
    )
    rows = "".join(f"n{number},{value}\n" for number, value in enumerate(values))
    (project / "data/2023/kantor-uji/angka.csv").write_text("nomor,nilai\n" + rows, encoding="utf-8")
    found = lkjip.load(project, 2023).evaluate().all("uji.kategori")
    assert all(value.status == ("undefined" if value.value is None else "ok") for value in found)
    return [value.value for value in found]


def test_every_group_with_bands_is_tested() -> None:
    groups = yaml.safe_load((RULES / "categories.yaml").read_text(encoding="utf-8"))
    assert {name for name, entry in groups.items() if "bands" in entry} == set(GROUPS) == set(PRINTED) == set(ROUNDED)


@pytest.mark.parametrize("name", GROUPS)
def test_around_every_bound(name: str, tiny: Path) -> None:
    wanted = GROUPS[name]
    edges = [*(bound for bound, _, _ in wanted.bands), wanted.end]
    values = [edge + step for edge in edges for step in (-STEP, Decimal(0), STEP)]
    found = classified(tiny, name, wanted.unit, values)
    assert dict(zip(values, found, strict=True)) == {value: wanted.expected(value) for value in values}
    assert set(found) == {code for _, _, code in wanted.bands} | {None}


@pytest.mark.parametrize("name", GROUPS)
def test_the_intervals_as_printed(name: str, tiny: Path) -> None:
    pairs = PRINTED[name]
    assert [GROUPS[name].expected(Decimal(value)) for value, _ in pairs] == [code for _, code in pairs]
    found = classified(tiny, name, GROUPS[name].unit, [Decimal(value) for value, _ in pairs])
    assert list(zip([value for value, _ in pairs], found, strict=True)) == pairs


@pytest.mark.parametrize("name", GROUPS)
def test_a_value_is_rounded_before_it_is_compared(name: str, tiny: Path) -> None:
    pairs = ROUNDED[name]
    found = classified(tiny, name, GROUPS[name].unit, [Decimal(value) for value, _ in pairs])
    assert list(zip([value for value, _ in pairs], found, strict=True)) == pairs


def test_an_index_is_compared_on_the_scale_of_a_hundred(tiny: Path) -> None:
    """PermenPANRB 14/2017 prints 3,0644 and 3,5324 as lower ends on the scale of four: 76,61 / 25 and 88,31 / 25."""
    pairs = [
        ("1.0000", "D"),
        ("2.5996", "D"),
        ("2.6000", "C"),
        ("3.0640", "C"),
        ("3.0644", "B"),
        ("3.5320", "B"),
        ("3.5324", "A"),
        ("4.0000", "A"),
        ("0.9996", None),
    ]
    found = classified(tiny, "mutu_pelayanan", "indeks", [Decimal(value) for value, _ in pairs])
    assert list(zip([value for value, _ in pairs], found, strict=True)) == pairs
