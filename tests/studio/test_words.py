"""Every word of the studio is in the catalogue, in both languages, and none is there for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from string import Formatter

import yaml

import lkjip

STUDIO = Path(lkjip.__file__).parent / "studio"
CATALOGUE: dict[str, dict[str, str]] = yaml.safe_load(
    resources.files("lkjip.messages").joinpath("studio.yaml").read_text(encoding="utf-8")
)


def asked() -> Iterator[tuple[str, str]]:
    """Every code that `say` is called with, as a pattern, with its place; names of choices come from tuples of codes."""
    for path in [*STUDIO.rglob("*.py"), STUDIO.parent / "cli" / "studio.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                yield _pattern(node.args[0]), f"{path.name}:{node.lineno}"


def _pattern(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in parts)
        case ast.IfExp(body=body, orelse=other):
            return f"(?:{_pattern(body)}|{_pattern(other)})"
        case _:
            return ".+"


def test_every_code_that_is_asked_for_is_there() -> None:
    missing = [(pattern, place) for pattern, place in asked() if not any(re.fullmatch(pattern, code) for code in CATALOGUE)]
    assert missing == []


def test_both_languages_say_the_same_things() -> None:
    for code, entry in CATALOGUE.items():
        assert set(entry) == {"id", "en"}, code
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in entry.values()]
        assert names[0] == names[1], code


def test_no_text_is_there_for_nothing() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in [*STUDIO.rglob("*.py"), STUDIO.parent / "cli" / "studio.py"]
    )
    patterns = [pattern for pattern, _ in asked() if pattern != ".+"]
    idle = [c for c in CATALOGUE if not any(re.fullmatch(p, c) for p in patterns) and f'"{c}"' not in source]
    assert idle == []
