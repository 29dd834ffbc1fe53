"""Laporan: render what is saved, see it inside the page, take it away as PDF or Word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from lkjip import whole
from lkjip.errors import UserError
from lkjip.layout import OUTPUT
from lkjip.project import Project
from lkjip.report.compose import FORMATS, compose, stem
from lkjip.studio.ask import Answer, Ask, File, Fragment, Missing, Page, Reload, Route
from lkjip.studio.markup import Markup, el
from lkjip.studio.pages.impact import sentence_changes
from lkjip.studio.session import Session
from lkjip.studio.texts import say

_KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NAME = "report"


def _page(ask: Ask) -> Answer:
    session = ask.session
    start = el(
        "button",
        say("render"),
        type="button",
        class_="utama",
        hx_post="/laporan/susun",
        hx_target="#kemajuan",
        hx_swap="outerHTML",
        disabled=not session.work.of(NAME).done,
    )
    unsaved = el("p", say("render_saved_only"), class_="perhatian-teks") if session.history.unsaved else None
    body = el(
        "article",
        el("h1", say("menu_report")),
        el("section", el("p", say("report_help"), class_="keterangan"), unsaved, start, _progress(session)),
        _since(session),
        _made(session),
    )
    return Page(say("menu_report"), "report", body)


def _progress(session: Session) -> Markup:
    """How the rendering stands; asks again while it runs."""
    state = session.work.of(NAME)
    if not state.done:
        text = say("work_waiting") if state.waiting else say("rendering", step=state.step or "…")
        return el(
            "div",
            el("progress", aria_label=say("render")),
            el("span", text),
            id="kemajuan",
            role="status",
            class_="kemajuan",
            hx_get="/laporan/kemajuan",
            hx_trigger="every 700ms",
            hx_swap="outerHTML",
        )
    said: list[Markup] = [el("p", f"{issue.message} {issue.hint}", class_="sebab") for issue in state.issues]
    if state.failure:
        said.append(el("p", say("work_failed", problem=state.failure), class_="sebab"))
    return el("div", said, id="kemajuan", role="status", class_="kemajuan")


def _files(session: Session) -> dict[str, Path]:
    """The rendered files that there are, by format."""
    name = stem(Project(session.root, session.year, session.satker), session.satker)
    found = {suffix: session.root / OUTPUT / f"{name}.{suffix}" for suffix in FORMATS}
    return {suffix: path for suffix, path in found.items() if path.is_file()}


def _made(session: Session) -> Markup | None:
    found = _files(session)
    if not found:
        return None
    links = [
        el("a", say(f"take_{suffix}"), href=f"/laporan/berkas/{suffix}", class_="tombol", download=path.name)
        for suffix, path in found.items()
    ]
    frame = None
    if "html" in found:
        stamp = found["html"].stat().st_mtime_ns
        frame = el(
            "iframe", src=f"/laporan/lihat?{stamp}", title=say("report_inside"), sandbox="allow-scripts", class_="naskah"
        )
    return el("section", el("h2", say("report_ready")), el("p", links, class_="tombol-tombol"), frame)


def _remembered(session: Session) -> Path:
    """Where the sentences of the last rendered report are kept, to tell later what has changed since."""
    return session.root / f".lkjip-studio-{session.year}-{session.satker}.naskah"


def _since(session: Session) -> Markup | None:
    """The sentences that the report would have otherwise if it were rendered now."""
    try:
        old = json.loads(_remembered(session).read_bytes())
        new = list(session.disk.told.sentences.values())
        changed = list(sentence_changes([str(text) for text in old], new))
    except (OSError, ValueError, TypeError, UserError):
        return None
    if not changed:
        return el("p", say("render_same"), class_="keterangan")
    rows = [el("li", el("del", was) if was else None, el("ins", now) if now else None) for was, now in changed[:60]]
    return el("section", el("h2", say("render_since", count=len(changed))), el("ul", rows, class_="kalimat"))


def _render(ask: Ask) -> Answer:
    session = ask.session
    root, year, office = session.root, session.year, session.satker
    project = Project(root, year, office)

    view = session.disk

    def do(tell: Callable[[str], None]) -> object:
        made = compose(project, root / "output", progress=tell)
        whole.write(_remembered(session), json.dumps(list(view.told.sentences.values()), ensure_ascii=False).encode())
        return made

    session.work.start(NAME, do)
    return Fragment(_progress(session))


def _standing(ask: Ask) -> Answer:
    state = ask.session.work.of(NAME)
    if state.done and state.result is not None:
        return Reload()
    return Fragment(_progress(ask.session))


def _look(ask: Ask) -> Answer:
    path = _files(ask.session).get("html")
    return File(path.read_bytes(), _KINDS["html"], sandboxed=True) if path else Missing()


def _take(ask: Ask) -> Answer:
    path = _files(ask.session).get(ask.parts[0])
    return File(path.read_bytes(), _KINDS[ask.parts[0]], name=path.name) if path else Missing()


ROUTES = (
    Route("GET", r"/laporan", _page),
    Route("POST", r"/laporan/susun", _render),
    Route("GET", r"/laporan/kemajuan", _standing),
    Route("GET", r"/laporan/lihat", _look),
    Route("GET", r"/laporan/berkas/(html|pdf|docx)", _take),
)
