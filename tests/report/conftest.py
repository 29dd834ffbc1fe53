"""The real report, rendered once for all tests of this folder, and small projects that can be rendered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lkjip.project import load
from lkjip.report.compose import compose

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The 2023 report in its three formats, by the embedded renderer."""
    out = tmp_path_factory.mktemp("laporan")
    paths = compose(load(ROOT, 2023), out, renderer="embedded")
    return {path.suffix[1:]: path for path in paths}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real project that a test may change."""
    project = tmp_path / "proyek"
    for name in ("rules", "data", "reports", "archive"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("grafik", ".quarto"))
    return project
