"""One printed value: its text, and the id of the figure or rule that it comes from, as Markdown and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lkjip.report.display import Displayed, bundles

BLANK = "…………"  # an entry that is still to be filled in; it is told of at the end of the report
_MINUS = re.compile(r"(?:^|(?<=[\s(|]))-(?=(?:Rp)?\d)")
_MARKUP = re.compile(r"([!-$&-+\-.:<-@\[-`{-~])")  # ASCII punctuation but for , % / ; which mean nothing


def markdown(text: str) -> str:
    """A text that Markdown takes as it is, whatever it holds.

    >>> markdown("a*b | $x$")
    'a\\\\*b \\\\| \\\\$x\\\\$'
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def typeset(text: str) -> str:
    """A text with the minus signs of its numbers, where plain text has hyphens.

    >>> typeset("-0,32"), typeset("-Rp500"), typeset("((-0,32) × 2)"), typeset("2021-2023"), typeset("-")
    ('−0,32', '−Rp500', '((−0,32) × 2)', '2021-2023', '-')
    """
    return _MINUS.sub("−", text)


@dataclass(frozen=True, slots=True)
class Printed(Displayed):
    """A value in the narrative. `source` is `figure` or `rule`, `id` its id there, `kind` `number`, `word` or `missing`.

    `wording` says how a text differs from the value itself: `size` is a number without its sign, `agreed` a whole one
    without decimals, `code:…` a wording of the document's own for that code.
    """

    text: str
    source: str
    id: str
    kind: str = "number"
    wording: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        return ("angka", *{"number": (), "word": ("kata",), "missing": ("kosong",)}[self.kind])

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        classes = " ".join(f".{name}" for name in self.classes)
        wording = f' wording="{self.wording}"' if self.wording else ""
        return f'[{markdown(typeset(self.text))}]{{{classes} {self.source}="{self.id}"{wording}}}'

    def bundles(self) -> Iterator[Mapping[str, str]]:
        yield {"text/html": self.html(), "text/plain": self.text}

    def html(self) -> str:
        wording = f' data-wording="{escape(self.wording)}"' if self.wording else ""
        classes = " ".join(self.classes)
        return f'<span class="{classes}" data-{self.source}="{escape(self.id)}"{wording}>{escape(typeset(self.text))}</span>'


@dataclass(frozen=True, slots=True)
class Stated(Displayed):
    """A text that no figure has and that the engine still states: `kind` says of what, `of` names it there.

    `check`: a side of a failed check (its id with its key, and 0 or 1); `bridge`: a figure of two years and which of its
    values (`ikm.target:before`); `robust`: the sentence on a category. The audit of our own reports has it said again.
    """

    text: str
    kind: str
    of: str

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return f'[{markdown(typeset(self.text))}]{{.pembanding {self.kind}="{self.of}"}}'

    def bundles(self) -> Iterator[Mapping[str, str]]:
        yield {"text/html": self.html(), "text/plain": self.text}

    def html(self) -> str:
        return f'<span class="pembanding" data-{self.kind}="{escape(self.of)}">{escape(typeset(self.text))}</span>'


@dataclass(frozen=True, slots=True)
class Anchor:
    """A text in a table that links lead to: the title of a working paper, `id` being `kk-` and its figure."""

    text: str
    id: str

    def __str__(self) -> str:
        return self.text

    def html(self) -> str:
        return f'<span class="kk" id="{escape(self.id)}">{escape(self.text)}</span>'


@dataclass(frozen=True, slots=True)
class Words(Displayed):
    """A text that is no value: a title, a name, a date. Markdown takes it as it is."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return markdown(self.text)

    def bundles(self) -> Iterator[Mapping[str, str]]:
        yield {"text/markdown": markdown(self.text), "text/plain": self.text}


@dataclass(frozen=True, slots=True)
class Markdown(Displayed):
    """A piece of the document in Markdown."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text

    def bundles(self) -> Iterator[Mapping[str, str]]:
        return bundles(self.text, Path.cwd())
