"""Pieces that an edit changes while one types: the total of weights, the ruler of categories."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from lkjip.decimals import fraction_text
from lkjip.editing.values import Editable
from lkjip.rules.model import Band, Categories
from lkjip.studio.markup import Markup, el
from lkjip.studio.session import Session
from lkjip.studio.texts import say
from lkjip.studio.view import field_id

_TONES = 6  # colours of bands in the style


def live(session: Session, value: Editable) -> Iterator[Markup]:
    """What stands beside a field and changes with it, for htmx to put in its place."""
    if value.kind in ("weight", "weight_sum"):
        yield total(session, value.file, str(value.path[1]), oob=True)
    if value.kind.startswith("band"):
        yield ruler(session, value.file, value.owner, oob=True)


def total(session: Session, file: str, weights: str, oob: bool = False) -> Markup:
    """The sum of a set of weights beside what it must be, and what is missing."""
    own = [v for v in session.view.values if v.file == file and v.path[:2] == ("weights", weights)]
    numbers = [Fraction(v.value) for v in own if v.kind == "weight" and isinstance(v.value, int | Decimal)]
    wanted = next((Fraction(v.value) for v in own if v.kind == "weight_sum" and isinstance(v.value, int | Decimal)), None)
    where, told = field_id(file, ("weights", weights)), "true" if oob else None
    if any(len(v.path) > 4 for v in own if v.kind == "weight"):  # by several keys each has a sum of its own: `check` tells
        return el("p", id=f"t-{where}", class_="jumlah", role="status", hx_swap_oob=told)
    found = sum(numbers, Fraction(0))
    text, kind = say("total", total=fraction_text(found)), ""
    if wanted is not None and found != wanted:
        code = "total_less" if found < wanted else "total_more"
        text, kind = f"{text} · {say(code, rest=fraction_text(abs(wanted - found)), wanted=fraction_text(wanted))}", "kurang"
    elif wanted is not None:
        text, kind = f"{text} · {say('total_right')}", "pas"
    return el("p", text, id=f"t-{where}", class_=f"jumlah {kind}", role="status", hx_swap_oob=told)


def ruler(session: Session, file: str, name: str, oob: bool = False) -> Markup:
    """The bands of a scale as one line from end to end; where the file cannot be read now, why is said at its fields."""
    where = f"u-{field_id(file, (name,))}"
    bands = _bands(session, file, name)
    more = {"id": where, "class": "mistar", "hx-swap-oob": "true" if oob else None}
    if bands is None:
        return el("div", el("p", say("ruler_none"), class_="keterangan"), more=more)
    low, high = bands[0][0], bands[-1][1]
    span = high - low
    parts = []
    for number, (start, end, title) in enumerate(bands):
        x, width = (start - low) / span * 1000, (end - start) / span * 1000
        parts.append(band(x, width, number, len(bands)))
        if width > 60:
            parts.append(
                el("text", title if width > 7 * len(title) + 12 else title[:3] + "…", x=drawn(x + width / 2), y="27")
            )
    ticks = [
        el("text", fraction_text(start), x=drawn((start - low) / span * 1000), y="62", class_="batas")
        for start, _, _ in bands[1:]
    ]
    said = "; ".join(f"{title}: {fraction_text(start)}–{fraction_text(end)}" for start, end, title in bands)
    image = el("svg", parts, ticks, role="img", aria_label=said, more={"viewBox": "0 0 1000 68"})
    return el("div", image, more=more)


def band(x: Fraction, width: Fraction, number: int, count: int) -> Markup:
    """One of so many bands on a line, in the colour of its place."""
    tone = f"nada{round(number * (_TONES - 1) / max(1, count - 1))}"
    return el("rect", x=drawn(x), y="0", width=drawn(width), height="44", class_=tone)


def drawn(value: Fraction) -> str:
    """A length where something is drawn, never a figure."""
    return f"{float(value):.1f}"


def _bands(session: Session, file: str, name: str) -> list[tuple[Fraction, Fraction, str]] | None:
    """Start, end and title of each band; None while they are in no order."""
    own = [v for v in session.view.values if v.file == file and v.owner == name]
    starts = [v for v in own if v.kind == "band"]
    titles = {v.path[2]: str(v.value) for v in own if v.kind == "band_title"}
    ends = [v for v in own if v.kind == "band_end"]
    numbers = [v.value for v in (*starts, *ends)]
    if not starts or not ends or not all(isinstance(number, int | Decimal) for number in numbers):
        return None
    edges = [Fraction(number) for number in numbers if isinstance(number, int | Decimal)]
    if any(low >= high for low, high in pairwise(edges)):
        return None
    return [(edges[i], edges[i + 1], titles.get(v.path[2], "")) for i, v in enumerate(starts)]


def band_range(group: Categories, band: Band) -> str:
    """A band in words: from what to what."""
    number = group.bands.index(band)
    above = group.bands[number + 1] if number + 1 < len(group.bands) else None
    low = "…" if band.lower is None else fraction_text(band.lower)
    high = (
        fraction_text(above.lower)
        if above and above.lower is not None
        else "…"
        if group.upper is None
        else fraction_text(group.upper)
    )
    return f"{'>' if band.open else '≥'} {low} – {'≤' if above and above.open else '<' if above else '≤'} {high}"
