"""Words: those of every Indonesian report (`words.yaml`) and those of one year's rules (`rules/<year>/audit.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

import yaml

from lkjip.errors import Issue, UserError
from lkjip.layout import rules_of
from lkjip.project import Project
from lkjip.rules import schema, source
from lkjip.rules.model import YEAR, RuleSet

Words = tuple[str, ...]
_WORD = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]|\d+|%")  # "peningkatanDalam" is two words


@dataclass(frozen=True, slots=True)
class Sayings:
    """How a report names a figure: words before it, words behind it, words its sentence must or must not have."""

    words: Words = ()
    after: Words = ()
    also: Words = ()
    without: Words = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Means that so many respondents must be able to give: `step` is the least difference between two answers."""

    values: str
    respondents: str
    step: str


@dataclass(frozen=True)
class Vocabulary:
    """Every word the audit knows. Phrases are in the form that `flat` gives."""

    general: Mapping[str, Any]
    months: Mapping[str, str]  # word → code of the month
    measures: Mapping[str, Words]
    members: Mapping[str, Mapping[str, Words]]
    figures: Mapping[str, Sayings]
    statements: Mapping[str, Mapping[str, Words]]
    lists: Mapping[str, Words]
    samples: tuple[Sample, ...]
    transcripts: frozenset[str]
    targets: Mapping[str, str] = field(default_factory=dict)
    umbrellas: frozenset[str] = frozenset()  # measures that only sum up others

    @cached_property
    def named(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Phrase → the members that it names, as dimension and code."""
        found: dict[str, dict[tuple[str, str], None]] = {}
        for dimension, codes in self.members.items():
            for code, phrases in codes.items():
                for phrase in phrases:
                    found.setdefault(phrase, {})[dimension, code] = None
        return {phrase: tuple(members) for phrase, members in found.items()}

    def sayings(self, figure: str) -> Sayings:
        """How a figure is named: by its full id, or by the part after the point."""
        return self.figures.get(figure) or self.figures.get(figure.partition(".")[2]) or Sayings()


def flat(text: str) -> str:
    """A phrase for comparison: its words in lower case with one blank between them.

    >>> flat("Prosedur/ Alur"), flat("III/a"), flat("x 100% = ")
    ('prosedur alur', 'iii a', 'x 100 %')
    """
    return " ".join(word.lower() for word in _WORD.findall(text))


def words_of(text: str) -> list[tuple[str, int]]:
    """The words of a text as `flat` has them, each with its offset."""
    return [(match[0].lower(), match.start()) for match in _WORD.finditer(text)]


@cache
def general() -> dict[str, Any]:
    """The words that are the same in every year."""
    text = resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def words_alone() -> Vocabulary:
    """The words that are the same everywhere: for a document without a project."""
    return Vocabulary(
        general=general(),
        months=_every_month(),
        measures={},
        members={},
        figures={},
        statements={},
        lists={},
        samples=(),
        transcripts=frozenset(),
    )


def _every_month() -> dict[str, str]:
    known = general()
    names = (known["months_id"], known["months_en"])
    return {name: str(number) for months in names for number, name in enumerate(months, 1)}


def vocabulary(project: Project) -> Vocabulary:
    """The words for a project's year. Without `audit.yaml` only the titles of the rules are known.

    Raises:
        UserError: the file is not readable or not of the right shape.
    """
    rules = project.rules
    own = _own(project)
    everywhere = general()
    sayings = {
        name: Sayings(**{part: _phrases(entry.get(part, ())) for part in ("words", "after", "also", "without")})
        for name, entry in _with_words(own.get("figures", {}), everywhere["figures"]).items()
    }
    return Vocabulary(
        general=general(),
        months=_months(rules),
        measures=_measures(rules, own.get("measures", {})),
        members=_members(rules, own.get("members", {})),
        figures=sayings,
        statements={
            name: {
                code: _phrases([*words, *everywhere["statements"].get(name, {}).get(code, [])])
                for code, words in codes.items()
            }
            for name, codes in own.get("statements", {}).items()
        },
        lists={name: _phrases(words) for name, words in own.get("lists", {}).items()},
        samples=tuple(Sample(s["values"], s["respondents"], str(s["step"])) for s in own.get("samples", [])),
        transcripts=frozenset(own.get("transcripts", [])),
        targets=own.get("targets", {}),
        umbrellas=frozenset(own.get("umbrellas", [])),
    )


def _with_words(own: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """The sayings of figures, those of every year behind those of the project's own."""
    found = {name: dict(entry) for name, entry in own.items()}
    for name, entry in known.items():
        mine = found.setdefault(name, {})
        mine["words"] = [*mine.get("words", []), *entry["words"]]
    return found


def _own(project: Project) -> dict[str, Any]:
    path = project.root / rules_of(project.year) / "audit.yaml"
    if not path.is_file():
        return {}
    issues: list[Issue] = []
    document = source.read(f"{rules_of(project.year)}/audit.yaml", path.read_bytes(), issues, "audit")
    if document is not None:
        schema.validate(document, issues)
    if issues or document is None:
        raise UserError(issues)
    return document.data if isinstance(document.data, dict) else {}


def _phrases(words: Iterable[str]) -> Words:
    return tuple(dict.fromkeys(flat(word) for word in words))


def _measures(rules: RuleSet, own: Mapping[str, list[str]]) -> dict[str, Words]:
    titles = {id: [measure.title] for id, measure in rules.measures.items()}
    return {id: _phrases([*titles.get(id, []), *own.get(id, [])]) for id in dict.fromkeys([*titles, *own])}


def _months(rules: RuleSet) -> dict[str, str]:
    months = rules.dimensions.get("bulan")
    members = months.members if months else ()
    return _every_month() | {flat(name): member.code for member in members for name in (member.title, member.short) if name}


def _members(rules: RuleSet, own: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, Words]]:
    found = {}
    for name, dimension in rules.dimensions.items():
        if name == YEAR:
            continue
        extra = own.get(name, {})
        found[name] = {
            member.code: _phrases(filter(None, [member.title, member.short, *extra.get(member.code, [])]))
            for member in dimension.members
        }
    return found
