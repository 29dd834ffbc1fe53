"""Dampak: what the draft moves. As a panel beside every page, and as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

from lkjip.archive.effects import Effect
from lkjip.errors import Issue, UserError
from lkjip.studio import places
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Route
from lkjip.studio.impact import Impact, impact
from lkjip.studio.markup import Markup, el
from lkjip.studio.session import Session, View
from lkjip.studio.texts import say

LISTED = 40  # figures that the panel lists; the page lists all


def of(session: Session) -> Impact:
    """What the session's draft moves, computed once for each of its states."""
    with session.lock:
        kept = session.kept_impact
        if kept is None or kept.after is not session.view or kept.before is not session.disk:
            kept = session.kept_impact = impact(session.disk, session.view)
        return kept


def panel(session: Session, oob: bool = False) -> Markup:
    """The panel: open while something is unsaved."""
    unsaved = session.history.unsaved
    attributes = {"id": "dampak", "class": f"dampak {'ada' if unsaved else 'kosong'}", "aria-label": say("impact")}
    if oob:
        attributes["hx-swap-oob"] = "true"
    if not unsaved:
        body = [el("h2", say("impact")), el("p", say("impact_none"), class_="keterangan")]
        return el("aside", body, more=attributes)
    found = of(session)
    summary = el("summary", el("h2", say("impact")), el("span", _counts(found), class_="ringkas"))
    detail = el("div", _body(found, LISTED), _sentences(session), class_="dampak-isi")
    return el("aside", _conflicts(session), el("details", summary, detail, open=True), more=attributes)


def _counts(found: Impact) -> str:
    if not found.after.computed:
        return say("impact_blocked", count=sum(1 for issue in found.after.issues if issue.level == "error"))
    effects = found.comparison.effects if found.comparison else ()
    flips = sum(effect.flips for effect in effects)
    return say("impact_counts", figures=len(effects), flips=flips, new=len(found.new), gone=len(found.gone))


def _body(found: Impact, limit: int) -> list[Markup | None]:
    if not found.after.computed:
        errors = [issue for issue in found.after.issues if issue.level == "error"]
        return [
            el("p", say("impact_cannot"), class_="keterangan"),
            issue_list(found.after, errors, say("problems_blocking")),
        ]
    comparison = found.comparison
    parts: list[Markup | None] = []
    if comparison:
        changes = [el("li", str(change)) for change in comparison.rules[:limit]]
        parts.append(el("div", el("h3", say("impact_changes")), el("ul", changes)) if changes else None)
        flips = [effect for effect in comparison.effects if effect.flips]
        others = [effect for effect in comparison.effects if not effect.flips]
        parts.append(_table(say("impact_flips"), flips, limit, "balik"))
        parts.append(_table(say("impact_figures"), others, limit))
        if not comparison.effects:
            parts.append(el("p", say("impact_no_figures"), class_="keterangan"))
    parts.append(issue_list(found.after, found.new, say("problems_new")) if found.new else None)
    parts.append(issue_list(found.before, found.gone, say("problems_gone"), "hilang") if found.gone else None)
    return parts


def _table(title: str, effects: Sequence[Effect], limit: int, kind: str = "") -> Markup | None:
    if not effects:
        return None
    rows = [_row(effect) for effect in effects[:limit]]
    head = el(
        "tr", el("th", say("figure"), scope="col"), el("th", say("before"), scope="col"), el("th", say("after"), scope="col")
    )
    more = el("p", el("a", say("impact_all", count=len(effects)), href="/dampak")) if len(effects) > limit else None
    table = el("table", el("thead", head), el("tbody", rows), class_=f"angka-angka {kind}")
    return el("div", el("h3", f"{title} ({len(effects)})"), table, more)


def _row(effect: Effect) -> Markup:
    measure = effect.id.partition(".")[0]
    name = el("th", el("a", effect.title, href=f"/aturan/u/{measure}"), el("small", effect.name), scope="row")
    return el(
        "tr", name, el("td", el("del", _value(effect.before))),
        el("td", el("ins", _value(effect.after)), el("small", effect.change) if effect.change else None),
    )  # fmt: skip


def _value(text: str | None) -> str:
    return say("absent") if text is None else text


def issue_list(view: View, issues: Sequence[Issue], title: str, kind: str = "") -> Markup:
    """Issues as links to the fields that cause them."""
    rows = [
        el(
            "li",
            el("span", say(f"level_{issue.level}"), class_=f"tanda {issue.level}"),
            el("a", issue.message, href=places.of_location(view, issue.location)),
            el("small", issue.hint),
        )
        for issue in issues
    ]
    return el("div", el("h3", f"{title} ({len(issues)})"), el("ul", rows, class_=f"masalah {kind}"))


def _sentences(session: Session) -> Markup:
    """A place that htmx fills: sentences take longer than figures."""
    return el(
        "div", el("p", say("sentences_wait"), class_="keterangan"), id="kalimat",
        hx_get=f"/dampak/kalimat?r={session.revision}",
        hx_trigger="load", hx_swap="outerHTML",
    )  # fmt: skip


def _conflicts(session: Session) -> Markup | None:
    files = session.conflicts
    if not files:
        return None
    entries = [
        el(
            "li", el("code", file),
            _choice("conflict_disk", "/konflik/disk", file),
            _choice("conflict_mine", "/konflik/saya", file),
        )
        for file in files
    ]  # fmt: skip
    return el(
        "div", el("h3", say("conflict")), el("p", say("conflict_help")), el("ul", entries), class_="konflik", role="alert"
    )


def _choice(code: str, action: str, file: str) -> Markup:
    return el("button", say(code), type="button", hx_post=action, hx_target="#pesan", name="file", value=file)


def _page(ask: Ask) -> Answer:
    found = of(ask.session)
    changed = bool(ask.session.history.unsaved)
    body = _body(found, 10_000) if changed else [el("p", say("impact_none"))]
    return Page(say("impact"), "", el("article", el("h1", say("impact")), body))


def _told(ask: Ask) -> Answer:
    """The sentences of the report that read otherwise; on the page's own demand, for they take longer than figures."""
    session = ask.session
    before, after = session.disk, session.view
    body: list[Markup | None]
    try:
        old, new = (before.sentences, after.sentences) if after.computed and before.computed else ({}, {})
        changed = [place for place in dict.fromkeys((*old, *new)) if old.get(place) != new.get(place)]
        rows = [el("li", el("del", old.get(place)), el("ins", new.get(place))) for place in changed[:LISTED]]
        title = el("h3", f"{say('sentences')} ({len(changed)})")
        body = [title, el("ul", rows)] if rows else [el("p", say("sentences_none"), class_="keterangan")]
        body = body if after.computed else []
    except UserError as error:
        body = [el("p", say("sentences_no", problem=error.issues[0].message), class_="keterangan")]
    return Fragment(el("div", body, id="kalimat", class_="kalimat"))


ROUTES = (Route("GET", r"/dampak", _page), Route("GET", r"/dampak/kalimat", _told))
