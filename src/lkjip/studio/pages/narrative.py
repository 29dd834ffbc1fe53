"""Narasi: the office's own texts as forms. A figure is inserted by choosing it; a paragraph can depend on a status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from lkjip.editing.edits import Edit
from lkjip.editing.values import Editable
from lkjip.editing.yaml_text import NotEditable
from lkjip.rules import schema
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Reload, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.session import Session
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    session = ask.session
    own = [value for value in session.view.values if value.kind == "narrative"]
    sections = [_section(session, name, [v for v in own if v.owner == name]) for name in dict.fromkeys(v.owner for v in own)]
    body = el(
        "article", el("h1", say("menu_narrative")), el("p", say("narrative_help"), class_="keterangan"),
        sections or el("p", say("narrative_none")), _picker(session),
    )  # fmt: skip
    return Page(say("menu_narrative"), "narrative", body)


def _section(session: Session, name: str, own: list[Editable]) -> Markup:
    titles = _titles()
    rows: list[Child] = []
    group: str | int = ""
    for value in own:
        if len(value.path) > 2 and value.path[1] != group and isinstance(value.path[1], str):
            group = value.path[1]
            rows.append(el("h3", _indicator(session, str(group)) or titles.get(str(group), str(group))))
        rows.append(_field(session, value, titles))
    lists = dict.fromkeys(value.path[:n] for value in own for n, part in enumerate(value.path) if isinstance(part, int))
    adders = [_adder(own, path) for path in lists]
    heading = el("h2", titles.get(name, name))
    return el("section", heading, rows, adders, id=f"narasi-{name}")


def _field(session: Session, value: Editable, titles: Mapping[str, str]) -> Markup:
    item = next((n for n, part in enumerate(value.path) if isinstance(part, int)), None)
    last = value.path[-1]
    label = say("item", number=int(last) + 1) if isinstance(last, int) else titles.get(str(last), str(last))
    after: list[Child] = []
    if _holds_figures(value):
        after.append(
            el(
                "button",
                say("insert_figure"),
                type="button",
                class_="sisip",
                data_sisip=fields.name_of(value),
                title=say("insert_figure_help"),
            )
        )
    if (item is not None and item == len(value.path) - 1) or str(last) in ("text",):
        after.append(_remover(value))
    return fields.field(session, value, label, wide=True, after=after)


def _remover(value: Editable) -> Markup:
    return el(
        "button", el("span", "×", aria_hidden="true"), type="button", class_="ikon hapus", aria_label=say("remove_item"),
        title=say("remove_item"), hx_post="/narasi/hapus", hx_target="#pesan", name="dekat",
        value=fields.name_of(value), data_tanya=say("remove_item_ask"),
    )  # fmt: skip


def _holds_figures(value: Editable) -> bool:
    """Whether the report says a text with the figures in it: entries of lists and their texts."""
    return any(isinstance(part, int) for part in value.path) or value.path[0] in ("notes",)


def _adder(own: list[Editable], path: tuple[str | int, ...]) -> Markup:
    near = next(value for value in own if value.path[: len(path)] == path)
    form = el(
        "form", el("label", say("new_item"), el("textarea", name="teks", rows="2", required=True)),
        el("input", type="hidden", name="dekat", value=fields.name_of(near)),
        el("button", say("add"), type="submit"), hx_post="/narasi/tambah", hx_target="#pesan", class_="tambah lebar",
    )  # fmt: skip
    return fields.expert(say("add_item"), form)


def _indicator(session: Session, name: str) -> str:
    for kind, document in session.view.documents.values():
        data: Any = document.data
        if kind in ("indicator", "measure") and data.get("id") == name:
            return str(data.get("title", name))
    return ""


def _picker(session: Session) -> Markup:
    """The figures to choose from, with their values now; a dialog that the page's script opens."""
    options: list[Markup] = []
    if session.view.computed:
        rules = session.view.project.rules
        for value in session.view.project.evaluate():
            if value.key or value.value is None:
                continue
            measure = rules.measures[value.id.partition(".")[0]].title
            symbol = rules.scales[value.unit].symbol if value.unit in rules.scales else ""
            shown = f"{value}{symbol}" if symbol == "%" else f"{symbol}{value}"
            options.append(
                el(
                    "li",
                    el(
                        "button",
                        el("span", value.title),
                        el("b", shown),
                        el("small", measure),
                        type="button",
                        data_angka=f"{{{value.id}}}",
                    ),
                    data_cari=f"{value.title} {measure} {value.id}".lower(),
                )
            )
    search = el("label", say("search_figure"), el("input", type="search", id="cari-angka", autocomplete="off"))
    close = el("button", say("cancel"), type="button", data_tutup=True)
    return el(
        "dialog",
        el("h2", say("insert_figure")),
        search,
        el("ul", options, class_="angka-pilihan"),
        close,
        id="pilih-angka",
        aria_label=say("insert_figure"),
    )


@cache
def _titles() -> Mapping[str, str]:
    """What the schema calls each entry."""
    found: dict[str, str] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for name, entry in (node.get("properties") or {}).items():
                if isinstance(entry, dict) and "title" in entry:
                    found.setdefault(name, str(entry["title"]))
            for value in node.values():
                walk(value)

    walk(json.loads((schema.folder() / "office.schema.json").read_bytes()))
    return found


def _add(ask: Ask) -> Answer:
    session, text = ask.session, " ".join(ask.value("teks").split())
    with session.lock:
        near = session.view.fields.get(ask.value("dekat"))
        place = next((n for n, part in enumerate(near.path) if isinstance(part, int)), None) if near else None
        if near is None or place is None or ask.stale:
            return Fragment(el("p", say("gone")))
        if not text:
            return Fragment(el("p", say("empty_text")))
        above = near.path[:place]
        numbers = [int(v.path[place]) for v in session.view.values if v.file == near.file and v.path[:place] == above]
        try:
            session.edit([Edit(near.file, (*above, max(numbers) + 1), "add", text)], say("added_item"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=near.file)))
    return Reload()


def _remove(ask: Ask) -> Answer:
    session = ask.session
    with session.lock:
        near = session.view.fields.get(ask.value("dekat"))
        place = next((n for n, part in enumerate(near.path) if isinstance(part, int)), None) if near else None
        if near is None or place is None or ask.stale:
            return Fragment(el("p", say("gone")))
        try:
            session.edit([Edit(near.file, near.path[: place + 1], "remove")], say("remove_item"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=near.file)))
    return Reload()


ROUTES = (
    Route("GET", r"/narasi", _page),
    Route("POST", r"/narasi/tambah", _add),
    Route("POST", r"/narasi/hapus", _remove),
)
