"""Sentences that know their conditions: texts with placeholders for figures, and phrases with a variant for every state.

A text is plain words with `{placeholders}`; it is never evaluated. A sentence one of whose placeholders has no value is not
said at all, and what it lacked is noted; a part in `[[ ]]` is left out alone. So no clause is ever filled with "no data".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey, parse_key
from lkjip.layout import rules_of
from lkjip.report.facts import Facts
from lkjip.report.printed import Printed, markdown
from lkjip.rules.model import YEAR

PLACEHOLDER = re.compile(
    r"\{(?P<kind>size |reason )?(?P<name>[a-z_][a-z0-9_]*(?:\.[a-z0-9_-]+)*)"
    r"(?:\[(?P<key>[a-z0-9_=, ]*)\])?(?:\|(?P<wording>[^{}|]+))?\}"
)
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_EMPHASIS = re.compile(r"\\\*\\\*.+?\\\*\\\*|\\\*[^*]+?\\\*")  # as Markdown has it escaped
PARAMETER = "parameter"
REFERENCE = "ref."  # `{ref.tbl-ringkasan}` is a cross-reference
PRESENT, ABSENT, NOT = "ada", "kosong", "bukan "
UNDEFINED = "tidak_terdefinisi"  # there are data, and no value follows from them: nothing to divide by, and the like
REASON = "reason "  # `{reason ikm.realisasi}` is why there is no value
Words = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A text and when it is said: a figure or word → the codes or values it may have, `ada`, `kosong`, or `bukan …`.

    `tidak_terdefinisi` is a figure that has no value although its data are there. A value in braces is that of another
    figure: `bukan {nilai_terendah}`.
    """

    text: str
    when: Mapping[str, tuple[str, ...]]


Phrase = tuple[tuple[Variant, ...], ...]  # sentences one after another, each with its variants


@cache
def phrases() -> Mapping[str, Phrase]:
    """The standard phrases by name. Of a sentence's variants the first whose conditions hold is said."""
    loaded = yaml.safe_load(files("lkjip.report").joinpath("phrases.yaml").read_text(encoding="utf-8"))
    return {name: phrase_of(entry) for name, entry in loaded.items()}


def phrase_of(entry: Any) -> Phrase:
    """A phrase as YAML has it: a text, a list of variants, or `all`: several of these."""
    return tuple(map(variants, entry["all"])) if isinstance(entry, Mapping) and "all" in entry else (variants(entry),)


def variants(entries: Any) -> tuple[Variant, ...]:
    """Variants as YAML has them: a text, or a list of `when` and `text`."""
    given = entries if isinstance(entries, list) else [entries]
    return tuple(_variant({"text": entry} if isinstance(entry, str) else entry) for entry in given)


def _variant(entry: Mapping[str, Any]) -> Variant:
    conditions = {
        name: tuple(str(code) for code in (codes if isinstance(codes, list) else [codes]))
        for name, codes in entry.get("when", {}).items()
    }
    return Variant(" ".join(str(entry["text"]).split()), conditions)


class Narrator:
    """Says phrases and texts about one office's figures.

    `about` is the indicator whose figures a bare name means. `words` gives what is no figure (the year, an entry of the
    office's file, a title) as text; None where there is none. `lacking` notes what unsaid sentences lacked.
    """

    def __init__(self, facts: Facts, words: Words) -> None:
        self.facts, self.words = facts, words
        own = cast(dict[str, Any], facts.rules.report.data).get("phrases", {}) if facts.rules.report else {}
        self.phrases = {**phrases(), **{name: phrase_of(entry) for name, entry in own.items()}}
        self.lacking: dict[str, None] = {}

    def sentence(self, name: str, about: str = "") -> str:
        """A phrase in its present state, as Markdown; empty where nothing is to be said. What no rule defines is missing."""
        chosen = (self.chosen(among, about) for among in self.phrases[name])
        return " ".join(filter(None, (self._said(variant.text, about) for variant in chosen if variant)))

    def chosen(self, among: Sequence[Variant], about: str = "") -> Variant | None:
        """The first variant whose conditions hold."""
        return next((v for v in among if all(self.holds(name, codes, about) for name, codes in v.when.items())), None)

    def holds(self, name: str, codes: Sequence[str], about: str = "") -> bool:
        """Whether a figure or word has one of some values. One that does not exist is `kosong`."""
        found = PLACEHOLDER.fullmatch(f"{{{name}}}")
        return any(self._is(found, code.removeprefix(NOT), about) != code.startswith(NOT) for code in codes)

    def _is(self, found: re.Match[str] | None, code: str, about: str) -> bool:
        value = None if found is None else self._state(found, about)
        if code == PRESENT:
            return value is not None
        if code == ABSENT:
            return value is None
        if code == UNDEFINED:
            return found is not None and self._status(found, about) == "undefined"
        other = PLACEHOLDER.fullmatch(code)
        return value == (code if other is None else self._state(other, about))

    def _status(self, found: re.Match[str], about: str) -> str:
        name, key = self._at(found, about)
        value = self.facts.find(name, key)
        return "" if value is None else value.status

    def say(self, text: str, about: str = "", place: Location | None = None, *, strong: bool = False) -> str:
        """A text as Markdown, with its values; empty where one of them is missing. `strong` keeps `**emphasis**`.

        Raises:
            UserError: it names a figure or word that does not exist; `place` is where it is written.
        """
        said = self._said(PLACEHOLDER.sub(lambda found: self._checked(found, about, place), text), about)
        return _EMPHASIS.sub(lambda found: found[0].replace("\\*", "*"), said) if strong else said

    def _checked(self, found: re.Match[str], about: str, place: Location | None) -> str:
        """A placeholder as it is written, if it names something; words in braces that look like no figure are text."""
        name = found["name"]
        figure = self._figure(name, about)
        known = self.facts.exists(figure) or self.words(name, about) is not None or name.startswith(REFERENCE)
        if known or self._constant(name, about) is not None or self._may_be_absent(name, figure):
            return found[0]
        if "." in name:
            self._refuse(found[0], name, place)
        return found[0].replace("{", "\x03").replace("}", "\x04")

    def _said(self, text: str, about: str) -> str:
        text = _OPTIONAL.sub(lambda found: found[1] if self._whole(found[1], about) else "", text)
        if not self._whole(text, about):
            return ""
        parts, at = [], 0
        for found in PLACEHOLDER.finditer(text):
            parts += [_plain(text[at : found.start()]), self._printed(found, about)]
            at = found.end()
        return "".join([*parts, _plain(text[at:])]).strip()

    def _whole(self, text: str, about: str) -> bool:
        missing = list(self._missing(text, about))
        self.lacking |= dict.fromkeys(missing)
        return not missing

    def _missing(self, text: str, about: str) -> Iterator[str]:
        for found in PLACEHOLDER.finditer(text):
            name, key = self._at(found, about)
            if self.facts.exists(name):
                value = self.facts.find(name, key)
                wanted = value and (value.reason if found["kind"] == REASON else value.value)
                if not wanted:  # an empty list says nothing either
                    yield str(FigureKey.of(name, key))
            elif found["name"].startswith(REFERENCE) or self._constant(found["name"], about) is not None:
                continue
            elif self.words(found["name"], about) is None:
                yield found["name"]

    def _may_be_absent(self, name: str, figure: str) -> bool:
        """An entry of the office's file, or a standard figure that this indicator does not have."""
        owner, _, own = figure.partition(".")
        others = {f"{code}.{own}" for code in self.facts.indicators}
        return name.startswith("office.") or (owner in self.facts.indicators and any(map(self.facts.exists, others)))

    def _refuse(self, written: str, name: str, place: Location | None) -> None:
        known = sorted(self.facts.order)
        values = {"given": written, "nearest": nearest(name, known), "known": ", ".join(known[:12])}
        raise UserError([Issue("unknown_placeholder", place or Location(rules_of(self.facts.rules.year)), values)])

    # Figures by the names of a text

    def _figure(self, name: str, about: str) -> str:
        return name if "." in name or not about else f"{about}.{name}"

    def _at(self, found: re.Match[str], about: str) -> tuple[str, dict[str, str]]:
        """A placeholder's figure and key; with a year of a figure that has none, the figure that has it by year."""
        name, key = self._figure(found["name"], about), self._key(found["key"], about)
        return (self.facts.by_year(name) or name if YEAR in key else name), key

    def _key(self, written: str | None, about: str) -> dict[str, str]:
        pairs = parse_key(written or "")
        return {name: about if code == "self" else self.words(code, about) or code for name, code in pairs}

    def _constant(self, name: str, about: str) -> Printed | None:
        """A parameter of the rules: `{parameter.ikm.minimum_responden}`, or of the indicator itself with `self`."""
        kind, _, rest = name.partition(".")
        measure, _, own = rest.partition(".")
        entry = self.facts.rules.measures.get(about if measure == "self" else measure) if kind == PARAMETER else None
        return self.facts.shown_constant(f"{entry.id}.{own}", symbol=True) if entry and own in entry.parameters else None

    def _state(self, found: re.Match[str], about: str) -> str | None:
        name, key = self._at(found, about)
        if self.facts.exists(name):
            value = self.facts.find(name, key)
            return None if value is None else value.value
        return self.words(found["name"], about)

    def _printed(self, found: re.Match[str], about: str) -> str:
        if found["name"].startswith(REFERENCE):
            return "@" + found["name"].removeprefix(REFERENCE).replace("self", about)
        if (constant := self._constant(found["name"], about)) is not None:
            return constant._repr_markdown_()
        name, key = self._at(found, about)
        if not self.facts.exists(name):
            return markdown(self.words(found["name"], about) or "")
        value = self.facts.value(name, key)
        shown = self.facts.print(value)
        if found["wording"]:
            shown = Printed(found["wording"].strip(), "figure", shown.id, "word", f"code:{value.value}")
        elif found["kind"] == REASON:
            shown = Printed(value.reason or "", "figure", shown.id, "word", "reason")
        elif found["kind"] == "size ":
            shown = replace(shown, text=shown.text.removeprefix("-"), wording="size")
        return shown._repr_markdown_()


def _plain(text: str) -> str:
    """Words as Markdown takes them, whatever they hold."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    plain = markdown(text).replace("\x03", "\\{").replace("\x04", "\\}")
    return (" " if lead else "") + plain + (" " if trail and plain else "")
