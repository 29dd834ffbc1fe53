"""What the pages of rules add and remove: a target year, a weight's member, a category."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from lkjip.editing.cells import Grid
from lkjip.editing.edits import Edit
from lkjip.editing.numbers import Bounds, understood
from lkjip.editing.values import Editable, entries
from lkjip.editing.yaml_text import NotEditable
from lkjip.rules.source import Scalar
from lkjip.studio.ask import Answer, Ask, Fragment, Reload, Route
from lkjip.studio.markup import el
from lkjip.studio.session import Session
from lkjip.studio.taking import code_from
from lkjip.studio.texts import say


class Refused(Exception):
    """What was asked cannot be done; the text says why."""


def _doing(make: Callable[[Ask, Editable], tuple[list[Edit], str]]) -> Callable[[Ask], Answer]:
    """An action that makes edits near a field."""

    def answer(ask: Ask) -> Answer:
        session = ask.session
        with session.lock:
            near = session.view.fields.get(ask.value("dekat"))
            try:
                if near is None or ask.stale:
                    raise Refused(say("gone"))
                edits, label = make(ask, near)
                session.edit(edits, label)
            except Refused as refused:
                return Fragment(el("p", str(refused)))
            except NotEditable:
                return Fragment(el("p", say("not_editable", file=near.file if near else "")))
        return Reload()

    return answer


def _number(ask: Ask, bounds: Bounds, name: str = "nilai") -> Scalar:
    found = understood(ask.value(name), bounds)
    if found.value is None:
        raise Refused(say("ambiguous") if found.choices else say("number_not_a_number"))
    return int(found.value) if found.value == found.value.to_integral_value() else found.value


def _text(ask: Ask, name: str) -> str:
    text = " ".join(ask.value(name).split())
    if not text:
        raise Refused(say("empty_text"))
    return text


def _target(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    year = _text(ask, "tahun")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Refused(say("no_year"))
    if any(v.file == near.file and v.path == ("targets", year) for v in ask.session.view.values):
        raise Refused(say("year_there", year=year))
    value = _number(ask, near.bounds)
    return [Edit(near.file, ("targets", year), "add", _like(value, near.value))], say("added_target", year=year)


def _like(value: Scalar, sample: Scalar) -> Scalar:
    """A number with as many decimals as its neighbour has."""
    if isinstance(value, int | Decimal) and isinstance(sample, Decimal):
        exponent = sample.as_tuple().exponent
        own = Decimal(value)
        return own.quantize(sample) if isinstance(exponent, int) and own == own.quantize(sample) else own
    return value


def _remove_entry(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    if near.kind != "target":
        raise Refused(say("not_editable", file=near.file))
    return [Edit(near.file, near.path, "remove")], say("remove_target", year=near.title)


def _add_member(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    """A weight's member: it joins the dimension and the weights; its row in the tables then waits to be filled."""
    title = _text(ask, "judul")
    file, dimension, members = _dimension(ask.session, near)
    code = code_from(title, frozenset(map(str, members)))
    value = _number(ask, near.bounds)
    edits = [
        Edit(file, (dimension, "members", code), "add", title),
        Edit(near.file, (*near.path[:-1], code), "add", value),
    ]
    return edits, say("added_member", name=title)


def _remove_member(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    """A weight's member leaves its dimension, every set of weights over it, and the rows of the office's tables."""
    session, code = ask.session, str(near.path[-1])
    file, dimension, _ = _dimension(session, near)
    edits = [Edit(file, (dimension, "members", code), "remove")]
    for value in session.view.values:
        if value.kind == "weight" and value.path[-1] == code and _by(session, value) == dimension:
            edits.append(Edit(value.file, value.path, "remove"))
    for grid in session.view.grids:
        if dimension in grid.keys:
            edits += [Edit(grid.file, (key,), "remove") for key in _rows(session, grid, dimension, code)]
    return edits, say("removed_member", name=near.title)


def _rows(session: Session, grid: Grid, dimension: str, code: str) -> Iterator[str]:
    for codes, cells in grid.rows:
        if codes[grid.keys.index(dimension)] == code and cells and cells[0].text is not None:
            yield cells[0].key


def _dimension(session: Session, near: Editable) -> tuple[str, str, Any]:
    """The file and name of the dimension that a weight's members belong to, and its members."""
    name = _by(session, near)
    for file, document in session.view.documents.items():
        data: Any = document.data
        if document.kind == "dimensions" and name in data:
            return file, name, entries(data, name, "members")
    raise Refused(say("gone"))


def _by(session: Session, weight: Editable) -> str:
    data: Any = session.view.documents[weight.file].data
    return str(entries(data, *weight.path[:2]).get("by", "")) if weight.path[0] == "weights" else ""


def _add_band(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    """A category: it takes its place by its bound."""
    title, code = _text(ask, "judul"), _text(ask, "kode")
    group = str(near.path[0])
    own = [v for v in ask.session.view.values if v.file == near.file and v.owner == group]
    bands = [v for v in own if v.kind == "band"]
    if any(v.kind == "band_code" and v.value == code for v in own):
        raise Refused(say("code_there", code=code))
    entry: dict[str, Any] = {"code": code, "title": title}
    if not bands:
        raise Refused(say("not_editable", file=near.file))
    value = _like(_number(ask, bands[0].bounds), bands[0].value)
    starts = [Decimal(v.value) for v in bands if isinstance(v.value, int | Decimal)]
    given = Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    if given in starts:
        raise Refused(say("bound_there"))
    place = sum(start < given for start in starts)
    sign = str(bands[min(place, len(bands) - 1)].path[-1]) if place else "from"
    return [Edit(near.file, (group, "bands", place), "add", {sign: value, **entry})], say("added_band", name=title)


def _remove_band(ask: Ask, near: Editable) -> tuple[list[Edit], str]:
    return [Edit(near.file, near.path[:3], "remove")], say("removed_band", name=near.title)


ROUTES = (
    Route("POST", r"/aturan/target", _doing(_target)),
    Route("POST", r"/aturan/hapus", _doing(_remove_entry)),
    Route("POST", r"/aturan/anggota/tambah", _doing(_add_member)),
    Route("POST", r"/aturan/anggota/hapus", _doing(_remove_member)),
    Route("POST", r"/aturan/kategori/tambah", _doing(_add_band)),
    Route("POST", r"/aturan/kategori/hapus", _doing(_remove_band)),
)
