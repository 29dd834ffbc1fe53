"""What changed since the year before: in the 2023 report by data and by rules, and nothing where no such year is."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import lkjip
from lkjip.report import Report
from lkjip.report import load as load_report
from report.projects import IKAN, project

ROOT = Path(__file__).parents[2]
STATED = re.compile(r'data-bridge="(?P<figure>[a-z_.]+):(?P<name>[a-z]+)">(?P<text>[^<]+)<')


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))


def test_every_change_is_data_and_rules_to_the_last_digit() -> None:
    """By the archive of 2022 and the rules of 2023: the target of IKM went from 3,20 to 3,25 by rules alone; the ceiling of
    the budget from 10.082.450.000 to 11.097.189.000 by data alone."""
    text = load_report(2023, str(ROOT)).changes().text
    rows: dict[str, dict[str, str]] = {}
    for found in STATED.finditer(text):
        rows.setdefault(found["figure"], {})[found["name"]] = found["text"]
    assert rows["ikm.target"] == {"before": "3,20", "change": "+0,05", "data": "0,00", "rules": "+0,05"}
    assert rows["anggaran.pagu"]["before"] == "10.082.450.000"
    assert rows["anggaran.pagu"]["data"] == rows["anggaran.pagu"]["change"] == "+1.014.739.000"
    assert rows["ikm.realisasi"] == {"before": "3,90", "change": "+0,01"}
    split = [row for row in rows.values() if "data" in row]
    assert len(split) >= 5
    for row in split:
        assert _number(row["data"]) + _number(row["rules"]) == _number(row["change"])


def test_a_year_without_one_before_says_nothing(tmp_path: Path) -> None:
    report = Report(lkjip.load(project(tmp_path, (IKAN,)), 2025))
    assert report.changes().text == ""
    assert report.section(2, "Perubahan", "x", report.changes()).text == ""


def test_the_sentence_on_a_category_says_what_it_rests_on() -> None:
    stated = load_report(2023, str(ROOT)).robustness("ikm.keadaan", n=200)
    assert (stated.kind, stated.of) == ("robust", "ikm.keadaan:200")
    assert "dari 200 susunan" in stated.text
    assert "3,25 menjadi 3,91" in stated.text
