"""What a rule gives by office, by class of office, by a period as well, and by member from a date on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from lkjip.archive.changes import changes
from lkjip.archive.effects import compared
from lkjip.audit.facts import facts_of
from lkjip.figures import ALL_OFFICES
from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.trace.latex import latex
from lkjip.trace.worded import worded
from small import refused, small, values

DIMENSIONS = """
triwulan: {title: Triwulan, members: {1: TW I, 2: TW II, 3: TW III, 4: TW IV}}
layanan: {title: Layanan, members: {paspor: Paspor, izin: Izin tinggal}}
kelas: {title: Kelas, offices: {table: kantor, column: kelas}, members: {satu: Kelas I, dua: Kelas II}}
"""
OFFICES = ("kelas: {title: Kelas, type: text}", "satker,kelas\nu,satu\nv,dua\nw,satu")
REALISED = ("r: {title: R, type: integer, unit: angka}", "satker,r\nu,90\nv,90\nw,40")
QUARTERS = "\n".join(f"{office},{quarter},{10 * quarter}" for office in "uvw" for quarter in range(1, 5))
BY_QUARTER = ("q: {title: Q, type: integer, unit: angka}", f"satker,triwulan,q\n{QUARTERS}")
SERVICES = "\n".join(f"{office},{service},100" for office in "uvw" for service in ("paspor", "izin"))
BY_SERVICE = ("s: {title: S, type: integer, unit: angka}", f"satker,layanan,s\n{SERVICES}")
TABLES = {"kantor": OFFICES, "r": REALISED, "q": BY_QUARTER, "s": BY_SERVICE}
HEAD = """
objective: s1
unit: angka
inputs:
  r: {table: r}
  q: {table: q, by: [triwulan]}
  s: {table: s, by: [layanan]}
"""


def project(root: Path, rule: str) -> Project:
    return small(root, {"indicators/m": HEAD + rule}, TABLES, DIMENSIONS)


def of_each(project: Project, figure: str) -> list[str]:
    """A figure's values in the three offices, each the same in its trace."""
    found = [value for office in "uvw" for value in values(project, figure, office).values()]
    for value in project.evaluate().all(figure):
        assert project.explain(figure, value.key, value.satker).exact == value.value
    return found


def test_targets_by_office_and_by_class(tmp_path: Path) -> None:
    figures = """
figures:
  target: {formula: current(targets)}
  capaian: {formula: "achievement(r, targets)", unit: persen, round: 1}
  status: {status: r}
  lalu: {formula: previous(targets)}
"""
    rule = "polarity: higher_is_better\ntargets: {by: satker, values: {u: 90, v: 60, w: 80}}" + figures
    found = project(tmp_path / "a", rule)
    assert of_each(found, "m.target") == ["90", "60", "80"]
    assert of_each(found, "m.capaian") == ["100.0", "150.0", "50.0"]
    assert of_each(found, "m.status") == ["tercapai", "melampaui", "belum_tercapai"]
    leaf = next(part for part in found.explain("m.target", satker="v").parts)
    assert (leaf.id, leaf.key, leaf.value) == ("targets", {"satker": "v"}, "60")
    rule = "polarity: higher_is_better\ntargets: {by: kelas, values: {dua: 45, satu: 50}}" + figures
    assert of_each(project(tmp_path / "b", rule), "m.capaian") == ["180.0", "200.0", "80.0"]


def test_targets_by_office_and_year_or_quarter(tmp_path: Path) -> None:
    rule = """
polarity: higher_is_better
targets: {by: [satker, tahun], values: {u: {2023: 10, 2024: 20}, v: {2024: 30}, w: {2023: 40, 2024: 50}}}
figures:
  target: {formula: current(targets)}
  lalu: {formula: previous(targets)}
  semua: {formula: targets, by: [tahun]}
"""
    found = project(tmp_path / "a", rule)
    assert of_each(found, "m.target") == ["20", "30", "50"]
    assert [values(found, "m.lalu", office)["–"] for office in "uw"] == ["10", "40"]
    assert values(found, "m.lalu", "v")["–"].startswith("undefined")
    assert values(found, "m.semua", "w") == {"tahun=2023": "40", "tahun=2024": "50"}
    rule = """
polarity: higher_is_better
targets: {by: [kelas, triwulan], values: {satu: {1: 10, 2: 20, 3: 30, 4: 40}, dua: {1: 5, 2: 10, 3: 20, 4: 80}}}
figures:
  target: {formula: current(targets)}
  capaian: {formula: "achievement(q, targets)", by: [triwulan], unit: persen, round: 0}
"""
    found = project(tmp_path / "b", rule)
    assert of_each(found, "m.target") == ["40", "80", "40"]  # of the last quarter
    assert list(values(found, "m.capaian", "u").values()) == ["100", "100", "100", "100"]
    assert list(values(found, "m.capaian", "v").values()) == ["200", "200", "150", "50"]


def test_an_office_for_which_nothing_is_given(tmp_path: Path, english: None) -> None:
    """It is named, and takes neither another's target nor another's polarity."""
    rule = """
polarity: higher_is_better
targets: {by: satker, values: {u: 90, vv: 60, w: 80}}
figures:
  capaian: {formula: "achievement(r, targets)", unit: persen, round: 1}
"""
    found = project(tmp_path / "a", rule)
    told = [issue for issue in found.check() if issue.code == "office_unnamed"]
    assert [(issue.values["satker"], issue.values["nearest"], issue.level) for issue in told] == [("v", "vv", "warning")]
    assert values(found, "m.capaian", "v") == {"–": "undefined: No target is set"}
    rule = rule.replace("polarity: higher_is_better", "polarity: {by: satker, values: {u: higher_is_better, w: stabilise}}")
    assert set(refused(project(tmp_path / "b", rule))) == {"office_unnamed"}


def test_polarity_form_and_cap_by_class_and_by_office(tmp_path: Path) -> None:
    rule = """
polarity: {by: kelas, values: {satu: lower_is_better, dua: higher_is_better}}
achievement: {by: kelas, values: {satu: (2T-R)/T}}
cap: {by: kelas, values: {dua: 120}}
targets: {2024: 60}
figures:
  capaian: {formula: "achievement(r, current(targets))", unit: persen, round: 1}
  status: {status: r}
"""
    found = project(tmp_path / "a", rule)
    assert of_each(found, "m.capaian") == ["50.0", "120.0", "133.3"]  # (120 - 90)/60, 150 capped, (120 - 40)/60
    assert of_each(found, "m.status") == ["belum_tercapai", "melampaui", "melampaui"]
    rule = """
polarity: higher_is_better
cap: {by: satker, values: {u: 110}}
floor: {by: satker, values: {w: 70}}
targets: {2024: 60}
figures:
  capaian: {formula: "achievement(r, current(targets))", unit: persen, round: 1}
  tercapai: {formula: "count_where(meets(q, 20))"}
"""
    found = project(tmp_path / "b", rule)
    assert of_each(found, "m.capaian") == ["110.0", "150.0", "70.0"]
    assert of_each(found, "m.tercapai") == ["3", "3", "3"]


def test_polarity_by_two_keys(tmp_path: Path) -> None:
    rule = """
polarity:
  by: [kelas, layanan]
  values:
    satu: {paspor: higher_is_better, izin: lower_is_better}
    dua: {paspor: lower_is_better, izin: higher_is_better}
achievement: {by: [kelas, layanan], values: {satu: {izin: T/R}, dua: {paspor: (2T-R)/T}}}
targets: {2024: 80}
figures:
  capaian: {formula: "achievement(s, current(targets))", by: [layanan], unit: persen, round: 0}
"""
    found = project(tmp_path, rule)
    assert list(values(found, "m.capaian", "u").values()) == ["125", "80"]  # 100/80, 80/100
    assert list(values(found, "m.capaian", "v").values()) == ["75", "125"]  # (160 - 100)/80, 100/80
    assert of_each(found, "m.capaian")[:2] == ["125", "80"]


def test_weights_and_parameters_by_office_and_conditions_on_it(tmp_path: Path) -> None:
    rule = """
polarity: higher_is_better
targets: {2024: 80}
weights:
  w: {by: [kelas, layanan], sum: 100, values: {satu: {paspor: 100, izin: 0}, dua: {paspor: 50, izin: 50}}}
  bobot: {by: satker, sum: 100, values: {u: 50, v: 25, w: 25}}
parameters:
  tarif:
    by: layanan
    values:
      paspor: {2024-01-01: 1, 2024-07-01: 2}
      izin: {2024-01-01: 10}
  batas: {by: [kelas, layanan], values: {satu: {paspor: 1, izin: 2}, dua: {paspor: 3, izin: 4}}}
figures:
  rata: {formula: "weighted_mean(s * batas, w)", round: 1}
  bea: {formula: q * tarif, by: [layanan, triwulan]}
  batas_sini: {formula: batas, by: [layanan]}
  tambah: {choose: [{when: kelas == satu and r > 50, value: 1}, {when: kelas == dua, value: 2}, {value: 3}]}
  nasional: {formula: "weighted_mean(r, bobot)", scope: all_offices, round: 1}
  sumbangan: {formula: bobot}
"""
    found = project(tmp_path, rule)
    assert of_each(found, "m.rata") == ["100.0", "350.0", "100.0"]
    assert [values(found, "m.bea", "v")[f"triwulan={q}, layanan=paspor"] for q in "1234"] == ["10", "20", "60", "80"]
    assert [values(found, "m.bea", "v")[f"triwulan={q}, layanan=izin"] for q in "1234"] == ["100", "200", "300", "400"]
    assert values(found, "m.batas_sini", "v") == {"layanan=paspor": "3", "layanan=izin": "4"}
    assert of_each(found, "m.tambah") == ["1", "2", "3"]
    assert values(found, "m.nasional", ALL_OFFICES) == {"–": "77.5"}  # (50·90 + 25·90 + 25·40) / 100
    assert of_each(found, "m.sumbangan") == ["50", "25", "25"]
    assert found.explain("m.nasional").exact == "77.5"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("targets: {by: [satker, triwulan], values: {u: 1, v: 2}}", "constants_shape"),
        ("targets: {by: triwulan, values: {1: {u: 1}}}", "constants_shape"),
        ("targets: {by: [kelas, triwulan], values: {satu: {5: 1}}}", "unknown_member"),
        ("targets: {by: [kelas, triwulan], values: {tiga: {1: 1}}}", "unknown_member"),
        ("targets: {by: [kelas, bulan], values: {satu: {1: 1}}}", "unknown_dimension"),
        ("targets: {2024: 1}\ncap: {by: [kelas, layanan], values: {satu: {x: 120}}}", "unknown_member"),
        ("targets: {2024: 1}\ncumulation: {by: kelas, values: {satu: sum}}", "member_unnamed"),
        ("targets: {2024: 1}\nweights: {w: {by: [kelas, layanan], values: {satu: {paspor: 1, izin: 1}}}}", "missing_weight"),
        (
            "targets: {2024: 1}\nparameters: {p: {by: layanan, values: {paspor: {2024-01-01: 1}, izin: 2}}}",
            "constants_shape",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(rule: str, code: str, tmp_path: Path) -> None:
    given = f"polarity: higher_is_better\n{rule}\nfigures:\n  a: {{formula: r}}\n"
    assert set(refused(project(tmp_path, given))) == {code}


def test_the_trace_tells_whose_value_it_is(tmp_path: Path) -> None:
    """In words and as LaTeX it says by what a value varies; the leaf names the line, the keys and the value taken."""
    rule = """
polarity: {by: [kelas, layanan], values: {satu: {paspor: higher_is_better, izin: stabilise},
    dua: {paspor: higher_is_better, izin: higher_is_better}}}
targets: {by: satker, values: {u: 80, v: 60, w: 50}}
parameters:
  tarif: {title: Tarif, by: layanan, values: {paspor: {2024-01-01: 1, 2024-07-01: 2}, izin: {2024-01-01: 10}}}
figures:
  capaian: {formula: "achievement(s, targets)", by: [layanan], unit: persen, round: 0}
  bea: {formula: q * tarif, by: [layanan, triwulan]}
  tambah: {choose: [{when: kelas == dua, value: 2}, {value: 3}]}
"""
    found = project(tmp_path, rule)
    resolved = found.plan.resolved
    with speaking("id"):
        words = {name: worded(resolved, resolved.figures[f"m.{name}"]) for name in ("capaian", "bea", "tambah")}
    assert "selain itu" in words["capaian"]
    assert "layanan dan kelas adalah Paspor, Kelas I atau Paspor, Kelas II atau Izin tinggal, Kelas II" in words["capaian"]
    assert (words["bea"], words["tambah"]) == ("Q (Tabel) dikali Tarif", "2 bila kelas sama dengan Kelas II; selain itu 3")
    formula = latex(resolved, resolved.figures["m.capaian"])
    assert r"\mathrm{targets}_{\mathrm{satker}}" in formula
    assert r"\left(\mathrm{layanan},\mathrm{kelas}\right) \in \{\left(\mathrm{paspor},\mathrm{satu}\right);" in formula
    leaf = found.explain("m.bea", {"layanan": "paspor", "triwulan": 3}, "v").parts[1]
    assert (leaf.id, leaf.value, dict(leaf.key)) == ("tarif", "2", {"triwulan": "3", "layanan": "paspor"})
    assert found.explain("m.tambah", satker="v").steps[0] == "2 (Kelas II = Kelas II)"
    assert found.explain("m.capaian", {"layanan": "izin"}, "u").exact == "75"  # 1 − 20/80


def test_diff_tells_whose_value_changed(tmp_path: Path) -> None:
    rule = """
polarity: higher_is_better
targets: {by: [satker, triwulan], values: {u: {1: 1, 4: 9}, v: {4: 8}, w: {4: 7}}}
cap: {by: kelas, values: {satu: 110, dua: 120}}
figures:
  a: {formula: r}
"""
    old = project(tmp_path / "a", rule).rules
    for before, after, who in (("4: 8", "4: 6", "v, TW IV"), ("dua: 120", "dua: 125", "Kelas II")):
        new = project(tmp_path / who, rule.replace(before, after)).rules
        (change,) = changes(old, new)
        assert who in str(change)


def test_an_edit_moves_the_office_that_it_is_of(tmp_path: Path) -> None:
    """What `preview` and `diff` tell of an edited target or cap: values of that office, or of that class, alone."""
    rule = """
polarity: higher_is_better
targets: {by: satker, values: {u: 90, v: 60, w: 80}}
cap: {by: kelas, values: {dua: 120, satu: 200}}
figures:
  capaian: {formula: "achievement(r, targets)", unit: persen, round: 1}
"""
    old = project(tmp_path / "a", rule)
    for name, before, after, moved in (("b", "w: 80", "w: 20", "w"), ("c", "dua: 120", "dua: 110", "v")):
        found = compared("lama", "baru", old, project(tmp_path / name, rule.replace(before, after)))
        assert [(effect.id, effect.satker) for effect in found.effects] == [("m.capaian", moved)]


def test_a_supposed_value_of_one_office_is_that_of_no_other(tmp_path: Path) -> None:
    rule = """
polarity: higher_is_better
targets: {by: satker, values: {u: 90, v: 60, w: 80}}
parameters:
  p: {by: [kelas, layanan], values: {satu: {paspor: 1, izin: 2}, dua: {paspor: 3, izin: 4}}}
figures:
  capaian: {formula: "achievement(r, targets)", unit: persen, round: 1}
  kali: {formula: s * p, by: [layanan]}
"""
    found = project(tmp_path, rule)
    told = found.what_if({"m.targets.v": Decimal(30)}).moved
    assert [(str(moved.at), moved.satker, moved.after) for moved in told] == [("m.capaian", "v", "300.0")]
    told = found.what_if({"m.p.dua.izin": Decimal(5)}).moved
    assert [(str(moved.at), moved.satker, moved.after) for moved in told] == [("m.kali[layanan=izin]", "v", "500")]


def test_the_audit_knows_the_constants_of_its_office(tmp_path: Path) -> None:
    rule = """
polarity: higher_is_better
targets: {2024: 60}
weights:
  w: {by: [kelas, layanan], values: {satu: {paspor: 70, izin: 30}, dua: {paspor: 45, izin: 55}}}
parameters:
  p: {title: Batas, by: satker, values: {u: 11, v: 12, w: 13}}
figures:
  a: {formula: "weighted_mean(s, w) + p", round: 1}
"""
    found = project(tmp_path, rule)
    facts = {(fact.figure, *fact.key.values()): fact.value for fact in facts_of(found, "v")}
    assert facts["m.p",] == 12
    assert [facts["m.w", service] for service in ("paspor", "izin")] == [45, 55]


@pytest.mark.parametrize(
    "targets",
    [
        "{by: satker, values: {u: 90, v: 60, w: 80}}",
        "{by: [kelas, triwulan], values: {satu: {1: 1, 2: 2, 3: 3, 4: 90}, dua: {4: 60}}}",
        "{by: [satker, tahun], values: {u: {2023: 1, 2024: 90}, v: {2024: 60}, w: {2024: 80}}}",
        "{by: [kelas, triwulan], year: sum, values: {satu: {1: 1, 2: 2, 3: 3, 4: 84}, dua: {1: 10, 2: 20, 3: 20, 4: 10}}}",
    ],
)
def test_standard_figures_of_targets_by_office(targets: str, tmp_path: Path, english: None) -> None:
    rule = f"polarity: higher_is_better\ntargets: {targets}\nfigures:\n  realisasi: {{formula: r}}\n"
    found = project(tmp_path, rule)
    (tmp_path / "rules/2024/standard.yaml").write_text(STANDARD)
    for office, target, achieved, state in (("u", "90", "100.00", "tercapai"), ("v", "60", "150.00", "melampaui")):
        assert values(found, "m.target", office) == {"–": target}
        assert values(found, "m.target_tahunan", office)["tahun=2024"] == target
        assert values(found, "m.capaian", office) == {"–": achieved}
        assert values(found, "m.keadaan", office) == {"–": state}
        assert found.explain("m.target_tahunan", {"tahun": 2024}, office).exact == target


STANDARD = """
figures:
  target: {formula: current(targets)}
  target_tahunan: {formula: targets, by: [tahun]}
  keadaan: {status: realisasi}
number:
  figures:
    capaian: {formula: "achievement(realisasi, target)", unit: persen, round: 2}
"""
