"""Narasi: the office's own texts as forms. A figure is inserted by choosing it; a paragraph can depend on a status."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lkjip.editing.edits import Edit
from lkjip.editing.values import Editable
from lkjip.editing.yaml_text import NotEditable
from lkjip.rules import schema
from lkjip.rules.figure import STATUS
from lkjip.rules.forms import Choose, Classify, Status
from lkjip.rules.source import KeyPath
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Reload, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.session import Session
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    session = ask.session
    own = [value for value in session.view.values if value.kind == "narrative"]
    plain = [value for value in own if len(value.path) == 1]
    titles = _titles()
    fields_ = [fields.field(session, value, titles.get(value.owner, value.owner)) for value in plain]
    about = el("section", el("h2", say("office_about")), el("div", fields_, class_="dua-lajur")) if plain else None
    names = dict.fromkeys(value.owner for value in own if len(value.path) > 1)
    sections = [_section(session, name, [v for v in own if v.owner == name]) for name in names]
    dialogs = [_picker(session), _conditions(session)] if own else []
    body = el(
        "article",
        el("h1", say("menu_narrative")),
        el("p", say("narrative_help"), class_="keterangan"),
        about,
        sections or el("p", say("narrative_none")),
        _beginning(session, own[0].file) if own else None,
        dialogs,
    )
    return Page(say("menu_narrative"), "narrative", body)


def _section(session: Session, name: str, own: list[Editable]) -> Markup:
    titles = _titles()
    rows: list[Child] = []
    group: str | int = ""
    for value in own:
        if len(value.path) > 2 and value.path[1] != group and isinstance(value.path[1], str):
            group = value.path[1]
            rows.append(el("h3", _indicator(session, str(group)) or titles.get(f"{name}.{group}", str(group))))
        rows.append(_condition(session, value) if "when" in value.path else _field(session, value, titles))
    lists = dict.fromkeys(value.path[:n] for value in own for n, part in enumerate(value.path) if isinstance(part, int))
    return el("section", el("h2", titles.get(name, name)), rows, [_adder(own, path) for path in lists], id=f"narasi-{name}")


def _field(session: Session, value: Editable, titles: Mapping[str, str]) -> Markup:
    item = _item(value)
    last = value.path[-1]
    label = (
        say("item", number=int(last) + 1)
        if isinstance(last, int)
        else titles.get(f"{value.path[0]}.{last}", titles.get(f"entry.{last}", str(last)))
    )
    if last == "text" and item is not None:
        label = say("item", number=int(value.path[item]) + 1)
    after: list[Child] = []
    if _holds_figures(value):
        name = fields.name_of(value)
        after.append(
            el(
                "button",
                say("insert_figure"),
                type="button",
                class_="sisip",
                data_sisip=name,
                title=say("insert_figure_help"),
            )
        )
        if item is not None:
            after.append(
                el("button", say("depends"), type="button", class_="sisip", data_syarat=name, title=say("depends_help"))
            )
    if item is not None and (item == len(value.path) - 1 or last == "text"):
        after.append(_remover(value))
    return fields.field(session, value, label, wide=True, after=after)


def _item(value: Editable) -> int | None:
    """Where in a path the number of a list's item stands."""
    return next((n for n, part in enumerate(value.path) if isinstance(part, int)), None)


def _condition(session: Session, value: Editable) -> Markup:
    """On what an item depends, in words, and the way to take that away."""
    figure, code = str(value.path[-1]), str(value.value)
    known = {(f, c): f"{measure} – {title}: {word}" for f, c, measure, title, word in _choices(session)}
    text = known.get((figure, code), f"{figure}: {code}")
    gone = el(
        "button",
        say("depends_no_more"),
        type="button",
        class_="sisip",
        hx_post="/narasi/syarat",
        hx_target="#pesan",
        name="dekat",
        value=fields.name_of(value),
    )
    return el("p", say("only_if", condition=text), " ", gone, class_="syarat", id=fields.name_of(value))


def _choices(session: Session) -> Iterator[tuple[str, str, str, str, str]]:
    """Every figure that chooses among words: figure, code, and the titles of measure, figure and word."""
    if not session.view.computed:
        return
    rules = session.view.project.rules
    for measure in rules.measures.values():
        for rule in measure.figures.values():
            if rule.by:
                continue
            name, form = f"{measure.id}.{rule.name}", rule.form
            if isinstance(form, Choose):
                for option in form.options:
                    if option.code:
                        yield name, option.code, measure.title, rule.title, option.title
            elif isinstance(form, Status):
                for code in STATUS:
                    yield name, code, measure.title, rule.title, code.replace("_", " ")
            elif isinstance(form, Classify) and form.categories.text in rules.categories:
                for band in rules.categories[form.categories.text].bands:
                    yield name, band.code, measure.title, rule.title, band.title


def _conditions(session: Session) -> Markup:
    """The statuses that an item can depend on; a dialog that the page's script opens."""
    options = []
    for figure, code, measure, title, word in _choices(session):
        said = (el("span", f"{title}: ", el("b", word)), el("small", measure))
        chosen = el("button", said, type="button", data_bila=f"{figure}={code}")
        options.append(el("li", chosen, data_cari=f"{title} {word} {measure}".lower()))
    search = el("label", say("search_status"), el("input", type="search", class_="cari", autocomplete="off"))
    close = el("button", say("cancel"), type="button", data_tutup=True)
    body = (el("h2", say("depends")), search, el("ul", options, class_="angka-pilihan"), close)
    return el("dialog", body, id="pilih-syarat", aria_label=say("depends"))


def _remover(value: Editable) -> Markup:
    return el(
        "button",
        el("span", "×", aria_hidden="true"),
        type="button",
        class_="ikon hapus",
        aria_label=say("remove_item"),
        title=say("remove_item"),
        hx_post="/narasi/hapus",
        hx_target="#pesan",
        name="dekat",
        value=fields.name_of(value),
        data_tanya=say("remove_item_ask"),
    )


def _holds_figures(value: Editable) -> bool:
    """Whether the report says a text with the figures in it: entries of lists and their texts."""
    return any(isinstance(part, int) for part in value.path) or value.path[0] in ("notes",)


def _adder(own: list[Editable], path: tuple[str | int, ...]) -> Markup:
    near = next(value for value in own if value.path[: len(path)] == path)
    form = el(
        "form",
        el("label", say("new_item"), el("textarea", name="teks", rows="2", required=True)),
        el("input", type="hidden", name="dekat", value=fields.name_of(near)),
        el("button", say("add"), type="submit"),
        hx_post="/narasi/tambah",
        hx_target="#pesan",
        class_="tambah lebar",
    )
    return fields.expert(say("add_item"), form)


def _indicator(session: Session, name: str) -> str:
    for document in session.view.documents.values():
        data: Any = document.data
        if document.kind in ("indicator", "measure") and data.get("id") == name:
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
    search = el(
        "label", say("search_figure"), el("input", type="search", id="cari-angka", class_="cari", autocomplete="off")
    )
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
def _schema() -> Any:
    return json.loads((schema.folder() / "office.schema.json").read_bytes())


@cache
def _titles() -> Mapping[str, str]:
    """What the schema calls each entry: `name` is the office's, `head.name` that of its head."""
    found: dict[str, str] = {}

    def walk(node: Any, top: str) -> None:
        if isinstance(node, dict):
            for name, entry in (node.get("properties") or {}).items():
                if isinstance(entry, dict) and "title" in entry:
                    found.setdefault(f"{top}.{name}" if top else name, str(entry["title"]))
            for value in node.values():
                walk(value, top)

    whole = _schema()
    for name, entry in whole["properties"].items():
        found[name] = str(entry["title"])
        walk(entry, name)
    walk(whole["$defs"]["entry"], "entry")
    return found


def _beginning(session: Session, file: str) -> Markup | None:
    """What the office's file does not have yet, to be begun with a first text; nothing where it has all."""
    places = _open_places(session, file)
    if not places:
        return None
    options = [el("option", title, value=".".join(path)) for path, title in places.items()]
    form = el(
        "form",
        el("label", say("begin_entry"), el("select", options, name="bagian")),
        el("label", say("new_item"), el("textarea", name="teks", rows="2", required=True)),
        el("input", type="hidden", name="berkas", value=file),
        el("button", say("add"), type="submit"),
        hx_post="/narasi/mulai",
        hx_target="#pesan",
        class_="tambah lebar",
    )
    return el(
        "section", el("h2", say("begin_more")), el("p", say("begin_help"), class_="keterangan"), form, id="narasi-mulai"
    )


def _open_places(session: Session, file: str) -> dict[tuple[str, ...], str]:
    """The lists of texts, also those by indicator, that the office's file does not have yet, by path with their titles."""
    data: Any = session.view.documents[file].data
    titles, found = _titles(), dict[tuple[str, ...], str]()
    rules: list[Any] = [document.data for document in session.view.documents.values() if document.kind == "indicator"]
    codes = [str(rule["id"]) for rule in rules if "id" in rule]
    for name, by_indicator in _lists().items():
        if not by_indicator:
            if name not in data:
                found[(name,)] = titles[name]
            continue
        for code in codes:
            if code not in (data.get(name) or {}):
                found[name, code] = f"{titles[name]} – {_indicator(session, code)}"
    return found


@cache
def _lists() -> Mapping[str, bool]:
    """The entries of the office's file that are lists of texts, and whether there is one for each indicator."""
    found = {}
    for name, entry in _schema()["properties"].items():
        below = entry.get("additionalProperties")
        if _is_list(entry):
            found[name] = False
        elif isinstance(below, dict) and (_is_list(below) or any(map(_is_list, below.get("oneOf", ())))):
            found[name] = True
    return found


def _is_list(entry: Mapping[str, Any]) -> bool:
    text = entry.get("type") == "array" and str(entry["items"].get("$ref", "")).endswith("/text")
    return text or entry.get("$ref") == "#/$defs/entries"


def _begin(ask: Ask) -> Answer:
    session, text, file = ask.session, " ".join(ask.value("teks").split()), ask.value("berkas")
    with session.lock:
        path = tuple(ask.value("bagian").split("."))
        document = session.view.documents.get(file)
        if ask.stale or document is None or document.kind != "office" or path not in _open_places(session, file):
            return Fragment(el("p", say("gone")))
        if not text:
            return Fragment(el("p", say("empty_text")))
        name, *below = path
        there = name in document.value()
        edit = Edit(file, path, "add", [text]) if there or not below else Edit(file, (name,), "add", {below[0]: [text]})
        try:
            session.edit([edit], say("begin_entry"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=file)))
    return Reload()


def _add(ask: Ask) -> Answer:
    session, text = ask.session, " ".join(ask.value("teks").split())
    with session.lock:
        near = session.view.fields.get(ask.value("dekat"))
        place = _item(near) if near else None
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
        place = _item(near) if near else None
        if near is None or place is None or ask.stale:
            return Fragment(el("p", say("gone")))
        try:
            session.edit([Edit(near.file, near.path[: place + 1], "remove")], say("remove_item"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=near.file)))
    return Reload()


def _depend(ask: Ask) -> Answer:
    """Makes an item depend on a status, or on none any more."""
    session = ask.session
    with session.lock:
        near = session.view.fields.get(ask.value("dekat"))
        place = _item(near) if near else None
        if near is None or place is None or ask.stale:
            return Fragment(el("p", say("gone")))
        figure, _, code = ask.value("bila").partition("=")
        if figure and (figure, code) not in {(f, c) for f, c, *_ in _choices(session)}:
            return Fragment(el("p", say("no_choice")))
        item = near.path[: place + 1]
        try:
            session.edit(list(_conditioned(session, near, item, figure, code)), say("depends"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=near.file)))
    return Reload()


def _conditioned(session: Session, near: Editable, item: KeyPath, figure: str, code: str) -> Iterator[Edit]:
    """The edits that give an item another condition, or none."""
    data: Any = session.view.documents[near.file].data
    for part in item:
        data = data[part]
    if isinstance(data, str):
        if figure:
            yield Edit(near.file, item, "remove")
            yield Edit(near.file, item, "add", {"text": data, "when": {figure: code}})
        return
    if not figure and set(data) == {"text", "when"}:
        yield Edit(near.file, item, "remove")
        yield Edit(near.file, item, "add", data["text"])
        return
    if "when" in data:
        yield Edit(near.file, (*item, "when"), "remove")
    if figure:
        yield Edit(near.file, (*item, "when"), "add", {figure: code})


ROUTES = (
    Route("GET", r"/narasi", _page),
    Route("POST", r"/narasi/tambah", _add),
    Route("POST", r"/narasi/mulai", _begin),
    Route("POST", r"/narasi/hapus", _remove),
    Route("POST", r"/narasi/syarat", _depend),
)
