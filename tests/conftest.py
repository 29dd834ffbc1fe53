"""Fixtures of all tests: no user's cache, no user's language, and copies of the tiny project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import lkjip
from lkjip.project import Project

ROOT = Path(__file__).parents[1]
BASE = Path(__file__).parent / "bad_rules" / "base"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seals go to a folder of this run, never to the user's cache."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(folder))


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, whatever the machine's language is."""
    monkeypatch.setenv("LKJIP_LANG", "en")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny valid project."""
    return Path(shutil.copytree(BASE, tmp_path / "proyek"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real project of 2023, evaluated once for a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        found = lkjip.load(ROOT, 2023)
        found.evaluate()
        return found
