"""What a change does, in words: rules first, then categories that flip, then every figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip.archive.effects import difference, preview
from lkjip.archive.freeze import Frozen, freeze
from lkjip.archive.sentences import Sentence, different
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import Project

Edit = Callable[[str, str, str], None]
INDICATOR = "rules/2023/indicators/kepuasan.yaml"

CHANGES = [
    (
        INDICATOR,
        "informasi: 50, prosedur: 30",
        "informasi: 55, prosedur: 25",
        "Indeks Kepuasan: bobot Informasi (Unsur layanan) 50 → 55",
        "Indeks Kepuasan: weight of Informasi (Unsur layanan) 50 → 55",
    ),
    (
        "rules/2023/categories.yaml",
        "from: 88.31",
        "from: 90.00",
        "Mutu pelayanan: ambang A Sangat Baik 88,31 → 90,00",
        "Mutu pelayanan: bound of A Sangat Baik 88,31 → 90,00",
    ),
    (
        "rules/2023/categories.yaml",
        "from: 88.31",
        "above: 88.31",
        "Mutu pelayanan: ambang A Sangat Baik ≥ 88,31 → > 88,31",
        "Mutu pelayanan: bound of A Sangat Baik ≥ 88,31 → > 88,31",
    ),
    (
        INDICATOR,
        "2023: 3.25",
        "2023: 3.3",
        "Indeks Kepuasan: target 2023 3,25 → 3,30",
        "Indeks Kepuasan: target 2023 3,25 → 3,30",
    ),
    (
        INDICATOR,
        "value: 0, unit",
        "value: 5, unit",
        "Indeks Kepuasan: Responden minimum 0 → 5",
        "Indeks Kepuasan: Responden minimum 0 → 5",
    ),
    (
        INDICATOR,
        "formula: mean(nilai), by: [kelompok]",
        "formula: max(nilai), by: [kelompok]",
        "Indeks Kepuasan: rumus Nilai per kelompok (kepuasan.nilai_kelompok) mean(nilai) → max(nilai)",
        "Indeks Kepuasan: formula of Nilai per kelompok (kepuasan.nilai_kelompok) mean(nilai) → max(nilai)",
    ),
    (
        INDICATOR,
        "by: [kelompok], round: 2",
        "by: [kelompok], round: 1",
        "Indeks Kepuasan: pembulatan Nilai per kelompok (kepuasan.nilai_kelompok) 2 → 1",
        "Indeks Kepuasan: rounding of Nilai per kelompok (kepuasan.nilai_kelompok) 2 → 1",
    ),
    (
        INDICATOR,
        "citation: aturan-uji\ntargets",
        "citation: aturan-uji\ncap: 110\ntargets",
        "Indeks Kepuasan: batas capaian – → 110",
        "Indeks Kepuasan: cap on achievement – → 110",
    ),
    (
        INDICATOR,
        "  target: {formula",
        "  baru: {formula: realisasi * 2, title: Baru}\n  target: {formula",
        "Indeks Kepuasan: angka Baru (kepuasan.baru) ditambahkan",
        "Indeks Kepuasan: figure Baru (kepuasan.baru) added",
    ),
    (
        INDICATOR,
        "  nilai_kelompok: {formula: mean(nilai), by: [kelompok], round: 2, title: Nilai per kelompok}\n",
        "",
        "Indeks Kepuasan: angka Nilai per kelompok (kepuasan.nilai_kelompok) dihapus",
        "Indeks Kepuasan: figure Nilai per kelompok (kepuasan.nilai_kelompok) removed",
    ),
    (
        INDICATOR,
        "level: warning",
        "level: note",
        "Indeks Kepuasan: tingkat pemeriksaan Responden kurang dari minimum warning → note",
        "Indeks Kepuasan: level of the check Responden kurang dari minimum warning → note",
    ),
    (
        "rules/2023/ruleset.yaml",
        "version: 1.0.0",
        "version: 1.0.1",
        "versi aturan 1.0.0 → 1.0.1",
        "version of the rules 1.0.0 → 1.0.1",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "indonesian", "english"), CHANGES, ids=lambda value: str(value)[:30])
def test_a_change_of_rules_in_words(
    file: str,
    old: str,
    new: str,
    indonesian: str,
    english: str,
    tiny: Path,
    frozen: Frozen,
    edit: Edit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edit(file, old, new)
    found = preview(tiny, 2023)
    for language, wanted in (("id", indonesian), ("en", english)):
        monkeypatch.setenv("LKJIP_LANG", language)
        assert wanted in [str(change) for change in found.rules]
    assert all(change.location.file == file for change in found.rules)


def test_titles_and_comments_are_no_change(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    edit(INDICATOR, "id: kepuasan\n", "# catatan\nid: kepuasan\n")
    edit(INDICATOR, "title: Nilai berbobot", "title: Nilai dengan bobot")
    assert preview(tiny, 2023).rules == ()


def test_categories_flip_first_and_numbers_say_by_how_much(
    tiny: Path, frozen: Frozen, edit: Edit, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    """realisasi = (3,77·10 + 3,75·30)/40 = 3,755 → 3,76; 3,76/3,25 = 115,69 %; 3,76/3,90 = 96,41 %."""
    edit(INDICATOR, "2023: 3.25", "2023: 3.90")
    assert main(["preview", "--project", str(tiny)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2023/1.0.0 → 2023/work"
    flips, figures = lines.index("Categories that flip (1)"), lines.index("Other figures that change (2 values)")
    assert flips < figures
    assert lines[flips + 1] == "  Status target  kepuasan.status  tercapai → belum tercapai"
    assert lines[figures + 1 :] == [
        "  Target  kepuasan.target  3,25 → 3,90 indeks (+0,65)",
        "  Capaian  kepuasan.capaian  115,69 → 96,41 persen (-19,28)",
    ]


def test_a_changed_table_is_named(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    edit("data/2023/kantor-uji/responden.csv", "2,30", "2,40")
    found = preview(tiny, 2023)
    assert (found.rules, found.tables) == ((), ("responden",))


def test_nothing_changed(tiny: Path, frozen: Frozen, capsys: pytest.CaptureFixture[str], english: None) -> None:
    assert main(["preview", "--project", str(tiny), "--year", "2023"]) == 0
    assert capsys.readouterr().out.split("\n\n")[1:] == ["No rule changes", "No figure changes\n"]


def test_json_and_html_say_the_same(tiny: Path, frozen: Frozen, edit: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    edit(INDICATOR, "2023: 3.25", "2023: 3.90")
    edit("rules/2023/measures/anggaran.yaml", "title: Pagu tahun berjalan", 'title: "<script>alert(1)</script>"')
    edit("data/2023/kantor-uji/belanja.csv", "2023,1200", "2023,1300")
    assert main(["preview", "--project", str(tiny), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["before", "after", "rules", "tables", "effects", "sentences"]
    assert data["tables"] == ["belanja"]
    effects = {effect["id"]: effect for effect in data["effects"]}
    assert (effects["kepuasan.status"]["flips"], effects["kepuasan.capaian"]["change"]) == (True, "-19,28")
    assert main(["preview", "--project", str(tiny), "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "://" not in page
    for effect in data["effects"]:
        assert effect["id"] in page


def test_versions_years_and_files_can_be_named(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    edit(INDICATOR, "2023: 3.25", "2023: 3.91")
    freeze(lkjip.load(tiny, 2023), "2024-02-01", "Target dibetulkan")
    edit(INDICATOR, "2023: 3.91", "2023: 3.81")
    names = {
        ("2023/1.0.0", "2023"): "3,25 3,91",
        ("2023", "2023/work"): "3,91 3,81",
        ("archive/2023/1.0.0/", "2023/work"): "3,25 3,81",
    }
    for (before, after), wanted in names.items():
        effects = {effect.id: effect for effect in difference(tiny, before, after).effects}
        assert f"{effects['kepuasan.target'].before} {effects['kepuasan.target'].after}" == wanted


@pytest.mark.parametrize("name", ["2024", "2023/9.9.9", "2023/../2023", "kemarin", "2023/latest", "²⁰²³", "99999", ""])
def test_what_is_not_there_is_refused_with_what_there_is(name: str, tiny: Path, frozen: Frozen) -> None:
    with pytest.raises(UserError) as error:
        difference(tiny, name, "2023/work")
    (issue,) = error.value.issues
    assert (issue.code, issue.values["known"]) == ("archive_unknown", "2023/1.0.0, 2023/work")


def test_a_damaged_version_is_not_compared(tiny: Path, frozen: Frozen) -> None:
    (frozen.folder / "dependencies.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError) as error:
        preview(tiny, 2023)
    assert [issue.code for issue in error.value.issues] == ["archive_damaged"]


def test_preview_needs_an_archive(tiny: Path) -> None:
    with pytest.raises(UserError) as error:
        preview(tiny, 2023)
    assert [issue.code for issue in error.value.issues] == ["preview_without_archive"]


def test_errors_of_the_edit_are_told_as_such(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    edit(INDICATOR, "informasi: 50", "informasi: 55")
    with pytest.raises(UserError) as error:
        preview(tiny, 2023)
    assert [issue.code for issue in error.value.issues] == ["weights_sum"]


def test_sentences_come_from_whoever_writes_the_report(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    edit(INDICATOR, "2023: 3.25", "2023: 3.91")

    def sentences(side: Project) -> dict[str, str]:
        figures = side.evaluate()
        return {
            "bab-iii:12": f"Target {figures['kepuasan.target']}.",
            "bab-iii:13": f"Realisasi {figures['kepuasan.realisasi']}.",
        }

    found = preview(tiny, 2023, sentences=sentences)
    assert found.sentences == (Sentence("bab-iii:12", "Target 3,25.", "Target 3,91."),)


def test_the_sentences_of_the_real_report(years: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    """3,91 against a target of 3,95 is 98,99 %: the report then says that the target was missed."""
    path = years / "rules/2023/indicators/ikm.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  2023: 3.25", "  2023: 3.95"), encoding="utf-8")
    assert main(["preview", "--project", str(years), "--year", "2023", "--sentences", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["sentences"]
    wanted = "Indeks Kepuasan Masyarakat terhadap Layanan Keimigrasian di Wilayah terealisasi 3,91 dari target {}."
    assert (wanted.format("3,25"), wanted.format("3,95")) in [(entry["before"], entry["after"]) for entry in found]
    for entry in found:
        file, line = entry["place"].split(" ")[0].rsplit(":", 1)
        written = (years / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert "{python}" in written or written.startswith("r.")  # in a text, or a cell of its own
        assert not any(mark in entry["after"] for mark in ("figure=", "\x02", "\\", "**"))


def test_two_years(three_years: Path) -> None:
    found = difference(three_years, "2021", "2022")
    words = [str(change) for change in found.rules]
    assert any(text.endswith("target 2023 3,25 → 3,25") for text in words) is False
    effects = {effect.id: effect for effect in found.effects if not effect.key}
    assert (effects["ikm.realisasi"].before, effects["ikm.realisasi"].after, effects["ikm.realisasi"].change) == (
        "3,99",
        "3,90",
        "-0,09",
    )
    assert (effects["smart.kategori_berjalan"].before, effects["smart.kategori_berjalan"].after) == (
        "Baik (baik)",
        "Sangat Baik (sangat_baik)",
    )
    assert effects["smart.kategori_berjalan"].flips


def test_bounds_that_differ_in_their_last_digit_differ(tiny: Path, edit: Edit) -> None:
    """Eighteen digits: as binary floats the two are one number."""
    file = "rules/2023/tables/responden.yaml"
    edit(file, "maximum: 100000", "maximum: 123456789012345678")
    freeze(lkjip.load(tiny, 2023), "2024-01-31")
    edit(file, "123456789012345678", "123456789012345679")
    (change,) = preview(tiny, 2023).rules
    assert (change.before, change.after) == ("0 – 123.456.789.012.345.678", "0 – 123.456.789.012.345.679")


def test_a_sentence_more_moves_no_other() -> None:
    """In one cell, whose sentences share a line: the new one stands alone, the others keep their partners."""
    old = {
        "a.qmd:9": "Seluruh target tercapai.",
        "a.qmd:9 (2)": "IKM naik dari 3,90 menjadi 3,91.",
        "a.qmd:12": "Rinciannya ada.",
    }
    new = {
        "a.qmd:9": "Sebagian target belum tercapai.",
        "a.qmd:9 (2)": "Yang belum tercapai adalah IPK.",
        "a.qmd:9 (3)": "IKM turun dari 3,90 menjadi 3,81.",
        "a.qmd:13": "Rinciannya ada.",
    }
    assert list(different(old, new)) == [
        Sentence("a.qmd:9", "Seluruh target tercapai.", "Sebagian target belum tercapai."),
        Sentence("a.qmd:9 (2)", "", "Yang belum tercapai adalah IPK."),
        Sentence("a.qmd:9 (3)", "IKM naik dari 3,90 menjadi 3,91.", "IKM turun dari 3,90 menjadi 3,81."),
    ]
    assert list(different({}, {"a": "x"})) == [Sentence("a", "", "x")]
    assert list(different({"a": "x"}, {"b": "x"})) == []
