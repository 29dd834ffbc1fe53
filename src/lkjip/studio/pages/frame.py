"""What stands around every page: the bar with saving, the menu, and the panel that shows what a draft moves."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.messages import language
from lkjip.studio.ask import Page
from lkjip.studio.markup import Markup, el, join
from lkjip.studio.pages import impact as impact_page
from lkjip.studio.session import Session
from lkjip.studio.texts import say
from lkjip.version import __version__

MENU = (
    ("home", "/"),
    ("rules", "/aturan"),
    ("data", "/data"),
    ("narrative", "/narasi"),
    ("what_if", "/jika"),
    ("report", "/laporan"),
    ("audit", "/periksa"),
    ("archive", "/arsip"),
)

_HTMX = '{"includeIndicatorCSS": false, "history": false, "noSwap": [204, 304, "4xx", "5xx"]}'


def whole(page: Page, session: Session) -> Markup:
    """A page with everything around it."""
    content = join(
        [
            el("a", say("skip"), class_="lewati", href="#isi"),
            bar(session),
            el(
                "div",
                _menu(page.menu),
                el("main", page.body, id="isi", tabindex="-1"),
                impact_page.panel(session),
                class_="tata",
            ),
        ]
    )
    known = {
        "hx-headers:inherited": f'{{"X-Susunan": "{session.structure}"}}',
        "data-hilang": say("lost"),
        "data-gagal": say("error_failed"),
    }
    return _document(f"{page.title} – lkjip studio", content, known)


def bare(title: str, text: str) -> Markup:
    """A page without anything around it, for errors."""
    return _document(title, el("main", el("h1", title), el("p", text), class_="polos", id="isi"))


def _document(title: str, content: Markup, more: Mapping[str, str] | None = None) -> Markup:
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="htmx-config", content=_HTMX),
        el("title", title),
        el("link", rel="icon", href="/aset/ikon.svg"),
        el("link", rel="stylesheet", href=f"/aset/studio.css?{__version__}"),
        el("script", src=f"/aset/htmx.min.js?{__version__}", defer=True),
        el("script", src=f"/aset/studio.js?{__version__}", defer=True),
    )
    return join([Markup("<!doctype html>\n"), el("html", head, el("body", content, more=more), lang=language())])


def bar(session: Session, oob: bool = False) -> Markup:
    """The bar: where one is, undo and redo, and how much is unsaved."""
    history = session.history
    unsaved = len(history.unsaved)
    waiting = len(history.state.typed)
    blocked = bool(session.conflicts)
    status = (
        say("conflict_count", count=len(session.conflicts))
        if blocked
        else say("unsaved", count=unsaved)
        if unsaved
        else say("saved_all")
    )
    if waiting:
        status += " · " + say("waiting", count=waiting)
    return el(
        "header",
        el("a", el("b", "lkjip"), " studio", class_="merek", href="/"),
        el("span", say("year_office", year=session.year, office=session.satker), class_="konteks"),
        el("span", status, class_=f"status {'berubah' if unsaved or waiting else ''}", role="status", id="status"),
        el(
            "span",
            _button("undo", "/urungkan", "↶", history.undoable),
            _button("redo", "/ulangi", "↷", history.redoable),
            el(
                "button",
                say("discard"),
                type="button",
                class_="tenang",
                hx_post="/buang",
                hx_swap="none",
                disabled=not (unsaved or waiting),
                data_tanya=say("discard_ask"),
                id="buang",
            ),
            el(
                "button",
                say("save"),
                type="button",
                class_="utama",
                hx_post="/simpan",
                hx_target="#pesan",
                disabled=not unsaved or blocked,
                title="Ctrl+S",
                id="simpan",
            ),
            class_="tindakan",
        ),
        el("div", id="pesan", role="alert", class_="pesan"),
        id="bilah",
        class_="bilah",
        hx_swap_oob="true" if oob else None,
    )


def _button(code: str, action: str, sign: str, label: str | None) -> Markup:
    name = say(code) if label is None else f"{say(code)}: {label}"
    return el(
        "button",
        el("span", sign, aria_hidden="true"),
        type="button",
        class_="ikon",
        aria_label=name,
        title=name,
        hx_post=action,
        hx_swap="none",
        disabled=label is None,
        id=f"tombol-{code}",
    )


def _menu(current: str) -> Markup:
    links = [
        el("li", el("a", say(f"menu_{code}"), href=href, aria_current="page" if code == current else None))
        for code, href in MENU
    ]
    close = el(
        "button",
        say("close"),
        type="button",
        class_="tenang",
        hx_post="/tutup",
        hx_target="body",
        data_tanya=say("close_ask"),
    )
    return el("nav", el("ul", links), close, class_="menu", aria_label=say("menu"))
