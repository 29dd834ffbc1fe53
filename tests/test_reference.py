"""The reference pages in docs are what the script writes, and nothing of the command line or the catalogue is left out."""

from __future__ import annotations

import argparse
import importlib.util
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from lkjip.cli import arguments, parser
from lkjip.messages import codes, speaking

ROOT = Path(__file__).parents[1]
MESSAGES = ROOT / "src/lkjip/messages"
LANGUAGES = ("id", "en")


def script() -> Any:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts/reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        spec.loader.exec_module(module)
    return module


REFERENCE = script()


def catalogue(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((MESSAGES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found.choices)


@pytest.mark.parametrize("name", REFERENCE.PAGES)
def test_a_page_is_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == REFERENCE.page(*REFERENCE.PAGES[name]), "run: python scripts/reference.py"


def test_the_table_of_decisions_is_current_and_names_what_is_there() -> None:
    folder = ROOT / "docs/decisions"
    written = (folder / "README.md").read_text(encoding="utf-8")
    assert written == REFERENCE.records(), "run: python scripts/reference.py"
    assert [name for name in re.findall(r"\]\(([^)]+)\)", written) if not (folder / name).is_file()] == []


@pytest.mark.parametrize("name", ["issues.md", "masalah.md"])
def test_every_code_has_one_anchor(name: str) -> None:
    anchors = re.findall(r"(?m)^### (\S+)$", (ROOT / "docs" / name).read_text(encoding="utf-8"))
    found = {f"audit.{code}" for code, entry in catalogue("audit").items() if "fix_id" in entry}
    assert Counter(anchors) == Counter({*codes(), *found})
    assert {f"audit.{code}" for code in catalogue("why")["findings"]} == found


def test_every_group_has_a_code() -> None:
    groups = catalogue("why")["groups"]
    assert {REFERENCE.group_of(code, groups) for code in codes()} >= set(range(len(groups) - 1))  # the last takes any other


def test_an_example_of_the_script_is_of_a_code_that_is_there() -> None:
    why = catalogue("why")
    assert set(why["examples"]) <= codes()
    assert set(why["codes"]) <= codes()
    assert all(set(own) == {*LANGUAGES} and own["id"] != own["en"] for own in why["codes"].values())


def test_help_is_in_both_languages_and_none_is_idle() -> None:
    texts = catalogue("commands")
    for name, text in texts.items():
        assert {*LANGUAGES} <= set(text) <= {*LANGUAGES, "example"}, name
        assert text["id"] != text["en"], name
    named = {"lkjip", "--help", "--version"}
    for command, parsed in commands().items():
        named.add(command)
        assert texts[command]["example"].startswith(f"lkjip {command}"), command
        for action in parsed._actions:
            option = next((name for name in action.option_strings if name.startswith("--")), action.dest)
            own = f"{command} {option}"
            named.add(own if own in texts else option)
            assert action.help, own
    assert named == set(texts)


def test_examples_of_commands_can_be_parsed() -> None:
    for text in catalogue("commands").values():
        if "example" in text:
            parser().parse_args(re.findall(r'[^\s"]+', text["example"])[1:])


def test_what_argparse_says_has_the_same_placeholders_in_indonesian() -> None:
    for english, indonesian in catalogue("borrowed").items():
        assert set(re.findall(r"%\(\w+\)\w", indonesian)) <= set(re.findall(r"%\(\w+\)\w", english)), english
        assert re.findall(r"%\w", indonesian) == re.findall(r"%\w", english), english


def test_help_of_every_command_is_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    english = [text["en"] for text in catalogue("commands").values()]
    for command in (parser(), *commands().values()):
        shown = " ".join(command.format_help().split())
        assert shown.startswith("pemakaian: lkjip")
        assert not [text for text in english if text in shown]
        assert not re.search(r"\b(usage|options|arguments|show|FILE|YEAR|OFFICE|DIR|COMMAND)\b", shown), shown
    assert isinstance(commands()["check"], arguments.Parser)


ENGLISH = re.compile(r"\b(the|is|of|an|expected|invalid|cannot|found|with|unexpected|did|should|must|was|for|could)\b", re.I)


def test_what_broken_files_cause_is_told_in_indonesian_alone() -> None:
    """Also what a library found: YAML, units, Parquet. English words that stand in quotes are the user's own."""
    with speaking("id"):
        said = {code: f"{issue.message} {issue.hint}" for code, (issue, _) in REFERENCE.caused().items()}
    assert len(said) > 100
    assert {code: text for code, text in said.items() if ENGLISH.search(re.sub(r'"[^"]*"', "", text))} == {}
    with speaking("en"):
        english = [code for code, (issue, _) in REFERENCE.caused().items() if ENGLISH.search(issue.message)]
    assert len(english) > 60, "the words that are looked for are those of English messages"
