"""The catalogue of messages against the source: a text in both languages for every issue, and no text to spare.

The source is read as a syntax tree, not run: what is collected are the calls that create an issue, with the codes that
can reach them and the values that they pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
import yaml

import lkjip
from lkjip.archive.items import KINDS
from lkjip.errors import Issue, Level, Location
from lkjip.messages import codes

SOURCE = Path(lkjip.__file__).parent
LANGUAGES = ("id", "en")
# What takes a code, and its position among the arguments. Functions that hand a code on are found by themselves.
CREATORS = {"Issue": 0, "FormulaError": 0, "Fault": 0, "Unreadable": 0, "Broken": 0}
VALUES = {"Issue": 2, "Fault": 1}  # where the values stand that are given as a mapping, not as keywords
REASONS = {("Reason", "phrase"), ("Missing", "phrase"), ("Const", "reason"), ("Keyed", "reason"), ("keyed", "reason")}
ADDED = {"nearest"}  # put in front of the hint by the renderer
# Values that are filled in after the issue was created, by `Project.check`.
LATER = {("check_failed", "detail")}
LEVELS = get_args(Level)
Function = ast.FunctionDef | ast.Lambda
Entry = dict[str, str]


@dataclass(frozen=True)
class Site:
    """A call that creates an issue: where, the codes it can have, and its values (None: they cannot be told)."""

    place: str
    codes: frozenset[str]
    values: frozenset[str] | None


@dataclass(frozen=True)
class Module:
    """A source file: its calls, each with the functions around it from the inside out, and all its functions."""

    name: str
    calls: tuple[tuple[ast.Call, tuple[Function, ...]], ...]
    functions: dict[str, ast.FunctionDef]


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_module(path) for path in sorted(SOURCE.rglob("*.py")))


def _module(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls: list[tuple[ast.Call, tuple[Function, ...]]] = []
    functions: dict[str, ast.FunctionDef] = {}

    def visit(node: ast.AST, around: tuple[Function, ...]) -> None:
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = node
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            around = (node, *around)
        if isinstance(node, ast.Call):
            calls.append((node, around))
        for child in ast.iter_child_nodes(node):
            visit(child, around)

    visit(tree, ())
    return Module(path.relative_to(SOURCE).as_posix(), tuple(calls), functions)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
        case _:
            return ""


def _parameters(function: Function) -> list[str]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if names[:1] == ["self"] else names


def _assigned(name: str, around: tuple[Function, ...], before: int) -> list[ast.expr]:
    """What a local name can hold at a line: what is assigned to it above, in order, or the items of its loop."""
    found: list[ast.expr] = []
    for node in (node for function in around for node in ast.walk(function)):
        match node:
            case ast.Assign([ast.Name(target)], value) if target == name and node.lineno <= before:
                found.append(value)
            case ast.AnnAssign(ast.Name(target), _, ast.expr() as value) if target == name and node.lineno <= before:
                found.append(value)
            case ast.For(ast.Tuple(variables), ast.Tuple(items)):
                for number, variable in enumerate(variables):
                    if isinstance(variable, ast.Name) and variable.id == name:
                        found.extend(item.elts[number] for item in items if isinstance(item, ast.Tuple))
    return sorted(found, key=lambda value: value.lineno)


def _codes(value: ast.expr, around: tuple[Function, ...], module: Module) -> Iterator[str]:
    """The codes that an expression can be. None come from a parameter or an exception: they are given elsewhere."""
    match value:
        case ast.Constant(str(code)):
            yield code
        case ast.IfExp(_, yes, no):
            yield from _codes(yes, around, module)
            yield from _codes(no, around, module)
        case ast.Name(name):
            for found in _assigned(name, around, value.lineno):
                yield from _codes(found, around, module)
        case ast.Starred(ast.Call() as call) if _called(call) in module.functions:
            function = module.functions[_called(call)]
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                    yield from _codes(node.value.elts[0], (function,), module)


def _code_of(call: ast.Call, position: int) -> ast.expr | None:
    if call.args and isinstance(call.args[0], ast.Starred):
        return call.args[0]
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)


def _creators(module: Module, shared: dict[str, int]) -> dict[str, int]:
    """What creates an issue in a module: what all share, and its own functions whose parameter becomes the code."""
    found = dict(shared)
    size = 0
    while size < len(found):
        size = len(found)
        for call, around in module.calls:
            position = found.get(_called(call))
            code = _code_of(call, position) if position is not None else None
            if isinstance(code, ast.Name) and around and isinstance(around[0], ast.FunctionDef):
                parameters = _parameters(around[0])
                if code.id in parameters:
                    found[around[0].name] = parameters.index(code.id)
    return found


@cache
def _shared() -> dict[str, int]:
    """The classes, and the functions that other modules may import: those without an underscore."""
    found = dict(CREATORS)
    for module in modules():
        found |= {name: at for name, at in _creators(module, CREATORS).items() if not name.startswith("_")}
    return found


def _keys(value: ast.expr, around: tuple[Function, ...], module: Module) -> frozenset[str] | None:
    """The keys of a mapping that is written out, through names, calls and `**`; None if they cannot be told."""
    match value:
        case ast.Dict(keys, values):
            return _union(
                _keys(part, around, module) if key is None else _text(key) for key, part in zip(keys, values, strict=True)
            )
        case ast.Name(name):
            if assigned := _assigned(name, around, value.lineno):
                return _keys(assigned[-1], around, module)
            passed = set(_passed(name, around, module))
            return passed.pop() if len(passed) == 1 else None
        case ast.Call() if _called(value) in module.functions:
            function = module.functions[_called(value)]
            results = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
            return _keys(results[0], (function,), module) if len(results) == 1 else None
        case _:
            return None


def _passed(name: str, around: tuple[Function, ...], module: Module) -> Iterator[frozenset[str] | None]:
    """The keys of what the callers of the function give for one of its parameters."""
    function = around[0] if around else None
    if not isinstance(function, ast.FunctionDef) or name not in _parameters(function):
        return
    position = _parameters(function).index(name)
    for call, outside in module.calls:
        if _called(call) == function.name and len(call.args) > position:
            yield _keys(call.args[position], outside, module)


def _text(key: ast.expr) -> frozenset[str] | None:
    return frozenset({key.value}) if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _union(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    total: frozenset[str] = frozenset()
    for part in parts:
        if part is None:
            return None
        total |= part
    return total


def _values(call: ast.Call, around: tuple[Function, ...], module: Module) -> frozenset[str] | None:
    """The values that a call passes: to an issue as a mapping, to an exception or a function with `**` as keywords."""
    name = _called(call)
    function = module.functions.get(name)
    if name in VALUES:
        return _keys(call.args[VALUES[name]], around, module) if len(call.args) > VALUES[name] else frozenset()
    if name in CREATORS or (function is not None and function.args.kwarg is not None):
        return _union(
            _keys(word.value, around, module) if word.arg is None else frozenset({word.arg}) for word in call.keywords
        )
    for inner, inside in module.calls:  # a function that makes the issue itself
        if _called(inner) == "Issue" and function is not None and inside[:1] == (function,):
            return _values(inner, inside, module)
    return None


@cache
def sites() -> tuple[Site, ...]:
    """Every call in the source that creates an issue and says which."""
    found = []
    for module in modules():
        creators = _creators(module, _shared())
        for call, around in module.calls:
            if _called(call) not in creators:
                continue
            place = f"{module.name}:{call.lineno}"
            given = _code_of(call, creators[_called(call)])
            assert given is not None, f"{place}: no code"
            made = frozenset(_codes(given, around, module))
            handed_on = isinstance(given, ast.Attribute) or (
                isinstance(given, ast.Name) and any(given.id in _parameters(function) for function in around)
            )
            assert made or handed_on, f"{place}: which code?"
            if made:
                found.append(Site(place, made, _values(call, around, module)))
    return tuple(found)


def used() -> set[str]:
    return {code for site in sites() for code in site.codes}


@cache
def catalogue() -> dict[str, Any]:
    files = {name: SOURCE / "messages" / f"{name}.yaml" for name in ("issues", "phrases")}
    return {name: yaml.safe_load(path.read_text(encoding="utf-8")) for name, path in files.items()}


def entries() -> dict[str, Entry]:
    found: dict[str, Entry] = catalogue()["issues"]
    return found


def placeholders(text: str) -> set[str]:
    """The names that a template inserts; any other kind of field is an error of its own."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            assert name.isidentifier(), text
            assert (spec, conversion) == ("", None), text
            names.add(name)
    return names


def test_the_collector_sees_every_way_of_naming_a_code() -> None:
    """One code of each kind: direct, by a helper, chosen by a condition, from a loop, from a function's result."""
    direct, helper, chosen = (
        "missing_file",
        "unknown_citation",
        {"decimal_comma", "wrong_type", "band_order", "formula_ends"},
    )
    loop, result, refused = (
        {"value_missing", "value_unexpected"},
        {"formula_attribute", "formula_character"},
        "yaml_tag",
    )
    assert {direct, helper, *chosen, *loop, *result, refused, "mixed_units", "formula_arguments"} <= used()


def test_every_code_of_the_source_has_a_text_in_both_languages() -> None:
    assert used() - codes() == set()
    for code in used():
        assert all(entries()[code].get(language) for language in LANGUAGES), code


def test_every_text_is_used_in_the_source() -> None:
    assert codes() - used() == set()


def test_both_languages_insert_the_same_values() -> None:
    for code, entry in entries().items():
        for prefix in ("", "hint_"):
            if f"{prefix}id" in entry:
                indonesian, english = (placeholders(entry[f"{prefix}{language}"]) for language in LANGUAGES)
                assert indonesian == english, f"{code}: {prefix or 'text'}"
                assert not indonesian & ADDED, f"{code}: the renderer adds the nearest name"


def test_every_value_that_a_text_inserts_is_passed() -> None:
    """A value that a call does not pass would be shown as `?`."""
    for site in sites():
        for code in site.codes & codes() if site.values is not None else ():
            inserted = {name for text in entries()[code].values() for name in placeholders(text)}
            lost = {name for name in inserted - (site.values or set()) if (code, name) not in LATER}
            assert not lost, f"{site.place}: {code} does not pass {sorted(lost)}"


def test_the_values_of_most_calls_are_known() -> None:
    """Else the test before this one would pass without having looked."""
    open_ones = [site for site in sites() if site.values is None]
    assert len(open_ones) * 10 <= len(sites()), [site.place for site in open_ones]


def test_texts_are_there_and_differ_and_hints_come_in_pairs() -> None:
    for code, entry in entries().items():
        assert set(entry) <= {"id", "en", "hint_id", "hint_en"}, code
        assert ("hint_id" in entry) == ("hint_en" in entry), code
        for prefix in ("", "hint_") if "hint_id" in entry else ("",):
            texts = [entry[f"{prefix}{language}"] for language in LANGUAGES]
            assert all(text.strip() == text != "" for text in texts), code
            assert texts[0] != texts[1], code


def test_phrases_are_in_both_languages() -> None:
    for code, entry in catalogue()["phrases"].items():
        assert set(entry) == set(LANGUAGES), code
        assert all(entry.values()), code
        assert placeholders(entry["id"]) == placeholders(entry["en"]), code


def test_every_phrase_that_the_source_names_is_there() -> None:
    """`phrase(code)`, `….reason(status, code)`, `Reason` and `Missing(…, phrase=code)`, `Const(…, reason=code)`."""
    named = {
        *LEVELS,
        *(f"rule_{kind}" for kind in KINDS),
        *(f"certainty_{how}" for how in ("regulation", "arithmetic", "unverified", "report")),
    }
    for module in modules():
        for call, _ in module.calls:
            given = [word.value for word in call.keywords if (_called(call), word.arg) in REASONS]
            names = {
                "reason": call.args[1:2],
                "phrase": call.args[:1],
                "steps": call.args[:1],
                "Left": call.args[:1],
                "Misuse": call.args[:1],
                "Later": call.args[:1],
                "_undefined": call.args[:1],
            }
            given += names.get(_called(call), [])
            given += [branch for value in given if isinstance(value, ast.IfExp) for branch in (value.body, value.orelse)]
            named |= {str(value.value) for value in given if isinstance(value, ast.Constant) and value.value}
    assert {"no_row", "division_by_zero", "no_target", "no_value", "counts"} <= named
    assert named - set(catalogue()["phrases"]) == set()
    assert set(catalogue()["phrases"]) - named == set()


def test_every_text_can_be_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """With values that look like templates themselves, which must come out as they are."""
    for language in LANGUAGES:
        monkeypatch.setenv("LKJIP_LANG", language)
        for code, entry in entries().items():
            names = {name for text in entry.values() for name in placeholders(text)}
            issue = Issue(code, Location("rules/2023/ruleset.yaml"), {name: f"<{{{name}}}>" for name in names})
            shown = f"{issue.message} {issue.hint}"
            for name in names:
                assert f"<{{{name}}}>" in shown, code
            assert not Issue(code, issue.location).hint or entry.get(f"hint_{language}"), code
