"""Whatever a file says, every page opens: a broken project is what the studio is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lkjip.studio.ask import Ask, Missing, Page
from lkjip.studio.pages import ROUTES, frame
from lkjip.studio.session import Session

PAGES = (
    "/",
    "/aturan",
    "/aturan/u/ipk",
    "/aturan/kategori",
    "/aturan/anggota",
    "/aturan/dasar",
    "/aturan/baku",
    "/dampak",
    "/dampak/kalimat",
    "/aturan/hitung/ipk.realisasi",
    "/data",
    "/data/skm_responden",
    "/narasi",
    "/laporan",
    "/periksa",
    "/arsip",
)
IPK, CATEGORIES = "rules/2023/indicators/ipk.yaml", "rules/2023/categories.yaml"
DIMENSIONS, RULESET = "rules/2023/dimensions.yaml", "rules/2023/ruleset.yaml"
CELLS, OFFICE = "data/2023/kanim-jember/skm_responden.csv", "data/2023/kanim-jember/office.yaml"
Break = Callable[[str], str | bytes | None]


def swap(old: str, new: str) -> Break:
    def broken(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return broken


BREAKS: dict[str, tuple[str, Break]] = {
    "syntax": (IPK, lambda text: text + "\n  a: [\n"),
    "gone": (IPK, lambda _: None),
    "empty": (IPK, lambda _: ""),
    "a list": (IPK, lambda _: "- a\n"),
    "weights are text": (IPK, swap("weights:\n", "weights: satu\nxx:\n")),
    "weights of nothing": (IPK, swap("    by: unsur_internal\n", "")),
    "targets are a list": (
        IPK,
        swap("targets:\n  2021: 3.11\n  2022: 3.12\n  2023: 3.13\n  2024: 3.14\n", "targets: [3]\n"),
    ),
    "figures are a list": (IPK, lambda text: re.sub(r"figures:\n.*", "figures: [a, b]\n", text, flags=re.S)),
    "a figure is a number": (IPK, swap("  nilai_internal:\n", "  aneh: 3\n  nilai_internal:\n")),
    "a formula is open": (IPK, swap("sum(responden_pihak)", "sum(responden_pihak")),
    "bands are a number": (CATEGORIES, swap("bands:", "bands: 3\n  x:")),
    "a scale is a number": (CATEGORIES, lambda _: "mutu_pelayanan: 3\n"),
    "a dimension is a number": (DIMENSIONS, lambda _: "bulan: 3\n"),
    "a member is nothing": (DIMENSIONS, swap("    intelijen: Intelijen", "    intelijen:")),
    "no rule set": (RULESET, lambda _: None),
    "citations are a list": (RULESET, swap("citations:\n", "citations: [1]\nx:\n")),
    "no table": (CELLS, lambda _: None),
    "an empty table": (CELLS, lambda _: ""),
    "short rows": (CELLS, lambda _: "bulan,responden\n1\n2,3,4\n"),
    "no UTF-8": (CELLS, lambda _: b"bulan,responden\n\xff\xfe,3\n"),
    "another header": (CELLS, swap("responden", "resp")),
    "a row twice": (CELLS, lambda text: text + "1,5\n"),
    "an open quote": (CELLS, lambda text: text + '"1,5\n'),
    "no office": (OFFICE, lambda _: None),
    "an unknown key": (OFFICE, lambda text: text + "\nzzz: 1\n"),
    "an office that cannot be read": (OFFICE, lambda text: text + "\n  - ["),
    "no notebook": ("reports/lkjip2023.qmd", lambda _: None),
}


FIRST, *OTHERS = BREAKS
AGAIN = [pytest.param(name, marks=pytest.mark.no_cover) for name in OTHERS]  # the same pages of another broken project


@pytest.mark.parametrize("name", [FIRST, *AGAIN])
def test_every_page_opens(session: Session, copy: Path, name: str) -> None:
    file, broken = BREAKS[name]
    path = copy / file
    text = broken(path.read_text(encoding="utf-8"))
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    session.refresh()
    for address in PAGES:
        route, parts = next(
            (route, found.groups())
            for route in ROUTES
            if route.method == "GET" and (found := re.fullmatch(route.path, address))
        )
        answer = route.answer(Ask(session, parts))
        if isinstance(answer, Page):
            assert "<main" in frame.whole(answer, session)
        else:
            assert answer is not None and (not isinstance(answer, Missing) or address.startswith(("/aturan/", "/data/")))
