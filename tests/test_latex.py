"""Formulas as LaTeX: every construct, escaped, and balanced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lkjip.project import Project
from lkjip.trace.latex import equation, latex
from small import small

DIMENSIONS = """
bulan: {title: "Bulan $x$ \\\\input{x}", members: {1: "Satu & dua", 2: b, 3: c, 4: d}}
unsur: {title: Unsur, members: {a: A, b: B}}
"""
TABLES = {
    "x": ("x: {title: X, type: decimal, decimals: 2, unit: angka, empty: Belum ada}", "bulan,x\n1,2\n2,8\n3,4\n4,"),
    "w": ("w: {title: W, type: integer, unit: angka}", "bulan,w\n1,1\n2,1\n3,1\n4,1"),
}
CATEGORIES = """
mutu_nilai:
  title: Mutu
  unit: angka
  round: 1
  bands: [{from: 0, code: C, title: "50% & _", value: 60}, {from: 4, code: A, title: A, value: 80}]
"""
X, W = r"\mathrm{x}_{\mathrm{bulan}}", r"\mathrm{w}_{\mathrm{bulan}}"
OVER = r"_{\mathrm{bulan}}"
CASES = {
    "formula: sum(x)": rf"\sum{OVER} {X}",
    "formula: 2 * sum(x)": rf"2 \times \left(\sum{OVER} {X}\right)",
    "formula: mean(x), round: 2": rf"\frac{{\sum{OVER} {X}}}{{\sum{OVER} 1}}",
    'formula: "weighted_mean(x, w)", round: 2': rf"\frac{{\sum{OVER} {X} \times {W}}}{{\sum{OVER} {W}}}",
    "formula: max(x)": rf"\max{OVER} {X}",
    'formula: "max(sum(x), 3.5)"': rf"\max\left(\sum{OVER} {X};\, 3{{,}}5\right)",
    "formula: count(x), unit: angka": rf"\left|\left\{{\mathrm{{bulan}} \mid {X} \ne \varnothing\right\}}\right|",
    "formula: count_where(x >= 4 and not missing(w))": rf"\left|\left\{{\mathrm{{bulan}} \mid \left({X} \ge 4\right) \land"
    rf" \left(\lnot\left({W} = \varnothing\right)\right)\right\}}\right|",
    "formula: geometric_mean(x), round: 2": rf"\left(\prod{OVER} {X}\right)^{{1 / \sum{OVER} 1}}",
    'formula: "weighted_geometric_mean(x, w)", round: 2': rf"\left(\prod{OVER} {{{X}}}^{{{W}}}\right)"
    rf"^{{1 / \sum{OVER} {W}}}",
    'formula: "root(x, 3)", by: [bulan], round: 2': rf"\sqrt[3]{{{X}}}",
    'formula: "root(x, 2)", by: [bulan], round: 2': rf"\sqrt{{{X}}}",
    'formula: "power(x, 1.5)", by: [bulan], round: 2': rf"\left({X}\right)^{{1{{,}}5}}",
    "formula: ln(x), by: [bulan], round: 2": rf"\ln\left({X}\right)",
    'formula: "quantile(x, 0.25, inclusive)", round: 2': rf"\mathrm{{quantile}}{OVER}^{{0{{,}}25,\mathrm{{inclusive}}}}"
    rf"\left({X}\right)",
    "formula: median(x), round: 2": rf"\mathrm{{median}}{OVER}\left({X}\right)",
    'formula: "rank(x, bulan)", by: [bulan], unit: angka': rf"\mathrm{{rank}}{OVER}^{{\mathrm{{descending}},\mathrm{{min}}}}"
    rf"\left({X}\right)",
    'formula: "cumulate(x, bulan, sum)", by: [bulan]': rf"\sum_{{\mathrm{{bulan}}' \le \mathrm{{bulan}}}} {X}",
    'formula: "x - previous(x, bulan)", by: [bulan]': rf"{X} - \mathrm{{x}}_{{\mathrm{{bulan}}-1}}",
    'formula: "first_present(x, w)", by: [bulan]': rf"\mathrm{{first\_present}}\left({X};\, {W}\right)",
    'formula: "selected(x, bulan, w == 1)"': rf"\left.{X}\right|_{{{W} = 1}}",
    'formula: "x[2]"': r"\mathrm{x}_{\mathrm{2}}",
    'formula: "abs(x[2] - w[1]) * (x[3] + 1)"': r"\left|\mathrm{x}_{\mathrm{2}} - \mathrm{w}_{\mathrm{1}}\right| \times"
    r" \left(\mathrm{x}_{\mathrm{3}} + 1\right)",
    'formula: "clamp(x, 1, 5)", by: [bulan]': rf"\min\left(\max\left({X};\, 1\right);\, 5\right)",
    "formula: apportion(x), by: [bulan], unit: persen, round: 0": rf"\frac{{{X}}}{{\sum{OVER} {X}}} \times 100",
    "classify: x, by: [bulan], categories: mutu_nilai": rf"\mathrm{{mutu\_nilai}}\left({X}\right)",
    "choose: [{when: bulan >= 3, value: x}, {value: 0}], by: [bulan]": rf"\begin{{cases}} {X} & \text{{if }}"
    r" \mathrm{bulan} \ge \mathrm{3} \\ 0 & \text{otherwise} \end{cases}",
    "members: bulan, when: x > 2": rf"\left\{{\mathrm{{bulan}} \mid {X} > 2\right\}}",
    "gather: {a: m.n, b: m.n}, by: [unsur]": r"\begin{cases} \mathrm{n} & \mathrm{unsur} = \mathrm{a} \\"
    r" \mathrm{n} & \mathrm{unsur} = \mathrm{b} \end{cases}",
    "formula: mean(x), round: 2, measured_when: {condition: count(x) > 2, reason: 100% $alasan_}": (
        rf"\begin{{cases}} \frac{{\sum{OVER} {X}}}{{\sum{OVER} 1}} & \text{{if }} \left|\left\{{\mathrm{{bulan}} \mid"
        rf" {X} \ne \varnothing\right\}}\right| > 2 \end{{cases}}"
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    inputs = "inputs: {x: {table: x, by: [bulan]}, w: {table: w, by: [bulan]}}"
    figures = "\n".join(f"  y{number}: {{{figure}}}" for number, figure in enumerate(CASES))
    rule = f"unit: angka\n{inputs}\nfigures:\n  n: {{formula: sum(w)}}\n{figures}\n"
    return small(tmp_path_factory.mktemp("latex"), {"measures/m": rule}, TABLES, DIMENSIONS, CATEGORIES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=list(CASES))
def test_each_construct(number: int, project: Project, english: None) -> None:
    figure = project.plan.resolved.figures[f"m.y{number}"]
    assert latex(project.plan.resolved, figure) == list(CASES.values())[number]


@pytest.mark.parametrize("system", ["indo", "skm", "dmn", "bsc", "openfisca"])
def test_every_formula_of_real_rules_is_balanced_and_holds_names_only(system: str) -> None:
    root = Path(__file__).parent / "language" / "systems" / system
    year = min(int(path.name) for path in (root / "rules").iterdir())
    resolved = Project(root, year).plan.resolved
    for figure in resolved.figures.values():
        text = latex(resolved, figure)
        bare = re.sub(r"\\[{}]", "", text)
        assert bare.count("{") == bare.count("}") and text.count(r"\left") == text.count(r"\right"), figure.id
        assert not set(text) & set("$#%"), figure.id


def test_a_notebook_sets_name_formula_and_value(project: Project) -> None:
    shown = project.explain("m.n")._repr_latex_()
    assert shown == rf"$\displaystyle \mathrm{{m.n}} = \sum{OVER} {W} = 4$"
    assert equation("t.c[bulan=1]", "", "-1234.5") == r"$\displaystyle \mathrm{t.c[bulan=1]} = -1{.}234{,}5$"
    assert equation("a_b", "x", r"\input{50%}") == r"$\displaystyle \mathrm{a\_b} = x = \mathrm{\backslash input\{50\%\}}$"
