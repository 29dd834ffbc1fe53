"""The audit's catalogue: a text and a way out for every finding in both languages, and no text to spare."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

import lkjip
from lkjip.audit.findings import RULES
from lkjip.audit.itself import CHECKS

SOURCE = Path(lkjip.__file__).parent
CATALOGUE: dict[str, Any] = yaml.safe_load((SOURCE / "messages/audit.yaml").read_text(encoding="utf-8"))
FINDINGS = {code for code, entry in CATALOGUE.items() if "fix_id" in entry}
CREATORS = {"Finding": 0, "problem": 0, "_contradiction": 3}
PREFIXES = ("severity_", "state_", "number_", "reason_", "certainty_", "class_", "scope_")


def calls() -> list[tuple[str, ast.Call]]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((SOURCE / "audit").rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(node.func.id, node) for node in nodes if isinstance(node.func, ast.Name)]


def texts(value: ast.expr) -> set[str]:
    return {node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_finding_has_its_texts_and_every_text_its_finding() -> None:
    named: set[str] = {"count_differs", "places_differ", "value_differs"}  # chosen among the three by a condition
    for name, call in calls():
        if name in CREATORS:
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            code = call.args[CREATORS[name]] if len(call.args) > CREATORS[name] else given.get("code")
            named |= texts(code) if code is not None else set()
    assert named == FINDINGS
    assert len({*RULES, *CHECKS}) > 20


def test_both_languages_insert_the_same_values_and_differ() -> None:
    for code, entry in CATALOGUE.items():
        assert {"id", "en"} <= set(entry) <= {"id", "en", "fix_id", "fix_en"}, code
        assert ("fix_id" in entry) == ("fix_en" in entry), code
        for prefix in ("", "fix_") if code in FINDINGS else ("",):
            assert fields(entry[f"{prefix}id"]) == fields(entry[f"{prefix}en"]), code
            assert entry[f"{prefix}id"] != entry[f"{prefix}en"], code


def test_every_label_that_the_source_names_is_there() -> None:
    labels = {text for name, call in calls() if name == "label" and call.args for text in texts(call.args[0])}
    assert labels - set(PREFIXES) <= set(CATALOGUE) - FINDINGS
    spare = set(CATALOGUE) - FINDINGS - labels
    assert all(code.startswith(PREFIXES) or code in {"criterion", "state", "evidence"} for code in spare), spare


def test_every_reason_of_a_link_has_words() -> None:
    given = {text for name, call in calls() for text in texts(call) if name in ("_links", "Link")}
    for path in ("scoring.py", "claims.py"):
        for node in ast.walk(ast.parse((SOURCE / "audit/linking" / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "give":
                given |= texts(node.args[1])
    assert {f"reason_{reason}" for reason in given} == {code for code in CATALOGUE if code.startswith("reason_")}
