"""Starts the studio, opens the browser, and waits until it is closed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from html import escape
from pathlib import Path

from lkjip import cache, whole
from lkjip.errors import UserError
from lkjip.inputs import sources
from lkjip.layout import RULES, data_of, find, latest_year, rules_of
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.studio.server import start
from lkjip.studio.session import Session
from lkjip.studio.texts import say

_LAST = "studio/last"  # the project that was open last


def run(root: Path, year: int, satker: str | None, port: int, tell: Callable[[str], None], *, browser: bool = True) -> None:
    """Serves a year of a project until the process is told to end; where that is done already, leads to it.

    Args:
        root: the project.
        year: the year to work on.
        satker: the office; needed where the year has several.
        port: 0 for any that is free.
        tell: gets what the user is told.
        browser: whether to open it.

    Raises:
        UserError: there is no such office, or several and none is named.
        OSError: the port is taken.
    """
    os.environ.setdefault("LKJIP_LANG", "id")
    office = _office(root, year, satker)
    place = root / ".lkjip-studio.alamat"
    with whole.locked(root / ".lkjip-studio.lock", wait=False) as free:
        if not free:
            address = place.read_text(encoding="utf-8").strip() if place.is_file() else "?"
            tell(say("already_open", address=address))
            if browser and address != "?":
                webbrowser.open(address)
            return
        try:
            asyncio.run(_serve(Session(root, year, office), port, tell, browser, place))
        finally:
            place.unlink(missing_ok=True)


def settle() -> None:
    """What was loaded by now stays: looking through it again with every edit would cost a fifth of the edit."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _office(root: Path, year: int, satker: str | None) -> str:
    """The office that is meant. A project whose tables cannot be read opens all the same: that is what the studio is for."""
    if not (root / rules_of(year)).is_dir():
        _ = Project(root, year).rules  # tells which years there are
    folder = root / data_of(year)
    folders = sources.offices(folder, data_of(year), []) if folder.is_dir() else []
    names = sorted({*folders, *offices.known(root, year)})
    if satker in names:
        return str(satker)
    if satker is None and len(names) == 1:
        return names[0]
    return Project(root, year, satker).office(satker)


async def _serve(session: Session, port: int, tell: Callable[[str], None], browser: bool, place: Path) -> None:
    studio, server = start(session, port)
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(getattr(signal, name), studio.closing.set)
    _keep_private(place, studio.address)
    tell(say("opened", address=studio.address))
    tell(say("how_to_close"))
    if browser:
        await loop.run_in_executor(studio.threads, webbrowser.open, studio.address)
    settle()
    await studio.closing.wait()
    server.stop()
    studio.threads.shutdown(wait=False, cancel_futures=True)


def _keep_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read: the address holds the token."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")


def main() -> None:
    """The studio without a console: the project around the current folder, or else the one that was open last.

    What stands in its way is said on the console, or where there is none on a page in the browser.
    """
    console = sys.stdout is not None and sys.stderr is not None
    if not console:  # a program without a console has none
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        root = _last_or_here()
        cache.keep(_LAST, str(root).encode())
        run(root, latest_year(root), None, 0, lambda text: None)
    except UserError as error:
        if not console:
            _show(error)
        sys.exit(str(error))


def _last_or_here() -> Path:
    try:
        return find(Path.cwd())
    except UserError:
        known = cache.read(_LAST)
        if known is None or not (Path(known.decode()) / RULES).is_dir():
            raise
        return Path(known.decode())


def _show(error: UserError) -> None:
    """What went wrong, as a page that the browser opens."""
    page = Path(tempfile.mkdtemp(prefix="lkjip-")) / "lkjip-studio.html"
    text = (
        f"<!doctype html><meta charset=utf-8><title>lkjip studio</title><h1>lkjip studio</h1><pre>{escape(str(error))}</pre>"
    )
    page.write_text(text, encoding="utf-8")
    webbrowser.open(page.as_uri())
