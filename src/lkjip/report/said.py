"""What a notebook says, without running it: for the effect of an edit while it is typed.

Nothing is executed. An expression is read as a syntax tree, and only one shape of it is answered: the report itself, one of
its public methods or one of its charts, called with literals, with the report's own plain properties, or with such calls:
`r("ikm.capaian", tahun=r.year_before)`, `r.flow(r.summary(), r.charts.ranking("ikm.nilai_unsur", mean="ikm.realisasi"))`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lkjip.errors import UserError
from lkjip.report import Report
from lkjip.report.charts import Chart
from lkjip.report.document import Code, Document
from lkjip.report.drawing import Drawing
from lkjip.report.printed import Markdown, markdown

# They tell what else was printed, or take seconds: not while somebody types.
APPENDIX = frozenset({"working_papers", "provenance", "missing", "checks", "colophon", "changes", "robustness"})
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
    reader = _Reader(report, *_names(document))
    for part in document.parts:
        try:
            if isinstance(part, Code):
                yield [_text(reader.value(_only(part.code)))]
            else:
                yield [_text(reader.value(ast.parse(inline.code, mode="eval").body)) for inline in part.inline]
        except (_Open, SyntaxError, UserError):
            yield None


def _only(code: str) -> ast.expr:
    """The one expression of a cell."""
    match ast.parse(code).body:
        case [ast.Expr(value=node)]:
            return node
        case _:
            raise _Open


def _names(document: Document) -> tuple[str, dict[str, object]]:
    """What the notebook calls its report (the name it gives to `load(…)`), and its names for plain literals."""
    report, literals = "", {}
    for part in document.parts:
        for node in _parsed(part).body if isinstance(part, Code) else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="load"))):
                    report = name
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    with suppress(ValueError):  # anything but a literal
                        literals[name] = ast.literal_eval(value)
    return report, literals


def _parsed(part: Code) -> ast.Module:
    try:
        return ast.parse(part.code)
    except SyntaxError:  # a magic of IPython
        return ast.Module([], [])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Answers expressions: `name` is the report in them, `literals` the values of other names."""

    report: Report
    name: str
    literals: Mapping[str, object]

    def value(self, node: ast.expr) -> Any:
        """What an expression of the closed shape gives."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name(id=name) if name in self.literals:
                return self.literals[name]
            case ast.List(elts=parts):
                return [self.value(part) for part in parts]
            case ast.Tuple(elts=parts):
                return tuple(self.value(part) for part in parts)
            case ast.Dict(keys=keys, values=values):
                return {self._key(key): self.value(value) for key, value in zip(keys, values, strict=True)}
            case ast.Attribute(value=ast.Name(id=owner), attr=own) if owner == self.name and own in _PROPERTIES:
                return getattr(self.report, own)
            case ast.Call(func=function):
                return self._called(self._function(function), node)
            case _:
                raise _Open

    def _key(self, node: ast.expr | None) -> Any:
        if node is None:
            raise _Open
        return self.value(node)

    def _function(self, node: ast.expr) -> Any:
        """The report itself, one of its public methods, or one of its charts; there is nothing else to call."""
        match node:
            case ast.Name(id=owner) if owner == self.name:
                return self.report
            case ast.Attribute(value=ast.Name(id=owner), attr=own) if owner == self.name and own in _METHODS:
                return getattr(self.report, own)
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr="charts"), attr=own) if (
                owner == self.name and own in _CHARTS
            ):
                return getattr(self.report.charts, own)
            case _:
                raise _Open

    def _called(self, function: Any, node: ast.Call) -> object:
        given = [self.value(argument) for argument in node.args]
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            found = self.value(keyword.value)
            if keyword.arg is None and not isinstance(found, Mapping):
                raise _Open
            named |= found if keyword.arg is None else {keyword.arg: found}
        try:
            return function(*given, **named)
        except (TypeError, AttributeError, LookupError, ValueError) as error:  # arguments it cannot take: running it tells
            raise _Open from error


def _text(value: object) -> str:
    own = getattr(value, "_repr_markdown_", None)
    return str(own()) if own is not None else markdown(str(value))
