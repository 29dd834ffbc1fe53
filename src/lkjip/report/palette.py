"""The colours of the report by name, as `assets/palette.css` has them."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).parent / "assets" / "palette.css"
_LINE = re.compile(r"^ *--([a-z-]+): (#[0-9a-f]{6}(?: #[0-9a-f]{6})*);$", re.MULTILINE)

COLOURS: dict[str, tuple[str, ...]] = {
    name: tuple(colours.split()) for name, colours in _LINE.findall(FILE.read_text(encoding="utf-8"))
}


def colour(name: str) -> str:
    """The one colour of a name, as `#rrggbb`.

    >>> colour("navy")
    '#1f3a5f'
    """
    (one,) = COLOURS[name]
    return one
