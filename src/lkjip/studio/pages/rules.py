"""Aturan: one page per indicator or measure, and one each for categories, members and legal grounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lkjip.editing.values import Editable, entries
from lkjip.errors import UserError
from lkjip.rules.model import SATKER
from lkjip.rules.varying import keys_of
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Missing, Page, Route
from lkjip.studio.grounds import citations, dimension_title
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages import categories, figures, indicators
from lkjip.studio.pages.forms import crumb, entry, form, remove
from lkjip.studio.pages.parts import total
from lkjip.studio.session import Session
from lkjip.studio.texts import say
from lkjip.studio.view import View, field_id


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
        for code, href in (
            ("categories", "/aturan/kategori"),
            ("members", "/aturan/anggota"),
            ("standard", "/aturan/baku"),
            ("grounds", "/aturan/dasar"),
        )
    ]
    shared = el("section", el("h2", say("kind_shared")), el("ul", others, class_="daftar"))
    return Page(
        say("menu_rules"),
        "rules",
        el("article", el("h1", say("menu_rules")), fields.hint_text("rules_help"), groups, shared, _new(ask.session)),
    )


def _new(session: Session) -> Markup | None:
    form = indicators.form(session)
    return (
        fields.expert(say("add_indicator"), el("p", say("add_indicator_help"), class_="keterangan"), form) if form else None
    )


def _files(view: View, kind: str) -> list[str]:
    found = [file for file, document in view.documents.items() if document.kind == kind]
    try:
        order = {measure.location.file: n for n, measure in enumerate(view.project.rules.measures.values())}
    except UserError:
        return found
    return sorted(found, key=lambda file: order.get(file, len(order)))


def _link(view: View, file: str) -> Markup:
    data: Any = view.documents[file].data
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
    data: Any = session.view.documents[own[0].file].data
    title = str(data.get("title", name))
    body = el(
        "article",
        el("nav", el("a", say("menu_rules"), href="/aturan"), class_="remah", aria_label=say("path")),
        el("h1", title),
        _about(session, own),
        _targets(session, own),
        [_weights(session, own, data, weights) for weights in entries(data, "weights")],
        _parameters(session, own),
        _categories_of(session, data),
        figures.section(session, own, name),
        fields.expert(
            say("remove_measure"),
            el(
                "button",
                say("remove_measure_do", name=title),
                type="button",
                hx_post=f"/aturan/u/{name}/hapus",
                hx_target="#pesan",
                data_tanya=say("remove_measure_ask", name=title),
            ),
        ),
    )
    return Page(title, "rules", body)


def _pick(own: Sequence[Editable], *path: str) -> Editable | None:
    return next((value for value in own if value.path == path), None)


def _about(session: Session, own: Sequence[Editable]) -> Markup:
    rows: list[Child] = []
    for name in ("title", "citation", "polarity", "achievement", "cap", "note"):
        value = _pick(own, name)
        if value is not None:
            options = citations(session.view) if name == "citation" else None
            rows.append(fields.field(session, value, say(f"label_{name}"), wide=True, options=options))
    return fields.expert(say("about"), rows)


def _targets(session: Session, own: Sequence[Editable]) -> Markup | None:
    targets = [value for value in own if value.kind == "target"]
    if not targets:
        return None
    unit = targets[0].unit
    rows = [
        el(
            "div",
            fields.field(session, value, value.title),
            remove(value, say("remove_target", year=value.title)) if len(targets) > 1 else None,
            class_=f"tahun {'kini' if value.title == str(session.year) else ''}",
        )
        for value in targets
    ]
    add = form(
        "/aturan/target", targets[0], entry("tahun", say("year"), "numeric"), entry("nilai", say("target"), "decimal")
    )
    heading = el("h2", say("targets"), el("small", unit) if unit else None)
    by_year = targets[0].path[1] != "values"  # targets by another key have no year to add
    more = fields.expert(say("add_target"), add) if by_year else None
    return el("section", heading, el("div", rows, class_="deret"), more, id="target")


def _weights(session: Session, own: Sequence[Editable], data: Any, name: str) -> Markup:
    rows = [value for value in own if value.kind == "weight" and value.path[1] == name]
    rule = entries(data, "weights", name)
    keys = keys_of(rule)
    dimension = ", ".join(dimension_title(session.view, key) for key in keys)
    single = len(keys) == 1 and SATKER not in keys  # whose members are added and removed here
    lines = [
        el(
            "tr",
            el("th", el("label", value.title, for_=fields.name_of(value)), scope="row"),
            el("td", fields.control(session, value), fields.note(session, value)),
            el("td", remove(value, say("remove_member", name=value.title), "/aturan/anggota/hapus") if single else None),
        )
        for value in rows
    ]
    head = el(
        "tr",
        el("th", say("member_of", name=dimension), scope="col"),
        el("th", say("weight"), scope="col"),
        el("th", el("span", say("actions"), class_="sr"), scope="col"),
    )
    title = str(rule.get("title") or say("weights_of", name=dimension))
    add = (
        form("/aturan/anggota/tambah", rows[0], entry("judul", say("name")), entry("nilai", say("weight"), "decimal"))
        if rows and single
        else None
    )
    source = rule.get("note") or rule.get("citation")
    return el(
        "section",
        el("h2", title),
        el("p", str(source), class_="keterangan") if source else None,
        el("table", el("thead", head), el("tbody", lines), class_="bobot"),
        total(session, own[0].file, name),
        fields.expert(say("add_member"), add) if add else None,
        id=field_id(own[0].file, ("weights", name)),
    )


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
        for rule in entries(data, "figures").values()
        if isinstance(rule, dict) and rule.get("categories")
    ]
    return [found for name in dict.fromkeys(used) if (found := categories.group(session, name)) is not None]


# Members of dimensions, legal grounds


def _members(ask: Ask) -> Answer:
    session = ask.session
    own = [v for v in session.view.values if v.file.endswith("/dimensions.yaml")]
    sections = [
        fields.expert(
            dimension_title(session.view, name),
            [
                fields.field(session, v, f"{v.path[2]} ({say('short')})" if v.kind == "short" else str(v.path[2]), wide=True)
                for v in own
                if v.owner == name
            ],
        )
        for name in dict.fromkeys(v.owner for v in own)
    ]
    return Page(say("rules_members"), "rules", el("article", crumb(), el("h1", say("rules_members")), sections))


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
        el("article", crumb(), el("h1", say("rules_grounds")), top, el("h2", say("grounds")), entries),
    )


ROUTES = (
    Route("GET", r"/aturan", _index),
    Route("GET", r"/aturan/u/([a-z0-9_]+)", _measure),
    Route("GET", r"/aturan/anggota", _members),
    Route("GET", r"/aturan/dasar", _grounds),
)
