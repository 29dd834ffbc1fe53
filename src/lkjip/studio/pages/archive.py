"""Arsip: freeze the year with a reason, replay it, compare versions and years, split a change, begin the next year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lkjip.archive.bridge import bridge
from lkjip.archive.effects import compared
from lkjip.archive.entries import WORK, Entry, entries, find
from lkjip.archive.freeze import freeze
from lkjip.archive.newyear import new_year
from lkjip.archive.replay import reproduce
from lkjip.archive.words import of_bridge, of_frozen, of_new_year, of_replay
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.report.office import long_date
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.impact import differences
from lkjip.studio.session import Session
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    session = ask.session
    kept = entries(session.root)
    rows = [_row(entry.year, entry.version, _said(entry)) for entry in reversed(kept)]
    table = (
        el(
            "table",
            el("thead", el("tr", *(el("th", say(c), scope="col") for c in ("year", "version", "archived_on", "reason")))),
            el("tbody", rows),
        )
        if rows
        else el("p", say("archive_empty"), class_="keterangan")
    )
    scroller = el("div", table, class_="gulir", tabindex="0", role="region", aria_label=say("versions"))
    body = el(
        "article",
        el("h1", say("menu_archive")),
        el("section", el("h2", say("versions")), scroller),
        _freeze_form(session),
        _compare_form(session),
        _replay_form(),
        _year_form(session),
    )
    return Page(say("menu_archive"), "archive", body)


def _said(entry: Entry) -> tuple[str, str]:
    """The day and reason of a version, from its record; nothing of one that cannot be read."""
    try:
        record = entry.proven()
    except UserError:
        return "", say("archive_damaged")
    return long_date(record.date), record.reason


def _row(year: int, version: str, said: tuple[str, str]) -> Markup:
    return el(
        "tr", el("th", str(year), scope="row"), el("td", version), el("td", said[0], class_="tanggal"), el("td", said[1])
    )


def _freeze_form(session: Session) -> Markup:
    kept = bool(entries(session.root, session.year))
    inputs: list[Child] = [
        el(
            "label",
            say("archive_date"),
            el("input", type="date", name="tanggal", value=date.today().isoformat(), required=True),
        ),
        el("label", say("reason"), el("textarea", name="alasan", rows="2", required=kept)),
        el("button", say("archive_do", year=session.year), type="submit", class_="utama", data_tanya=say("archive_ask")),
    ]
    hint = say("archive_again") if kept else say("archive_first")
    form = el("form", inputs, hx_post="/arsip/bekukan", hx_target="#hasil-arsip", hx_swap="innerHTML", class_="bertumpuk")
    unsaved = el("p", say("render_saved_only"), class_="perhatian-teks") if session.history.unsaved else None
    return el(
        "section",
        el("h2", say("archive_title", year=session.year)),
        el("p", hint, class_="keterangan"),
        unsaved,
        form,
        el("div", id="hasil-arsip", class_="hasil", role="status"),
    )


def _choices(session: Session) -> dict[str, str]:
    found = {f"{session.year}/{WORK}": say("files_now", year=session.year)}
    for entry in reversed(entries(session.root)):
        found[entry.name] = say("version_of", year=entry.year, version=entry.version)
    return found


def _compare_form(session: Session) -> Markup:
    names = list(_choices(session).items())

    def select(name: str, label: str, chosen: int) -> Markup:
        options = [el("option", title, value=code, selected=n == chosen) for n, (code, title) in enumerate(names)]
        return el("label", label, el("select", options, name=name))

    form = el(
        "form",
        select("dari", say("compare_from"), min(1, len(names) - 1)),
        select("ke", say("compare_to"), 0),
        el("button", say("compare"), type="submit", name="cara", value="beda"),
        el("button", say("bridge"), type="submit", name="cara", value="jembatan"),
        hx_post="/arsip/bandingkan",
        hx_target="#hasil-banding",
        hx_swap="innerHTML",
        class_="tambah",
    )
    return el(
        "section",
        el("h2", say("compare_title")),
        el("p", say("compare_help"), class_="keterangan"),
        form,
        el("div", id="hasil-banding", class_="hasil", role="status"),
    )


def _replay_form() -> Markup:
    form = el("button", say("replay"), type="button", hx_post="/arsip/ulang", hx_target="#hasil-ulang", hx_swap="innerHTML")
    return el(
        "section",
        el("h2", say("replay_title")),
        el("p", say("replay_help"), class_="keterangan"),
        form,
        el("div", id="hasil-ulang", class_="hasil", role="status"),
    )


def _year_form(session: Session) -> Markup:
    button = el(
        "button",
        say("new_year_do", year=session.year + 1),
        type="button",
        hx_post="/arsip/tahun",
        hx_target="#hasil-tahun",
        hx_swap="innerHTML",
        data_tanya=say("new_year_ask", year=session.year + 1),
    )
    return el(
        "section",
        el("h2", say("new_year_title", year=session.year + 1)),
        el("p", say("new_year_help"), class_="keterangan"),
        button,
        el("div", id="hasil-tahun", class_="hasil", role="status"),
    )


def _lines(lines: Iterable[str]) -> Markup:
    return el("pre", "\n".join(lines))


def _told(error: UserError) -> Markup:
    return el("div", [el("p", f"{issue.message} {issue.hint}", class_="sebab") for issue in error.issues])


def _freeze(ask: Ask) -> Answer:
    session = ask.session
    reason = " ".join(ask.value("alasan").split())
    try:
        day = date.fromisoformat(ask.value("tanggal"))
    except ValueError:
        return Fragment(el("p", say("no_date"), class_="sebab"))
    try:
        frozen = freeze(Project(session.root, session.year), day.isoformat(), reason)
    except UserError as error:
        return Fragment(_told(error))
    session.kept_problems = None
    return Fragment(_lines(of_frozen(frozen)))


def _compare(ask: Ask) -> Answer:
    session = ask.session
    known = _choices(session)
    first, second = ask.value("dari"), ask.value("ke")
    if first not in known or second not in known:
        return Fragment(el("p", say("gone"), class_="sebab"))
    try:
        if ask.value("cara") == "jembatan":
            return Fragment(_lines(of_bridge(bridge(session.root, first, second, session.satker))))
        names, sides = zip(*(find(session.root, name, session.satker) for name in (first, second)), strict=True)
        found = compared(names[0], names[1], sides[0], sides[1])
        title = el("h3", f"{known[first]} → {known[second]}")
        return Fragment(el("div", title, differences(found, sides[0].rules, sides[1].rules), class_="perbandingan"))
    except UserError as error:
        return Fragment(_told(error))


def _replay(ask: Ask) -> Answer:
    try:
        return Fragment(_lines(line for found in reproduce(ask.session.root) for line in of_replay(found)))
    except UserError as error:
        return Fragment(_told(error))


def _new_year(ask: Ask) -> Answer:
    session = ask.session
    try:
        return Fragment(_lines(of_new_year(new_year(session.root, session.year + 1, session.year))))
    except UserError as error:
        return Fragment(_told(error))


ROUTES = (
    Route("GET", r"/arsip", _page),
    Route("POST", r"/arsip/bekukan", _freeze),
    Route("POST", r"/arsip/bandingkan", _compare),
    Route("POST", r"/arsip/ulang", _replay),
    Route("POST", r"/arsip/tahun", _new_year),
)
