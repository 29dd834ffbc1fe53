"""Draws charts while a notebook still runs: a process of its own, because drawing holds the interpreter.

It draws every plan that appears in a folder, until its standard input ends; then it says so, and makes the PNGs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from lkjip import cache as user_cache
from lkjip.errors import Defect
from lkjip.report.charts.draw import rasterize, svg_of
from lkjip.report.charts.model import Chart

_PAUSE = 0.01  # seconds between looks at the folder
_MOST = 400  # drawings kept from earlier runs


def plan(chart: Chart, folder: Path, name: str) -> None:
    """Leaves a chart for a painter to draw."""
    waiting = folder / f".{name}.json"
    waiting.write_text(json.dumps({"spec": chart.spec, "alt": chart.alt}), encoding="utf-8")
    waiting.replace(folder / f"{name}.json")


class Painter:
    """A painter at work on a folder. Leaving the block waits until it has ended; an exception ends it at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._complaints = (folder / "painter.txt").open("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lkjip.report.charts.paint", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Painter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self._process.kill()
        with self._complaints, self._process:  # closes its pipes and waits
            pass

    def drawn(self) -> None:
        """No more plans will come: waits until every SVG is there."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        if not self._process.stdout.readline():
            self._failed()

    def finished(self) -> None:
        """Waits until every PNG is there too."""
        if self._process.wait():
            self._failed()

    def _failed(self) -> None:
        self._process.wait()
        self._complaints.seek(0)
        raise Defect(f"a chart could not be drawn: {self._complaints.read()[-2000:]}")


def main(folder: Path) -> None:
    """Draws what comes into a folder."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    drawn: list[tuple[str, Path]] = []
    while True:
        last = ended.is_set()  # before looking: what came until now is still seen
        for path in sorted(folder.glob("[!.]*.json")):
            drawn.append((_svg(path), path.with_suffix(".svg")))
            path.unlink()
        if last:
            break
        time.sleep(_PAUSE)
    print("drawn", flush=True)
    for digest, path in drawn:
        _png(digest, path)


def _svg(path: Path) -> str:
    """Draws a plan, or takes the drawing of an earlier run; the plan's digest."""
    plan = path.read_bytes()
    digest = _digest(plan)
    svg = _kept(f"{digest}.svg")
    if svg is None:
        planned = json.loads(plan)
        svg = svg_of(Chart(planned["spec"], planned["alt"])).encode()
        _keep(f"{digest}.svg", svg)
    path.with_suffix(".svg").write_bytes(svg)
    return digest


def _png(digest: str, path: Path) -> None:
    png = _kept(f"{digest}.png")
    if png is not None:
        path.with_suffix(".png").write_bytes(png)
        return
    rasterize(path)
    _keep(f"{digest}.png", path.with_suffix(".png").read_bytes())


# Drawings of earlier runs, by what they were drawn from: the plan, and everything of this package that draws it.


@cache
def _makers() -> bytes:
    here = Path(__file__).parent
    sources = [*sorted(here.glob("*.py")), *sorted((here.parent / "assets" / "fonts").glob("*.ttf"))]
    return sha256(b"".join(path.read_bytes() for path in sources) + version("vl-convert-python").encode()).digest()


def _digest(plan: bytes) -> str:
    return sha256(_makers() + plan).hexdigest()


def _kept(name: str) -> bytes | None:
    root = user_cache.folder()
    try:
        return (root / "charts" / name).read_bytes() if root else None
    except OSError:
        return None


def _keep(name: str, content: bytes) -> None:
    root = user_cache.folder()
    if root is None:
        return
    user_cache.keep(root / "charts" / name, content)
    kept = sorted((root / "charts").iterdir(), key=lambda path: path.stat().st_mtime)
    for path in kept[:-_MOST]:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
