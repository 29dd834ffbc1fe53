"""Nobody reads a value from an archive that is not as it was archived: every damage, met by every command that reads."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip.archive.freeze import freeze
from lkjip.archived.manifest import digest, manifest_of
from lkjip.errors import UserError
from lkjip.project import Project

from .conftest import V2023, snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
V2022 = "archive/2022/1.0.0"
FIGURES = f"{V2022}/figures/kanim-jember.csv"
Damage = Callable[[Path], None]


def emptied_manifest(root: Path) -> None:
    (root / V2022 / "MANIFEST.sha256").write_bytes(b"")


def deleted_figures(root: Path) -> None:
    (root / FIGURES).unlink()


def deleted_figures_and_their_line(root: Path) -> None:
    (root / FIGURES).unlink()
    manifest = root / V2022 / "MANIFEST.sha256"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if "figures/" not in line), encoding="utf-8")


def deleted_manifest(root: Path) -> None:
    (root / V2022 / "MANIFEST.sha256").unlink()


def emptied_record(root: Path) -> None:
    (root / V2022 / "archive.yaml").write_bytes(b"")


def changed_rule(root: Path) -> None:
    with (root / V2022 / "rules/2022/scales.yaml").open("ab") as file:
        file.write(b"\n")


def extra_file(root: Path) -> None:
    (root / V2022 / "figures/kanim-lain.csv").write_bytes(b"")


def extra_empty_folder(root: Path) -> None:
    (root / V2022 / "figures/lama").mkdir()


def linked_file(root: Path) -> None:
    path = root / FIGURES
    path.rename(root / "angka.csv")
    path.symlink_to(root / "angka.csv")


def linked_version(root: Path) -> None:
    path = root / V2022
    path.rename(root / "versi")
    path.symlink_to(root / "versi")


def pipe(root: Path) -> None:
    os.mkfifo(root / V2022 / "figures/pipa.csv")


def pipe_as_record(root: Path) -> None:
    (root / V2022 / "archive.yaml").unlink()
    os.mkfifo(root / V2022 / "archive.yaml")


def line_twice(root: Path) -> None:
    manifest = root / V2022 / "MANIFEST.sha256"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text + "0" * 64 + text.splitlines()[-1][64:] + "\n", encoding="utf-8")


def gone_before_it(root: Path) -> None:
    shutil.rmtree(root / "archive/2021")


def damaged_before_it(root: Path) -> None:
    """2023 reads 2022, and 2022 rests on 2021."""
    (root / "archive/2021/1.0.0/figures/kanim-jember.csv").write_bytes(b"")


def forged(root: Path, **edits: str) -> None:
    """A newer version with other figures and a manifest that fits them."""
    old, new = root / V2022, root / "archive/2022/9.9.9"
    shutil.copytree(old, new)
    path = new / "figures/kanim-jember.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("ikm.realisasi,,3.90,") == 1
    path.write_text(text.replace("ikm.realisasi,,3.90,", "ikm.realisasi,,4.00,"), encoding="utf-8")
    record = new / "archive.yaml"
    text = record.read_text(encoding="utf-8")
    for before, after in edits.items():
        text = text.replace(f"{before}: ", f"{after}\n{before}: ", 1) if "\n" in after else text.replace(before, after)
    record.write_text(text, encoding="utf-8")
    (new / "MANIFEST.sha256").write_bytes(manifest_of(new))


def copied_version(root: Path) -> None:
    forged(root)


def renamed_version(root: Path) -> None:
    forged(root, **{'version: "1.0.0"': 'version: "9.9.9"'})


def version_of_another_chain(root: Path) -> None:
    edits = {'\nversion: "1.0.0"': '\nversion: "9.9.9"', "figures": f'replaces: "1.0.0"\nprevious: "{"0" * 64}"'}
    forged(root, **{'version: "1.0.0"': 'version: "9.9.9"', "figures": edits["figures"]})


def version_between(root: Path) -> None:
    """Beside a true correction: the newest one does not know of it."""
    data = root / "data/2022/kanim-jember/smart.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("97.35", "97.36"), encoding="utf-8")
    rules = root / "rules/2022/ruleset.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")
    freeze(lkjip.load(root, 2022), "2023-02-01", "Koreksi")
    shutil.copytree(root / V2022, root / "archive/2022/1.0.5")


DAMAGES = [
    emptied_manifest,
    deleted_figures,
    deleted_figures_and_their_line,
    deleted_manifest,
    emptied_record,
    changed_rule,
    extra_file,
    extra_empty_folder,
    line_twice,
    gone_before_it,
    damaged_before_it,
    copied_version,
    renamed_version,
    version_of_another_chain,
    version_between,
    *(pytest.param(damage, marks=posix) for damage in (linked_file, linked_version, pipe, pipe_as_record)),
]


def codes(function: Callable[[], object]) -> set[str]:
    with pytest.raises(UserError) as error:
        function()
    return {issue.code for issue in error.value.issues}


@pytest.mark.no_cover  # the same commands on many damages
@pytest.mark.parametrize("damage", DAMAGES)
def test_no_command_reads_past_a_damage(damage: Damage, years: Path) -> None:
    shutil.rmtree(years / "archive/2023")
    damage(years)
    before = set(names(years))
    project = lkjip.load(years, 2023)
    found = {issue.code for issue in project.check() if issue.level == "error"}
    assert found and all(code.startswith("archive_") for code in found), found
    assert codes(lambda: lkjip.load(years, 2023).evaluate()) == found
    assert codes(lambda: lkjip.load(years, 2023).explain("ikm.realisasi")) == found
    assert codes(lambda: freeze(lkjip.load(years, 2023), "2024-01-31")) == found
    assert set(names(years)) == before
    assert not (years / "archive/2023").exists() or not list((years / "archive/2023").iterdir())


def names(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.rglob("*")]


@pytest.mark.parametrize("damage", [emptied_manifest, deleted_figures, changed_rule, emptied_record, extra_file])
def test_an_archive_opened_as_a_project_is_proven_too(damage: Damage, years: Path) -> None:
    assert Project(years / V2022, 2022).evaluate()["ikm.realisasi"].value == "3.90"
    damage(years)
    expected = codes(lambda: Project(years / V2022, 2022).evaluate())
    assert expected and all(code.startswith("archive_") for code in expected)
    moved = years.parent / "salinan"
    shutil.copytree(years / V2022, moved)
    assert codes(lambda: Project(moved, 2022).evaluate()) == expected


def test_a_correction_is_not_built_upon_a_damaged_version(years: Path) -> None:
    (years / f"{V2023}/dependencies.txt").write_bytes(b"")
    data = years / "data/2023/kanim-jember/smart.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("99.18", "99.17"), encoding="utf-8")
    before = snapshot(years / "archive")
    assert codes(lambda: freeze(lkjip.load(years, 2023), "2024-02-01", "Koreksi")) == {"archive_damaged"}
    assert snapshot(years / "archive") == before


def test_what_is_changed_within_one_process_is_seen(years: Path) -> None:
    """A file that keeps its size and even its time of change is read again: the disk's own clock has moved on."""
    assert lkjip.load(years, 2023).evaluate()["ikm.realisasi_tahunan", {"tahun": 2022}].value == "3.90"
    path = years / FIGURES
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"ikm.realisasi,,3.90,", b"ikm.realisasi,,4.00,"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert codes(lambda: lkjip.load(years, 2023).evaluate()) == {"archive_damaged"}


def test_a_true_correction_is_read(years: Path) -> None:
    data = years / "data/2022/kanim-jember/smart.csv"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("97.35", "97.36"), encoding="utf-8")
    made = freeze(lkjip.load(years, 2022), "2023-02-01", "Koreksi")
    assert made.record.version == "1.0.0-r2"
    assert made.record.previous == digest(years / V2022 / "MANIFEST.sha256")
    assert lkjip.load(years, 2023).evaluate()["ikm.realisasi_tahunan", {"tahun": 2022}].value == "3.90"
