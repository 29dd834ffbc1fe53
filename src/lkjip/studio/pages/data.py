"""Data: each table as a grid with titles instead of codes; a block that is pasted or imported shows what it is taken for."""

from __future__ import annotations

from typing import Any

from lkjip.editing.cells import Cell, Grid
from lkjip.errors import Issue
from lkjip.rules.model import Column, RuleSet
from lkjip.studio.ask import Answer, Ask, Missing, Page, Route
from lkjip.studio.fields import choice_button
from lkjip.studio.layout import laid_out
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.pages.blocks import workbook_form
from lkjip.studio.session import Session
from lkjip.studio.taking import into_cell, shown_cell
from lkjip.studio.texts import say
from lkjip.studio.view import field_id


def _index(ask: Ask) -> Answer:
    view = ask.session.view
    rows = [_entry(ask.session, grid) for grid in view.grids]
    body = el("section", el("ul", rows, class_="daftar")) if rows else el("p", say("data_none"), class_="keterangan")
    help_ = el("p", say("data_help"), class_="keterangan")
    return Page(say("menu_data"), "data", el("article", el("h1", say("menu_data")), help_, body, workbook_form(ask.session)))


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
        "form",
        el("label", say("import_file"), el("input", type="file", name="berkas", required=True, accept=".xlsx,.csv")),
        el("button", say("import_read"), type="submit"),
        hx_post=f"/data/{name}/impor",
        hx_target="#tempelan",
        hx_encoding="multipart/form-data",
        class_="tambah",
    )
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
        "id": own,
        "name": "text",
        "hx-post": f"/ubah/{own}",
        "hx-target": "#dampak",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "aria-label": label,
        "aria-describedby": f"m-{own}",
        "autocomplete": "off",
        "data-baris": at[0],
        "data-lajur": at[1],
        "aria-invalid": "true" if typed is not None or _wrong(session, cell) else None,
    }
    if column.categories:
        control = _choice(column, rules, text, more)
    else:
        control = el(
            "input",
            type="text",
            value=text,
            inputmode="text" if column.type == "text" else "decimal",
            placeholder="–" if column.empty else None,
            title=column.empty or None,
            more={**more, "hx-trigger": "input changed delay:200ms"},
        )
    return el("td", control, cell_note(session, grid, cell), class_="kosong" if cell.text is None else None)


def _choice(column: Column, rules: RuleSet, text: str, more: dict[str, Any]) -> Markup:
    bands = rules.categories[column.categories].bands
    options = [el("option", say("not_measured") if column.empty else "–", value="", selected=not text)]
    options += [el("option", f"{b.title} ({b.code})", value=b.code, selected=b.code == text) for b in bands]
    return el("select", options, more={**more, "hx-trigger": "change"})


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


ROUTES = (
    Route("GET", r"/data", _index),
    Route("GET", r"/data/([a-z0-9_]+)", _table),
)
