"""Every value of a scenario is what a full run over the edited files gives."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from lkjip.editing.edits import Edit, applied
from lkjip.project import Project
from lkjip.scenarios import evaluated as room
from lkjip.scenarios.evaluated import evaluated
from lkjip.scenarios.names import of_rules
from lkjip.scenarios.outcomes import Outcomes
from lkjip.scenarios.scenarios import Scenarios

SAMPLE = 200
WEIGHTS = tuple(f"x.bobot.{code}" for code in ("u1", "u2", "u3", "u4"))
CELL = "x.nilai[unsur=u2,satker=b]"


def drawn(count: int, seed: int) -> Scenarios:
    """Random weights that keep their sum, targets, bounds of categories, parameters, a cap, and a cell."""
    chance = random.Random(seed)

    def number(low: int, high: int, decimals: int) -> list[Decimal]:
        return [Decimal(chance.randint(low, high)).scaleb(-decimals) for _ in range(count)]

    values = {name: list[Decimal]() for name in WEIGHTS}
    for _ in range(count):
        cuts = sorted(chance.sample(range(1, 1000), len(WEIGHTS) - 1))
        for name, low, high in zip(WEIGHTS, [0, *cuts], [*cuts, 1000], strict=True):
            values[name].append(Decimal(high - low) / 10)
    values |= {"x.target": number(250, 420, 2), "x.targets.2023": number(2500, 4200, 3), "x.cap": number(1000, 1300, 1)}
    values |= {"x.batas": number(150, 350, 2), "x.pengali.u2": number(-20, 90, 1), "mutu.A": number(320, 390, 2)}
    values |= {"mutu.to": number(390, 400, 2), CELL: number(100, 400, 2)}
    return Scenarios.of(values)


def edited(project: Project, values: Mapping[str, Fraction | None]) -> Project:
    """The project with a scenario's values in its files."""
    known, edits = of_rules(project.root, project.rules), []
    for name, value in values.items():
        assert value is not None
        number = Decimal(value.numerator) / Decimal(value.denominator)
        if name == CELL:
            edits.append(Edit("data/2024/skor.csv", ("satker=b,unsur=u2", "nilai"), "set", str(number)))
        else:
            edits.append(Edit(known[name].file, known[name].path, "set", number))
    return Project(project.root, project.year, changed=applied(project.root, edits))


def told(outcomes: Outcomes, scenario: int) -> dict[str, list[object]]:
    """All values of a scenario: exact numbers, codes, and the reasons of those that are missing."""
    return {
        name: [_told(outcomes, name, row) for row in outcomes.frame(name, scenario, 1).rows(named=True)]
        for name in outcomes.figures
    }


def _told(outcomes: Outcomes, name: str, row: Mapping[str, object]) -> object:
    figure, value = outcomes.figures[name].figure, row["value"]
    if value is None:
        return str(outcomes.reasons[int(str(row["why"]))])
    if figure.listing:
        assert isinstance(value, list)
        return ", ".join(outcomes.base.rules.dimensions[figure.listing].codes[member] for member in value)
    return row["code"] if figure.bands else Fraction(int(str(value)), 10 ** outcomes.figures[name].decimals)


def expected(project: Project, names: Mapping[str, object]) -> dict[str, list[object]]:
    """The same from the files."""
    figures = project.evaluate()
    found: dict[str, list[object]] = {}
    for name in names:
        figure = project.plan.resolved.figures[name]
        words = bool(figure.bands or figure.listing)
        values = figures.all(name)
        found[name] = [v.reason if v.value is None else v.value if words else Fraction(v.value) for v in values]
    return found


@pytest.mark.no_cover  # two hundred full runs of one project
def test_every_value_is_that_of_a_full_run(composite: Project) -> None:
    scenarios = drawn(SAMPLE, 1)
    outcomes = evaluated(composite, scenarios)
    assert outcomes.fast
    assert len(outcomes.figures) == len(composite.plan.resolved.figures)
    for number in range(SAMPLE):
        full = edited(composite, scenarios.of_one(number))
        assert told(outcomes, number) == expected(full, outcomes.figures), number


def test_one_by_one_says_the_same(composite: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = drawn(12, 2)
    together = evaluated(composite, scenarios)
    monkeypatch.setattr(room, "graft", lambda *_: None)
    alone = evaluated(composite, scenarios)
    assert together.fast and not alone.fast
    assert [told(alone, number) for number in range(12)] == [told(together, number) for number in range(12)]


def test_parts_of_the_scenarios_say_the_same(composite: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from lkjip.scenarios import run

    scenarios = drawn(11, 3)
    together = evaluated(composite, scenarios)
    monkeypatch.setattr(run, "_ROWS", 30)
    parted = evaluated(composite, scenarios)
    assert [told(parted, number) for number in range(11)] == [told(together, number) for number in range(11)]
