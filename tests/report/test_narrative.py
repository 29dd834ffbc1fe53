"""The document itself: nothing computed is typed by hand, every float is referred to, every figure it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from lkjip.project import load
from lkjip.report.document import Code, Text, parse
from lkjip.report.execute import Outputs, assemble
from lkjip.report.word import places

NOTEBOOK = Path(__file__).parents[2] / "reports" / "lkjip2023.qmd"
# Facts that no rule computes: years of history, the national programme restructuring, a date, the scales of the surveys.
FACTS = (
    *(
        "tahun 1913",
        "tahun 1921",
        "tahun 1945",
        "428 program",
        "84 program",
        "18 program",
        "satu program",
        "sebelas program",
    ),
    *("27 Juli 2021", "skala 4", "skala 100"),
)
COUNTED = r"\b(satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|dua belas)\s+"
WHAT = r"(indikator|sasaran|unsur|bulan|variabel|kelompok|responden|program|pegawai|komponen|jenis)\b"
GENERAL = ("sejauh mana tujuan tercapai", "dinilai efisien", "efektif dan efisien")
RESULTS = r"\b(naik|turun|meningkat|menurun|tercapai|terlampaui|sangat baik|efisien)\b"


def prose(source: str) -> str:
    """What a reader reads of the document, without expressions, formulas, attributes and list numbers."""
    parts = [part for part in parse("a.qmd", source).parts if isinstance(part, Text)]
    text = "".join(piece if isinstance(piece, str) else "□" for part in parts for piece in part.pieces)
    text = re.sub(r"\$\$.*?\$\$|\{[^{}\n]*\}|^:::[^\n]*$|^\s*\d+\.\s", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"@(tbl|fig|sec)-[\w-]+", "", " ".join(text.split()))


def typed_numbers(source: str) -> list[str]:
    text = prose(source)
    for fact in FACTS:
        text = text.replace(fact, "")
    return [found[0] for found in re.finditer(r"\S*\d\S*|" + COUNTED + WHAT, text)]


def test_no_number_is_typed_by_hand() -> None:
    assert typed_numbers(NOTEBOOK.read_text(encoding="utf-8")) == []


def test_no_number_is_typed_in_the_ministrys_texts_and_sentences() -> None:
    """The same of what moved from the notebook into YAML: numbers come from figures, but for facts that no rule computes."""
    rules = load(ROOT, 2023).rules
    left = []
    for document in (rules.texts, rules.report):
        assert document is not None
        for path, text in places(document.data):
            if "when" in path or (path[0] == "breakdowns" and path[-1] not in ("caption", "chart", "heading")):
                continue
            for fact in FACTS:
                text = text.replace(fact, "")
            words = re.sub(r"\{[^{}]*\}", "□", text)
            left += [
                f"{path}: {found[0]}" for found in re.finditer(r"\S*\d\S*|" + COUNTED + WHAT, words) if path[-1] != "when"
            ]
    assert left == []


@pytest.mark.parametrize(
    "sentence", ["Nilainya 3,91 dari target.", "Terdapat tiga indikator.", "Capaian 120%.", "Sebanyak 8 bulan."]
)
def test_a_typed_number_would_be_found(sentence: str) -> None:
    assert len(typed_numbers(NOTEBOOK.read_text(encoding="utf-8") + f"\n{sentence}\n")) == 1


def test_words_that_depend_on_numbers_come_from_figures() -> None:
    """A trend or a verdict in the prose may only stand where the sentence is about any result, not about this one."""
    text = prose(NOTEBOOK.read_text(encoding="utf-8"))
    for phrase in GENERAL:
        text = text.replace(phrase, "")
    assert [found[0] for found in re.finditer(r"[^.□]*" + RESULTS + r"[^.□]*", text, flags=re.IGNORECASE)] == []


def test_every_table_and_chart_is_referred_to_and_every_reference_leads_somewhere(outputs: list[Outputs]) -> None:
    text = assemble(parse("a.qmd", NOTEBOOK.read_text(encoding="utf-8")), outputs)
    floats = set(re.findall(r"^:::+ \{#((?:tbl|fig)-[\w-]+)", text, flags=re.MULTILINE))
    referred = set(re.findall(r"@((?:tbl|fig)-[\w-]*\w)", text))
    assert floats == referred
    assert len([name for name in floats if name.startswith("tbl-")]) >= 30
    assert len([name for name in floats if name.startswith("fig-")]) >= 15


def test_no_line_begins_like_an_example_list() -> None:
    """Pandoc takes `@name.` at the start of a line for a list item."""
    assert not re.findall(r"^\s*\(?@[\w-]+[.)]\s", NOTEBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_cells_are_short_and_calculate_nothing() -> None:
    for part in parse("a.qmd", NOTEBOOK.read_text(encoding="utf-8")).parts:
        if isinstance(part, Code):
            assert len(part.code.splitlines()) <= 30, part.line
            assert not re.search(r"[\w)\]]\s*[*/+-]\s*[\w(]", re.sub(r"\"[^\"]*\"|#.*", "", part.code)), part.code
