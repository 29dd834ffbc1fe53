"""Blocks of cells, pasted or out of a file, shown as what they are taken for; the workbook, out and back into the draft."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lkjip.decimals import indonesian
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import UserError
from lkjip.rules.model import Column
from lkjip.studio import pasting
from lkjip.studio.ask import Answer, Ask, File, Fragment, Missing, Page, Reload, Route
from lkjip.studio.layout import Layout, laid_out
from lkjip.studio.markup import Markup, el
from lkjip.studio.pages.impact import issue_list
from lkjip.studio.pasting import Pasted
from lkjip.studio.session import Session
from lkjip.studio.taking import shown_cell
from lkjip.studio.texts import say
from lkjip.studio.view import field_id
from lkjip.workbook.blocks import from_file
from lkjip.workbook.export import workbook
from lkjip.workbook.reading import read as read_workbook

LISTED = 300  # cells of a block that are listed before it is taken


def workbook_form(session: Session) -> Markup:
    """Everything as one Excel workbook, out and back into the draft."""
    form = el(
        "form",
        el("label", say("workbook_file"), el("input", type="file", name="berkas", required=True, accept=".xlsx")),
        el("button", say("workbook_take"), type="submit"),
        hx_post="/data/buku-kerja",
        hx_target="#pesan",
        hx_encoding="multipart/form-data",
        class_="tambah",
    )
    link = el("a", say("workbook_get"), href="/data/buku-kerja.xlsx", class_="tombol", download=f"lkjip-{session.year}.xlsx")
    return el("section", el("h2", say("workbook")), el("p", say("workbook_help"), class_="keterangan"), el("p", link), form)


def _workbook(ask: Ask) -> Answer:
    session = ask.session
    try:
        content = workbook(session.view.project, session.satker)
    except UserError as error:
        return Page(
            say("menu_data"), "data", el("article", issue_list(session.view, error.issues, say("problems_blocking")))
        )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(content, kind, name=f"lkjip-{session.year}-{session.satker}.xlsx")


def _import_workbook(ask: Ask) -> Answer:
    """What was changed in a workbook goes into the draft as one step; nothing is saved yet."""
    session, upload = ask.session, ask.uploads.get("berkas")
    if upload is None:
        return Fragment(el("p", say("import_none")))
    with session.lock:
        try:
            with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
                path = Path(folder) / "buku-kerja.xlsx"
                path.write_bytes(upload.content)
                found = read_workbook(path, session.view.project, session.satker)
            if not found.edits:
                return Fragment(el("p", say("workbook_same")))
            session.edit(found.edits, say("workbook"))
        except UserError as error:
            return Fragment(el("div", [el("p", f"{issue.message} {issue.hint}") for issue in error.issues[:12]]))
        except NotEditable as error:
            return Fragment(el("p", say("not_editable", file=str(error))))
    return Reload()


def _layouts(session: Session, name: str) -> list[Layout]:
    rules = session.view.project.rules
    return [laid_out(grid, rules) for grid in session.view.grids if grid.table.name == name and grid.editable]


def _paste(ask: Ask) -> Answer:
    session, name = ask.session, ask.parts[0]
    layouts = _layouts(session, name)
    for layout in layouts:
        for number, line in enumerate(layout.lines):
            for place, cell in enumerate(line.cells):
                if cell and field_id(cell.file, (cell.key, cell.column)) == ask.value("sel"):
                    block = pasting.from_clipboard(ask.value("teks"))
                    found = pasting.placed(layout, block, session.view.project.rules, (number, place))
                    return Fragment(_preview(session, name, found))
    return Missing()


def _import(ask: Ask) -> Answer:
    session, name = ask.session, ask.parts[0]
    upload = ask.uploads.get("berkas")
    if upload is None:
        return Fragment(el("p", say("import_none")))
    try:
        sheets = from_file(upload.name, upload.content)
    except UserError as error:
        said = [el("p", f"{issue.message} {issue.hint}", class_="sebab") for issue in error.issues[:12]]
        return Fragment(el("div", el("h2", say("pasted")), said, _close()))
    rules = session.view.project.rules
    for layout in _layouts(session, name):
        for block in sheets:
            if found := pasting.placed(layout, block, rules):
                return Fragment(_preview(session, name, found))
    return Fragment(el("div", el("h2", say("pasted")), el("p", say("import_no_heads")), _close()))


def _preview(session: Session, name: str, found: list[Pasted]) -> Markup:
    """What a block is taken for, cell by cell, before it is taken."""
    if not found:
        return el("div", el("h2", say("pasted")), el("p", say("pasted_nothing")), _close())
    session.pasted = (name, tuple(found))
    columns = {grid.table.name: grid.table.columns for grid in session.view.grids}[name]
    rows = [
        el(
            "tr",
            el("th", entry.label, scope="row"),
            el("td", entry.text),
            el("td", el("del", shown_cell(entry.cell, columns[entry.cell.column]) or "–")),
            el("td", _outcome(entry, columns[entry.cell.column])),
            class_=None if entry.taken.edit else "tak-diambil",
        )
        for entry in sorted(found, key=lambda entry: entry.taken.edit is not None)[:LISTED]
    ]
    heads = [el("th", say(code), scope="col") for code in ("cell", "pasted_text", "before", "understood")]
    take = el(
        "button", say("pasted_take"), type="button", class_="utama", hx_post=f"/data/{name}/ambil", hx_target="#tempelan"
    )
    good = any(entry.taken.edit for entry in found)
    table = el("div", el("table", el("thead", el("tr", heads)), el("tbody", rows)), class_="gulir tinggi", tabindex="0")
    return el(
        "div", el("h2", say("pasted")), el("p", pasting.summary(found)), table, el("p", take if good else None, _close())
    )


def _outcome(entry: Pasted, column: Column) -> Markup:
    edit = entry.taken.edit
    if edit is None:
        return el("span", entry.taken.reason, " ", ", ".join(choice.shown for choice in entry.taken.choices), class_="sebab")
    text = str(edit.value.get(entry.cell.column, "")) if isinstance(edit.value, dict) else str(edit.value or "")
    return el("ins", (indonesian(text) if column.type not in ("text", "ordinal") else text) or say("not_measured"))


def _close() -> Markup:
    return el("button", say("cancel"), type="button", data_tutup=True)


def _take(ask: Ask) -> Answer:
    """Takes the block that was shown last, as one step."""
    session, name = ask.session, ask.parts[0]
    with session.lock:
        if session.pasted is None or session.pasted[0] != name or ask.stale:
            return Fragment(el("p", say("gone")))
        found, session.pasted = session.pasted[1], None
        try:
            session.edit(pasting.edits(found), say("pasted"))
        except NotEditable:
            return Fragment(el("p", say("not_editable", file=found[0].cell.file)))
    return Reload()


ROUTES = (
    Route("GET", r"/data/buku-kerja\.xlsx", _workbook),
    Route("POST", r"/data/buku-kerja", _import_workbook),
    Route("POST", r"/data/([a-z0-9_]+)/tempel", _paste),
    Route("POST", r"/data/([a-z0-9_]+)/impor", _import),
    Route("POST", r"/data/([a-z0-9_]+)/ambil", _take),
)
