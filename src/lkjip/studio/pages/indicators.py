"""An indicator is added by a form: rule file, table, rows; what every indicator has comes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from lkjip.editing.edits import Edit
from lkjip.editing.numbers import Bounds, understood
from lkjip.editing.scalars import number, written
from lkjip.editing.values import entries
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import UserError
from lkjip.inputs import sources
from lkjip.layout import data_of, rules_of
from lkjip.studio.ask import Answer, Ask, Fragment, Missing, Reload, Route
from lkjip.studio.grounds import citations
from lkjip.studio.markup import Markup, el
from lkjip.studio.session import Session
from lkjip.studio.taking import code_from
from lkjip.studio.texts import say

_DIRECTIONS = {"higher_is_better": "R/T", "lower_is_better": "(2T-R)/T"}  # how achievement is computed unless changed later


def form(session: Session) -> Markup | None:
    """The form, where the rules can be read."""
    try:
        rules = session.view.project.rules
    except UserError:
        return None
    units = {scale.name: scale.title for scale in rules.scales.values()}
    objectives = (
        {m.code: f"{m.code.upper()}. {m.title}" for m in rules.dimensions["sasaran"].members}
        if "sasaran" in rules.dimensions
        else {}
    )
    inputs = [
        _input("judul", say("name")),
        _select("satuan", say("unit"), units),
        _select("arah", say("label_polarity"), {code: say(f"choice_{code}") for code in _DIRECTIONS}),
        _input("desimal", say("label_round"), "2"),
        _input("target", say("target_of", year=session.year)),
        _input("nilai", say("value_now"), required=False),
        _select("sasaran", say("objective"), objectives),
        _select("dasar", say("label_citation"), citations(session.view)),
        el("button", say("add"), type="submit"),
    ]
    return el("form", inputs, hx_post="/aturan/indikator", hx_target="#pesan", class_="tambah")


def _input(name: str, label: str, value: str = "", *, required: bool = True) -> Markup:
    return el("label", label, el("input", type="text", name=name, value=value, required=required, autocomplete="off"))


def _select(name: str, label: str, options: Mapping[str, str]) -> Markup:
    return el("label", label, el("select", [el("option", title, value=code) for code, title in options.items()], name=name))


def _add(ask: Ask) -> Answer:
    session = ask.session
    with session.lock:
        try:
            edits, title = _edits(ask)
            session.edit(edits, say("added_indicator", name=title))
        except _Refused as refused:
            return Fragment(el("p", str(refused)))
        except NotEditable:
            return Fragment(el("p", say("gone")))
    return Reload(f"/aturan/u/{str(edits[1].file).rsplit('/', 1)[-1].removesuffix('.yaml')}")


class _Refused(Exception):
    """What was filled in cannot be taken; the text says why."""


def _edits(ask: Ask) -> tuple[list[Edit], str]:
    session = ask.session
    if ask.stale:
        raise _Refused(say("stale"))
    try:
        rules = session.view.project.rules
    except UserError as error:
        raise _Refused(error.issues[0].message) from None
    title = " ".join(ask.value("judul").split())
    if not title:
        raise _Refused(say("empty_text"))
    chosen = {name: ask.value(name) for name in ("satuan", "arah", "sasaran", "dasar")}
    known = (
        chosen["satuan"] in rules.scales
        and chosen["arah"] in _DIRECTIONS
        and chosen["dasar"] in rules.citations
        and chosen["sasaran"] in rules.dimensions["sasaran"].codes
    )
    if not known:
        raise _Refused(say("no_choice"))
    decimals = _number(ask, "desimal", Bounds(0, *_LIMITS))
    places = int(decimals if decimals is not None else 2)
    target, value = _number(ask, "target", Bounds(places)), _number(ask, "nilai", Bounds(places))
    if target is None:
        raise _Refused(say("empty_number"))
    code = code_from(title, frozenset((*rules.measures, *rules.tables)))
    rule = _rule(code, title, chosen, str(session.year), number(target, places))
    base = rules_of(session.year)
    edits = [
        Edit(f"{base}/tables/{code}.yaml", (), "create", _table(code, title, chosen["satuan"], places)),
        Edit(f"{base}/indicators/{code}.yaml", (), "create", rule),
    ]
    shown = "" if value is None else number(value, places)
    root = session.root / data_of(session.year)
    for office in sources.offices(root, data_of(session.year), []):
        row = shown if office == session.satker else ""
        edits.append(Edit(f"{data_of(session.year, office)}/{code}.csv", (), "create", f"nilai,catatan\n{row},\n"))
    edits += _ordered(session, code)
    return edits, title


_LIMITS = (Fraction(0), Fraction(12))


def _number(ask: Ask, name: str, bounds: Bounds) -> Decimal | None:
    found = understood(ask.value(name), bounds)
    if found.missing:
        return None
    if found.value is None:
        raise _Refused(
            say("ambiguous")
            if found.choices
            else say(f"number_{found.fault}", decimals=bounds.decimals or 0, low=0, high=12)
        )
    return found.value


def _rule(code: str, title: str, chosen: dict[str, str], year: str, target: str) -> str:
    return (
        "# yaml-language-server: $schema=../../../schemas/indicator.schema.json\n"
        f"id: {code}\ntitle: {written(title)}\nobjective: {chosen['sasaran']}\nunit: {chosen['satuan']}\n"
        f"polarity: {chosen['arah']}\nachievement: {_DIRECTIONS[chosen['arah']]}\ncitation: {chosen['dasar']}\n\n"
        f"targets:\n  {year}: {target}\n\n"
        f"inputs:\n  nilai: {{table: {code}, column: nilai, by: [], unit: {chosen['satuan']}}}\n\n"
        f"figures:\n  realisasi: {{formula: nilai, title: {written(f'Realisasi {title}', flow=True)}}}\n"
    )


def _table(code: str, title: str, unit: str, decimals: int) -> str:
    kind = f"type: decimal\n    decimals: {decimals}" if decimals else "type: integer"
    return (
        "# yaml-language-server: $schema=../../../schemas/table.schema.json\n"
        f"table: {code}\ntitle: {written(title)}\nsource:\n  system: {written(say('source_office'))}\n"
        "keys: []\ncomplete: true\n"
        f"columns:\n  nilai:\n    title: {written(title)}\n    {kind}\n    unit: {unit}\n"
        f"    empty: {written(say('not_yet_measured'))}\n"
        f"  catatan:\n    title: {written(say('label_note'))}\n    type: text\n    empty: {written(say('no_note'))}\n"
    )


def _ordered(session: Session, code: str) -> list[Edit]:
    """Its place in the order of the report: behind the last indicator that is named there."""
    for file, document in session.view.documents.items():
        order = entries(document.data).get("order") if document.kind == "ruleset" else None
        if isinstance(order, list):
            indicators = {m.id for m in session.view.project.rules.measures.values() if m.objective}
            places = [n for n, name in enumerate(order) if name in indicators]
            return [Edit(file, ("order", (places[-1] if places else len(order) - 1) + 1), "add", code)]
    return []


def _remove(ask: Ask) -> Answer:
    """An indicator or measure goes with its file and its place in the order; its tables stay."""
    session, name = ask.session, ask.parts[0]
    with session.lock:
        file = next(
            (
                f
                for f, d in session.view.documents.items()
                if d.kind in ("indicator", "measure") and entries(d.data).get("id") == name
            ),
            "",
        )
        if not file or ask.stale:
            return Missing() if not file else Fragment(el("p", say("stale")))
        edits = [Edit(file, (), "delete")]
        for own, document in session.view.documents.items():
            order = entries(document.data).get("order") if document.kind == "ruleset" else None
            if isinstance(order, list) and name in order:
                edits.append(Edit(own, ("order", order.index(name)), "remove"))
        try:
            session.edit(edits, say("removed_indicator", name=name))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=file)))
    return Reload("/aturan")


ROUTES = (
    Route("POST", r"/aturan/indikator", _add),
    Route("POST", r"/aturan/u/([a-z0-9_]+)/hapus", _remove),
)
