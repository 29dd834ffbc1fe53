"""Starts the studio, opens the browser, and waits until it is closed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import webbrowser
from collections.abc import Callable
from pathlib import Path

from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.studio.server import start
from lkjip.studio.session import Session


def run(root: Path, year: int, satker: str | None, port: int, tell: Callable[[str], None], *, browser: bool = True) -> None:
    """Serves a year of a project until the process is told to end.

    Args:
        root: the project.
        year: the year to work on.
        satker: the office; needed where the year has several.
        port: 0 for any that is free.
        tell: gets the address.
        browser: whether to open it.

    Raises:
        UserError: there is no such office, or several and none is named.
        OSError: the port is taken.
    """
    os.environ.setdefault("LKJIP_LANG", "id")
    office = satker or offices.chosen(Project(root, year, None))
    asyncio.run(_serve(Session(root, year, office), port, tell, browser))


async def _serve(session: Session, port: int, tell: Callable[[str], None], browser: bool) -> None:
    studio, server = start(session, port)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(getattr(signal, name), ended.set)
    tell(studio.address)
    if browser:
        await loop.run_in_executor(studio.threads, webbrowser.open, studio.address)
    await ended.wait()
    server.stop()
    studio.threads.shutdown(wait=False, cancel_futures=True)
