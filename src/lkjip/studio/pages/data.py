"""Data: each table as a grid with titles instead of codes; two keys stand crosswise; a cell that is wrong says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lkjip.decimals import indonesian
from lkjip.editing.cells import Cell, Grid
from lkjip.errors import Issue
from lkjip.rules.model import Column, RuleSet
from lkjip.studio.ask import Answer, Ask, Missing, Page, Route
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.session import Session, field_id
from lkjip.studio.taking import into_cell
from lkjip.studio.texts import say

_Codes = tuple[str, ...]


def _index(ask: Ask) -> Answer:
    view = ask.session.view
    rows = [_entry(ask.session, grid) for grid in view.grids]
    body = el("section", el("ul", rows, class_="daftar")) if rows else el("p", say("data_none"), class_="keterangan")
    help_ = el("p", say("data_help"), class_="keterangan")
    return Page(say("menu_data"), "data", el("article", el("h1", say("menu_data")), help_, body))


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
    return Page(
        table.title,
        "data",
        el(
            "article",
            el("nav", el("a", say("menu_data"), href="/data"), class_="remah", aria_label=say("path")),
            el("h1", table.title),
            el("p", source, class_="keterangan") if source else None,
            [grid_markup(session, grid) for grid in found],
        ),
    )


def grid_markup(session: Session, grid: Grid) -> Markup:
    """A file of a table; crosswise where it has two keys and one column, so that a page holds it."""
    if not grid.editable:
        return el("section", el("p", say("data_only_csv", file=grid.file), class_="keterangan"))
    rules = session.view.project.rules
    crossed = len(grid.keys) == 2 and len(grid.table.columns) == 1
    inner = _crossed(session, grid, rules) if crossed else _plain(session, grid, rules)
    about = [_column_about(column, rules) for column in grid.table.columns.values()]
    scroller = el("div", inner, class_="gulir", tabindex="0", role="region", aria_label=grid.table.title)
    return el("section", el("p", about, class_="keterangan"), scroller)


def _column_about(column: Column, rules: RuleSet) -> str:
    """What a column takes, in a few words."""
    scale = rules.scales.get(column.unit)
    parts = [column.title, scale.title if scale else ""]
    if column.type == "decimal":
        parts.append(say("decimals_at_most", count=column.decimals))
    if column.empty:
        parts.append(say("may_be_empty", reason=column.empty))
    return ", ".join(filter(None, parts)) + ". "


def _plain(session: Session, grid: Grid, rules: RuleSet) -> Markup:
    heads = [el("th", _dimension(rules, key), scope="col") for key in grid.keys]
    heads += [el("th", column.title, scope="col") for column in grid.table.columns.values()]
    rows = []
    for number, (codes, cells) in enumerate(grid.rows):
        named = _member_titles(rules, grid.keys, codes)
        first = [el("th", title, scope="row") for title in named]
        inputs = [
            cell_markup(session, grid, cell, ", ".join(named), number, place, rules) for place, cell in enumerate(cells)
        ]
        rows.append(el("tr", first, inputs))
    return el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="kisi")


def _crossed(session: Session, grid: Grid, rules: RuleSet) -> Markup:
    """The key with fewer members across, the other one down."""
    cells = {codes: cells[0] for codes, cells in grid.rows}
    members = [list(dict.fromkeys(codes[n] for codes in cells)) for n in (0, 1)]
    down, across = (0, 1) if len(members[0]) >= len(members[1]) else (1, 0)
    heads = [_member(rules, grid.keys[across], code, short=True) for code in members[across]]
    top = el(
        "tr", el("th", _dimension(rules, grid.keys[down]), scope="col"), [el("th", head, scope="col") for head in heads]
    )
    rows = []
    for number, code in enumerate(members[down]):
        title = _member(rules, grid.keys[down], code)
        inputs: list[Child] = []
        for place, other in enumerate(members[across]):
            cell = cells.get((code, other) if down == 0 else (other, code))
            label = f"{title}, {_member(rules, grid.keys[across], other)}"
            inputs.append(cell_markup(session, grid, cell, label, number, place, rules) if cell else el("td"))
        rows.append(el("tr", el("th", title, scope="row"), inputs))
    return el("table", el("thead", top), el("tbody", rows), class_="kisi silang")


def cell_markup(session: Session, grid: Grid, cell: Cell, label: str, row: int, place: int, rules: RuleSet) -> Markup:
    """A cell as an input that says what is wrong with it."""
    own = field_id(cell.file, (cell.key, cell.column))
    column = grid.table.columns[cell.column]
    typed = session.history.state.typed.get(own)
    text = shown_cell(cell, column) if typed is None else typed
    more: dict[str, Any] = {
        "id": own, "name": "text", "hx-post": f"/ubah/{own}", "hx-target": "#dampak", "hx-swap": "outerHTML",
        "hx-sync": "this:replace", "aria-label": f"{column.title}: {label}" if len(grid.table.columns) > 1 else label,
        "aria-describedby": f"m-{own}", "autocomplete": "off", "data-baris": row, "data-lajur": place,
        "aria-invalid": "true" if typed is not None or _wrong(session, cell) else None,
    }  # fmt: skip
    if column.categories:
        bands = rules.categories[column.categories].bands
        options = [el("option", say("not_measured") if column.empty else "–", value="", selected=not text)]
        options += [
            el("option", f"{band.title} ({band.code})", value=band.code, selected=band.code == text) for band in bands
        ]
        control = el("select", options, more={**more, "hx-trigger": "change"})
    else:
        number = column.type != "text"
        hole = "–" if column.empty else ""
        control = el(
            "input", type="text", value=text, inputmode="decimal" if number else "text", placeholder=hole or None,
            title=column.empty or None, more={**more, "hx-trigger": "input changed delay:200ms"},
        )  # fmt: skip
    return el("td", control, cell_note(session, grid, cell), class_="kosong" if cell.text is None else None)


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
        said += [
            el("button", text, type="button", class_="pilihan", data_isi=text, data_untuk=own) for text in taken.choices
        ]
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


def _dimension(rules: RuleSet, key: str) -> str:
    return rules.dimensions[key].title if key in rules.dimensions else say("office")


def _member(rules: RuleSet, key: str, code: str, *, short: bool = False) -> str:
    known = rules.dimensions.get(key)
    if known is None or code not in known.codes:
        return code
    found = known.member(code)
    return (short and found.short) or found.title


def _member_titles(rules: RuleSet, keys: Sequence[str], codes: _Codes) -> list[str]:
    return [_member(rules, key, code) for key, code in zip(keys, codes, strict=True)]


ROUTES = (Route("GET", r"/data", _index), Route("GET", r"/data/([a-z0-9_]+)", _table))
