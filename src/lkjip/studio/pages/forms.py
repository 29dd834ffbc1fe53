"""Small forms of the pages of rules: something to add, something to remove."""

from __future__ import annotations

from lkjip.editing.values import Editable
from lkjip.studio import fields
from lkjip.studio.markup import Child, Markup, el
from lkjip.studio.texts import say


def form(action: str, near: Editable, *inputs: Child) -> Markup:
    """What adds something near a field."""
    return el(
        "form",
        inputs,
        el("input", type="hidden", name="dekat", value=fields.name_of(near)),
        el("button", say("add"), type="submit"),
        hx_post=action,
        hx_target="#pesan",
        hx_swap="innerHTML",
        class_="tambah",
    )


def entry(name: str, label: str, mode: str = "text") -> Markup:
    """An input of such a form."""
    return el("label", label, el("input", type="text", name=name, inputmode=mode, required=True, autocomplete="off"))


def remove(value: Editable, label: str, action: str = "/aturan/hapus") -> Markup:
    """The button that removes what a field belongs to."""
    return el(
        "button",
        el("span", "×", aria_hidden="true"),
        type="button",
        class_="ikon hapus",
        aria_label=label,
        title=label,
        hx_post=action,
        hx_target="#pesan",
        name="dekat",
        value=fields.name_of(value),
        data_tanya=f"{label}?",
    )


def crumb() -> Markup:
    """The way back to the list of rules."""
    return el("nav", el("a", say("menu_rules"), href="/aturan"), class_="remah", aria_label=say("path"))
