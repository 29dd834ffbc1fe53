"""Fixtures of all tests: what a run makes once, no user's cache, no user's language, and copies of the tiny project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

import lkjip
from lkjip.project import Project

ROOT = Path(__file__).parents[1]
BASE = Path(__file__).parent / "bad_rules" / "base"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is for tests that name what they expect: random ones run without its hook, in a third of the time."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run, the same in all its processes."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def own_cache(run_folder: Path) -> Iterator[None]:
    """Seals and drawings go to a folder of this run, not to the user's cache; a test that spoils a cache has its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(run_folder / "cache"))
        patch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(run_folder / "cache"))
        yield


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, whatever the machine's language is."""
    monkeypatch.setenv("LKJIP_LANG", "en")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny valid project."""
    return Path(shutil.copytree(BASE, tmp_path / "proyek"))


@pytest.fixture(scope="session")
def project() -> Project:
    """The real project of 2023, evaluated once."""
    found = lkjip.load(ROOT, 2023)
    found.evaluate()
    return found
