"""Python read and not run: the syntax of cells, the names that they give and the names that no one gives."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator
from typing import Any

_SHELL = frozenset({"display", "get_ipython", "In", "Out", "_", "__", "___", "exit", "quit", "__name__", "__file__"})


class Unknown:
    """A value that is only known when a cell runs."""


UNKNOWN = Unknown()


def parsed(code: str) -> ast.Module | None:
    """A cell's tree; None where it holds what only Jupyter reads (`%magic`, `!command`, `name?`).

    Raises:
        SyntaxError: it is neither.
    """
    try:
        return ast.parse(code)
    except SyntaxError:
        if not any(line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?") for line in code.split("\n")):
            raise
    from IPython.core import inputtransformer2

    manager: Any = inputtransformer2.TransformerManager
    ast.parse(manager().transform_cell(code))
    return None


def bound(code: str) -> set[str]:
    """The names that a cell gives: by assignment, import, definition or loop. Of a cell that cannot be read, none."""
    try:
        tree = parsed(code)
    except SyntaxError:
        return set()
    return set() if tree is None else {name for node in ast.walk(tree) for name in _given(node)}


def _given(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(name, ast.Store() | ast.Del()):
            yield name
        case ast.alias(name, None):
            yield name.partition(".")[0]
        case ast.alias(_, str() as name):
            yield name
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
            yield name
        case ast.arg(name) | ast.ExceptHandler(_, str() as name):
            yield name
        case _:
            return


def undefined(tree: ast.AST, known: Collection[str]) -> Iterator[tuple[str, int]]:
    """Names that are used and that nothing gives, with their lines. With `*` imported or a star cell, none can be told."""
    if "*" in known:
        return
    given = {*known, *_SHELL, *dir(builtins), *(name for node in ast.walk(tree) for name in _given(node))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in given:
            yield node.id, node.lineno
