"""Data: each table as a grid with titles instead of codes; a block that is pasted or imported shows what it is taken for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from lkjip.decimals import indonesian
from lkjip.editing.cells import Cell, Grid
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import Issue, UserError
from lkjip.rules.model import Column, RuleSet
from lkjip.studio import pasting
from lkjip.studio.ask import Answer, Ask, File, Fragment, Missing, Page, Reload, Route
from lkjip.studio.fields import choice_button
from lkjip.studio.layout import Layout, laid_out
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.impact import issue_list
from lkjip.studio.pasting import Pasted
from lkjip.studio.session import Session
from lkjip.studio.taking import into_cell
from lkjip.studio.texts import say
from lkjip.studio.view import field_id
from lkjip.workbook.export import workbook
from lkjip.workbook.reading import read as read_workbook

LISTED = 300  # cells of a block that are listed before it is taken


def _index(ask: Ask) -> Answer:
    view = ask.session.view
    rows = [_entry(ask.session, grid) for grid in view.grids]
    body = el("section", el("ul", rows, class_="daftar")) if rows else el("p", say("data_none"), class_="keterangan")
    help_ = el("p", say("data_help"), class_="keterangan")
    return Page(
        say("menu_data"), "data", el("article", el("h1", say("menu_data")), help_, body, _workbook_form(ask.session))
    )


def _workbook_form(session: Session) -> Markup:
    """Everything as one Excel workbook, out and back into the draft."""
    form = el(
        "form", el("label", say("workbook_file"), el("input", type="file", name="berkas", required=True, accept=".xlsx")),
        el("button", say("workbook_take"), type="submit"), hx_post="/data/buku-kerja", hx_target="#pesan",
        hx_encoding="multipart/form-data", class_="tambah",
    )  # fmt: skip
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


def _entry(session: Session, grid: Grid) -> Markup:
    wrong = sum(issue.location.file == grid.file for issue in session.view.issues)
    empty = sum(cell.text is None for _, cells in grid.rows for cell in cells)
    marks: list[Child] = []
    if wrong:
        marks.append(el("span", say("problems_count", count=wrong), class_="tanda warning"))
    if empty:
        marks.append(el("span", say("cells_empty", count=empty), class_="tanda"))
    count = say("rows_count", count=len(grid.rows)) if grid.editable else say("data_other_form")
    link = el("a", grid.table.title, href=f"/data/{grid.table.name}")
    return el("li", link, marks, el("small", count))


def _table(ask: Ask) -> Answer:
    session, name = ask.session, ask.parts[0]
    found = [grid for grid in session.view.grids if grid.table.name == name]
    if not found:
        return Missing()
    table = found[0].table
    source = " – ".join(filter(None, (table.system, table.place)))
    body = el(
        "article",
        el("nav", el("a", say("menu_data"), href="/data"), class_="remah", aria_label=say("path")),
        el("h1", table.title),
        el("p", source, class_="keterangan") if source else None,
        [grid_markup(session, grid) for grid in found],
        _import_form(name) if any(grid.editable for grid in found) else None,
        el("dialog", id="tempelan", aria_label=say("pasted")),
    )
    return Page(table.title, "data", body)


def _import_form(name: str) -> Markup:
    form = el(
        "form", el("label", say("import_file"), el("input", type="file", name="berkas", required=True, accept=".xlsx,.csv")),
        el("button", say("import_read"), type="submit"), hx_post=f"/data/{name}/impor", hx_target="#tempelan",
        hx_encoding="multipart/form-data", class_="tambah",
    )  # fmt: skip
    return el("section", el("h2", say("import_title")), el("p", say("import_help"), class_="keterangan"), form)


def grid_markup(session: Session, grid: Grid) -> Markup:
    """A file of a table."""
    if not grid.editable:
        return el("section", el("p", say("data_only_csv", file=grid.file), class_="keterangan"))
    rules = session.view.project.rules
    layout = laid_out(grid, rules)
    heads = [el("th", title, scope="col") for title in (*layout.first, *layout.heads)]
    rows = []
    for number, line in enumerate(layout.lines):
        cells = [
            cell_markup(session, grid, cell, layout.label(line, place), (number, place), rules) if cell else el("td")
            for place, cell in enumerate(line.cells)
        ]
        rows.append(el("tr", [el("th", title, scope="row") for title in line.titles], cells))
    kind = "kisi silang" if layout.crossed else "kisi"
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_=kind, data_tabel=grid.table.name)
    about = [_column_about(column, rules) for column in grid.table.columns.values()]
    scroller = el("div", table, class_="gulir", tabindex="0", role="region", aria_label=grid.table.title)
    return el("section", el("p", about, el("br"), say("paste_help"), class_="keterangan"), scroller)


def _column_about(column: Column, rules: RuleSet) -> str:
    """What a column takes, in a few words."""
    scale = rules.scales.get(column.unit)
    parts = [column.title, scale.title if scale else ""]
    if column.type == "decimal":
        parts.append(say("decimals_at_most", count=column.decimals))
    if column.empty:
        parts.append(say("may_be_empty", reason=column.empty))
    return ", ".join(filter(None, parts)) + ". "


def cell_markup(session: Session, grid: Grid, cell: Cell, label: str, at: tuple[int, int], rules: RuleSet) -> Markup:
    """A cell as an input that says what is wrong with it."""
    own = field_id(cell.file, (cell.key, cell.column))
    column = grid.table.columns[cell.column]
    typed = session.history.state.typed.get(own)
    text = shown_cell(cell, column) if typed is None else typed
    more: dict[str, Any] = {
        "id": own, "name": "text", "hx-post": f"/ubah/{own}", "hx-target": "#dampak", "hx-swap": "outerHTML",
        "hx-sync": "this:replace", "aria-label": label, "aria-describedby": f"m-{own}", "autocomplete": "off",
        "data-baris": at[0], "data-lajur": at[1],
        "aria-invalid": "true" if typed is not None or _wrong(session, cell) else None,
    }  # fmt: skip
    if column.categories:
        control = _choice(column, rules, text, more)
    else:
        control = el(
            "input", type="text", value=text, inputmode="text" if column.type == "text" else "decimal",
            placeholder="–" if column.empty else None, title=column.empty or None,
            more={**more, "hx-trigger": "input changed delay:200ms"},
        )  # fmt: skip
    return el("td", control, cell_note(session, grid, cell), class_="kosong" if cell.text is None else None)


def _choice(column: Column, rules: RuleSet, text: str, more: dict[str, Any]) -> Markup:
    bands = rules.categories[column.categories].bands
    options = [el("option", say("not_measured") if column.empty else "–", value="", selected=not text)]
    options += [el("option", f"{b.title} ({b.code})", value=b.code, selected=b.code == text) for b in bands]
    return el("select", options, more={**more, "hx-trigger": "change"})


def shown_cell(cell: Cell, column: Column) -> str:
    """A cell's text as an Indonesian reader writes it."""
    text = cell.text or ""
    return indonesian(text) if column.type not in ("text", "ordinal") else text


def cell_note(session: Session, grid: Grid, cell: Cell, oob: bool = False) -> Markup:
    """What is said under a cell."""
    own = field_id(cell.file, (cell.key, cell.column))
    typed = session.history.state.typed.get(own)
    said: list[Child] = []
    if typed is not None:
        taken = into_cell(grid, cell, typed, session.view.project.rules)
        said = [el("span", taken.reason, class_="sebab")]
        said += [choice_button(own, choice) for choice in taken.choices]
    elif (issue := _wrong(session, cell)) is not None:
        said = [el("span", issue.message, class_="sebab")]
    return el("div", said, id=f"m-{own}", class_="kata", aria_live="polite", hx_swap_oob="true" if oob else None)


def _wrong(session: Session, cell: Cell) -> Issue | None:
    """What is wrong in a cell, by its file, line and column."""
    for issue in session.view.issues:
        if issue.location.file == cell.file and issue.location.line == cell.line and issue.level == "error":
            named = issue.values.get("column")
            if named is None or named == cell.column:
                return issue
    return None


# Blocks: pasted, or out of a file


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
        with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
            sheets = pasting.from_file(upload.name, upload.content, Path(folder))
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
            "tr", el("th", entry.label, scope="row"), el("td", entry.text),
            el("td", el("del", shown_cell(entry.cell, columns[entry.cell.column]) or "–")),
            el("td", _outcome(entry, columns[entry.cell.column])), class_=None if entry.taken.edit else "tak-diambil",
        )
        for entry in sorted(found, key=lambda entry: entry.taken.edit is not None)[:LISTED]
    ]  # fmt: skip
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
    Route("GET", r"/data", _index),
    Route("GET", r"/data/buku-kerja\.xlsx", _workbook),
    Route("POST", r"/data/buku-kerja", _import_workbook),
    Route("GET", r"/data/([a-z0-9_]+)", _table),
    Route("POST", r"/data/([a-z0-9_]+)/tempel", _paste),
    Route("POST", r"/data/([a-z0-9_]+)/impor", _import),
    Route("POST", r"/data/([a-z0-9_]+)/ambil", _take),
)
