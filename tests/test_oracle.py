"""The engine against the naive evaluator, on random rules and tables; and what must not change a result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TypeVar

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from generated import BELONGS, OFFICES, World, worlds, written
from lkjip.decimals import plain
from lkjip.errors import UserError
from lkjip.evaluate import evaluate
from lkjip.figures import ALL_OFFICES, Figures
from lkjip.inputs import InputTable, Tables
from lkjip.messages import phrase
from lkjip.plan.build import Plan, build
from lkjip.rules.figure import Figure
from lkjip.rules.resolve import resolve
from lkjip.trace.offices import Offices
from lkjip.trace.oracle import Oracle
from lkjip.trace.outcome import Missing

EXAMPLES = int(os.environ.get("LKJIP_EXAMPLES", "150"))
PATIENT = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
FORMULA_REFUSED = {
    "round_needed",
    "grain_too_coarse",
    "grain_too_fine",
    "nothing_to_reduce",
    "figure_unusable",
    "unknown_name",
    "member_unknown",
    "no_years",
    "key_expected",
    "no_history",
    "formula_too_deep",
    "formula_too_long",
}
T = TypeVar("T")


def planned(world: World) -> Plan:
    """The plan of a world; a world whose formulas the language refuses is passed over, any other refusal is a failure."""
    plan, codes = attempt(lambda: build(resolve(world.rules)))
    assert codes <= FORMULA_REFUSED
    assume(plan is not None)
    assert plan is not None
    return plan


def computed(world: World, plan: Plan) -> Figures:
    """The figures of a world; one whose numbers could leave 128 bits is passed over."""
    figures, codes = attempt(lambda: evaluate(plan, world.tables).figures)
    assert codes <= {"magnitude"}
    event("too large" if figures is None else "computed")
    assume(figures is not None)
    assert figures is not None
    return figures


def attempt(make: Callable[[], T]) -> tuple[T | None, set[str]]:
    """What `make` makes, or the codes of the issues it raises."""
    try:
        return make(), set()
    except UserError as error:
        return None, {issue.code for issue in error.issues}


def expected(oracle: Oracle, figure: Figure, key: dict[str, str]) -> tuple[object, ...]:
    value = oracle.figure(figure.id, key)
    owner = oracle.owner(figure.rule.over_offices, key)
    grain = figure.whole if figure.rule.over_offices else figure.grain
    covered = owner.covered.get(
        (figure.id, owner.place(grain, oracle.seen_from(owner, key) if owner is not oracle else key))
    )
    partial = covered if covered and covered[0] < covered[1] else (None, None)
    if isinstance(value, Missing):
        return (value.status, None, value.text or phrase(value.phrase), *partial)
    assert not isinstance(value, bool)
    if isinstance(value, tuple):
        return ("ok", ", ".join(value), "", *partial)
    text = figure.bands[int(value)].code if figure.bands else plain(value, figure.decimals)
    return ("ok", text, "", *partial)


def shuffled(world: World, random: Random) -> World:
    """The same world with the rows of its tables in another order."""
    tables = {
        name: InputTable(table.table, table.frame.sample(fraction=1, shuffle=True, seed=random.randint(0, 9**9)))
        for name, table in world.tables.tables.items()
    }
    return replace(world, tables=Tables(OFFICES, tables))


@PATIENT
@given(worlds(), st.randoms(use_true_random=False))
def test_engine_equals_oracle_in_any_order_of_rows(world: World, random: Random) -> None:
    plan = planned(world)
    figures = computed(world, plan)
    checked = 0
    offices = Offices(plan.resolved, OFFICES, BELONGS, lambda office: world.cells[office])
    for office in (*OFFICES, ALL_OFFICES):
        oracle = offices.oracle("" if office == ALL_OFFICES else office)
        for figure in plan.resolved.figures.values():
            if figure.national != (office == ALL_OFFICES):
                continue
            for value in figures.all(figure.id, office):
                key = {name: str(code) for name, code in value.key.items()}
                found = (value.status, value.value, value.reason, value.covered, value.of)
                wanted = expected(oracle, figure, key)
                assert found == wanted, (figure.id, figure.rule.written, key, office)
                event(value.status)
                checked += 1
    assert checked == len(figures) > 0
    assert computed(shuffled(world, random), plan).frame.equals(figures.frame)


@PATIENT
@given(worlds(), st.sampled_from([Fraction(7), Fraction(1, 9), Fraction(1000)]))
def test_scaled_weights_give_the_same_mean(world: World, factor: Fraction) -> None:
    measure = world.rules.measures["m"]
    weights = measure.weights["w_a"]
    figure = replace(
        next(iter(measure.figures.values())), name="rata", form=written("weighted_mean(x_a, w_a)"), by=(), round=3
    )
    results = []
    for scale in (Fraction(1), factor):
        scaled = replace(weights, values={code: value * scale for code, value in weights.values.items()})
        only = replace(measure, weights={"w_a": scaled}, figures={"rata": figure}, checks={})
        changed = replace(world, rules=replace(world.rules, measures={"m": only}))
        results.append(computed(changed, planned(changed)).frame)
    assert results[0].equals(results[1])


def test_threads_do_not_matter(tmp_path: Path) -> None:
    """The whole 2023 rule set with one thread and with all."""
    root = Path(__file__).parents[1]
    results = []
    for threads in ("1", str(max(2, os.cpu_count() or 2))):
        out = tmp_path / f"{threads}.json"
        command = [sys.executable, "-m", "lkjip", "evaluate", "--year", "2023", "--format", "json", "--out", str(out)]
        subprocess.run(command, cwd=root, check=True, env={**os.environ, "POLARS_MAX_THREADS": threads, "LKJIP_LANG": "en"})
        results.append(json.loads(out.read_text()))
    assert results[0] == results[1]
    assert len(results[0]["figures"]) > 500


def test_int128_guard_is_needed_and_holds() -> None:
    """Polars wraps silently; the plan refuses what could wrap."""
    wrapped = pl.select(pl.lit(2**126, dtype=pl.Int128) * pl.lit(4, dtype=pl.Int128)).item()
    if wrapped == 2**128:  # Polars would have learnt to keep it
        pytest.fail("Int128 no longer wraps: the guard may be relaxed")
    assert wrapped != 2**128
