"""Freezing: plain files, a manifest, no second time without a reason, nothing that depends on machine or language."""

from __future__ import annotations

import csv
import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import yaml

import lkjip
from lkjip.archive.freeze import Frozen, day, freeze
from lkjip.archive.replay import reproduce
from lkjip.cli import main
from lkjip.errors import UserError

from .conftest import snapshot

Edit = Callable[[str, str, str], None]


def codes(error: pytest.ExceptionInfo[UserError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_an_archive_is_plain_text_with_everything_that_its_figures_rest_on(tiny: Path, frozen: Frozen) -> None:
    files = snapshot(frozen.folder)
    assert {name.rsplit(".", 1)[-1] for name in files} == {"yaml", "csv", "json", "txt", "sha256"}
    for content in files.values():
        content.decode("utf-8")
    for name in ("rules/2023/ruleset.yaml", "data/2023/kantor-uji/survei.csv"):
        assert files[name] == (tiny / name).read_bytes()
    assert any(name.startswith("schemas/") for name in files)
    assert b"polars==" in files["dependencies.txt"]
    record = yaml.safe_load(files["archive.yaml"])
    wanted = {"year": 2023, "version": "1.0.0", "date": "2024-01-31", "offices": ["kantor-uji"], "archive": 1, "schema": 1}
    assert {name: record[name] for name in wanted} == wanted
    assert record["engine"]["lkjip"] == lkjip.__version__
    rows = list(csv.DictReader(files["figures/kantor-uji.csv"].decode().splitlines()))
    january = next(row for row in rows if (row["id"], row["key"]) == ("kepuasan.nilai_bulanan", "bulan=1"))
    # (3,90 + 3,80 + 3,60) / 3 = 3,766…
    assert (january["value"], january["calculation"]) == ("3.77", "(3,90 + 3,80 + 3,60) / 3 = 11,3/3 = 3,77")
    march = next(row for row in rows if (row["id"], row["key"]) == ("kepuasan.nilai_bulanan", "bulan=3"))
    assert (march["value"], march["reason"]) == ("", "Tidak ada responden pada bulan ini")


def test_the_manifest_is_one_that_other_tools_can_check(frozen: Frozen) -> None:
    text = (frozen.folder / "MANIFEST.sha256").read_text(encoding="utf-8")
    listed = {name: total for total, _, name in (line.partition("  ") for line in text.splitlines())}
    files = snapshot(frozen.folder)
    files.pop("MANIFEST.sha256")
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert frozen.fingerprint == hashlib.sha256(text.encode()).hexdigest()
    if tool := shutil.which("sha256sum"):
        subprocess.run([tool, "--check", "--strict", "--quiet", "MANIFEST.sha256"], cwd=frozen.folder, check=True)


def test_the_same_year_gives_the_same_bytes_in_any_language(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for language in ("id", "en"):
        monkeypatch.setenv("LKJIP_LANG", language)
        copy = Path(shutil.copytree(tiny, tmp_path / language))
        found.append(snapshot(freeze(lkjip.load(copy, 2023), "2024-01-31").folder))
    assert found[0] == found[1]


def test_git_keeps_the_bytes(tiny: Path, frozen: Frozen) -> None:
    assert "* -text" in (tiny / "archive/.gitattributes").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tiny / "archive").iterdir()) == [".gitattributes", "2023"]


def test_freezing_twice_is_refused(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    before = snapshot(tiny / "archive")
    edit("rules/2023/indicators/kepuasan.yaml", "2023: 3.25", "2023: 3.30")
    with pytest.raises(UserError) as error:
        freeze(lkjip.load(tiny, 2023), "2024-02-01")
    assert codes(error) == ["archive_exists"]
    assert snapshot(tiny / "archive") == before


def test_a_correction_is_a_new_version_and_the_old_one_stays(tiny: Path, frozen: Frozen, edit: Edit) -> None:
    old = snapshot(frozen.folder)
    edit("data/2023/kantor-uji/responden.csv", "2,30", "2,40")
    data = freeze(lkjip.load(tiny, 2023), "2024-02-01", "Jumlah responden Februari dibetulkan")
    edit("rules/2023/ruleset.yaml", "version: 1.0.0", "version: 1.1.0")
    rules = freeze(lkjip.load(tiny, 2023), "2024-03-01", "Versi aturan dinaikkan")
    edit("rules/2023/ruleset.yaml", "version: 1.1.0", "version: 1.0.9")
    with pytest.raises(UserError) as error:
        freeze(lkjip.load(tiny, 2023), "2024-04-01", "Mundur")
    assert codes(error) == ["archive_version_lower"]
    assert [data.folder.name, rules.folder.name] == ["1.0.0-r2", "1.1.0"]
    assert (data.record.reason, data.record.replaces) == ("Jumlah responden Februari dibetulkan", "1.0.0")
    assert data.record.previous == frozen.fingerprint
    assert snapshot(frozen.folder) == old
    assert [replay.same for replay in reproduce(tiny)] == [True, True, True]


def test_a_correction_that_corrects_nothing_is_refused(tiny: Path, frozen: Frozen) -> None:
    before = snapshot(tiny / "archive")
    with pytest.raises(UserError) as error:
        freeze(lkjip.load(tiny, 2023), "2024-02-01", "Tidak ada alasan")
    assert codes(error) == ["archive_unchanged"]
    assert snapshot(tiny / "archive") == before


@pytest.mark.parametrize(
    ("given", "epoch", "code"),
    [("", "", "archive_no_date"), ("2024-02-30", "", "archive_date"), ("", "kemarin", "archive_date")],
)
def test_the_date_is_given_never_guessed(given: str, epoch: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        day(given, epoch)
    assert codes(error) == [code]


def test_the_command_takes_the_date_of_a_reproducible_build(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1706659200")  # 2024-01-31 00:00 UTC
    assert main(["archive", "--year", "2023", "--project", str(tiny)]) == 0
    assert "Archived 2023/1.0.0: archive/2023/1.0.0" in capsys.readouterr().out
    assert "2024-01-31" in (tiny / "archive/2023/1.0.0/archive.yaml").read_text(encoding="utf-8")


def test_rules_with_errors_are_not_archived(tiny: Path, edit: Edit) -> None:
    edit("rules/2023/indicators/kepuasan.yaml", "informasi: 50", "informasi: 49")
    with pytest.raises(UserError) as error:
        freeze(lkjip.load(tiny, 2023), "2024-01-31")
    assert codes(error) == ["weights_sum"]
    assert not (tiny / "archive").exists()


def test_an_archive_is_a_project_but_cannot_be_archived(frozen: Frozen) -> None:
    project = lkjip.load(frozen.folder, 2023)
    assert project.evaluate()["kepuasan.target"].value == "3.25"
    with pytest.raises(UserError) as error:
        freeze(project, "2024-01-31")
    assert codes(error) == ["archive_within"]


def test_parquet_and_many_files_become_csv(tiny: Path) -> None:
    folder = tiny / "data/2023/kantor-uji"
    survey = pl.read_csv(folder / "survei.csv", infer_schema=False)
    survey.head(4).write_parquet(folder / "survei.parquet")
    survey.tail(5).write_csv(folder / "survei.csv")
    pl.read_csv(folder / "responden.csv", infer_schema=False).write_parquet(folder / "responden.parquet")
    (folder / "responden.csv").unlink()
    made = freeze(lkjip.load(tiny, 2023), "2024-01-31").folder
    assert {path.suffix for path in (made / "data").rglob("*.*")} == {".csv"}
    again = pl.read_csv(made / "data/2023/kantor-uji/survei.csv", infer_schema=False)
    assert sorted(again.rows()) == sorted((*row[:2], row[2] or None) for row in survey.rows())
    assert [replay.same for replay in reproduce(tiny)] == [True]


def test_survey_rows_are_archived_as_csv(tiny: Path) -> None:
    (tiny / "rules/2023/tables/jawaban.yaml").write_text(
        "# yaml-language-server: $schema=x\ntable: jawaban\ntitle: Jawaban\nsource: {system: Uji}\nkeys: [bulan]\n"
        "observations: many\ncolumns:\n  skor: {title: Skor, type: decimal, decimals: 1, unit: indeks, minimum: 1.0}\n",
        encoding="utf-8",
    )
    (tiny / "rules/2023/measures/jawaban.yaml").write_text(
        "id: jawaban\ntitle: Jawaban\nunit: indeks\ninputs:\n  skor: {table: jawaban, by: [bulan]}\n"
        "figures:\n  rata_rata: {formula: mean(skor), by: [bulan], round: 2, title: Rata-rata}\n",
        encoding="utf-8",
    )
    rows = pl.DataFrame({"bulan": ["1", "1", "2", "3"], "skor": [35, 36, 40, 10]})
    rows.write_parquet(tiny / "data/2023/kantor-uji/jawaban.parquet")
    made = freeze(lkjip.load(tiny, 2023), "2024-01-31").folder
    assert (made / "data/2023/kantor-uji/jawaban.csv").read_text(encoding="utf-8").split() == [
        "bulan,skor",
        "1,35",
        "1,36",
        "2,40",
        "3,10",
    ]
    (replay,) = reproduce(tiny)
    assert replay.same
    assert lkjip.load(made, 2023).evaluate()["jawaban.rata_rata", {"bulan": 1}].value == "3.55"


def test_texts_that_a_spreadsheet_would_run_are_marked(tiny: Path, edit: Edit) -> None:
    edit("rules/2023/measures/anggaran.yaml", "title: Pagu tahun berjalan", "title: '=HYPERLINK(1)'")
    made = freeze(lkjip.load(tiny, 2023), "2024-01-31")
    assert ",'=HYPERLINK(1)," in (made.folder / "figures/kantor-uji.csv").read_text(encoding="utf-8")
    assert [replay.same for replay in reproduce(tiny)] == [True]


@pytest.mark.parametrize("given", ["2024-13-01", "2024-00-10", "20240131", "2024-1-31", "31-01-2024", "2024-W05-3"])
def test_a_date_that_is_none(given: str) -> None:
    with pytest.raises(UserError) as error:
        day(given, "1706659200")
    assert codes(error) == ["archive_date"]


def test_an_archive_is_not_dated_before_its_period_nor_before_its_predecessor(tiny: Path) -> None:
    for on in ("2019-01-01", "2022-12-31"):
        with pytest.raises(UserError) as error:
            freeze(lkjip.load(tiny, 2023), on)
        assert codes(error) == ["archive_before_period"]
    assert not (tiny / "archive/2023").exists() or not list((tiny / "archive/2023").iterdir())
    freeze(lkjip.load(tiny, 2023), "2024-01-31")
    path = tiny / "data/2023/kantor-uji/responden.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2,30", "2,31"), encoding="utf-8")
    for on, code in (("2019-01-01", "archive_before_period"), ("2024-01-30", "archive_before_other")):
        before = snapshot(tiny / "archive")
        with pytest.raises(UserError) as error:
            freeze(lkjip.load(tiny, 2023), on, "Jumlah responden dibetulkan")
        assert codes(error) == [code]
        assert snapshot(tiny / "archive") == before
    assert freeze(lkjip.load(tiny, 2023), "2024-01-31", "Jumlah responden dibetulkan").folder.name == "1.0.0-r2"
