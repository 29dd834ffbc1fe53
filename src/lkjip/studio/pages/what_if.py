"""Bagaimana jika: what other weights, targets, parameters and bounds would change, before anything is edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from lkjip.decimals import finite_decimals, fraction_text, indonesian, plain
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import UserError
from lkjip.rules.headline import headline
from lkjip.scenarios.edits import edits
from lkjip.scenarios.given import number
from lkjip.scenarios.names import Changeable
from lkjip.scenarios.what_if import Moved, WhatIf
from lkjip.studio.ask import Answer, Ask, Fragment, Missing, Page, Reload, Route
from lkjip.studio.fields import expert, reason_text
from lkjip.studio.grounds import dimension_title
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages import robustness
from lkjip.studio.session import Session
from lkjip.studio.supposed import Change
from lkjip.studio.texts import say

KINDS = ("target", "parameter", "cap", "band", "band_end")  # what stands beside the weights, in this order


def _page(ask: Ask) -> Answer:
    session = ask.session
    if not session.view.computed:
        body = el("article", el("h1", say("menu_what_if")), el("p", say("what_if_broken"), class_="sebab"))
        return Page(say("menu_what_if"), "what_if", body)
    owners = _owners(session)
    owner = ask.value("ukuran") if ask.value("ukuran") in owners else next(iter(owners), "")
    links = [
        el("li", el("a", title, href=f"/jika?ukuran={name}", aria_current="page" if name == owner else None))
        for name, title in owners.items()
    ]
    body = el(
        "article",
        el("h1", say("menu_what_if")),
        el("p", say("what_if_help"), class_="keterangan"),
        el("nav", el("ul", links), class_="tab", aria_label=say("what_if_of")),
        _form(session, owner),
        el("section", _now(), id="hasil-jika", aria_live="polite"),
        _alternatives(session),
        robustness.section(session, owner),
    )
    return Page(say("menu_what_if"), "what_if", body)


def _owners(session: Session) -> dict[str, str]:
    """The indicators and measures that have something to change, by title."""
    rules = session.view.project.rules
    known = dict.fromkeys(entry.owner for entry in session.view.changeable.values())
    return {name: measure.short or measure.title for name, measure in rules.measures.items() if name in known}


def _own(session: Session, owner: str) -> list[Changeable]:
    """The values of a measure, its weights first, and the bounds of the categories that its figures are sorted into."""
    rules, known = session.view.project.rules, session.view.changeable.values()
    figures = session.view.project.plan.resolved.figures
    codes = {tuple(band.code for band in f.bands) for name, f in figures.items() if name.startswith(f"{owner}.") and f.bands}
    scales = {name for name, group in rules.categories.items() if tuple(band.code for band in group.bands) in codes}
    this_year = [e for e in known if e.owner == owner and (e.kind != "target" or e.name == f"{owner}.target")]
    weights = [entry for entry in this_year if entry.kind == "weight"]
    others = [entry for kind in KINDS for entry in this_year if entry.kind == kind]
    return [*weights, *others, *(entry for entry in known if entry.owner in scales and entry.kind in KINDS)]


# The form


def _form(session: Session, owner: str) -> Markup:
    entries = [entry for entry in _own(session, owner) if entry.value is not None]
    groups = [
        _group(session, name, list(found)) for name, found in groupby(entries, lambda entry: entry.group or f"{entry.kind}s")
    ]
    return el(
        "form",
        groups,
        el(
            "div",
            el("label", say("what_if_name"), el("input", type="text", name="nama", autocomplete="off", maxlength=60)),
            el("button", say("what_if_keep"), type="submit", class_="utama"),
            el("button", say("what_if_reset"), type="reset", class_="tenang"),
            class_="tambah",
        ),
        hx_post="/jika/simpan",
        hx_target="#alternatif",
        hx_swap="outerHTML",
        class_="jika",
        id="jika",
        aria_label=say("menu_what_if"),
    )


def _group(session: Session, name: str, entries: Sequence[Changeable]) -> Markup:
    first = entries[0]
    total = fraction_text(first.total) if first.total is not None else ""
    heading = _heading(session, name, first)
    keeps = el("small", say("what_if_sum", total=total)) if total else None
    return el("fieldset", el("legend", heading, keeps), [_row(entry) for entry in entries], data_jumlah=_plain(first.total))


def _heading(session: Session, name: str, first: Changeable) -> str:
    rules = session.view.project.rules
    if first.kind == "weight":
        measure, given = rules.measures[first.owner], str(first.path[1])
        keys = measure.grids[given].keys if given in measure.grids else (measure.weights[given].by,)
        titles = ", ".join(dimension_title(session.view, key) for key in keys)
        title = measure.weights[given].title if given in measure.weights else ""
        return title or say("weights_of", name=titles)
    if first.kind.startswith("band"):
        return rules.categories[first.owner].title
    return say({"target": "target", "cap": "label_cap"}.get(first.kind, "parameters"))


def _row(entry: Changeable) -> Markup:
    value = entry.value or Fraction(0)
    low, high = _ends(entry, value)
    places = max(1, finite_decimals(value) or 0)
    step = plain(Fraction(1, 10**places), places)
    now = indonesian(_plain(value))
    own = f"j-{entry.name}"
    slider = el(
        "input",
        type="range",
        min=_plain(low),
        max=_plain(high),
        step=step,
        value=_plain(value),
        data_geser=own,
        aria_label=say("what_if_slider", name=entry.title),
        tabindex=-1,
    )
    field = el(
        "input",
        type="text",
        inputmode="decimal",
        name=entry.name,
        id=own,
        value=now,
        autocomplete="off",
        hx_post="/jika/hitung",
        hx_trigger="input changed delay:250ms, hitung delay:250ms",
        hx_include="#jika",
        hx_target="#hasil-jika",
        hx_swap="innerHTML",
        hx_sync="#jika:replace",
    )
    unit = el("span", entry.unit, class_="satuan") if entry.unit else None
    return el("div", el("label", entry.title, for_=own), slider, el("span", field, unit), class_="geser")


def _ends(entry: Changeable, value: Fraction) -> tuple[Fraction, Fraction]:
    """Between what a slider moves: up to the total of its group, or to twice what the value is."""
    if entry.total is not None:
        return Fraction(0), entry.total
    return (min(2 * value, Fraction(0)), max(2 * value, Fraction(0))) if value else (Fraction(0), Fraction(1))


def _plain(value: Fraction | None) -> str:
    return "" if value is None else plain(value, finite_decimals(value) or 0)


# What an alternative changes


def _asked(ask: Ask) -> dict[str, Fraction]:
    """The values that differ from now.

    Raises:
        UserError: one is no number.
    """
    found: dict[str, Fraction] = {}
    for name, entry in ask.session.view.changeable.items():
        if name in ask.values and (value := number(ask.value(name))) is not None and value != entry.value:
            found[name] = value
    return found


def _compute(ask: Ask) -> Answer:
    try:
        change = _asked(ask)
        moved = _what_if(ask.session, {"": change}).moved if change else ()
    except UserError as error:
        return Fragment(_refused(error))
    return Fragment(_moved(ask.session, moved) if change else _now())


def _what_if(session: Session, changes: Mapping[str, Change]) -> WhatIf:
    return session.view.project.what_if({name: dict(change) for name, change in changes.items()})


def _now() -> Markup:
    return el("p", say("what_if_now"), class_="keterangan")


def _refused(error: UserError) -> Markup:
    return el("div", [el("p", reason_text(issue), class_="sebab") for issue in error.issues])


def _moved(session: Session, moved: Sequence[Moved]) -> Markup:
    """Categories and headline figures that move; the rest folded."""
    if not moved:
        return el("p", say("what_if_nothing"))
    first, rest = _parted(session, moved)
    flips = sum(each.flips for each in moved)
    said = el("p", el("b", say("what_if_count", flips=flips, values=len(moved) - flips)))
    more = expert(say("what_if_rest", count=len(rest)), _changes(session, rest)) if rest else None
    return el("div", said, _changes(session, first) if first else None, more)


def _parted(session: Session, moved: Sequence[Moved]) -> tuple[list[Moved], list[Moved]]:
    """What flips or is a headline figure, and the rest."""
    told_first = set(headline(session.view.project.plan.resolved))
    first: list[Moved] = []
    rest: list[Moved] = []
    for each in moved:
        (first if each.flips or each.at.id in told_first else rest).append(each)
    return first, rest


def _changes(session: Session, moved: Sequence[Moved]) -> Markup:
    rows = [
        el("tr", _figure(session, each), el("td", each.shown[0], class_="angka"), _after(each), el("td", each.unit))
        for each in moved
    ]
    head = [el("th", say(code), scope="col") for code in ("what_if_figure", "what_if_before", "what_if_after")]
    return _frame(el("table", el("thead", el("tr", head, el("td"))), el("tbody", rows), class_="hasil"))


def _after(each: Moved | None) -> Markup:
    if each is None:
        return el("td", "=", class_="angka")
    return el("td", el("mark", each.shown[1]) if each.flips else each.shown[1], class_="angka")


def _figure(session: Session, each: Moved) -> Markup:
    """The figure as the head of a row: the short name of its measure, its title, its key in words."""
    rules = session.view.project.rules
    measure = rules.measures[each.at.id.partition(".")[0]]
    key = [rules.dimensions[name].member(code) for name, code in each.at.codes.items() if name in rules.dimensions]
    words = ", ".join(member.short or member.title for member in key)
    return el(
        "th", f"{measure.short or measure.title}: {each.title}", el("small", " ", words) if words else None, scope="row"
    )


def _frame(table: Markup) -> Markup:
    """A table that may be wider than its place."""
    return el("div", table, class_="gulir", tabindex=0, role="region", aria_label=say("what_if_table"))


# Alternatives side by side


def _keep(ask: Ask) -> Answer:
    session, name = ask.session, " ".join(ask.value("nama").split())[:60]
    try:
        change = _asked(ask)
        if change:
            _ = _what_if(session, {"": change}).outcomes  # refuses what `check` would
    except UserError as error:
        return Fragment(_alternatives(session, _refused(error)))
    if not change:
        return Fragment(_alternatives(session, el("p", say("what_if_now"), class_="sebab")))
    with session.lock:
        session.supposed.keep(name or say("what_if_default", number=len(session.supposed.changes) + 1), change)
    return Fragment(_alternatives(session))


def _alternatives(session: Session, said: Child = None) -> Markup:
    changes = session.supposed.changes
    if not changes:
        return el("section", said, id="alternatif", aria_live="polite")
    try:
        body: Child = _beside(session, changes, _what_if(session, changes).moved)
    except UserError as error:
        body = [_refused(error), [_buttons(name) for name in changes]]
    return el("section", el("h2", say("what_if_beside")), said, body, id="alternatif", aria_live="polite")


def _beside(session: Session, changes: Mapping[str, Change], moved: Sequence[Moved]) -> Markup:
    """Every value that some alternative moves: what it is now, and in each."""
    first, rest = _parted(session, moved)
    known = session.view.changeable
    heads = [
        el("th", name, el("ul", [el("li", line) for line in _told(change, known)]), _buttons(name), scope="col")
        for name, change in changes.items()
    ]
    head = el("tr", el("th", say("what_if_figure"), scope="col"), el("th", say("what_if_before"), scope="col"), heads)

    def lines(moved: Sequence[Moved]) -> Iterator[Markup]:
        rows: dict[str, dict[int, Moved]] = {}
        for each in moved:
            rows.setdefault(str(each.at), {})[each.scenario] = each
        for cells in rows.values():
            some = next(iter(cells.values()))
            now = el("td", some.shown[0], class_="angka")
            yield el("tr", _figure(session, some), now, [_after(cells.get(at)) for at in range(len(changes))])

    main = _frame(el("table", el("thead", head), el("tbody", lines(first)), class_="hasil sejajar"))
    names = [el("th", name, scope="col") for name in changes]
    again = el("tr", el("th", say("what_if_figure"), scope="col"), el("th", say("what_if_before"), scope="col"), names)
    folded = _frame(el("table", el("thead", again), el("tbody", lines(rest)), class_="hasil sejajar"))
    return el("div", main, expert(say("what_if_rest", count=len({str(each.at) for each in rest})), folded) if rest else None)


def _told(change: Change, known: Mapping[str, Changeable]) -> Iterator[str]:
    for name, value in change.items():
        title = known[name].title if name in known else name
        yield f"{title}: {indonesian(_plain(value))}"


def _buttons(name: str) -> Markup:
    common = {"hx-target": "#alternatif", "hx-swap": "outerHTML", "name": "nama", "value": name, "type": "button"}
    adopt = el(
        "button", say("what_if_adopt"), hx_post="/jika/pakai", aria_label=say("what_if_adopt_of", name=name), more=common
    )
    cross, away = el("span", "×", aria_hidden="true"), say("what_if_forget", name=name)
    forget = el("button", cross, hx_post="/jika/hapus", class_="ikon hapus", aria_label=away, title=away, more=common)
    return el("span", adopt, forget, class_="tindakan")


def _forget(ask: Ask) -> Answer:
    with ask.session.lock:
        ask.session.supposed.forget(ask.value("nama"))
    return Fragment(_alternatives(ask.session))


def _adopt(ask: Ask) -> Answer:
    """An alternative becomes an ordinary edit of the draft, which can be undone."""
    session, name = ask.session, ask.value("nama")
    change = session.supposed.changes.get(name)
    if change is None:
        return Missing()
    try:
        with session.lock:
            session.edit(list(edits(session.view.project, change)), say("what_if_adopted", name=name))
    except UserError as error:
        return Fragment(_alternatives(session, _refused(error)))
    except NotEditable as error:
        return Fragment(_alternatives(session, el("p", say("not_editable", file=str(error)), class_="sebab")))
    return Reload()


ROUTES = (
    Route("GET", r"/jika", _page),
    Route("POST", r"/jika/hitung", _compute),
    Route("POST", r"/jika/simpan", _keep),
    Route("POST", r"/jika/pakai", _adopt),
    Route("POST", r"/jika/hapus", _forget),
)
