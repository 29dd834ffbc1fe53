"""Texts that users read stand in catalogues, tables and notebooks: no Indonesian sentence or title is written in Python."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import lkjip

SOURCE = Path(lkjip.__file__).parent
CATALOGUES = (*(SOURCE / "messages").glob("*.yaml"), SOURCE / "report/labels.yaml", SOURCE / "exchange/tables.yaml")
INDONESIAN = ("filed", "labels", "tables")  # whole catalogues in one language
NAMES = re.compile(  # what is no prose inside a text: tags, attributes, Markdown classes, paths, expressions, codes
    r"^/\S*$|<[^>]*>|:::[^\n]*|\{[^}]*\}|[#/.@\[\]][\w./\[\]-]*|\\\\.|[\w-]+=\S*|\w+[_.-]\w[\w.-]*"
)
GRAMMAR = {  # places that hold words which are read or looked up, and never printed
    "audit": "the words of the reports that are read: verbs, conjunctions, numbers, in patterns",
    "inputs/numerals.py": "the scales and currencies of numbers that are read, in patterns",
    "inputs/excel/number_format.py": "the same",
    "report/display.py": "the report's own Markdown, in a pattern",
    "report/render.py": "a message of the report's own cells, as it is met in their output",
    "starting/drafts.py": "the rule language: names of a draft's columns and figures",
    "studio/pages/indicators.py": "the rule language: names of a draft's columns",
}
ADDRESSES = ("class_", "href", "hx_post", "hx_get", "hx_trigger", "hx_target", "hx_include", "hx_swap", "hx_sync", "id")


def lexicon() -> set[str]:
    """Words that the catalogues use in Indonesian and hardly in English."""
    own: Counter[str] = Counter()
    other: Counter[str] = Counter()

    def gather(node: Any, language: str) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                end = str(key).rpartition("_")[2]
                gather(value, end if end in ("id", "en") else language)
        elif isinstance(node, list):
            for value in node:
                gather(value, language)
        elif isinstance(node, str) and language:
            (own if language == "id" else other).update(re.findall(r"[a-z]{3,}", node.lower()))

    for path in CATALOGUES:
        gather(yaml.safe_load(path.read_text(encoding="utf-8")), "id" if path.stem in INDONESIAN else "")
    return {word for word, count in own.items() if count > 2 * other[word]}


def prose(code: str, words: set[str]) -> Iterator[tuple[int, str]]:
    """Texts in a module that are said in those words: more than one word, or one with a capital. Docstrings are not."""
    tree = ast.parse(code)
    beside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ADDRESSES:
            beside.update(id(inner) for inner in ast.walk(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in beside:
            found = re.findall(r"[^\W\d_]+", NAMES.sub(" ", node.value))
            known = [word for word in found if word.lower() in words]
            if known and (len(found) > 1 or known[0].istitle()):
                yield node.lineno, node.value


def test_no_text_is_said_in_python() -> None:
    words = lexicon()
    assert {"belum", "satuan", "kerja", "indikator"} <= words
    assert not {"figure", "rule", "office"} & words
    said = [
        f"{path.relative_to(SOURCE).as_posix()}:{line}: {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.relative_to(SOURCE).as_posix().startswith(tuple(GRAMMAR))
        for line, text in prose(path.read_text(encoding="utf-8"), words)
    ]
    assert said == []


def test_what_would_be_found() -> None:
    words = lexicon()
    assert [text for _, text in prose('a = "Belum diukur"\nb = el("td", f"Nilai {c}")\n', words)] == [
        "Belum diukur",
        "Nilai ",
    ]
    beside = '"""Belum diukur."""\na = el("p", say("nilai"), class_="belum diukur")\nb = "data/satuan_kerja.csv"\n'
    assert list(prose(beside, words)) == []
