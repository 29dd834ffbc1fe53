"""What expressions ask of the report: its own vocabulary called with written-out values, and nothing else of Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import Any

from lkjip.errors import Defect, UserError, nearest
from lkjip.project import Project
from lkjip.report import Report
from lkjip.report.charts import Chart
from lkjip.report.drawing import Drawing
from lkjip.report.printed import Markdown, Words
from lkjip.report.proof.python import UNKNOWN

# Made of all that was printed, or of whole years, from no argument.
_WHOLE = frozenset({"provenance", "working_papers", "colophon", "checks", "changes"})
_OF_EACH = re.compile(r"\*\.(\w+)", re.ASCII)


class Misused(Exception):
    """A word that the report does not have, or arguments that it does not take."""

    def __init__(self, told: str, line: int = 0) -> None:
        super().__init__(told)
        self.line = line


class _Undrawn(Drawing):
    """Charts whose points are looked up and that are not drawn."""

    def _drawn(self, chart: Chart, kind: str, figure: str) -> Markdown:
        return Markdown("")


def load(year: int) -> None:
    """Stands for `lkjip.report.load`, which a cell calls."""


class Asked:
    """Answers expressions, with the names that cells have given so far. A call is carried out on the report itself."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.report = Report(project)
        self.report.__dict__["charts"] = _Undrawn(self.report.facts)
        self.names: dict[str, Any] = {}

    def value(self, node: ast.expr) -> Any:
        """What an expression is, as far as it is made of written-out values and the report's vocabulary."""
        match node:
            case ast.Constant(value):
                return self._constant(value)
            case ast.List(items) | ast.Tuple(items):
                values = self._items(items)
                return UNKNOWN if UNKNOWN in values else tuple(values) if isinstance(node, ast.Tuple) else values
            case ast.JoinedStr(pieces):
                values = [self.value(piece.value if isinstance(piece, ast.FormattedValue) else piece) for piece in pieces]
                return "".join(map(str, values)) if all(isinstance(v, (str, int, Words)) for v in values) else UNKNOWN
            case ast.ListComp(item, loops) | ast.GeneratorExp(item, loops):
                values = list(self._each(item, loops))
                return UNKNOWN if UNKNOWN in values else values
            case ast.IfExp(ast.Compare(left, [ast.Eq() | ast.NotEq() as sign], [right]), yes, no):
                sides = self.value(left), self.value(right)
                same = sides[0] == sides[1]
                return UNKNOWN if UNKNOWN in sides else self.value(yes if same is isinstance(sign, ast.Eq) else no)
            case ast.Dict(keys, items) if None not in keys:
                pairs = [(self.value(key), self.value(item)) for key, item in zip(keys, items, strict=True) if key]
                return UNKNOWN if any(UNKNOWN in pair for pair in pairs) else dict(pairs)
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
                return -value
            case ast.Name(name):
                return self.names.get(name, UNKNOWN)
            case ast.Attribute(owner, name):
                return self._attribute(self.value(owner), name, node)
            case ast.Call(function, arguments, keywords):
                return self._call(self.value(function), node, arguments, keywords)
            case _:
                for inner in ast.iter_child_nodes(node):
                    if isinstance(inner, ast.expr):
                        self.value(inner)
                return UNKNOWN

    def _constant(self, value: Any) -> Any:
        """A written-out value. `*.target` means the figure of every indicator that has it; one of them must."""
        if isinstance(value, str) and (found := _OF_EACH.fullmatch(value)):
            known = {name for measure in self.project.rules.measures.values() for name in measure.figures}
            if found[1] not in known:
                raise Misused(f"*.{found[1]}{like(found[1], known)}")
        return value

    def _items(self, items: list[ast.expr]) -> list[Any]:
        """The items of a list that is written out; `*` puts another list in."""
        values: list[Any] = []
        for item in items:
            value = self.value(item.value if isinstance(item, ast.Starred) else item)
            values += value if isinstance(item, ast.Starred) and isinstance(value, (list, tuple)) else [value]
        return values

    def _each(self, item: ast.expr, loops: list[ast.comprehension]) -> Iterator[Any]:
        """The items of `item for name in source …` over written-out lists."""
        match loops:
            case []:
                yield self.value(item)
            case [ast.comprehension(ast.Name(name), source, [], 0), *inner]:
                values = self.value(source)
                before = dict(self.names)
                for value in values if isinstance(values, (list, tuple)) else [UNKNOWN]:
                    self.names[name] = value
                    yield from self._each(item, inner)
                self.names = before
            case _:
                yield UNKNOWN

    def _attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        if not isinstance(owner, (Report, Drawing)):
            return UNKNOWN
        words = [word for word in dir(type(owner)) if not word.startswith("_")]
        if name not in words:
            if name in vars(owner) and not name.startswith("_"):
                return UNKNOWN
            raise Misused(f"AttributeError: {name}{like(name, words)}", node.lineno)
        return getattr(owner, name)

    def _call(self, function: Any, node: ast.Call, arguments: list[ast.expr], keywords: list[ast.keyword]) -> Any:
        given = [self.value(argument) for argument in arguments]
        named: dict[str, Any] = {}
        for word in keywords:
            value = self.value(word.value)
            named |= {word.arg: value} if word.arg else value if isinstance(value, dict) else {"**": UNKNOWN}
        if function is load:
            return self._loaded(given, node)
        owner = getattr(function, "__self__", function)
        whole = getattr(function, "__name__", "") in _WHOLE
        unknown = any(value is UNKNOWN for value in (*given, *named.values()))
        if whole or unknown or not isinstance(owner, (Report, Drawing)):
            return Markdown("…") if whole else UNKNOWN
        try:
            return function(*given, **named)
        except (UserError, Defect, Misused):
            raise
        except Exception as error:  # whatever it is, rendering would fail with it as well
            raise Misused(f"{type(error).__name__}: {error}", node.lineno) from None

    def _loaded(self, given: list[Any], node: ast.Call) -> Any:
        if given and isinstance(given[0], int) and given[0] != self.project.year:
            raise Misused(f"load({given[0]}): {self.project.year}", node.lineno)
        return self.report


def like(name: str, known: Collection[str]) -> str:
    """The nearest name, as an addition to one that is not known."""
    near = nearest(name, known)
    return f" ({near}?)" if near else ""
