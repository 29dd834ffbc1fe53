"""Formulas in words: what readers of a report are told instead of the language of rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import lkjip
from lkjip.messages import LANGUAGES, speaking
from lkjip.project import Project, load
from lkjip.rules import tree
from lkjip.trace.worded import worded, words_of

ROOT = Path(__file__).parents[1]
CATALOGUE = Path(lkjip.__file__).parent / "messages" / "formulas.yaml"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("ikm.realisasi", "rata-rata Nilai SKM per bulan dari semua bulan, ditimbang dengan Jumlah responden"),
        ("ikm.capaian", "(Realisasi Indeks Kepuasan Masyarakat dibagi Target) dikali 100"),
        ("iki.selisih_target", "Realisasi Indeks Kepuasan Internal dikurangi Target"),
        ("ikm.bulan_kurang_responden", "bulan dengan Jumlah responden kurang dari Responden minimum per bulan"),
        ("ikm.jumlah_unsur", "banyaknya unsur layanan yang mempunyai Nilai per unsur layanan"),
        ("ikm.target", "target yang ditetapkan"),
        ("kinerja.capaian", "Capaian dari masing-masing indikator kinerja"),
        ("pnbp.selisih_tahun_lalu", "Perubahan dari tahun sebelumnya untuk Tahun 2023"),
    ],
)
def test_formulas_are_sentences_of_titles(figure: str, words: str, project: Project) -> None:
    resolved = project.plan.resolved
    with speaking("id"):
        assert worded(resolved, resolved.figures[figure]) == words


@pytest.mark.parametrize("folder", [ROOT, ROOT / "examples" / "dp2kbp3a-pontianak-2021"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_words_without_codes(folder: Path, language: str) -> None:
    resolved = load(folder, 2021).plan.resolved
    with speaking(language):
        for figure in resolved.figures.values():
            words = worded(resolved, figure)
            assert words and not re.search(r"[{}]|\b[a-z]+_[a-z_]+\b", words), (figure.id, words)


def test_every_kind_of_node_has_words() -> None:
    kinds = [
        kind
        for kind in vars(tree).values()
        if isinstance(kind, type) and issubclass(kind, tree.Node) and kind is not tree.Node
    ]
    assert [kind.__name__ for kind in kinds if words_of.dispatch(kind) is words_of.dispatch(object)] == []


def test_words_are_in_both_languages_and_all_are_used() -> None:
    catalogue = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    source = (Path(lkjip.__file__).parent / "trace" / "worded.py").read_text(encoding="utf-8")
    functions = re.findall(r'"(\w+)"', Path(tree.__file__).read_text(encoding="utf-8"))
    nodes = [name.lower() for name in vars(tree)]
    for code, texts in catalogue.items():
        assert set(texts) == set(LANGUAGES), code
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1, code
        own = code.removesuffix("_of")
        assert f'"{own}"' in source or own in functions or own in nodes, code
