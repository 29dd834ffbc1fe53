"""Kategori: a scale is edited by its lower bounds alone, so neither gap nor overlap can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lkjip.editing.values import Editable
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Page, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.forms import crumb, entry, form, remove
from lkjip.studio.pages.parts import ruler
from lkjip.studio.session import Session
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    session = ask.session
    names = dict.fromkeys(value.owner for value in session.view.values if value.file.endswith("/categories.yaml"))
    groups = [found for name in names if (found := group(session, name)) is not None]
    return Page(
        say("rules_categories"),
        "rules",
        el("article", crumb(), el("h1", say("rules_categories")), fields.hint_text("ruler_help"), groups),
    )


def group(session: Session, name: str) -> Markup | None:
    """A scale of categories: its ruler, its bands by their bounds, and what adds one."""
    own = [v for v in session.view.values if v.file.endswith("/categories.yaml") and v.owner == name]
    if not own:
        return None
    title = next((str(v.value) for v in own if v.kind == "title"), name)
    numbers = list(dict.fromkeys(v.path[2] for v in own if v.kind in ("band", "band_title")))
    lines = [_band(session, own, number, len(numbers)) for number in numbers]
    head = el(
        "tr",
        *(el("th", say(code), scope="col") for code in ("band_title", "band_code", "band_from")),
        el("th", el("span", say("actions"), class_="sr"), scope="col"),
    )
    end = next((fields.field(session, v, say("band_end")) for v in own if v.kind == "band_end"), None)
    first = next((v for v in own if v.kind in ("band", "band_title")), None)
    inputs = (
        entry("judul", say("band_title")),
        entry("kode", say("band_code")),
        entry("nilai", say("band_from"), "decimal"),
    )
    add = form("/aturan/kategori/tambah", first, *inputs) if first else None
    return el(
        "section",
        el("h2", title),
        ruler(session, own[0].file, name),
        el("table", el("thead", head), el("tbody", lines), class_="pita"),
        end,
        fields.expert(say("add_band"), add) if add else None,
        id=f"kategori-{name}",
    )


def _band(session: Session, own: Sequence[Editable], number: Any, count: int) -> Markup:
    by_kind = {v.kind: v for v in own if len(v.path) == 4 and v.path[2] == number}
    cells: list[Child] = []
    title = str(by_kind["band_title"].value) if "band_title" in by_kind else str(number)
    for kind in ("band_title", "band_code", "band"):
        value = by_kind.get(kind)
        label = f"{title}: {say('band_from' if kind == 'band' else kind)}"
        cells.append(el("td", fields.field(session, value, label, hidden=True) if value else None))
    some = next(iter(by_kind.values()))
    gone = remove(some, say("remove_band", name=title), "/aturan/kategori/hapus") if count > 1 else None
    return el("tr", *cells, el("td", gone))


ROUTES = (Route("GET", r"/aturan/kategori", _page),)
