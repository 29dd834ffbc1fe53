"""Draws charts while a notebook still runs: a process of its own, because drawing holds the interpreter.

A line on its standard input says that plans have come into a folder; at the end of the lines it says that all are drawn.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from types import TracebackType

from lkjip import cache as user_cache
from lkjip.report import palette
from lkjip.report.charts.draw import rasterize, svg_of
from lkjip.report.charts.model import Chart
from lkjip.report.processes import Helper

_FAILED = "a chart could not be drawn"
_MOST = 400  # drawings kept from earlier runs


def plan(chart: Chart, folder: Path, name: str) -> None:
    """Leaves a chart for a painter to draw."""
    waiting = folder / f".{name}.json"
    waiting.write_text(json.dumps({"spec": chart.spec, "alt": chart.alt}), encoding="utf-8")
    waiting.replace(folder / f"{name}.json")


class Painter:
    """A painter at work on a folder. Leaving the block waits until it has ended; an exception ends it at once.

    Args:
        folder: where plans come and drawings go.
        pictures: whether PNGs are needed, too.
    """

    def __init__(self, folder: Path, *, pictures: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        wanted = ["png"] if pictures else []
        self._helper = Helper("lkjip.report.charts.paint", str(folder.resolve()), *wanted, folder=folder)

    def __enter__(self) -> Painter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._helper.__exit__(kind, error, trace)

    def look(self) -> None:
        """New plans may have come."""
        with suppress(BrokenPipeError):  # it has ended: `drawn` will tell
            self._helper.given.write("\n")
            self._helper.given.flush()

    def drawn(self) -> None:
        """No more plans will come: waits until every SVG is there."""
        with suppress(BrokenPipeError):
            self._helper.given.close()
        if not self._helper.said.readline():
            raise self._helper.failed(_FAILED)

    def finished(self) -> None:
        """Waits until every PNG is there too."""
        if self._helper.process.wait():
            raise self._helper.failed(_FAILED)


class PainterHere:
    """A painter in this process, for one that makes many reports: what it draws with is loaded once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._drawn: list[tuple[str, Path]] = []

    def __enter__(self) -> PainterHere:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to end."""

    def look(self) -> None:
        """It looks once, when all plans are there."""

    def drawn(self) -> None:
        """Draws every plan."""
        self._drawn = _draw(self._folder)

    def finished(self) -> None:
        """Makes the PNGs."""
        for digest, path in self._drawn:
            _png(digest, path)


def main(folder: Path, *, pictures: bool) -> None:
    """Draws what comes into a folder, whenever a line comes in; at the end of them it says so and makes the PNGs."""
    drawn: list[tuple[str, Path]] = []
    for _ in chain(sys.stdin, [""]):  # the last look is after the end of the lines
        drawn += _draw(folder)
    print("drawn", flush=True)
    for digest, path in drawn if pictures else ():
        _png(digest, path)


def _draw(folder: Path) -> list[tuple[str, Path]]:
    """Draws the plans that lie in a folder; the digest of each and its SVG."""
    drawn = []
    for path in sorted(folder.glob("[!.]*.json")):
        drawn.append((_svg(path), path.with_suffix(".svg")))
        path.unlink()
    return drawn


def _svg(path: Path) -> str:
    """Draws a plan, or takes the drawing of an earlier run; the plan's digest."""
    plan = path.read_bytes()
    digest = _digest(plan)
    svg = user_cache.read(f"charts/{digest}.svg")
    if svg is None:
        planned = json.loads(plan)
        svg = svg_of(Chart(planned["spec"], planned["alt"])).encode()
        user_cache.keep(f"charts/{digest}.svg", svg, _MOST)
    path.with_suffix(".svg").write_bytes(svg)
    return digest


def _png(digest: str, path: Path) -> None:
    png = user_cache.read(f"charts/{digest}.png")
    if png is not None:
        path.with_suffix(".png").write_bytes(png)
        return
    rasterize(path)
    user_cache.keep(f"charts/{digest}.png", path.with_suffix(".png").read_bytes(), _MOST)


# Drawings of earlier runs, by what they were drawn from: the plan, and everything of this package that draws it.


@cache
def _makers() -> bytes:
    here = Path(__file__).parent
    sources = [*sorted(here.glob("*.py")), *sorted((here.parent / "assets" / "fonts").glob("*.ttf")), palette.FILE]
    return sha256(b"".join(path.read_bytes() for path in sources) + version("vl-convert-python").encode()).digest()


def _digest(plan: bytes) -> str:
    return sha256(_makers() + plan).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), pictures="png" in sys.argv[2:])
