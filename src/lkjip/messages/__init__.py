"""The texts that users meet, in Indonesian and English; the catalogue is data and is read only when a text is needed."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from errno import errorcode
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("id", "en")
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "·")

_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """One language for everything inside, whatever the user's is: what is archived must not depend on it."""
    token = _SPOKEN.set(chosen)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def language() -> str:
    """`LKJIP_LANG`, or else Indonesian where the system's locale is, or else English."""
    if spoken := _SPOKEN.get():
        return spoken
    chosen = os.environ.get("LKJIP_LANG", "")
    if chosen in LANGUAGES:
        return chosen
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = name or (locale.getlocale()[0] or "")
    return "id" if name.lower().startswith(("id", "in_")) else "en"


@cache
def _texts(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def phrase(code: str) -> str:
    """A short text that is no issue: the reason for a missing value, a label of the command line."""
    text: str = _texts("phrases")[code][language()]
    return text


def of_system(error: OSError) -> str:
    """What the operating system said, in the user's language where it is a common case."""
    known = _texts("system").get(errorcode.get(error.errno or 0, ""))
    return known[language()] if known else error.strerror or str(error)


def worded(catalogue: str, code: str, values: Mapping[str, object], part: str = "") -> str:
    """A text of a catalogue, filled in; empty where it has no such part, such as `hint_`."""
    text: str = _texts(catalogue)[code].get(f"{part}{language()}", "")
    return text.format_map(_Values(values))


def text(catalogue: str, code: str, part: str) -> str | None:
    """A text of a catalogue as it stands there, such as the part `en`; None where it has none."""
    found: str | None = _texts(catalogue).get(code, {}).get(part)
    return found


def borrowed(text: str) -> str:
    """What a library says in English, in the user's language where the catalogue has it, whole or by its beginning (`…`)."""
    if language() == "en":
        return text
    words: dict[str, str] = _texts("borrowed")
    begun = (said for key, said in words.items() if key.endswith("…") and text.startswith(key[:-1]))
    return words.get(text) or next(begun, text)


@cache
def _elsewhere() -> dict[str, str]:
    """Every word by which a construct of the rule language is known elsewhere."""
    return {word: construct for construct, words in _texts("elsewhere").items() for word in words.split()}


def called_elsewhere(word: str) -> str:
    """The construct of the rule language that does what a word of another language means; empty where none is known."""
    return _elsewhere().get(word, "")


def filed(code: str, **values: object) -> str:
    """A text that goes into a file of lkjip's own making (`workbook.token`), filled in; in Indonesian for everybody."""
    section, _, name = code.partition(".")
    text: str = _texts("filed")[section][name]
    return text.format_map(values) if values else text


def codes() -> set[str]:
    """The codes of all issues that have a text."""
    return set(_texts("issues"))


@dataclass(frozen=True, slots=True)
class Later:
    """A phrase as a value of an issue: it is said in the language of whoever reads the issue."""

    code: str
    given: str

    def __str__(self) -> str:
        return phrase(self.code).format(given=self.given)


def visible(text: str) -> str:
    """A text that was given, with a dot for every control character: it may not steer the terminal.

    >>> visible("kantor\\x1b[2J")
    'kantor·[2J'
    """
    return text.translate(_CONTROLS)


class _Values(dict[str, object]):
    """Values as plain text: a template can insert them and nothing else."""

    def __getitem__(self, name: str) -> str:
        text = str(super().__getitem__(name))
        return visible(borrowed(text) if name == "problem" else text) or "–"

    def __missing__(self, name: str) -> str:
        return "?"
