"""What every page can ask for: a value typed, undo, redo, save, discard, and the end of a conflict."""

from __future__ import annotations

from lkjip.editing.cells import Cell, Grid
from lkjip.editing.values import Editable
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import UserError
from lkjip.studio import fields, places
from lkjip.studio.ask import Answer, Ask, Fragment, Missing, Reload, Route
from lkjip.studio.markup import Markup, el, join
from lkjip.studio.pages import frame, impact
from lkjip.studio.pages.data import cell_note
from lkjip.studio.pages.parts import live
from lkjip.studio.session import Session
from lkjip.studio.taking import Taken, into_cell, into_value
from lkjip.studio.texts import say
from lkjip.studio.view import field_id


def _change(ask: Ask) -> Answer:
    """A text typed into a field: taken into the draft, or kept as typed with the reason why it cannot be taken."""
    session, own, text = ask.session, ask.parts[0], ask.value("text")
    with session.lock:
        if ask.stale:
            return Fragment(stale(session))
        value = session.view.fields.get(own)
        found = None if value else cell_of(session, own)
        if value is None and found is None:
            return Missing()
        label = _label(value, found)
        taken = into_value(value, text) if value else _of_cell(session, found, text)
        error = _take(session, own, text, taken, label)
        return Fragment(join([impact.panel(session), updates(session, own, error)]))


def stale(session: Session) -> Markup:
    """The answer to a page whose fields may stand elsewhere by now: nothing is taken, and the page says so."""
    said = el("span", say("stale"), el("button", say("reload"), type="button", data_muat=True))
    return join([impact.panel(session), el("div", said, id="pesan", role="alert", class_="pesan", hx_swap_oob="true")])


def _label(value: Editable | None, found: tuple[Grid, Cell] | None) -> str:
    if value is not None:
        return value.title
    assert found is not None
    return f"{found[0].table.title}: {found[1].key}"


def _of_cell(session: Session, found: tuple[Grid, Cell] | None, text: str) -> Taken:
    assert found is not None
    return into_cell(*found, text, session.view.project.rules)


def _take(session: Session, own: str, text: str, taken: Taken, label: str) -> str:
    """Does what was typed; an error of the file itself comes back as text."""
    if taken.reason:
        session.keep_typed(own, text, label)
    elif taken.edit is None:
        session.forget_typed(own)
    else:
        try:
            session.edit([taken.edit], label, own)
        except NotEditable:
            return say("not_editable", file=taken.edit.file)
    return ""


def cell_of(session: Session, own: str) -> tuple[Grid, Cell] | None:
    """The cell of a field."""
    return next(((g, c) for g, c in places.cells(session.view) if field_id(c.file, (c.key, c.column)) == own), None)


def updates(session: Session, own: str, error: str = "") -> Markup:
    """What else an edit of a field changes: the bar, what is said under the field, totals and rulers."""
    value = session.view.fields.get(own)
    parts: list[Markup] = [frame.bar(session, oob=True)]
    if error:
        parts.append(el("div", error, id="pesan", role="alert", class_="pesan", hx_swap_oob="true"))
    if found := cell_of(session, own):
        parts.append(cell_note(session, *found, oob=True))
    if value is not None:
        parts.append(fields.note(session, value, oob=True))
        parts.extend(live(session, value))
    return join(parts)


def _undo(ask: Ask) -> Answer:
    ask.session.undo()
    return Reload()


def _redo(ask: Ask) -> Answer:
    ask.session.redo()
    return Reload()


def _discard(ask: Ask) -> Answer:
    ask.session.discard(say("discard"))
    return Reload()


def _save(ask: Ask) -> Answer:
    try:
        ask.session.save()
    except UserError as error:
        said = [el("p", fields.reason_text(issue)) for issue in error.issues]
        return Fragment(join([*said, impact.panel(ask.session, oob=True)]))
    except OSError as error:
        return Fragment(el("p", say("save_failed", problem=error.strerror or str(error))))
    return Reload()


def _conflict(ask: Ask) -> Answer:
    session, file = ask.session, ask.value("file")
    if file not in session.conflicts:
        return Reload()
    try:
        if ask.parts[0] == "disk":
            session.take_disk(file, say("conflict_disk"))
        else:
            session.take_mine(file, say("conflict_mine"))
    except NotEditable:
        return Fragment(el("div", say("conflict_unknown"), id="pesan", role="alert", class_="pesan", hx_swap_oob="true"))
    return Reload()


ROUTES = (
    Route("POST", r"/ubah/(f[0-9a-f]{12})", _change),
    Route("POST", r"/urungkan", _undo),
    Route("POST", r"/ulangi", _redo),
    Route("POST", r"/buang", _discard),
    Route("POST", r"/simpan", _save),
    Route("POST", r"/konflik/(disk|saya)", _conflict),
)
