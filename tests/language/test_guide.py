"""The examples of docs/bahasa-aturan.md give the results that stand below them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lkjip.messages import speaking
from small import small, values

PAGE = (Path(__file__).parents[2] / "docs/bahasa-aturan.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```\nHasil: (.*?)\n\n", PAGE, re.DOTALL)
DIMENSIONS = "bulan: {title: Bulan, members: {1: Januari, 2: Februari, 3: Maret, 4: April}}\n"
TABLE = ("x: {title: X, type: decimal, decimals: 2, unit: angka, empty: Belum ada}", "bulan,x\n1,2\n2,8\n3,4\n4,")


@pytest.mark.parametrize(("rule", "told"), EXAMPLES, ids=[rule.split("\n")[1][:30] for rule, _ in EXAMPLES])
def test_an_example_gives_what_it_says(rule: str, told: str, tmp_path: Path) -> None:
    if "bulan" in rule and "by: [bulan]" in rule and "2024-" in rule:  # months of a year have twelve members
        months = ", ".join(f"{month}: Bulan {month}" for month in range(1, 13))
        dimensions = f"bulan: {{title: Bulan, members: {{{months}}}}}\n"
    else:
        dimensions = DIMENSIONS
    head = "unit: angka\ninputs:\n  x: {table: data, column: x, by: [bulan]}\n"
    with speaking("id"):
        found = list(values(small(tmp_path, {"measures/m": head + rule}, {"data": TABLE}, dimensions), "m.hasil").values())
    wanted = re.findall(r"`(.*?)`", told)
    assert found[: len(wanted)] == wanted


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7
