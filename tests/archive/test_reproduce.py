"""Reproducing: identity on generated projects, every difference listed, one byte of tampering found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lkjip
from lkjip.archive.freeze import Frozen, freeze
from lkjip.archive.replay import Replay, reproduce
from lkjip.archived.manifest import manifest_of
from lkjip.cli import main

from .conftest import V2023, VERSION, snapshot

Edit = Callable[[str, str, str], None]
pytestmark = pytest.mark.usefixtures("english")


def only(replays: Iterable[Replay]) -> Replay:
    (replay,) = replays
    return replay


def found(replay: Replay) -> list[tuple[str, str]]:
    return [(issue.code, issue.location.file) for issue in replay.issues]


# Identity

SCORES = st.integers(100, 400).map(lambda number: f"{number / 100:.2f}")
RULES = st.fixed_dictionaries(
    {
        "round": st.integers(0, 6),
        "reduce": st.sampled_from(["mean", "min", "max"]),
        "operator": st.sampled_from(["+", "-", "*"]),
        "bound": st.integers(2500, 9999),
        "weight": st.integers(0, 100),
        "respondents": st.lists(st.integers(0, 50), min_size=3, max_size=3),
        "scores": st.lists(SCORES, min_size=9, max_size=9),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=RULES)
def test_what_is_archived_is_what_is_reproduced(drawn: dict[str, object], tmp_path: Path) -> None:
    """Random formulas, roundings, weights, bounds, respondents and scores, months without respondents among them."""
    base = Path(__file__).parents[1] / "bad_rules/base"
    root = Path(shutil.copytree(base, tmp_path / "proyek", dirs_exist_ok=True))
    shutil.rmtree(root / "archive", ignore_errors=True)
    file = root / "rules/2023/indicators/kepuasan.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace(
        "formula: mean(nilai), by: [bulan], round: 2", f"formula: {drawn['reduce']}(nilai), by: [bulan], round: 2"
    )
    text = text.replace("informasi: 50, prosedur: 30", f"informasi: {drawn['weight']}, prosedur: 30").replace(
        "    sum: 100\n", ""
    )
    if drawn["operator"] != "*":
        mixed = f"berbobot * 2 {drawn['operator']} target * 3, round: {drawn['round']}, title: Campuran"
        text = text.replace("checks:", f"  campuran: {{formula: {mixed}}}\nchecks:")
    file.write_text(text, encoding="utf-8")
    bounds = root / "rules/2023/categories.yaml"
    bound = int(str(drawn["bound"]))
    bands = bounds.read_text(encoding="utf-8").replace("88.31", f"{max(bound, 7662) / 100:.2f}")
    bounds.write_text(bands, encoding="utf-8")
    respondents = [int(str(number)) for number in drawn["respondents"]]  # type: ignore[attr-defined]
    scores = iter(str(score) for score in drawn["scores"])  # type: ignore[attr-defined]
    rows = [
        f"{month},{unsur},{next(scores) if respondents[month - 1] else ''}"
        for month in (1, 2, 3)
        for unsur in ("informasi", "prosedur", "biaya")
    ]
    data = root / "data/2023/kantor-uji"
    data.joinpath("survei.csv").write_text("\n".join(["bulan,unsur,nilai", *rows]) + "\n", encoding="utf-8")
    numbers = [f"{month},{number}" for month, number in enumerate(respondents, 1)]
    data.joinpath("responden.csv").write_text("\n".join(["bulan,responden", *numbers]) + "\n", encoding="utf-8")
    record = freeze(lkjip.load(root, 2023), "2024-01-31").record
    replay = only(reproduce(root))
    assert (replay.same, replay.figures, replay.values) == (True, record.figures, record.values)


def test_later_changes_of_rules_and_tables_do_not_matter(tiny: Path, frozen: Frozen) -> None:
    shutil.rmtree(tiny / "data")
    shutil.rmtree(tiny / "rules/2023")
    (replay,) = reproduce(tiny)
    assert replay.same


def test_all_three_years_are_reproduced(three_years: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "--project", str(three_years)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["2021 v1.0.0", "2022 v1.0.0", f"2023 v{VERSION}"]
    assert all(line.split(": ")[1].split(" of ")[0] == line.split(" of ")[1].split(" ")[0] for line in lines)
    assert main(["reproduce", "--project", str(three_years), "--year", "2022", "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["year"], entry["version"], entry["same"], entry["differences"]) == (2022, "1.0.0", True, [])


def test_the_archives_of_this_repository_are_reproduced() -> None:
    replays = list(reproduce(Path(__file__).parents[2]))
    assert {2021, 2022} <= {replay.entry.year for replay in replays}
    assert [(replay.entry.name, replay.issues, replay.differences) for replay in replays if not replay.same] == []


# Differences


def test_a_difference_is_listed_with_both_values_and_calculations(
    tiny: Path, frozen: Frozen, capsys: pytest.CaptureFixture[str]
) -> None:
    """As if an older engine had rounded otherwise: (3,90 + 3,80 + 3,60)/3 = 3,766… cut off at 3,76."""
    path = frozen.folder / "figures/kantor-uji.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("kepuasan.nilai_bulanan,bulan=1,3.77") == 1
    text = text.replace("kepuasan.nilai_bulanan,bulan=1,3.77", "kepuasan.nilai_bulanan,bulan=1,3.76")
    path.write_text(text.replace("= 11,3/3 = 3,77", "= 11,3/3 = 3,76"), encoding="utf-8")
    (frozen.folder / "MANIFEST.sha256").write_bytes(manifest_of(frozen.folder))
    (replay,) = reproduce(tiny)
    assert (replay.same, replay.identical, replay.differing) == (False, replay.figures - 1, 1)
    (difference,) = replay.differences
    assert (difference.id, difference.key, difference.parts) == ("kepuasan.nilai_bulanan", "bulan=1", ("value",))
    assert (difference.archived, difference.computed) == ("3.76", "3.77")
    assert main(["reproduce", "--project", str(tiny)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(f"2023 v1.0.0: {replay.figures - 1} of {replay.figures} figures identical")
    assert out[1] == "  kepuasan.nilai_bulanan[bulan=1] (kantor-uji): value"
    assert out[2] == "    archived  3.76   (3,90 + 3,80 + 3,60) / 3 = 11,3/3 = 3,76"
    assert out[3] == "    now       3.77   (3,90 + 3,80 + 3,60) / 3 = 11,3/3 = 3,77"


def test_a_value_that_is_not_there_on_one_side_is_a_difference(tiny: Path, frozen: Frozen) -> None:
    path = frozen.folder / "figures/kantor-uji.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("kepuasan.target,")]
    path.write_text("".join([*kept, "kepuasan.dulu,,1,,,ok,,,,Dulu,\n"]), encoding="utf-8")
    (frozen.folder / "MANIFEST.sha256").write_bytes(manifest_of(frozen.folder))
    (replay,) = reproduce(tiny)
    shown = {(found.id, found.archived, found.computed) for found in replay.differences}
    assert shown == {("kepuasan.target", None, "3.25"), ("kepuasan.dulu", "1", None)}


# Tampering

FILES = [
    "archive.yaml",
    "dependencies.txt",
    "rules/2023/indicators/ikm.yaml",
    "rules/2023/ruleset.yaml",
    "data/2023/kanim-jember/skm_nilai.csv",
    "data/2023/kanim-jember/office.yaml",
    "figures/kanim-jember.csv",
    "history/2022/kanim-jember.csv",
    "schemas/common.schema.json",
    "reports/lkjip2023.qmd",
]


@pytest.mark.parametrize("name", FILES)
def test_one_byte_in_each_kind_of_file_is_found_and_named(name: str, years: Path) -> None:
    path = years / V2023 / name
    content = bytearray(path.read_bytes())
    place = content.rindex(b"1" if b"1" in content else b"e")
    content[place] = ord("7") if content[place] == ord("1") else ord("a")
    path.write_bytes(content)
    replays = {replay.entry.year: replay for replay in reproduce(years)}
    assert found(replays[2023]) == [("archive_damaged", f"{V2023}/{name}")]
    assert [replays[year].same for year in (2021, 2022)] == [True, True]
    assert main(["reproduce", "--project", str(years)]) == 1


def test_a_byte_of_the_manifest_is_found_in_its_year_and_in_those_that_rest_on_it(years: Path) -> None:
    path = years / "archive/2022/1.0.0/MANIFEST.sha256"
    text = path.read_text(encoding="utf-8")
    path.write_text(("0" if text[0] != "0" else "1") + text[1:], encoding="utf-8")
    replays = {replay.entry.year: replay for replay in reproduce(years)}
    assert found(replays[2022]) == [("archive_damaged", "archive/2022/1.0.0/archive.yaml")]
    assert found(replays[2023]) == [("archive_chain", V2023)]


def test_figures_rewritten_together_with_their_manifest_are_found_by_the_next_year(years: Path) -> None:
    folder = years / "archive/2022/1.0.0"
    path = folder / "figures/kanim-jember.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ikm.realisasi,,3.90", "ikm.realisasi,,3.99"), encoding="utf-8")
    (folder / "MANIFEST.sha256").write_bytes(manifest_of(folder))
    replays = {replay.entry.year: replay for replay in reproduce(years)}
    assert not replays[2022].same  # the rules still give 3,90
    assert found(replays[2023]) == [("archive_chain", V2023)]


@pytest.mark.parametrize("name", ["archive.yaml", "MANIFEST.sha256", "figures/kanim-jember.csv", "rules/2022/scales.yaml"])
def test_a_missing_file_is_named(name: str, years: Path) -> None:
    (years / "archive/2022/1.0.0" / name).unlink()
    replay = only(reproduce(years, 2022))
    assert ("archive_missing_file", f"archive/2022/1.0.0/{name}") in found(replay)


def test_a_version_that_others_rest_on_may_not_be_removed(years: Path) -> None:
    shutil.rmtree(years / "archive/2021")
    assert found(only(reproduce(years, 2022))) == [("archive_chain_missing", "archive/2022/1.0.0")]


def test_a_file_that_is_not_in_the_manifest_is_named(tiny: Path, frozen: Frozen) -> None:
    (frozen.folder / "rules/2023/measures/tambahan.yaml").write_text("id: tambahan\n", encoding="utf-8")
    assert found(only(reproduce(tiny))) == [("archive_extra_file", "archive/2023/1.0.0/rules/2023/measures/tambahan.yaml")]


@pytest.mark.parametrize(
    "path", ["../../../rahasia.txt", "/etc/passwd", "rules/../../x", "C:\\x", "rules\\x", "a//b", "./a"]
)
def test_paths_out_of_the_archive_are_refused(path: str, tiny: Path, frozen: Frozen) -> None:
    (tiny / "rahasia.txt").write_text("rahasia", encoding="utf-8")
    manifest = frozen.folder / "MANIFEST.sha256"
    manifest.write_text(manifest.read_text(encoding="utf-8") + f"{'0' * 64}  {path}\n", encoding="utf-8")
    assert ("archive_path", "archive/2023/1.0.0/MANIFEST.sha256") in found(only(reproduce(tiny)))


def test_a_link_in_an_archive_is_refused(tiny: Path, frozen: Frozen) -> None:
    secret = tiny / "rahasia.csv"
    secret.write_text("bulan,responden\n", encoding="utf-8")
    path = frozen.folder / "data/2023/kantor-uji/responden.csv"
    path.unlink()
    path.symlink_to(secret)
    replay = only(reproduce(tiny))
    assert "archive_path" in [issue.code for issue in replay.issues]
    assert "bulan,responden" not in str(replay.issues)


def test_a_line_that_is_no_checksum_is_named(tiny: Path, frozen: Frozen) -> None:
    manifest = frozen.folder / "MANIFEST.sha256"
    manifest.write_text("bukan jumlah pemeriksaan\n" + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    replay = only(reproduce(tiny))
    assert [(issue.code, issue.location.line) for issue in replay.issues] == [("archive_manifest_line", 1)]


@pytest.mark.parametrize(("old", "new"), [("archive: 1\n", "archive: 2\n"), ("schema: 1\n", "schema: 99\n")])
def test_an_archive_of_a_later_program_is_told_as_such(old: str, new: str, tiny: Path, frozen: Frozen) -> None:
    path = frozen.folder / "archive.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert found(only(reproduce(tiny))) == [("archive_future", "archive/2023/1.0.0/archive.yaml")]


def test_a_record_that_is_none_is_told(tiny: Path, frozen: Frozen) -> None:
    (frozen.folder / "archive.yaml").write_text("archive: 1\n", encoding="utf-8")
    assert found(only(reproduce(tiny))) == [("archive_record", "archive/2023/1.0.0/archive.yaml")]


@pytest.mark.parametrize(
    ("given", "code"), [("2023-02-29", "archive_date"), ("besok", "archive_date"), ("2019-01-01", "archive_before_period")]
)
def test_a_date_that_cannot_be_is_told_at_its_line(given: str, code: str, tiny: Path, frozen: Frozen) -> None:
    path = frozen.folder / "archive.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"2024-01-31"', f'"{given}"'), encoding="utf-8")
    (issue,) = only(reproduce(tiny)).issues
    line = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith("date:"))
    assert (issue.code, issue.location.file, issue.location.line) == (code, "archive/2023/1.0.0/archive.yaml", line)


def test_an_archive_under_another_name_is_refused(tiny: Path, frozen: Frozen) -> None:
    shutil.copytree(frozen.folder, tiny / "archive/2023/2.0.0")
    replays = {replay.entry.version: replay for replay in reproduce(tiny)}
    assert found(replays["2.0.0"]) == [("archive_misplaced", "archive/2023/2.0.0")]


def test_an_archive_of_another_project_is_refused(years: Path, three_years: Path, tmp_path: Path) -> None:
    """Another project's 2022, made there from its own 2021, does not fit under this project's 2023."""
    other = tmp_path / "lain"
    for name in ("rules", "data"):
        shutil.copytree(three_years / name, other / name)
    table = other / "data/2021/kanim-jember/kinerja_tercetak.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("3.99,128.30", "3.98,127.97"), encoding="utf-8")
    for year in (2021, 2022):
        freeze(lkjip.load(other, year), f"{year + 1}-01-31")
    shutil.rmtree(years / "archive/2022")
    shutil.copytree(other / "archive/2022", years / "archive/2022")
    replays = {replay.entry.year: replay for replay in reproduce(years)}
    assert found(replays[2022]) == [("archive_chain", "archive/2022/1.0.0")]
    assert found(replays[2023]) == [("archive_chain", V2023)]


def test_a_year_that_is_not_archived(tiny: Path, frozen: Frozen, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "--project", str(tiny), "--year", "1999"]) == 1
    assert "There is no archive 1999. Archived years: 2023" in capsys.readouterr().err


def test_replaying_changes_nothing(years: Path) -> None:
    before = snapshot(years)
    assert all(replay.same for replay in reproduce(years))
    assert snapshot(years) == before
