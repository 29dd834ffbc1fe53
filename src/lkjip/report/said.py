"""What a notebook's inline expressions say, without running the notebook: for the effect of an edit while it is typed.

Nothing is executed. An expression is read as a syntax tree, and only one shape of it is answered: the report itself or
one of its public methods, called with literals or with its own plain properties (`r("ikm.capaian", tahun=r.year_before)`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from lkjip.errors import UserError
from lkjip.report import Report
from lkjip.report.document import Code, Document, Text
from lkjip.report.printed import markdown

_METHODS = frozenset(name for name, value in vars(Report).items() if callable(value) and not name.startswith("_"))
_PROPERTIES = frozenset(name for name, value in vars(Report).items() if isinstance(value, property))


class _Open(Exception):
    """An expression of another shape."""


def texts(report: Report, document: Document) -> Iterator[list[str] | None]:
    """For each part of a notebook that is text, the Markdown of its expressions; None where one cannot be told so."""
    name = _name(document)
    for part in document.parts:
        if isinstance(part, Text):
            try:
                yield [_text(_value(report, name, ast.parse(inline.code, mode="eval").body)) for inline in part.inline]
            except (_Open, UserError):
                yield None


def _name(document: Document) -> str:
    """What the notebook calls its report: the name that a cell gives to `load(…)`."""
    for part in document.parts:
        for node in ast.walk(_parsed(part)) if isinstance(part, Code) else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="load"))):
                    return name
    return ""


def _parsed(part: Code) -> ast.Module:
    try:
        return ast.parse(part.code)
    except SyntaxError:  # a magic of IPython
        return ast.Module([], [])


def _value(report: Report, name: str, node: ast.expr) -> object:
    match node:
        case ast.Constant():
            return node.value
        case ast.Attribute(value=ast.Name(id=owner), attr=own) if owner == name and own in _PROPERTIES:
            return getattr(report, own)
        case ast.Call(func=ast.Name(id=owner)) if owner == name:
            return report(*_positional(report, name, node), **_named(report, name, node))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=own)) if owner == name and own in _METHODS:
            return getattr(report, own)(*_positional(report, name, node), **_named(report, name, node))
        case _:
            raise _Open


def _positional(report: Report, name: str, node: ast.Call) -> list[Any]:
    return [_argument(report, name, argument) for argument in node.args]


def _named(report: Report, name: str, node: ast.Call) -> dict[str, Any]:
    return {keyword.arg or "": _argument(report, name, keyword.value) for keyword in node.keywords}


def _argument(report: Report, name: str, node: ast.expr) -> object:
    if isinstance(node, ast.Call):
        raise _Open
    return _value(report, name, node)


def _text(value: object) -> str:
    own = getattr(value, "_repr_markdown_", None)
    return str(own()) if own is not None else markdown(str(value))
