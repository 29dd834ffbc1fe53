"""HTML built from Python values: everything is escaped, unless it was built here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TypeAlias

_VOID = {"input", "br", "meta", "link", "img", "hr", "col"}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | int | Markup | Iterable[Child] | None"
Value: TypeAlias = "str | int | None"


def el(name: str, /, *children: Child, more: Mapping[str, Value] | None = None, **attributes: Value) -> Markup:
    """An element. In attributes, None and False leave one out, True lets it stand alone; `hx_get` is `hx-get`.

    >>> el("a", "x < y", class_="tautan", href='/?q="', hidden=False, data_n=1)
    '<a class="tautan" href="/?q=&quot;" data-n="1">x &lt; y</a>'
    >>> el("p", None, ["satu ", el("b", "dua")])
    '<p>satu <b>dua</b></p>'
    """
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()} | dict(more or {})
    given = "".join(_attribute(key, value) for key, value in named.items())
    return Markup(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Markup:
    """Several pieces as one."""
    return Markup("".join(_piece(child) for child in children))


def _piece(child: Child) -> str:
    if isinstance(child, Markup):
        return child
    if child is None or isinstance(child, bool):
        return ""
    if isinstance(child, str | int):
        return escape(str(child), quote=False)
    return join(child)


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
