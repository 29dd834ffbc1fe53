"""Functions of the language on small tables, with values worked out by hand or taken from a published example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import lkjip
from lkjip.errors import UserError
from lkjip.rules.formula import FUNCTIONS, FormulaError, parse
from small import refused, small, values

DIMENSIONS = """
bulan: {title: Bulan, members: {1: Januari, 2: Februari, 3: Maret, 4: April}}
butir: {title: Butir, members: {a: A, b: B, c: C, d: D}}
"""
X = ("x: {title: X, type: decimal, decimals: 2, unit: angka, empty: Belum ada}", "bulan,x\n1,2\n2,8\n3,4\n4,")
RULE = "unit: angka\ninputs:\n  x: {{table: x, by: [bulan]}}\nfigures:\n  y: {{{figure}}}\n"


def computed(root: Path, figure: str) -> dict[str, str]:
    return values(small(root, {"measures/m": RULE.format(figure=figure)}, {"x": X}, DIMENSIONS), "m.y")


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("formula: geometric_mean(x), round: 4", "4.0000"),  # (2·8·4)^(1/3)
        ("formula: 'median(x)', round: 1", "4.0"),
        ("formula: 'quantile(x, 0.25, inclusive)', round: 2", "3.00"),  # halfway between 2 and 4
        ("formula: 'quantile(x, 0.25, exclusive)', round: 2", "2.00"),  # position 0.25·4 = 1
        ("formula: 'quantile(x, 0.9, lower)', round: 0", "8"),
        ("formula: stdev(x), round: 4", "3.0551"),  # √(56/3 / 2)
        ("formula: 'stdev(x, population)', round: 4", "2.4944"),  # √(56/3 / 3)
        ("formula: 'last(x, bulan)'", "4.00"),
        ("formula: 'first_present(x[4], x[3])'", "4.00"),
        ("formula: 'max(x[1], x[3], 3)'", "4.00"),
        ("formula: 'min(x[1], 1.5)'", "1.50"),
    ],
)
def test_of_three_measured_months(formula: str, wanted: str, tmp_path: Path) -> None:
    assert computed(tmp_path, formula) == {"–": wanted}


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("'rank(x, bulan)'", ["3", "1", "2", "not_measured: Belum ada"]),
        ("'rank(x, bulan, ascending)'", ["1", "3", "2", "not_measured: Belum ada"]),
        ("'cumulate(x, bulan, sum)'", ["2.00", "10.00", "14.00", "not_measured: Belum ada"]),
        ("'cumulate(x, bulan, mean)', round: 1", ["2.0", "5.0", "4.7", "not_measured: Belum ada"]),
        ("'cumulate(x, bulan, max)'", ["2.00", "8.00", "8.00", "not_measured: Belum ada"]),
        ("'root(x, 3)', round: 5", ["1.25992", "2.00000", "1.58740", "not_measured: Belum ada"]),
        ("'power(x, 1.5)', round: 3", ["2.828", "22.627", "8.000", "not_measured: Belum ada"]),
        ("ln(x), round: 6", ["0.693147", "2.079442", "1.386294", "not_measured: Belum ada"]),
    ],
)
def test_by_month(formula: str, wanted: list[str], tmp_path: Path) -> None:
    assert list(computed(tmp_path, f"formula: {formula}, by: [bulan]").values()) == wanted


def test_the_month_before(tmp_path: Path, english: None) -> None:
    found = computed(tmp_path, "formula: 'x - previous(x, bulan)', by: [bulan]")
    assert list(found.values()) == ["not_measured: No earlier period", "6.00", "-4.00", "not_measured: Belum ada"]


@pytest.mark.parametrize(("ties", "wanted"), [("min", "1 2 2 4"), ("max", "1 3 3 4"), ("mean", "1.0 2.5 2.5 4.0")])
def test_equal_values_share_a_rank(ties: str, wanted: str, tmp_path: Path) -> None:
    rule = RULE.format(figure=f"formula: 'rank(x, bulan, {ties})', by: [bulan]")
    table = (X[0], "bulan,x\n1,9\n2,7\n3,7\n4,1")
    assert list(values(small(tmp_path, {"measures/m": rule}, {"x": table}, DIMENSIONS), "m.y").values()) == wanted.split()


def test_a_selected_member_does_not_mind_its_neighbours(tmp_path: Path, english: None) -> None:
    """April has no value; it matters only where April is selected, or where nothing or too much is."""
    rule = """
unit: angka
inputs:
  x: {table: x, by: [bulan]}
  p: {table: p, by: [bulan, butir]}
figures:
  y: {formula: "selected(x, bulan, p == 1)", by: [butir]}
"""
    chosen = {"a": (2,), "b": (4,), "c": (), "d": (1, 2)}
    rows = "\n".join(f"{month},{item},{int(month in chosen[item])}" for month in range(1, 5) for item in chosen)
    tables = {"x": X, "p": ("p: {title: P, type: integer, unit: angka}", f"bulan,butir,p\n{rows}")}
    found = values(small(tmp_path, {"measures/m": rule}, tables, DIMENSIONS), "m.y")
    lacking = [
        "not_measured: Belum ada",
        "not_measured: No member is selected",
        "undefined: More than one member is selected",
    ]
    assert list(found.values()) == ["8.00", *lacking]


def test_where_the_condition_is_missing_its_reason_is_told(tmp_path: Path) -> None:
    """Whether April is selected is not known; that its own value is missing too explains nothing."""
    rule = """
unit: angka
inputs:
  x: {table: x, by: [bulan]}
  p: {table: p, by: [bulan]}
figures:
  y: {formula: "selected(x, bulan, p == 1)"}
"""
    p = ("p: {title: P, type: integer, unit: angka, empty: Tidak ditanyakan}", "bulan,p\n1,0\n2,0\n3,0\n4,")
    found = values(small(tmp_path, {"measures/m": rule}, {"x": X, "p": p}, DIMENSIONS), "m.y")
    assert list(found.values()) == ["not_measured: Tidak ditanyakan"]


def test_a_number_by_cases(tmp_path: Path) -> None:
    """Deductions of IKPA for dispensations: the line that is taken decides, whatever the steps."""
    figure = """
    by: [bulan]
    choose:
      - {when: x >= 8, value: 1}
      - {when: x >= 3, value: 0.75}
      - {when: x > 0, value: x / 4}
      - {value: 0}
"""
    rule = f"unit: angka\ninputs:\n  x: {{table: x, by: [bulan]}}\nfigures:\n  y:{figure}"
    found = values(small(tmp_path, {"measures/m": rule}, {"x": X}, DIMENSIONS), "m.y")
    assert list(found.values()) == ["0.5000", "1.0000", "0.7500", "not_measured: Belum ada"]


def test_a_sample_that_is_too_small_has_no_value(tmp_path: Path) -> None:
    figure = "formula: mean(x), round: 2, measured_when: {condition: count(x) >= 4, reason: Sampel kurang dari 4}"
    assert computed(tmp_path, figure) == {"–": "not_measured: Sampel kurang dari 4"}
    figure = "formula: mean(x), round: 2, measured_when: {condition: count(x) >= 3, reason: Sampel kurang dari 3}"
    assert computed(tmp_path, figure) == {"–": "4.67"}


@pytest.mark.parametrize("formula", ["mean(x)", "median(x)", "max(x)"])
def test_a_sample_that_is_large_enough_still_says_whom_it_covers(formula: str, tmp_path: Path) -> None:
    figure = f"formula: {formula}, round: 2, measured_when: {{condition: count(x) >= 3, reason: Sampel kurang}}"
    rule = f"unit: angka\ninputs: {{x: {{table: x, by: [bulan]}}}}\nfigures: {{y: {{{figure}}}, z: {{formula: y}}}}"
    found = small(tmp_path, {"measures/m": rule}, {"x": X}, DIMENSIONS).evaluate()
    assert (found["m.y"].covered, found["m.y"].of) == (3, 4)
    assert found["m.z"].covered is None  # it only repeats the value


OPINIONS = """
opini:
  title: Opini BPK
  levels:
    - {code: TMP, title: Tidak Menyatakan Pendapat%s}
    - {code: WDP, title: Wajar Dengan Pengecualian%s}
    - {code: WTP, title: Wajar Tanpa Pengecualian%s}
mutu:
  title: Mutu
  unit: angka
  round: 1
  bands:
    - {from: 0, code: C, title: Kurang, value: 60}
    - {from: 3, gap: true}
    - {from: 4, code: B, title: Baik, value: 80, colour: "#2e7d32"}
    - {from: 8, code: A, title: Sangat Baik, value: 100}
"""
OPINION_RULE = """
objective: s1
unit: opini
polarity: higher_is_better
targets: {2024: WTP}
inputs:
  o: {table: o, by: [bulan]}
  x: {table: x, by: [bulan]}
figures:
  realisasi: {formula: "last(o, bulan)"}
  y: {FIGURE}
"""
TABLES = {"x": X, "o": ("o: {title: O, type: ordinal, categories: opini}", "bulan,o\n1,TMP\n2,WDP\n3,WTP\n4,WDP")}


def opinion(root: Path, figure: str, scored: bool = False) -> dict[str, str]:
    categories = OPINIONS % ((", value: 0", ", value: 50", ", value: 100") if scored else ("", "", ""))
    rule = OPINION_RULE.replace("FIGURE", figure)
    return values(small(root, {"indicators/m": rule}, TABLES, DIMENSIONS, categories), "m.y")


@pytest.mark.parametrize(
    ("figure", "wanted"),
    [
        ("formula: count_where(o >= WDP), unit: angka", {"–": "3"}),
        ("formula: max(o)", {"–": "WTP"}),
        ("members: bulan, when: o == WDP", {"–": "2, 4"}),
        ("classify: x, categories: mutu, by: [bulan]", {"1": "C", "2": "A", "3": "B"}),
    ],
)
def test_codes_are_compared_and_counted(figure: str, wanted: dict[str, str], tmp_path: Path) -> None:
    found = opinion(tmp_path, figure)
    assert {key.removeprefix("bulan="): value for key, value in found.items() if not value.startswith("not_")} == wanted


@pytest.mark.parametrize(
    ("figure", "wanted"),
    [
        ("formula: mean(value(o)), unit: angka, round: 2", "50.00"),
        ("formula: 'achievement(realisasi, current(targets))', unit: persen, round: 2", "50.00"),
        ("formula: 'sum(value(o)) - 3', unit: angka", "197"),
    ],
)
def test_declared_values_are_computed_with(figure: str, wanted: str, tmp_path: Path) -> None:
    assert opinion(tmp_path, figure, scored=True) == {"–": wanted}


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("formula: mean(o), round: 2", "codes_computed"),
        ("formula: o * 2, by: [bulan]", "codes_computed"),
        ("formula: '-o', by: [bulan]", "codes_computed"),
        ("formula: 'growth(o[2], o[1])', round: 1", "codes_computed"),
        ("formula: 'achievement(realisasi, current(targets))', round: 2", "codes_without_values"),
        ("formula: realisasi, round: 2", "round_of_codes"),
        ("formula: value(o), by: [bulan]", "codes_without_values"),
        ("formula: value(x), by: [bulan]", "value_of_number"),
        ("formula: count_where(o >= BAIK)", "unknown_code"),
        ("formula: 'stdev(x) * 2', round: 2", "rounded_inside"),
        ("formula: 'stdev(x)'", "round_needed"),
        ("formula: 'quantile(x, 2, inclusive)'", "share_expected"),
        ("formula: 'quantile(x, 0.5, middle)'", "word_expected"),
        ("formula: 'root(x, 0.5)', by: [bulan], round: 2", "degree_expected"),
        ("formula: 'power(x, x)', by: [bulan], round: 2", "exponent_expected"),
    ],
)
def test_what_has_no_meaning_is_refused_with_a_way_out(figure: str, code: str, tmp_path: Path, english: None) -> None:
    categories = OPINIONS % ("", "", "")
    rule = OPINION_RULE.replace("FIGURE", figure)
    found = refused(small(tmp_path, {"indicators/m": rule}, TABLES, DIMENSIONS, categories))
    assert code in found
    assert found[code] or code == "unknown_code"


def test_where_codes_have_values_the_way_out_is_to_name_them(tmp_path: Path, english: None) -> None:
    categories = OPINIONS % (", value: 0", ", value: 50", ", value: 100")
    rule = OPINION_RULE.replace("FIGURE", "formula: mean(o), round: 2")
    found = refused(small(tmp_path, {"indicators/m": rule}, TABLES, DIMENSIONS, categories))
    assert "mean(value(" in found["codes_with_values"]


def test_choices_of_other_codes_do_not_meet(tmp_path: Path) -> None:
    rule = """
unit: angka
inputs:
  x: {table: x, by: [bulan]}
figures:
  p: {choose: [{when: x > 3, code: tinggi}, {code: rendah}], by: [bulan]}
  q: {choose: [{when: x > 3, code: naik}, {code: turun}], by: [bulan]}
  y: {formula: count_where(p == q), unit: angka}
"""
    assert "mixed_units" in refused(small(tmp_path, {"measures/m": rule}, {"x": X}, DIMENSIONS))


def test_a_gap_is_no_category(tmp_path: Path) -> None:
    table = (X[0], "bulan,x\n1,2.9\n2,3\n3,3.9\n4,4")
    rule = RULE.format(figure="classify: x, categories: mutu, by: [bulan]")
    categories = OPINIONS % ("", "", "")
    found = values(small(tmp_path, {"measures/m": rule}, {"x": table}, DIMENSIONS, categories), "m.y")
    assert [text[:9] for text in found.values()] == ["C", "undefined", "undefined", "B"]


def test_single_answers_have_no_median_of_their_own(tmp_path: Path) -> None:
    """A table with many rows per key is summed in one pass; a statistic needs its members at once."""
    project = small(tmp_path, {"measures/m": RULE.format(figure="formula: median(x), round: 1")}, {"x": X}, DIMENSIONS)
    table = tmp_path / "rules/2024/tables/x.yaml"
    table.write_text(table.read_text().replace("keys:", "observations: many\nkeys:").replace(", empty: Belum ada", ""))
    with pytest.raises(UserError) as refusal:
        _ = project.plan
    assert [issue.code for issue in refusal.value.issues] == ["many_statistic"]


@pytest.mark.parametrize(
    ("called", "instead"),
    [
        ("product", "geometric_mean"),
        ("rata_rata", "mean"),
        ("rerata", "mean"),
        ("iif", "choose"),
        ("bila", "choose"),
        ("pembulatan", "round: 2"),
        ("capaian", "achievement"),
        ("pertumbuhan", "growth"),
        ("persen", "percentage"),
        ("hmean", "1 / mean(1 / x)"),
        ("minmax", "(x - rendah) / (tinggi - rendah)"),
        ("sebelumnya", "previous"),
    ],
)
def test_a_name_from_elsewhere_leads_to_what_does_it_here(called: str, instead: str) -> None:
    with pytest.raises(FormulaError) as mistake:
        parse(f"{called}(x)")
    assert instead in mistake.value.values["instead"]  # type: ignore[operator]


def test_what_is_named_instead_is_there() -> None:
    """Every function that a hint names is one of the language, and none of the names is one itself."""
    text = (Path(lkjip.__file__).parent / "messages/elsewhere.yaml").read_text(encoding="utf-8")
    for instead, names in yaml.safe_load(text).items():
        assert set(re.findall(r"(\w+)\(", instead)) <= set(FUNCTIONS)
        assert not set(names.split()) & set(FUNCTIONS)
