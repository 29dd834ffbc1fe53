"""What is kept proves itself: a damaged, swapped or strange entry is made anew, and nobody sees any of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip import cache
from lkjip.archive.freeze import freeze
from lkjip.archive.replay import reproduce
from lkjip.errors import UserError
from lkjip.report.charts import paint
from lkjip.report.charts.model import Chart
from lkjip.rules import seal

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links")
SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": "1"}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "nominal"}},
}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    for name in ("XDG_CACHE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "simpanan"))
    return tmp_path / "simpanan"


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_is_found_again(kept: Path) -> None:
    cache.keep("charts/a.svg", b"<svg/>")
    assert cache.read("charts/a.svg") == b"<svg/>"
    assert cache.read("charts/b.svg") is None
    with cache.unused():
        assert cache.read("charts/a.svg") is None
        cache.keep("charts/b.svg", b"")
    assert cache.read("charts/b.svg") is None


def test_the_oldest_entries_go(kept: Path) -> None:
    for number in range(5):
        cache.keep(f"charts/{number}", b"")
        os.utime(entries(kept)[number], (number, number))
    cache.keep("charts/5", b"", most=3)
    assert [path.name for path in entries(kept)] == ["3", "4", "5"]


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"<svg", b"<SVG"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def from_before(path: Path) -> None:
    """As the cache held it before entries proved themselves."""
    path.write_bytes(path.read_bytes().partition(b"\n")[2])


def of_another_name(path: Path) -> None:
    cache.keep("charts/b.svg", b"<svg>lain</svg>")
    shutil.copyfile(path.with_name("b.svg"), path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("tiada")


@posix
@pytest.mark.parametrize("damage", [emptied, changed, cut, from_before, of_another_name, folder, pipe, link_to_nothing])
def test_a_damaged_entry_is_none(damage: Callable[[Path], None], kept: Path) -> None:
    cache.keep("charts/a.svg", b"<svg/>")
    (path,) = entries(kept)
    damage(path)
    assert cache.read("charts/a.svg") is None
    cache.keep("charts/a.svg", b"<svg/>")
    assert cache.read("charts/a.svg") == (b"<svg/>" if path.is_file() else None)


@pytest.mark.parametrize("place", ["berkas", "tiada/hak"])
def test_a_place_that_takes_nothing_only_means_no_gain(
    place: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    (tmp_path / "tiada").symlink_to("/dev/full")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / place))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / place))
    assert lkjip.load(tiny, 2023).evaluate()["kepuasan.realisasi"].value == "3.76"


# Seals


def figures(root: Path) -> str:
    frame = lkjip.load(root, 2023).evaluate().frame
    return frame.write_csv()


def poisoned(folder: Path) -> int:
    """Changes every factor in every seal, as a flipped bit would; how many seals there were."""
    seals = [path for path in entries(folder) if path.suffix == ".json" and b"/" in path.read_bytes()]
    for path in seals:
        path.write_bytes(path.read_bytes().replace(b'["1/', b'["3/').replace(b'"1/100"', b'"1/10"'))
    return len(seals)


def test_a_poisoned_seal_changes_nothing(tiny: Path, kept: Path) -> None:
    expected = figures(tiny)
    assert poisoned(kept)
    assert figures(tiny) == expected


@pytest.mark.parametrize("content", ["5", "[]", '{"a": 1}', '{"a": ["x", []]}', '{"a": ["1/0", []]}', "null", "{", '"' * 9])
def test_a_seal_of_another_type_is_none(content: str, kept: Path) -> None:
    cache.keep(seal._name("x"), content.encode())
    cache.keep(seal._name("shapes 2023"), content.encode())
    assert seal.read("x") is None
    assert seal.shapes(2023) == frozenset()


def test_archive_and_reproduce_ignore_the_cache(tiny: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even an entry that proves itself is not believed: a forged one would be archived with its figures."""
    figures(tiny)
    freeze(lkjip.load(tiny, 2023), "2024-01-31")
    for path in entries(kept):
        name = path.relative_to(kept / "lkjip").as_posix()
        content = json.loads(cache.read(name) or b"")
        if isinstance(content, dict):
            forged = {unit: ["7/3", powers] for unit, (_, powers) in content.items()}
            cache.keep(name, json.dumps(forged).encode())
    with pytest.raises(UserError):
        figures(tiny)
    assert [replay.same for replay in reproduce(tiny)] == [True]
    shutil.rmtree(tiny / "archive")
    again = freeze(lkjip.load(tiny, 2023), "2024-01-31")
    assert "2024-01-31" in (again.folder / "archive.yaml").read_text(encoding="utf-8")
    assert [replay.same for replay in reproduce(tiny)] == [True]


# Drawings


def drawn(folder: Path) -> tuple[bytes, bytes]:
    """A chart through the painter: its SVG and PNG."""
    with paint.Painter(folder) as painter:
        paint.plan(Chart(SPEC, "Contoh"), folder, "contoh")
        painter.look()
        painter.drawn()
        painter.finished()
    return (folder / "contoh.svg").read_bytes(), (folder / "contoh.png").read_bytes()


@pytest.mark.parametrize("damage", [emptied, changed])
def test_a_poisoned_drawing_is_drawn_again(damage: Callable[[Path], None], kept: Path, tmp_path: Path) -> None:
    expected = drawn(tmp_path / "a")
    assert expected[0].startswith(b"<svg") and expected[1].startswith(b"\x89PNG")
    assert {path.suffix for path in entries(kept)} == {".svg", ".png"}
    for path in entries(kept):
        damage(path)
    assert drawn(tmp_path / "b") == expected
    for path in entries(kept):
        assert cache.read(path.relative_to(kept / "lkjip").as_posix()) in expected
