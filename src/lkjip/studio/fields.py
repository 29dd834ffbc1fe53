"""A value as a field: its label, the input, what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.editing.values import CHOICE, FORMULA, NUMBER, TEXT, Editable
from lkjip.errors import Issue
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.session import Session
from lkjip.studio.taking import Choice, choices, into_value, shown
from lkjip.studio.texts import say
from lkjip.studio.view import field_id

_SHORT = ("band_title", "band_code", "short", "version", "member", "narrative", "title")


def name_of(field: Editable) -> str:
    """The name of a field in the page."""
    return field_id(field.file, field.path)


def field(
    session: Session,
    value: Editable,
    label: Child,
    *,
    hidden: bool = False,
    options: Mapping[str, str] | None = None,
    wide: bool = False,
    after: Child = None,
) -> Markup:
    """A field with its label; `hidden` keeps the label for screen readers alone; `options` are the choices it has."""
    own = name_of(value)
    text = el("label", label, for_=own, class_="sr" if hidden else None)
    kind = "lebar" if wide else "angka" if value.form == NUMBER else "isian"
    return el(
        "div",
        text,
        el("span", control(session, value, options), after, class_="kotak"),
        note(session, value),
        class_=f"field {kind}",
    )


def control(session: Session, value: Editable, options: Mapping[str, str] | None = None) -> Markup:
    """The input alone."""
    own = name_of(value)
    typed = session.history.state.typed.get(own)
    text = shown(value.value) if typed is None else typed
    common: dict[str, str | bool | None] = {
        "id": own,
        "name": "text",
        "hx-post": f"/ubah/{own}",
        "hx-target": "#dampak",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "aria-describedby": f"m-{own}",
        "autocomplete": "off",
        "aria-invalid": "true" if typed is not None else None,
        "class": None if typed is None else "salah",
        "data-awal": text,
    }
    typing = {"hx-trigger": "input changed delay:200ms"}
    if value.form == CHOICE:
        known = dict(options or choices(value))
        known = known if text in known else {text: text, **known}
        entries = [el("option", title, value=code, selected=code == text) for code, title in known.items()]
        return el("select", entries, more={**common, "hx-trigger": "change"})
    if value.form == NUMBER:
        return el("input", type="text", inputmode="decimal", value=text, more={**common, **typing})
    if value.form == TEXT and len(text) < 60 and value.kind in _SHORT:
        return el("input", type="text", value=text, more={**common, **typing})
    rows = min(12, max(1, len(text) // 70 + 1)) if value.form != FORMULA else max(1, len(text) // 60 + 1)
    spelled = "false" if value.form == FORMULA else None
    kind = "rumus" if value.form == FORMULA else None
    more = {**common, **typing, "spellcheck": spelled, "class": kind or common["class"]}
    return el("textarea", text, rows=rows, more=more)


def note(session: Session, value: Editable, oob: bool = False) -> Markup:
    """What is said under a field: why a text cannot be taken, or what is wrong on its line."""
    own = name_of(value)
    typed = session.history.state.typed.get(own)
    said: list[Child] = []
    if typed is not None:
        taken = into_value(value, typed)
        said = [el("span", taken.reason, class_="sebab")]
        said += [choice_button(own, choice) for choice in taken.choices]
    else:
        issues = [issue for issue in session.view.issues if issue.level == "error" and _on(issue, value)]
        said = [el("span", f"{issue.message} {issue.hint}", _character(issue, value), class_="sebab") for issue in issues]
    return el("div", said, id=f"m-{own}", class_="kata", hx_swap_oob="true" if oob else None, aria_live="polite")


def choice_button(own: str, choice: Choice) -> Markup:
    """A reading of what was typed, to be chosen."""
    return el("button", choice.shown, type="button", class_="pilihan", data_isi=choice.typed, data_untuk=own)


def _character(issue: Issue, value: Editable) -> Markup | None:
    """Where in a formula an issue stands, with the character marked."""
    at = issue.location.column - value.location.column
    text = str(value.value)
    if value.form != FORMULA or not 0 <= at <= len(text):
        return None
    marked = el("code", text[:at], el("mark", text[at : at + 1] or "…"), text[at + 1 :])
    return el("span", " ", say("at_character", count=at + 1), ": ", marked)


def _on(issue: Issue, value: Editable) -> bool:
    return issue.location.file == value.file and issue.location.line == value.location.line


def reason_text(issue: Issue) -> str:
    """An issue in one text."""
    return f"{issue.message} {issue.hint}".strip()


def expert(title: Child, *body: Child) -> Markup:
    """What only few need, folded away."""
    return el("details", el("summary", title), el("div", body, class_="lipat-isi"), class_="lipat")


def hint_text(code: str) -> Markup:
    """A short explanation."""
    return el("p", say(code), class_="keterangan")
