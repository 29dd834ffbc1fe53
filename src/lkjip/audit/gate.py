"""The gate: whose report a document says it is, and of which year; figures of another office or year say nothing of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import yaml

from lkjip.audit.context import Text
from lkjip.audit.vocabulary import flat
from lkjip.layout import OFFICE_FILE, data_of, rules_of
from lkjip.project import Project

Whose = Literal["own", "unnamed", "other_office", "other_year", "no_project"]
TITLE = 4_000  # characters in which a report says what it is
OFFICES = 20  # of more offices one must be named: each is looked for by all its texts
NAME = 6  # words of an organisation's name
_TITLE = re.compile(
    r"(?:laporan\s+(?:akuntabilitas\s+)?kinerja|\blakip\b|\blkjip\b|\blkj\b|\blkip\b|performance\s+report|annual\s+report)"
    r"(?P<between>[\s\S]{0,220}?)\b(?P<year>20\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether a project's figures may be held against a document, and what the document says of itself."""

    whose: Whose
    office: str = ""
    year: str = ""


def scope_of(text: Text, project: Project | None, satker: str) -> Scope:
    """What a document is to a project's office and year."""
    year = year_of(text)
    if project is not None and not _TITLE.search(text.document.text[:TITLE]) and text.names_year(project.year):
        year = str(project.year)
    if project is None:
        return Scope("no_project", "", year)
    own, other = _own_mentions(text, project, satker), _other_office(text, project, satker)
    if other and other[1] > own:
        return Scope("other_office", other[0], year)
    if year and year != str(project.year):
        return Scope("other_year", "", year)
    return Scope("own" if own else "unnamed", "", year)


def foreign_to_all(text: Text, project: Project) -> Scope | None:
    """What a document is to a project of several offices where it is none of theirs; else None: then one must be named."""
    offices = project.tables.offices
    if not 1 < len(offices) <= OFFICES:
        return None
    scopes = [scope_of(text, project, office) for office in offices]
    return scopes[0] if all(scope.whose in ("other_office", "other_year") for scope in scopes) else None


def year_of(text: Text) -> str:
    """The year of a report by its title; else the year that it names most; empty where it names none."""
    found = _TITLE.search(text.document.text[:TITLE])
    if found is not None:
        return found["year"]
    years = Counter(numeral.text for numeral in text.numerals if numeral.kind == "year")
    return years.most_common(1)[0][0] if years else ""


def _names(project: Project, satker: str) -> Iterator[str]:
    """The flat names of the project's office: in full, in short, and its kind with its city."""
    path = project.root / data_of(project.year, satker) / OFFICE_FILE
    if not path.is_file():
        return
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(loaded, dict):
        return
    name, city = flat(str(loaded.get("name", ""))), flat(str(loaded.get("city", "")))
    yield from filter(None, (name, flat(str(loaded.get("short_name", "")))))
    if name and city:
        yield f"{' '.join(name.split()[:2])} {city}"


def _own_mentions(text: Text, project: Project, satker: str) -> int:
    return sum(1 for name in dict.fromkeys(_names(project, satker)) for _ in text.find(name))


def _other_office(text: Text, project: Project, satker: str) -> tuple[str, int] | None:
    """The organisation that a document names most and that the project's own texts do not know, with how often."""
    names = list(_names(project, satker))
    known = _known(project, satker)
    heads = [flat(head).split() for head in text.vocabulary.general["offices"]]
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for words, original in _named(text, heads):
        phrase = " ".join(words)
        if f" {phrase} " in known or any(name.startswith(phrase) or phrase.startswith(name) for name in names):
            continue
        counts[phrase] += 1
        shown.setdefault(phrase, original)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return shown[name], count


def _known(project: Project, satker: str) -> str:
    """The words of the project's rules and of its office's texts."""
    folders = [project.root / rules_of(project.year), project.root / data_of(project.year, satker)]
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.yaml"))]
    return f" {' '.join(flat(path.read_text(encoding='utf-8')) for path in files)} "


def _named(text: Text, heads: Sequence[Sequence[str]]) -> Iterator[tuple[list[str], str]]:
    """Every organisation that the text names: the kind (as the vocabulary has it) and the capitalised words behind it."""
    for head in heads:
        for start, end in text.find(" ".join(head)):
            behind = re.match(r"(?:[ \n]+(?:[A-Z]\w*|dan|Kelas|[IVX]+|of|the)){1,6}", text.document.text[end : end + 90])
            capital = text.document.text[start].isupper()
            name = text.document.text[start : end + (behind.end() if behind else 0)]
            if not capital and len(head) < 2:
                continue
            words = flat(name).split()[:NAME]
            while words and words[-1] in ("dan", "of", "the", "tahun"):
                words.pop()
            if len(words) > 1:
                yield words, " ".join(name.split())
