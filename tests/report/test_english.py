"""The page in English: the same figures, true in every state of an indicator, and not there without the office's names."""

from __future__ import annotations

import re
from pathlib import Path

import lkjip
from lkjip.report import Report
from lkjip.report.compose import compose
from report.projects import IKAN, KAPAL, WAKTU, Indicator, project

NAMES: dict[str, object] = {"name": "Marine Office of Nusa Lontar", "indicators": {"ikan": "Fishers <advised> & trained"}}
OPEN = Indicator("baru", "Indikator Baru", target=None, realised="12.00")
LATE = Indicator("telat", "Indikator Telat", target="40.00", realised=None)


def said(root: Path) -> str:
    made = Report(lkjip.load(root, 2025)).english()
    return re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", made.text).replace("\\", "")


def test_every_state_is_told_as_it_is(tmp_path: Path) -> None:
    root = project(tmp_path, (IKAN, WAKTU, KAPAL, OPEN, LATE), office={"english": NAMES})
    lines = dict(re.findall(r"^- \*\*(.*?)\*\*: (.*)$", said(root), re.MULTILINE))
    assert lines == {
        "Fishers <advised> & trained": "82,50% for a target of 75%, an achievement of 110,00%; better than the target.",
        "Lama Penerbitan Izin": "6,00 hari for a target of 5 hari, an achievement of 80,00%; the target was not met.",
        "Jumlah Kapal yang Diperiksa": "120,00 for a target of 120, an achievement of 100,00%; the target was met.",
        "Indikator Baru": "12,00%; no target was set.",
        "Indikator Telat": "not measured yet; the target is 40%.",
    }
    assert "Performance indicators: 5; targets met: 2." in said(root)


def test_without_a_name_in_english_there_is_no_such_page(tmp_path: Path) -> None:
    root = project(tmp_path, (IKAN,))
    assert said(root) == ""
    (page,) = compose(lkjip.load(root, 2025), tmp_path / "out", ["html"])
    assert "Summary in English" not in page.read_text(encoding="utf-8")


def test_the_page_says_in_which_language_it_is(rendered: dict[str, Path]) -> None:
    source = rendered["html"].read_text(encoding="utf-8")
    part = source[source.index('id="sec-english"') - 200 : source.index('id="sec-english"') + 3000]
    assert re.search(r'<h\d[^>]*lang="en"', part)
    assert re.search(r'<div class="berbahasa-english" lang="en"', part)
    assert 'data-figure="ikm.capaian"' in part
