"""Aturan: one page per indicator or measure, and one each for categories, members and legal grounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lkjip.editing.values import FORMULA, Editable
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Fragment, Missing, Page, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.parts import ruler, total
from lkjip.studio.pages.trace import trace_markup
from lkjip.studio.session import Session, View, field_id
from lkjip.studio.texts import say


def _index(ask: Ask) -> Answer:
    view = ask.session.view
    groups = [
        el(
            "section",
            el("h2", say(f"kind_{kind}")),
            el("ul", [_link(view, file) for file in _files(view, kind)], class_="daftar"),
        )
        for kind in ("indicator", "measure")
    ]
    others = [
        el("li", el("a", say(f"rules_{code}"), href=href), el("small", say(f"rules_{code}_help")))
        for code, href in (("categories", "/aturan/kategori"), ("members", "/aturan/anggota"), ("grounds", "/aturan/dasar"))
    ]
    shared = el("section", el("h2", say("kind_shared")), el("ul", others, class_="daftar"))
    return Page(
        say("menu_rules"),
        "rules",
        el("article", el("h1", say("menu_rules")), fields.hint_text("rules_help"), groups, shared),
    )


def _files(view: View, kind: str) -> list[str]:
    return [file for file, (own, _) in view.documents.items() if own == kind]


def _link(view: View, file: str) -> Markup:
    data: Any = view.documents[file][1].data
    name = str(data.get("id", ""))
    count = sum(1 for issue in view.issues if issue.location.file == file and issue.level != "note")
    mark = el("span", str(count), class_="tanda warning", title=say("problems")) if count else None
    return el("li", el("a", str(data.get("title", name)), href=f"/aturan/u/{name}"), mark, el("small", name))


# One indicator or measure


def _measure(ask: Ask) -> Answer:
    session, name = ask.session, ask.parts[0]
    own = [
        value
        for value in session.view.values
        if value.owner == name and value.file.split("/")[2] in ("indicators", "measures")
    ]
    if not own:
        return Missing()
    data: Any = session.view.documents[own[0].file][1].data
    title = str(data.get("title", name))
    body = el(
        "article",
        el("nav", el("a", say("menu_rules"), href="/aturan"), class_="remah", aria_label=say("path")),
        el("h1", title),
        _about(session, own),
        _targets(session, own),
        [_weights(session, own, data, weights) for weights in data.get("weights") or {}],
        _parameters(session, own),
        _categories_of(session, data),
        _figures(session, own, data),
    )
    return Page(title, "rules", body)


def _pick(own: Sequence[Editable], *path: str) -> Editable | None:
    return next((value for value in own if value.path == path), None)


def _about(session: Session, own: Sequence[Editable]) -> Markup:
    rows: list[Child] = []
    for name in ("title", "citation", "polarity", "achievement", "cap", "note"):
        value = _pick(own, name)
        if value is not None:
            options = citations(session) if name == "citation" else None
            rows.append(fields.field(session, value, say(f"label_{name}"), wide=True, options=options))
    return fields.expert(say("about"), rows)


def citations(session: Session) -> Mapping[str, str]:
    """The legal grounds by their name."""
    for kind, document in session.view.documents.values():
        data: Any = document.data
        if kind == "ruleset":
            return {name: str(entry.get("title", name)) for name, entry in (data.get("citations") or {}).items()}
    return {}


def _targets(session: Session, own: Sequence[Editable]) -> Markup | None:
    targets = [value for value in own if value.kind == "target"]
    if not targets:
        return None
    unit = targets[0].unit
    rows = [
        el(
            "div", fields.field(session, value, value.title),
            _remove(value, say("remove_target", year=value.title)) if len(targets) > 1 else None,
            class_=f"tahun {'kini' if value.title == str(session.year) else ''}",
        )
        for value in targets
    ]  # fmt: skip
    add = _form(
        "/aturan/target", targets[0], _input("tahun", say("year"), "numeric"), _input("nilai", say("target"), "decimal")
    )
    heading = el("h2", say("targets"), el("small", unit) if unit else None)
    return el("section", heading, el("div", rows, class_="deret"), fields.expert(say("add_target"), add), id="target")


def _weights(session: Session, own: Sequence[Editable], data: Any, name: str) -> Markup:
    rows = [value for value in own if value.kind == "weight" and value.path[1] == name]
    entry = data["weights"][name]
    dimension = str(entry.get("by", ""))
    lines = [
        el(
            "tr", el("th", el("label", value.title, for_=fields.name_of(value)), scope="row"),
            el("td", fields.control(session, value), fields.note(session, value)),
            el("td", _remove(value, say("remove_member", name=value.title), "/aturan/anggota/hapus")),
        )
        for value in rows
    ]  # fmt: skip
    head = el(
        "tr",
        el("th", say("member_of", name=dimension_title(session, dimension)), scope="col"),
        el("th", say("weight"), scope="col"),
        el("th", el("span", say("actions"), class_="sr"), scope="col"),
    )
    title = str(entry.get("title") or say("weights_of", name=dimension_title(session, dimension)))
    add = (
        _form("/aturan/anggota/tambah", rows[0], _input("judul", say("name")), _input("nilai", say("weight"), "decimal"))
        if rows
        else None
    )
    source = entry.get("note") or entry.get("citation")
    return el(
        "section",
        el("h2", title),
        el("p", str(source), class_="keterangan") if source else None,
        el("table", el("thead", head), el("tbody", lines), class_="bobot"),
        total(session, own[0].file, name),
        fields.expert(say("add_member"), add) if add else None,
        id=field_id(own[0].file, ("weights", name)),
    )


def dimension_title(session: Session, name: str) -> str:
    """The title of a dimension; its name where the file cannot say."""
    for kind, document in session.view.documents.values():
        data: Any = document.data
        if kind == "dimensions" and isinstance(data.get(name), dict):
            return str(data[name].get("title", name))
    return name


def _parameters(session: Session, own: Sequence[Editable]) -> Markup | None:
    rows = [
        el(
            "div",
            fields.field(session, value, value.title, after=el("span", value.unit, class_="satuan")),
            el("p", value.note, class_="keterangan") if value.note else None,
            class_="parameter",
        )
        for value in own
        if value.kind == "parameter"
    ]
    return el("section", el("h2", say("parameters")), rows, id="parameter") if rows else None


def _categories_of(session: Session, data: Any) -> list[Markup]:
    """The rulers of the categories that a measure's figures are sorted into."""
    used = [
        str(rule.get("categories"))
        for rule in (data.get("figures") or {}).values()
        if isinstance(rule, dict) and rule.get("categories")
    ]
    return [found for name in dict.fromkeys(used) if (found := _group(session, name)) is not None]


def _figures(session: Session, own: Sequence[Editable], data: Any) -> Markup:
    rows = []
    figures = {**(data.get("figures") or {})}
    for name, rule in figures.items():
        formulas = [v for v in own if v.form == FORMULA and v.path[:2] == ("figures", name)]
        extra = [
            v
            for v in own
            if v.path[:2] == ("figures", name) and v.kind in ("title", "round", "citation", "note") and len(v.path) == 3
        ]
        inside = [fields.field(session, v, say("label_formula"), wide=True) for v in formulas]
        inside += [
            fields.field(
                session,
                v,
                say(f"label_{v.path[-1]}"),
                wide=v.kind != "round",
                options=citations(session) if v.kind == "citation" else None,
            )
            for v in extra
        ]
        value = _value_of(session, f"{data['id']}.{name}")
        summary = el("summary", el("span", str(rule.get("title", name))), el("b", value) if value else None)
        work = el(
            "div",
            el("p", say("wait"), class_="keterangan"),
            hx_get=f"/aturan/hitung/{data['id']}.{name}",
            hx_trigger="buka once",
            hx_swap="innerHTML",
            class_="hitung",
        )
        rows.append(
            el("details", summary, work, fields.expert(say("expert"), inside), class_="lipat rumus-baris", id=f"r-{name}")
        )
    return el("section", el("h2", say("figures")), fields.hint_text("figures_help"), rows, id="rumus")


def _value_of(session: Session, figure: str) -> str:
    view = session.view
    if not view.computed:
        return ""
    try:
        found = view.project.evaluate().all(figure, session.satker)
    except KeyError:
        return ""
    return str(found[0]) if len(found) == 1 and not found[0].key else say("values_count", count=len(found))


def _calculation(ask: Ask) -> Answer:
    """How a figure came about, in words with its values."""
    session, figure = ask.session, ask.parts[0]
    if not session.view.computed:
        return Fragment(el("p", say("impact_cannot"), class_="keterangan"))
    try:
        values = session.view.project.evaluate().all(figure, session.satker)
    except KeyError:
        return Missing()
    shown = [session.view.project.explain(figure, value.key, session.satker) for value in values[:12]]
    more = el("p", say("more_values", count=len(values) - 12), class_="keterangan") if len(values) > 12 else None
    return Fragment(el("div", [trace_markup(session.view, trace) for trace in shown], more))


# Categories


def _categories(ask: Ask) -> Answer:
    session = ask.session
    names = dict.fromkeys(value.owner for value in session.view.values if value.file.endswith("/categories.yaml"))
    groups = [group for name in names if (group := _group(session, name)) is not None]
    return Page(
        say("rules_categories"),
        "rules",
        el("article", _crumb(), el("h1", say("rules_categories")), fields.hint_text("ruler_help"), groups),
    )


def _crumb() -> Markup:
    return el("nav", el("a", say("menu_rules"), href="/aturan"), class_="remah", aria_label=say("path"))


def _group(session: Session, name: str) -> Markup | None:
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
    first = next(v for v in own if v.kind in ("band", "band_title"))
    add = _form(
        "/aturan/kategori/tambah",
        first,
        _input("judul", say("band_title")),
        _input("kode", say("band_code")),
        _input("nilai", say("band_from"), "decimal"),
    )
    return el(
        "section",
        el("h2", title),
        ruler(session, own[0].file, name),
        el("table", el("thead", head), el("tbody", lines), class_="pita"),
        end,
        fields.expert(say("add_band"), add),
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
    remove = _remove(some, say("remove_band", name=title), "/aturan/kategori/hapus") if count > 1 else None
    return el("tr", *cells, el("td", remove))


# Members of dimensions, legal grounds


def _members(ask: Ask) -> Answer:
    session = ask.session
    own = [v for v in session.view.values if v.file.endswith("/dimensions.yaml")]
    sections = [
        fields.expert(
            dimension_title(session, name),
            [
                fields.field(session, v, f"{v.path[2]} ({say('short')})" if v.kind == "short" else str(v.path[2]), wide=True)
                for v in own
                if v.owner == name
            ],
        )
        for name in dict.fromkeys(v.owner for v in own)
    ]
    return Page(say("rules_members"), "rules", el("article", _crumb(), el("h1", say("rules_members")), sections))


def _grounds(ask: Ask) -> Answer:
    session = ask.session
    own = [v for v in session.view.values if v.file.endswith("/ruleset.yaml")]
    top = [fields.field(session, v, say(f"label_{v.path[-1]}"), wide=True) for v in own if len(v.path) == 1]
    entries = []
    for name in dict.fromkeys(v.path[1] for v in own if v.path[0] == "citations"):
        rows = [v for v in own if v.path[:2] == ("citations", name)]
        inside = [fields.field(session, v, say(f"label_{v.path[-1]}"), wide=True) for v in rows]
        title = next((str(v.value) for v in rows if v.path[-1] == "title"), str(name))
        entries.append(fields.expert(title, inside))
    return Page(
        say("rules_grounds"),
        "rules",
        el("article", _crumb(), el("h1", say("rules_grounds")), top, el("h2", say("grounds")), entries),
    )


# Small forms


def _form(action: str, near: Editable, *inputs: Child) -> Markup:
    return el(
        "form", inputs, el("input", type="hidden", name="dekat", value=fields.name_of(near)),
        el("button", say("add"), type="submit"), hx_post=action, hx_target="#pesan", hx_swap="innerHTML", class_="tambah",
    )  # fmt: skip


def _input(name: str, label: str, mode: str = "text") -> Markup:
    return el("label", label, el("input", type="text", name=name, inputmode=mode, required=True, autocomplete="off"))


def _remove(value: Editable, label: str, action: str = "/aturan/hapus") -> Markup:
    return el(
        "button", el("span", "×", aria_hidden="true"), type="button", class_="ikon hapus", aria_label=label, title=label,
        hx_post=action, hx_target="#pesan", name="dekat", value=fields.name_of(value), data_tanya=f"{label}?",
    )  # fmt: skip


ROUTES = (
    Route("GET", r"/aturan", _index),
    Route("GET", r"/aturan/u/([a-z0-9_]+)", _measure),
    Route("GET", r"/aturan/hitung/([a-z0-9_.]+)", _calculation),
    Route("GET", r"/aturan/kategori", _categories),
    Route("GET", r"/aturan/anggota", _members),
    Route("GET", r"/aturan/dasar", _grounds),
)
