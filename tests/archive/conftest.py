"""Projects with archives: the tiny one, and the office's three years."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import lkjip
from lkjip.archive.freeze import Frozen, freeze
from once import once

ROOT = Path(__file__).parents[2]
VERSION = re.findall(r"^version: (\S+)", (ROOT / "rules/2023/ruleset.yaml").read_text(encoding="utf-8"), re.MULTILINE)[0]
V2023 = f"archive/2023/{VERSION}"  # of the office's project; the tiny one has its own
BASE = ROOT / "tests/bad_rules/base"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    """The tiny project's year in its archive; not to be changed."""
    root = Path(shutil.copytree(BASE, tmp_path_factory.mktemp("contoh") / "proyek"))
    return freeze(lkjip.load(root, 2023), "2024-01-31")


@pytest.fixture
def frozen(tiny: Path, example: Frozen) -> Frozen:
    """The same, to be changed."""
    archive = example.folder.parents[1]
    shutil.copytree(archive, tiny / "archive")
    return replace(example, folder=tiny / "archive" / example.folder.relative_to(archive))


@pytest.fixture(scope="session")
def three_years(run_folder: Path) -> Path:
    """A copy of the office's project with all three years archived; not to be changed."""
    return once(run_folder / "kanim", _three_years)


def _three_years(root: Path) -> None:
    for name in ("rules", "data", "reports"):
        shutil.copytree(ROOT / name, root / name)
    for year in (2021, 2022, 2023):
        freeze(lkjip.load(root, year), f"{year + 1}-01-31")


@pytest.fixture
def years(three_years: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(three_years, tmp_path / "kanim"))


@pytest.fixture
def edit(tiny: Path) -> Callable[[str, str, str], None]:
    """Replaces a text that stands once in a file of the tiny project."""

    def replace(file: str, old: str, new: str) -> None:
        path = tiny / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
