"""The phrases themselves: every wording says what its code means, and every state of a figure has its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest

from conftest import ROOT
from lkjip.project import load
from lkjip.report.narrative import PLACEHOLDER, Phrase, phrase_of, phrases
from lkjip.rules.figure import STATUS
from lkjip.rules.forms import Choose

# What a word may say of a code, wherever it stands; a wording that fits none of them is a mistake in the phrase.
MEANS = {
    "naik": ("meningkat", "lebih tinggi daripada", "lebih tinggi", "kemunduran"),
    "turun": ("menurun", "lebih rendah daripada", "lebih rendah", "perbaikan"),
    "tetap": ("tidak berubah", "sama dengan", "sama"),
    "konsisten_naik": ("meningkat secara konsisten",),
    "konsisten_turun": ("menurun secara konsisten",),
    "naik_lalu_tetap": ("naik, lalu tetap",),
    "tetap_lalu_naik": ("tetap, lalu naik",),
    "turun_lalu_tetap": ("turun, lalu tetap",),
    "tetap_lalu_turun": ("tetap, lalu turun",),
    "tidak_turun": ("tidak pernah turun",),
    "tidak_naik": ("tidak pernah naik",),
    "belum_stabil": ("belum stabil",),
    "melampaui": ("telah tercapai dan terlampaui", "Target tercapai dan terlampaui", "better than the target"),
    "tercapai": ("telah tercapai", "tercapai", "sudah tercapai atau terlampaui", "Target tercapai", "the target was met"),
    "belum_tercapai": ("belum tercapai", "Target belum tercapai", "the target was not met"),
    "belum_diukur": ("belum diukur", "Belum diukur", "not measured yet"),
    "belum_ada_target": (
        "Target tahun ini belum ditetapkan",
        "Target",
        "targetnya belum ditetapkan",
        "target dan realisasinya belum ditetapkan",
        "belum mempunyai target",
        "Belum ada target",
        "no target was set",
        "neither measured, nor was a target set",
    ),
    "seluruhnya_tercapai": ("target indikator itu tercapai", "target tercapai"),
    "yang_dinilai_tercapai": ("target yang dapat dinilai tercapai",),
    "sama": ("sama dengan", "sama", "sama dengan jumlah pada tabel ini", "sesuai dengan hasil hitung", "berjumlah sama"),
    "berbeda": (
        "berbeda dari",
        "mencakup indikator yang berbeda",
        "berbeda dari jumlah pada tabel ini",
        "berbeda jumlahnya",
        "berbeda dan perlu dicocokkan dengan data kepegawaian",
        "tidak sesuai dengan hasil hitung",
    ),
    "0": ("terpenuhi setiap bulan",),
    "lebih_tinggi": ("lebih tinggi daripada",),
    "lebih_rendah": ("lebih rendah daripada",),
    "memenuhi": ("memenuhi",),
    "belum_memenuhi": ("belum memenuhi",),
}
SILENT = {"belum_cukup", "belum_ada_target"}  # states of which a sentence about years or the medium term has nothing to say
UNCHANGED = {"tahun_lalu_arti": {"tetap"}}  # what did not change is neither better nor worse


def known() -> dict[str, Phrase]:
    rules = load(ROOT, 2023).rules
    assert rules.report is not None
    own = cast(dict[str, Any], rules.report.data)["phrases"]
    return {**phrases(), **{name: phrase_of(entry) for name, entry in own.items()}}


def sentences() -> Iterator[tuple[str, Any]]:
    for name, phrase in known().items():
        for among in phrase:
            yield name, among


def test_every_wording_says_what_its_code_means() -> None:
    wrong = []
    for name, among in sentences():
        for variant in among:
            for found in PLACEHOLDER.finditer(variant.text):
                if not found["wording"]:
                    continue
                figure = found["name"] + (f"[{found['key']}]" if found["key"] else "")
                codes = variant.when.get(figure, ())
                if len(codes) != 1 or found["wording"] not in MEANS.get(codes[0], ()):
                    wrong.append(f"{name}: {found[0]} when {figure} is {codes}")
    assert wrong == []


def test_better_and_worse_follow_the_polarity() -> None:
    for among in known()["tahun_lalu_arti"]:
        for variant in among:
            better = "perbaikan" in variant.text
            assert variant.when == {"polarity": ("lower_is_better",), "arah": ("turun",) if better else ("naik",)}


def test_every_state_of_a_figure_has_its_sentence() -> None:
    rules = load(ROOT, 2023).rules
    codes: dict[str, set[str]] = {}
    for measure in rules.measures.values():
        for rule in measure.figures.values():
            form = rule.form
            found = {o.code for o in form.options} if isinstance(form, Choose) else set()
            codes[f"{measure.id}.{rule.name}"] = found
    bare = {name.partition(".")[2]: found for name, found in codes.items() if name.startswith("ikm.")} | {
        "keadaan": set(STATUS)
    }
    left = []
    for name, among in sentences():
        figures = {figure for variant in among for figure in variant.when}
        for figure in figures:
            wanted = codes.get(figure.partition("[")[0]) or bare.get(figure, set())
            said = {code for variant in among if figure in variant.when for code in variant.when[figure]}
            open_end = "ada" in said or any(figure not in variant.when for variant in among)
            if (
                wanted
                and len(said & wanted) > 1
                and not open_end
                and (missing := wanted - said - SILENT - UNCHANGED.get(name, set()))
            ):
                left.append(f"{name}: {figure} {sorted(missing)}")
    assert left == []


@pytest.mark.parametrize("name", sorted(phrases()))
def test_no_phrase_types_a_number(name: str) -> None:
    for among in phrases()[name]:
        for variant in among:
            assert not re.search(r"\d", PLACEHOLDER.sub("", variant.text)), variant.text
            assert "poin persen" not in variant.text, variant.text  # a figure is printed with its unit already
