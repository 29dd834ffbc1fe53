"""The figures of a measure: each with its value, how it came about, and in expert mode its formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lkjip.editing.values import FORMULA, Editable
from lkjip.errors import UserError
from lkjip.rules.functions import CALLS
from lkjip.studio import fields
from lkjip.studio.ask import Answer, Ask, Fragment, Missing, Page, Route
from lkjip.studio.grounds import citations
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.forms import crumb
from lkjip.studio.pages.trace import trace_markup
from lkjip.studio.session import Session
from lkjip.studio.texts import say

_PARTS = ("title", "round", "citation", "note")


def section(session: Session, own: Sequence[Editable], measure: str) -> Markup:
    """Every figure of a measure: those of its own file, then the standard ones that every indicator has."""
    written = [str(value.path[1]) for value in own if value.path[0] == "figures" and len(value.path) > 1]
    rows = [_own(session, own, measure, name) for name in dict.fromkeys(written)]
    shared = [
        _standard(measure, name, title, _value_of(session, f"{measure}.{name}")) for name, title in _shared(session, measure)
    ]
    more = fields.expert(say("figures_standard"), el("p", el("a", say("rules_standard"), href="/aturan/baku")), shared)
    names = el("ul", [el("li", name, data_nama=name) for name in _names(session, measure)], id="nama-rumus", hidden=True)
    checks = [value for value in own if value.path[0] == "checks"]
    return el(
        "section",
        el("h2", say("figures")),
        fields.hint_text("figures_help"),
        rows,
        more if shared else None,
        _checks(session, checks) if checks else None,
        names,
        id="rumus",
    )


def _own(session: Session, own: Sequence[Editable], measure: str, name: str) -> Markup:
    mine = [value for value in own if value.path[:2] == ("figures", name)]
    title = next((str(value.value) for value in mine if value.path[2:] == ("title",)), name)
    inside = [_formula(session, value) for value in mine if value.form == FORMULA]
    inside += [
        fields.field(
            session,
            value,
            say(f"label_{part}"),
            wide=part != "round",
            options=citations(session.view) if part == "citation" else None,
        )
        for part in _PARTS
        for value in mine
        if value.path[2:] == (part,)
    ]
    return _row(measure, name, title, _value_of(session, f"{measure}.{name}"), fields.expert(say("expert"), inside))


def _standard(measure: str, name: str, title: str, value: str) -> Markup:
    return _row(measure, name, title, value, None)


def _row(measure: str, name: str, title: str, value: str, inside: Child) -> Markup:
    work = el(
        "div",
        el("p", say("wait"), class_="keterangan"),
        hx_get=f"/aturan/hitung/{measure}.{name}",
        hx_trigger="buka once",
        hx_swap="innerHTML",
        class_="hitung",
    )
    summary = el("summary", el("span", title), el("b", value) if value else None)
    return el("details", summary, work, inside, class_="lipat rumus-baris", id=f"r-{name}")


def _formula(session: Session, value: Editable) -> Markup:
    key = value.path[-1]
    return fields.field(session, value, say("label_when") if key == "when" else say("label_formula"), wide=True)


def _checks(session: Session, own: Sequence[Editable]) -> Markup:
    rows = []
    for name in dict.fromkeys(str(value.path[1]) for value in own):
        mine = [value for value in own if value.path[1] == name]
        title = next((str(value.value) for value in mine if value.path[2:] == ("title",)), name)
        rows.append(
            fields.expert(title, [fields.field(session, value, say(f"label_{value.path[-1]}"), wide=True) for value in mine])
        )
    return el("div", el("h3", say("checks")), rows)


def _shared(session: Session, measure: str) -> Iterator[tuple[str, str]]:
    """The figures that a measure has without writing them."""
    try:
        found = session.view.project.rules.measures.get(measure)
    except UserError:
        return
    for name, rule in found.figures.items() if found else ():
        if rule.location.file.endswith("/standard.yaml"):
            yield name, rule.title


def _names(session: Session, measure: str) -> list[str]:
    """What a formula of a measure may name: its own parts, functions, and other measures' figures."""
    try:
        rules = session.view.project.rules
    except UserError:
        return sorted(CALLS)
    found = rules.measures.get(measure)
    own = [*found.inputs, *found.weights, *found.parameters, *found.figures] if found else []
    others = [f"{other.id}.{name}" for other in rules.measures.values() if other.id != measure for name in other.figures]
    return [*dict.fromkeys(own), *sorted(f"{name}(" for name in CALLS), *others]


def _page(ask: Ask) -> Answer:
    """The standard figures, as they are written once for every indicator."""
    session = ask.session
    own = [value for value in session.view.values if value.file.endswith("/standard.yaml")]
    rows = []
    for path in dict.fromkeys(value.path[: value.path.index("figures") + 2] for value in own if "figures" in value.path):
        mine = [value for value in own if value.path[: len(path)] == path]
        title = next((str(value.value) for value in mine if value.path[len(path) :] == ("title",)), str(path[-1]))
        inside = [
            fields.field(
                session,
                value,
                say(f"label_{value.path[-1]}"),
                wide=value.kind != "round",
                options=citations(session.view) if value.kind == "citation" else None,
            )
            for value in mine
        ]
        rows.append(fields.expert(title, inside))
    help_ = fields.hint_text("standard_help")
    return Page(say("rules_standard"), "rules", el("article", crumb(), el("h1", say("rules_standard")), help_, rows))


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


ROUTES = (
    Route("GET", r"/aturan/baku", _page),
    Route("GET", r"/aturan/hitung/([a-z0-9_.]+)", _calculation),
)
