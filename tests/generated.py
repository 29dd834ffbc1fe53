"""Random rule sets and tables: every grain, empty and absent cells, zero weights, ties, large magnitudes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
from hypothesis import strategies as st

from lkjip.errors import Location
from lkjip.inputs import InputTable, Tables
from lkjip.inputs.sources import FILE, LINE
from lkjip.rules.forms import Choose, Classify, Formula, Members, Option, Part, Status
from lkjip.rules.model import (
    SATKER,
    Band,
    Categories,
    CheckRule,
    Column,
    Constants,
    Dimension,
    FigureRule,
    Input,
    Judgement,
    Measure,
    MeasuredWhen,
    Member,
    Parameter,
    RuleSet,
    Scale,
    Table,
    Weights,
)
from lkjip.trace.outcome import Cell
from lkjip.units import NUMBER

HERE = Location("generated", 1, 1)
OFFICES = ("kantor-a", "kantor-b")
GRAINS: tuple[tuple[str, ...], ...] = ((), ("a",), ("b",), ("a", "b"), ("tahun",), ("a", "tahun"))
INPUTS = {grain: "x_" + "".join(key[0] for key in grain) for grain in GRAINS}
ABSENT = "y_ab"  # measured only where x_a > 0


def _dimension(name: str, codes: list[str], parent: str = "", parents: list[str] | None = None) -> Dimension:
    members = tuple(Member(code, code.upper(), "", parents[i] if parents else "") for i, code in enumerate(codes))
    return Dimension(name, name, members, HERE, parent)


DIMENSIONS = {
    "a": _dimension("a", ["a1", "a2", "a3"]),
    "k": _dimension("k", ["k1", "k2"]),
    "b": _dimension("b", ["b1", "b2", "b3"], "k", ["k1", "k2", "k2"]),
    "tahun": _dimension("tahun", ["2021", "2022", "2023"]),
    "wil": replace(_dimension("wil", ["w1", "w2"]), table="kantor", column="wil"),
}
BELONGS = {"wil": {"kantor-a": "w2", "kantor-b": "w2"}}


def _by(by: str, values: dict[str, Fraction]) -> Constants:
    return Constants(by, values, dict.fromkeys(values, HERE))


GRID = _by("wil, a", {f"w{w}, a{a}": Fraction(a * w - 3, w) for w in (1, 2) for a in (1, 2, 3)})
BY_OFFICE = Parameter("p_s", None, HERE, varying=_by("satker", {"kantor-a": Fraction(7, 2)}))  # and none of kantor-b
BOTH = {f"a{a}, {office}": Fraction(a) for a in (1, 2) for office in OFFICES}
BY_BOTH = Parameter("p_a", None, HERE, varying=_by("a, satker", BOTH))
DATES = {
    f"k{k}, {date}": Fraction(k * n) for k in (1, 2) for n, date in enumerate(("2020-01-01", "2023-01-01", "2024-01-01"), 1)
}
BY_DATE = Parameter("p_k", None, HERE, dated=_by("k", DATES))
JUDGED = (
    Judgement(),
    Judgement("lower_is_better", "(2T-R)/T", cap=Fraction(120)),
    Judgement("lower_is_better", "T/R", floor=Fraction(-5)),
    Judgement("stabilise", "1-|R-T|/T"),
    Judgement("within_range", "range", below=Fraction(1), above=Fraction(5, 2)),
)
WEIGHTS = Weights("w_a", "a", {"a1": Fraction(1, 3), "a2": Fraction(0), "a3": Fraction(5, 2)}, HERE, {})
BANDS = Categories(
    "mutu",
    "Mutu",
    (
        Band("D", "D", Fraction(-10), value=Fraction(1, 4)),
        Band("C", "C", Fraction("0.5"), value=Fraction(-2)),
        Band("B", "B", Fraction(3), True, Fraction(7)),
    ),
    HERE,
    "angka",
    2,
    Fraction(1000),
    gaps=(Band("", "", Fraction(2)),),
)


def written(text: str) -> Formula:
    """A figure's formula, without a place of its own."""
    return Formula(Part("formula", text, HERE))


@dataclass(frozen=True, repr=False)
class World:
    """A rule set with its tables, and the same cells for the oracle by office and input id."""

    rules: RuleSet
    tables: Tables
    cells: dict[str, dict[str, dict[tuple[str, ...], Cell]]]

    def __repr__(self) -> str:
        """What a failure needs: the rules, and the cells as numbers."""
        figures = {name: (f.written, f.by, f.round) for name, f in self.rules.measures["m"].figures.items()}
        cells = {
            office: {
                name: {key: None if c.value is None else str(c.value) for key, c in rows.items()}
                for name, rows in inputs.items()
            }
            for office, inputs in self.cells.items()
        }
        return f"World({figures}, {cells})"


TIES = st.sampled_from([0, 5, -5, 15, 25, 125, 1005, 2675, -2675])
NUMBERS = st.one_of(TIES, st.integers(-400, 400), st.integers(-(10**13), 10**13))
KINDS = st.sampled_from("vvvvvvv0en")  # a value, zero, an empty cell, no row


@st.composite
def formulas(draw: st.DrawFn, by: tuple[str, ...], names: dict[str, tuple[str, ...]], depth: int = 3) -> str:
    """A formula whose grain is `by`; it may still be refused (a division without `round`, say)."""
    fitting = [name for name, grain in names.items() if grain == by]
    coarser = [name for name, grain in names.items() if set(grain) < set(by)]
    finer = [grain for grain in GRAINS if set(by) < set(grain)]
    kinds = ["leaf", "leaf"]
    if depth:
        kinds += ["arith", "arith", "abs", "clamp", "mixed"] + ["reduce", "weighted", "count"] * bool(finer)
        kinds += ["select", "kept"] * (by in ((), ("b",), ("a",)))
        kinds += ["previous"] * ("tahun" in by)
        kinds += ["first", "extreme"] + ["statistic"] * bool(finer) + ["window", "window"] * bool(by)
        kinds += ["selected"] * (by in ((), ("b",)))

    def inner(grain: tuple[str, ...]) -> str:
        return str(draw(formulas(grain, names, depth - 1)))

    match draw(st.sampled_from(kinds)):
        case "arith":
            return f"({inner(by)} {draw(st.sampled_from('+-*/'))} {inner(by)})"
        case "mixed":
            other = draw(st.sampled_from([*coarser, "2", "0.25", "3"]))
            return f"({inner(by)} {draw(st.sampled_from('+*/-'))} {other})"
        case "abs":
            return f"abs({inner(by)})"
        case "clamp":
            return f"clamp({inner(by)}, -20, 17.5)"
        case "first":
            return f"first_present({inner(by)}, {inner(by)}, {draw(st.sampled_from([*coarser, '7']))})"
        case "extreme":
            return f"{draw(st.sampled_from(['min', 'max']))}({inner(by)}, {inner(by)}, 3.5)"
        case "statistic":
            shares = st.sampled_from(["0", "0.25", "0.5", "0.9", "1"])
            quantile = f", {draw(shares)}, {draw(st.sampled_from(['inclusive', 'exclusive', 'lower']))}"
            fn, rest = draw(st.sampled_from([("median", ""), ("quantile", quantile)]))
            return f"{fn}({inner(draw(st.sampled_from(finer)))}{rest})"
        case "window":
            key = draw(st.sampled_from(by))
            words = draw(
                st.sampled_from(
                    [", descending", ", ascending", ", descending, mean", ", ascending, max", ", descending, min"]
                )
            )
            running = draw(st.sampled_from(["sum", "mean", "last", "max"]))
            made = [
                f"rank({inner(by)}, {key}{words})",
                f"cumulate({inner(by)}, {key}, {running})",
                f"previous({inner(by)}, {key})",
                f"previous({inner(by)}, {key}, 2)",
            ]
            return draw(st.sampled_from(made))
        case "selected":
            whole = inner(("a", *by))
            return draw(st.sampled_from([f"selected({whole}, a, x_a > 0)", f"last({whole}, a)"]))
        case "previous":
            return f"previous({inner(by)}, {draw(st.integers(1, 2))})"
        case "reduce":
            grain = draw(st.sampled_from(finer))
            return f"{draw(st.sampled_from(['sum', 'mean', 'min', 'max']))}({inner(grain)})"
        case "weighted":
            grain = draw(st.sampled_from(finer))
            weight = "w_a" if "a" in grain and draw(st.booleans()) else inner(grain)
            return f"weighted_mean({inner(grain)}, {weight})"
        case "count":
            grain = draw(st.sampled_from(finer))
            if draw(st.booleans()):
                return f"count({inner(grain)})"
            return f"count_where({inner(grain)} {draw(st.sampled_from(['<', '>=', '==']))} {draw(st.integers(-3, 3))})"
        case "select":
            return f"({inner((*by, 'tahun') if by == ('a',) else ('a', *by))})[{'2022' if by == ('a',) else 'a2'}]"
        case "kept" if by in ((), ("a",)):
            return f"mean(mean({inner((*by, 'b'))}, k))"
    return draw(st.sampled_from(fitting)) if fitting else "1"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world; formulas that the language refuses are for the caller to skip."""
    names = {name: grain for grain, name in INPUTS.items()} | {ABSENT: ("a", "b")}
    figures: dict[str, FigureRule] = {}
    for number in range(draw(st.integers(1, 4))):
        by = draw(st.sampled_from(GRAINS))
        name = f"f{number}"
        text = draw(formulas(by, names))
        places = draw(st.sampled_from([None, 0, 1, 2, 2, 2, 4]))
        figures[name] = FigureRule(
            name,
            name,
            HERE,
            written(text),
            by=by,
            round=places,
            coverage_all=draw(st.booleans()),
        )
        names[name] = by
    by = draw(st.sampled_from(GRAINS))
    subject = draw(st.sampled_from([name for name, grain in names.items() if grain == by]))
    form = Classify(Part("classify", subject, HERE), Part("categories", "mutu", HERE))
    figures["kelas"] = FigureRule("kelas", "kelas", HERE, form, by=by)
    options = (
        Option("p", "P", Part("when 0", f"{draw(formulas(by, names, 1))} > {draw(st.integers(-2, 2))}", HERE), HERE),
        Option("q", "Q", Part("when 1", f"{subject} == 0 or not {subject} < 3", HERE), HERE),
        Option("r", "R", None, HERE),
    )
    figures["pilih"] = FigureRule("pilih", "pilih", HERE, Choose(options), by=by)
    cases = tuple(
        replace(option, value=Part(f"value {number}", draw(formulas(by, names, 1)), HERE))
        for number, option in enumerate(options)
    )
    figures["kasus"] = FigureRule("kasus", "kasus", HERE, Choose(cases), by=by, round=draw(st.sampled_from([None, 0, 2])))
    condition = Part("when", f"{draw(formulas(('a', 'b'), names, 1))} < x_a", HERE)
    figures["daftar"] = FigureRule("daftar", "daftar", HERE, Members(Part("members", "b", HERE), condition), by=("a",))
    figures["skor"] = FigureRule("skor", "skor", HERE, written("value(kelas) + value(kelas)"), by=by)
    if by:  # else there is nothing to count
        figures["sama"] = FigureRule("sama", "sama", HERE, written("count_where(kelas == C or kelas > C)"), by=())
    shared = draw(st.sampled_from(["x_a", "abs(x_ab)", "abs(x_a)", ABSENT]))
    figures["bagian"] = FigureRule(
        "bagian",
        "bagian",
        HERE,
        written(f"apportion({shared})"),
        unit="persen",
        by=("a", "b") if "ab" in shared else ("a",),
        round=draw(st.sampled_from([None, 0, 1])),
    )
    value, weight = draw(st.sampled_from(["x_ab", ABSENT])), draw(st.sampled_from(["w_a", "x_a", "x_b", "abs(x_ab)"]))
    figures["tertimbang"] = FigureRule(
        "tertimbang",
        "tertimbang",
        HERE,
        written(f"weighted_mean({value}, {weight})"),
        by=draw(st.sampled_from([(), ("a",), ("b",), ("k",)])),
        round=2,
        coverage_all=draw(st.booleans()),
    )
    figures |= _rounded(draw, names)
    figures |= _national(draw, figures)
    judged = _judged(draw, figures)
    checks = {"c": CheckRule("c", "c", f"{subject} >= 0", "note", HERE, by)}
    decimals = {name: draw(st.integers(0, 3)) for name in [*INPUTS.values(), ABSENT]}
    values = _values(draw)
    world = _world(figures, checks, decimals, values)
    measure = replace(world.rules.measures["m"], **judged)
    return replace(world, rules=replace(world.rules, measures={"m": measure}))


def _judged(draw: st.DrawFn, figures: dict[str, FigureRule]) -> dict[str, Any]:
    """How a measure judges, by what may vary: nothing, a key, the office or what it belongs to, or two of these."""
    by = draw(st.sampled_from([(), ("b",), ("wil",), ("satker",), ("wil", "b"), ("b", "satker")]))
    codes = {"b": ["b1", "b2", "b3"], "wil": ["w1", "w2"], "satker": list(OFFICES)}
    whole = [", ".join(part) for part in product(*(codes[key] for key in by))] if by else []
    named = whole if draw(st.booleans()) else whole[::2]
    how = st.sampled_from(JUDGED)
    figures["capai"] = FigureRule(
        "capai", "", HERE, written("achievement(x_ab, x_a)"), by=("a", "b"), unit="persen", round=2
    )
    figures["lewat"] = FigureRule("lewat", "", HERE, written("count_where(meets(x_ab, x_b) or beats(x_ab, x_a))"), by=("a",))
    figures["tegak"] = FigureRule(
        "tegak", "", HERE, Status(Part("status", "x_ab", HERE), Part("target", "p_a", HERE)), by=("a", "b")
    )
    figures["jalan"] = FigureRule("jalan", "", HERE, written("cumulate(x_ab, a)"), by=("a", "b"), round=3)
    figures["tetap"] = FigureRule("tetap", "", HERE, written("g_a * p_s + p_a - g_a[a2]"), by=("a",), round=2)
    figures["kala"] = FigureRule("kala", "", HERE, written("sum(x_ab * p_k)"), by=("k",))
    cases = (
        Option("", "", Part("when 0", "wil == w2 and x_a > p_a", HERE), HERE, Part("value 0", "x_a", HERE)),
        Option("", "", None, HERE, Part("value 1", "g_a", HERE)),
    )
    figures["milik"] = FigureRule("milik", "", HERE, Choose(cases), by=("a",), round=1)
    figures["senas"] = FigureRule(
        "senas", "", HERE, written("weighted_mean(x_a, g_a)"), by=("wil",), round=2, over_offices=True
    )
    running = st.sampled_from(["sum", "mean", "last", "max"])
    return {
        "judgement": draw(how),
        "judged_by": ", ".join(by),
        "judged": {code: draw(how) for code in named},
        "judged_each": bool(by) and named == whole,
        "cumulation": draw(running),
        "cumulated": {code: draw(running) for code in named},
        "grids": {"g_a": GRID},
        "parameters": {"p_s": BY_OFFICE, "p_a": BY_BOTH, "p_k": BY_DATE},
    }


def _rounded(draw: st.DrawFn, names: dict[str, tuple[str, ...]]) -> dict[str, FigureRule]:
    """Figures whose whole formula leaves the rational numbers, and one that is measured only sometimes."""
    value = draw(st.sampled_from(["x_ab", "abs(x_ab)", "abs(x_ab) + 1", ABSENT, "abs(x_a)", "abs(x_a) + 0.5"]))
    grain = ("a",) if "x_a)" in value else ("a", "b")
    by = draw(st.sampled_from([key for key in ((), ("a",), ("b",), ("k",)) if key == () or set(key) <= {*grain, "k"}]))
    by = () if grain == ("a",) else by
    texts = [
        f"geometric_mean({value})",
        f"weighted_geometric_mean({value}, w_a)",
        f"stdev({value})",
        f"stdev({value}, population)",
    ]
    round_ = draw(st.integers(0, 5))
    found = {"kumpul": FigureRule("kumpul", "", HERE, written(draw(st.sampled_from(texts))), by=by, round=round_)}
    alone = [
        f"root({value}, {draw(st.integers(2, 5))})",
        f"ln({value})",
        f"power({value}, {draw(st.sampled_from(['2', '0.5', '-1', '1.25', '0.01', '0']))})",
    ]
    found["akar"] = FigureRule("akar", "", HERE, written(draw(st.sampled_from(alone))), by=grain, round=round_)
    gate = MeasuredWhen("x_a >= 1 or count(x_ab) > 2", "Terlalu sedikit", HERE)
    found["bila"] = FigureRule("bila", "", HERE, written("mean(x_ab)"), by=("a",), round=2, measured_when=gate)
    found["pakai"] = FigureRule("pakai", "", HERE, written("mean(bila)"), round=draw(st.sampled_from([0, 3])))
    return found


def _national(draw: st.DrawFn, known: dict[str, FigureRule]) -> dict[str, FigureRule]:
    """Figures over all offices, and one of each office that looks at them."""
    value = draw(st.sampled_from(["x_a", "x_ab", ABSENT, "f0", "kumpul"]))
    whole = known[value].by if value in known else {"x_a": ("a",), "x_ab": ("a", "b"), ABSENT: ("a", "b")}[value]
    own = [("satker",)] * bool(whole) + [("a",), ("wil", "a")] * ("a" in whole)  # a value without keys is not reduced
    by = draw(st.sampled_from([(), ("wil",), *own]))
    fn = draw(st.sampled_from(["sum", "mean", "min", "max", "count", "median", "stdev"]))
    made = {"nas": FigureRule("nas", "", HERE, written(f"{fn}({value})"), by=by, round=3, over_offices=True)}
    key = draw(st.sampled_from(["satker", "a"]))
    rank = written(f"rank(x_a, {key}, {draw(st.sampled_from(['descending, mean', 'ascending', 'descending, min']))})")
    made["urut"] = FigureRule("urut", "", HERE, rank, by=("satker", "a"), over_offices=True)
    made["bagi"] = FigureRule(
        "bagi", "", HERE, written("apportion(abs(x_a))"), by=("satker", "a"), unit="persen", round=1, over_offices=True
    )
    made["lihat"] = FigureRule("lihat", "", HERE, written("x_a - urut"), by=("a",))
    return made


Values = dict[str, dict[tuple[str, tuple[str, ...]], int | None]]


def _values(draw: st.DrawFn) -> Values:
    """A value or an empty cell (None) for most combinations of office and keys; some have no row."""
    found: Values = {}
    for grain, name in INPUTS.items():
        rows: dict[tuple[str, tuple[str, ...]], int | None] = {}
        for office, *codes in product(OFFICES, *(DIMENSIONS[key].codes for key in grain)):
            kind = draw(KINDS)
            if kind != "n":
                value = draw(NUMBERS)
                rows[office, tuple(codes)] = None if kind == "e" else 0 if kind == "0" else value
        found[name] = rows
    rows = {}
    for office, a, b in product(OFFICES, DIMENSIONS["a"].codes, DIMENSIONS["b"].codes):
        condition = found["x_a"].get((office, (a,)))
        if condition is None or condition > 0:
            number = draw(NUMBERS)
            rows[office, (a, b)] = number if condition is not None or draw(st.booleans()) else None
        else:
            rows[office, (a, b)] = None
    found[ABSENT] = rows
    return found


def _world(figures: dict[str, FigureRule], checks: dict[str, CheckRule], decimals: dict[str, int], values: Values) -> World:
    grains = {name: grain for grain, name in INPUTS.items()} | {ABSENT: ("a", "b")}
    tables, frames, inputs = {}, {}, {}
    cells: dict[str, dict[str, dict[tuple[str, ...], Cell]]] = {office: {} for office in OFFICES}
    for name, grain in grains.items():
        column = Column("nilai", "Nilai", "decimal", HERE, decimals[name], empty="Tidak ada data")
        tables[name] = Table(name, name, grain, {"nilai": column}, HERE)
        frames[name] = InputTable(tables[name], _frame(grain, values[name]))
        absent = MeasuredWhen("x_a > 0", "Tidak ada responden", HERE) if name == ABSENT else None
        inputs[name] = Input(name, name, "nilai", HERE, measured_when=absent)
        for office in OFFICES:
            cells[office][f"m.{name}"] = {
                codes: Cell(None if value is None else Fraction(value, 10 ** decimals[name]), HERE)
                for (where, codes), value in values[name].items()
                if where == office
            }
    tables["kantor"] = Table("kantor", "", (), {"wil": Column("wil", "", "text", HERE)}, HERE)
    offices = {SATKER: [0, 1], "wil": [BELONGS["wil"][office] for office in OFFICES], FILE: ["generated"] * 2, LINE: [1, 1]}
    frames["kantor"] = InputTable(tables["kantor"], pl.DataFrame(offices, schema_overrides={SATKER: pl.UInt32}))
    scales = {"angka": Scale("angka", "Angka", NUMBER)}
    scales["persen"] = Scale("persen", "Persen", type(NUMBER)(Fraction(1, 100)))
    measure = Measure("m", "m", HERE, inputs, {"w_a": WEIGHTS}, {}, figures, checks)
    rules = RuleSet("g", "1.0.0", 2023, "g", HERE, 2023, {}, scales, DIMENSIONS, {"mutu": BANDS}, tables, {"m": measure})
    return World(rules, Tables(OFFICES, frames), cells)


def _frame(grain: tuple[str, ...], rows: dict[tuple[str, tuple[str, ...]], int | None]) -> pl.DataFrame:
    data: dict[str, list[object]] = {SATKER: [OFFICES.index(office) for office, _ in rows]}
    for place, key in enumerate(grain):
        data[key] = [DIMENSIONS[key].codes.index(codes[place]) for _, codes in rows]
    data |= {"nilai": list(rows.values()), FILE: ["generated"] * len(rows), LINE: [1] * len(rows)}
    types = {SATKER: pl.UInt32, **dict.fromkeys(grain, pl.UInt32), "nilai": pl.Int64, FILE: pl.String, LINE: pl.UInt32}
    return pl.DataFrame(data, schema=types)
