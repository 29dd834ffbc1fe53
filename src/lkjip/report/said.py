"""What a notebook says, without running it: for the effect of an edit while it is typed.

Nothing is executed. An expression is read as a syntax tree, and only one shape of it is answered: the report itself, one of
its public methods or one of its charts, called with literals or with the report's own plain properties:
`r("ikm.capaian", tahun=r.year_before)`, `r.summary()`, `r.charts.ranking("ikm.nilai_unsur", mean="ikm.realisasi")`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from lkjip.errors import UserError
from lkjip.report import Report
from lkjip.report.charts import Chart
from lkjip.report.document import Code, Document
from lkjip.report.drawing import Drawing
from lkjip.report.printed import Markdown, markdown

APPENDIX = frozenset({"working_papers", "provenance", "missing", "checks", "colophon"})  # they tell what else was printed
_METHODS = frozenset(
    name for name, value in vars(Report).items() if callable(value) and not name.startswith("_") and name not in APPENDIX
)
_PROPERTIES = frozenset(name for name, value in vars(Report).items() if isinstance(value, property))
_CHARTS = frozenset(name for name, value in vars(Drawing).items() if callable(value) and not name.startswith("_"))


class _Open(Exception):
    """An expression of another shape."""


class Undrawn(Drawing):
    """Charts that are told and not drawn: `told` has the words of each by its name."""

    told: dict[str, str]

    def _drawn(self, chart: Chart, kind: str, figure: str) -> Markdown:
        self.told[f"{kind}:{figure}"] = chart.alt
        return Markdown("")


def outputs(report: Report, document: Document) -> tuple[list[list[str] | None], dict[str, str]]:
    """For each part of a notebook the Markdown of its expressions, of a cell its own; None where it cannot be told so.

    The second result holds the words of every chart by its name.
    """
    drawing = Undrawn(report.facts)
    drawing.told = {}
    report.charts = drawing
    return list(_parts(report, document)), drawing.told


def _parts(report: Report, document: Document) -> Iterator[list[str] | None]:
    name = _name(document)
    for part in document.parts:
        try:
            if isinstance(part, Code):
                yield [_text(_value(report, name, _only(part.code)))]
            else:
                yield [_text(_value(report, name, ast.parse(inline.code, mode="eval").body)) for inline in part.inline]
        except (_Open, SyntaxError, UserError):
            yield None


def _only(code: str) -> ast.expr:
    """The one expression of a cell."""
    match ast.parse(code).body:
        case [ast.Expr(value=node)]:
            return node
        case _:
            raise _Open


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
            return _called(report, report, name, node)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=own)) if owner == name and own in _METHODS:
            return _called(getattr(report, own), report, name, node)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr="charts"), attr=own)) if (
            owner == name and own in _CHARTS
        ):
            return _called(getattr(report.charts, own), report, name, node)
        case _:
            raise _Open


def _called(function: Any, report: Report, name: str, node: ast.Call) -> object:
    given = [_argument(report, name, argument) for argument in node.args]
    named = {keyword.arg or "": _argument(report, name, keyword.value) for keyword in node.keywords}
    try:
        return function(*given, **named)
    except TypeError as error:  # other arguments than it takes: the notebook will say so when it is run
        raise _Open from error


def _argument(report: Report, name: str, node: ast.expr) -> Any:
    if isinstance(node, ast.Call):
        raise _Open
    return _value(report, name, node)


def _text(value: object) -> str:
    own = getattr(value, "_repr_markdown_", None)
    return str(own()) if own is not None else markdown(str(value))
