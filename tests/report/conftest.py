"""The real report, rendered once for all tests of this folder, and small projects that can be rendered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from lkjip.project import load
from lkjip.report import compose as composing
from lkjip.report.execute import Outputs
from once import once

ROOT = Path(__file__).parents[2]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def laporan(run_folder: Path) -> Path:
    """A folder with the 2023 report in its three formats, by the embedded renderer, and what its cells gave."""
    return once(run_folder / "laporan", _laporan)


def _laporan(folder: Path) -> None:
    def run(*given: Any) -> list[Outputs]:
        outputs = running(*given)
        (folder / "keluaran.json").write_text(json.dumps(outputs), encoding="utf-8")
        return outputs

    running = composing.run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "run", run)
        composing.compose(load(ROOT, 2023), folder, renderer="embedded")


@pytest.fixture(scope="session")
def rendered(laporan: Path) -> dict[str, Path]:
    """The 2023 report in its three formats."""
    return {suffix: laporan / f"lkjip2023.{suffix}" for suffix in ("html", "pdf", "docx")}


@pytest.fixture(scope="session")
def outputs(laporan: Path) -> list[Outputs]:
    """What the parts of the 2023 notebook gave when the report was rendered."""
    found: list[Outputs] = json.loads((laporan / "keluaran.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real project that a test may change."""
    return copied(tmp_path / "proyek")


def copied(project: Path) -> Path:
    """Copies the real project."""
    for name in ("rules", "data", "reports", "archive"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("grafik", ".quarto"))
    return project


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser. Its event loop would be in the way of other modules' loops: it ends with the module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
