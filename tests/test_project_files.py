"""The project's own files: schemas that help, rules that name them, tables without personal numbers, docs that keep up."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lkjip.cli import parser
from lkjip.errors import Issue
from lkjip.rules import schema
from lkjip.rules.source import read

ROOT = Path(__file__).parents[1]
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
RULES = sorted((ROOT / "rules").rglob("*.yaml"))
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def kind_of(path: Path) -> str:
    return {"tables": "table", "indicators": "indicator", "measures": "measure"}.get(path.parent.name, path.stem)


def properties(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        for name, value in node.get("properties", {}).items():
            if isinstance(value, dict) and not path.endswith("/if"):
                yield f"{path}/{name}", value
        for name, value in node.items():
            yield from properties(value, f"{path}/{name}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from properties(value, f"{path}/{number}")


def shown(value: dict[str, Any], key: str, home: Path) -> str:
    """A property's title or description: its own, or that of what it refers to."""
    if key in value or "$ref" not in value:
        return str(value.get(key, ""))
    file, _, pointer = value["$ref"].partition("#/")
    target: Any = json.loads(((ROOT / "schemas" / file) if file else home).read_text())
    for step in pointer.split("/"):
        target = target[step]
    return shown(target, key, ROOT / "schemas" / file if file else home)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schemas_are_valid_and_every_property_is_described(path: Path) -> None:
    content = json.loads(path.read_text())
    Draft202012Validator.check_schema(content)
    assert "://" not in content["$id"]
    described = [(name, value) for name, value in properties(content) if "/if/" not in name and "/then/" not in name]
    assert described
    for name, value in described:
        assert shown(value, "title", path), name
        assert len(shown(value, "description", path)) > 15, name


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rule_files_name_their_schema_and_refuse_unknown_keys(path: Path) -> None:
    content = path.read_bytes()
    match = MODELINE.match(content.decode().splitlines()[0])
    assert match is not None
    assert (path.parent / match[1]).resolve() == ROOT / "schemas" / f"{kind_of(path)}.schema.json"
    issues: list[Issue] = []
    document = read(path.name, content, issues, kind_of(path))
    assert document is not None
    assert schema.validate(document, issues)
    if kind_of(path) not in ("dimensions", "categories", "texts"):  # there every name is a key of the author's
        wrong = read(path.name, content + b"\nkunci_salah: 1\n", issues, kind_of(path))
        assert wrong is not None
        assert not schema.validate(wrong, issues)
        assert [issue.code for issue in issues] == ["unknown_key"]


def test_tables_hold_no_personal_identity_numbers() -> None:
    tables = sorted((ROOT / "data").rglob("*.csv"))
    assert len(tables) > 30
    for path in tables:
        assert not re.search(r"\b\d{16}(\d{2})?\b", path.read_text()), path


def test_every_table_has_a_description_and_the_reverse() -> None:
    described = {path.stem for path in (ROOT / "rules/2023/tables").glob("*.yaml")}
    present = {path.stem for path in (ROOT / "data/2023/kanim-jember").glob("*.csv")}
    assert described == present


def test_every_command_is_in_the_readme_and_every_option_in_the_reference() -> None:
    readme, reference = ((ROOT / name).read_text() for name in ("README.md", "docs/commands.md"))
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert commands
    for name, command in dict(commands).items():
        assert f"lkjip {name}" in readme
        for action in command._actions:
            for option in action.option_strings:
                if option not in ("-h", "--help"):
                    assert option in reference, f"{name} {option}"


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_a_years_rules_cite_only_its_own_sources(year: int) -> None:
    folder = ROOT / "rules" / str(year)
    text = "\n".join(path.read_text() for path in folder.rglob("*.yaml"))
    ruleset = (folder / "ruleset.yaml").read_text()
    defined = re.findall(
        r"^  ([a-z0-9][a-z0-9-]+):$", ruleset[ruleset.index("citations:") : ruleset.index("objectives:")], re.M
    )
    assert len(defined) > 3
    cited = set(re.findall(r"citation: ([a-z0-9-]+)", text))
    assert cited
    assert cited <= set(defined)


def test_no_host_of_a_package_index_and_no_path_of_a_machine_is_committed() -> None:
    words = ["py" + "pi.org", "python" + "hosted", "npm" + "js.", "deb." + "debian"]
    places = ["(^|[^A-Za-z0-9_.~/-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm"]) + ")/"]
    for pattern in ["|".join(word.replace(".", r"\.") for word in words), *places]:
        found = subprocess.run(["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False)
        assert found.returncode == 1, found.stdout
