"""Writes the reference pages in docs: every command with its options, and every issue with its reason and way out.

    python scripts/reference.py          # writes them
    python scripts/reference.py --check  # says which are out of date, and exits 1

They are there in English and in Indonesian; all of it comes from the parser, the catalogue of messages, and the broken
files of the tests. The table of decisions comes from the records.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from broken import caused

from lkjip import messages
from lkjip.cli import parser
from lkjip.errors import Issue
from lkjip.messages import speaking

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "commands.md": ("commands", "en"),
    "perintah.md": ("commands", "id"),
    "issues.md": ("issues", "en"),
    "masalah.md": ("issues", "id"),
}
WORDS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def page(kind: str, language: str) -> str:
    """One page in one language."""
    with speaking(language):
        title, about, written = (WORDS[word][language] for word in (kind, f"about {kind}", "written"))
        body = commands(language) if kind == "commands" else issues(language)
        return f"# {title}\n\n<!-- {written} -->\n\n{about}\n\n" + "\n".join(body)


# Commands


def commands(language: str) -> Iterator[str]:
    """A section per command: usage, options, an example."""
    (choices,) = [action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    texts = catalogue("commands")
    yield from (f"- [`lkjip {name}`](#lkjip-{name}): {texts[name][language]}" for name in choices)
    for name, command in choices.items():
        usage = " ".join(command.format_usage().split()).partition(": ")[2]
        yield f"\n## lkjip {name}\n\n{sentence(texts[name][language])}\n\n```\n{usage}\n```\n"
        yield f"| {WORDS['option'][language]} | {WORDS['meaning'][language]} |\n|---|---|"
        yield from (f"| `{shown(action)}` | {meaning(action, language)} |" for action in command._actions)
        yield f"\n{WORDS['example'][language]}: `{texts[name]['example']}`"
    yield ""


def shown(action: argparse.Action) -> str:
    """An option as it is typed."""
    value = str(action.metavar or "")
    return value if not action.option_strings else f"{', '.join(action.option_strings)} {value}".strip()


def meaning(action: argparse.Action, language: str) -> str:
    """What an option does, what it takes, and whether it must be given."""
    parts = [(action.help or "").replace("%%", "%")]
    if action.choices:
        parts.append(f"{WORDS['choices'][language]} " + ", ".join(f"`{choice}`" for choice in action.choices))
    if action.required and action.option_strings:
        parts.append(WORDS["required"][language])
    return "; ".join(parts).replace("|", r"\|").replace("<", r"\<")


# Issues


def issues(language: str) -> Iterator[str]:
    """A section per group of codes, an entry per code: what, why, an example, the way out."""
    texts, reasons, causes = catalogue("issues"), catalogue("why"), caused()
    groups: dict[int, list[str]] = {}
    for code in sorted(texts):
        groups.setdefault(group_of(code, reasons["groups"]), []).append(code)
    for number, codes in sorted(groups.items()):
        group = reasons["groups"][number]
        yield f"## {group['title'][language]}\n"
        for code in codes:
            entry = texts[code]
            yield f"### {code}\n\n{sentence(readable(entry[language]))}\n"
            yield f"- **{WORDS['why'][language]}.** {reasons['codes'].get(code, group)[language]}"
            said = example(*causes[code]) if code in causes else filled(code, entry[language], reasons)
            yield f"- **{WORDS['example'][language]}.** {said}"
            if out := entry.get(f"hint_{language}"):
                yield f"- **{WORDS['way out'][language]}.** {readable(out)}"
            yield ""
    yield from findings(language)


def findings(language: str) -> Iterator[str]:
    """An entry per kind of finding of the audit: what it says, how sure it is, an example, the way out."""
    texts, known = catalogue("audit"), catalogue("why")["findings"]
    yield f"## {WORDS['findings'][language]}\n\n{WORDS['about findings'][language]}\n"
    for code in sorted(code for code, entry in texts.items() if "fix_id" in entry):
        entry, kind = texts[code], known[code]
        yield f"### audit.{code}\n\n{sentence(readable(entry[language]))}\n"
        yield f"- **{WORDS['certainty'][language]}.** {sentence(texts['class_' + kind['certainty']][language])}"
        yield f"- **{WORDS['example'][language]}.** {sentence(readable(kind['example']))}"
        yield f"- **{WORDS['way out'][language]}.** {readable(entry['fix_' + language])}"
        yield ""


def group_of(code: str, groups: list[dict[str, Any]]) -> int:
    """The first group that a code belongs to."""
    return next(number for number, group in enumerate(groups) if any(fnmatchcase(code, name) for name in group["codes"]))


def example(issue: Issue, line: str) -> str:
    """An issue that a broken file causes: where, the line, and what is said."""
    return f"`{issue.location}`{' ' + fenced(line) if line else ''}: {readable(issue.message)}"


def filled(code: str, text: str, reasons: Mapping[str, Any]) -> str:
    """A message with the sample values of a code, and the marks of those that have none."""
    values = {**{name: f"‹{name}›" for name in names(text)}, **reasons["samples"], **reasons["examples"].get(code, {})}
    return text.format_map(values)


def readable(text: str) -> str:
    """A template or message as Markdown: placeholders in angle marks, and nothing that Markdown would read."""
    shown_text = text.format_map({name: f"‹{name}›" for name in names(text)}) if "{" in text and names(text) else text
    return shown_text.replace("{{", "{").replace("}}", "}").replace("<", r"\<").replace("*", r"\*").replace("|", r"\|")


def names(text: str) -> list[str]:
    """The placeholders of a template; none of a text that is no template."""
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name]
    except ValueError:
        return []


def fenced(code: str) -> str:
    """Code in a line, whatever backticks it holds."""
    mark = "``" if "`" in code else "`"
    return f"{mark} {code} {mark}" if "`" in code else f"{mark}{code}{mark}"


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", ":")) else ".")


def catalogue(name: str) -> Any:
    """A catalogue of messages as it stands in its file."""
    return yaml.safe_load(resources.files(messages).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def records() -> str:
    """The page of all decisions: its own words, then a line per record."""
    folder = ROOT / "docs" / "decisions"
    head = (folder / "README.md").read_text(encoding="utf-8").partition("| no. |")[0]
    lines = ["| no. | decision | date | superseded by |", "|---|---|---|---|"]
    for path in sorted(folder.glob("[0-9]*.md")):
        found = re.match(
            r"# (\d{4}) (.+)\n\nDecided (\d{4}-\d\d-\d\d)\. Superseded by: (.+)\.\n", path.read_text(encoding="utf-8")
        )
        if found is None:
            raise SystemExit(f"{path.name}: a record starts with its title and 'Decided YYYY-MM-DD. Superseded by: none.'")
        later = "" if found[4] == "none" else found[4].partition(",")[0]
        lines.append(f"| [{found[1]}]({path.name}) | {found[2]} | {found[3]} | {later} |")
    return head + "\n".join(lines) + "\n"


def pages() -> Iterator[tuple[str, str]]:
    """Every page that is written: its path under docs and its text."""
    yield from ((name, page(*what)) for name, what in PAGES.items())
    yield "decisions/README.md", records()


def main() -> int:
    """Writes the pages, or checks them."""
    checking = "--check" in sys.argv[1:]
    stale = []
    for name, text in pages():
        path = ROOT / "docs" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not checking:
                path.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(stale))
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(main())
