"""Draw a chart: SVG that is safe and small to put into a page, and the same as PNG."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from lkjip.report.charts.model import Chart
from lkjip.report.charts.theme import LOCALE

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_FONTS = Path(__file__).parents[1] / "assets" / "fonts"
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{2,}(e-?\d+)?")
_NUMERIC = ("d", "transform", "x", "y", "x2", "y2", "dx", "dy", "width", "height")
_UNSPOKEN = ("class", "role", "aria-roledescription")
SCALE = 3  # of the PNG: 286 dots per inch over the width of the text


def draw(chart: Chart, folder: Path, name: str, *, png: bool = True) -> None:
    """Write `name`.svg into `folder`, and `name`.png unless somebody else calls `rasterize` when a format needs it."""
    path = folder / f"{name}.svg"
    path.write_text(svg_of(chart), encoding="utf-8", newline="\n")
    if png:
        rasterize(path)


def rasterize(path: Path) -> None:
    """Write a drawn SVG as PNG beside it."""
    png = _converter().svg_to_png(path.read_text(encoding="utf-8"), scale=SCALE)
    path.with_suffix(".png").write_bytes(png)


def svg_of(chart: Chart) -> str:
    """The chart as SVG: the same bytes for the same chart, no reference to anything outside.

    Marks are links to their figures with the value as `aria-label`. Labels link too, for the pointer, but are outside the
    tab order and hidden from screen readers, as are axes and legends. The whole is a group named by its description.
    """
    drawn = _converter().vegalite_to_svg(chart.spec, format_locale=LOCALE, allowed_base_urls=[])
    root = ElementTree.fromstring(drawn)
    _plain(root)
    _link(root)
    for node in root.iter():
        for word in _UNSPOKEN:
            node.attrib.pop(word, None)
    root.set("role", "group")
    root.set("aria-label", chart.alt)
    ElementTree.register_namespace("", _SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _link(root: ElementTree.Element) -> None:
    """Give each link its place in the page and the words of its mark."""
    links = list(root.iter(f"{_SVG}a"))
    hidden = {link for group in root.iter(f"{_SVG}g") if group.get("aria-hidden") for link in group.iter(f"{_SVG}a")}
    said = {link.attrib[_XLINK]: link[0].attrib.pop("aria-label") for link in links if link not in hidden}
    for link in links:
        target = link.attrib.pop(_XLINK)
        link.set("href", "#" + target.partition("#")[2])  # Vega puts the address of its own site in front
        link.set("aria-label", said[target])
        if link in hidden:
            link.set("tabindex", "-1")


def _plain(node: ElementTree.Element) -> None:
    """Drop what draws nothing and round places to a tenth of a pixel, so that no last bit of a float is in the file."""
    for name in _NUMERIC:
        if name in node.attrib:
            node.set(name, _LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), node.attrib[name]))
    if node.tag == f"{_SVG}text" and "stroke" in node.attrib:
        node.set("paint-order", "stroke")  # a halo belongs behind its text
    for child in list(node):
        if child.get("class") in ("background", "foreground"):
            node.remove(child)
        else:
            _plain(child)


@cache
def _converter() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))
    return vl_convert
