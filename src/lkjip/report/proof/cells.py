"""The notebook's cells, looked at without running them.

What a cell asks of the report (`r.table(rows="indikator", …)`) is asked here in the same words: a call of the report's own
vocabulary with written-out arguments. Nothing else of Python is carried out; what is more than that is only read for its
syntax. So an unknown figure, member, source or word is told with its line, all of them at once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.messages import language, speaking
from lkjip.project import Project
from lkjip.report.document import Code, Document, Inline, Text
from lkjip.report.proof.asked import Asked, Misused, like, load
from lkjip.report.proof.python import Unknown, bound, parsed, undefined

_REFERENCE = re.compile(r"(?<![\w@\\])@((?:tbl|fig|sec|eq)-[\w-]*\w)")
_TARGET = re.compile(r"#((?:tbl|fig|sec|eq)-[\w-]*\w)")


def cells(project: Project, office: str, document: Document, source: str) -> tuple[Issue, ...]:
    """What is wrong with a document's cells and expressions, as one office's report has them.

    `source` is what the document was parsed from.
    """
    alone = project.satker == office or project.tables.offices == (office,)
    one = project if alone else Project(project.root, project.year, office, project.changed, sources=project.sources)
    spoken = language()
    with speaking("id"):  # the report is Indonesian; what is wrong with it is told as the user speaks
        return tuple(_Cells(one, document, source, spoken).issues())


class _Cells:
    """Goes through a document once, with the names that its cells have given so far."""

    def __init__(self, project: Project, document: Document, source: str, spoken: str) -> None:
        self.project, self.document, self.source, self.spoken = project, document, source, spoken
        self.asked = Asked(project)
        self.outputs: list[str] = []
        self.certain = True  # whether every output is known
        self.defined = {name for part in document.parts if isinstance(part, Code) for name in bound(part.code)}

    def issues(self) -> Iterator[Issue]:
        for part in self.document.parts:
            if isinstance(part, Code):
                yield from self._cell(part)
            else:
                for inline in part.inline:
                    yield from self._expression(inline)
        yield from self._references()

    # Cells

    def _cell(self, part: Code) -> Iterator[Issue]:
        try:
            tree = parsed(part.code)
        except SyntaxError as error:
            yield self._failed(part, error.lineno or 1, f"SyntaxError: {error.msg}")
            return
        if tree is None:  # more than Python, which only Jupyter can read
            self.certain = False
            return
        for statement in tree.body:
            line = statement.lineno
            try:
                self._statement(statement)
            except UserError as error:
                yield self._failed(part, line, self._told(error))
            except Misused as error:
                yield self._failed(part, error.line or line, str(error))
        for name, line in undefined(tree, self.defined):
            yield self._failed(part, line, f"NameError: {name}{like(name, self.defined)}")

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.ImportFrom("lkjip.report", names):
                self.asked.names |= {name.asname or name.name: load for name in names if name.name == "load"}
            case ast.Assign([ast.Name(name)], value):
                self.asked.names[name] = self.asked.value(value)
            case ast.Expr(value):
                self._output(self.asked.value(value))
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                pass
            case _:
                self.certain = False

    def _expression(self, inline: Inline) -> Iterator[Issue]:
        tree = ast.parse(inline.code.strip(), mode="eval")
        place = Location(self.document.file, inline.line)
        try:
            self._output(self.asked.value(tree.body))
        except (UserError, Misused) as error:
            told = self._told(error) if isinstance(error, UserError) else str(error)
            yield Issue("cell_failed", place, {"cell": inline.code, "problem": told})
        for name, _ in undefined(tree, self.defined):
            yield Issue(
                "cell_failed", place, {"cell": inline.code, "problem": f"NameError: {name}{like(name, self.defined)}"}
            )

    def _told(self, error: UserError) -> str:
        with speaking(self.spoken):
            return " ".join(f"{issue.message} {issue.hint}" for issue in error.issues)

    def _failed(self, part: Code, line: int, problem: str) -> Issue:
        lines = part.code.split("\n")
        cell = lines[line - 1].strip() if line <= len(lines) else ""
        return Issue("cell_failed", Location(self.document.file, part.line + line - 1), {"cell": cell, "problem": problem})

    def _output(self, value: Any) -> None:
        if isinstance(value, Unknown):
            self.certain = False
        elif (own := getattr(value, "_repr_markdown_", None)) is not None:
            self.outputs.append(str(own()))

    # References

    def _references(self) -> Iterator[Issue]:
        """References to tables, charts and sections that the document does not have."""
        if not self.certain:
            return
        texts = [piece for part in self.document.parts if isinstance(part, Text) for piece in part.pieces]
        written = [piece for piece in texts if isinstance(piece, str)]
        labels = [str(part.options.get("label", "")) for part in self.document.parts if isinstance(part, Code)]
        known = set(_TARGET.findall("".join((*written, *self.outputs)))) | set(labels)
        for given in sorted({name for text in (*written, *self.outputs) for name in _REFERENCE.findall(text)} - known):
            values = {"given": given, "nearest": nearest(given, known), "known": ", ".join(sorted(known)[:12])}
            yield Issue("unknown_reference", self._place_of(f"@{given}"), values)

    def _place_of(self, text: str) -> Location:
        for number, line in enumerate(self.source.split("\n"), 1):
            if re.search(re.escape(text) + r"(?![\w-])", line):
                return Location(self.document.file, number)
        return Location(self.document.file)
