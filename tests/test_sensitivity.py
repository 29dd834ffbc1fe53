"""Sensitivity: draws that keep their sums, values by hand, effects against closed forms, exact flips."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest

import lkjip
from lkjip.cli import main
from lkjip.decimals import round_half_away
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.sensitivity.draws import STEP, Factor, divided, drawn, settled
from lkjip.sensitivity.study import percent, share
from small import small

ROOT = Path(__file__).parents[1]
ELEMENTS = ("u1", "u2", "u3")
NOW = {"u1": 50, "u2": 30, "u3": 20}
SCORES = {"a": {"u1": "3.20", "u2": "2.10", "u3": "3.90"}, "b": {"u1": "2.00", "u2": "3.00", "u3": "3.10"}}
RULES = """
objective: s1
unit: indeks
polarity: higher_is_better
targets: {2024: 3.00}
inputs:
  nilai: {table: skor, by: [unsur], unit: indeks}
weights:
  bobot: {by: unsur, sum: 100, values: {u1: 50, u2: 30, u3: 20}}
  bebas: {by: unsur, values: {u1: 50, u2: 30, u3: 20}}
figures:
  realisasi: {formula: "weighted_mean(nilai, bobot)", round: 2}
  jumlah: {formula: sum(nilai * bebas), unit: indeks, round: 4}
  keadaan: {status: realisasi}
  terbaik: {members: unsur, when: nilai >= 3}
  rata: {formula: mean(nilai), round: 2}
"""
COLUMNS = "nilai: {title: Nilai, type: decimal, decimals: 2, unit: indeks, minimum: 1.00, maximum: 4.00}"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Project:
    rows = [f"{office},{code},{value}" for office, own in SCORES.items() for code, value in own.items()]
    dimensions = f"unsur: {{title: Unsur, members: {{{', '.join(f'{code}: Unsur {code}' for code in ELEMENTS)}}}}}"
    tables = {"skor": (COLUMNS, "\n".join(["satker,unsur,nilai", *rows]))}
    return small(tmp_path_factory.mktemp("peka"), {"indicators/x": RULES}, tables, dimensions)


def mean(weights: dict[str, Fraction], office: str = "a") -> Fraction:
    """The weighted mean by hand, as the rule rounds it."""
    exact = sum((w * Fraction(SCORES[office][c]) for c, w in weights.items()), Fraction(0)) / sum(weights.values())
    return round_half_away(exact, 2)


# Draws


def test_drawn_weights_keep_their_sum_and_their_bounds() -> None:
    factors = [Factor(code, code, Fraction(now), Fraction(1, 4), "g", Fraction(100)) for code, now in NOW.items()]
    rows = drawn(factors, 500, random.Random(3))
    for row in rows:
        for number, factor in zip(row, factors, strict=True):
            assert abs(Fraction(number, STEP) - factor.now) <= factor.now / 4
    columns = settled(factors, rows)
    assert {sum(numbers) for numbers in zip(*columns, strict=True)} == {100 * STEP}


def test_a_total_is_divided_by_largest_remainders() -> None:
    assert divided([1, 1, 1], 100) == [34, 33, 33]
    assert divided([10, 20, 30], 61) == [10, 20, 31]


def test_the_same_seed_draws_the_same(study: Project) -> None:
    one, same, other = (study.sensitivity("x.realisasi", n=50, seed=seed, satker="a").frame for seed in (1, 1, 2))
    assert one.equals(same) and not one.equals(other)


# Values


def test_every_draw_is_what_a_calculation_by_hand_gives(study: Project) -> None:
    found = study.sensitivity("x.realisasi", n=300, satker="a")
    assert [factor.name for factor in found.factors] == [f"x.bobot.{code}" for code in ELEMENTS]
    for row in found.frame.iter_rows(named=True):
        weights = {code: Fraction(row[f"x.bobot.{code}"]) for code in ELEMENTS}
        assert sum(weights.values()) == 100
        assert Fraction(row["x.realisasi"]) == mean(weights)
    assert found.shown(found.now) == "3,01"  # (50 × 3,20 + 30 × 2,10 + 20 × 3,90) / 100 = 3,01
    assert list(found.quantiles.values()) == sorted(found.quantiles.values())


def test_states_are_counted(study: Project) -> None:
    found = study.sensitivity("x.keadaan", n=300, targets="0%", satker="a")
    by_hand = [
        mean({code: Fraction(row[f"x.bobot.{code}"]) for code in ELEMENTS}) for row in found.frame.iter_rows(named=True)
    ]
    assert found.shares["melampaui"] == found.kept == Fraction(sum(value > 3 for value in by_hand), 300)


def test_ranks_of_offices(study: Project) -> None:
    """2,52 of b never reaches a's 2,9 and more, whatever the weights within a quarter."""
    assert study.sensitivity("x.realisasi", n=100, satker="a").ranks == {1: 1}
    assert study.sensitivity("x.realisasi", n=100, satker="b").ranks == {2: 1}


# Effects and flips


def test_effects_of_a_sum_are_those_of_the_closed_form(study: Project) -> None:
    """Independent weights w ± 25 %: the variance of w · x is proportional to (w x)², by itself as with all others."""
    found = study.sensitivity("x.jumlah", n=4000, satker="a")
    squares = {code: (NOW[code] * float(SCORES["a"][code])) ** 2 for code in ELEMENTS}
    for effect in found.effects:
        expected = squares[effect.name.rpartition(".")[2]] / sum(squares.values())
        assert effect.first == pytest.approx(expected, abs=0.04)
        assert effect.total == pytest.approx(expected, abs=0.04)


def test_the_nearest_flip_is_that_of_a_search_by_hand(study: Project) -> None:
    found = {flip.name: flip for flip in study.sensitivity("x.keadaan", n=2, satker="a").flips}
    assert (found["x.target"].value, found["x.target"].then) == (Fraction("3.01"), "tercapai")
    for code in ELEMENTS:
        expected = _nearest(code)
        assert found[f"x.bobot.{code}"].value == expected, code


def _nearest(code: str) -> Fraction | None:
    """The value of a weight, nearest to what it is, with which the mean no longer exceeds 3,00; the others in proportion."""
    now = Fraction(NOW[code])
    for step in range(1, 10_000):
        for value in (now - Fraction(step, 100), now + Fraction(step, 100)):
            rest = {c: w * (100 - value) / (100 - now) for c, w in NOW.items() if c != code}
            if 0 <= value <= 100 and mean({**rest, code: value}) <= 3:
                return value
    return None


def test_the_sentence_says_what_was_counted(study: Project, english: None) -> None:
    sentence = study.sensitivity("x.keadaan", n=200, satker="a").sentence
    assert "stays melampaui in " in sentence and "of 200 drawn sets" in sentence and "smallest change that would" in sentence


BESIDE = """
objective: s1
unit: {unit}
polarity: higher_is_better
targets: {targets}
inputs:
  r: {{table: r, by: [{by}]}}
figures:
  sampai: {{formula: {formula}}}
  keadaan: {{status: sampai}}
"""
QUARTERS = "triwulan: {title: Triwulan, members: {1: TW I, 2: TW II, 3: TW III, 4: TW IV}}"


def beside(root: Path, unit: str, targets: str, rows: str, by: str = "", formula: str = "r") -> Project:
    column = f"r: {{title: R, type: decimal, decimals: 2, unit: {unit}, empty: Belum diukur}}"
    rule = BESIDE.format(unit=unit, targets=targets, by=by, formula=formula)
    return small(root, {"indicators/x": rule}, {"r": (column, rows)}, QUARTERS)


def test_a_category_without_a_value_is_not_called_robust(tmp_path: Path, english: None) -> None:
    rule = BESIDE.format(unit="angka", targets="{2024: 4}", by="", formula="r")
    rule += "  capaian: {formula: 'achievement(r, current(targets))', unit: persen, round: 2}\n"
    rule += "  mutu: {classify: capaian, categories: mutu, title: Mutu}\n"
    bands = "[{code: C, title: C, from: 0}, {code: B, title: B, from: 90}]"
    scale = f"mutu: {{title: Mutu, unit: persen, round: 2, bands: {bands}}}"
    column = "r: {title: R, type: decimal, decimals: 2, unit: angka, empty: Belum diukur}"
    project = small(tmp_path, {"indicators/x": rule}, {"r": (column, "satker,r\na,\nb,5")}, categories=scale)
    assert project.sensitivity("x.mutu", n=9, satker="a").sentence == (
        "Mutu has no value (Belum diukur), so its robustness cannot be judged."
    )
    assert project.sensitivity("x.mutu", n=9, satker="b").sentence.startswith("Mutu stays B in 100% of 9 drawn sets")


def test_a_flip_far_from_the_target_is_found_to_the_last_place(tmp_path: Path, english: None) -> None:
    """31.50 realised of a target of 4: the state changes where the target reaches it, at nearly eight times what it is."""
    (flip,) = beside(tmp_path, "indeks", "{2024: 4}", "satker,r\na,31.50").sensitivity("x.keadaan", n=2, satker="a").flips
    assert (flip.value, flip.then) == (Fraction("31.50"), "tercapai")


def test_the_target_of_a_budget_is_tried_in_steps_that_fit(tmp_path: Path, english: None) -> None:
    """Rp 4.115.333.000 of Rp 4.000.000.000: hundredths of a rupiah would be 4 · 10^12 values."""
    project = beside(tmp_path, "angka", "{2024: 4000000000}", "satker,r\na,4115333000.25")
    (flip,) = project.sensitivity("x.keadaan", n=2, satker="a").flips
    assert (flip.value, flip.then) == (Fraction("4115333000.25"), "tercapai")


def test_targets_by_quarter_are_factors(tmp_path: Path, english: None) -> None:
    targets = "{by: triwulan, values: {1: 20, 2: 45, 3: 70, 4: 90}}"
    rows = "satker,triwulan,r\na,1,10\na,2,10\na,3,10\na,4,61"
    found = beside(tmp_path, "angka", targets, rows, "triwulan", "sum(r)").sensitivity("x.keadaan", n=2, satker="a")
    flips = {flip.name: flip.value for flip in found.flips}
    assert flips == {"x.targets.4": Fraction(91)}  # the year's target is the last quarter's; the others do not count


def weighed(root: Path, weights: str, rows: str = "s,u1,3\ns,u2,2", checks: str = "") -> Project:
    """An office's two scores, their sum with these weights, and a category of it from 100 on."""
    rule = f"""
objective: s1
unit: angka
polarity: higher_is_better
targets: {{2024: 1}}
inputs:
  nilai: {{table: skor, by: [unsur], unit: angka}}
weights:
  bobot: {{by: unsur, {weights}}}
figures:
  jumlah: {{formula: sum(nilai * bobot), unit: angka, round: 2, title: Jumlah}}
  mutu: {{classify: jumlah, categories: mutu, title: Mutu}}
{checks}"""
    column = "nilai: {title: Nilai, type: decimal, decimals: 2, unit: angka, minimum: 0.00, empty: Belum diukur}"
    scale = (
        "mutu: {title: Mutu, unit: angka, round: 2, bands: [{code: B, title: B, from: 0}, {code: A, title: A, from: 100}]}"
    )
    members = "unsur: {title: Unsur, members: {u1: Satu, u2: Dua}}"
    return small(root, {"indicators/x": rule}, {"skor": (column, f"satker,unsur,nilai\n{rows}")}, members, scale)


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ("sum: 100, values: {u1: 100, u2: 0}", "their sum is declared"),  # 100 to itself: a draw has nowhere to go
        ("values: {u1: 0, u2: 0}", "a share of 0 is 0"),
    ],
)
def test_weights_that_cannot_move_are_no_sign_that_nothing_depends_on_them(
    tmp_path: Path, english: None, weights: str, reason: str
) -> None:
    with pytest.raises(UserError, match=reason) as caught:
        weighed(tmp_path, weights).sensitivity("x.mutu", n=9)
    assert caught.value.issues[0].code == "sensitivity_still" and "Satu" in caught.value.issues[0].message


def test_a_check_that_refuses_draws_is_the_reason(tmp_path: Path, english: None) -> None:
    """The sum is 120 ± 25 %: a check that wants at least 110 refuses draws, a looser one only bounds what is tried alone."""
    checks = "checks:\n  paling_sedikit: {{expect: jumlah >= {}, level: error, title: Terlalu kecil}}\n"
    weights = "values: {u1: 30, u2: 15}"
    with pytest.raises(UserError, match="refuse some of the draws") as caught:
        _ = weighed(tmp_path / "a", weights, checks=checks.format(110)).sensitivity("x.mutu", n=200).sentence
    assert caught.value.issues[0].code == "sensitivity_refused" and "jumlah >= 110" in caught.value.issues[0].message
    found = weighed(tmp_path / "b", weights, checks=checks.format(90)).sensitivity("x.mutu", weights="10%", n=50)
    flips = {flip.name: flip for flip in found.flips}
    # 30 u1 + 15 u2 = 3 · 30 + 2 · 15 = 120 falls to 99,99 with u1 = 23,33 or u2 = 4,99 (99,98)
    assert {name: (flip.value, flip.then) for name, flip in flips.items()} == {
        "x.bobot.u1": (Fraction("23.33"), "B"),
        "x.bobot.u2": (Fraction("4.99"), "B"),
    }
    held = weighed(tmp_path / "c", weights, checks=checks.format(100)).sensitivity("x.mutu", weights="10%", n=50)
    assert all(flip.value is None and "jumlah >= 100" in flip.refused for flip in held.flips)
    assert "as far as the rules accept" in held.sentence


def test_small_weights_move_within_their_share(tmp_path: Path) -> None:
    """0,0001 and 0,00002: a draw in steps of 0,0001 could not be within a quarter of them."""
    found = weighed(tmp_path, "values: {u1: 0.0001, u2: 0.00002}").sensitivity("x.jumlah", n=50)
    drawn = [Fraction(text) for text in found.frame.get_column("x.bobot.u2")]
    assert len(set(drawn)) > 10 and all(Fraction(15, 10**6) <= value <= Fraction(25, 10**6) for value in drawn)


def test_without_a_value_nothing_is_estimated(tmp_path: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    project = weighed(tmp_path, "values: {u1: 30, u2: 15}", "s,u1,\ns,u2,")
    for name in ("x.mutu", "x.jumlah"):
        found = project.sensitivity(name, n=9)
        assert found.missing and found.effects == () == found.flips and found.missing in found.effectless
        assert main(["sensitivity", name, "--project", str(tmp_path), "--year", "2024", "--n", "9"]) == 0
        out = capsys.readouterr().out
        assert "robustness cannot be judged" in out and "0.00" not in out and "flip" not in out


def test_the_same_in_all_draws_is_not_no_dependence(tmp_path: Path, english: None) -> None:
    found = weighed(tmp_path, "values: {u1: 300, u2: 150}").sensitivity("x.mutu", n=9)
    assert found.kept == 1 and found.effects == () and "same in all draws" in found.effectless
    assert weighed(tmp_path, "values: {u1: 3000.005, u2: 1}").sensitivity("x.jumlah", weights="0.1%", n=3).kept < 1


# Input and output


@pytest.mark.parametrize(
    ("figure", "given", "code"),
    [
        ("x.terbaik", {}, "sensitivity_list"),
        ("x.rata", {}, "sensitivity_none"),
        ("x.keadaan", {"weights": "0%", "targets": "0%"}, "sensitivity_still"),
        ("x.keadaan", {"n": 10**9}, "sensitivity_count"),
        ("x.keadaan", {"weights": "250%"}, "sensitivity_share"),
        ("x.keadaan", {"weights": "banyak"}, "sensitivity_share"),
        ("x.keadan", {}, "unknown_figure"),
    ],
)
def test_bad_input(study: Project, english: None, figure: str, given: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as caught:
        study.sensitivity(figure, satker="a", **given)  # type: ignore[arg-type]
    (issue,) = caught.value.issues
    assert issue.code == code and issue.message and issue.hint


def test_shares_as_they_are_typed_and_told() -> None:
    assert [share(text) for text in ("25%", "±12,5 %", "0.25", "100%")] == [
        Fraction(1, 4),
        Fraction(1, 8),
        Fraction(1, 4),
        1,
    ]
    assert [percent(Fraction(n, 1000)) for n in (0, 1, 998, 1000)] == ["0%", "0,1%", "99,8%", "100%"]


@pytest.mark.no_cover  # the same draws as on the small project
def test_the_command_on_the_real_report(capsys: pytest.CaptureFixture[str], english: None) -> None:
    """The IPK's state holds: 3,93 is far above 3,13; its target alone flips it, at 3,93 itself."""
    given = ["sensitivity", "ipk.keadaan", "--project", str(ROOT), "--year", "2023", "--n", "50"]
    assert main(given) == 0
    out = capsys.readouterr().out
    assert "IPK: target  ipk.target  3,13 → 3,93: tercapai" in out
    assert "ipk.bobot_internal.intelijen  does not flip it" in out


def test_json_and_csv(study: Project, capsys: pytest.CaptureFixture[str], english: None) -> None:
    given = ["sensitivity", "x.keadaan", "--project", str(study.root), "--year", "2024", "--satker", "a", "--n", "20"]
    assert main([*given, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    target = {"name": "x.target", "title": "Judul: target", "now": "3", "then": "tercapai", "value": "3,01"}
    assert [flip for flip in found["flips"] if flip["name"] == "x.target"] == [target]
    assert main([*given, "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 21


def test_another_agency() -> None:
    """A state without weights depends on its target alone."""
    year = lkjip.load(ROOT / "examples/dp2kbp3a-pontianak-2021", 2021)
    state = next(name for name in year.plan.resolved.figures if name.endswith(".keadaan"))
    found = year.sensitivity(state, n=20)
    assert [factor.name for factor in found.factors] == [f"{state.partition('.')[0]}.target"]
