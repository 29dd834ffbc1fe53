"""Periksa: a finished report is dropped here, and what it says that the rules do not shows beside its text."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from lkjip.audit import audit
from lkjip.audit.output.page import as_page
from lkjip.project import Project
from lkjip.report.compose import page_of
from lkjip.studio.ask import Answer, Ask, File, Fragment, Missing, Page, Reload, Route
from lkjip.studio.markup import Markup, el
from lkjip.studio.session import Session
from lkjip.studio.texts import say

NAME = "audit"
SUFFIXES = (".docx", ".pdf", ".html", ".htm", ".md", ".txt")


def _page(ask: Ask) -> Answer:
    session = ask.session
    form = el(
        "form",
        el("label", say("audit_file"), el("input", type="file", name="berkas", required=True, accept=",".join(SUFFIXES))),
        el("button", say("audit_do"), type="submit", class_="utama"),
        hx_post="/periksa",
        hx_target="#kemajuan",
        hx_swap="outerHTML",
        hx_encoding="multipart/form-data",
        class_="tambah jatuhkan",
    )
    frame = None
    if session.audited is not None:
        name, content = session.audited
        frame = el(
            "section",
            el("h2", name),
            el("iframe", src=f"/periksa/hasil?{hash(content)}", title=name, sandbox="allow-scripts", class_="naskah"),
        )
    body = el(
        "article",
        el("h1", say("menu_audit")),
        el("section", el("p", say("audit_help"), class_="keterangan"), form, _progress(session)),
        frame,
    )
    return Page(say("menu_audit"), "audit", body)


def _progress(session: Session) -> Markup:
    state = session.work.of(NAME)
    if not state.done:
        return el(
            "div",
            el("progress", aria_label=say("audit_do")),
            el("span", say("work_waiting" if state.waiting else "auditing")),
            id="kemajuan",
            role="status",
            class_="kemajuan",
            hx_get="/periksa/kemajuan",
            hx_trigger="every 700ms",
            hx_swap="outerHTML",
        )
    said = [el("p", f"{issue.message} {issue.hint}", class_="sebab") for issue in state.issues]
    if state.failure:
        said.append(el("p", say("work_failed", problem=state.failure), class_="sebab"))
    return el("div", said, id="kemajuan", role="status", class_="kemajuan")


def _audit(ask: Ask) -> Answer:
    session, upload = ask.session, ask.uploads.get("berkas")
    suffix = Path(upload.name).suffix.lower() if upload else ""
    if upload is None or suffix not in SUFFIXES:
        return Fragment(
            el("div", el("p", say("audit_kinds"), class_="sebab"), id="kemajuan", role="status", class_="kemajuan")
        )
    name = (re.sub(r"[^\w .()-]", "_", Path(upload.name).stem)[:80].strip() or "dokumen") + suffix
    project = Project(session.root, session.year, session.satker)

    def do(_: object) -> object:
        with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
            path = Path(folder) / name
            path.write_bytes(upload.content)
            session.audited = (name, as_page(audit(project, path, page_of(project))))
        return name

    session.work.start(NAME, do)
    return Fragment(_progress(session))


def _standing(ask: Ask) -> Answer:
    state = ask.session.work.of(NAME)
    if state.done and state.result is not None:
        return Reload()
    return Fragment(_progress(ask.session))


def _look(ask: Ask) -> Answer:
    found = ask.session.audited
    return File(found[1], "text/html; charset=utf-8", sandboxed=True) if found else Missing()


ROUTES = (
    Route("GET", r"/periksa", _page),
    Route("POST", r"/periksa", _audit),
    Route("GET", r"/periksa/kemajuan", _standing),
    Route("GET", r"/periksa/hasil", _look),
)
