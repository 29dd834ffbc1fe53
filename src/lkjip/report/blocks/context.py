"""What every block is made of: the narrator, the tables and charts, the office's texts; and the pieces of a section."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lkjip.figures import Value
from lkjip.report.drawing import Drawing
from lkjip.report.facts import Facts
from lkjip.report.narrative import Narrator
from lkjip.report.printed import Markdown, markdown
from lkjip.report.tables import Tables
from lkjip.report.texts import Texts

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace


@dataclass(frozen=True, slots=True)
class Blocks:
    """One office's report, as its blocks see it."""

    facts: Facts
    narrator: Narrator
    tables: Tables
    charts: Drawing
    texts: Texts
    working: Callable[[str], Markdown]  # the worked calculation of a figure
    trace: Callable[[Value], Trace]

    def say(self, *phrases: str, about: str = "") -> str:
        """The phrases that have something to say, as one paragraph."""
        return " ".join(filter(None, (self.narrator.sentence(name, about) for name in phrases)))

    def tell(self, phrase: str, **words: str) -> str:
        """A phrase of one variant, with words that only its block knows in the places of their names."""
        text = self.narrator.phrases[phrase][0][0].text
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        return self.narrator.say(text)

    def steps(self, figure: str) -> str:
        """The worked calculation of a figure; nothing where it has no value."""
        found = self.facts.find(figure)
        return self.working(figure).text if found is not None and found.value is not None else ""

    def has(self, figure: str) -> bool:
        """Whether a figure has a value for any of its keys."""
        return any(value.value is not None for value in self.facts.all(figure))


def heading(level: int, text: str, label: str) -> str:
    """A heading with its label."""
    return f"{'#' * level} {markdown(text)} {{#{label}}}"


def paragraphs(parts: Iterable[str]) -> Markdown:
    """Pieces of a document one below the other, without the empty ones."""
    return Markdown("\n\n" + "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n\n")


def items(texts: Iterable[str], numbered: bool = True) -> str:
    """A list of texts in Markdown; nothing where there is none."""
    return "\n".join(f"{f'{number}.' if numbered else '-'} {text}" for number, text in enumerate(filter(None, texts), 1))


def floated(label: str, content: Markdown, caption: str) -> str:
    """A table (`tbl-…`) or figure (`fig-…`) with its caption in Markdown, as a cross-reference finds it."""
    return f"::: {{#{label}}}\n{content.text.strip()}\n\n{caption}\n:::"


def boxed(classes: str, parts: Iterable[str], attributes: str = "") -> str:
    """A box of some classes around pieces; empty where all of them are."""
    body = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return f"::: {{.{classes}{' ' if attributes else ''}{attributes}}}\n{body}\n:::" if body else ""
