"""A copy of the project, a studio on it in a thread of its own, and a browser."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from lkjip.studio.server import Studio, start
from lkjip.studio.session import Session

OFFICE = "kanim-jember"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of 2023, to be changed."""
    monkeypatch.setenv("LKJIP_LANG", "id")
    for top in ("rules", "data", "archive", "reports"):
        shutil.copytree(ROOT / top, tmp_path / "proyek" / top)
    return tmp_path / "proyek"


@pytest.fixture
def session(copy: Path) -> Session:
    return Session(copy, 2023, OFFICE)


class Served:
    """A studio that runs in a thread until the test is over."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ready = threading.Event()
        self.studio: Studio
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.studio, server = start(self.session)
        self.ready.set()
        await self.studio.closing.wait()
        server.stop()
        await server.close_all_connections()
        self.studio.threads.shutdown(wait=True)

    def __enter__(self) -> Studio:
        self._thread.start()
        assert self.ready.wait(20)
        return self.studio

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self.studio.closing.set)
        self._thread.join(20)


@pytest.fixture
def studio(session: Session) -> Iterator[Studio]:
    with Served(session) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser; its event loop would be in the way of other modules' loops: it ends with the module."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH (chromium, chromium-browser, google-chrome)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, studio: Studio) -> Iterator[Any]:
    """A page of the studio; anything the browser complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("dialog", lambda dialog: dialog.accept())
    found.goto(studio.address)
    yield found
    context.close()
    assert complaints == []
