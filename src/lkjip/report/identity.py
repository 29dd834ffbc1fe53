"""An office's identity in its `office.yaml`: colours, emblem, photograph, number of the document, address of its page.

All of it may be absent. Colours of an office take the places of the palette's navy and gold, and of the shades made from
these; charts keep the palette's own, which are chosen to be told apart without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from lkjip.errors import Issue
from lkjip.messages import phrase
from lkjip.report.palette import colour

if TYPE_CHECKING:
    from lkjip.report.office import Office

ENTRY = "identity"
ANNEXES = "pictures"  # the entry of pictures inside the report
PICTURES = ("emblem", "photograph")
LARGEST = 800_000  # bytes of a picture: the page is one file, which is sent by mail
TOGETHER = 1_000_000  # bytes of all pictures inside the report, so that the page stays below 3 MB
CONTRAST = 4.5  # of white letters on the main colour, as WCAG 2.2 asks (1.4.3)
_SIGNATURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_SHADES = {"night": ("#000000", 0.35), "wash": ("#ffffff", 0.89), "head": ("#ffffff", 0.90)}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#|data:image/)", re.IGNORECASE)
_LOADED = ("script", "foreignObject", "iframe", "audio", "video", "object", "embed")


def colours(profile: Office) -> dict[str, str]:
    """The colours of the palette that this office has otherwise, by name, as `#rrggbb`."""
    given: Mapping[str, str] = profile.get(f"{ENTRY}.colours") or {}
    found = {}
    if main := given.get("main", "").lower():
        found = {"navy": main, **{name: _mixed(main, *shade) for name, shade in _SHADES.items()}}
    if accent := given.get("accent", "").lower():
        found["gold"] = accent
    return found


def contrast(one: str, other: str = "#ffffff") -> float:
    """How two colours contrast, from 1 to 21.

    >>> round(contrast("#1f3a5f"), 1), round(contrast("#ffffff"), 1)
    (11.5, 1.0)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def problems(profile: Office, folder: Path) -> Iterator[Issue]:
    """What is wrong with an office's identity: a picture that cannot be used, a colour that nothing can be read on."""
    own = {path: given for name in PICTURES if (given := profile.get(path := f"{ENTRY}.{name}"))}
    annexes = {
        f"{ANNEXES}.{place}.{number}.file": entry["file"]
        for place, entries in (profile.get(ANNEXES) or {}).items()
        for number, entry in enumerate(entries)
    }
    wrong = {path: problem for path, given in (own | annexes).items() if (problem := _problem(folder / given))}
    for path, problem in wrong.items():
        yield Issue("office_picture", profile.place(path), {"given": (own | annexes)[path], "problem": problem})
    size = sum((folder / given).stat().st_size for path, given in annexes.items() if path not in wrong)
    if size > TOGETHER:
        problem = phrase("pictures_large").format(size=size // 1000, largest=TOGETHER // 1000)
        yield Issue("office_picture", profile.place(ANNEXES), {"given": ANNEXES, "problem": problem})
    path = f"{ENTRY}.colours.main"
    if (main := profile.get(path)) and contrast(main) < CONTRAST:
        values = {"given": main, "contrast": f"{contrast(main):.1f}", "least": CONTRAST, "standard": colour("navy")}
        yield Issue("office_colour", profile.place(path), values)


def _problem(path: Path) -> str:
    """Why a picture cannot be used; nothing where it can."""
    try:
        content = path.read_bytes()
    except OSError:
        return phrase("picture_missing")
    if len(content) > LARGEST:
        return phrase("picture_large").format(size=len(content) // 1000, largest=LARGEST // 1000)
    kind = path.suffix.lower()
    if kind == ".svg":
        return _svg_problem(content)
    return "" if content.startswith(_SIGNATURES[kind]) else phrase("picture_kind").format(kind=kind.removeprefix("."))


def _svg_problem(content: bytes) -> str:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return phrase("picture_loads")
    try:
        elements = list(ElementTree.fromstring(content).iter())
    except ElementTree.ParseError:
        return phrase("picture_kind").format(kind="svg")
    if not str(elements[0].tag).endswith("svg"):
        return phrase("picture_kind").format(kind="svg")
    return phrase("picture_loads") if any(map(_reaches_out, elements)) else ""


def _reaches_out(element: ElementTree.Element) -> bool:
    """Whether an element of a drawing runs something, or takes something from outside of it."""
    text = element.text or ""
    if str(element.tag).rpartition("}")[2] in _LOADED or _OUTSIDE.search(text) or "@import" in text:
        return True
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2].lower()
        if short.startswith("on") or _OUTSIDE.search(value):
            return True
        if short in ("href", "src") and not value.startswith(("#", "data:image/")):
            return True
    return False


def _channels(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _mixed(one: str, other: str, share: float) -> str:
    """One colour with so much of another in it.

    >>> _mixed("#1f3a5f", "#000000", 0.5)
    '#101d30'
    """
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(one), _channels(other), strict=True))


def _luminance(text: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(text))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    """A channel without the bend that screens put into it."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
